"""OpenAI's own Whisper on torch: the reference, and the choice where there is a GPU."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp_guard.modelstore import ModelStore
from nlp_guard.protocols import Heard, ListeningHints
from nlp_guard.records import CharSpan, TimeSpan
from nlp_guard.transcription.checkpoint import read_checkpoint
from nlp_guard.transcription.decode import RATE_HZ

if TYPE_CHECKING:
    from whisper.model import Whisper


class OpenAIWhisper:
    """Recognises with openai-whisper; weights are loaded on first use and kept.

    Weights with a card are rebuilt from their CTranslate2 conversion, so that both recognisers
    share one file; a size without a card is downloaded and checked by openai-whisper itself.

    Args:
        store: Where weights with a card come from.
        device: ``cpu``, ``cuda``; None for a GPU where there is one.
    """

    name = "openai-whisper"

    def __init__(self, store: ModelStore | None = None, *, device: str | None = None) -> None:
        self._store = store
        self._device = device
        self._loaded: dict[str, Whisper] = {}

    @property
    def version(self) -> str:
        """``name@version`` of the recogniser."""
        return f"{self.name}@{version('openai-whisper')}"

    def transcribe(
        self, clips: Sequence[NDArray[np.float32]], hints: ListeningHints
    ) -> Sequence[Sequence[Heard]]:
        """Recognise clips of at most 30 s, each on its own.

        Raises:
            ModelMissing: If the weights are not here and cannot be fetched.
            ModelMismatch: If they are not what their card says.
        """
        if not clips:
            return []
        model = self._model(hints.model)
        given: list[list[Heard]] = []
        for clip in clips:
            result = model.transcribe(
                clip,
                language=hints.language,
                initial_prompt=hints.prompt or None,
                beam_size=hints.beam_size,
                condition_on_previous_text=False,
                word_timestamps=True,
                fp16=model.device.type == "cuda",
                verbose=None,
            )
            length_s = len(clip) / RATE_HZ
            given.append([_heard(segment, length_s) for segment in result["segments"]])
        return given

    def detect_language(self, clip: NDArray[np.float32], model: str) -> tuple[str, float]:
        """Return the likeliest language of a clip and its score."""
        import whisper

        loaded = self._model(model)
        padded = whisper.pad_or_trim(clip)
        mel = whisper.log_mel_spectrogram(padded, n_mels=loaded.dims.n_mels).to(loaded.device)
        _, scores = loaded.detect_language(mel)
        language = max(scores, key=scores.__getitem__)
        return str(language), float(scores[language])

    def _model(self, model: str) -> Whisper:
        if model not in self._loaded:
            import whisper

            store = self._store or ModelStore()
            self._loaded[model] = (
                _rebuilt(store.folder(model), self._device)
                if model in store
                else whisper.load_model(model, device=self._device)
            )
        return self._loaded[model]


def _rebuilt(folder: Path, device: str | None) -> Whisper:
    import torch
    from whisper.model import ModelDimensions, Whisper

    weights = read_checkpoint(folder / "model.bin")
    model = Whisper(ModelDimensions(**weights.dimensions))
    model.load_state_dict(
        {name: torch.from_numpy(tensor.copy()) for name, tensor in weights.state.items()}
    )
    heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
    for layer, head in json.loads((folder / "config.json").read_text("utf-8"))["alignment_heads"]:
        heads[layer, head] = True
    model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.to(device or ("cuda" if torch.cuda.is_available() else "cpu")).eval()


def _heard(segment: Mapping[str, Any], length_s: float) -> Heard:
    def within(start_s: float, end_s: float) -> TimeSpan:
        start = float(min(max(start_s, 0.0), length_s))
        return TimeSpan(round(start, 3), round(float(max(min(end_s, length_s), start)), 3))

    words, at = [], 0
    for word in segment.get("words", ()):
        span = CharSpan(at, at + len(word["word"]))
        words.append((span, within(word["start"], word["end"]), float(word["probability"])))
        at = span.end
    text = "".join(word["word"] for word in segment.get("words", ())) or segment["text"]
    return Heard(
        text=text,
        time=within(segment["start"], segment["end"]),
        words=tuple(words),
        avg_logprob=float(segment["avg_logprob"]),
        no_speech_prob=float(segment["no_speech_prob"]),
        compression_ratio=float(segment["compression_ratio"]),
    )
