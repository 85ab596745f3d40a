"""Account numbers and addresses in a text, whatever stands between their digits.

Mobiles are checked with phonenumbers, bank cards with python-stdnum's Luhn digit; both only see
candidates found here, because their own searchers know no 一三八 零零零零, no masks and no spaces
put between all digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from stdnum import luhn

from nlp_guard.records import CharSpan

_HAN_DIGITS = str.maketrans("零一二三四五六七八九洞腰幺拐勾", "012345678901179")
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,62}){0,6}"
)
_CRYPTO = re.compile(
    r"(?<![a-z0-9])(?:bc1[a-z0-9]{6,87}|0x[a-f0-9]{8,64}|[a-z0-9-]{3,40}\.eth(?![a-z0-9]))"
)
_BASE58 = re.compile(r"(?<![A-Za-z0-9])[T13][A-Za-z0-9]{7,60}(?![A-Za-z0-9])")
_CASHTAG = re.compile(r"\$[a-z][a-z0-9_-]{2,30}")
_HANDLE = re.compile(r"(?<![a-z0-9._@-])[a-z][a-z0-9_-]{3,19}(?![a-z0-9@._-])")
_DIGIT_RUN = re.compile(
    r"(?<![a-z0-9.零一二三四五六七八九])(?:\+(?=\d))?[0-9零一二三四五六七八九](?:[ ,，、.-]{0,2}[0-9xx*＊●零一二三四五六七八九洞]){3,30}(?![a-z0-9%十百千万])"
)
_MASKED = re.compile(r"[x*＊●]")
_TAIL = re.compile(r"(?:尾号|后四位|末四位|ending(?: in)?)[是为: ]{0,2}$")


class Shape(StrEnum):
    """What an account looks like, before words tell its kind."""

    EMAIL = "email"
    CRYPTO = "crypto"
    MOBILE = "mobile"
    CARD = "card"
    DIGITS = "digits"
    TAIL = "tail"
    CASHTAG = "cashtag"


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """An account as it stands in a text.

    Args:
        span: Code points of the text.
        id: Normalised: small letters, digits without what stood between.
        shape: What it looks like.
    """

    span: CharSpan
    id: str
    shape: Shape


def find_accounts(text: str, plain: str) -> tuple[Account, ...]:
    """Find what may be an account: addresses and strings of digits.

    Args:
        text: The words.
        plain: The same with number characters folded and small letters.

    Returns:
        In order, without overlap. Plain numbers under five digits are none, but for 尾号0017.

    Example:
        >>> [(a.id, a.shape.value) for a in find_accounts("138 0000 0017", "138 0000 0017")]
        [('13800000017', 'mobile')]
    """
    found: list[Account] = []
    for account in (*_addresses(text, plain), *_numbers(plain)):
        if not any(account.span.overlap(other.span) for other in found):
            found.append(account)
    return tuple(sorted(found))


def _addresses(text: str, plain: str) -> Iterator[Account]:
    for match in _EMAIL.finditer(plain):
        yield Account(CharSpan(*match.span()), match[0].rstrip("."), Shape.EMAIL)
    for match in _CRYPTO.finditer(plain):
        yield Account(CharSpan(*match.span()), text[slice(*match.span())], Shape.CRYPTO)
    for match in _BASE58.finditer(text):
        if _mixes(match[0]):
            yield Account(CharSpan(*match.span()), match[0], Shape.CRYPTO)
    for match in _CASHTAG.finditer(plain):
        yield Account(CharSpan(*match.span()), match[0], Shape.CASHTAG)


def _mixes(word: str) -> bool:
    """Tell a wallet (TXkq000…) from a word or a plain number."""
    return any(char.isdecimal() for char in word) and sum(char.isalpha() for char in word) >= 3


def _numbers(plain: str) -> Iterator[Account]:
    for match in _DIGIT_RUN.finditer(plain):
        yield from _read_run(plain, match)


def _read_run(plain: str, match: re.Match[str]) -> Iterator[Account]:
    figures = re.sub(r"[ ,，、.+-]", "", match[0]).translate(_HAN_DIGITS).replace("＊", "*")
    start, end = match.span()
    span = CharSpan(start, end)
    if _MASKED.search(figures):
        kept = re.sub(r"[ ,，、]", "", match[0]).translate(_HAN_DIGITS).replace("＊", "*")
        yield Account(span, kept, Shape.DIGITS)
    elif _TAIL.search(plain[max(0, start - 8) : start]):
        yield Account(span, figures, Shape.TAIL)
    elif match[0].count(",") + match[0].count("，") + match[0].count("、") and len(figures) > 11:
        yield from _several(plain, match)
    elif is_mobile(figures):
        yield Account(span, figures, Shape.MOBILE)
    elif 15 <= len(figures) <= 19:
        yield Account(span, figures, Shape.CARD if luhn.is_valid(figures) else Shape.DIGITS)
    elif len(figures) >= 5 and not re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d+\.\d+", match[0]):
        yield Account(span, figures, Shape.DIGITS)


def _several(plain: str, match: re.Match[str]) -> Iterator[Account]:
    """Read a list: 13800007101、13800007102."""
    at = match.start()
    for part in re.split(r"([,，、]+)", match[0]):
        figures = re.sub(r"[ .-]", "", part).translate(_HAN_DIGITS)
        if is_mobile(figures):
            yield Account(CharSpan(at, at + len(part)), figures, Shape.MOBILE)
        at += len(part)


def is_mobile(figures: str) -> bool:
    """Tell whether digits are a Chinese mobile number.

    Example:
        >>> is_mobile("13800000017"), is_mobile("12345678901")
        (True, False)
    """
    if len(figures) != 11 or figures[0] != "1":
        return False
    try:
        number = phonenumbers.parse(figures, "CN")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


def find_handle(text: str, plain: str, start: int) -> Account | None:
    """Find a chosen account name (WeChat id) just behind a place.

    Returns:
        None where no word of six to twenty letters and digits follows within a few characters.

    Example:
        >>> find_handle("微信 dc_fake0303", "微信 dc_fake0303", 2).id
        'dc_fake0303'
    """
    match = _HANDLE.search(plain, start, start + 28)
    if match is None or match.start() - start > 8:
        return None
    if not re.search(r"[0-9_-]", match[0]):
        return None
    return Account(CharSpan(*match.span()), text[slice(*match.span())], Shape.DIGITS)
