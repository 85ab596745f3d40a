"""Lines of a picture → bubbles with nicks and times, notices, and what is no talk at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from nlp_guard.records import Box
from nlp_guard.sources.screenshots.clocks import Clock, read_clock
from nlp_guard.sources.screenshots.furniture import is_furniture, is_junk, title_of
from nlp_guard.sources.screenshots.headers import read_header
from nlp_guard.sources.screenshots.lines import TextLine
from nlp_guard.sources.screenshots.patches import Patch, Window, window_of
from nlp_guard.sources.screenshots.sides import Side, side_of

if TYPE_CHECKING:
    from nlp_guard.images import Pixels

_SMALL = 0.92
"""Of the height of messages: nicks, times, marks and quotes are written smaller."""

_TOP_BARS = 0.32
"""Of the pane's width: status bar and title of a phone are no higher."""

_TIME_IN_BUBBLE = re.compile(r"(?P<clock>\d{1,2}:\d\d(?:\s*[AaPp][Mm])?)\W{0,3}\w{0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing said, or one notice.

    Args:
        side: ``CENTRE`` for notices and times.
        lines: Its words; from top to bottom.
        box: The bubble, or the lines where there is none.
        nick: Above it; "" where none stands there.
        clock: Shown with it, or it is nothing else.
        quoted: Lines it answers.
    """

    side: Side
    lines: tuple[TextLine, ...]
    box: Box
    nick: str = ""
    clock: Clock | None = None
    quoted: tuple[TextLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A chat window taken apart.

    Args:
        title: Of the window; "" where it is not in the picture.
        entries: From top to bottom.
        n_left_out: Lines within the talk that stand in no bubble and are none of its known parts.
        has_sides: False where all stand at the left, whoever speaks.
    """

    title: str
    entries: tuple[Entry, ...]
    n_left_out: int = 0
    has_sides: bool = True


def bubbles(pixels: Pixels, lines: Sequence[TextLine]) -> Layout | None:
    """Take apart a window in which messages stand in bubbles.

    Args:
        pixels: The picture, (rows, columns, 3).
        lines: What was read in it.

    Returns:
        None where there are no bubbles that hang as those of a chat do.
    """
    window = window_of(pixels, [line for line in lines if not is_junk(line)])
    hanging = side_of(window.patches, window, pixels)
    said = [
        _entry(patch, side)
        for patch, side in zip(window.patches, hanging, strict=True)
        if not _is_input(patch, window, pixels.shape[0])
    ]
    talk = [entry for entry in said if entry.side is not Side.CENTRE]
    if not talk:
        return None
    height = median(line.height for entry in talk for line in entry.lines)
    talk = _with_quotes(talk, window, height)
    notices = [entry for entry in said if entry.side is Side.CENTRE]
    talk, centred, rest = _placed(talk, window, height)
    entries = sorted([*talk, *notices, *centred], key=lambda entry: entry.box.top)
    if not _is_chat(talk, entries, height):
        return None
    top = min(entry.box.top for entry in entries)
    first = min((entry.box.top for entry in talk), default=top)
    above = [line for line in (*rest, *window.others) if line.box.bottom <= min(top, first) + 4]
    inside = [line for line in rest if line.box.top > top]
    return Layout(
        title=title_of(above, _SMALL * height),
        entries=tuple(entry for entry in entries if entry.lines or entry.clock),
        n_left_out=sum(not is_furniture(line.text) for line in inside),
    )


def _is_chat(talk: Sequence[Entry], entries: Sequence[Entry], height: float) -> bool:
    """Tell a chat from a poster with boxes: bubbles hang at one edge, and rarely one alone."""
    strays = 0
    for side in (Side.LEFT, Side.RIGHT):
        own = [entry.box for entry in talk if entry.side is side]
        edges = [box.left if side is Side.LEFT else box.right for box in own]
        strays += sum(abs(edge - median(edges)) > 0.7 * height for edge in edges)
    is_alone = len(talk) < 2 and not any(entry.clock or entry.nick for entry in entries)
    return not is_alone and strays <= 0.3 * len(talk)


def _entry(patch: Patch, side: Side) -> Entry:
    """Make an entry of a patch; a time in its lower right corner is taken out of the words."""
    *others, last = patch.lines
    found = _TIME_IN_BUBBLE.fullmatch(last.text.strip())
    is_in_corner = last.box.left > (patch.box.left + patch.box.right) / 2
    if side is Side.CENTRE:
        clock = read_clock(" ".join(line.text for line in patch.lines))
        return Entry(side=side, lines=patch.lines, box=patch.box, clock=clock)
    if found and others and is_in_corner:
        clock = read_clock(found["clock"])
        return Entry(side=side, lines=tuple(others), box=patch.box, clock=clock)
    return Entry(side=side, lines=patch.lines, box=patch.box)


def _is_input(patch: Patch, window: Window, rows: int) -> bool:
    """Tell whether a patch is where messages are written: low, wide, and with room on no side."""
    if any(is_furniture(line.text) for line in patch.lines) and len(patch.lines) == 1:
        return True
    is_low = patch.box.bottom > rows - 0.2 * window.width and patch is window.patches[-1]
    left, right = patch.box.left - window.left, window.right - patch.box.right
    is_filled = patch.ground.width > 0.5 * window.width and abs(left - right) < left + right
    spare = patch.box.right - max(line.box.right for line in patch.lines)
    return is_low and is_filled and spare > 0.3 * window.width


def _with_quotes(talk: Sequence[Entry], window: Window, height: float) -> list[Entry]:
    """Give small boxes under a bubble, and boxes within one, to it: they are what it answers."""
    kept: list[Entry] = []
    for entry in talk:
        is_small = median(line.height for line in entry.lines) < _SMALL * height
        if kept and is_small and _is_under(entry, kept[-1], height) and not kept[-1].quoted:
            kept[-1] = replace(kept[-1], quoted=entry.lines)
        else:
            kept.append(entry)
    for patch in window.inner:
        for place, entry in enumerate(kept):
            box = entry.box
            if box.top <= patch.box.top < box.bottom and box.left <= patch.box.left < box.right:
                kept[place] = replace(entry, quoted=patch.lines)
    return kept


def _is_under(entry: Entry, above: Entry, height: float) -> bool:
    gap = entry.box.top - above.box.bottom
    shares_edge = (
        abs(entry.box.left - above.box.left) < height
        if entry.side is Side.LEFT
        else abs(entry.box.right - above.box.right) < height
    )
    return entry.side is above.side and shares_edge and gap < 0.6 * height


def _placed(
    talk: Sequence[Entry], window: Window, height: float
) -> tuple[list[Entry], list[Entry], list[TextLine]]:
    """Sort lines beside the bubbles: nicks go to theirs, times and notices to the middle."""
    placed, centred, rest = list(talk), [], []
    for line in window.loose:
        owner = _owner(line, placed, height)
        if is_furniture(line.text):
            continue
        if _is_centred(line, window):
            clock = read_clock(line.text)
            is_title = clock is None and line.height >= _SMALL * height
            if is_title or (clock is None and _is_in_top_bars(line, window)):
                rest.append(line)
            else:
                centred.append(Entry(side=Side.CENTRE, lines=(line,), box=line.box, clock=clock))
        elif owner is not None:
            header = read_header(line.text)
            placed[owner] = replace(
                placed[owner],
                nick=header.nick if header else line.text.strip(),
                clock=header.clock if header else placed[owner].clock,
            )
        else:
            rest.append(line)
    return placed, centred, rest


def _owner(line: TextLine, talk: Sequence[Entry], height: float) -> int | None:
    """Return the place of the bubble right under a line that begins, or ends, where it does."""
    if line.height >= _SMALL * height:
        return None
    for place, entry in enumerate(talk):
        gap = entry.box.top - line.box.bottom
        at_edge = (
            abs(line.box.left - entry.box.left) < height
            if entry.side is Side.LEFT
            else abs(line.box.right - entry.box.right) < height
        )
        if -0.4 * height < gap < height and at_edge:
            return place
    return None


def _is_centred(line: TextLine, window: Window) -> bool:
    middle = (window.left + window.right) / 2
    return abs(line.middle[0] - middle) < 0.05 * window.width


def _is_in_top_bars(line: TextLine, window: Window) -> bool:
    return line.box.bottom < 0.5 * _TOP_BARS * window.width
