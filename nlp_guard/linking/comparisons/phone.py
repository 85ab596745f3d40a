"""Telephone numbers: on orders, and those that called."""

from __future__ import annotations

from collections.abc import Iterator

from nlp_guard.linking.comparisons.shared import SharedValue
from nlp_guard.linking.shared_values import Holder
from nlp_guard.linking.weights import Level
from nlp_guard.records import Channel, CharSpan, Phrase, Profile
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


class Phone(SharedValue):
    """Compares telephone numbers: mobile, landline, and the number that called."""

    name = "phone"
    same = SAME
    other = OTHER

    @staticmethod
    def read(profile: Profile) -> Iterator[tuple[str, Holder]]:
        """Give the numbers on an account's orders, and those it called from."""
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
