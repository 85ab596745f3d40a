"""Windows without bubbles: a line with nick and time, then words, line under line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp_guard.sources.screenshots.furniture import is_furniture, is_junk
from nlp_guard.sources.screenshots.headers import read_header
from nlp_guard.sources.screenshots.layout import Entry, Layout
from nlp_guard.sources.screenshots.lines import TextLine, around
from nlp_guard.sources.screenshots.sides import Side

_LEAST_HEADERS = 2
"""A single line with a name and a time may stand in anything."""


def pane(lines: Sequence[TextLine]) -> Layout | None:
    """Take apart a window in which every message stands under its header.

    All stand at the left; the sides are told by the nicks alone.

    Args:
        lines: What was read in the picture.

    Returns:
        None where there are not two headers that begin in one column.
    """
    headers = {
        id(line): header
        for line in lines
        if not is_junk(line) and (header := read_header(line.text))
    }
    lefts = [line.box.left for line in lines if id(line) in headers]
    if len(lefts) < _LEAST_HEADERS or not _is_column(lefts, lines):
        return None
    entries: list[Entry] = []
    for line in sorted(lines, key=lambda line: (line.middle[1], line.box.left)):
        header = headers.get(id(line))
        if header is not None:
            entries.append(
                Entry(side=Side.LEFT, lines=(), box=line.box, nick=header.nick, clock=header.clock)
            )
        elif entries and not is_junk(line) and not is_furniture(line.text):
            held = (*entries[-1].lines, line)
            box = around([one.box for one in held])
            entries[-1] = replace(entries[-1], lines=held, box=box)
    said = tuple(entry for entry in entries if entry.lines)
    return Layout(title="", entries=said, has_sides=False)


def _is_column(lefts: Sequence[int], lines: Sequence[TextLine]) -> bool:
    """Tell whether most headers begin where the first does."""
    height = max(line.height for line in lines)
    return sum(abs(left - lefts[0]) < height for left in lefts) > len(lefts) / 2
