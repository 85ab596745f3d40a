"""The account a buyer pays from."""

from __future__ import annotations

from collections.abc import Iterator

from nlp_guard.linking.comparisons.shared import SharedValue
from nlp_guard.linking.shared_values import Holder
from nlp_guard.linking.weights import Level
from nlp_guard.records import Phrase, Profile
from nlp_guard.text.identifiers import payment_account

SAME = Level(
    name="same payer",
    m=0.15,
    u=1e-9,
    crowding=3.0,
    said=Phrase(zh="同一付款账号 {}", en="same payer account {}"),
)
OTHER = Level(
    name="other payer",
    m=0.85,
    u=1.0,
    said=Phrase(zh="付款账号不同", en="different payer accounts"),
)


class Payer(SharedValue):
    """Compares the accounts that buyers pay from."""

    name = "payer"
    same = SAME
    other = OTHER

    @staticmethod
    def read(profile: Profile) -> Iterator[tuple[str, Holder]]:
        """Give the payer accounts of an account's orders."""
        for order in profile.orders:
            account = payment_account(order.payer)
            if account:
                yield account, order
