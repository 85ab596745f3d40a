"""Which side a nick of Taobao is on, by what the platform itself makes of nicks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from nlp_guard.records import Role
from nlp_guard.sources.reading.talk import Side

_PREFIX = "cntaobao"
_SUB_ACCOUNT = re.compile(r"(?P<main>[^:：]+)[:：](?P<sub>[^:：]+)")
_GIVEN_TO_BUYERS = re.compile(r"tb\d{5,}|[^*]*\*{2,}[^*]*")
"""Nicks the platform hands out, and nicks it masks: it does either to buyers alone."""

_AGENT, _BUYER = Side(Role.AGENT), Side(Role.BUYER)


def bare(nick: str) -> str:
    """Return a nick without the site it belongs to.

    Example:
        >>> bare("cntaobao示例旗舰店:小美"), bare("样例01")
        ('示例旗舰店:小美', '样例01')
    """
    return nick.removeprefix(_PREFIX)


def nick_sides(
    nicks: Iterable[str],
    staff: frozenset[str],
    *,
    contact: str = "",
    marked: frozenset[str] = frozenset(),
) -> Mapping[str, Side]:
    """Tell the sides of those who speak in a file.

    A sub-account (``main:sub``) is a shop's, and so is the main account it belongs to. Where the
    shop's side is known, all others are outside, and so is one who speaks alone and is none of
    the staff. Nothing is guessed from what a nick sounds like.

    Args:
        nicks: All that speak, repeated or not.
        staff: Nicks of the shop's staff, or of the shop.
        contact: The name the file has: copies are saved under the other party's nick.
        marked: Nicks under whose messages stands whether they were read; a window shows that
            of its own side only.

    Returns:
        The side of every nick.

    Example:
        >>> found = nick_sides(["示例店：小美", "示例店", "样例01"], frozenset())
        >>> [found[nick].role.value for nick in found]
        ['agent', 'agent', 'buyer']
        >>> nick_sides(["甲", "乙"], frozenset())["甲"].role
        <Role.UNKNOWN: 'unknown'>
        >>> nick_sides(["甲", "乙"], frozenset(), marked=frozenset({"甲"}))["乙"]
        Side(role=<Role.BUYER: 'buyer'>, is_inferred=True)
    """
    names = dict.fromkeys(nicks)
    mains = {main for name in names if (main := _main(name))}
    known = {name: side for name in names if (side := _known(name, staff, mains))}
    if any(side.role is Role.AGENT for side in known.values()) or (staff and len(names) == 1):
        return {name: known.get(name, _BUYER) for name in names}
    rest = [name for name in names if name not in known]
    outside = frozenset(known) or frozenset({contact}.intersection(rest))
    ours = frozenset(rest) - outside if outside else marked.intersection(rest)
    if len(ours) != 1 or len(ours) == len(names):
        return {name: known.get(name, Side()) for name in names}
    guess = {name: Side(Role.AGENT if name in ours else Role.BUYER, True) for name in rest}
    return guess | known


def _main(nick: str) -> str:
    found = _SUB_ACCOUNT.fullmatch(nick)
    return found["main"] if found else ""


def _known(nick: str, staff: frozenset[str], mains: set[str]) -> Side | None:
    """Return the side that the nick alone tells; None where it does not."""
    if nick in staff or nick in mains:
        return _AGENT
    if found := _SUB_ACCOUNT.fullmatch(nick):
        is_ours = not staff or not staff.isdisjoint((found["main"], found["sub"]))
        return Side(Role.AGENT, is_inferred=not is_ours)
    return _BUYER if _GIVEN_TO_BUYERS.fullmatch(nick) else None
