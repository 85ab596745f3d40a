from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from nlp_guard.linking.comparisons.address import Address
from nlp_guard.linking.comparisons.basket import BasketLikeness
from nlp_guard.linking.comparisons.demand import Demand
from nlp_guard.linking.comparisons.payees import Payees
from nlp_guard.linking.comparisons.payer import Payer
from nlp_guard.linking.comparisons.phone import Phone
from nlp_guard.linking.comparisons.receiver import Receiver
from nlp_guard.linking.comparisons.timing import Timing
from nlp_guard.linking.comparisons.wording import Wording
from nlp_guard.linking.profiles import read_profiles
from nlp_guard.protocols import Comparison
from nlp_guard.records import Channel, Contribution, Detection, Order, Profile
from tests.fakes.trade import NOON, amount, asks, due, order, payees, percent, speaking_for, talk

FLAT = "样例省 样例市 示例区 样路18号样例苑3幢2单元1102室"
CROWD = [order(f"路人{n:03d}", at=NOON - timedelta(minutes=7 * n)) for n in range(100)]


def compared(
    comparison: Comparison,
    orders: Sequence[Order] = (),
    detections: Sequence[Detection] = (),
    pair: tuple[str, str] = ("甲", "乙"),
) -> Contribution | None:
    """Fit a comparison to a shop and compare two of its accounts."""
    profiles, _ = read_profiles(orders, detections)
    by_id: dict[str, Profile] = {profile.account_id: profile for profile in profiles}
    fitted = comparison.fitted(profiles)
    return fitted.compare(by_id[pair[0]], by_id[pair[1]])


def bits(contribution: Contribution | None) -> float:
    assert contribution is not None
    return contribution.weight_bits


@pytest.mark.parametrize(
    ("comparison", "field", "value", "other"),
    [
        (Phone(), "phone", "19900000017", "19900000018"),
        (Phone(), "landline", "0990-0000018", "0990-0000019"),
        (Payer(), "payer", "Yang@example.com", "liu@example.com"),
        (Receiver(), "receiver", "样小例", "试小例"),
        (Address(), "address", FLAT, FLAT.replace("1102", "1103").replace("3幢", "4幢")),
    ],
)
def test_a_shared_value_speaks_for_and_another_against(
    comparison: Comparison, field: str, value: str, other: str
) -> None:
    def make(account: str, text: str) -> Order:
        return order(account, **{field: text})  # type: ignore[arg-type]

    same = compared(comparison, [make("甲", value), make("乙", value)])
    differs = compared(comparison, [make("甲", value), make("乙", other)])
    unknown = compared(comparison, [make("甲", value), make("乙", "")])
    assert bits(same) > 3.0
    assert -2.0 < bits(differs) < 0.0
    assert unknown is None


@pytest.mark.parametrize("masked", ["199****0017", "1.99E+10", "null"])
def test_a_masked_or_rounded_number_is_never_matched_on(masked: str) -> None:
    assert compared(Phone(), [order("甲", phone=masked), order("乙", phone=masked)]) is None


def test_a_number_that_many_have_proves_less() -> None:
    def shop(n: int) -> list[Order]:
        names = ["甲", "乙", *(f"丙{i}" for i in range(n - 2))]
        return [order(name, phone="19900000017") for name in names]

    weights = [bits(compared(Phone(), shop(n))) for n in (2, 4, 17, 60)]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] - weights[-1] > 10.0


@pytest.mark.parametrize(
    ("other", "level"),
    [
        (FLAT.replace("3幢2单元1102室", "三栋2单元1102"), "same door"),
        (FLAT.replace("1102", "1101"), "same building"),
        (FLAT.replace("3幢", "5幢"), "elsewhere"),
    ],
)
def test_doors_buildings_and_elsewhere_are_told_apart(other: str, level: str) -> None:
    found = compared(Address(), [order("甲", address=FLAT), order("乙", address=other)])
    assert found is not None
    assert found.level == level


def test_a_building_alone_is_no_reason_to_be_compared() -> None:
    profiles, _ = read_profiles(
        [order("甲", address=FLAT), order("乙", address=FLAT.replace("1102", "1101"))], []
    )
    fitted = Address().fitted(profiles)
    one, other = (set(fitted.keys(profile)) for profile in profiles)
    assert one.isdisjoint(other)


def test_a_house_without_a_door_says_less_than_a_door() -> None:
    house = "样例省 样例市 示例区 样街7号"
    weak = compared(Address(), [order("甲", address=house), order("乙", address=house)])
    strong = compared(Address(), [order("甲", address=FLAT), order("乙", address=FLAT)])
    assert 0.0 < bits(weak) < bits(strong)


def test_a_named_payee_who_paid_an_order_is_a_tie() -> None:
    demand = talk("甲", asks("打到这里", payees("yang@example.com")))
    found = compared(Payees(), [order("乙", payer="Yang@Example.com")], [demand])
    assert found is not None
    assert found.level == "named as payee"
    assert {exhibit.provenance.uri for exhibit in found.exhibits} == {
        "chats/invented.txt",
        "orders/invented.csv",
    }


def test_accounts_in_one_list_are_tied_to_each_other() -> None:
    demand = talk("丙", asks("打到这里", payees("yang@example.com", "liu@example.com")))
    orders = [order("甲", payer="yang@example.com"), order("乙", payer="liu@example.com")]
    found = compared(Payees(), orders, [demand])
    assert found is not None
    assert found.level == "listed together"


