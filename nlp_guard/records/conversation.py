"""Who said what, when, over which channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nlp_guard.records.ids import AccountId, ConversationId, UtteranceId
from nlp_guard.records.provenance import Exhibit, Provenance, Recognition
from nlp_guard.records.spans import Box, CharSpan, TimeSpan


class Channel(StrEnum):
    """How the parties talked."""

    CHAT = "chat"
    CALL = "call"


class Role(StrEnum):
    """Which side a speaker is on."""

    BUYER = "buyer"
    """The outside party."""
    AGENT = "agent"
    """The shop's staff, its bot included."""
    SYSTEM = "system"
    """Platform notices."""
    UNKNOWN = "unknown"


class Attachment(StrEnum):
    """What a message carries beside its words, or instead of them."""

    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    FILE = "file"
    CARD = "card"
    """Goods, an order, a link, a place, a contact."""
    TRANSFER = "transfer"
    """Money or a red packet."""
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One recognised word (or Chinese character) and when it sounds.

    Args:
        span: Code points of ``Utterance.text``.
        time: Seconds from the start of the recording.
        probability: The recogniser's own, 0..1 (a score; not calibrated).
    """

    span: CharSpan
    time: TimeSpan
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A word of the domain that something heard sounds like; it stands beside what was heard.

    Args:
        span: Code points of ``Utterance.text``.
        meant: The word, as long as the span, so that places stay where they are.

    Raises:
        ValueError: If the two are not equally long.
    """

    span: CharSpan
    meant: str

    def __post_init__(self) -> None:
        if len(self.meant) != len(self.span):
            raise ValueError("a repair is as long as what it stands beside")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondHearing:
    """A part of an utterance, recognised once more by other settings.

    Args:
        span: Code points of ``Utterance.text`` that the second hearing stands for.
        text: What was heard the second time.
        settings: What was different, for the record.
    """

    span: CharSpan
    text: str
    settings: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """A line of a picture that a part of an utterance was read off by machine.

    Args:
        span: Code points of ``Utterance.text``.
        box: Where the line stands.
        score: The recogniser's own, 0..1 (not calibrated).
    """

    span: CharSpan
    box: Box
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiceprint:
    """The voice of one speaker of a call, as numbers to compare.

    Args:
        role: Side of the speaker.
        speaker: As in the utterances.
        vector: The mean voice, each number 0..255; only its direction means anything.
        speech_s: Seconds of speech it was taken from.
        model: Name of the encoder; voices of two encoders cannot be compared.
    """

    role: Role
    speaker: str
    vector: bytes
    speech_s: float
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One chat message, or one stretch of speech by one speaker.

    Args:
        id: Unique within all conversations of a run.
        role: Side of the speaker.
        is_role_inferred: True where the record did not tell the side.
        speaker: Nick, telephone number or channel name, as the record gives it.
        text: As received (chat) or as recognised (call); never normalised in place.
        sent_at: Aware time; for calls the call's start plus ``time.start_s``; None if unknown.
        source_span: Where ``text`` stands in the decoded source; the slice equals ``text``.
        locator: Place inside a structured source (JSON pointer, ``sheet!cell``).
        time: Seconds from the start of the recording; calls only.
        words: Word times; calls only, in order.
        recognition: How the text was heard; calls only.
        repairs: Words that parts of it sound like, in order; calls only.
        second_hearings: Parts that were heard once more; calls only.
        attachment: What it carries beside words; ``text`` is then the source's placeholder or
            caption, and may be empty.
        is_edited: True where the source says that the text was changed after it was sent.
        is_recalled: True where the sender took it back; ``text`` is what the source still holds.
        quoted: Words of an earlier message that it answers: they are not the speaker's own and
            no part of ``text``.
        reply_to: The message it answers, where the source tells.
        box: Where the text stands in a picture; screenshots only.
        lines: What it was read off, in order of its text; screenshots only.

    Raises:
        ValueError: If ``sent_at`` has no time zone.
    """

    id: UtteranceId
    role: Role
    text: str
    speaker: str = ""
    is_role_inferred: bool = False
    sent_at: datetime | None = None
    source_span: CharSpan | None = None
    locator: str | None = None
    time: TimeSpan | None = None
    words: tuple[Word, ...] = ()
    recognition: Recognition | None = None
    repairs: tuple[Repair, ...] = ()
    second_hearings: tuple[SecondHearing, ...] = ()
    attachment: Attachment | None = None
    is_edited: bool = False
    is_recalled: bool = False
    quoted: str = ""
    reply_to: UtteranceId | None = None
    box: Box | None = None
    lines: tuple[ReadLine, ...] = ()

    def __post_init__(self) -> None:
        if self.sent_at is not None and self.sent_at.tzinfo is None:
            raise ValueError("sent_at needs a time zone")

    @property
    def repaired(self) -> str:
        """The text as it reads with its repairs; code point for code point the same place."""
        text = self.text
        for repair in self.repairs:
            text = text[: repair.span.start] + repair.meant + text[repair.span.end :]
        return text

    def time_of(self, span: CharSpan) -> TimeSpan | None:
        """Return when a part of the text sounds; None where no word times are known.

        Args:
            span: Code points of ``text``.

        Returns:
            The time from the first to the last word that the span touches; the whole
            utterance where no word is touched but the utterance has a time.
        """
        touched = [word.time for word in self.words if word.span.overlap(span)]
        if touched:
            return TimeSpan(min(t.start_s for t in touched), max(t.end_s for t in touched))
        return self.time


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Something a recogniser put out that is not taken as speech, kept with the reason."""

    text: str
    time: TimeSpan
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One session between the shop and one outside party.

    Args:
        id: Derived from the source and the place in it.
        channel: Chat or call.
        utterances: In the order of the record; ids are unique.
        provenance: Where it was read.
        account_id: The outside party (nick, telephone number); None where unknown.
        lang: ``zh``, ``en``, or ``unknown``.
        started_at: Aware time of the first message or the start of the call.
        dropped: Recogniser output that was not taken as speech.
        unreadable: Number of messages the source holds but does not give the text of.
        voices: Of those who speak; calls only.

    Raises:
        ValueError: If two utterances share an id.
    """

    id: ConversationId
    channel: Channel
    utterances: tuple[Utterance, ...]
    provenance: Provenance
    account_id: AccountId | None = None
    lang: str = "unknown"
    started_at: datetime | None = None
    dropped: tuple[Dropped, ...] = ()
    unreadable: int = 0
    voices: tuple[Voiceprint, ...] = ()

    def __post_init__(self) -> None:
        if len({utterance.id for utterance in self.utterances}) != len(self.utterances):
            raise ValueError("two utterances share an id")

    def exhibit(self, utterance: Utterance, span: CharSpan) -> Exhibit:
        """Cite a part of one of its utterances in the untouched source.

        Args:
            utterance: One of ``utterances``.
            span: Code points of ``utterance.text``.

        Returns:
            The quote with its place: code points of the source, the place inside a
            structured record, or seconds of the recording.
        """
        return Exhibit(
            provenance=self.provenance,
            quote=utterance.text[span.slice],
            span=_cited(utterance, span),
            time=utterance.time_of(span),
            locator=utterance.locator,
            recognition=utterance.recognition,
            box=utterance.box,
        )


def _cited(utterance: Utterance, span: CharSpan) -> CharSpan | None:
    """Return where words stand in the source's text; None for what was heard, not written."""
    if utterance.locator is not None:
        return span
    if utterance.time is not None:
        return None
    return span.shifted(utterance.source_span.start) if utterance.source_span else span
