"""Bytes → text, without touching a line end, so that offsets can be cited."""

from __future__ import annotations

import codecs

from nlp_guard.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAX_BROKEN_SHARE = 0.001
"""Above one unreadable character in a thousand a file is refused: the guess is wrong."""

_REPLACEMENT = "\ufffd"


def decode(data: bytes) -> tuple[str, str]:
    r"""Decode a text file of unknown encoding.

    Reports and chats of Chinese shops are UTF-8 or GBK. GBK is read as its superset GB18030,
    where a few broken bytes become U+FFFD, as real exports hold some.

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
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _lenient(data, codec)
    if b"\0" in data[:4096]:
        raise InputError("binary content where text was expected")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as failure:
        if failure.reason == "unexpected end of data" or _mostly_utf8(data):
            return _lenient(data, "utf-8")
    return _lenient(data, "gb18030")


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether a file is UTF-8 with a few broken bytes, rather than something else."""
    text = data.decode("utf-8", "replace")
    broken = text.count(_REPLACEMENT)
    return broken <= MAX_BROKEN_SHARE * len(text) and any(c > "\x7f" for c in text)


def _lenient(data: bytes, codec: str) -> tuple[str, str]:
    text = data.decode(codec, "replace")
    broken = text.count(_REPLACEMENT)
    if broken > max(1, MAX_BROKEN_SHARE * len(text)):
        raise InputError(
            f"not readable as text: {broken} of {len(text)} characters are broken as {codec}; "
            "save it again as UTF-8 or GBK"
        )
    return text, codec
