"""The tables this package ships under ``data/``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class DomainWord:
    """A word of the domain that people cloak.

    Args:
        text: The word.
        initials: Letters that stand for it anywhere.
        doubtful_initials: Letters that stand for it only beside a cue.
        before: Cues that stand right before …
        after: … or right after doubtful initials.
        is_by_sound: Whether it may be read from characters that sound alike.
        is_by_initial: Whether one of its two characters may be a first letter.
    """

    text: str
    initials: tuple[str, ...]
    doubtful_initials: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    is_by_sound: bool
    is_by_initial: bool


def read_rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Read a table of tab-separated columns; a line that opens with ``#`` is a comment.

    Args:
        name: File name under ``data/``.

    Example:
        >>> read_rows("disguises.tsv")[0][:2]
        ('绿泡泡', '微信')
    """
    lines = _read(name).splitlines()
    return tuple(
        tuple(column.strip() for column in line.split("\t"))
        for line in lines
        if line and not line.startswith("# ")
    )


@cache
def cloaked_words() -> tuple[DomainWord, ...]:
    """Give the words of the domain that people cloak.

    Example:
        >>> next(word.initials for word in cloaked_words() if word.text == "支付宝")
        ('zfb',)
    """
    table = _cloaked_table()
    words = []
    for group in (group for group in table.values() if isinstance(group, dict)):
        for line in group["words"]:
            text, *initials = line.split()
            words.append(
                DomainWord(
                    text=text,
                    initials=tuple(each for each in initials if not each.endswith("?")),
                    doubtful_initials=tuple(each[:-1] for each in initials if each.endswith("?")),
                    before=tuple(group["before"]),
                    after=tuple(group["after"]),
                    is_by_sound=text not in table["not_by_sound"],
                    is_by_initial=len(text) > 2 or text in table["by_initial"],
                )
            )
    return tuple(words)


@cache
def english_names() -> frozenset[str]:
    """Give the names of domain things that English talk uses as they are."""
    return frozenset(_cloaked_table()["english"])


@cache
def unusual_readings() -> Mapping[str, slice]:
    """Give the characters that cloaked words do not use in their first reading, and which they do.

    Example:
        >>> ("xing", "hang")[unusual_readings()["行"]]
        ('hang',)
    """
    table = _cloaked_table()
    second = dict.fromkeys(table["second_readings"], slice(1, 2))
    return second | dict.fromkeys(table["both_readings"], slice(0, 2))


@cache
def domain_words() -> tuple[str, ...]:
    """Give every word of the domain that jieba should know, cloaked ones included."""
    others = (row[0] for row in read_rows("domain_words.tsv"))
    return tuple(dict.fromkeys((*others, *(word.text for word in cloaked_words()))))


@cache
def _cloaked_table() -> dict[str, Any]:
    return tomllib.loads(_read("cloaked_words.toml"))


def _read(name: str) -> str:
    return files("nlp_guard.text").joinpath("data", name).read_text("utf-8")
