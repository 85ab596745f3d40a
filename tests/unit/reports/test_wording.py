from __future__ import annotations

import re
import string
from enum import StrEnum
from pathlib import Path

import pytest

import nlp_guard.reports
from nlp_guard.records import (
    AccountRole,
    AskKind,
    AskReading,
    Channel,
    Happening,
    Judgement,
    Label,
    Membership,
    PayeeKind,
    Role,
    ThreatKind,
    Verdict,
)
from nlp_guard.reports.wording import words

ROOM = Path(nlp_guard.reports.__file__).parent
USES = re.compile(
    r'\b(?:say|word|say\.text|marks\.named|marks\.h2)\(\s*(?:page, )?"([a-z0-9_.]+)"'
)


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_phrase_fills_in_the_same_values_in_both_languages() -> None:
    assert {k: p for k, p in words().items() if _names(p.zh) != _names(p.en)} == {}


def test_no_phrase_is_empty() -> None:
    assert [key for key, p in words().items() if not p.zh.strip() or not p.en.strip()] == []


def test_every_key_that_is_used_is_there() -> None:
    files = [*ROOM.rglob("*.py"), *ROOM.rglob("*.j2")]
    used = {key for path in files for key in USES.findall(path.read_text("utf-8"))}
    assert len(used) > 100
    assert {key for key in used if not key.endswith(".")} - set(words()) - set(PARTS) == set()


PARTS = ("timeline", "bursts", "ring", "asks", "chats", "calls")
"""Named to ``marks.h2``, which adds ``part.``."""


@pytest.mark.parametrize(
    ("prefix", "enum"),
    [
        ("did.", AccountRole),
        ("fig_", AskKind),
        ("sum_", AskReading),
        ("happening.", Happening),
        ("judgement.", Judgement),
        ("label.", Label),
        ("membership.", Membership),
        ("payee.", PayeeKind),
        ("role.", Role),
        ("threat.", ThreatKind),
        ("verdict.", Verdict),
        ("case_verdict.", Verdict),
    ],
)
def test_every_member_is_named(prefix: str, enum: type[StrEnum]) -> None:
    assert [member for member in enum if f"{prefix}{member}" not in words()] == []


def test_channels_are_counted() -> None:
    assert all(f"n_{channel}s" in words() for channel in Channel)


def test_every_comparison_that_is_built_in_is_named() -> None:
    from importlib.metadata import entry_points

    names = {point.name for point in entry_points(group="nlp_guard.comparisons")}
    assert {name for name in names if f"comparison.{name}" not in words()} == set()
