"""A recording → a conversation: the front door of this stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from importlib.metadata import version
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from nlp_guard.protocols import Heard, ListeningHints, Transcriber
from nlp_guard.records import (
    Channel,
    Conversation,
    ConversationId,
    Dropped,
    Provenance,
    Recording,
    TimeSpan,
    Utterance,
    content_id,
)
from nlp_guard.transcription.channels import (
    Speech,
    find_speech_by_channel,
    join_turns,
    own_channels,
)
from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.transcription.decode import RATE_HZ, Stretch, stretches
from nlp_guard.transcription.diarization import Sample, Voiced, sample_voices, tell_apart
from nlp_guard.transcription.inventions import is_suspect, sift
from nlp_guard.transcription.noise import quieted
from nlp_guard.transcription.stopwatch import Stopwatch
from nlp_guard.transcription.turns import Spoken, by_voice, in_order
from nlp_guard.transcription.utterances import utterances
from nlp_guard.transcription.voiceprints import ENOUGH_S, by_speaker, voiceprints
from nlp_guard.transcription.voices import VoiceEncoder, load_voice_encoder
from nlp_guard.transcription.windows import PAD_S, by_piece, windows

Progress = Callable[[float, float], None]
"""Told the seconds of the recording that are done, and its length (0 where unknown)."""

_LANGUAGE_FROM_S = 20.0
"""Speech from which the language of a call is told."""
_ASSUMED_LANGUAGE = "zh"
"""Of a call in which nobody speaks."""
_BREATH_S = 0.3
"""On a mono call a longer silence may be a change of speaker."""
_HOPELESS = frozenset(
    {"the recogniser was too unsure", "more words than could be said in the time", "a loop"}
)
"""Why a text is worth a second hearing of its stretch alone."""
_HEARD_AGAIN = "a loop or a phrase that stands under videos; heard again turn by turn"


def listen(
    recording: Recording,
    transcriber: Transcriber,
    config: TranscriptionConfig | None = None,
    *,
    timezone: ZoneInfo,
    progress: Progress | None = None,
    stopwatch: Stopwatch | None = None,
) -> Conversation:
    """Listen to a recording.

    Each party of a stereo call is heard apart; on a mono call voices are told apart. Turns stand
    in the order in which they begin.

    Args:
        recording: As a source described it.
        transcriber: The recogniser.
        config: Settings; the defaults where None.
        timezone: In which times of day are given.
        progress: Told how far it is.
        stopwatch: Told how long each stage takes.

    Returns:
        The call, with word times and with what was dropped. A call in which nobody speaks has no
        utterance.

    Raises:
        AudioError: If the recording cannot be decoded to its end.
        ModelError: If weights are missing or wrong.
    """
    config = config or TranscriptionConfig()
    ear = _Ear(transcriber=transcriber, config=config, watch=stopwatch or Stopwatch())
    for stretch in ear.watch.each("decode", stretches(recording)):
        ear.hear(stretch)
        if progress is not None:
            progress(stretch.start_s + stretch.duration_s, recording.duration_s or 0.0)
    started_at = recording.started_at.astimezone(timezone) if recording.started_at else None
    turns = in_order(ear.turns())
    said = utterances(turns, recording, config, engine=transcriber.version, language=ear.language)
    speakers = {
        turn.voice: (utterance.role, utterance.speaker)
        for turn, utterance in zip(turns, said, strict=True)
    }
    return Conversation(
        id=ConversationId(content_id("conv", recording.provenance.sha256, "call")),
        channel=Channel.CALL,
        utterances=tuple(_at_time_of_day(one, started_at) for one in said),
        provenance=_with_tools(recording.provenance, transcriber, config),
        account_id=recording.account_id,
        lang=ear.language if said else "unknown",
        started_at=started_at,
        dropped=tuple(sorted(ear.dropped, key=lambda one: one.time)),
        voices=voiceprints(ear.samples(), speakers),
    )


@dataclass
class _Ear:
    """What has been heard of one recording so far."""

    transcriber: Transcriber
    config: TranscriptionConfig
    watch: Stopwatch
    channels: tuple[int, ...] = ()
    language: str = ""
    spoken: list[Spoken] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    voices: dict[int, list[Sample]] = field(default_factory=dict)
    encoder: VoiceEncoder | None = None

    def hear(self, stretch: Stretch) -> None:
        """Find the speech of a stretch, recognise it, sift it."""
        channels = own_channels(stretch.samples)
        with self.watch.during("find speech"):
            speech = find_speech_by_channel(stretch.samples, channels, stretch.start_s)
        if not speech:
            return
        # a party that is silent for the first minutes still has its channel
        self.channels = tuple(sorted({*self.channels, *channels}))
        self.language = self.language or self.config.language or self._language(stretch, speech)
        turns = join_turns(speech, _BREATH_S if self._is_mono else self.config.pause_s)
        for channel in channels:
            own = [turn.time for turn in turns if turn.channel == channel]
            self._recognise(stretch, channel, own)
            self._sample(stretch, channel, own)

    def turns(self) -> list[Spoken]:
        """Return all that was heard, each turn with its voice."""
        if not self._is_mono:
            return self.spoken
        return by_voice(in_order(self.spoken), self.voiced, self.config.pause_s)

    def samples(self) -> Mapping[int, Sequence[Sample]]:
        """Return the sound of each voice."""
        if not self._is_mono:
            return self.voices
        (only,) = self.voices.values() or [[]]
        return by_speaker(only, self.voiced)

    @cached_property
    def voiced(self) -> list[Voiced]:
        """Who speaks when on a mono call."""
        (only,) = self.voices.values() or [[]]
        return tell_apart(only, self.config.speakers)

    @property
    def _is_mono(self) -> bool:
        return len(self.channels) == 1

    def _sample(self, stretch: Stretch, channel: int, turns: Sequence[TimeSpan]) -> None:
        """Take the voices of a channel: all where they must be told apart, else enough."""
        have = self.voices.setdefault(channel, [])
        heard_s = sum(sample.time.duration_s for sample in have)
        if not self._is_mono:
            before_s = heard_s + np.cumsum([0.0, *(turn.duration_s for turn in turns)])
            turns = turns[: int(np.searchsorted(before_s, ENOUGH_S))]
        self.encoder = self.encoder or load_voice_encoder()
        with self.watch.during("tell voices apart"):
            sound = stretch.samples[channel]
            have += sample_voices(sound, turns, stretch.start_s, self.encoder)

    def _recognise(self, stretch: Stretch, channel: int, turns: Sequence[TimeSpan]) -> None:
        with self.watch.during("lower noise"):
            sound = quieted(stretch.samples[channel])
        laid = windows(sound, turns, stretch.start_s, self.config.window_s)
        again: list[TimeSpan] = []
        for window, heard in zip(laid, self._transcribe([w.samples for w in laid]), strict=True):
            is_alone = len(window.pieces) == 1
            suspect = [text for text in heard if is_suspect(text)]
            if suspect and not is_alone:
                whole = TimeSpan(window.pieces[0].time.start_s, window.pieces[-1].time.end_s)
                self.dropped += [
                    Dropped(text=text.text, time=whole, reason=_HEARD_AGAIN) for text in suspect
                ]
                again += [piece.time for piece in window.pieces]
                continue
            for piece, parts in zip(window.pieces, by_piece(window, heard), strict=True):
                if not self._take(channel, piece.time, parts, is_final=is_alone):
                    again.append(piece.time)
        for span in again:
            (window,) = windows(sound, [span], stretch.start_s, 0.0)
            (heard,) = self._transcribe([window.samples])
            self._take(channel, span, by_piece(window, heard)[0], is_final=True)

    def _take(
        self, channel: int, turn: TimeSpan, parts: Sequence[Heard], *, is_final: bool
    ) -> bool:
        """Sift what was heard in a turn; say no where it should be heard once more."""
        prompt = self.config.prompt(self.language)
        speech_s = turn.duration_s / max(len(parts), 1)
        sifted = [
            sift(part, max(part.time.duration_s, speech_s), self.language, prompt)
            for part in parts
        ]
        if not is_final and (not parts or any(one.reason in _HOPELESS for one in sifted)):
            return False
        self.dropped += [
            Dropped(text=one.dropped, time=part.time, reason=one.reason)
            for one, part in zip(sifted, parts, strict=True)
            if one.reason
        ]
        kept = tuple(one.kept for one in sifted if one.kept)
        if kept:
            self.spoken.append(Spoken(channel, turn, kept, channel))
        return True

    def _transcribe(self, clips: Sequence[NDArray[np.float32]]) -> Sequence[Sequence[Heard]]:
        hints = ListeningHints(
            model=self.config.model,
            language=self.language,
            prompt=self.config.prompt(self.language),
            beam_size=self.config.beam_size,
            batch_size=self.config.batch_size,
        )
        with self.watch.during("recognise"):
            return self.transcriber.transcribe(clips, hints)

    def _language(self, stretch: Stretch, speech: Sequence[Speech]) -> str:
        parts: list[NDArray[np.float32]] = []
        for one in speech:
            first = max(int((one.time.start_s - stretch.start_s - PAD_S) * RATE_HZ), 0)
            last = int((one.time.end_s - stretch.start_s + PAD_S) * RATE_HZ)
            parts.append(stretch.samples[one.channel, first:last])
            if sum(map(len, parts)) >= _LANGUAGE_FROM_S * RATE_HZ:
                break
        clip = np.concatenate(parts)[: int(_LANGUAGE_FROM_S * RATE_HZ)]
        return self.transcriber.detect_language(clip, self.config.model)[0]


def _at_time_of_day(utterance: Utterance, started_at: datetime | None) -> Utterance:
    if started_at is None or utterance.time is None:
        return utterance
    return replace(utterance, sent_at=started_at + timedelta(seconds=utterance.time.start_s))


def _with_tools(
    provenance: Provenance, transcriber: Transcriber, config: TranscriptionConfig
) -> Provenance:
    tools = (f"PyAV@{version('av')}", transcriber.version, f"model:{config.model}")
    return replace(provenance, tools=(*provenance.tools, *tools))
