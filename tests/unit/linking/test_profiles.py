from __future__ import annotations

from nlp_guard.linking.profiles import read_profiles
from nlp_guard.records import Channel, Detection, Verdict
from tests.fakes.trade import asks, order, payees, says, talk


def call(number: str | None, n: int = 0) -> Detection:
    return talk(number, asks("四千块"), channel=Channel.CALL, number=n)


def test_a_caller_whose_number_one_buyer_alone_has_is_that_buyer() -> None:
    orders = [order("甲", phone="19900000017"), order("乙", phone="19900000018")]
    profiles, (party,) = read_profiles(orders, [call("+86 199 0000 0017")])
    assert party.account_id == "甲"
    assert party.note is not None
    assert [exhibit.quote for exhibit in party.exhibits] == ["甲-0"]
    assert {p.account_id: len(p.detections) for p in profiles} == {"甲": 1, "乙": 0}


def test_a_number_that_two_buyers_have_stays_an_account_of_its_own() -> None:
    orders = [order(who, phone="19900000017") for who in ("甲", "乙")]
    _, (party,) = read_profiles(orders, [call("19900000017")])
    assert party.account_id == "phone:19900000017"


def test_a_number_nobody_has_stays_an_account_of_its_own() -> None:
    _, (party,) = read_profiles([order("甲", phone="19900000018")], [call("19900000017")])
    assert party.account_id == "phone:19900000017"


def test_a_buyer_may_be_known_by_the_mobile_it_pays_from() -> None:
    _, (party,) = read_profiles([order("甲", payer="199 0000 0017")], [call("19900000017")])
    assert party.account_id == "甲"


def test_nameless_conversations_are_kept_apart() -> None:
    detections = [call(None, 1), call(None, 2), talk(None, says("在吗"), verdict=Verdict.NONE)]
    profiles, parties = read_profiles([], detections)
    assert len({party.account_id for party in parties}) == 3
    assert {p.account_id.split(":")[0] for p in profiles} == {"call", "chat"}


def test_one_nick_in_two_spellings_is_one_account() -> None:
    profiles, _ = read_profiles([order("TB样客")], [talk("tb样客", says("在吗"))])
    assert [profile.account_id for profile in profiles] == ["TB样客"]
    assert len(profiles[0].detections) == 1


def test_accounts_are_named_whether_or_not_they_were_read_as_payees() -> None:
    orders = [order("乙", payer="19900000018"), order("丙", payer="yang@example.com")]
    words = "一九九零零零零零零一八\nyang@example.com\n19900000099"
    (speaker,) = [
        profile
        for profile in read_profiles(orders, [talk("甲", says(words))])[0]
        if profile.account_id == "甲"
    ]
    assert [value for value, _ in speaker.payees] == ["19900000018", "yang@example.com"]
    assert [exhibit.quote for _, exhibit in speaker.payees] == [
        "一九九零零零零零零一八",
        "yang@example.com",
    ]


def test_what_was_read_as_a_payee_counts_though_nobody_paid_from_it() -> None:
    profiles, _ = read_profiles([], [talk("甲", asks("打到", payees("liu@example.com")))])
    assert [value for value, _ in profiles[0].payees] == ["liu@example.com"]
