"""Every time the ring named a share or a sum, as one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from nlp_guard.cases.ring import Said
from nlp_guard.records import AskKind, ConversationId, PayeeKind, Verdict
from nlp_guard.records.slots import is_unclear
from nlp_guard.records.spans import CharSpan
from nlp_guard.text.identifiers import mentioned_accounts, payment_account

_GROUP = 2
_EACH = frozenset({"payee", "person", "each", "account"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A share or a sum, asked once.

    Args:
        low: Percent, or money.
        high: As ``low``; equal where exact.
        unit: ``percent`` or the currency.
        of: What a share is of, as said.
        per: What a sum is for, as said.
        deadline: Named together with it.
        span: The words in the utterance.
        is_unclear: True where it was heard twice and not the same.
    """

    said: Said
    kind: AskKind
    low: Decimal
    high: Decimal
    unit: str
    span: CharSpan
    of: str | None = None
    per: str | None = None
    deadline: datetime | None = None
    is_unclear: bool = False

    @property
    def conversation_id(self) -> ConversationId:
        """Where it was said."""
        return self.said.conversation.id

    @property
    def is_each(self) -> bool:
        """Tell whether the sum was said to be for each payee."""
        return self.per in _EACH


def read_statements(said: Sequence[Said]) -> list[Statement]:
    """Read the shares and sums off the ring's talk, in order.

    A share counts wherever the outside party names it in an extortionate conversation, for people
    spread a demand over several messages; a sum only where money is asked for, for people also
    name prices.
    """
    return [statement for utterance in said for statement in _of(utterance)]


def _of(said: Said) -> Iterator[Statement]:
    slots = said.turn.slots
    deadline = next((d.at for d in slots.deadlines if d.at), None)
    if said.is_demand or said.detection.verdict is Verdict.EXTORTION:
        for percent in slots.percents:
            yield Statement(
                said=said,
                kind=AskKind.RATE,
                low=percent.low,
                high=percent.high,
                unit="percent",
                span=percent.span,
                of=percent.of,
                deadline=deadline,
                is_unclear=is_unclear(percent),
            )
    if said.is_demand:
        for amount in slots.amounts:
            if amount.currency is not None:
                yield Statement(
                    said=said,
                    kind=AskKind.SUM,
                    low=amount.low,
                    high=amount.high,
                    unit=amount.currency,
                    span=amount.span,
                    per=amount.per,
                    deadline=deadline,
                    is_unclear=is_unclear(amount),
                )


def named_accounts(said: Said, payers: Container[str]) -> dict[str, tuple[PayeeKind, CharSpan]]:
    """Return the accounts an utterance names as payees, each with its kind and place.

    Args:
        said: The utterance.
        payers: Accounts that the ring paid from: named, they are payees, whatever was read.
    """
    named: dict[str, tuple[PayeeKind, CharSpan]] = {}
    for payee in said.turn.slots.payees:
        account = payment_account(payee.id or "")
        if account:
            named.setdefault(account, (payee.kind, payee.span))
    for account, span in mentioned_accounts(said.utterance.text):
        if account in payers:
            named.setdefault(account, (PayeeKind.ALIPAY, span))
    return named


def counted_payees(said: Iterable[Said], payers: Container[str]) -> Counter[int]:
    """Count how often each number of payees is named; listed accounts count as a number too."""
    numbers: Counter[int] = Counter()
    listed: set[str] = set()
    for utterance in said:
        listed.update(named_accounts(utterance, payers))
        for payee in utterance.turn.slots.payees:
            if payee.count and payee.count >= _GROUP:
                numbers[payee.count] += 1
    if len(listed) >= _GROUP:
        numbers[len(listed)] += 1
    return numbers


def commonest(numbers: Counter[int]) -> int | None:
    """Return the number named most often, the larger of equals; None where none was named."""
    return max(numbers, key=lambda n: (numbers[n], n), default=None)
