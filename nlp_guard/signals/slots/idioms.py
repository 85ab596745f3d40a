"""Number characters that count nothing: hotlines, 退一赔三, 第八条, 万一, order numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp_guard.records import CharSpan
from nlp_guard.signals.slots.patterns import words

_DIGIT = "0-9零一二三四五六七八九十幺两"
_HOTLINE = (
    r"[一幺1]二[三3][零一二三四五六七八九幺0-9]{2}(?![十百千万])|123[0-9]{2}(?![0-9元块])"
    r"|十?二?三[幺一]五(?![十百千万元块])|(?<![0-9])315(?![0-9元块])|(?<=打)1[12][0-9](?![0-9])"
)
_PATTERN = re.compile(
    rf"""
    {_HOTLINE}
    |(?:退|假|缺|以|短)[一二1]?(?:赔|罚|补)[{_DIGIT}]
    |第[ ]?[{_DIGIT}百]{{1,6}}
    |(?:消保法|食安法|食品安全法|合同法|民法典)[{_DIGIT}百]{{1,5}}
    |(?<=少)一[分毛](?:钱)?|{words("idiom.zh")}
    |(?<![0-9])(?:618|1111|520|996)(?=活动|大促|返场|那天|前|当天)
    |(?:trc|erc)-?20|g[0-9]{{3,4}}(?![0-9])
    |(?:{words("idiom.numbered_en")})[ ]\#?[0-9][0-9.()a-z-]*
    |(?:{words("idiom.numbered_zh")})[是为:： ]{{0,3}}[a-z]*[0-9][0-9a-z-]*
    """,
    re.VERBOSE,
)


def find_idioms(plain: str) -> Iterator[CharSpan]:
    """Find what holds number characters and counts nothing.

    Args:
        plain: Text in small letters with number characters folded.

    Example:
        >>> text = "退一赔三，不然打12315"
        >>> [text[span.slice] for span in find_idioms(text)]
        ['退一赔三', '12315']
    """
    for match in _PATTERN.finditer(plain):
        yield CharSpan(*match.span())
