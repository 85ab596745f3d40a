"""How recognised Chinese is written: simplified characters and Chinese punctuation.

Character for character, so that word spans stay where they are; no word is changed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN = r"[\u3400-\u9fff]"
_STRAY = re.compile(rf"(?<={_HAN})[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a](?={_HAN}|$)")
"""A full-width letter or digit after a character: Whisper's bytes of a punctuation mark with the
last one wrong. Speech holds no full-width letters."""
_HALF_WIDTH = re.compile(rf"(?<={_HAN})[,?!:;](?={_HAN}|\s|$)")
_FULL_WIDTH = str.maketrans(",?!:;", "，？！：；")


def written(text: str) -> str:
    """Return recognised text as Chinese writes it; its length does not change.

    Example:
        >>> written("轉到支付寶賬號,要分別轉Ｅ您看呢")
        '转到支付宝账号，要分别转，您看呢'
        >>> written("Pay 3,000, or else")
        'Pay 3,000, or else'
    """
    marked = _STRAY.sub("，", _simplified(text))
    return _HALF_WIDTH.sub(lambda mark: mark[0].translate(_FULL_WIDTH), marked)


def _simplified(text: str) -> str:
    converted = str(_converter().convert(text))
    if len(converted) == len(text):
        return converted
    return "".join(_one(character) for character in text)


def _one(character: str) -> str:
    converted = str(_converter().convert(character))
    return converted if len(converted) == 1 else character


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
