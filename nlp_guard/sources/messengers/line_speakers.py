"""Names before words with nothing but a space between: where does the name end?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile


def split_names(lines: Sequence[str], known: Iterable[str]) -> list[str]:
    """Return the name that each line begins with; "" where it has no words behind one.

    Known names are taken first, the longest that fits. Of the other lines, those with the same
    first word are one speaker's, whose name is what all of them begin with.

    Args:
        lines: Each a name, a space, and words.
        known: Names known beforehand.

    Example:
        >>> split_names(["Ann Lee hello", "Ann Lee are you there", "Shop yes"], ["Shop"])
        ['Ann Lee', 'Ann Lee', 'Shop']
    """
    longest_first = sorted(known, key=len, reverse=True)
    names = [next((k for k in longest_first if line.startswith(f"{k} ")), "") for line in lines]
    groups: dict[str, list[list[str]]] = {}
    for line, name in zip(lines, names, strict=True):
        words = line.split(" ")
        if not name and len(words) > 1:
            groups.setdefault(words[0], []).append(words)
    shared = {first: _shared(group) for first, group in groups.items()}
    return [
        name or (shared[words[0]] if len(words) > 1 else "")
        for line, name in zip(lines, names, strict=True)
        if (words := line.split(" "))
    ]


def _shared(group: Sequence[Sequence[str]]) -> str:
    """Return the words that all lines begin with; each keeps a word of its own."""
    if len(group) == 1:
        return group[0][0]
    columns = zip(*(words[:-1] for words in group), strict=False)
    return " ".join(column[0] for column in takewhile(lambda c: len(set(c)) == 1, columns))
