"""Bytes → text, without touching a line end, so that offsets can be cited."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.sources.encodings.legacy_encodings import legacy_encoding, utf16_without_mark
from nlp_guard.sources.encodings.mojibake import mended_encoding

_MARKED = "utf-8-sig"
_BOMS = (
    (codecs.BOM_UTF8, _MARKED),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAX_BROKEN_SHARE = 0.001
"""Above one unreadable character in a thousand a file is refused: the guess is wrong."""
MAX_LINE = 16 << 20
"""Characters; a longer line is no line of a table or a chat."""

_REPLACEMENT = "\ufffd"
_BLOCK = 1 << 20
_JUDGED_BYTES = 4_096
_SAMPLE_BYTES = 65_536


def decode(data: bytes) -> tuple[str, str]:
    r"""Decode a text file of unknown encoding.

    Reports and chats of Chinese shops are UTF-8 or GBK. GBK is read as its superset GB18030,
    where a few broken bytes become U+FFFD, as real exports hold some. Big5, Shift-JIS and
    Windows-1252 are taken where they are certain; what was saved in a wrong encoding is undone
    where that is (see `nlp_guard.sources.encodings.mojibake`).

    Args:
        data: The whole file.

    Returns:
        The text with its line ends as they are, and the name of the codec: decoding the file
        again with that codec and ``errors="replace"`` gives the same text.

    Raises:
        InputError: If no encoding fits.

    Example:
        >>> decode("订单".encode("gbk"))
        ('订单', 'gb18030')
        >>> decode(b"\xef\xbb\xbfa\r\n")
        ('a\r\n', 'utf-8-sig')
    """
    codec = _encoding_of(lambda: (data[at : at + _BLOCK] for at in range(0, len(data), _BLOCK)))
    return data.decode(codec, "replace"), codec


def find_encoding(path: Path) -> str:
    """Return the codec of a text file, which is read in blocks.

    Args:
        path: The file, of any size.

    Returns:
        The name as in `decode`.

    Raises:
        InputError: If no encoding fits.
    """

    def blocks() -> Iterator[bytes]:
        with path.open("rb") as source:
            while block := source.read(_BLOCK):
                yield block

    return _encoding_of(blocks)


@contextmanager
def text_lines(path: Path, codec: str) -> Iterator[Iterator[str]]:
    """Open a text file as its lines, with their line ends as they are.

    The lines joined are the text that `decode` gives, so that a running sum of their lengths
    is an offset that can be cited.

    Args:
        path: The file, of any size.
        codec: As found by `find_encoding`.

    Raises:
        CorruptRecord: If a line is longer than ``MAX_LINE``.
    """
    with path.open(encoding=codec, errors="replace", newline="") as source:
        yield _bounded_lines(source)


def _bounded_lines(source: TextIO) -> Iterator[str]:
    for number, line in enumerate(iter(lambda: source.readline(MAX_LINE), ""), start=1):
        if len(line) == MAX_LINE and line[-1] not in "\r\n":
            raise CorruptRecord(f"a line of more than {MAX_LINE} characters", line=number)
        yield line


def _encoding_of(blocks: Callable[[], Iterable[bytes]]) -> str:
    head = next(iter(blocks()), b"")
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return (codec == _MARKED and mended_encoding(blocks, codec)) or _unless_broken(
                blocks, codec
            )
    if b"\0" in head[:_JUDGED_BYTES]:
        order = utf16_without_mark(head[:_SAMPLE_BYTES])
        if order is None:
            raise InputError("binary content where text was expected")
        return _unless_broken(blocks, order)
    if _is_utf8(blocks):
        return mended_encoding(blocks, "utf-8") or "utf-8"
    return _unless_broken(blocks, legacy_encoding(_sample(blocks)))


def _sample(blocks: Callable[[], Iterable[bytes]]) -> bytes:
    """Return the first bytes around something beyond ASCII."""
    return next((b[:_SAMPLE_BYTES] for b in blocks() if not b[:_SAMPLE_BYTES].isascii()), b"")


def _is_utf8(blocks: Callable[[], Iterable[bytes]]) -> bool:
    """Tell whether a file is UTF-8, maybe cut at its end, maybe with a few broken bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for block in blocks():
            decoder.decode(block)
    except UnicodeDecodeError:
        broken, beyond_ascii, length = _census(blocks, "utf-8")
        return broken <= MAX_BROKEN_SHARE * length and beyond_ascii > broken
    return True


def _unless_broken(blocks: Callable[[], Iterable[bytes]], codec: str) -> str:
    broken, _, length = _census(blocks, codec)
    if broken > max(1, MAX_BROKEN_SHARE * length):
        raise InputError(
            f"not readable as text: {broken} of {length} characters are broken as {codec}; "
            "save it again as UTF-8 or GBK"
        )
    return codec


def _census(blocks: Callable[[], Iterable[bytes]], codec: str) -> tuple[int, int, int]:
    """Count broken characters, characters beyond ASCII (broken ones too), and all."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    broken = beyond_ascii = length = 0
    for block in chain(blocks(), (b"",)):
        text = decoder.decode(block, final=not block)
        broken += text.count(_REPLACEMENT)
        beyond_ascii += len(text) - len(text.encode("ascii", "ignore"))
        length += len(text)
    return broken, beyond_ascii, length
