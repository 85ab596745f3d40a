"""The same demand: asked in the same days, on the same terms, for the same number of people."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from nlp_guard.linking.demands import Terms, read_terms
from nlp_guard.linking.weights import Level
from nlp_guard.records import AccountId, Contribution, Phrase, Profile

WITHIN = timedelta(days=14)
"""Demands further apart than this are two affairs until something else ties them."""

PARTNERS = 6.0
"""Demands that one ring makes, give or take: of n who demand in the same days, about this share of
n belongs together, however many other buyers the shop has."""

BOTH = Phrase(zh="几天之内向同一店铺索款", en="both demand money from the shop within days")
APART = Level(
    name="demands far apart",
    m=0.05,
    u=0.5,
    said=Phrase(zh="索款相隔很久", en="demands far apart in time"),
)
# Of pairs of demands within days: how often so many terms agree in one group, and in two.
_AGREEING = {
    "share": (0.4, 0.05),
    "sum": (0.4, 0.03),
    "number": (0.5, 0.01),
    "deadline": (0.4, 0.02),
}
_DIFFERING = {
    "share": (0.3, 0.95),
    "sum": (0.5, 0.97),
    "number": (0.15, 0.99),
    "deadline": (0.5, 0.98),
}


class Demand:
    """Compares what two accounts demand."""

    name = "demand"

    def __init__(self, terms: Mapping[AccountId, Terms] | None = None, accounts: int = 0) -> None:
        self._terms = terms or {}
        self._accounts = accounts

    def fitted(self, profiles: Sequence[Profile]) -> Demand:
        """Return the comparison with the demands made on this shop."""
        read = ((p.account_id, read_terms(p.detections)) for p in profiles if p.detections)
        return Demand({account: terms for account, terms in read if terms}, len(profiles))

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return one key for all who demand, and one for each term."""
        terms = self._terms.get(profile.account_id)
        if terms is not None:
            yield "demand"
            yield from (f"{kind} {value}" for kind, value in terms.terms)

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the demands say; None where one demands nothing."""
        ours, theirs = self._terms.get(left.account_id), self._terms.get(right.account_id)
        if ours is None or theirs is None:
            return None
        if ours.first_at and theirs.first_at and abs(ours.first_at - theirs.first_at) > WITHIN:
            return APART.contribution(self.name, exhibits=(ours.quote, theirs.quote))
        bits = math.log2(PARTNERS * max(self._accounts, 2) / len(self._terms))
        agreeing, differing = _compare(ours, theirs)
        bits += math.fsum(math.log2(m / u) for m, u in map(_AGREEING.__getitem__, agreeing))
        bits += math.fsum(math.log2(m / u) for m, u in map(_DIFFERING.__getitem__, differing))
        level = (
            f"same {', '.join(agreeing)}"
            if agreeing
            else "other terms"
            if differing
            else "both demand"
        )
        shared = sorted(ours.terms.keys() & theirs.terms.keys())
        cited = [side.terms[term] for term in shared for side in (ours, theirs)]
        return Contribution(
            comparison=self.name,
            level=level,
            weight_bits=bits,
            exhibits=tuple(cited or (ours.quote, theirs.quote)),
            note=_said(shared),
        )


def _compare(ours: Terms, theirs: Terms) -> tuple[list[str], list[str]]:
    """Return the kinds of terms on which two demands agree and differ."""
    both = sorted(ours.kinds() & theirs.kinds())
    shared = {kind for kind, _ in ours.terms.keys() & theirs.terms.keys()}
    return [kind for kind in both if kind in shared], [kind for kind in both if kind not in shared]


_KINDS = {
    "share": Phrase(zh="比例 {}%", en="share {} %"),
    "sum": Phrase(zh="金额 {}", en="sum {}"),
    "number": Phrase(zh="人数或收款账号数 {}", en="number of people or payees {}"),
    "deadline": Phrase(zh="期限 {}", en="deadline {}"),
}


def _said(shared: Sequence[tuple[str, str]]) -> Phrase:
    if not shared:
        return BOTH
    zh = "、".join(_KINDS[kind].zh.format(_exact(value)) for kind, value in shared)
    en = ", ".join(_KINDS[kind].en.format(_exact(value)) for kind, value in shared)
    return Phrase(zh=f"索款条件相同：{zh}", en=f"the same terms: {en}")


def _exact(value: str) -> str:
    """Return a range with equal ends as one figure.

    Example:
        >>> _exact("20-30"), _exact("CNY 4000-4000")
        ('20-30', 'CNY 4000')
    """
    low, dash, high = value.rpartition("-")
    return low if dash and low.split(" ")[-1] == high else value
