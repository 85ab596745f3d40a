"""The messages of one conversation while a reader gathers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from nlp_guard.protocols import ReadingContext
from nlp_guard.records import (
    AccountId,
    Channel,
    Conversation,
    ConversationId,
    Provenance,
    Role,
    Utterance,
    UtteranceId,
    content_id,
)


@dataclass(frozen=True, slots=True)
class Side:
    """Which side a speaker is on, and whether that is inferred."""

    role: Role = Role.UNKNOWN
    is_inferred: bool = False


def sides(speakers: Iterable[str], staff: frozenset[str], contact: str = "") -> Mapping[str, Side]:
    """Tell the sides of those who speak in a chat that names no roles.

    Where one of them is known as staff, all others are outside. Where nobody is, one who speaks
    alone is outside, and of two the one after whom the chat is named: a shop's own export is
    named after the other party. Else the sides stay unknown.

    Args:
        speakers: Names, in any order, repeated or not.
        staff: Names of the shop's staff.
        contact: The name the chat itself has.

    Example:
        >>> sides(["Shop", "Ann"], frozenset({"Shop"}))["Ann"]
        Side(role=<Role.BUYER: 'buyer'>, is_inferred=False)
        >>> sides(["Shop", "Ann"], frozenset(), "Ann")["Shop"]
        Side(role=<Role.AGENT: 'agent'>, is_inferred=True)
        >>> sides(["Shop", "Ann"], frozenset())["Ann"].role
        <Role.UNKNOWN: 'unknown'>
    """
    names = dict.fromkeys(speakers)
    if staff.intersection(names):
        return {name: Side(Role.AGENT if name in staff else Role.BUYER) for name in names}
    if len(names) == 1:
        return dict.fromkeys(names, Side(Role.BUYER, is_inferred=True))
    if contact in names and len(names) == 2:
        return {name: Side(Role.BUYER if name == contact else Role.AGENT, True) for name in names}
    return dict.fromkeys(names, Side())


def outside(found: Mapping[str, Side]) -> AccountId | None:
    """Return the one speaker who is outside; None where there is none, or more than one.

    Example:
        >>> outside({"Shop": Side(Role.AGENT), "Ann": Side(Role.BUYER)})
        'Ann'
    """
    names = [name for name, side in found.items() if side.role is Role.BUYER]
    return AccountId(names[0]) if len(names) == 1 else None


class Talk:
    """Gathers utterances and gives them their ids.

    Args:
        context: What the reader was told; the conversation's id comes from the file's name.
        key: What tells this conversation from others in the file.
    """

    def __init__(self, context: ReadingContext, key: str = "") -> None:
        self.id = ConversationId(content_id("conv", context.provenance.uri, key))
        self.utterances: list[Utterance] = []
        self._by_own: dict[str, UtteranceId] = {}

    def next_id(self, own: object = None) -> UtteranceId:
        """Return the id for the next utterance.

        Args:
            own: What the source calls it, so that answers to it find it.
        """
        new = UtteranceId(f"{self.id}:{len(self.utterances)}")
        if own is not None:
            self._by_own[str(own)] = new
        return new

    def id_of(self, own: object) -> UtteranceId | None:
        """Return the id of an utterance by what the source calls it; None where unknown."""
        return None if own is None else self._by_own.get(str(own))

    def conversation(
        self,
        provenance: Provenance,
        *,
        account: AccountId | None = None,
        started_at: datetime | None = None,
        channel: Channel = Channel.CHAT,
        unreadable: int = 0,
    ) -> Conversation:
        """Return the conversation; it starts with its first timed utterance if nothing is said."""
        times = (u.sent_at for u in self.utterances if u.sent_at is not None)
        return Conversation(
            id=self.id,
            channel=channel,
            account_id=account,
            started_at=started_at or next(times, None),
            provenance=provenance,
            unreadable=unreadable,
            utterances=tuple(self.utterances),
        )
