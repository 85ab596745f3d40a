"""Sound files: telephone recordings, voice messages, the sound of videos.

Nothing is listened to here. The container is opened, its codec, channels and length are read,
and the file's name is asked for the start of the call and the number that called.
"""

from __future__ import annotations

import hashlib
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av

from nlp_guard.errors import AudioError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Recording
from nlp_guard.sources.recording_names import read_name

SILK = "silk"
_SILK_MARKS = (b"#!SILK_V3", b"\x02#!SILK_V3")
_SILK_RATE_HZ = 24_000

_MARKS: tuple[tuple[int, bytes], ...] = (
    (8, b"WAVE"), (0, b"RF64"), (0, b"riff"), (0, b"OggS"), (0, b"fLaC"), (0, b"ID3"), (4, b"ftyp"),
    (0, b"#!AMR"), (0, b"\x1aE\xdf\xa3"), (0, b".snd"), (0, b"caff"), (8, b"AIFF"), (8, b"AIFC"),
    (8, b"AVI "), (0, b"0&\xb2u\x8ef\xcf\x11"), *((0, mark) for mark in _SILK_MARKS),
)  # fmt: skip
"""(offset, bytes) by which containers of sound are known."""

_MPEG_SYNC = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"\xff\xf1", b"\xff\xf9")

_HEADERLESS = {
    ".al": ("alaw", 8000), ".alaw": ("alaw", 8000), ".ul": ("mulaw", 8000),
    ".ulaw": ("mulaw", 8000), ".mulaw": ("mulaw", 8000), ".sln": ("s16le", 8000),
    ".sln16": ("s16le", 16000), ".raw": ("s16le", 8000), ".gsm": ("gsm", 8000),
    ".g722": ("g722", 16000), ".g726": ("g726", 8000),
}  # fmt: skip
"""Suffix → (libav demuxer, samples a second): formats whose content says nothing of itself."""

_SUFFIXES = frozenset(_HEADERLESS) | {
    ".wav", ".wave", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".amr", ".awb",
    ".3gp", ".mp4", ".mov", ".mkv", ".webm", ".wma", ".asf", ".avi", ".silk", ".slk", ".aud",
    ".aif", ".aiff", ".au", ".caf", ".w64", ".wav49",
}  # fmt: skip


class RecordingSource:
    """Reads what a sound file says of itself; see the module."""

    name = "recording"
    kind = "recording"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how surely this is sound: by content first, by suffix as a guess.

        Example:
            >>> RecordingSource().sniff(Path("a.txt"), b"RIFF\\x24\\x00\\x00\\x00WAVEfmt ")
            0.95
            >>> RecordingSource().sniff(Path("a.wav"), b"20:15 hello")
            0.2
            >>> RecordingSource().sniff(Path("a.txt"), b"20:15 hello")
            0.0
        """
        if _is_marked(head):
            return 0.95
        suffix = path.suffix.lower()
        if suffix in _HEADERLESS and not _looks_like_text(head):
            return 0.8
        if head[:2] in _MPEG_SYNC:
            return 0.9
        return 0.2 if suffix in _SUFFIXES else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the one recording of a file.

        Raises:
            AudioError: If there is no sound in it that can be decoded, or it is cut off.
        """
        shown = context.provenance.uri or path.name
        shape = _probe(path, shown)
        name = read_name(path.name, context.timezone)
        yield Recording(
            path=path,
            n_channels=shape.n_channels,
            rate_hz=shape.rate_hz,
            codec=shape.codec,
            container=shape.container,
            duration_s=shape.duration_s,
            started_at=name.started_at,
            account_id=name.account_id,
            customer_channel=name.customer_channel,
            provenance=context.provenance,
        )
