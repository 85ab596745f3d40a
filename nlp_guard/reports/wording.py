"""Everything the reports say themselves, by key; it stands in ``wording.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from nlp_guard.records import Phrase


@cache
def words() -> Mapping[str, Phrase]:
    """Return every phrase by its key; keys of a table carry its name and a dot.

    Example:
        >>> words()["verdict.suspicious"]
        Phrase(zh='可疑', en='suspicious')
    """
    text = (files("nlp_guard.reports") / "wording.toml").read_text("utf-8")
    return dict(_phrases(tomllib.loads(text), ""))


def _phrases(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Phrase]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _phrases(value, f"{prefix}{key}.")
        else:
            zh, en = value
            yield f"{prefix}{key}", Phrase(zh=zh, en=en)
