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

_HAN = "零一二三四五六七八九幺洞拐勾"
_HAN_DIGITS = str.maketrans(f"{_HAN}＊●ｘ", "01234567891079**x")
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9][a-z0-9-]{1,62}(?:\.[a-z0-9-]{1,62}){1,6}"
)
_HANDLE_AT = re.compile(r"(?<![a-z0-9._%+@-])[a-z0-9][a-z0-9._-]{3,40}@ok[a-z]{2,20}(?![a-z.])")
"""An Indian UPI address: a name at a bank, without a dot."""

_CRYPTO = re.compile(
    r"(?<![a-z0-9])(?:bc1[a-z0-9]{6,87}|0x[a-f0-9]{8,64}|[a-z0-9-]{3,40}\.eth(?![a-z0-9]))"
)
_BASE58 = re.compile(r"(?<![A-Za-z0-9])[T13][A-Za-z0-9]{7,60}(?![A-Za-z0-9])")
_CASHTAG = re.compile(r"(?<![a-z0-9])\$[a-z][a-z0-9_-]{2,30}")
_RUN = re.compile(
    rf"(?<![a-z0-9{_HAN}十百千万.])(?:\+(?=\d))?(?:"
    rf"[0-9](?:[ .-]{{0,2}}[0-9x*＊●]){{3,30}}|[{_HAN}](?:[ ]?[{_HAN}]){{3,30}}"
    rf"|[0-9{_HAN}]{{7,30}})"
    rf"(?![a-z0-9十百千万%@]|\.\d)"
)
_SPOKEN_MOBILE = re.compile(
    rf"(?<![a-z0-9{_HAN}])[1一幺][0-9{_HAN}]{{2}}[ ,，]{{1,2}}[0-9{_HAN}]{{4}}[ ,，]{{0,2}}"
    rf"[0-9{_HAN}]{{4}}(?![0-9{_HAN}])"
)
_MASK = re.compile(r"[x*]")
_BETWEEN = re.compile(r"[ ,，.+]")
_TAIL = re.compile(r"(?:尾号|后四位|末四位|ending(?: in)?)[是为: ]{0,2}$")
_HANDLE = re.compile(r"(?<![a-z0-9._@-])[a-z][a-z0-9_-]{3,19}(?![a-z0-9@._-])")
_MIN_DIGITS = 5


class Shape(StrEnum):
    """What an account looks like, before words tell its kind."""

    EMAIL = "email"
    CRYPTO = "crypto"
    MOBILE = "mobile"
    CARD = "card"
    DIGITS = "digits"
    TAIL = "tail"
    TAG = "tag"


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """An account as it stands in a text.

    Args:
        span: Code points of the text.
        id: Normalised: small letters, digits without what stood between, masks as ``x`` or ``*``.
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
        In order, without overlap. Numbers under five digits are none, but for 尾号0017.

    Example:
        >>> text = "138 0000 0017，一三八 零零零零 零零一八"
        >>> [(account.id, account.shape.value) for account in find_accounts(text, text)]
        [('13800000017', 'mobile'), ('13800000018', 'mobile')]
    """
    found: list[Account] = []
    end = 0
    candidates = [*_addresses(text, plain), *_mobiles(plain), *_numbers(plain)]
    for account in sorted(candidates, key=lambda item: (item.span.start, -item.span.end)):
        if account.span.start >= end:
            found.append(account)
            end = account.span.end
    return tuple(found)


def _addresses(text: str, plain: str) -> Iterator[Account]:
    if "@" in plain:
        for pattern in (_EMAIL, _HANDLE_AT):
            for match in pattern.finditer(plain):
                yield Account(CharSpan(*match.span()), match[0].rstrip("."), Shape.EMAIL)
    for match in _CRYPTO.finditer(plain):
        yield Account(CharSpan(*match.span()), text[slice(*match.span())], Shape.CRYPTO)
    for match in _BASE58.finditer(text):
        if _is_wallet(match[0]):
            yield Account(CharSpan(*match.span()), match[0], Shape.CRYPTO)
    for match in _CASHTAG.finditer(plain):
        yield Account(CharSpan(*match.span()), match[0], Shape.TAG)


def _is_wallet(word: str) -> bool:
    """Tell a wallet (TXkq000…) from a word or a plain number."""
    return any(char.isdecimal() for char in word) and sum(char.isalpha() for char in word) >= 3


def _mobiles(plain: str) -> Iterator[Account]:
    """Read 一三八，零零零零，六零三四, whose pauses a recogniser or a typist marks."""
    for match in _SPOKEN_MOBILE.finditer(plain):
        figures = _figures(match[0])
        if is_mobile(figures):
            yield Account(CharSpan(*match.span()), figures, Shape.MOBILE)


def _numbers(plain: str) -> Iterator[Account]:
    for match in _RUN.finditer(plain):
        start, end = match.span()
        figures = _figures(match[0])
        if _TAIL.search(plain, max(0, start - 8), start):
            shape = Shape.TAIL
        elif _MASK.search(figures):
            shape = Shape.DIGITS
        elif is_mobile(figures.replace("-", "")):
            shape, figures = Shape.MOBILE, figures.replace("-", "")
        elif 15 <= len(figures.replace("-", "")) <= 19:
            figures = figures.replace("-", "")
            shape = Shape.CARD if luhn.is_valid(figures) else Shape.DIGITS
        elif len(figures) >= _MIN_DIGITS and "." not in match[0]:
            shape = Shape.DIGITS
        else:
            continue
        yield Account(CharSpan(start, end), figures, shape)


def _figures(written: str) -> str:
    return _BETWEEN.sub("", written).translate(_HAN_DIGITS)


def is_mobile(figures: str) -> bool:
    """Tell whether digits are a Chinese mobile number.

    Example:
        >>> is_mobile("13800000017"), is_mobile("12345678901")
        (True, False)
    """
    if len(figures) != 11 or figures[0] != "1" or not figures.isdecimal():
        return False
    return phonenumbers.is_valid_number(phonenumbers.parse(figures, "CN"))


def find_handle(text: str, plain: str, start: int) -> Account | None:
    """Find a chosen account name (WeChat id) just behind a place.

    Returns:
        None where no word of four to twenty letters, digits and ``_`` follows within a few
        characters; plain words are none.

    Example:
        >>> find_handle("微信 dc_fake0303", "微信 dc_fake0303", 2).id
        'dc_fake0303'
    """
    match = _HANDLE.search(plain, start, start + 28)
    if match is None or match.start() - start > 8 or not re.search(r"[0-9_]", match[0]):
        return None
    return Account(CharSpan(*match.span()), text[slice(*match.span())], Shape.TAG)
