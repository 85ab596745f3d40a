"""One value of a kind, the same or not: what payer, telephone and receiver have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from nlp_guard.linking.shared_values import Holder, ValueTable, tabulate
from nlp_guard.linking.weights import Level
from nlp_guard.records import Contribution, Profile


class SharedValue:
    """Compares accounts by the values of one kind that they have; weighed by who else has them.

    A subclass names the kind, its two levels, and how its values are read.
    """

    name: str
    same: Level
    other: Level
    is_reason = True
    """Whether sharing a value is reason enough to be compared at all."""
    is_named = True
    """Whether the value itself is told to people."""

    def __init__(self, table: ValueTable | None = None) -> None:
        self._table = table or ValueTable()

    @staticmethod
    def read(profile: Profile) -> Iterator[tuple[str, Holder]]:
        """Give an account's values, each with the record that shows it."""
        raise NotImplementedError

    def fitted(self, profiles: Sequence[Profile]) -> Self:
        """Return the comparison with the values of this shop."""
        return type(self)(tabulate(profiles, self.read))

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return the values that another account has too; none where that is no reason."""
        return self._table.of(profile) if self.is_reason else ()

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the values say; None where one account has none that is readable."""
        table = self._table
        if not table.has(left, right):
            return None
        shared = table.rarest_shared(left, right)
        if shared is None:
            return self.other.contribution(self.name)
        return self.same.contribution(
            self.name,
            weight_bits=self.same.weight_bits(table.holders[shared]),
            exhibits=table.exhibits(shared, left, right),
            shared=shared if self.is_named else "",
        )
