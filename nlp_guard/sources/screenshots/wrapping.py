"""The lines of a bubble → its text: where a line only ran out of room, it is joined again."""

from __future__ import annotations

from collections.abc import Sequence

from nlp_guard.records import CharSpan, ReadLine
from nlp_guard.sources.screenshots.lines import TextLine, around

_ROOM = 1.7
"""Of a line's height: less than that left at its end, and the next word had no room."""


def text_of(lines: Sequence[TextLine]) -> tuple[str, tuple[ReadLine, ...]]:
    r"""Join the lines of one bubble; not a letter of what was read is changed.

    Pieces of one row are joined by a space. A line that reaches to where the longest of the
    bubble ends was wrapped: the next goes on where it stops, with a space between Latin words.
    Every other line end was made by the sender, and is kept.

    Args:
        lines: In any order.

    Returns:
        The text, and what part of it was read off which line.

    Example:
        >>> from nlp_guard.records import Box
        >>> rows = [("按成交额的百分", 140), ("之三十", 60), ("今天", 40)]
        >>> lines = [TextLine(text=text, box=Box(0, 20 * n, right, 20 * n + 20), score=1.0)
        ...          for n, (text, right) in enumerate(rows)]
        >>> text_of(lines)[0]
        '按成交额的百分之三十\n今天'
    """
    rows = _rows(lines)
    end = max(line.box.right for line in lines)
    text, read = "", []
    before: Sequence[TextLine] = ()
    for row in rows:
        if before:
            text += _seam(before, row, end)
        for place, line in enumerate(row):
            text += " " if place else ""
            span = CharSpan(len(text), len(text) + len(line.text))
            read.append(ReadLine(span=span, box=line.box, score=round(line.score, 3)))
            text += line.text
        before = row
    return text, tuple(read)


def _rows(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Return lines row by row, each from left to right."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.middle[1]):
        if rows and abs(rows[-1][0].middle[1] - line.middle[1]) < 0.5 * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]


def _seam(before: Sequence[TextLine], after: Sequence[TextLine], end: int) -> str:
    last, first = before[-1], after[0]
    room = end - last.box.right
    begins_word = _is_latin(first.text[:1])
    is_word = begins_word and _is_latin(last.text[-1:])
    needed = _ROOM * last.height
    if begins_word:
        needed = max(needed, _first_word_columns(first))
    # A gap between lines that a line would fit into was made by the sender.
    gap = first.box.top - around([line.box for line in before]).bottom
    if room > needed or gap > 0.8 * last.height:
        return "\n"
    return " " if is_word else ""


def _first_word_columns(line: TextLine) -> float:
    """Estimate how wide the first word of a line is, with the space before it."""
    word = line.text.split(" ", 1)[0]
    return (len(word) + 1) * (line.box.right - line.box.left) / max(1, len(line.text))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and not letter.isspace() and bool(letter)
