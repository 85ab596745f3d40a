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
HALF_A_DAY = timedelta(hours=12)
AGAIN = 0.8
"""Chance that who extorts a shop does so through a second account as well."""
MONTH = timedelta(days=30)
"""A shop is extorted once in a month, until its own conversations show how often."""

APART = Level(
    name="demands far apart",
    m=0.05,
    u=0.5,
    said=Phrase(zh="索款相隔很久", en="demands far apart in time"),
)
# Of pairs of demands within days: how often a term agrees in one group, and in two.
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
    """Compares what two accounts demand.

    Two demands on one shop in the same days are more often of one group than of two; how much
    more, the shop's own frequency of demands tells. By itself that never gives more than even
    odds: terms that agree must be added.
    """

    name = "demand"

    def __init__(self, terms: Mapping[AccountId, Terms] | None = None, accounts: int = 0) -> None:
        self._terms = terms or {}
        self._accounts = accounts
        self._times = sorted(found.first_at for found in self._terms.values() if found.first_at)

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
        gap = _gap(ours, theirs)
        if gap is not None and gap > WITHIN:
            return APART.contribution(self.name, exhibits=(ours.quote, theirs.quote))
        agreeing, differing = _compare(ours, theirs)
        bits = (
            self._together_bits(ours, gap)
            + math.fsum(math.log2(m / u) for m, u in (_AGREEING[kind] for kind in agreeing))
            + math.fsum(math.log2(m / u) for m, u in (_DIFFERING[kind] for kind in differing))
        )
        cited = [side.terms[term] for side in (ours, theirs) for term in side.of_kinds(agreeing)]
        return Contribution(
            comparison=self.name,
            level=_level(agreeing, differing),
            weight_bits=bits,
            exhibits=tuple(cited or (ours.quote, theirs.quote)),
            note=_said(agreeing, ours, theirs),
        )

    def _together_bits(self, ours: Terms, gap: timedelta | None) -> float:
        """Return what it says that two demands came so close together, terms aside.

        It outweighs the prior up to even odds: the prior is that of two buyers at random.
        """
        even = math.log2(max(self._accounts - 1, 1) / 0.5)
        if gap is None or ours.first_at is None:
            return even
        n_far = sum(abs(at - ours.first_at) > WITHIN for at in self._times)
        span = self._times[-1] - self._times[0]
        by_strangers = (1 + n_far) / ((MONTH + span) / (2 * max(gap, HALF_A_DAY)))
        return even + min(math.log2(AGAIN / by_strangers), 0.0)


def _gap(ours: Terms, theirs: Terms) -> timedelta | None:
    if ours.first_at is None or theirs.first_at is None:
        return None
    return abs(ours.first_at - theirs.first_at)


def _compare(ours: Terms, theirs: Terms) -> tuple[list[str], list[str]]:
    """Return the kinds of terms on which two demands agree and differ."""
    both = sorted(ours.kinds() & theirs.kinds())
    agreeing = [kind for kind in both if ours.agrees(theirs, kind)]
    return agreeing, [kind for kind in both if kind not in agreeing]


def _level(agreeing: Sequence[str], differing: Sequence[str]) -> str:
    if agreeing:
        return f"same {', '.join(agreeing)}"
    return "other terms" if differing else "both demand"


_KINDS = {
    "share": Phrase(zh="比例 {}%", en="share {} %"),
    "sum": Phrase(zh="金额 {}", en="sum {}"),
    "number": Phrase(zh="人数或收款账号数 {}", en="number of people or payees {}"),
    "deadline": Phrase(zh="期限 {}", en="deadline {}"),
}


def _said(agreeing: Sequence[str], ours: Terms, theirs: Terms) -> Phrase:
    if not agreeing:
        return Phrase(
            zh="几天之内向同一店铺索款", en="both demand money from the shop within days"
        )
    parts = []
    for kind in agreeing:
        values = sorted({v for side in (ours, theirs) for k, v in side.terms if k == kind})
        said = " / ".join(map(_exact, values))
        parts.append(Phrase(zh=_KINDS[kind].zh.format(said), en=_KINDS[kind].en.format(said)))
    zh, en = "、".join(part.zh for part in parts), ", ".join(part.en for part in parts)
    return Phrase(zh=f"索款条件相同：{zh}", en=f"the same terms: {en}")


def _exact(value: str) -> str:
    """Return a range with equal ends as one figure.

    Example:
        >>> _exact("20-30"), _exact("CNY 4000-4000")
        ('20-30', 'CNY 4000')
    """
    low, dash, high = value.rpartition("-")
    return low if dash and low.split(" ")[-1] == high else value
