"""Numbers written as they sound: ``san wan``, ``2 qian 8``, ``wu bai kuai``.

A number is read only where a multiplier follows a digit: syllables alone (``shi``, ``yi``) are
words far more often than numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp_guard.records import CharSpan
from nlp_guard.text.chinese_numerals import find_chinese_numbers
from nlp_guard.text.numeral import Numeral

_SYLLABLES = {
    "ling": "零",
    "yi": "一",
    "er": "二",
    "liang": "两",
    "san": "三",
    "si": "四",
    "wu": "五",
    "liu": "六",
    "qi": "七",
    "ba": "八",
    "jiu": "九",
    "shi": "十",
    "bai": "百",
    "qian": "千",
    "wan": "万",
}
_CUE = re.compile(r"(?:bai|qian|wan)(?![a-z])")
_DIGIT = r"(?:\d{1,4}|ling|yi|er|liang|san|si|wu|liu|qi|ba|jiu|shi)"
_SCALE = r"(?:shi|bai|qian|wan)"
_GAP = r"[ ·.]{0,2}"
_RUN = re.compile(
    rf"(?<![a-z\d]){_DIGIT}(?:{_GAP}{_DIGIT})?{_GAP}(?:bai|qian|wan)(?![a-z])"
    rf"(?:{_GAP}(?:{_DIGIT}|{_SCALE})(?![a-z])){{0,6}}"
)
_PART = re.compile(rf"\d+|{'|'.join(sorted(_SYLLABLES, key=len, reverse=True))}")


def find_pinyin_numbers(plain: str) -> Iterator[Numeral]:
    """Find numbers spelled in Latin letters without tones.

    Args:
        plain: Text; only small letters are read.

    Yields:
        In order, without overlap.

    Example:
        >>> [int(n.low) for n in find_pinyin_numbers("gei wo 2 qian 8, bu ran san wan")]
        [2800, 30000]
    """
    if not _CUE.search(plain):
        return
    for run in _RUN.finditer(plain):
        written = "".join(_SYLLABLES.get(part, part) for part in _PART.findall(run[0]))
        found = list(find_chinese_numbers(written, 0, len(written)))
        if len(found) == 1 and len(found[0].span) == len(written):
            numeral = found[0]
            yield Numeral(CharSpan(*run.span()), numeral.low, numeral.high, numeral.scale)
