"""What is read off a demand: how much, what share, to whom, by when, for whom, or else what.

Every slot carries the span it was read from, in code points of the original utterance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A sum of money, or a number of goods.

    Args:
        low: Lowest reading; equals ``high`` where exact.
        high: Highest reading.
        currency: ISO 4217; None for goods.
        unit: What is counted, for goods.
        per: What each such sum is for (``order``, ``payee``, ``day`` …), as said.
    """

    span: CharSpan
    low: Decimal
    high: Decimal
    currency: str | None = "CNY"
    unit: str | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent:
    """A share, in percent.

    Args:
        low: Lowest reading; equals ``high`` where exact.
        high: Highest reading.
        of: What it is a share of (``turnover``, ``profit``, ``order`` …); None where unsaid.
    """

    span: CharSpan
    low: Decimal
    high: Decimal
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """An account that money is to go to, or a spoken number of such accounts.

    Args:
        id: The account, normalised (digits only for telephones); None where only counted.
        count: How many accounts, where a number is spoken.
    """

    span: CharSpan
    kind: PayeeKind
    id: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When the demand must be met or the harm begins.

    Args:
        at: Resolved against the utterance's own time; None where it cannot be.
    """

    span: CharSpan
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalfOf:
    """For whom the speaker claims to speak."""

    span: CharSpan
    count: int | None = None
    who: str | None = None


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

    def __bool__(self) -> bool:
        return any(
            (
                self.amounts,
                self.percents,
                self.payees,
                self.deadlines,
                self.on_behalf_of,
                self.conditions,
            )
        )
