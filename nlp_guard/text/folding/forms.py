"""Characters that are another form of a plain one, and characters nobody sees.

No context is needed here: nobody reads ３０％ otherwise than 30%. Chinese punctuation stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from nlp_guard.text.folding.draft import Draft, Edit, FoldKind

_COMPATIBILITY_BLOCKS = (
    (0x2080, 0x2089),  # subscript digits
    (0x2102, 0x2149),  # letter-like symbols
    (0x2160, 0x217B),  # Roman numerals to twelve
    (0x2460, 0x24FF),  # enclosed letters and digits
    (0x2776, 0x2793),  # circled digits of the dingbats
    (0x2F00, 0x2FD5),  # Kangxi radicals
    (0x3021, 0x3029),  # Suzhou numerals
    (0x3200, 0x32FF),  # enclosed ideographs
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFB00, 0xFB06),  # ligatures
    (0xFE5F, 0xFE6B),  # small forms
    (0xFF03, 0xFF5A),  # full-width
    (0x1D400, 0x1D7FF),  # mathematical letters and digits
    (0x1F100, 0x1F16B),  # enclosed letters
    (0x1F170, 0x1F189),  # letters in black squares
    (0x1F210, 0x1F251),  # squared ideographs
    (0x2F800, 0x2FA1F),  # compatibility ideographs
)
_ACCENTED_BLOCKS = ((0x00C0, 0x024F), (0x1E00, 0x1EFF))
_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_PLAIN = re.compile(r"[0-9A-Za-z一-鿿㐀-䶿]+|[0-9]+\.|[%+@#&*=_./$<>^|¥~-]")
_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff"
    "\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\ufff9-\ufffb\U0001f3fb-\U0001f3ff"
    "\U000e0000-\U000e0fff"
)
_SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUPERSCRIPTS = re.compile(f"[{_SUPERSCRIPT_DIGITS}]{{2,}}")


def fold_forms(draft: Draft) -> None:
    r"""Take other forms back to the plain ones and drop what nobody sees.

    Example:
        >>> draft = Draft("３０％，①⑧元，支\u200b付宝，🅥🅧")
        >>> fold_forms(draft)
        >>> draft.text
        '30%，18元，支付宝，VX'
    """
    forms, pattern = _forms(), _pattern()
    if pattern.search(draft.text) or _SUPERSCRIPTS.search(draft.text):
        draft.apply(list(_edits(draft.text, forms, pattern)))


def is_form_of_another(character: str) -> bool:
    """Tell whether this step touches a character, alone or among its like."""
    return bool(_pattern().match(character) or character in _SUPERSCRIPT_DIGITS)


def _edits(text: str, forms: dict[str, str], pattern: re.Pattern[str]) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        found = match.group()
        if found in forms:
            yield Edit(match.start(), match.end(), forms[found], FoldKind.FORM)
        elif len(found) > 1 and found[0] in _SUPERSCRIPT_DIGITS:
            digits = "".join(str(unicodedata.digit(digit)) for digit in found)
            places = tuple((at, at + 1) for at in range(*match.span()))
            yield Edit(match.start(), match.end(), digits, FoldKind.FORM, places)
        else:
            yield Edit(match.start(), match.end(), "", FoldKind.INVISIBLE)


@cache
def _pattern() -> re.Pattern[str]:
    characters = "".join(map(re.escape, _forms()))
    return re.compile(f"[{characters}]|[{_INVISIBLE}]+|{_SUPERSCRIPTS.pattern}")


@cache
def _forms() -> dict[str, str]:
    forms = {
        chr(code): plain
        for first, last in _COMPATIBILITY_BLOCKS
        for code in range(first, last + 1)
        if (plain := _plain(chr(code)))
    }
    for first, last in _ACCENTED_BLOCKS:
        for code in range(first, last + 1):
            base = unicodedata.normalize("NFD", chr(code))[0]
            if base.isascii() and base.isalpha():
                forms[chr(code)] = base
    forms |= dict.fromkeys(_SPACES, " ")
    return forms


def _plain(character: str) -> str | None:
    """Give the plain form of a compatibility character, None where it has none to read."""
    name = unicodedata.name(character, "")
    plain = unicodedata.normalize("NFKC", character)
    if name.startswith("NEGATIVE") and "LETTER" in name:
        return name[-1]
    if _is_number(character) and "IDEOGRAPH" not in name and not plain.endswith("."):
        return str(int(unicodedata.numeric(character)))
    if plain[0] in "(〔" and plain[-1] in ")〕":
        plain = plain[1:-1]
    is_sign = "SIGN" in name and "FULLWIDTH" not in name and "SMALL" not in name
    return plain if plain != character and not is_sign and _PLAIN.fullmatch(plain) else None


def _is_number(character: str) -> bool:
    return unicodedata.category(character) in {"No", "Nl"}
