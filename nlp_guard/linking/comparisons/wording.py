"""The same words: demands that are near copies of one another, under whatever cloak."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nlp_guard.linking.demands import demanding_turns
from nlp_guard.linking.weights import Level
from nlp_guard.records import AccountId, CharSpan, Contribution, Exhibit, Phrase, Profile
from nlp_guard.text.fold import fold

SHINGLE = 2
"""Characters in a shingle: about a Chinese word."""
SHORTEST = 8
"""Shorter demands are alike by chance."""
SKETCH = 4
"""Smallest shingle hashes that serve as blocking keys (a bottom-k sketch)."""

COPY = Level(
    name="near copy",
    m=0.15,
    u=2e-5,
    said=Phrase(zh="索款话术几乎一字不差", en="nearly the same words in the demand"),
)
ALIKE = Level(
    name="alike",
    m=0.2,
    u=2e-3,
    said=Phrase(zh="索款话术相似", en="similar words in the demand"),
)
DIFFERENT = Level(
    name="different words",
    m=0.65,
    u=0.998,
    said=Phrase(zh="索款话术不同", en="different words in the demand"),
)
COPY_LIKENESS, ALIKE_LIKENESS = 0.6, 0.3
"""Jaccard likeness of shingle sets."""


class Wording:
    """Compares the words of demands."""

    name = "wording"

    def __init__(
        self, demands: Mapping[AccountId, tuple[tuple[frozenset[str], Exhibit], ...]] | None = None
    ) -> None:
        self._demands = demands or {}

    def fitted(self, profiles: Sequence[Profile]) -> Wording:
        """Return the comparison with the demands made on this shop."""
        read = ((p.account_id, tuple(_demands(p))) for p in profiles if p.detections)
        return Wording({account: demands for account, demands in read if demands})

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return the smallest hashes of the shingles of each demand."""
        for shingles, _ in self._demands.get(profile.account_id, ()):
            yield from sorted(map(_hash, shingles))[:SKETCH]

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the words say; None where one demands nothing in words enough."""
        ours = self._demands.get(left.account_id)
        theirs = self._demands.get(right.account_id)
        if not (ours and theirs):
            return None
        likeness, mine, yours = max(
            (
                (_jaccard(a, b), i, j)
                for i, (a, _) in enumerate(ours)
                for j, (b, _) in enumerate(theirs)
            ),
        )
        exhibits = (ours[mine][1], theirs[yours][1])
        if likeness >= COPY_LIKENESS:
            return COPY.contribution(self.name, exhibits=exhibits)
        if likeness >= ALIKE_LIKENESS:
            return ALIKE.contribution(self.name, exhibits=exhibits)
        return DIFFERENT.contribution(self.name)


def _demands(profile: Profile) -> Iterator[tuple[frozenset[str], Exhibit]]:
    for detection in profile.detections:
        for utterance, _ in demanding_turns(detection):
            shingles = _shingles(utterance.text)
            if len(shingles) + SHINGLE > SHORTEST:
                span = CharSpan(0, len(utterance.text))
                yield shingles, detection.conversation.exhibit(utterance, span)


def _shingles(text: str) -> frozenset[str]:
    plain = "".join(c for c in fold(text).text.casefold() if c.isalnum())
    return frozenset(plain[i : i + SHINGLE] for i in range(len(plain) - SHINGLE + 1))


def _jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / max(len(left | right), 1)


def _hash(shingle: str) -> str:
    return hashlib.blake2b(shingle.encode(), digest_size=8).hexdigest()