def test_two_who_name_one_payee_are_tied() -> None:
    demands = [talk(who, asks("打到这里", payees("yang@example.com"))) for who in ("甲", "乙")]
    found = compared(Payees(), [], demands)
    assert found is not None
    assert found.level == "same payee"


def test_orders_at_a_quiet_hour_say_more_than_in_the_rush() -> None:
    rush = [order(f"赶场{n:03d}", at=NOON + timedelta(seconds=n)) for n in range(200)]
    quiet = NOON + timedelta(hours=9)
    pair_in_rush = [order(who, at=NOON + timedelta(seconds=30)) for who in ("甲", "乙")]
    pair_in_quiet = [order(who, at=quiet) for who in ("甲", "乙")]
    in_rush = bits(compared(Timing(), [*CROWD, *rush, *pair_in_rush]))
    in_quiet = bits(compared(Timing(), [*CROWD, *rush, *pair_in_quiet]))
    assert in_rush < 0.5
    assert in_quiet > 2.0


def test_the_same_time_never_says_more_than_its_bound() -> None:
    at = [NOON + timedelta(days=40 + n) for n in range(9)]
    pair = [order(who, number=n, at=at[n]) for who in ("甲", "乙") for n in range(9)]
    assert bits(compared(Timing(), [*CROWD, *pair])) <= 4.0


@pytest.mark.parametrize(("gap_h", "sign"), [(3, -1), (80, -1)])
def test_orders_at_other_times_speak_against(gap_h: int, sign: int) -> None:
    pair = [order("甲"), order("乙", at=NOON + timedelta(hours=gap_h))]
    assert sign * bits(compared(Timing(), [*CROWD, *pair])) > 0.0


def test_the_same_unusual_basket_says_more_than_the_usual_one() -> None:
    usual = [order(who) for who in ("甲", "乙")]
    unusual = [order(who, pieces=80) for who in ("甲", "乙")]
    assert bits(compared(BasketLikeness(), [*CROWD, *usual])) < 0.0
    assert bits(compared(BasketLikeness(), [*CROWD, *unusual])) == pytest.approx(3.0)
    mixed = [order("甲"), order("乙", pieces=80)]
    assert bits(compared(BasketLikeness(), [*CROWD, *mixed])) < 0.0


def terms_compared(ours: Detection, theirs: Detection, n_buyers: int = 100) -> Contribution:
    found = compared(Demand(), CROWD[:n_buyers], [ours, theirs])
    assert found is not None
    return found


def test_agreeing_terms_outweigh_the_prior_and_differing_ones_do_not() -> None:
    ours = talk("甲", asks("给两成", percent(20), speaking_for(17)))
    same = talk("乙", asks("二十个点", percent(20), speaking_for(17)))
    other = talk("乙", asks("给四成", percent(40), speaking_for(5)))
    agreeing, differing = terms_compared(ours, same), terms_compared(ours, other)
    assert agreeing.level == "same number, share"
    assert differing.level == "other terms"
    assert agreeing.weight_bits - differing.weight_bits > 10.0


def test_a_share_inside_a_range_is_the_same_share() -> None:
    ours = talk("甲", asks("两成到三成", percent(20, 30)))
    theirs = talk("乙", asks("两成", percent(20)))
    assert terms_compared(ours, theirs).level == "same share"


def test_a_call_and_a_chat_can_make_one_demand() -> None:
    until = NOON + timedelta(days=1)
    ours = talk("甲", asks("四千", amount(4000), due(until)))
    theirs = talk("乙", asks("四千块", amount(4000), due(until)), channel=Channel.CALL)
    found = compared(Demand(), CROWD, [ours, theirs], ("甲", "phone:乙"))
    assert found is not None
    assert found.level == "same deadline, sum"
    assert found.note is not None
    assert "CNY 4000" in found.note.en


def test_demands_far_apart_in_time_speak_against() -> None:
    ours = talk("甲", asks("两成", percent(20)))
    theirs = talk("乙", asks("两成", percent(20)), at=NOON + timedelta(days=90))
    assert terms_compared(ours, theirs).weight_bits < 0.0


def test_time_alone_never_gives_more_than_even_odds() -> None:
    ours, theirs = (talk(who, asks("给点钱")) for who in ("甲", "乙"))
    found = terms_compared(ours, theirs, n_buyers=100)
    assert found.weight_bits <= 8.0  # 102 accounts, half a partner each: the prior is −7.7 bits


@pytest.mark.parametrize(
    ("theirs", "level"),
    [
        ("把货款的两成打过来不然全部退货", "near copy"),
        ("把货款的两成打过来，不然，全部 退货！", "near copy"),
        ("把货款的两成打過來，不然全部 t u i 货", "near copy"),
        ("货款两成打过来，不给就全部退货退款", "alike"),
        ("还有五分钟，想好了没有，老板在不在", "different words"),
    ],
)
def test_wording_is_compared_under_spacing_and_punctuation(theirs: str, level: str) -> None:
    ours = talk("甲", asks("把货款的两成打过来，不然全部退货"))
    found = compared(Wording(), [], [ours, talk("乙", asks(theirs))])
    assert found is not None
    assert found.level == level


def test_words_too_short_are_not_compared() -> None:
    demands = [talk(who, asks("给钱")) for who in ("甲", "乙")]
    assert compared(Wording(), [], demands) is None
