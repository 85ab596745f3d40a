"""Telephone numbers: on orders, and those that called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlp_guard.linking.shared_values import Holder, ValueTable, tabulate
from nlp_guard.linking.weights import Level
from nlp_guard.records import Channel, CharSpan, Contribution, Phrase, Profile
from nlp_guard.text.identifiers import phone_number

SAME = Level(
    name="same number",
    m=0.3,
    u=1e-9,
    crowding=3.0,
    said=Phrase(zh="同一电话 {}", en="same telephone number {}"),
)
OTHER = Level(
    name="other number",
    m=0.7,
    u=1.0,
    said=Phrase(zh="电话不同", en="different telephone numbers"),
)


class Phone:
    """Compares telephone numbers: mobile, landline, and the number that called."""

    name = "phone"

    def __init__(self, table: ValueTable | None = None) -> None:
        self._table = table or ValueTable()

    def fitted(self, profiles: Sequence[Profile]) -> Phone:
        """Return the comparison with the numbers of this shop."""
        return Phone(tabulate(profiles, _numbers))

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return the numbers that another has too."""
        return self._table.of(profile)

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the numbers say; None where one has none that is readable."""
        table = self._table
        if not table.has(left, right):
            return None
        shared = table.rarest_shared(left, right)
        if shared is None:
            return OTHER.contribution(self.name)
        return SAME.contribution(
            self.name,
            weight_bits=SAME.weight_bits(table.holders[shared]),
            exhibits=table.exhibits(shared, left, right),
            shared=shared,
        )


def _numbers(profile: Profile) -> Iterator[tuple[str, Holder]]:
    for order in profile.orders:
        for text in (order.phone, order.landline):
            number = phone_number(text)
            if number:
                yield number, order
    for detection in profile.detections:
        conversation = detection.conversation
        if conversation.channel is not Channel.CALL or not conversation.utterances:
            continue
        number = phone_number(conversation.account_id or "")
        if number:
            first = conversation.utterances[0]
            yield number, conversation.exhibit(first, CharSpan(0, len(first.text)))
