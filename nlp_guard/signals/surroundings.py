"""What stands around an utterance: what its side said before, and what the other side answers.

"最低两成" after a demand is the demand again; "那25" alone is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp_guard.records import Label, Role, Utterance
from nlp_guard.signals.evidence import Evidence, lowered
from nlp_guard.signals.lexicon import Lexicon, built_in

_CARRIERS = ("amount.money", "share.rate", "short & amount.number", "threat", "demand")
_STAFF_CUES = ("staff_alarm", "order_refund", "claim", "haggle", "offer", "joke", "partner")
_STAFF_FIGURES = ("amount.money", "share.rate")
_MANY_TURNS = 6
_NEAR = 4
"""Turns back that still belong to the same haggling."""

Probabilities = Mapping[Label, float]


@dataclass(slots=True)
class _Past:
    """What one side has said so far."""

    highest: dict[Label, float]
    last: dict[Label, float]
    n_turns: int = 0


def in_context(
    utterances: Sequence[Utterance],
    evidence: Sequence[Evidence],
    alone: Sequence[Probabilities],
    lexicon: Lexicon | None = None,
) -> list[dict[str, float]]:
    """Give each utterance's features with those of its surroundings added.

    An utterance that shows nothing by itself has none: it carries no label, whatever is around it.

    Args:
        utterances: Of one conversation, in order.
        evidence: What each shows by itself.
        alone: Per utterance, what each label's probability is by itself.
        lexicon: The vocabulary; the built-in one by default.
    """
    lexicon = lexicon or built_in()
    zero = dict.fromkeys(Label, 0.0)
    sides: dict[bool, _Past] = {is_staff: _Past(zero, zero) for is_staff in (False, True)}
    heard = [_heard(utterance, shown, lexicon) for utterance, shown in
             zip(utterances, evidence, strict=True)]  # fmt: skip
    features = []
    for index, (utterance, shown) in enumerate(zip(utterances, evidence, strict=True)):
        is_staff = utterance.role is Role.AGENT
        past = sides[is_staff]
        own = dict(shown.features)
        if own:
            own |= _past_features(shown, past)
            own |= _talk_features(shown, alone, index)
            own |= _neighbour_features(utterances, heard, index)
            if is_staff:
                own["by staff"] = 1.0
        features.append(own)
        here = alone[index]
        highest = {label: max(past.highest[label], here[label]) for label in Label}
        sides[is_staff] = _Past(highest, dict(here), past.n_turns + 1)
    return features


def _past_features(shown: Evidence, past: _Past) -> dict[str, float]:
    found = {"turns before": min(past.n_turns, _MANY_TURNS) / _MANY_TURNS}
    if not past.n_turns:
        found["opens"] = 1.0
    carriers = [name for name in _CARRIERS if shown.has(name)]
    for label in Label:
        found[f"earlier {label}"] = past.highest[label]
        found[f"just before {label}"] = past.last[label]
        found |= {f"{name} * earlier {label}": past.highest[label] for name in carriers}
    return found


def _talk_features(
    shown: Evidence, alone: Sequence[Probabilities], index: int
) -> dict[str, float]:
    """What either side said of shares: both haggle over them, and both turns are such talk."""
    share = Label.PERCENTAGE_COMMISSION
    before = max((chances[share] for chances in alone[max(0, index - _NEAR) : index]), default=0.0)
    after = max((chances[share] for chances in alone[index + 1 : index + 3]), default=0.0)
    found = {"shares talked of before": before, "shares talked of after": after}
    for name in ("short", *_CARRIERS, "amount.number"):
        if shown.has(name):
            found[f"{name} * shares talked of before"] = before
    return found


def _heard(utterance: Utterance, shown: Evidence, lexicon: Lexicon) -> frozenset[str]:
    """Return what matters in an utterance to the other side's next or last one."""
    groups = {hit.group for hit in shown.hits}
    if not groups:
        groups = {hit.group for hit in lexicon.context(lowered(utterance.text))}
    cues = {cue for cue in _STAFF_CUES if f"cue.{cue}" in groups}
    return frozenset(cues | groups.intersection(_STAFF_FIGURES))


def _neighbour_features(
    utterances: Sequence[Utterance], heard: Sequence[Iterable[str]], index: int
) -> dict[str, float]:
    is_staff = utterances[index].role is Role.AGENT
    found: dict[str, float] = {}
    for step, where in ((-1, "answers"), (1, "answered by")):
        other = index + step
        if 0 <= other < len(utterances) and (utterances[other].role is Role.AGENT) != is_staff:
            found |= {f"{where} {cue}": 1.0 for cue in heard[other]}
    return found
