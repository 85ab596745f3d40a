from __future__ import annotations

import pytest

from nlp_guard.text.identifiers import mentioned_accounts, nick, payment_account, phone_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("19900000017", "19900000017"),
        ("'19900000017", "19900000017"),
        ("199-0000-0017", "19900000017"),
        ("199 0000 0017", "19900000017"),
        ("１９９００００００１７", "19900000017"),
        ("+86 199 0000 0017", "19900000017"),
        ("8619900000017", "19900000017"),
        ("0086-19900000017", "19900000017"),
        ("0990-0000018", "09900000018"),
        ("0990-0000018转12", "09900000018"),
        ("+1 (202) 555-0143", "+12025550143"),
        ("199****0017", None),
        ("199xxxx0017", None),
        ("1.99E+10", None),
        ("null", None),
        ("", None),
        ("12315", None),
        ("00000000000", None),
        ("+99999", None),
    ],
)
def test_a_number_is_written_one_way_or_not_taken(written: str, number: str | None) -> None:
    assert phone_number(written) == number


@pytest.mark.parametrize(
    ("written", "account"),
    [
        (" Yang@Example.com ", "yang@example.com"),
        ("199 0000 0017", "19900000017"),
        ("yang_shop", "yang_shop"),
        ("y***@example.com", None),
        ("1.99E+10", None),
        ("", None),
    ],
)
def test_a_payment_account_is_written_one_way(written: str, account: str | None) -> None:
    assert payment_account(written) == account


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("打到199 0000 0017", ["19900000017"]),
        ("一九九零零零零零零一七", ["19900000017"]),
        ("幺九九洞洞洞洞洞洞幺七", ["19900000017"]),
        ("一：yang@example.com\n二：199-0000-0018", ["yang@example.com", "19900000018"]),
        ("订单1990000000000000001234不对", []),
        ("199****0017", []),
        ("没有号码", []),
    ],
)
def test_accounts_are_found_where_they_stand(text: str, found: list[str]) -> None:
    assert [value for value, _ in mentioned_accounts(text)] == found
    for value, span in mentioned_accounts(text):
        assert value in [v for v, _ in mentioned_accounts(text[span.slice])]


def test_a_nick_is_looked_up_whatever_its_width_and_case() -> None:
    assert nick("ＴＢ66 ") == nick("tb66")
