"""Conversations and detections ↔ JSON Lines: one conversation a line, ``turns`` its utterances."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from nlp_guard.codec.hearing import (
    recognition_to_dict,
    repairs_from_list,
    repairs_to_list,
    second_hearing_from_dict,
    second_hearing_to_dict,
    voice_from_dict,
    voice_to_dict,
)
from nlp_guard.codec.lines import (
    Json,
    box_from_list,
    box_to_list,
    instant,
    moment,
    present,
)
from nlp_guard.codec.slots import slots_from_dict, slots_to_dict
from nlp_guard.records import (
    AccountId,
    Attachment,
    Box,
    Channel,
    CharSpan,
    Conversation,
    Detection,
    Dropped,
    Label,
    LabelSpan,
    Phrase,
    Provenance,
    ReadLine,
    Recognition,
    Role,
    ThreatKind,
    TimeSpan,
    TurnReading,
    Utterance,
    UtteranceId,
    Verdict,
    Word,
)
from nlp_guard.records.ids import ConversationId

_LABELS, _KINDS = tuple(Label), tuple(ThreatKind)
_ROLES = {role.value: role for role in Role}
_PLAIN = frozenset(["id", "role", "speaker", "time", "text"]) | frozenset(
    ["labels", "threat_kinds", "slots", "probabilities", "spans"]
)
"""Keys of a turn that has nothing but words, and those of labels, which are not read here."""
_NO_SOURCE = Provenance(uri="", sha256="", read_at=datetime(1970, 1, 1, tzinfo=UTC))


def conversation_to_dict(conversation: Conversation) -> Json:
    """Return a conversation without any labels."""
    return present(
        {
            "id": conversation.id,
            "channel": conversation.channel,
            "lang": conversation.lang,
            "account": conversation.account_id,
            "started_at": instant(conversation.started_at),
            "source": _source(conversation.provenance),
            "dropped": [
                {
                    "text": dropped.text,
                    "start": dropped.time.start_s,
                    "end": dropped.time.end_s,
                    "reason": dropped.reason,
                }
                for dropped in conversation.dropped
            ],
            "unreadable": conversation.unreadable or None,
            "voices": [*map(voice_to_dict, conversation.voices)],
        }
    ) | {"turns": [utterance_to_dict(utterance) for utterance in conversation.utterances]}


def detection_to_dict(detection: Detection) -> Json:
    """Return a conversation with its labels, slots and verdict."""
    data = conversation_to_dict(detection.conversation)
    lang = detection.conversation.lang
    turns = data.pop("turns")
    for turn, reading, utterance in zip(
        turns, detection.turns, detection.conversation.utterances, strict=True
    ):
        chances = reading.probabilities
        turn["labels"] = [label for label in _LABELS if label in reading.labels]
        turn["threat_kinds"] = [kind for kind in _KINDS if kind in reading.threat_kinds]
        turn["slots"] = slots_to_dict(reading.slots, utterance.text)
        turn["probabilities"] = {label: round(chances.get(label, 0.0), 4) for label in _LABELS}
        turn["spans"] = [
            {
                "label": found.label,
                "start": found.span.start,
                "end": found.span.end,
                "text": utterance.text[found.span.slice],
            }
            for found in reading.spans
        ]
    return data | {
        "verdict": detection.verdict,
        "verdict_probability": round(detection.verdict_probability, 4),
        "reasons": [reason.said_in(lang) for reason in detection.reasons],
        "turns": turns,
    }


def conversation_from_dict(
    data: Mapping[str, Any], provenance: Provenance | None = None, locator: str | None = None
) -> Conversation:
    """Return the conversation on a line; labels in it are not read.

    Args:
        data: The JSON object.
        provenance: Where it was read; None to take the ``source`` it names itself.
        locator: Place of the object in its file; each utterance's text is cited below it.

    Raises:
        ValueError: If the object is no conversation.
    """
    try:
        own = data.get("source") or {}
        source = provenance or (
            Provenance(
                uri=str(own.get("path", "")),
                sha256=str(own.get("sha256", "")),
                read_at=_NO_SOURCE.read_at,
                encoding=own.get("encoding"),
            )
            if own
            else _NO_SOURCE
        )
        account = data.get("account")
        return Conversation(
            id=ConversationId(str(data["id"])),
            channel=Channel(data.get("channel", "chat")),
            lang=str(data.get("lang", "unknown")),
            account_id=None if account is None else AccountId(str(account)),
            started_at=moment(data.get("started_at")),
            provenance=source,
            unreadable=int(data.get("unreadable", 0)),
            voices=tuple(map(voice_from_dict, data.get("voices", ()))),
            dropped=tuple(
                Dropped(
                    text=str(dropped["text"]),
                    time=TimeSpan(float(dropped["start"]), float(dropped["end"])),
                    reason=str(dropped["reason"]),
                )
                for dropped in data.get("dropped", ())
            ),
            utterances=tuple(
                utterance_from_dict(
                    turn,
                    default_id=f"{data['id']}:{n}",
                    locator=f"{locator}/turns/{n}/text" if locator else None,
                )
                for n, turn in enumerate(data["turns"])
            ),
        )
    except (KeyError, TypeError, AttributeError) as failure:
        raise ValueError(f"not a conversation: {failure!r}") from failure


def detection_from_dict(
    data: Mapping[str, Any], provenance: Provenance | None = None, locator: str | None = None
) -> Detection:
    """Return a labelled conversation: what `detection_to_dict` wrote, or what people labelled.

    Its arguments are those of `conversation_from_dict`.

    Raises:
        ValueError: If the object is no labelled conversation.
    """
    conversation = conversation_from_dict(data, provenance, locator)
    try:
        verdict = Verdict(data.get("verdict", Verdict.NONE))
        probability = data.get("verdict_probability")
        if probability is None:
            probability = float(verdict is Verdict.EXTORTION)
        return Detection(
            conversation=conversation,
            turns=tuple(
                _reading(turn, utterance)
                for turn, utterance in zip(data["turns"], conversation.utterances, strict=True)
            ),
            verdict=verdict,
            verdict_probability=float(probability),
            reasons=tuple(Phrase(zh=str(r), en=str(r)) for r in data.get("reasons", ())),
        )
    except (KeyError, TypeError, AttributeError) as failure:
        raise ValueError(f"not a labelled conversation: {failure!r}") from failure


def _source(provenance: Provenance) -> Json:
    if not provenance.uri and not provenance.sha256:
        return {}
    return present(
        {
            "path": provenance.uri,
            "sha256": provenance.sha256,
            "encoding": provenance.encoding,
        }
    )


def utterance_to_dict(utterance: Utterance) -> Json:
    """Return one turn without any labels."""
    place = utterance.source_span
    return {
        "id": utterance.id,
        "role": utterance.role,
        "speaker": utterance.speaker,
        "time": instant(utterance.sent_at),
        "text": utterance.text,
    } | present(
        {
            "role_inferred": utterance.is_role_inferred or None,
            "source_start": place.start if place else None,
            "source_end": place.end if place else None,
            "locator": utterance.locator,
            "start": utterance.time.start_s if utterance.time else None,
            "end": utterance.time.end_s if utterance.time else None,
            "asr": recognition_to_dict(utterance.recognition),
            "attachment": utterance.attachment,
            "edited": utterance.is_edited or None,
            "recalled": utterance.is_recalled or None,
            "quoted": utterance.quoted or None,
            "reply_to": utterance.reply_to,
            "box": box_to_list(utterance.box),
            "lines": [
                [*_edges(line.span), *_corners(line.box), line.score] for line in utterance.lines
            ],
            "repairs": repairs_to_list(utterance.repairs),
            "heard_again": [*map(second_hearing_to_dict, utterance.second_hearings)],
            "words": [
                [
                    word.span.start,
                    word.span.end,
                    round(word.time.start_s, 3),
                    round(word.time.end_s, 3),
                    round(word.probability, 3),
                ]
                for word in utterance.words
            ],
        }
    )


def utterance_from_dict(
    turn: Mapping[str, Any], *, default_id: str = "", locator: str | None = None
) -> Utterance:
    """Return one turn; labels in it are not read.

    Args:
        turn: The JSON object.
        default_id: Its id, where the object gives none.
        locator: Place of its text in its file; None to take the one it names itself.

    Raises:
        KeyError: If it has no text.
        ValueError: If a value is not what it should be.
    """
    if _PLAIN.issuperset(turn):
        return _plain_utterance(turn, default_id, locator)
    asr = turn.get("asr")
    has_time = turn.get("start") is not None and turn.get("end") is not None
    has_place = turn.get("source_start") is not None
    return Utterance(
        id=UtteranceId(str(turn.get("id", default_id))),
        role=Role(turn.get("role", "unknown")),
        is_role_inferred=bool(turn.get("role_inferred", False)),
        speaker=str(turn.get("speaker") or ""),
        text=str(turn["text"]),
        sent_at=moment(turn.get("time")),
        source_span=CharSpan(int(turn["source_start"]), int(turn["source_end"]))
        if has_place
        else None,
        locator=locator or turn.get("locator"),
        time=TimeSpan(float(turn["start"]), float(turn["end"])) if has_time else None,
        words=tuple(
            Word(
                span=CharSpan(int(start), int(end)),
                time=TimeSpan(float(start_s), float(end_s)),
                probability=float(p),
            )
            for start, end, start_s, end_s, p in turn.get("words", ())
        ),
        recognition=Recognition(**asr) if isinstance(asr, Mapping) and asr else None,
        repairs=repairs_from_list(turn.get("repairs", ())),
        second_hearings=tuple(map(second_hearing_from_dict, turn.get("heard_again", ()))),
        attachment=Attachment(turn["attachment"]) if turn.get("attachment") else None,
        is_edited=bool(turn.get("edited", False)),
        is_recalled=bool(turn.get("recalled", False)),
        quoted=str(turn.get("quoted") or ""),
        reply_to=UtteranceId(str(turn["reply_to"])) if turn.get("reply_to") else None,
        box=box_from_list(turn.get("box")),
        lines=tuple(
            ReadLine(
                span=CharSpan(int(start), int(end)),
                box=Box(int(left), int(top), int(right), int(bottom)),
                score=float(score),
            )
            for start, end, left, top, right, bottom, score in turn.get("lines", ())
        ),
    )


def _plain_utterance(turn: Mapping[str, Any], default_id: str, locator: str | None) -> Utterance:
    """Return a turn that has nothing but words: nearly all have, and files hold millions."""
    role = turn.get("role", "unknown")
    return Utterance(
        id=UtteranceId(str(turn.get("id", default_id))),
        role=_ROLES.get(role) or Role(role),
        speaker=str(turn.get("speaker") or ""),
        text=str(turn["text"]),
        sent_at=moment(turn.get("time")),
        locator=locator,
    )


def _edges(span: CharSpan) -> tuple[int, int]:
    return span.start, span.end


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom


def _reading(turn: Mapping[str, Any], utterance: Utterance) -> TurnReading:
    labels = frozenset(Label(label) for label in turn.get("labels", ()))
    given = turn.get("probabilities", {})
    return TurnReading(
        utterance_id=utterance.id,
        labels=labels,
        threat_kinds=frozenset(ThreatKind(kind) for kind in turn.get("threat_kinds", ())),
        probabilities={label: float(given.get(label, label in labels)) for label in Label},
        spans=tuple(
            LabelSpan(
                label=Label(span["label"]), span=CharSpan(int(span["start"]), int(span["end"]))
            )
            for span in turn.get("spans", ())
        ),
        slots=slots_from_dict(turn.get("slots", {}), utterance.text),
    )
