"""What belongs to one case, before anything is reckoned: its members, their talk, their orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from nlp_guard.cases.register import Register
from nlp_guard.records import (
    AccountId,
    Channel,
    CharSpan,
    Cluster,
    Conversation,
    Detection,
    Exhibit,
    Label,
    Member,
    Membership,
    Order,
    Party,
    Role,
    TurnReading,
    Utterance,
    Verdict,
)
from nlp_guard.text.identifiers import mentioned_accounts, payment_account

DEMANDS = frozenset({Label.PAYMENT_DEMAND, Label.PERCENTAGE_COMMISSION})
_NAMELESS = ("phone:", "call:", "chat:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An utterance with what was read in it.

    Args:
        account: The outside party of its conversation.
    """

    detection: Detection
    account: AccountId
    utterance: Utterance
    turn: TurnReading

    @property
    def conversation(self) -> Conversation:
        """Where it was said."""
        return self.detection.conversation

    @property
    def at(self) -> datetime | None:
        """When it was said, or when its conversation began."""
        return self.utterance.sent_at or self.conversation.started_at

    @property
    def is_demand(self) -> bool:
        """Tell whether it asks for money or a share."""
        return bool(self.turn.labels & DEMANDS)

    def exhibit(self, span: CharSpan | None = None) -> Exhibit:
        """Cite it, or a part of it."""
        whole = CharSpan(0, len(self.utterance.text))
        return self.conversation.exhibit(self.utterance, span or whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One ring with everything its members said and ordered.

    Args:
        talk: Suspicious or worse, or naming money, in order of time.
        small_talk: Conversations of members in which nothing was found.
        payers: Accounts that members paid from, and an order that shows it.
        orders: Of firm members only; whoever is likely is not reckoned with.
        likely_orders: Of those who are likely members.
        parties: Who speaks, and how that is known.
    """

    cluster: Cluster
    talk: tuple[Detection, ...]
    small_talk: tuple[Detection, ...]
    payers: Mapping[str, Order]
    orders: tuple[Order, ...]
    likely_orders: tuple[Order, ...]
    parties: tuple[Party, ...]

    @property
    def buyers(self) -> tuple[Member, ...]:
        """Members that are buyers' accounts."""
        return tuple(m for m in self.cluster.members if not is_nameless(m.account_id))

    @property
    def strangers(self) -> tuple[Member, ...]:
        """Members that are a number or a voice without a buyer's name."""
        return tuple(m for m in self.cluster.members if is_nameless(m.account_id))

    @property
    def accounts(self) -> frozenset[AccountId]:
        """All members."""
        return frozenset(member.account_id for member in self.cluster.members)

    @property
    def makes_demand(self) -> bool:
        """Tell whether anybody in it makes an extortionate demand."""
        return any(detection.verdict is Verdict.EXTORTION for detection in self.talk)

    def own_accounts(self) -> frozenset[str]:
        """Return the payment accounts that members name as payees, or pay from."""
        named = (payee.id for said in self.said() for payee in said.turn.slots.payees)
        read = (payment_account(value) for value in named if value)
        return frozenset(self.payers).union(value for value in read if value)

    def account_of(self, conversation: Conversation) -> AccountId:
        """Return who speaks as outside party."""
        return next(p.account_id for p in self.parties if p.conversation_id == conversation.id)

    def said(self) -> Iterator[Said]:
        """Give every utterance of the outside party, conversation by conversation."""
        return (s for s in self.dialogue() if s.utterance.role not in (Role.AGENT, Role.SYSTEM))

    def dialogue(self) -> Iterator[Said]:
        """Give every utterance of either side, conversation by conversation."""
        for detection in self.talk:
            account = self.account_of(detection.conversation)
            pairs = zip(detection.conversation.utterances, detection.turns, strict=True)
            for utterance, turn in pairs:
                yield Said(detection=detection, account=account, utterance=utterance, turn=turn)

    def first_demand_at(self) -> datetime | None:
        """Return when money was first asked for."""
        return min((s.at for s in self.said() if s.is_demand and s.at), default=None)


def is_nameless(account: AccountId) -> bool:
    """Tell whether an account is a number or a voice, not a buyer's name."""
    return account.startswith(_NAMELESS)


def gather_ring(cluster: Cluster, register: Register) -> Ring:
    """Gather what belongs to a cluster.

    Args:
        cluster: Accounts taken for one group.
        register: Everything that was read.
    """
    firm = {m.account_id: m.membership is Membership.MEMBER for m in cluster.members}
    parties = register.parties_of(firm)
    talk = register.talk_of(parties)
    placed = [
        (is_firm, o) for account, is_firm in firm.items() for o in register.orders_of(account)
    ]
    placed.sort(key=lambda pair: (_moment(pair[1]), pair[1].id))
    payers = _payers(order for _, order in placed)
    talk.sort(key=lambda d: (_start(d.conversation), d.conversation.id))
    return Ring(
        cluster=cluster,
        talk=tuple(d for d in talk if _matters(d, payers)),
        small_talk=tuple(d for d in talk if not _matters(d, payers)),
        payers=payers,
        orders=tuple(order for is_firm, order in placed if is_firm),
        likely_orders=tuple(order for is_firm, order in placed if not is_firm),
        parties=parties,
    )


def is_call(detection: Detection) -> bool:
    """Tell whether a conversation is a telephone call."""
    return detection.conversation.channel is Channel.CALL


def _moment(order: Order) -> float:
    at = order.paid_at or order.created_at
    return at.timestamp() if at else 0.0


def _start(conversation: Conversation) -> float:
    times = [u.sent_at for u in conversation.utterances if u.sent_at]
    at = conversation.started_at or (min(times) if times else None)
    return at.timestamp() if at else 0.0


def _payers(orders: Iterable[Order]) -> dict[str, Order]:
    payers: dict[str, Order] = {}
    for order in orders:
        value = payment_account(order.payer)
        if value:
            payers.setdefault(value, order)
    return payers


def _matters(detection: Detection, payers: Mapping[str, Order]) -> bool:
    """Tell whether a member's conversation is part of the affair.

    A list of accounts may look harmless by itself; from a member of a ring it is not.
    """
    if detection.verdict is not Verdict.NONE:
        return True
    if any(turn.labels & DEMANDS or turn.slots.payees for turn in detection.turns):
        return True
    texts = (u.text for u in detection.conversation.utterances if u.role is not Role.AGENT)
    named = {value for text in texts for value, _ in mentioned_accounts(text)}
    return len(named & payers.keys()) > 1
