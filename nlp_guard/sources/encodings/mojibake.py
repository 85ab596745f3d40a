"""Text that was read in a wrong encoding and saved: undone where that is certain.

A codec named ``utf-8+latin-1+gb18030`` decodes such a file: the bytes as UTF-8, the characters
back to the bytes of Latin-1, those as GB18030. It is registered with the interpreter, so that
``Provenance.encoding`` decodes a source exactly like any other codec.

>>> spoilt = "订单编号".encode("gbk").decode("latin-1").encode()
>>> spoilt.decode("utf-8+latin-1+gb18030")
'订单编号'
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from itertools import product
from typing import TYPE_CHECKING

from nlp_guard.sources.encodings.legacy_encodings import ENOUGH, simplified_share

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

JOIN = "+"
_OUTER = ("utf-8", "utf-8-sig")
_MIDDLE = ("latin-1", "gb18030")
_INNER = ("utf-8", "utf-8-sig", "gb18030")
_FEWEST_CHARACTERS = 4
_LAST_WINDOWS = "\u2122"
"""The trade mark sign: no character of Windows-1252 stands behind it."""

# What Windows shows for the bytes 80-9F, where Latin-1 has control characters.
_WINDOWS = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


def mended_encoding(blocks: Callable[[], Iterable[bytes]], outer: str) -> str | None:
    """Return the codec that undoes a wrong reading, None where nothing is certainly wrong.

    Args:
        blocks: Gives the file's bytes afresh.
        outer: The encoding it is in now: UTF-8, with or without a mark.
    """
    head = _first_beyond_ascii(blocks)
    if head is None:
        return None
    for middle, inner in (("latin-1", "utf-8"), ("gb18030", "utf-8"), ("latin-1", "gb18030")):
        name = JOIN.join((outer, middle, inner))
        if _is_mended(head, middle, inner) and _fits(blocks, name):
            return name
    return None


def is_mended(codec: str | None) -> bool:
    """Tell whether a codec undoes a wrong reading.

    Example:
        >>> is_mended("utf-8+latin-1+gb18030"), is_mended("gb18030"), is_mended(None)
        (True, False, False)
    """
    return codec is not None and JOIN in codec


def _first_beyond_ascii(blocks: Callable[[], Iterable[bytes]]) -> str | None:
    """Return the text of the first block that is not all ASCII."""
    for block in blocks():
        if not block.isascii():
            return block.decode("utf-8", "ignore").lstrip("\ufeff")
    return None


def _is_mended(text: str, middle: str, inner: str) -> bool:
    if middle == "latin-1" and max(text, default="") > _LAST_WINDOWS:
        return False  # told cheaply: so it is for nearly every file
    try:
        packed = _encoded(text, middle, "strict")
        mended = codecs.getincrementaldecoder(inner)("strict").decode(packed)
    except UnicodeError:
        return False
    beyond = [character for character in mended if character > "\x7f"]
    if len(beyond) < _FEWEST_CHARACTERS:
        return False
    if (middle, inner) == ("latin-1", "utf-8"):
        return True  # accented letters do not form UTF-8 by chance
    return simplified_share(mended) >= ENOUGH > simplified_share(text)


def _fits(blocks: Callable[[], Iterable[bytes]], name: str) -> bool:
    """Tell whether the whole file can be undone without losing a character."""
    decoder = _Decoder(name, "strict")
    try:
        for block in blocks():
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _encoded(text: str, middle: str, errors: str) -> bytes:
    if middle == "latin-1":
        text = text.translate(_WINDOWS)
    return text.encode(middle, errors)


class _Decoder(codecs.IncrementalDecoder):
    def __init__(self, name: str, errors: str) -> None:
        super().__init__(errors)
        outer, self._middle, inner = name.split(JOIN)
        self._outer = codecs.getincrementaldecoder(outer)(errors)
        self._inner = codecs.getincrementaldecoder(inner)(errors)

    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
        packed = _encoded(self._outer.decode(data, final), self._middle, self.errors)
        return self._inner.decode(packed, final)

    def reset(self) -> None:
        self._outer.reset()
        self._inner.reset()


def _lookup(name: str) -> codecs.CodecInfo | None:
    """Find a codec by its name as the interpreter asks for it: without hyphen or plus."""
    if name not in _NAMES:
        return None
    joined = _NAMES[name]
    outer, middle, inner = joined.split(JOIN)

    def decode(data: Buffer, errors: str = "strict", /) -> tuple[str, int]:
        return _Decoder(joined, errors).decode(bytes(data), final=True), len(bytes(data))

    def encode(text: str, errors: str = "strict", /) -> tuple[bytes, int]:
        return text.encode(inner, errors).decode(middle, errors).encode(outer, errors), len(text)

    return codecs.CodecInfo(
        encode=encode,
        decode=decode,
        incrementaldecoder=lambda errors="strict": _Decoder(joined, errors),
        name=joined,
    )


_NAMES = {
    re.sub("[^a-z0-9]+", "_", name): name
    for name in map(JOIN.join, product(_OUTER, _MIDDLE, _INNER))
}
codecs.register(_lookup)
