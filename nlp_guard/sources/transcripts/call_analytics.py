"""Amazon Transcribe Call Analytics and Connect Contact Lens for voice: calls, over or still live.

A call that is over is one object with ``Transcript``; a live one comes as events with
``Segments``, often one a line, whose turns belong together by ``ContactId``. What the service
blacked out stays ``[PII]``.

Source: docs.aws.amazon.com, Transcribe "Call Analytics output", Connect "Contact Lens output".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from pathlib import Path
from typing import Any

from nlp_guard.errors import CorruptRecord
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Role
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import named
from nlp_guard.sources.reading.heard_turns import (
    ROLES,
    HeardTurn,
    HeardWord,
    call_of,
    confidence,
    text_at,
    time_span,
)
from nlp_guard.sources.reading.json_values import inner, objects, outline, read_json, word

_MS_PER_S = 1000.0
_ENGINE = "amazon-transcribe"
_REDACTED = "some words of its calls were blacked out by the service as [PII]"


@dataclass(slots=True)
class _Call:
    key: str
    model: str = ""
    is_redacted: bool = False
    turns: list[HeardTurn] = field(default_factory=list)


class CallAnalytics:
    """Reads analysed voice calls; each is one conversation of the channel call."""

    name = "call_analytics"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.97 where turns have offsets and participants."""
        seen = outline(head)
        for place in ("Transcript[].", "Segments[].Transcript.", "[].Segments[].Transcript."):
            who = {f"{place}ParticipantRole", f"{place}ParticipantId"} & seen.keys()
            if who and {f"{place}Content", f"{place}BeginOffsetMillis"} <= seen.keys():
                return 0.97
        return 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the calls in order of first appearance.

        Raises:
            CorruptRecord: If the file holds none; or, after all good turns were given, if some
                are broken.
        """
        uri = context.provenance.uri
        faults = Faults(uri, context.note)
        codec, values = read_json(path, uri, faults)
        context = with_changes(context, provenance=named(context, self.name, codec))
        calls: dict[str, _Call] = {}
        for value in values:
            _take(value.data, value.place, calls, faults)
        filled = [call for call in calls.values() if call.turns]
        if any(call.is_redacted for call in filled):
            context.note(_REDACTED)
        for call in filled:
            yield call_of(call.turns, context, call.key, _ENGINE, model=call.model)
        if not filled and not faults.n:
            raise CorruptRecord("no turn in it; expected 'Transcript' or 'Segments'", path=uri)
        faults.end()


def _take(data: object, place: str, calls: dict[str, _Call], faults: Faults) -> None:
    """Add the turns of a value to the calls they belong to."""
    if isinstance(data, list):
        for where, event in objects(data, None, place, faults):
            _take(event, where, calls, faults)
        return
    event = inner(data)
    contact = inner(event, "CustomerMetadata") or event
    key = word(contact, "ContactId") or word(event, "JobName") or place
    call = calls.setdefault(key, _Call(key))
    call.model = call.model or word(event, "LanguageCode")
    call.is_redacted |= inner(event, "ContentMetadata").get("Output") == "Redacted"
    roles = _roles(event, place, faults)
    for where, turn in objects(event, "Transcript", place, faults):
        _add(call, turn, where, roles)
    for where, segment in objects(event, "Segments", place, faults):
        if turn := inner(segment, "Transcript"):
            _add(call, turn, f"{where}/Transcript", roles)


def _roles(event: Mapping[str, Any], place: str, faults: Faults) -> Mapping[str, str]:
    """Return the participants' roles by their ids."""
    listed = objects(event, "Participants", place, faults)
    return {word(one, "ParticipantId"): word(one, "ParticipantRole") for _, one in listed}


def _add(call: _Call, turn: Mapping[str, Any], place: str, roles: Mapping[str, str]) -> None:
    participant = word(turn, "ParticipantId")
    named_role = word(turn, "ParticipantRole") or roles.get(participant) or participant
    text = text_at(turn, "Content")
    if not text.strip():
        return
    call.turns.append(
        HeardTurn(
            text=text,
            locator=f"{place}/Content",
            time=time_span(turn.get("BeginOffsetMillis"), turn.get("EndOffsetMillis"), _MS_PER_S),
            speaker=named_role,
            role=ROLES.get(named_role.upper(), Role.UNKNOWN),
            words=list(_words(turn)),
        )
    )


def _words(turn: Mapping[str, Any]) -> Iterator[HeardWord]:
    listed = turn.get("Items")
    for item in listed if isinstance(listed, list) else ():
        entry = inner(item)
        time = time_span(entry.get("BeginOffsetMillis"), entry.get("EndOffsetMillis"), _MS_PER_S)
        if time is not None and entry.get("Type") != "punctuation":
            yield HeardWord(
                text=text_at(entry, "Content"),
                time=time,
                confidence=confidence(entry.get("Confidence")),
            )
