"""Numbers as people write them: Chinese, financial, figures, mixed, in words, vague, as ranges.

cn2an reads clean Chinese numbers well and is the yardstick of the tests, but it takes one
number at a time, tells no places, and raises on what shops really receive: 四k, 4个W, 两三百,
几千, 三百多, 1w2. So the reading here is our own; the grammar is small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp_guard.records import CharSpan
from nlp_guard.text.english_numerals import find_word_numbers

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_TENS = {"廿": 20, "卅": 30}
_SCALES = {
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
    "k": Decimal(1000),
    "w": Decimal(10_000),
}
_FOLD = str.maketrans(
    "０１２３４５６７８９．，％ＫＷｋｗKW"
    "〇○壹弌贰貳弍叁參叄弎肆伍陆陸柒捌玖幺"
    "拾佰仟萬億亖兩倆點幾餘數個",
    "0123456789.,%kwkwkw零零一一二二二三三三三四五六六七八九一十百千万亿四两俩点几余数个",
)
"""One code point to one: places stay where they are."""

_HAN = "零一二三四五六七八九两俩仨"
_TOKEN = re.compile(
    rf"(?P<figures>\d++(?:,\d{{3}}(?!\d))*+(?:\.\d++)?+)|(?P<han>[{_HAN}])|(?P<tens>[廿卅])"
    r"|(?P<scale>(?:个[ ]?)?+[十百千万亿kw])|(?P<vague>几)"
)
_RUN = re.compile(
    rf"(?:(?<![手以网加马晚早路线身楼车])上(?=[百千万亿])|(?:数|[好大]?几)(?=[十百千万亿]))[十百千万亿]++"
    rf"|[百千万]把(?=[块元个人])|(?!(?:[百千万]分之|万一))(?:\d++(?:,\d{{3}}(?!\d))*+(?:\.\d++)?+|[{_HAN}廿卅十百千万亿])"
    rf"(?:\d++(?:\.\d++)?+|[{_HAN}廿卅十百千万亿]|(?<=[0-9{_HAN}十百千万])[kw](?![a-z])"
    rf"|(?<=[0-9{_HAN}])个[ ]?[kw百千万](?![a-z])"
    rf"|(?<=[0-9])[ ](?=[百千万])|(?<=十)几|几(?=[十百千万]))*+"
)
_AFTER = re.compile(r"(?:[ ]?(?:出头|有余|好几)|多|余|来|几(?=个|块|元|人|单|家|号)|\+)")
_DECIMAL = re.compile(
    rf"(?<![{_HAN}十百\d])([{_HAN}十]{{1,3}})点([{_HAN}]{{1,4}})(?![{_HAN}十\d])"
)
_DECIMAL_UNIT = re.compile(
    r"[ ]?(?:个|万|千|百|成|倍|元|块|折|%|k|w|点|趴|巴仙|亿|米|斤|公斤|吨|比特|刀|美)"
)
_PER_HUNDRED = re.compile(r"[百千]分[之只的][!！ ]{0,2}$")
_COUNTED = re.compile(r"[年月周天日季个個单條条張张人次套件家斤盒瓶箱车台只户分毛角起共并直定]")
_MAX_DIGITS = 40
"""Longer strings are no quantities; Decimal would round them."""

_RANGE_SIGN = re.compile(
    r"[ ]{0,2}(?:到|至|(?P<dash>[-~～—–－−]{1,2})|(?P<comma>[,、])|to)[ ]{0,2}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and where it stands.

    Args:
        span: Code points of the text.
        low: Lowest reading; equals ``high`` where exact.
        scale: The last multiplier in it (10000 for 3万5); 1 where there is none.
        digits: Its figures, where it is nothing but figures (``0017``); else empty.
    """

    span: CharSpan
    low: Decimal
    high: Decimal
    scale: Decimal = Decimal(1)
    digits: str = ""

    @property
    def is_exact(self) -> bool:
        """Tell whether one value was said."""
        return self.low == self.high


