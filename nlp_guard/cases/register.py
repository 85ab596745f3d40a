"""Everything that was read and linked, found by account.

A shop has thousands of groups of buyers who share a door; nobody scans a million orders for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cached_property

from nlp_guard.records import AccountId, Burst, Detection, Link, Network, Order, Party
from nlp_guard.text.identifiers import nick


class Register:
    """Orders, conversations, links and bursts by account.

    Args:
        detections: All conversations, as read.
        orders: All orders of the shop, each once.
        network: What linking made of them.
    """

    def __init__(
        self, detections: Sequence[Detection], orders: Sequence[Order], network: Network
    ) -> None:
        self.detections = detections
        self.orders = orders
        self._by_nick: dict[str, list[Order]] = defaultdict(list)
        for order in orders:
            self._by_nick[nick(order.account_id)].append(order)
        self._parties: dict[AccountId, list[Party]] = defaultdict(list)
        for party in network.parties:
            self._parties[party.account_id].append(party)
        self._talk = {detection.conversation.id: detection for detection in detections}
        self._links = _by_end(network.links)
        self._bridges = _by_end(network.bridges)
        self._bursts: dict[AccountId, list[Burst]] = defaultdict(list)
        for burst in network.bursts:
            for account in burst.account_ids:
                self._bursts[account].append(burst)

    @cached_property
    def as_of(self) -> datetime | None:
        """Time of the newest dated order or utterance; None where none is dated."""
        return max(self._moments(), default=None)

    def _moments(self) -> Iterator[datetime]:
        for order in self.orders:
            if moment := order.paid_at or order.created_at:
                yield moment
        for detection in self.detections:
            for utterance in detection.conversation.utterances:
                if utterance.sent_at:
                    yield utterance.sent_at

    def orders_of(self, account: AccountId) -> Sequence[Order]:
        """Return an account's orders, however its name is written."""
        return self._by_nick.get(nick(account), ())

    def parties_of(self, accounts: Iterable[AccountId]) -> tuple[Party, ...]:
        """Return in which conversations accounts speak, and how that is known."""
        return tuple(party for account in accounts for party in self._parties.get(account, ()))

    def talk_of(self, parties: Iterable[Party]) -> list[Detection]:
        """Return the conversations in which somebody speaks."""
        named = (self._talk.get(party.conversation_id) for party in parties)
        return [detection for detection in named if detection is not None]

    def links_among(self, accounts: AbstractSet[AccountId]) -> list[Link]:
        """Return the links with both ends among some accounts, in order of their ends."""
        found = (link for account in accounts for link in self._links.get(account, ()))
        return _in_order(
            link for link in found if link.left in accounts and link.right in accounts
        )

    def bridges_of(self, accounts: AbstractSet[AccountId]) -> list[Link]:
        """Return the links that lead out of some accounts and were not followed."""
        return _in_order(link for a in accounts for link in self._bridges.get(a, ()))

    def bursts_of(self, accounts: Iterable[AccountId]) -> list[Burst]:
        """Return the bursts in which some accounts ordered, in order of time."""
        found = {id(b): b for account in accounts for b in self._bursts.get(account, ())}
        return sorted(found.values(), key=lambda burst: (burst.start, burst.end))


def _by_end(links: Iterable[Link]) -> dict[AccountId, list[Link]]:
    by_end: dict[AccountId, list[Link]] = defaultdict(list)
    for link in links:
        by_end[link.left].append(link)
        by_end[link.right].append(link)
    return by_end


def _in_order(links: Iterable[Link]) -> list[Link]:
    """Return each link once."""
    once = {(link.left, link.right): link for link in links}
    return [once[ends] for ends in sorted(once)]
