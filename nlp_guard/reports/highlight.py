"""The original words with what was read in them: labels marked, slots underlined, words timed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from nlp_guard.records import CharSpan, Label, Slots, TurnReading, Utterance, Word
from nlp_guard.reports.bilingual import say
from nlp_guard.reports.verbatim import verbatim

UNSURE_BELOW = 0.5
"""Recogniser score under which a heard word is shown as unsure."""

_ORDER = (Label.THREAT, Label.PAYMENT_DEMAND, Label.PERCENTAGE_COMMISSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A stretch of text under the same marks."""

    span: CharSpan
    labels: tuple[Label, ...]
    begins: tuple[Label, ...]
    slots: tuple[str, ...]


def highlighted(utterance: Utterance, reading: TurnReading) -> Markup:
    """Return an utterance's text with its labels, slots and word times as markup.

    Args:
        utterance: Its text is shown untouched.
        reading: What was read in it.
    """
    out = []
    for piece in _pieces(utterance.text, reading):
        words = _timed(utterance, piece.span)
        for name in piece.slots:
            words = Markup('<u class="slot slot-{}">{}</u>').format(name, words)
        out += [_tag(label) for label in piece.begins]
        if piece.labels:
            classes = " ".join(f"m-{label}" for label in piece.labels)
            words = Markup('<mark class="{}">{}</mark>').format(classes, words)
        out.append(words)
    return Markup("").join(out)


def slot_spans(slots: Slots) -> tuple[tuple[str, CharSpan], ...]:
    """Return every slot as its kind and the words it was read from."""
    kinds = (
        ("amount", slots.amounts),
        ("percent", slots.percents),
        ("payee", slots.payees),
        ("deadline", slots.deadlines),
        ("behalf", slots.on_behalf_of),
        ("condition", slots.conditions),
    )
    return tuple((kind, slot.span) for kind, found in kinds for slot in found)


def _pieces(text: str, reading: TurnReading) -> Iterator[_Piece]:
    whole = CharSpan(0, len(text))
    labels = [(mark.label, span) for mark in reading.spans if (span := mark.span.overlap(whole))]
    slots = [
        (kind, inside)
        for kind, span in slot_spans(reading.slots)
        if (inside := span.overlap(whole))
    ]
    cuts = {0, len(text)}
    cuts.update(edge for _, span in (*labels, *slots) for edge in (span.start, span.end))
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        span = CharSpan(start, end)
        here = {label for label, marked in labels if marked.contains(span)}
        begins = {label for label, marked in labels if marked.start == start}
        yield _Piece(
            span=span,
            labels=tuple(label for label in _ORDER if label in here),
            begins=tuple(label for label in _ORDER if label in begins),
            slots=tuple(dict.fromkeys(kind for kind, at in slots if at.contains(span))),
        )


def _tag(label: Label) -> Markup:
    return Markup('<b class="tag m-{}">{}</b>').format(label, say(f"label.{label}"))


def _timed(utterance: Utterance, span: CharSpan) -> Markup:
    """Wrap each recognised word that begins in the span, so that a player can go to it."""
    out, done = [], span.start
    for spoken in utterance.words:
        part = spoken.span.overlap(span)
        if part is None or part.start < done:
            continue
        out.append(verbatim(utterance.text[done : part.start]))
        out.append(_word(spoken, utterance.text[part.slice]))
        done = part.end
    out.append(verbatim(utterance.text[done : span.end]))
    return Markup("").join(out)


def _word(spoken: Word, text: str) -> Markup:
    unsure = Markup(" unsure") if spoken.probability < UNSURE_BELOW else ""
    return Markup('<i class="w{}" data-t="{:.2f}">{}</i>').format(
        unsure, spoken.time.start_s, verbatim(text)
    )
