"""OpenAI's own Whisper on torch: the reference, and the choice where there is a GPU."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlp_guard.modelstore import ModelStore
from nlp_guard.protocols import Heard, ListeningHints
from nlp_guard.records import CharSpan, TimeSpan
from nlp_guard.transcription.checkpoint import read_checkpoint
from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.transcription.decode import RATE_HZ

if TYPE_CHECKING:
    from torch import Tensor
    from whisper.model import Whisper
    from whisper.tokenizer import Tokenizer

_FRAMES_PER_S = 100
_TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Tried in turn: the command's default."""
_BEFORE_A_WORD = "\"'“¿([{-"
_AFTER_A_WORD = "\"'.。,，!！?？:：”)]}、"
"""Punctuation belongs to the word before or after it: openai-whisper's own lists."""


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
        return [_recognised(model, clip, hints) for clip in clips]

    def transcribe_whole(
        self, sound: NDArray[np.float32], config: TranscriptionConfig
    ) -> list[tuple[str, tuple[float, float]]]:
        """Recognise a sound of any length in openai-whisper's own way, as its command does.

        Returns:
            (text, (start, end) in seconds) per segment.
        """
        language = config.language or "zh"
        result = self._model(config.model).transcribe(
            sound,
            language=language,
            initial_prompt=config.prompt(language) or None,
            beam_size=config.beam_size,
            best_of=config.beam_size,
            temperature=_TEMPERATURES,
            fp16=False,
        )
        return [
            (str(segment["text"]), (max(segment["start"], 0.0), segment["end"]))
            for segment in result["segments"]
            if segment["start"] <= segment["end"]
        ]

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


def _recognised(model: Whisper, clip: NDArray[np.float32], hints: ListeningHints) -> list[Heard]:
    """Decode one clip once: what it would give at the next temperature is no evidence."""
    import whisper
    from whisper.tokenizer import get_tokenizer

    padded = whisper.pad_or_trim(clip)
    mel = whisper.log_mel_spectrogram(padded, n_mels=model.dims.n_mels).to(model.device)
    options = whisper.DecodingOptions(
        language=hints.language,
        beam_size=hints.beam_size,
        prompt=hints.prompt or None,
        without_timestamps=True,
        fp16=model.device.type == "cuda",
    )
    result = whisper.decode(model, mel, options)
    tokenizer = get_tokenizer(
        model.is_multilingual,
        num_languages=model.num_languages,
        language=hints.language,
        task="transcribe",
    )
    tokens = [token for token in result.tokens if token < tokenizer.eot]
    length_s = len(clip) / RATE_HZ
    words = _word_times(model, tokenizer, tokens, mel, length_s)
    return [
        Heard(
            text="".join(word for word, _, _ in words) or result.text,
            time=TimeSpan(0.0, length_s),
            words=_spanned(words),
            avg_logprob=min(float(result.avg_logprob), 0.0),
            no_speech_prob=float(result.no_speech_prob),
            compression_ratio=float(result.compression_ratio),
        )
    ]


def _word_times(
    model: Whisper, tokenizer: Tokenizer, tokens: list[int], mel: Tensor, length_s: float
) -> list[tuple[str, TimeSpan, float]]:
    """Align the tokens with the sound by the attention of the heads that follow it."""
    from whisper.timing import find_alignment, merge_punctuations

    alignment = find_alignment(model, tokenizer, tokens, mel, int(length_s * _FRAMES_PER_S))
    merge_punctuations(alignment, _BEFORE_A_WORD, _AFTER_A_WORD)
    timed = []
    for word in alignment:
        if word.word:
            start_s = min(float(word.start), length_s)
            end_s = max(start_s, min(float(word.end), length_s))
            time = TimeSpan(round(start_s, 3), round(end_s, 3))
            timed.append((word.word, time, min(float(word.probability), 1.0)))
    return timed


def _spanned(
    words: Sequence[tuple[str, TimeSpan, float]],
) -> tuple[tuple[CharSpan, TimeSpan, float], ...]:
    spans, at = [], 0
    for word, time, score in words:
        spans.append((CharSpan(at, at + len(word)), time, score))
        at += len(word)
    return tuple(spans)
