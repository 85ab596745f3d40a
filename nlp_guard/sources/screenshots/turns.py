"""A chat window taken apart → a conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from nlp_guard.protocols import ReadingContext
from nlp_guard.records import Attachment, Conversation, Provenance, Utterance
from nlp_guard.sources.qianniu.headers import RECALL
from nlp_guard.sources.reading.placeholders import placeholder
from nlp_guard.sources.reading.talk import Side, Talk
from nlp_guard.sources.screenshots.clocks import Calendar
from nlp_guard.sources.screenshots.layout import Entry, Layout
from nlp_guard.sources.screenshots.parties import account_of, names_of, sides_of
from nlp_guard.sources.screenshots.sides import Side as Place
from nlp_guard.sources.screenshots.wrapping import text_of

_VOICE = re.compile(r"\d{1,2}\s*[\"″”'′’]{1,2}")
_TRANSFER = re.compile(r"微信转账|微信红包|支付宝转账|支付宝红包")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of a picture beside its layout.

    Args:
        context: What the reader was told.
        provenance: Of the file, with all its tools.
        taken_at: When the picture was taken, without a zone; None where nobody knows.
    """

    context: ReadingContext
    provenance: Provenance
    taken_at: datetime | None = None


def conversation_of(layout: Layout, told: Told) -> Conversation:
    """Put what a window shows into words of the house.

    A time stands for all that follows it up to the next: windows show one for some minutes.
    """
    talk = Talk(told.context)
    names = names_of(layout)
    found = sides_of(layout, names, told.context.staff)
    calendar = Calendar(told.context.timezone, told.taken_at)
    at: datetime | None = None
    n_unresolved = 0
    for entry, name, side in zip(layout.entries, names, found, strict=True):
        sent_at = at
        if entry.clock is not None:
            sent_at = calendar.moment(entry.clock)
            n_unresolved += sent_at is None and entry.clock.at is not None
        if entry.side is Place.CENTRE and entry.clock is not None:
            at = sent_at
        else:
            talk.utterances.append(_utterance(talk, entry, name, side, sent_at))
    if n_unresolved:
        told.context.note(
            f"times left out: {n_unresolved} count from the day the picture was taken, "
            "which neither it nor its name tells"
        )
    if layout.n_left_out:
        told.context.note(f"left out: {layout.n_left_out} lines that stand in no bubble")
    return talk.conversation(told.provenance, account=account_of(names, found))


def _utterance(
    talk: Talk, entry: Entry, name: str, side: Side, sent_at: datetime | None
) -> Utterance:
    text, lines = text_of(entry.lines)
    return Utterance(
        id=talk.next_id(),
        role=side.role,
        is_role_inferred=side.is_inferred,
        speaker=name,
        text=text,
        sent_at=sent_at,
        attachment=_attachment(text),
        is_recalled=entry.side is Place.CENTRE and RECALL in text,
        quoted=text_of(entry.quoted)[0] if entry.quoted else "",
        box=entry.box,
        lines=lines,
    )


def _attachment(text: str) -> Attachment | None:
    """Return what a bubble holds beside words, as windows write it."""
    if _VOICE.fullmatch(text):
        return Attachment.VOICE
    if _TRANSFER.fullmatch(text.rpartition("\n")[2]):
        return Attachment.TRANSFER
    return placeholder(text)
