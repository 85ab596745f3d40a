"""What was heard on each channel → utterances of speakers, in the order in which they begin."""

from __future__ import annotations

from collections.abc import Sequence

from nlp_guard.records import (
    Recognition,
    Recording,
    Role,
    Utterance,
    UtteranceId,
    Word,
    content_id,
)
from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.transcription.parties import outside_party
from nlp_guard.transcription.repairs import repairs
from nlp_guard.transcription.spelling import written
from nlp_guard.transcription.turns import Spoken


def utterances(
    spoken: Sequence[Spoken],
    recording: Recording,
    config: TranscriptionConfig,
    *,
    engine: str,
    language: str,
) -> tuple[Utterance, ...]:
    """Give every turn its side and its place.

    Args:
        spoken: Turns that hold words, in order.
        recording: Where they were heard.
        config: Settings: which channel is the customer's, the name of the weights.
        engine: ``name@version`` of the recogniser.
        language: Of the call; Mandarin is repaired by sound.

    Returns:
        Utterances in order of their start, without times of day.
    """
    if not spoken:
        return ()
    customer, is_inferred = _customer(spoken, recording, config)
    return tuple(
        _utterance(
            turn,
            recording,
            role=Role.BUYER if turn.voice == customer else Role.AGENT,
            is_role_inferred=is_inferred,
            recognition=_recognition(turn, engine, config.model),
            has_repairs=language == "zh",
        )
        for turn in spoken
    )


def _customer(
    turns: Sequence[Spoken], recording: Recording, config: TranscriptionConfig
) -> tuple[int, bool]:
    """Return which voice is the outside party's, and whether that is a conclusion of ours."""
    if recording.n_channels > 1:
        for told in (config.customer_channel, recording.customer_channel):
            if told is not None:
                return told, False
    said: dict[int, list[str]] = {}
    for turn in turns:
        said.setdefault(turn.voice, []).append(turn.text)
    return outside_party(said, first=turns[0].voice), True


def _utterance(
    turn: Spoken,
    recording: Recording,
    *,
    role: Role,
    is_role_inferred: bool,
    recognition: Recognition,
    has_repairs: bool,
) -> Utterance:
    raw = "".join(part.text for part in turn.heard)
    n_blank = len(raw) - len(raw.lstrip())
    words, at = [], -n_blank
    for part in turn.heard:
        words += [
            Word(span=span.shifted(at), time=time, probability=score)
            for span, time, score in part.words
            if span.start + at >= 0 and span.end + at <= len(turn.text)
        ]
        at += len(part.text)
    outside = recording.account_id if role is Role.BUYER else None
    text = written(turn.text)
    return Utterance(
        id=UtteranceId(
            content_id(
                "u", recording.provenance.sha256, str(turn.voice), f"{turn.time.start_s:.3f}"
            )
        ),
        role=role,
        is_role_inferred=is_role_inferred,
        speaker=outside or f"voice {turn.voice + 1}",
        text=text,
        time=turn.time,
        words=tuple(words),
        recognition=recognition,
        repairs=repairs(text) if has_repairs else (),
    )


def _recognition(turn: Spoken, engine: str, model: str) -> Recognition:
    lengths = [len(part.text) for part in turn.heard]
    logprobs = [part.avg_logprob for part in turn.heard]
    return Recognition(
        engine=engine,
        model=model,
        avg_logprob=sum(map(float.__mul__, map(float, lengths), logprobs)) / sum(lengths),
        no_speech_prob=max(part.no_speech_prob for part in turn.heard),
        channel=turn.channel,
    )
