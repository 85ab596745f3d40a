"""The name a parcel is addressed to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from nlp_guard.linking.shared_values import Holder, ValueTable, tabulate
from nlp_guard.linking.weights import Level
from nlp_guard.records import Contribution, Phrase, Profile
from nlp_guard.text.identifiers import is_readable

SAME = Level(
    name="same name",
    m=0.2,
    u=2e-4,
    crowding=1.0,
    said=Phrase(zh="收货人同名", en="same receiver's name"),
)
OTHER = Level(
    name="other name",
    m=0.8,
    u=0.998,
    said=Phrase(zh="收货人不同名", en="different receivers"),
)


class Receiver:
    """Compares the names that parcels are addressed to."""

    name = "receiver"

    def __init__(self, table: ValueTable | None = None) -> None:
        self._table = table or ValueTable()

    def fitted(self, profiles: Sequence[Profile]) -> Receiver:
        """Return the comparison with the names that occur in this shop."""
        return Receiver(tabulate(profiles, _names))

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return nothing: a name alone is no reason to be compared."""
        return ()

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the names say; None where one has none that is readable."""
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
        )


def _names(profile: Profile) -> Iterator[tuple[str, Holder]]:
    for order in profile.orders:
        name = unicodedata.normalize("NFKC", order.receiver).replace(" ", "").casefold()
        if name and is_readable(name):
            yield name, order
