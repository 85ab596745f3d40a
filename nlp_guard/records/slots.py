"""What is read off a demand: how much, what share, to whom, by when, for whom, or else what.

Every slot carries the span it was read from, in code points of the original utterance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from nlp_guard.records.spans import CharSpan


class PayeeKind(StrEnum):
    """What kind of account money is to go to."""

    ALIPAY = "alipay"
    WECHAT = "wechat"
    BANK = "bank"
    QQ = "qq"
    PAYPAL = "paypal"
    PHONE = "phone"
    EMAIL = "email"
    CRYPTO = "crypto"
    OTHER = "other"


_Slot = TypeVar("_Slot")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading(Generic[_Slot]):
    """What a slot reads as in a second hearing of its words; calls only.

    Args:
        words: As heard the second time; empty where nothing of this kind was heard.
        slot: What is read off them, its span counting in the second hearing; None where nothing.
        agrees: Whether both hearings give the same value.
    """

    words: str
    slot: _Slot | None
    agrees: bool


def slot_value(slot: Amount | Percent | Payee | Deadline | OnBehalfOf) -> tuple[object, ...]:
    """Return what a slot holds, whatever words it was read from.

    Example:
        >>> slot_value(Payee(span=CharSpan(0, 2), kind=PayeeKind.ALIPAY, count=17))
        (None, 17)
    """
    match slot:
        case Amount():
            return slot.low, slot.high, slot.currency, slot.unit
        case Percent():
            return slot.low, slot.high
        case Payee():
            return slot.id, slot.count
        case Deadline():
            return (slot.at,)
        case OnBehalfOf():
            return (slot.count,)


def is_unclear(slot: Amount | Percent | Payee | Deadline | OnBehalfOf) -> bool:
    """Tell whether a slot was heard twice and not the same.

    Example:
        >>> sum_heard = Amount(span=CharSpan(0, 2), low=Decimal(4000), high=Decimal(4000))
        >>> is_unclear(sum_heard)
        False
    """
    return slot.second is not None and not slot.second.agrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A sum of money, or a number of goods.

    Args:
        low: Lowest reading; equals ``high`` where exact.
        high: Highest reading.
        currency: ISO 4217; None for goods.
        unit: What is counted, for goods.
        per: What each such sum is for (``order``, ``payee``, ``day`` …), as said.
        second: As heard once more; None where it was not.
    """

    span: CharSpan
    low: Decimal
    high: Decimal
    currency: str | None = "CNY"
    unit: str | None = None
    per: str | None = None
    second: SecondReading[Amount] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent:
    """A share, in percent.

    Args:
        low: Lowest reading; equals ``high`` where exact.
        high: Highest reading.
        of: What it is a share of (``turnover``, ``profit``, ``order`` …); None where unsaid.
        second: As heard once more; None where it was not.
    """

    span: CharSpan
    low: Decimal
    high: Decimal
    of: str | None = None
    second: SecondReading[Percent] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """An account that money is to go to, or a spoken number of such accounts.

    Args:
        id: The account, normalised (digits only for telephones); None where only counted.
        count: How many accounts, where a number is spoken.
        second: As heard once more; None where it was not.
    """

    span: CharSpan
    kind: PayeeKind
    id: str | None = None
    count: int | None = None
    second: SecondReading[Payee] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When the demand must be met or the harm begins.

    Args:
        at: Resolved against the utterance's own time; None where it cannot be.
        second: As heard once more; None where it was not.
    """

    span: CharSpan
    at: datetime | None = None
    second: SecondReading[Deadline] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalfOf:
    """For whom the speaker claims to speak.

    Args:
        count: Of how many people, where a number is spoken.
        who: As said.
        second: As heard once more; None where it was not.
    """

    span: CharSpan
    count: int | None = None
    who: str | None = None
    second: SecondReading[OnBehalfOf] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What happens if the demand is not met: the consequence alone."""

    span: CharSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """All that was read off one utterance.

    Example:
        >>> bool(Slots())
        False
        >>> bool(Slots(conditions=(Condition(span=CharSpan(0, 4)),)))
        True
    """

    amounts: tuple[Amount, ...] = ()
    percents: tuple[Percent, ...] = ()
    payees: tuple[Payee, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    on_behalf_of: tuple[OnBehalfOf, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def values(self) -> tuple[Amount | Percent | Payee | Deadline | OnBehalfOf, ...]:
        """Every slot that holds a number, an account or a moment."""
        return (
            *self.amounts,
            *self.percents,
            *self.payees,
            *self.deadlines,
            *self.on_behalf_of,
        )

    def __bool__(self) -> bool:
        return bool(self.values or self.conditions)
