"""The tables this package ships under ``data/``, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def read_rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Read a table of tab-separated columns; ``#`` opens a comment line.

    Args:
        name: File name under ``data/``.

    Example:
        >>> ("支付宝", "zfb") in [row[:2] for row in read_rows("cloaked_words.tsv")]
        True
    """
    text = files("nlp_guard.text").joinpath("data", name).read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(column.strip() for column in line.split("\t")) for line in lines)


@cache
def domain_words() -> tuple[str, ...]:
    """Give the words of the domain that jieba should know, cloaked ones included."""
    rows = (*read_rows("domain_words.tsv"), *read_rows("cloaked_words.tsv"))
    return tuple(dict.fromkeys(row[0] for row in rows))
