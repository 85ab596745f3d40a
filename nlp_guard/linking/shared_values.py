"""What accounts have in common: values, who has them, and the records that show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from nlp_guard.records import AccountId, Exhibit, Order, Profile

Holder = Order | Exhibit
"""What shows a value: an order's row, or words in a conversation."""


@dataclass(frozen=True, slots=True)
class ValueTable:
    """Values of one kind over all accounts of a shop.

    What one account alone has links nobody: of a million numbers only the shared ones are kept.

    Args:
        values: Per account, each shared value and the first record that shows it.
        holders: Accounts that have a value.
        known: Accounts that have any value at all, shared or not.
    """

    values: Mapping[AccountId, Mapping[str, Holder]] = field(default_factory=dict)
    holders: Mapping[str, int] = field(default_factory=dict)
    known: AbstractSet[AccountId] = frozenset()

    def has(self, *profiles: Profile) -> bool:
        """Tell whether all the accounts have a value."""
        return all(profile.account_id in self.known for profile in profiles)

    def of(self, profile: Profile) -> Mapping[str, Holder]:
        """Return an account's values that are kept."""
        return self.values.get(profile.account_id, {})

    def rarest_shared(self, left: Profile, right: Profile) -> str | None:
        """Return the value both have that the fewest others have; None where they share none."""
        shared = self.of(left).keys() & self.of(right).keys()
        return min(shared, key=lambda value: (self.holders[value], value), default=None)

    def exhibits(self, value: str, *profiles: Profile) -> tuple[Exhibit, ...]:
        """Cite the records that show the value, one for each account that has it."""
        records = (self.of(profile).get(value) for profile in profiles)
        return tuple(_exhibit(record) for record in records if record is not None)


Reading = Callable[[Profile], Iterable[tuple[str, Holder]]]


def tabulate(profiles: Sequence[Profile], read: Reading, *, least: int = 2) -> ValueTable:
    """Collect the values of all accounts.

    Args:
        profiles: All accounts of the shop.
        read: Gives an account's values, each with the record that shows it.
        least: Holders from which a value is kept.
    """
    values: dict[AccountId, dict[str, Holder]] = {}
    counts: Counter[str] = Counter()
    for profile in profiles:
        found: dict[str, Holder] = {}
        for value, record in read(profile):
            found.setdefault(value, record)
        if found:
            values[profile.account_id] = found
            counts.update(found.keys())
    holders = {value: n for value, n in counts.items() if n >= least}
    kept = {
        account: {value: record for value, record in found.items() if value in holders}
        for account, found in values.items()
        if not holders.keys().isdisjoint(found)
    }
    return ValueTable(kept, holders, frozenset(values))


def _exhibit(record: Holder) -> Exhibit:
    return record.exhibit() if isinstance(record, Order) else record
