"""Conversations and calls as the page shows them, and which of them it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nlp_guard.errors import AudioError
from nlp_guard.records import (
    Case,
    Channel,
    Detection,
    Investigation,
    Label,
    Phrase,
    Slots,
    TurnReading,
    Utterance,
    Verdict,
)
from nlp_guard.records.slots import is_unclear
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.citations import utterance_anchor
from nlp_guard.reports.clock import Clock
from nlp_guard.reports.config import ReportsConfig
from nlp_guard.reports.highlight import highlighted
from nlp_guard.reports.listening import ListeningCopy, listening_copy
from nlp_guard.reports.money import money_range, percent_range, plain

UNSURE_LINE_BELOW = 0.9
"""Recogniser score under which a line of a screenshot is shown as unsure: of 350 lines rendered
for measuring and read letter for letter, none scores less than 0.95."""

_GRAVEST_FIRST = {Verdict.EXTORTION: 0, Verdict.SUSPICIOUS: 1, Verdict.NONE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One utterance on the page.

    Args:
        labels: (label, probability) of those that hold.
        slots: What was read off, for people.
        unsure: Lines of a picture that the recogniser was unsure of.
    """

    anchor: str
    utterance: Utterance
    words: Markup
    labels: tuple[tuple[Label, float], ...]
    threats: tuple[Phrase, ...]
    slots: tuple[tuple[str, Phrase], ...]
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One conversation on the page.

    Args:
        copy: Of the recording, for listening; None where there is none.
        no_copy: Why there is none; None for chats.
        party: The account that the outside party is taken for, where it is another than the
            conversation names; else "".
    """

    anchor: str
    detection: Detection
    said: tuple[Said, ...]
    copy: ListeningCopy | None = None
    no_copy: Phrase | None = None
    party: str = ""

    @property
    def duration_s(self) -> float:
        """Length of the recording, or of what was heard of it."""
        heard = [s.utterance.time.end_s for s in self.said if s.utterance.time]
        return self.copy.duration_s if self.copy else max(heard, default=0.0)


class TalkPages:
    """Makes `Talk` of detections, and listening copies within the page's limit.

    Args:
        investigation: Its folder holds the recordings.
        config: Limits.
        clock: The case's zone.
    """

    def __init__(self, investigation: Investigation, config: ReportsConfig, clock: Clock) -> None:
        self._folder = investigation.folder
        self._recordings = {
            source.path for source in investigation.coverage.sources if source.kind == "recording"
        }
        self._config = config
        self._clock = clock
        self._audio_bytes = 0

    def talk(self, detection: Detection, anchor: str, party: str = "") -> Talk:
        """Return a conversation ready for the page.

        Args:
            detection: The conversation as read.
            anchor: Its id on the page.
            party: The account that the outside party is taken for.
        """
        copy, no_copy = self._copy(detection)
        conversation = detection.conversation
        return Talk(
            anchor=anchor,
            detection=detection,
            said=tuple(
                _said(utterance, reading, self._clock)
                for utterance, reading in zip(
                    conversation.utterances, detection.turns, strict=True
                )
            ),
            copy=copy,
            no_copy=no_copy,
            party="" if party == conversation.account_id else party,
        )

    def _copy(self, detection: Detection) -> tuple[ListeningCopy | None, Phrase | None]:
        conversation = detection.conversation
        if conversation.channel is not Channel.CALL:
            return None, None
        source = conversation.provenance
        path = (self._folder / source.uri).resolve()
        if source.uri not in self._recordings or not path.is_relative_to(self._folder.resolve()):
            return None, word("no_copy_transcript")
        try:
            copy = listening_copy(path, source.sha256, self._config.audio_bitrate)
        except AudioError as failure:
            return None, word("no_copy_failed", why=failure.reason)
        if self._audio_bytes + len(copy.mp3) > self._config.max_audio_bytes:
            limit = plain_megabytes(self._config.max_audio_bytes)
            return None, word("no_copy_limit", limit=limit)
        self._audio_bytes += len(copy.mp3)
        return copy, None


def of_case(case: Case, detections: Sequence[Detection]) -> tuple[Detection, ...]:
    """Return a case's conversations in order of time."""
    wanted = set(case.conversations)
    found = [d for d in detections if d.conversation.id in wanted]
    return tuple(sorted(found, key=_begin))


def of_nobody(cases: Sequence[Case], detections: Sequence[Detection]) -> tuple[Detection, ...]:
    """Return conversations that belong to no case, the gravest first."""
    taken = {conversation for case in cases for conversation in case.conversations}
    rest = [d for d in detections if d.conversation.id not in taken]
    return tuple(
        sorted(
            rest,
            key=lambda d: (_GRAVEST_FIRST[d.verdict], -d.verdict_probability, _begin(d)),
        )
    )


def counted(detections: Sequence[Detection]) -> tuple[tuple[Verdict, int], ...]:
    """Count conversations by verdict, the gravest first."""
    found = Counter(d.verdict for d in detections)
    return tuple((verdict, found[verdict]) for verdict in _GRAVEST_FIRST)


def plain_megabytes(n_bytes: int) -> str:
    """Write a size in megabytes."""
    return f"{n_bytes / 1_000_000:.0f} MB"


def _begin(detection: Detection) -> tuple[bool, float, str]:
    conversation = detection.conversation
    begin = conversation.started_at
    return (begin is None, begin.timestamp() if begin else 0.0, conversation.id)


def _said(utterance: Utterance, reading: TurnReading, clock: Clock) -> Said:
    labels = [label for label in Label if label in reading.labels]
    return Said(
        anchor=utterance_anchor(utterance),
        utterance=utterance,
        words=highlighted(utterance, reading),
        labels=tuple((label, reading.probabilities.get(label, 0.0)) for label in labels),
        threats=tuple(word(f"threat.{kind}") for kind in sorted(reading.threat_kinds)),
        slots=(*_slots(reading.slots, clock), *_unclear(reading.slots)),
        unsure=tuple(
            utterance.text[line.span.slice]
            for line in utterance.lines
            if line.score < UNSURE_LINE_BELOW
        ),
    )


def _unclear(slots: Slots) -> Iterator[tuple[str, Phrase]]:
    for slot in slots.values:
        if slot.second is not None and is_unclear(slot):
            yield "unclear", word("slot_unclear", words=slot.second.words or "–")


def _slots(slots: Slots, clock: Clock) -> Iterator[tuple[str, Phrase]]:
    for amount in slots.amounts:
        if amount.currency is None:
            numbers = (
                f"{plain(amount.low)}"
                if amount.low == amount.high
                else (f"{plain(amount.low)}–{plain(amount.high)}")
            )
            yield "amount", word("slot_goods", n=numbers, unit=amount.unit or "")
        else:
            yield (
                "amount",
                word("slot_amount", sum=money_range(amount.low, amount.high, amount.currency)),
            )
    for percent in slots.percents:
        yield "percent", word("slot_percent", rate=percent_range(percent.low, percent.high))
    for payee in slots.payees:
        name = word(f"payee.{payee.kind}")
        if payee.id is not None:
            yield "payee", word("slot_payee", kind=name, id=payee.id)
        else:
            yield "payee", word("slot_payees", kind=name, n=payee.count or "?")
    for deadline in slots.deadlines:
        when = clock.moment(deadline.at) if deadline.at else word("unresolved_time")
        yield "deadline", word("slot_deadline", at=when)
    for behalf in slots.on_behalf_of:
        yield "behalf", word("slot_behalf", n=behalf.count or behalf.who or "?")
