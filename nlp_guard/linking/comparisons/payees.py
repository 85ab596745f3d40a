"""Where money is to go: the account named as payee is the account somebody paid an order from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from nlp_guard.linking.shared_values import Holder, ValueTable, tabulate
from nlp_guard.linking.weights import Level
from nlp_guard.records import AccountId, Contribution, Exhibit, Phrase, Profile
from nlp_guard.text.identifiers import payment_account, phone_number

NAMED = Level(
    name="named as payee",
    m=0.5,
    u=1e-7,
    said=Phrase(
        zh="一方索款时点名的收款账号，正是另一方下单的付款账号 {}",
        en="one names as payee the account the other pays from, {}",
    ),
)
SAME_PAYEE = Level(
    name="same payee",
    m=0.3,
    u=1e-7,
    said=Phrase(zh="点名同一收款账号 {}", en="both name the payee {}"),
)
LISTED_TOGETHER = Level(
    name="listed together",
    m=0.4,
    u=1e-6,
    said=Phrase(
        zh="付款账号列在 {} 的同一份收款名单里",
        en="both pay from accounts that {} lists as payees",
    ),
)


class Payees:
    """Compares accounts by the payees they name and the accounts they pay from."""

    name = "payees"

    def __init__(
        self,
        named: ValueTable | None = None,
        paying: ValueTable | None = None,
        lists: ValueTable | None = None,
        cited: Mapping[tuple[str, str], Exhibit] | None = None,
    ) -> None:
        self._named = named or ValueTable()
        self._paying = paying or ValueTable()
        self._lists = lists or ValueTable()
        self._cited = cited or {}

    def fitted(self, profiles: Sequence[Profile]) -> Payees:
        """Return the comparison with the payees named in this shop's conversations."""
        named = tabulate(profiles, lambda profile: profile.payees, least=1)
        listing: dict[str, set[AccountId]] = {}
        cited: dict[tuple[str, str], Exhibit] = {}
        for profile in profiles:
            for value, exhibit in profile.payees:
                listing.setdefault(value, set()).add(profile.account_id)
                cited.setdefault((profile.account_id, value), exhibit)

        if not listing:
            return Payees()

        def paying_named(profile: Profile) -> Iterator[tuple[str, Holder]]:
            return (found for found in _paying(profile) if found[0] in listing)

        paying = tabulate(profiles, paying_named, least=1)
        lists = tabulate(
            profiles,
            lambda profile: (
                (by, record)
                for value, record in paying.of(profile).items()
                for by in sorted(listing[value])
            ),
            least=1,
        )
        return Payees(named, paying, lists, cited)

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return the payees named or paid from, and who lists the account."""
        yield from (f"payee {value}" for value in self._named.of(profile))
        yield from (f"payee {value}" for value in self._paying.of(profile))
        yield from (f"list {by}" for by in self._lists.of(profile))

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the payees say; None where they say nothing."""
        for namer, payer in ((left, right), (right, left)):
            hits = self._named.of(namer).keys() & self._paying.of(payer).keys()
            if hits:
                value = min(hits)
                exhibits = (
                    *self._named.exhibits(value, namer),
                    *self._paying.exhibits(value, payer),
                )
                return NAMED.contribution(self.name, exhibits=exhibits, shared=value)
        same = self._named.rarest_shared(left, right)
        if same is not None:
            exhibits = self._named.exhibits(same, left, right)
            return SAME_PAYEE.contribution(self.name, exhibits=exhibits, shared=same)
        by = self._lists.rarest_shared(left, right)
        if by is not None:
            return LISTED_TOGETHER.contribution(
                self.name, exhibits=tuple(self._listed(by, left, right)), shared=by
            )
        return None

    def _listed(self, by: str, left: Profile, right: Profile) -> Iterator[Exhibit]:
        for profile in (left, right):
            yield from self._lists.exhibits(by, profile)
            for value in self._paying.of(profile):
                if (by, value) in self._cited:
                    yield self._cited[by, value]


def _paying(profile: Profile) -> Iterator[tuple[str, Holder]]:
    for order in profile.orders:
        account = payment_account(order.payer)
        if account:
            yield account, order
        number = phone_number(order.phone)
        if number:
            yield number, order
