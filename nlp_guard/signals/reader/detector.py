"""The reader as a detector: signals with the clauses that carry them, scores of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp_guard.records import (
    CharSpan,
    Conversation,
    Findings,
    Label,
    Role,
    Signal,
    ThreatKind,
    Utterance,
    Verdict,
)
from nlp_guard.signals.evidence import examine
from nlp_guard.signals.logistic import logit
from nlp_guard.signals.reader.gate import Gate, built_in_gate
from nlp_guard.signals.reader.recollection import Read, Recollection, marks_of
from nlp_guard.signals.reader.script import MOST_PIECES, Clean, clauses, clean, n_pieces
from nlp_guard.text.fold import Folded, fold

if TYPE_CHECKING:
    from nlp_guard.signals.reader.reading import Reader, Reading, Thread

LEAST_PROBABILITY = 0.02
"""Below this a signal would tell nobody anything."""
_POINTED_AT = 0.3
"""From this probability on, the clauses that carry a label are looked for."""
_SHARE = 0.6
"""A clause counts where it reaches this share of the strongest clause's probability."""
_STAFF_LABELS = frozenset({Label.PERCENTAGE_COMMISSION})


class ReaderDetector:
    """Finds labels by reading the conversation with a language model.

    Args:
        reader: The one that travels with the package by default, loaded when first needed.
        gate: Decides which conversations are read; the one that travels with the package by
            default.
        recollection: What was read of live conversations; None to read each from its beginning.
    """

    name = "reader"
    weights = ("reader",)

    def __init__(
        self,
        reader: Reader | None = None,
        gate: Gate | None = None,
        recollection: Recollection | None = None,
    ) -> None:
        self._reader = reader
        self._gate = gate
        self._recollection = recollection

    def live(self) -> ReaderDetector:
        """Return a detector that reads on where a conversation was read before.

        Probabilities differ from those of a reading from the beginning by rounding alone.
        """
        return ReaderDetector(self._reader, self._gate, Recollection())

    def detect(self, conversation: Conversation) -> Findings:
        """Read the conversation as it stands; pure and thread-safe.

        Where no message of the outside party is worth reading, there are no scores.
        """
        said = [utterance.text for utterance in conversation.utterances
                if utterance.role in (Role.BUYER, Role.UNKNOWN)]  # fmt: skip
        if not (self._gate or built_in_gate()).is_worth_reading(said):
            return Findings()
        if self._recollection is None:
            read = self._read_on(conversation.utterances, None)
        else:
            marks = marks_of(conversation.utterances)
            n_known, known = self._recollection.longest(marks)
            read = self._read_on(conversation.utterances[n_known:], known)
            self._recollection.keep(marks[-1], read)
        return Findings(signals=read.signals, scores=scores_of(read.last))

    def _read_on(self, utterances: Sequence[Utterance], known: Read | None) -> Read:
        """Read what was said since."""
        from nlp_guard.signals.reader.reading import Thread, Turn, built_in

        if known is not None and not utterances:
            return known
        reader = self._reader or built_in()
        folded = [fold(utterance.text) for utterance in utterances]
        turns = [
            Turn(utterance.role, plain.text)
            for utterance, plain in zip(utterances, folded, strict=True)
        ]
        thread, readings = reader.extend(known.thread if known else Thread(), turns)
        signals: list[Signal] = []
        n_lines = 0
        for utterance, plain, reading in reversed(
            list(zip(utterances, folded, readings, strict=True))
        ):
            n_lines += n_pieces(plain.text)
            turn = _Said(utterance=utterance, folded=plain, reading=reading)
            signals += reversed(_signals(turn, reader, thread.before(n_lines)))
        before = known.signals if known else ()
        return Read(thread=thread, signals=(*before, *reversed(signals)), last=readings[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """An utterance, what it reads like without its cloaks, and what was read in it."""

    utterance: Utterance
    folded: Folded
    reading: Reading


def scores_of(reading: Reading) -> Mapping[Verdict, float]:
    """Return the log odds of each verdict."""
    return {verdict: logit(chance) for verdict, chance in reading.verdict.items()}


def _signals(said: _Said, reader: Reader, thread: Thread) -> list[Signal]:
    utterance, reading = said.utterance, said.reading
    chances = {
        label: chance
        for label, chance in reading.labels.items()
        if chance >= LEAST_PROBABILITY and may_carry(utterance.role, label)
    }
    if not chances or not utterance.text.strip():
        return []
    spans = _evidence(said, chances, reader, thread)
    return [
        Signal(
            utterance_id=utterance.id,
            label=label,
            probability=chance,
            spans=spans[label],
            detector=ReaderDetector.name,
            threat_kinds=kinds_of(reading) if label is Label.THREAT else (),
        )
        for label, chance in chances.items()
    ]


def may_carry(role: Role, label: Label) -> bool:
    """Tell whether a speaker of that side can carry a label at all."""
    if role is Role.SYSTEM:
        return False
    return role is not Role.AGENT or label in _STAFF_LABELS


def kinds_of(reading: Reading) -> tuple[ThreatKind, ...]:
    """Return the harms more likely named than not, else the likeliest."""
    likely = tuple(kind for kind, chance in reading.kinds.items() if chance >= 0.5)
    return likely or (max(reading.kinds, key=lambda kind: reading.kinds[kind]),)


def _evidence(
    said: _Said, chances: Mapping[Label, float], reader: Reader, thread: Thread
) -> dict[Label, tuple[CharSpan, ...]]:
    """Find the words that carry each label: those of the lexicon, which cost nothing.

    Where it knows none for a likely label, the turn is read again clause by clause.
    """
    from nlp_guard.signals.reader.reading import Turn

    whole = (CharSpan(0, len(said.utterance.text)),)
    shown = examine(said.utterance.text)
    named = {label: shown.spans(label) for label in chances}
    if all(named[label] for label, chance in chances.items() if chance >= _POINTED_AT):
        return {label: spans or whole for label, spans in named.items()}
    plain = clean(said.folded.text)
    parts = clauses(plain.text)
    if len(parts) < 2 or max(chances.values()) < _POINTED_AT or len(parts) > 2 * MOST_PIECES:
        return dict.fromkeys(chances, whole)
    turns = [Turn(said.utterance.role, plain.text[start:end]) for start, end in parts]
    _, readings = reader.extend(thread, turns)
    found = {}
    for label in chances:
        by_clause = [reading.labels[label] for reading in readings]
        least = _SHARE * max(by_clause)
        spans = [
            _span(said.folded, plain, part)
            for part, chance in zip(parts, by_clause, strict=True)
            if chance >= least
        ]
        found[label] = named[label] or _joined(spans) or whole
    return found


def _span(folded: Folded, plain: Clean, part: tuple[int, int]) -> CharSpan:
    start, end = part
    return folded.original_span(CharSpan(plain.origin[start], plain.origin[end - 1] + 1))


def _joined(spans: Sequence[CharSpan]) -> tuple[CharSpan, ...]:
    joined: list[CharSpan] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = CharSpan(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)
