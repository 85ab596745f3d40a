from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from nlp_guard.records import AccountId, Case, Investigation, Phrase, Skipped
from nlp_guard.reports.terminal import print_explanation, print_summary, terminal_language


def _summary(investigation: Investigation, lang: str, width: int = 140) -> str:
    out = io.StringIO()
    print_summary(Console(file=out, width=width), investigation, Path("out/[x]"), lang)
    return out.getvalue()


def _explanation(case: Case, lang: str = "en") -> str:
    out = io.StringIO()
    print_explanation(Console(file=out, width=120), case, lang)
    return out.getvalue()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("Suspected extortion", "34 min left", "20% × ¥20,566.60", "corroborate")),
        ("zh", ("疑似敲诈勒索", "距此还有 34 分钟", "每户 ¥235.29", "相互印证")),
    ],
)
def test_summary_tells_the_case(ring: Investigation, lang: str, said: tuple[str, ...]) -> None:
    printed = _summary(ring, lang)
    assert [words for words in said if words not in printed] == []


def test_summary_names_what_was_not_read(ring: Investigation) -> None:
    printed = _summary(ring, "en")
    assert "calls/broken.wav" in printed
    assert "README.txt" not in printed
    assert "out/[x]" in printed


def test_summary_says_so_when_nothing_was_found(ring: Investigation) -> None:
    assert "Nothing found" in _summary(replace(ring, cases=()), "en")


def test_summary_names_the_missing_model(ring: Investigation) -> None:
    assert "model x" in _summary(replace(ring, model_failure="model x: not here"), "en")


def test_summary_fits_a_narrow_terminal(ring: Investigation) -> None:
    assert max(map(len, _summary(ring, "en", 80).splitlines())) <= 80


def test_terminal_never_obeys_a_buyer(ring: Investigation, case: Case) -> None:
    nick = AccountId("\x1b]0;owned\x07[red]x")
    account = replace(case.accounts[0], id=nick, reasons=(Phrase(zh=nick, en=nick),))
    hostile = replace(case, accounts=(account,))
    skipped = (Skipped(path="\x1b[2J.wav", why="[/]"),)
    coverage = replace(ring.coverage, skipped=skipped)
    printed = _summary(replace(ring, cases=(hostile,), coverage=coverage), "en")
    printed += _explanation(hostile)
    assert "\x1b" not in printed
    assert "⟨U+001B⟩]0;owned⟨U+0007⟩[red]x" in printed


def test_long_lists_of_accounts_are_cut_and_counted(ring: Investigation, case: Case) -> None:
    many = tuple(replace(case.accounts[0], id=AccountId(f"n{n}")) for n in range(100))
    assert "41 more" in _summary(replace(ring, cases=(replace(case, accounts=many),)), "en")


def test_explanation_sums_each_link_up(case: Case) -> None:
    printed = _explanation(case)
    strongest = max(edge.link.weight_bits for edge in case.edges)
    assert f"{strongest:+.1f}" in printed
    assert "telephone: same phone (ending 0017)" in printed
    assert "32 of 32" in printed


def test_explanation_holds_when_a_case_has_no_links(case: Case) -> None:
    assert "0 of 0" in _explanation(replace(case, edges=()))


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW"}, "zh"),
        ({}, "en"),
    ],
)
def test_language_goes_by_the_locale(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], lang: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal_language() == lang


def test_a_bridge_is_marked_and_nothing_is_said_to_be_certain(case: Case) -> None:
    bridge = replace(case.edges[0], is_bridge=True)
    told = _explanation(replace(case, edges=(bridge,)))
    assert "not followed" in told
    assert "100%" not in told
    assert "100.0%" not in told


def test_what_is_paid_is_taken_off_what_is_asked(ring: Investigation, case: Case) -> None:
    ask = replace(
        case.asks[0], paid=Decimal(500), total_low=Decimal(4000), total_high=Decimal(6000)
    )
    told = _summary(replace(ring, cases=(replace(case, asks=(ask,)),)), "en")
    assert "¥500 paid" in " ".join(told.split())
    assert "¥3,500–¥5,500" in " ".join(told.split())
