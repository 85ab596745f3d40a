"""Text that is no UTF-8: which of the older encodings it is in.

GB18030 is taken unless another is certain: Chinese platforms write it, and almost any bytes
decode as it. Certain means that hardly any of its characters are common in GB2312, and nearly
all are common in the other. Each standard puts its common characters first, so that a
character's first byte tells.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

DEFAULT = "gb18030"
ENOUGH = 0.95
"""Share of common characters in text of the right encoding; measured on GBK chats: 0.97."""
TOO_FEW = 0.8

_FEWEST_CHARACTERS = 8
_MOST_CHARACTERS = 2_000
_REPLACEMENT = "\ufffd"
_KANA = re.compile("[\u3041-\u30fe]")
_ASCII = re.compile("[\x00-\x7f]+")
_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An encoding, and what tells a common character of it.

    Args:
        codec: As Python names it.
        standard: The codec whose first byte sorts characters by how common they are.
        first_bytes: Of common characters.
    """

    codec: str
    standard: str
    first_bytes: range

    def common_share(self, sample: bytes) -> float:
        """Return which share of the characters beyond ASCII is common; 0 for too few."""
        # The sample may end within a character.
        text = codecs.getincrementaldecoder(self.codec)("replace").decode(sample)
        beyond = _ASCII.sub("", text)[:_MOST_CHARACTERS]
        if len(beyond) < _FEWEST_CHARACTERS:
            return 0.0
        return sum(map(self._is_common, beyond)) / len(beyond)

    def _is_common(self, character: str) -> bool:
        encoded = character.encode(self.standard, "ignore")
        return len(encoded) == 2 and encoded[0] in self.first_bytes


_SIMPLIFIED = _Candidate(DEFAULT, "gb2312", range(0xA1, 0xD8))
_TRADITIONAL = (
    _Candidate("cp950", "big5", range(0xA1, 0xC7)),
    _Candidate("big5hkscs", "big5", range(0xA1, 0xC7)),
)
_JAPANESE = _Candidate("cp932", "shift_jis", range(0x81, 0x99))


def legacy_encoding(sample: bytes) -> str:
    """Return the codec of text that is no UTF-8.

    Args:
        sample: The start of the text; more than 64 KiB tell no more.

    Example:
        >>> legacy_encoding("亲，在吗？先给四千，不然投诉".encode("gbk"))
        'gb18030'
        >>> legacy_encoding("親，在嗎？先給四千，不然投訴".encode("big5"))
        'cp950'
        >>> legacy_encoding("返金してください。レビューを書きます".encode("shift_jis"))
        'cp932'
        >>> legacy_encoding("Müller, Café, señor, Größe".encode("latin-1"))
        'cp1252'
    """
    if _SIMPLIFIED.common_share(sample) >= TOO_FEW:
        return DEFAULT
    for candidate in _TRADITIONAL:
        if candidate.common_share(sample) >= ENOUGH:
            return candidate.codec
    if _JAPANESE.common_share(sample) >= ENOUGH and _is_japanese(sample):
        return _JAPANESE.codec
    return "cp1252" if _is_western(sample) else DEFAULT


def simplified_share(text: str) -> float:
    """Return which share of the characters beyond ASCII is common in simplified Chinese."""
    return _SIMPLIFIED.common_share(text.encode(DEFAULT, "replace"))


def utf16_without_mark(sample: bytes) -> str | None:
    r"""Return the byte order of UTF-16 that does not say so, None where it is none.

    Example:
        >>> utf16_without_mark("10:00 在吗\n".encode("utf-16-le"))
        'utf-16-le'
        >>> utf16_without_mark(b"\0\0\1\0") is None
        True
    """
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    codec = "utf-16-le" if odd > even else "utf-16-be"
    if min(even, odd) > 0:
        return None
    text = codecs.getincrementaldecoder(codec)("replace").decode(sample)
    is_text = all(character >= " " or character in "\t\r\n" for character in text)
    return codec if is_text and _REPLACEMENT not in text else None


def _is_japanese(sample: bytes) -> bool:
    text = codecs.getincrementaldecoder(_JAPANESE.codec)("replace").decode(sample)
    beyond = sum(character > "\x7f" for character in text)
    return len(_KANA.findall(text)) >= 0.2 * beyond


def _is_western(sample: bytes) -> bool:
    """Tell accented letters, mostly alone among ASCII, from characters of two bytes or more."""
    runs = [len(run) for run in _RUN.findall(sample)]
    return sum(runs) >= 3 and max(runs) <= 3 and runs.count(1) >= 0.5 * len(runs)
