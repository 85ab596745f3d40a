"""Telephone numbers, payment accounts and nicks, written one way, or not taken at all.

What is masked (``138****0017``, ``t**1``) or was rounded by a spreadsheet (``1.38E+10``) names
nobody: it is never matched on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from nlp_guard.records import CharSpan

_ROUNDED = re.compile(r"^\d(?:\.\d+)?E\+?\d+$", re.IGNORECASE)
_NOT_DIGITS = re.compile(r"[\s\-()./]|转.*$")
_MASK = re.compile(r"[*＊#]|x{3,}", re.IGNORECASE)
_WRITTEN_DIGITS = str.maketrans(
    "零〇一二三四五六七八九幺洞０１２３４５６７８９＠．－", "00123456789100123456789@.-"
)
"""One character each, so that places in the text stay what they are."""
_MENTION = re.compile(
    r"[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r"|(?<![\d*])\+?\d(?:[ \-.]?\d){6,19}(?![\d*])",
    re.IGNORECASE,
)
# Most are written plainly; a million of them are read in a second this way.
_PLAIN_MOBILE = re.compile(r"1(?!(\d)\1{9})[3-9]\d{9}", re.ASCII).fullmatch
_PLAIN_EMAIL = re.compile(r"[a-z0-9._-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII).fullmatch
_SHORTEST = 7
"""Digits of the shortest subscriber number; shorter ones are service numbers."""


def phone_number(text: str, region: str = "CN") -> str | None:
    """Return the digits of a telephone number, without the prefix of its own country.

    Args:
        text: As written.
        region: Country whose prefix may be left out.

    Example:
        >>> phone_number("+86 138-0000-0017"), phone_number("0990-0000018")
        ('13800000017', '09900000018')
        >>> phone_number("138****0017"), phone_number("1.38E+10"), phone_number("null")
        (None, None, None)
        >>> phone_number("+1 (202) 555-0143")
        '+12025550143'
    """
    if _PLAIN_MOBILE(text):
        return text
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    if not is_readable(plain):
        return None
    digits = _NOT_DIGITS.sub("", plain)
    if digits.startswith(("+", "00")):
        return _foreign(digits, region)
    if not digits.isdigit() or len(digits) < _SHORTEST or len(set(digits)) == 1:
        return None
    prefix = _own_prefix(region)
    if len(digits) == len(prefix) + 11 and digits.startswith(prefix):
        return digits.removeprefix(prefix)
    return digits


@lru_cache
def _own_prefix(region: str) -> str:
    return str(phonenumbers.country_code_for_region(region))


def _foreign(digits: str, region: str) -> str | None:
    number = "+" + digits.lstrip("+").removeprefix("00")
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(parsed)
    if len(national) < _SHORTEST:
        return None
    if parsed.country_code == phonenumbers.country_code_for_region(region):
        return national
    return f"+{parsed.country_code}{national}"


def payment_account(text: str) -> str | None:
    """Return a payment account (mobile, e-mail or name) in one spelling.

    Example:
        >>> payment_account(" Tian@Example.com "), payment_account("138 0000 0017")
        ('tian@example.com', '13800000017')
        >>> payment_account("t***@example.com") is None
        True
    """
    if _PLAIN_MOBILE(text) or _PLAIN_EMAIL(text):
        return text
    plain = unicodedata.normalize("NFKC", text).strip().strip("'").casefold()
    if not plain or plain == "null" or not is_readable(plain):
        return None
    if "@" in plain:
        return plain
    return phone_number(plain) or plain


def mentioned_accounts(text: str) -> Iterator[tuple[str, CharSpan]]:
    """Give the numbers and e-mail addresses in a text, however the digits are written.

    Returns:
        Each in one spelling, and where it stands in the text as it is.

    Example:
        >>> [value for value, _ in mentioned_accounts(
        ...     "打到188 0000 0048，一三一零零零零零零九七，Yang@Example.com")]
        ['18800000048', '13100000097', 'yang@example.com']
    """
    for found in _MENTION.finditer(text.translate(_WRITTEN_DIGITS)):
        value = payment_account(found[0])
        if value:
            yield value, CharSpan(*found.span())


def nick(text: str) -> str:
    """Return a member name in the spelling under which it is looked up.

    Example:
        >>> nick("ＴＢ６６ 00 ") == nick("tb66 00")
        True
    """
    return unicodedata.normalize("NFKC", text).strip().casefold()


def is_readable(text: str) -> bool:
    """Tell whether an identifier is whole: neither masked nor rounded by a spreadsheet."""
    return not (_MASK.search(text) or _ROUNDED.match(text.strip()))
