"""How a conversation is written down for the language model, and the way back to the original.

One line per turn, ``buyer:…``, closed by a line break; what the model says of a turn is read at
that line break, so it has seen everything up to there and nothing after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from nlp_guard.records import Role

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAMES = {Role.BUYER: "buyer", Role.AGENT: "shop", Role.SYSTEM: "system", Role.UNKNOWN: "speaker"}
BEGIN = 2
"""Id of the token every script begins with."""
BREAK = 6
"""Id of the line break."""
PIECE_TOKENS = 160
"""Longest line the model was trained on; a longer message is read in pieces."""
MOST_PIECES = 12
"""Pieces read of one message: its beginning and its end, beyond some 3,000 characters."""
_PIECE_CHARS = 240
_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn", "Mn", "Me"})
_CLAUSE_END = re.compile(r"[，。！？；…,.!?;、\n]+|\s{1,}|(?<=[\u4e00-\u9fff])\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """A text as the model sees it.

    Args:
        text: Without invisible characters, wide and circled forms made plain.
        origin: For every character, its code point in the original.
    """

    text: str
    origin: Sequence[int]


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    """Return how one character beyond ASCII is written down."""
    if "\u4e00" <= character <= "\u9fff":
        return character
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return ""
    folded = unicodedata.normalize("NFKC", character).strip("()")
    if folded != character and folded.isalnum() and all(map(_is_common, folded)):
        return folded
    return " " if category.startswith("Z") else character


def _is_common(character: str) -> bool:
    return character < "\u3000" or "\u4e00" <= character <= "\u9fff"


def clean(text: str) -> Clean:
    """Make a text plain for the model, keeping the way back.

    Example:
        >>> found = clean("３０％\u200b  of  it")
        >>> found.text, found.origin[-2:]
        ('30％ of it', [10, 11])
    """
    letters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        if character < "\x80":
            plain = character if " " <= character < "\x7f" else " "
        else:
            plain = _plain(character)
        for letter in plain:
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                origin.append(index)
    if letters and letters[-1] == " ":
        letters.pop()
        origin.pop()
    return Clean(text="".join(letters), origin=origin)


def line(role: Role, text: str) -> str:
    """Return one turn as it is written down; ``text`` is clean.

    Example:
        >>> line(Role.BUYER, "在吗"), line(Role.AGENT, "Hello")
        ('buyer:在吗', 'shop: Hello')
    """
    return f"{NAMES[role]}:{' ' if text[:1].isascii() else ''}{text}"


def pieces(text: str) -> list[str]:
    """Cut a clean text into what the model can take in one line each."""
    if len(text) <= _PIECE_CHARS:
        return [text]
    parts: list[str] = []
    start = 0
    while start < len(text):
        end = min(start + _PIECE_CHARS, len(text))
        ends = [m.end() for m in _CLAUSE_END.finditer(text, start + _PIECE_CHARS // 2, end)]
        if end < len(text) and ends:
            end = ends[-1]
        parts.append(text[start:end])
        start = end
    if len(parts) > MOST_PIECES:
        half = MOST_PIECES // 2
        parts = parts[:half] + parts[-half:]
    return parts


def n_pieces(text: str) -> int:
    """Return in how many lines a message is read."""
    return len(pieces(clean(text).text))


def clauses(text: str) -> list[tuple[int, int]]:
    """Return where the clauses of a clean text begin and end; together they cover it.

    Example:
        >>> clauses("不给钱，就全退")
        [(0, 4), (4, 7)]
    """
    ends = [match.end() for match in _CLAUSE_END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return list(zip([0, *ends[:-1]], ends, strict=True))


def tokens(tokenizer: Tokenizer, role: Role, text: str) -> list[int]:
    """Return the ids of one line with its line break; ``text`` is clean.

    A line of more than `PIECE_TOKENS` keeps its beginning and its end.
    """
    ids: list[int] = tokenizer.encode(line(role, text), add_special_tokens=False).ids
    if len(ids) > PIECE_TOKENS:
        ids = ids[: PIECE_TOKENS - 40] + ids[-40:]
    return [*ids, BREAK]
