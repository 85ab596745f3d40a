"""Which accounts act together, and what speaks for each link.

A link is a sum of signed contributions in bits (log2 Bayes factors) on top of a prior:
Fellegi and Sunter, "A Theory for Record Linkage", JASA 64 (1969).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nlp_guard.records.ids import AccountId, ConversationId, OrderId
from nlp_guard.records.phrase import Phrase
from nlp_guard.records.provenance import Exhibit


class Judgement(StrEnum):
    """What was decided about a link, by a person or by the threshold."""

    MATCH = "match"
    NON_MATCH = "non_match"
    UNSURE = "unsure"
    UNREVIEWED = "unreviewed"


class Membership(StrEnum):
    """How firmly an account belongs to a ring."""

    MEMBER = "member"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one comparison says about a pair.

    Args:
        comparison: Its name (``phone``, ``address`` …).
        level: Which of its levels held (``same number`` …).
        weight_bits: log2 of m/u; negative speaks against.
        exhibits: The records that show it.
        note: The same said to a person, with what was shared.
    """

    comparison: str
    level: str
    weight_bits: float
    exhibits: tuple[Exhibit, ...] = ()
    note: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A judged pair of accounts.

    Args:
        left: The smaller id.
        right: The larger id.
        prior_bits: log2 odds that two accounts drawn at random act together.
        contributions: One per comparison that says anything.
        judgement: What was decided.
        judged_by: Who or what decided.

    Raises:
        ValueError: If ``left`` is not smaller than ``right``.
    """

    left: AccountId
    right: AccountId
    prior_bits: float
    contributions: tuple[Contribution, ...]
    judgement: Judgement = Judgement.UNREVIEWED
    judged_by: str = ""

    def __post_init__(self) -> None:
        if not self.left < self.right:
            raise ValueError("left must be smaller than right")

    @property
    def weight_bits(self) -> float:
        """The match weight: prior plus all contributions."""
        return self.prior_bits + math.fsum(c.weight_bits for c in self.contributions)

    @property
    def probability(self) -> float:
        """The match weight as a probability, 0..1."""
        return 1.0 / (1.0 + math.exp2(-max(-60.0, min(60.0, self.weight_bits))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account in a cluster."""

    account_id: AccountId
    membership: Membership
    probability: float
    exhibits: tuple[Exhibit, ...] = ()
    reasons: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Accounts taken for one group of actors, in order of their ids."""

    id: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """A stretch of time with more orders than the shop's own rhythm explains.

    Args:
        order_ids: The orders in it that belong to it.
        account_ids: Who placed them.
        expected: Orders the shop's rhythm would bring in this stretch.
        surprise_bits: -log2 of the chance of so many by that rhythm.
    """

    start: datetime
    end: datetime
    order_ids: tuple[OrderId, ...]
    account_ids: tuple[AccountId, ...]
    expected: float = 0.0
    surprise_bits: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The account taken to be the outside party of a conversation.

    Args:
        account_id: A buyer's member name; ``phone:…`` for a number that is no one buyer's, and
            ``call:…`` or ``chat:…`` where not even that is known.
        exhibits: What shows it, where the conversation itself does not say.
        note: The same said to a person.
    """

    conversation_id: ConversationId
    account_id: AccountId
    exhibits: tuple[Exhibit, ...] = ()
    note: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What linking found.

    Args:
        links: Judged pairs of accounts.
        clusters: Accounts that act together; a ring where one of them makes a demand.
        bursts: Of the orders of rings.
        parties: Who speaks in each conversation.
        bridges: Links that hold by themselves, and were not followed because nothing else ties
            the two groups they would join.
    """

    links: tuple[Link, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    bursts: tuple[Burst, ...] = ()
    parties: tuple[Party, ...] = ()
    bridges: tuple[Link, ...] = ()
