"""Who is who in a chat window: the shop, those outside, the platform."""

from __future__ import annotations

from collections.abc import Sequence

from nlp_guard.records import AccountId, Role
from nlp_guard.sources.qianniu.nicks import nick_sides
from nlp_guard.sources.reading.talk import Side
from nlp_guard.sources.screenshots.layout import Layout
from nlp_guard.sources.screenshots.sides import Side as Place


def names_of(layout: Layout) -> list[str]:
    """Return who speaks each entry: the nick above it; without nicks, the left is the title."""
    has_nicks = any(entry.nick for entry in layout.entries if entry.side is Place.LEFT)
    title = "" if has_nicks else layout.title
    return [entry.nick or (title if entry.side is Place.LEFT else "") for entry in layout.entries]


def sides_of(layout: Layout, names: Sequence[str], staff: frozenset[str]) -> list[Side]:
    """Tell the side of every entry.

    Whoever took the picture is on the right. Nicks and title tell whether that is the shop; where
    they do not, it is taken to be, and the sides are marked as inferred.

    Args:
        layout: The window.
        names: Who speaks each entry.
        staff: Nicks of the shop's staff.
    """
    told = nick_sides(filter(None, names), staff)
    if not layout.has_sides:
        return [told.get(name, Side()) for name in names]
    by_place: dict[Place, set[str]] = {place: set() for place in Place}
    for entry, name in zip(layout.entries, names, strict=True):
        by_place[entry.side] |= {name} - {""}
    theirs, ours = _by_place(
        [told[name] for name in sorted(by_place[Place.LEFT])],
        [told[name] for name in sorted(by_place[Place.RIGHT])],
    )
    side = {Place.LEFT: theirs, Place.RIGHT: ours, Place.CENTRE: Side(Role.SYSTEM)}
    return [
        Side(Role.AGENT) if name in staff else side[entry.side]
        for entry, name in zip(layout.entries, names, strict=True)
    ]


def account_of(names: Sequence[str], found: Sequence[Side]) -> AccountId | None:
    """Return the one named speaker who is outside; None where there is none, or several."""
    outside = {
        name for name, side in zip(names, found, strict=True) if name and side.role is Role.BUYER
    }
    return AccountId(*outside) if len(outside) == 1 else None


def _by_place(left: Sequence[Side], right: Sequence[Side]) -> tuple[Side, Side]:
    """Return the sides of left and right, by what nicks alone tell of those who speak there."""
    ours = [side for side in right if side.role is Role.AGENT]
    if ours:
        is_inferred = all(side.is_inferred for side in ours)
        return Side(Role.BUYER, is_inferred), Side(Role.AGENT, is_inferred)
    if left and all(side.role is Role.AGENT for side in left):
        is_inferred = any(side.is_inferred for side in left)
        return Side(Role.AGENT, is_inferred), Side(Role.BUYER, is_inferred)
    is_outside = any(side == Side(Role.BUYER) for side in left)
    return Side(Role.BUYER, is_inferred=not is_outside), Side(Role.AGENT, is_inferred=True)
