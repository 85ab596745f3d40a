"""What a reading tells of a conversation's gravity, and what of it is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nlp_guard.records import Detection, Growth, Payee, Role, Slots, Verdict

_ORDER = tuple(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What people have been told of a conversation, at its gravest.

    Args:
        verdict: The gravest so far.
        kinds: Harms announced.
        sums: Highest sum per currency.
        rate: Highest share, in percent.
        deadlines: As instants, in ISO 8601.
        payees: As ``kind:id``.
        n_payees: Highest number of payees spoken of.
        ring: Other conversations it is known to be tied to.
    """

    verdict: Verdict = Verdict.NONE
    kinds: frozenset[str] = frozenset()
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    rate: Decimal = Decimal(0)
    deadlines: frozenset[str] = frozenset()
    payees: frozenset[str] = frozenset()
    n_payees: int = 0
    ring: frozenset[str] = frozenset()

    @classmethod
    def of(cls, detection: Detection) -> Told:
        """Sum up what the outside party says."""
        slots = list(_outside(detection))
        sums: dict[str, Decimal] = {}
        for amount in (amount for found in slots for amount in found.amounts):
            if amount.currency is not None:
                sums[amount.currency] = max(amount.high, sums.get(amount.currency, amount.high))
        payees = [payee for found in slots for payee in found.payees]
        named = frozenset(key(payee) for payee in payees if payee.id)
        return cls(
            verdict=detection.verdict,
            kinds=frozenset(kind for turn in detection.turns for kind in turn.threat_kinds),
            sums=sums,
            rate=max((p.high for found in slots for p in found.percents), default=Decimal(0)),
            deadlines=frozenset(
                deadline.at.isoformat()
                for found in slots
                for deadline in found.deadlines
                if deadline.at is not None
            ),
            payees=named,
            n_payees=max([len(named), *(payee.count or 0 for payee in payees)]),
        )

    def joined(self, other: Told) -> Told:
        """Return what is told by both, at its gravest."""
        return Told(
            verdict=max(self.verdict, other.verdict, key=_ORDER.index),
            kinds=self.kinds | other.kinds,
            sums={
                currency: max(
                    told[currency] for told in (self.sums, other.sums) if currency in told
                )
                for currency in {*self.sums, *other.sums}
            },
            rate=max(self.rate, other.rate),
            deadlines=self.deadlines | other.deadlines,
            payees=self.payees | other.payees,
            n_payees=max(self.n_payees, other.n_payees),
            ring=self.ring | other.ring,
        )

    def beyond(self, before: Told) -> tuple[Growth, ...]:
        """Return in which respects this is graver than what was told before.

        Example:
            >>> before = Told(verdict=Verdict.EXTORTION, sums={"CNY": Decimal(4000)})
            >>> now = Told(verdict=Verdict.EXTORTION, sums={"CNY": Decimal(6000)}, n_payees=17)
            >>> [growth.value for growth in now.beyond(before)]
            ['amount', 'payee']
        """
        grown = {
            Growth.VERDICT: is_graver(self.verdict, before.verdict),
            Growth.THREAT: bool(self.kinds - before.kinds),
            Growth.AMOUNT: any(
                amount > before.sums.get(currency, Decimal(0))
                for currency, amount in self.sums.items()
            ),
            Growth.RATE: self.rate > before.rate,
            Growth.DEADLINE: bool(self.deadlines - before.deadlines),
            Growth.PAYEE: bool(self.payees - before.payees) or self.n_payees > before.n_payees,
            Growth.RING: bool(self.ring - before.ring),
        }
        return tuple(growth for growth in Growth if grown[growth])

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "verdict": self.verdict.value,
            "kinds": sorted(self.kinds),
            "sums": {currency: str(amount) for currency, amount in self.sums.items()},
            "rate": str(self.rate),
            "deadlines": sorted(self.deadlines),
            "payees": sorted(self.payees),
            "n_payees": self.n_payees,
            "ring": sorted(self.ring),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Told:
        """Return what `to_dict` wrote."""
        return cls(
            verdict=Verdict(data["verdict"]),
            kinds=frozenset(data["kinds"]),
            sums={currency: Decimal(amount) for currency, amount in data["sums"].items()},
            rate=Decimal(data["rate"]),
            deadlines=frozenset(data["deadlines"]),
            payees=frozenset(data["payees"]),
            n_payees=data["n_payees"],
            ring=frozenset(data["ring"]),
        )


def is_graver(verdict: Verdict, than: Verdict) -> bool:
    """Tell whether one verdict is graver than another."""
    return _ORDER.index(verdict) > _ORDER.index(than)


def key(payee: Payee) -> str:
    """Name a payee: the same account has the same name in every conversation."""
    return f"{payee.kind}:{payee.id}"


def _outside(detection: Detection) -> Iterator[Slots]:
    pairs = zip(detection.conversation.utterances, detection.turns, strict=True)
    return (turn.slots for utterance, turn in pairs if utterance.role is not Role.AGENT)
