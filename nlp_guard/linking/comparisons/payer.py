"""The account a buyer pays from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlp_guard.linking.shared_values import Holder, ValueTable, tabulate
from nlp_guard.linking.weights import Level
from nlp_guard.records import Contribution, Phrase, Profile
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


class Payer:
    """Compares the accounts that buyers pay from."""

    name = "payer"

    def __init__(self, table: ValueTable | None = None) -> None:
        self._table = table or ValueTable()

    def fitted(self, profiles: Sequence[Profile]) -> Payer:
        """Return the comparison with the payer accounts of this shop."""
        return Payer(tabulate(profiles, _payers))

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return the payer accounts that another pays from too."""
        return self._table.of(profile)

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the payers say; None where one pays from none that is known."""
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


def _payers(profile: Profile) -> Iterator[tuple[str, Holder]]:
    for order in profile.orders:
        account = payment_account(order.payer)
        if account:
            yield account, order
