"""Voices of callers: the same voice on calls under different numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp_guard.linking.weights import Level
from nlp_guard.records import (
    AccountId,
    CharSpan,
    Contribution,
    Conversation,
    Exhibit,
    Phrase,
    Profile,
    Role,
    Voiceprint,
)

SAME_LIKENESS = 0.96
"""Cosine of two voices from which they count as one; see the card of ``voice-ge2e``."""
MOST_CALLERS = 3000
"""All callers are compared with one another; of more, the first."""
_CROWD = 5
"""A voice that many callers seem to share is a poor line or a machine, not a person."""

SAME = Level(
    name="same voice",
    m=0.3,
    u=0.03,
    said=Phrase(zh="通话中的声音很像", en="very similar voices on the calls"),
)
OTHER = Level(
    name="other voice",
    m=0.7,
    u=0.97,
    said=Phrase(zh="通话中的声音不像", en="different voices on the calls"),
)

_Voice = tuple[str, NDArray[np.float32], Exhibit]


class Voice:
    """Compares the voices of those who call.

    An encoder knows voices, not people, and the chances are counted on synthetic voices only (see
    its card): the same voice says a little more than three bits, and no link rests on it alone.
    """

    name = "voice"

    def __init__(
        self,
        voices: Mapping[AccountId, Sequence[_Voice]] | None = None,
        keys: Mapping[AccountId, Sequence[str]] | None = None,
    ) -> None:
        self._voices = voices or {}
        self._keys = keys or {}

    def fitted(self, profiles: Sequence[Profile]) -> Voice:
        """Return the comparison with the callers of this shop."""
        read = ((p.account_id, tuple(_voices(p))) for p in profiles if p.detections)
        voices = {account: own for account, own in read if own}
        return Voice(voices, _pair_keys(voices))

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return one key per caller whose voice is the same."""
        return self._keys.get(profile.account_id, ())

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the voices say; None where one has not been heard."""
        pairs = [
            (float(one[1] @ other[1]), one[2], other[2])
            for one in self._voices.get(left.account_id, ())
            for other in self._voices.get(right.account_id, ())
            if one[0] == other[0]
        ]
        if not pairs:
            return None
        likeness, mine, yours = max(pairs, key=lambda pair: pair[0])
        if likeness >= SAME_LIKENESS:
            return SAME.contribution(self.name, exhibits=(mine, yours))
        return OTHER.contribution(self.name)


def _voices(profile: Profile) -> Iterable[_Voice]:
    for detection in profile.detections:
        conversation = detection.conversation
        for voice in conversation.voices:
            exhibit = _exhibit(conversation, voice)
            if voice.role is Role.BUYER and exhibit is not None and any(voice.vector):
                vector = np.frombuffer(voice.vector, np.uint8).astype(np.float32)
                yield voice.model, vector / np.linalg.norm(vector), exhibit


def _exhibit(conversation: Conversation, voice: Voiceprint) -> Exhibit | None:
    """Cite the longest utterance of a speaker: there the voice is heard best."""
    own = [u for u in conversation.utterances if u.speaker == voice.speaker and u.time]
    longest = max(own, key=lambda u: u.time.duration_s if u.time else 0.0, default=None)
    if longest is None:
        return None
    return conversation.exhibit(longest, CharSpan(0, len(longest.text)))


def _pair_keys(
    voices: Mapping[AccountId, Sequence[_Voice]],
) -> dict[AccountId, list[str]]:
    """Give callers with the same voice a key in common."""
    listed = [
        (account, model, vector)
        for account in sorted(voices)[:MOST_CALLERS]
        for model, vector, _ in voices[account]
    ]
    keys: dict[AccountId, list[str]] = defaultdict(list)
    if not listed:
        return keys
    stacked = np.stack([vector for _, _, vector in listed])
    for at, (account, model, vector) in enumerate(listed):
        alike = np.flatnonzero(stacked[at + 1 :] @ vector >= SAME_LIKENESS) + at + 1
        others = {
            listed[other][0]
            for other in alike
            if listed[other][1] == model and listed[other][0] != account
        }
        if len(others) > _CROWD:
            continue
        for other in sorted(others):
            key = f"{account}\x1f{other}"
            keys[account].append(key)
            keys[other].append(key)
    return keys