def fold_figures(text: str) -> str:
    """Write full-width, financial and traditional number characters the plain way.

    Args:
        text: Any text.

    Returns:
        As many code points as ``text`` has.

    Example:
        >>> fold_figures("贰拾萬５０")
        '二十万50'
    """
    return text.translate(_FOLD)


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """Find every number in a text, ranges joined.

    Args:
        text: Any text, in any script.

    Returns:
        In order, without overlap. Numbers of more than forty digits are passed over.

    Example:
        >>> [(int(n.low), int(n.high)) for n in find_numerals("一万二，两三百，4个W，3到5万")]
        [(12000, 12000), (200, 300), (40000, 40000), (30000, 50000)]
        >>> [int(n.low) for n in find_numerals("三百五 一千零五十 贰拾 四k 3万5")]
        [350, 1050, 20, 4000, 35000]
    """
    plain = fold_figures(text)
    words = find_word_numbers(plain)
    found = [Numeral(word.span, word.low, word.high, word.scale) for word in words]
    at = 0
    for word in words:
        found.extend(_scan(plain, at, word.span.start))
        at = word.span.end
    found.extend(_scan(plain, at, len(plain)))
    found.sort(key=lambda numeral: numeral.span)
    return tuple(_joined(plain, found))


def read_number(text: str) -> Decimal | None:
    """Return the value of a text that is one exact number, else None.

    Example:
        >>> read_number("十七"), read_number("3万5"), read_number("几个")
        (Decimal('17'), Decimal('35000'), None)
    """
    numerals = find_numerals(text)
    if len(numerals) == 1 and len(numerals[0].span) == len(text) and numerals[0].is_exact:
        return numerals[0].low
    return None


def _scan(plain: str, start: int, end: int) -> Iterator[Numeral]:
    at = start
    for run in _RUN.finditer(plain, start, end):
        if run.start() < at:
            continue
        numerals = _decimal(plain, run.start()) or _numerals(plain, run.start(), run.end())
        for numeral in numerals:
            yield numeral
            at = numeral.span.end


def _decimal(plain: str, start: int) -> list[Numeral]:
    """Read 零点三, 一点五(个点); not the clock's 三点五十."""
    match = _DECIMAL.match(plain, start)
    if match is None:
        return []
    is_share = _PER_HUNDRED.search(plain, max(0, start - 6), start)
    if match[1] != "零" and not is_share and not _DECIMAL_UNIT.match(plain, match.end()):
        return []
    decimals = "".join(str(_DIGITS[char]) for char in match[2])
    value = Decimal(f"{int(_sum(_tokens(match[1])))}.{decimals}")
    end = match.end()
    scale = Decimal(1)
    if plain[end : end + 1] in _SCALES:
        scale = _SCALES[plain[end]]
        end += 1
    return [Numeral(CharSpan(start, end), value * scale, value * scale, scale)]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int

    @property
    def value(self) -> Decimal:
        match self.kind:
            case "figures":
                return Decimal(self.text.replace(",", ""))
            case "han":
                return Decimal(_DIGITS[self.text])
            case "tens":
                return Decimal(_TENS[self.text])
            case _:
                return _SCALES[self.text[-1]]


def _tokens(plain: str, start: int = 0, end: int | None = None) -> list[_Token]:
    matches = _TOKEN.finditer(plain, start, len(plain) if end is None else end)
    return [_Token(match.lastgroup or "", match[0], *match.span()) for match in matches]


def _numerals(plain: str, start: int, end: int) -> list[Numeral]:
    """Read a run of number characters; most runs are one number."""
    tokens = _tokens(plain, start, end)
    if plain[start] in "上数几好大":
        return _vague(plain, start, tokens)
    if plain[end - 1] == "把":
        value = tokens[0].value
        return [Numeral(CharSpan(start, end), value, value, value)]
    numerals = []
    for group in _groups(_without_article(plain, tokens)):
        numeral = _read_group(group)
        if numeral is not None:
            numerals.append(_with_surplus(plain, numeral))
    return numerals


def _without_article(plain: str, tokens: list[_Token]) -> list[_Token]:
    """Leave the 一 of 三万六一年 and 两万一分都不能少 to the word it counts."""
    if len(tokens) < 3 or tokens[-1].text != "一":
        return tokens
    last_scale = next((token.value for token in reversed(tokens) if token.kind == "scale"), 0)
    is_counting = last_scale >= 100 and tokens[-2].text != "零"
    return tokens[:-1] if is_counting and _COUNTED.match(plain, tokens[-1].end) else tokens


def _vague(plain: str, start: int, tokens: list[_Token]) -> list[Numeral]:
    """Read 几百 as 200 to 999, 上千 as 1000 to 9999."""
    unit = Decimal(1)
    for token in tokens:
        if token.kind == "scale":
            unit *= token.value
    least = 1 if plain[start] == "上" else 5 if plain[start] == "大" else 2
    return [Numeral(CharSpan(start, tokens[-1].end), least * unit, 10 * unit - 1, unit)]


