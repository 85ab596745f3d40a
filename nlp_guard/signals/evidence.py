"""What the words of one utterance show, as named features for the label models.

A feature is the name of a word group (``threat.complaint``), of a group that is only named
(``threat.complaint.named``), of two things that stand together (``money & demand.pay``), or a
plain property of the text. Every one can be read and argued with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nlp_guard.records import CharSpan, Label
from nlp_guard.signals.lexicon import Hit, Lexicon, Strength, built_in
from nlp_guard.signals.pieces import Pieces, Sound
from nlp_guard.text.fold import Folded, fold

_LONG_UTTERANCE = 80
"""Code points beyond which length says nothing more."""
_SHORT_UTTERANCE = 12
"""A haggler's turn: little but the figure ("那25", "最低两成")."""
_AROUND_THREATS = (
    "condition", "menace", "own", "ready", "crowd", "deadline", "negation", "reported", "question",
    "joke", "third", "claim", "no_claim", "order_refund", "partner", "hint", "haggle", "offer",
)  # fmt: skip
_AROUND_DEMANDS = (
    "order_refund", "offer", "claim", "negation", "reported", "question", "condition", "haggle",
    "deadline", "partner",
)  # fmt: skip
_ANNOUNCING = frozenset({"condition", "menace", "own", "ready", "crowd", "deadline"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one utterance shows by itself.

    Args:
        features: Named.
        folded: The utterance de-cloaked, with its way back.
        hits: Words found, with spans in code points of the folded text.
        sound: What its wording sounds like; None where that was not asked.
    """

    features: Mapping[str, float] = field(default_factory=dict)
    folded: Folded | None = None
    hits: tuple[Hit, ...] = ()
    sound: Sound | None = None

    def has(self, feature: str) -> bool:
        """Tell whether a feature is there."""
        return bool(self.features.get(feature))

    def spans(self, label: Label) -> tuple[CharSpan, ...]:
        """Return the words that carry a label, in code points of the original text.

        Words that say it; without any, words that name it; without any, the pieces that sound
        like it most.
        """
        hits = [hit for hit in self.hits if hit.group.startswith(_FAMILIES[label])]
        said = [hit.span for hit in hits if hit.strength is Strength.SAY]
        spans = said or [hit.span for hit in hits if hit.strength is Strength.NAME]
        if not spans and self.sound is not None:
            spans = list(self.sound.spans(label))
        if self.folded is None:
            return ()
        return _merged(self.folded.original_span(span) for span in spans)


_FAMILIES: Mapping[Label, tuple[str, ...]] = {
    Label.THREAT: ("threat.",),
    Label.PAYMENT_DEMAND: ("demand.", "amount.money", "share.split", "share.rate"),
    Label.PERCENTAGE_COMMISSION: ("share.word", "share.split", "share.rate", "share.of"),
}

QUIET = -3.5
"""Log odds below which pieces say nothing (probability 0.03)."""

NOTHING = Evidence(features=MappingProxyType({}))
"""An utterance without a single word of the trade."""


def examine(text: str, lexicon: Lexicon | None = None, pieces: Pieces | None = None) -> Evidence:
    """Read one utterance by itself.

    Args:
        text: As received; it is de-cloaked here.
        lexicon: The vocabulary; the built-in one by default.
        pieces: Learned wording; none by default.

    Example:
        >>> evidence = examine("不给两成就集体退货")
        >>> evidence.has("threat.mass_return"), evidence.has("share.rate")
        (True, True)
        >>> examine("你好，这件有红色的吗") is NOTHING
        True
    """
    folded = fold(text)
    plain = lowered(folded.text)
    hits = (lexicon or built_in()).hits(plain)
    sound = pieces.listen(plain) if pieces else None
    scores = {label: sound.score(label) for label in Label} if sound else {}
    if not hits and max(scores.values(), default=QUIET) <= QUIET:
        return NOTHING
    features = _features(plain, hits)
    features |= {f"sounds like {label}": score / 2 for label, score in scores.items()}
    return Evidence(features=features, folded=folded, hits=hits, sound=sound)


def lowered(text: str) -> str:
    """Return the text in lower case, code point for code point.

    Example:
        >>> lowered("İZFB")[1:], len(lowered("İZFB"))
        ('zfb', 4)
    """
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def _features(text: str, hits: Iterable[Hit]) -> dict[str, float]:
    by_strength: dict[Strength, set[str]] = {strength: set() for strength in Strength}
    for hit in hits:
        by_strength[hit.strength].add(hit.group)
    said, named = by_strength[Strength.SAY], by_strength[Strength.NAME]
    found = dict.fromkeys(said, 1.0) | {f"{name}.named": 1.0 for name in named - said}
    cues = {name.removeprefix("cue.") for name in said if name.startswith("cue.")}
    if by_strength[Strength.DENY]:
        found["threat denied"] = 1.0
    found |= _threat_features(said, named, cues)
    found |= _demand_features(said, cues)
    found |= _shape_features(text, said)
    return found


def _threat_features(said: set[str], named: set[str], cues: set[str]) -> dict[str, float]:
    harms = [name for name in said if name.startswith("threat.")]
    mentions = [name for name in named if name.startswith("threat.")]
    if not harms and not mentions:
        return {}
    found = {"threat": 1.0}
    if harms:
        found["threat said"] = 1.0
        found["threat kinds"] = float(min(len(harms), 3))
    prefix = "threat said" if harms else "threat named"
    found |= {f"{prefix} & {cue}": 1.0 for cue in _AROUND_THREATS if cue in cues}
    if {"own", "condition"} <= cues:
        found["threat & own & condition"] = 1.0
    if not cues & _ANNOUNCING:
        found["threat bare"] = 1.0
    if any(name.startswith("demand.") for name in said):
        found["threat & demand"] = 1.0
    return found


def _demand_features(said: set[str], cues: set[str]) -> dict[str, float]:
    demands = [name for name in said if name.startswith("demand.")]
    found: dict[str, float] = {}
    if demands:
        found = {"demand": 1.0, "demand kinds": float(len(demands))}
    figure = _figure_of(said)
    if figure:
        found |= {f"{figure} & {name}": 1.0 for name in demands}
    subjects = {
        "demand": bool(demands),
        "money": "amount.money" in said,
        "rate": "share.rate" in said,
        "share word": "share.word" in said,
    }
    for subject in (name for name, is_there in subjects.items() if is_there):
        found |= {f"{subject} & {cue}": 1.0 for cue in _AROUND_DEMANDS if cue in cues}
    if subjects["rate"]:
        beside = ("share.of", "share.word", "share.harmless", "share.split")
        found |= {f"rate & {name}": 1.0 for name in beside if name in said}
        if demands:
            found["rate & demand"] = 1.0
    return found


def _figure_of(said: set[str]) -> str:
    return next((name for name in ("money", "number") if f"amount.{name}" in said), "")


def _shape_features(text: str, said: set[str]) -> dict[str, float]:
    found = {"length": min(len(text), _LONG_UTTERANCE) / (_LONG_UTTERANCE / 2)}
    if not text.isascii():
        found["chinese"] = 1.0
    if len(text) <= _SHORT_UTTERANCE:
        found["short"] = 1.0
        figures = ("amount.money", "share.rate", "amount.number")
        found |= {f"short & {name}": 1.0 for name in figures if name in said}
    return found


def _merged(spans: Iterable[CharSpan]) -> tuple[CharSpan, ...]:
    """Join spans that overlap or touch."""
    joined: list[CharSpan] = []
    for span in sorted(span for span in spans if len(span)):
        if joined and span.start <= joined[-1].end:
            joined[-1] = CharSpan(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)
