"""Whisper by CTranslate2: int8 on CPU, several clips at once. The default."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlp_guard.modelstore import ModelStore
from nlp_guard.protocols import Heard, ListeningHints
from nlp_guard.records import CharSpan, TimeSpan
from nlp_guard.transcription.decode import RATE_HZ

if TYPE_CHECKING:
    from faster_whisper import BatchedInferencePipeline
    from faster_whisper.transcribe import Segment

_LONGEST_S = 30.0


class FasterWhisper:
    """Recognises with faster-whisper; weights are loaded on first use and kept.

    Args:
        store: Where weights with a card come from.
        device: ``cpu`` or ``cuda``.
        compute_type: ``int8``, ``float32`` … as CTranslate2 names them.
    """

    name = "faster-whisper"

    def __init__(
        self,
        store: ModelStore | None = None,
        *,
        device: str = "cpu",
        compute_type: str = "int8",
    ) -> None:
        self._store = store
        self._device = device
        self._compute_type = compute_type
        self._loaded: dict[str, BatchedInferencePipeline] = {}

    @property
    def version(self) -> str:
        """``name@version`` of the recogniser."""
        return f"{self.name}@{version('faster-whisper')}"

    def transcribe(
        self, clips: Sequence[NDArray[np.float32]], hints: ListeningHints
    ) -> Sequence[Sequence[Heard]]:
        """Recognise clips of at most 30 s, each on its own.

        Raises:
            ModelMissing: If the weights are not here and cannot be fetched.
            ModelMismatch: If they are not what their card says.
            ValueError: If a clip is longer than 30 s.
        """
        if not clips:
            return []
        lengths = [len(clip) / RATE_HZ for clip in clips]
        if max(lengths) > _LONGEST_S:
            raise ValueError(f"a clip of {max(lengths):.1f} s; at most {_LONGEST_S:.0f} s")
        ends = np.cumsum([len(clip) for clip in clips]) / RATE_HZ
        starts = [0.0, *ends[:-1]]
        segments, _ = self._pipeline(hints.model).transcribe(
            np.concatenate(clips),
            language=hints.language,
            initial_prompt=hints.prompt or None,
            beam_size=hints.beam_size,
            batch_size=hints.batch_size,
            clip_timestamps=[
                {"start": start, "end": end} for start, end in zip(starts, ends, strict=True)
            ],
            without_timestamps=True,
            word_timestamps=True,
        )
        return _by_clip(segments, starts, lengths)

    def detect_language(self, clip: NDArray[np.float32], model: str) -> tuple[str, float]:
        """Return the likeliest language of a clip and its score."""
        language, score, _ = self._pipeline(model).model.detect_language(clip)
        return str(language), float(score)

    def _pipeline(self, model: str) -> BatchedInferencePipeline:
        if model not in self._loaded:
            import faster_whisper

            store = self._store or ModelStore()
            self._loaded[model] = faster_whisper.BatchedInferencePipeline(
                faster_whisper.WhisperModel(
                    str(store.folder(model)) if model in store else model,
                    device=self._device,
                    compute_type=self._compute_type,
                )
            )
        return self._loaded[model]


def _by_clip(
    segments: Iterable[Segment], starts: Sequence[float], lengths: Sequence[float]
) -> list[list[Heard]]:
    heard: list[list[Heard]] = [[] for _ in starts]
    edges = np.array(starts) - 0.02  # seek is cut to hundredths
    for segment in segments:
        i_clip = int(np.searchsorted(edges, segment.seek / 100, side="right")) - 1
        heard[i_clip].append(_heard(segment, starts[i_clip], lengths[i_clip]))
    return heard


def _heard(segment: Segment, start_s: float, length_s: float) -> Heard:
    def within(moment_s: float) -> float:
        return round(float(min(max(moment_s - start_s, 0.0), length_s)), 3)

    text = "".join(word.word for word in segment.words or ()) or segment.text
    words, at = [], 0
    for word in segment.words or ():
        span = CharSpan(at, at + len(word.word))
        begin, end = within(word.start), within(word.end)
        words.append((span, TimeSpan(begin, max(begin, end)), float(word.probability)))
        at = span.end
    begin, end = within(segment.start), within(segment.end)
    return Heard(
        text=text,
        time=TimeSpan(begin, max(begin, end)),
        words=tuple(words),
        avg_logprob=float(segment.avg_logprob),
        no_speech_prob=float(segment.no_speech_prob),
        compression_ratio=float(segment.compression_ratio),
    )
