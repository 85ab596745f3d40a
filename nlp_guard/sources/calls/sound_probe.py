"""Open a sound file, read its shape, and say plainly why where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nlp_guard.errors import AudioError

HEADERLESS = {
    ".al": ("alaw", 8000), ".alaw": ("alaw", 8000), ".ul": ("mulaw", 8000),
    ".ulaw": ("mulaw", 8000), ".mulaw": ("mulaw", 8000), ".sln": ("s16le", 8000),
    ".sln16": ("s16le", 16000), ".gsm": ("gsm", 8000), ".g722": ("g722", 16000),
    ".g726": ("g726", 8000),
}  # fmt: skip
"""Suffix → (libav demuxer, samples a second): formats whose content says nothing of itself."""

_TEXT_BYTES = 8
"""Different byte values that legacy text has at least, and digital silence has not."""

_SILK_MARK = b"#!SILK_V3"
_SILK_RATE_HZ = 24_000
_SILK_BLOCK_S = 0.02
_SILK_END = 0xFFFF
_LENGTH_UNKNOWN = (0, 0xFFFFFFFF)
"""Written into a WAV's header by recorders that were still writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundShape:
    """What a container says of its sound.

    Args:
        container: libav demuxer to be named on opening, ``silk``, or empty; see ``Recording``.
        duration_s: None where the container does not state it.
    """

    n_channels: int
    rate_hz: int
    codec: str
    container: str = ""
    duration_s: float | None = None


def probe(path: Path, shown: str) -> SoundShape:
    """Open a sound file and read its shape.

    Args:
        path: The file.
        shown: How it is named to people.

    Raises:
        AudioError: With the reason, if there is no sound in it that can be decoded or if it is
            cut off.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
        if not head:
            raise AudioError("empty file", path=shown)
        if _SILK_MARK in head[:10]:
            return _probe_silk(stream, head.index(_SILK_MARK) + len(_SILK_MARK), shown)
        _check_wave_length(stream, head, shown)
    container, rate_hz = HEADERLESS.get(path.suffix.lower(), ("", 0))
    if is_text(head):
        raise AudioError("text, not sound, whatever its name says", path=shown)
    if container and not _names_itself(head):
        return _probe_libav(path, shown, container, rate_hz)
    return _probe_libav(path, shown, "", 0)


def is_text(head: bytes) -> bool:
    r"""Tell whether the beginning of a file is readable text rather than samples.

    Few different bytes are silence, though A-law silence happens to be good GB 18030.

    Example:
        >>> is_text("您好".encode()), is_text(b"RIFF\x24\x00\x00\x00WAVEfmt ")
        (True, False)
        >>> is_text(b"\xd5" * 4096)
        False
    """
    if any(byte < 9 or 13 < byte < 32 for byte in head):
        return False
    encodings = ("utf-8", "gb18030") if len(set(head)) >= _TEXT_BYTES else ("utf-8",)
    for encoding in encodings:
        try:
            head[: len(head) - len(head) % 4].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(head) - 8:  # a character cut in two at the end
                return True
        else:
            return True
    return False


def _names_itself(head: bytes) -> bool:
    return head[:4] in (b"RIFF", b"OggS", b"fLaC", b".snd", b"caff") or head[:3] == b"ID3"


def _probe_libav(path: Path, shown: str, container: str, rate_hz: int) -> SoundShape:
    import av

    options = {"ar": str(rate_hz)} if container in ("s16le", "alaw", "mulaw") else {}
    try:
        with av.open(
            path, format=container or None, options=options, metadata_errors="replace"
        ) as opened:
            if not opened.streams.audio:
                raise AudioError("no sound in it", path=shown)
            stream = opened.streams.audio[0]
            next(opened.decode(stream))
            context, seconds = stream.codec_context, None
            if stream.duration is not None and stream.time_base is not None:
                seconds = float(stream.duration * stream.time_base)
            elif opened.duration is not None:
                seconds = opened.duration / av.time_base
            return SoundShape(
                n_channels=context.channels,
                rate_hz=context.sample_rate,
                codec=context.name,
                container=container,
                duration_s=seconds,
            )
    except StopIteration:
        raise AudioError("a header and no sound after it", path=shown) from None
    except av.FFmpegError as error:
        why = "not sound that can be decoded: encrypted, spoilt, cut off or another kind of file"
        raise AudioError(f"{why} ({error.strerror})", path=shown) from error


def _check_wave_length(stream: BinaryIO, head: bytes, shown: str) -> None:
    """Compare the length a WAV promises with the bytes that are there."""
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return
    n_there = stream.seek(0, 2)
    at, frame_bytes = 12, 1
    while at + 8 <= n_there:
        stream.seek(at)
        chunk = stream.read(8)
        size = int.from_bytes(chunk[4:], "little")
        if chunk[:4] == b"fmt ":
            frame_bytes = int.from_bytes(stream.read(14)[12:14], "little") or 1
        if chunk[:4] == b"data":
            if size not in _LENGTH_UNKNOWN and at + 8 + size - n_there >= frame_bytes:
                share = 100 * (n_there - at - 8) / size
                reason = f"cut off: {share:.0f} % of the sound its header promises is there"
                raise AudioError(f"{reason}; get the whole file", path=shown)
            return
        at += 8 + size + size % 2
    raise AudioError("cut off: a WAV header and no sound after it", path=shown)


def _probe_silk(stream: BinaryIO, start: int, shown: str) -> SoundShape:
    """Count the blocks of a SILK v3 file (WeChat, QQ): two bytes of length, then the block."""
    stream.seek(start)
    n_blocks = 0
    while len(length := stream.read(2)) == 2:
        size = int.from_bytes(length, "little")
        if size == _SILK_END:
            break
        if len(stream.read(size)) < size:
            raise AudioError("cut off in the middle of a block; get the whole file", path=shown)
        n_blocks += 1
    if not n_blocks:
        raise AudioError("a header and no sound after it", path=shown)
    return SoundShape(
        n_channels=1,
        rate_hz=_SILK_RATE_HZ,
        codec="silk",
        container="silk",
        duration_s=n_blocks * _SILK_BLOCK_S,
    )
