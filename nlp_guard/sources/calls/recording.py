"""Sound files: telephone recordings, voice messages, the sound of videos.

Nothing is listened to here. The container is opened, its codec, channels and length are read,
and the file's name, and what the telephone system wrote down, are asked for the start of the call
and the number that called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Recording
from nlp_guard.sources.calls.call_records import CallRecord, find_record
from nlp_guard.sources.calls.recording_names import read_name
from nlp_guard.sources.calls.sound_probe import HEADERLESS, is_text, probe

_MARKS: tuple[tuple[int, bytes], ...] = (
    (8, b"WAVE"), (0, b"OggS"), (0, b"fLaC"), (0, b"ID3"), (4, b"ftyp"), (0, b"#!AMR"),
    (0, b"\x1aE\xdf\xa3"), (0, b".snd"), (0, b"caff"), (8, b"AIFF"), (8, b"AIFC"), (8, b"AVI "),
    (0, b"0&\xb2u\x8ef\xcf\x11"), (0, b"riff"), (0, b"#!SILK_V3"), (1, b"#!SILK_V3"),
)  # fmt: skip
"""(offset, bytes) by which containers of sound are known."""

_MPEG_SYNC = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"\xff\xf1", b"\xff\xf9")
_SUFFIXES = frozenset(HEADERLESS) | {
    ".wav", ".wave", ".wav49", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".amr",
    ".awb", ".3gp", ".mp4", ".mov", ".mkv", ".webm", ".wma", ".asf", ".avi", ".silk", ".slk",
    ".aud", ".aif", ".aiff", ".au", ".caf", ".w64",
}  # fmt: skip


class RecordingSource:
    """Reads what a sound file says of itself; see the module."""

    name = "recording"
    kind = "recording"

    def sniff(self, path: Path, head: bytes) -> float:
        r"""Return how surely this is sound: by content first, by suffix as a guess.

        Example:
            >>> RecordingSource().sniff(Path("a.txt"), b"RIFF\x24\x00\x00\x00WAVEfmt ")
            0.95
            >>> RecordingSource().sniff(Path("a.wav"), b"20:15 hello")
            0.2
            >>> RecordingSource().sniff(Path("a.txt"), b"20:15 hello")
            0.0
        """
        if any(head[at : at + len(mark)] == mark for at, mark in _MARKS):
            return 0.95
        if head[:2] in _MPEG_SYNC:
            return 0.9
        suffix = path.suffix.lower()
        if suffix in HEADERLESS and not is_text(head):
            return 0.8
        return 0.2 if suffix in _SUFFIXES else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the one recording of a file.

        Raises:
            AudioError: If there is no sound in it that can be decoded, or it is cut off.
        """
        uri = context.provenance.uri or path.name
        shape = probe(path, uri)
        told = read_name(path.name, context.timezone)
        record = find_record(path, uri.count("/"), context.timezone)
        tools = (self.name, "call record") if record else (self.name,)
        record = record or CallRecord(call_id="")
        yield Recording(
            path=path,
            n_channels=shape.n_channels,
            rate_hz=shape.rate_hz,
            codec=shape.codec,
            container=shape.container,
            duration_s=shape.duration_s,
            started_at=record.started_at or told.started_at,
            account_id=record.account_id or told.account_id,
            customer_channel=record.customer_channel,
            provenance=replace(context.provenance, tools=(*context.provenance.tools, *tools)),
        )
