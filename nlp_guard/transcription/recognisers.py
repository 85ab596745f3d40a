"""Which recogniser listens, and with which weights."""

from __future__ import annotations

from nlp_guard import plugins
from nlp_guard.errors import ConfigError
from nlp_guard.modelstore import ModelStore
from nlp_guard.protocols import Transcriber
from nlp_guard.transcription.config import TranscriptionConfig


def transcriber(config: TranscriptionConfig) -> Transcriber:
    """Return the recogniser that the settings name; its weights are loaded on first use.

    Raises:
        ConfigError: If none of that name is installed.
        PluginError: If it does not load.

    Example:
        >>> transcriber(TranscriptionConfig()).name
        'faster-whisper'
    """
    loaded = plugins.load("transcribers", only=[config.engine])
    if loaded.failures:
        raise loaded.failures[0]
    if not loaded.objects:
        raise ConfigError("transcription.engine", f"no recogniser {config.engine!r} is installed")
    found: Transcriber = loaded.objects[0]
    return found


def weights(config: TranscriptionConfig) -> dict[str, str]:
    """Return the name and sha256 of the weights; nothing for those without a card.

    Example:
        >>> weights(TranscriptionConfig())["whisper-base"][:8]
        'd01c3014'
    """
    store = ModelStore()
    if config.model not in store:
        return {}
    card = store.card(config.model)
    return {card.name: max(card.files, key=lambda file: file.size_bytes).sha256}