def _groups(tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Cut where two numbers merely touch: 一3000, 五百一千, 百分之十五十四万."""
    group: list[_Token] = []
    for token in tokens:
        at = _cut(group, token)
        if at is not None:
            yield group[:at]
            group = group[at:]
        group.append(token)
    if group:
        yield group


def _cut(group: list[_Token], token: _Token) -> int | None:
    """Tell where in a group a new number must have begun, now that ``token`` follows."""
    if not group:
        return None
    is_filled = group[-1].text == "零" and len(group) > 1
    if "figures" in (token.kind, group[-1].kind) and not is_filled:
        if "scale" not in (token.kind, group[-1].kind):
            return len(group)
        is_new = token.kind == "figures" and (token.text[0] == "0" or "." in token.text)
        return len(group) if is_new else None
    if token.kind != "scale":
        return None
    scales = [index for index, other in enumerate(group) if other.kind == "scale"]
    if not scales:
        return None
    last = scales[-1]
    digits = len(group) - last - 1
    if token.value >= 10_000:
        return _cut_before_large(group, token, scales, digits)
    if token.text[-1] in "kw":
        return None
    if token.value >= group[last].value and group[last].value < 10_000:
        is_teen = token.text == group[last].text == "十" and digits == 1
        return len(group) if is_teen or not digits else last + 1
    if digits == 2 and group[last].value >= 100 and not _is_step_up(*group[-2:]):
        return len(group) - 1 if group[-2].text != "零" else None
    return None


def _cut_before_large(
    group: list[_Token], token: _Token, scales: list[int], digits: int
) -> int | None:
    """Cut 一百三十万|两万六 and 五千|两万, not 三百五十万."""
    large = [index for index in scales if group[index].value >= 10_000]
    if large and token.value == group[large[-1]].value:
        return large[-1] + 1 if large[-1] + 1 < len(group) else None
    last = scales[-1]
    is_new = digits == 1 and group[-1].text != "零" and 100 <= group[last].value < 10_000
    return last + 1 if is_new else None


def _is_step_up(left: _Token, right: _Token) -> bool:
    return left.kind == right.kind == "han" and right.value == left.value + 1


def _read_group(group: list[_Token]) -> Numeral | None:
    span = CharSpan(group[0].start, group[-1].end)
    if any(token.kind == "figures" and len(token.text) > _MAX_DIGITS for token in group):
        return None
    if len(group) > _MAX_DIGITS:
        return None
    kinds = {token.kind for token in group}
    if kinds == {"figures"}:
        digits = group[0].text if group[0].text.isdecimal() else ""
        return Numeral(span, group[0].value, group[0].value, digits=digits)
    if kinds == {"han"}:
        return _read_digits(span, group)
    if group[0].kind == "vague" or (kinds == {"scale"} and group[0].text != "十"):
        return None
    scale = next((token.value for token in reversed(group) if token.kind == "scale"), Decimal(1))
    is_hundred_or_eighty = (
        len(group) == 3
        and [token.kind for token in group] == ["scale", "han", "scale"]
        and group[1].text == "八"
        and group[0].value == 10 * group[2].value
    )
    if is_hundred_or_eighty:
        return Numeral(span, 8 * group[2].value, group[0].value, scale)
    if "vague" in kinds:
        return _read_vague(span, group, scale)
    for index in range(len(group) - 1):
        if _is_pair(group, index):
            low, high = (
                _sum(group[: index + 1] + group[index + 2 :]),
                _sum(group[:index] + group[index + 1 :]),
            )
            if low < high:
                return Numeral(span, low, high, scale)
    value = _sum(group)
    return Numeral(span, value, value, scale)


def _read_vague(span: CharSpan, group: list[_Token], scale: Decimal) -> Numeral:
    """Read 十几 as 10 to 19, 一百几十 as 120 to 199."""
    at = next(index for index, token in enumerate(group) if token.kind == "vague")
    head = _sum(group[:at])
    unit = Decimal(1)
    for token in group[at + 1 :]:
        unit *= token.value if token.kind == "scale" else 1
    if unit == 1:
        return Numeral(span, head, head + scale - 1, scale)
    return Numeral(span, head + 2 * unit, head + 10 * unit - 1, unit)


def _read_digits(span: CharSpan, group: list[_Token]) -> Numeral:
    """Read Chinese digits without a multiplier: 五, 三五 (three to five), 二五, 一三八零."""
    values = [int(token.value) for token in group]
    if len(values) == 2 and (values[1] == values[0] + 1 or values == [3, 5]) and values[0]:
        return Numeral(span, Decimal(values[0]), Decimal(values[1]))
    digits = "".join(map(str, values))
    return Numeral(
        span, Decimal(digits), Decimal(digits), digits=digits if len(digits) > 1 else ""
    )


def _is_pair(group: list[_Token], index: int) -> bool:
    """Tell whether two digits stand side by side as a range: 两三百, 十七八, 三四万."""
    left, right = group[index], group[index + 1]
    return left.kind == right.kind == "han" and left.text != "零" and right.text != "零"


def _sum(tokens: list[_Token]) -> Decimal:
    """Add up 一万二千五, 3万5, 1千零50."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    last_scale = Decimal(0)
    has_zero = False
    for token in tokens:
        if token.kind == "scale":
            scale = token.value
            if scale >= 10_000 or (token.text[-1] == "k"):
                section = (section + (digit or 0)) or Decimal(1)
                total = (total + section) * scale if scale > 10_000 else total + section * scale
                section = Decimal(0)
            else:
                section += (Decimal(1) if digit is None else digit) * scale
            digit, last_scale, has_zero = None, scale, False
        elif token.kind == "tens":
            section += token.value
            last_scale = Decimal(10)
        elif token.text == "零":
            has_zero = True
        else:
            value = token.value
            digit = value if digit is None or token.kind == "figures" else digit * 10 + value
    if digit is None:
        return total + section
    is_short = digit < 10 and digit == int(digit) and last_scale >= 100 and not has_zero
    return total + section + (digit * last_scale / 10 if is_short else digit)


def _with_surplus(plain: str, numeral: Numeral) -> Numeral:
    """Widen 八千多 to 8000..8999; 八十来块 stays 80."""
    match = _AFTER.match(plain, numeral.span.end)
    if match is None or not numeral.is_exact or numeral.low < 10:
        return numeral
    end, scale = match.end(), Decimal(1)
    if plain[end : end + 1] in ("万", "亿"):
        scale = _SCALES[plain[end]]
        end += 1
    low, high = numeral.low * scale, numeral.low * scale
    if match[0] != "来":
        place = Decimal(10) ** _trailing_zeros(numeral.low)
        high = max(low, low + place * scale - 1)
    span = CharSpan(numeral.span.start, end)
    return replace(
        numeral, span=span, low=low, high=high, scale=max(scale, numeral.scale), digits=""
    )


def _trailing_zeros(value: Decimal) -> int:
    figures = str(int(value))
    return len(figures) - len(figures.rstrip("0"))


def _joined(plain: str, numerals: list[Numeral]) -> Iterator[Numeral]:
    """Join 20到30, 三到五万, eight to ten thousand into one range each."""
    pending: Numeral | None = None
    for numeral in numerals:
        if pending is None:
            pending = numeral
            continue
        joined = _join(plain, pending, numeral)
        if joined is None:
            yield pending
            pending = numeral
        else:
            pending = joined
    if pending is not None:
        yield pending


def _join(plain: str, left: Numeral, right: Numeral) -> Numeral | None:
    start, end = left.span.end, right.span.start
    if end - start > 8 or not left.is_exact or not right.is_exact:
        return None
    if start == end:
        return _touching(left, right)
    sign = _RANGE_SIGN.fullmatch(plain, start, end)
    if sign is None or (sign["dash"] and _is_code(plain, left, right)):
        return None
    low = left.low
    if left.scale == 1 and right.scale > 1 and low * right.scale < right.low:
        low *= right.scale
    if not low < right.low or (sign["comma"] and not _is_step(left, right)):
        return None
    return Numeral(CharSpan(left.span.start, right.span.end), low, right.high, right.scale)


def _touching(left: Numeral, right: Numeral) -> Numeral | None:
    """Read 五百一千 as 500 to 1000."""
    is_range = 100 <= left.scale <= right.scale and left.low < right.low <= 3 * left.low
    if not is_range or len(left.span) > 2 or len(right.span) > 2:
        return None
    return Numeral(CharSpan(left.span.start, right.span.end), left.low, right.high, right.scale)


def _is_code(plain: str, left: Numeral, right: Numeral) -> bool:
    """Tell 138-0000-0017, 2015-07-24 and 7-24 of a date from a range."""
    before, after = plain[: left.span.start][-1:], plain[right.span.end :][:1]
    has_more = before in ("-", "/") or after in ("-", "/")
    return has_more or left.digits[:1] == "0" or right.digits[:1] == "0"


def _is_step(left: Numeral, right: Numeral) -> bool:
    """Tell 三、四千 and 4,5成 from a list of two numbers."""
    return left.scale == 1 and left.low < 10 and left.low * right.scale + right.scale == right.low
