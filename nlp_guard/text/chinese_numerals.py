"""Chinese numbers, figures, and both mixed: 一万二, 3万5, 四k, 4个W, 两三百, 几千, 三百多.

cn2an reads clean Chinese numbers well and is the yardstick of the tests, but it takes one number
at a time, tells no places, and raises on what shops really receive. Hence the reader here: cut a
run of number characters where two numbers merely touch, then add up each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from nlp_guard.records import CharSpan
from nlp_guard.text.numeral import MAX_DIGITS, Numeral

_HAN = "零一二三四五六七八九两俩仨"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_TENS = {"廿": 20, "卅": 30}
_LARGE = 10_000
_SCALES = {
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(_LARGE),
    "亿": Decimal(100_000_000),
    "k": Decimal(1000),
    "w": Decimal(_LARGE),
}
_FIGURES = r"\d++(?:,\d{3}(?!\d))*+(?:\.\d++)?+"
_TOKEN = re.compile(
    rf"(?P<figures>{_FIGURES})|(?P<han>[{_HAN}])|(?P<tens>[廿卅])"
    r"|(?P<scale>(?:个[ ]?)?+[十百千万亿kw])|(?P<vague>几)"
)
_VAGUE_HEAD = (
    r"(?:(?<![手以网加马晚早路线身楼车])上(?=[百千万亿])"
    r"|(?:数|[好大]?几)(?=[十百千万亿]))[十百千万亿]++"
)
_RUN = re.compile(
    rf"{_VAGUE_HEAD}|[百千万]把(?=[块元个人])"
    rf"|(?!(?:[百千万]分之|万一|(?<=万)一))(?:{_FIGURES}|[{_HAN}廿卅十百千万亿])"
    rf"(?:\d++(?:\.\d++)?+|[{_HAN}廿卅十百千万亿]|(?<=[0-9{_HAN}十百千万])[kw](?![a-z])"
    rf"|(?<=[0-9{_HAN}])个[ ]?[kw百千万](?![a-z])"
    rf"|(?<=[0-9])[ ](?=[百千万])|(?<=十)几|几(?=[十百千万]))*+"
)
_SURPLUS = re.compile(r"(?:[ ]?(?:出头|有余|好几)|多|余|来|几(?=个|块|元|人|单|家|号)|\+)")
_DECIMAL = re.compile(
    rf"(?<![{_HAN}十百\d])(?P<whole>[{_HAN}十]{{1,3}})点(?P<part>[{_HAN}]{{1,4}})(?![{_HAN}十\d])"
)
_DECIMAL_UNIT = re.compile(
    r"[ ]?(?:个|万|千|百|成|倍|元|块|折|%|k|w|点|趴|巴仙|亿|米|斤|公斤|吨|比特|刀|美)"
)
_PER_HUNDRED = re.compile(r"[百千]分[之只的][!！ ]{0,2}$")
_COUNTED = re.compile(r"[年月周天日季个個单條条張张人次套件家斤盒瓶箱车台只户分毛角起共并直定]")


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


def find_chinese_numbers(plain: str, start: int, end: int) -> Iterator[Numeral]:
    """Find the numbers in a stretch of a text that are written in Chinese or in figures.

    Args:
        plain: Text with number characters folded (``numerals.fold_figures``).
        start: Where to begin.
        end: Where to stop.

    Yields:
        In order, without overlap; ranges in words (三到五) are not joined here.

    Example:
        >>> [int(n.low) for n in find_chinese_numbers("一万二，四k，1千零50", 0, 12)]
        [12000, 4000, 1050]
    """
    at = start
    for run in _RUN.finditer(plain, start, end):
        if run.start() < at:
            continue
        for numeral in _decimal(plain, run.start()) or _numerals(plain, run.start(), run.end()):
            yield numeral
            at = numeral.span.end


def _decimal(plain: str, start: int) -> list[Numeral]:
    """Read 零点三, 一点五(个点); not the clock's 三点五十."""
    match = _DECIMAL.match(plain, start)
    if match is None:
        return []
    is_share = _PER_HUNDRED.search(plain, max(0, start - 6), start)
    if match["whole"] != "零" and not is_share and not _DECIMAL_UNIT.match(plain, match.end()):
        return []
    decimals = "".join(str(_DIGITS[char]) for char in match["part"])
    value = Decimal(f"{int(_sum(_tokens(match['whole'], 0, len(match['whole']))))}.{decimals}")
    end, scale = match.end(), Decimal(1)
    if plain[end : end + 1] in _SCALES:
        scale = _SCALES[plain[end]]
        end += 1
    return [Numeral(CharSpan(start, end), value * scale, value * scale, scale)]


def _tokens(plain: str, start: int, end: int) -> list[_Token]:
    matches = _TOKEN.finditer(plain, start, end)
    return [_Token(match.lastgroup or "", match[0], *match.span()) for match in matches]


def _numerals(plain: str, start: int, end: int) -> list[Numeral]:
    """Read a run of number characters; most runs are one number."""
    tokens = _tokens(plain, start, end)
    if plain[start] in "上数几好大":
        return [_vague(plain, start, tokens)]
    if plain[end - 1] == "把":
        value = tokens[0].value
        return [Numeral(CharSpan(start, end), value, value, value)]
    found = (_read_group(group) for group in _groups(_without_article(plain, tokens)))
    return [_with_surplus(plain, numeral) for numeral in found if numeral is not None]


def _vague(plain: str, start: int, tokens: Sequence[_Token]) -> Numeral:
    """Read 几百 as 200 to 999, 上千 as 1000 to 9999, 大几千 as 5000 to 9999."""
    unit = _product(tokens)
    least = {"上": 1, "大": 5}.get(plain[start], 2)
    return Numeral(CharSpan(start, tokens[-1].end), least * unit, 10 * unit - 1, unit)


def _product(tokens: Sequence[_Token]) -> Decimal:
    product = Decimal(1)
    for token in tokens:
        product *= token.value if token.kind == "scale" else 1
    return product


def _without_article(plain: str, tokens: list[_Token]) -> list[_Token]:
    """Leave the 一 of 三万六一年 and 两万一分都不能少 to the word it counts."""
    if len(tokens) < 3 or tokens[-1].text != "一" or tokens[-2].text == "零":
        return tokens
    last_scale = next((token.value for token in reversed(tokens) if token.kind == "scale"), 0)
    is_counting = last_scale >= 100 and _COUNTED.match(plain, tokens[-1].end)
    return tokens[:-1] if is_counting else tokens


def _groups(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Cut where two numbers merely touch: 一3000, 五百一千, 百分之十五十四万."""
    group: list[_Token] = []
    for token in tokens:
        at = _cut(group, token) if 0 < len(group) <= MAX_DIGITS else None
        if at is not None:
            yield group[:at]
            group = group[at:]
        group.append(token)
    if group:
        yield group


def _cut(group: Sequence[_Token], token: _Token) -> int | None:
    """Tell where in a group a new number must have begun, now that ``token`` follows."""
    previous = group[-1]
    is_filled = previous.text == "零" and len(group) > 1
    if "figures" in (token.kind, previous.kind) and not is_filled:
        touches = "scale" not in (token.kind, previous.kind)
        is_new = token.kind == "figures" and (token.text[0] == "0" or "." in token.text)
        return len(group) if touches or is_new else None
    scales = [index for index, other in enumerate(group) if other.kind == "scale"]
    if token.kind != "scale" or token.text[-1] in "kw" or not scales:
        return None
    if token.value >= _LARGE:
        return _cut_before_large(group, token, scales)
    return _cut_before_small(group, token, scales[-1])


def _cut_before_small(group: Sequence[_Token], token: _Token, last: int) -> int | None:
    """Cut 五百|一千 and 一千二|二十, not 一万二千."""
    digits = len(group) - last - 1
    if group[last].value < _LARGE and token.value >= group[last].value:
        is_teen = token.text == group[last].text == "十" and digits == 1
        return len(group) if is_teen or not digits else last + 1
    is_short_form = digits == 2 and group[last].value >= 100 and group[-2].text != "零"
    return len(group) - 1 if is_short_form and not _is_step_up(*group[-2:]) else None


def _cut_before_large(group: Sequence[_Token], token: _Token, scales: list[int]) -> int | None:
    """Cut 一百三十万|两万六 and 五千|两万, not 三百五十万."""
    large = [index for index in scales if group[index].value >= _LARGE]
    if large and token.value == group[large[-1]].value:
        return large[-1] + 1 if large[-1] + 1 < len(group) else None
    last = scales[-1]
    has_one_digit = len(group) - last == 2 and group[-1].text != "零"
    return last + 1 if has_one_digit and 100 <= group[last].value < _LARGE else None


def _is_step_up(left: _Token, right: _Token) -> bool:
    return left.kind == right.kind == "han" and right.value == left.value + 1


def _read_group(group: list[_Token]) -> Numeral | None:
    if len(group) == 1:
        return _read_single(group[0])
    is_absurd = len(group) > MAX_DIGITS or any(len(token.text) > MAX_DIGITS for token in group)
    kinds = {token.kind for token in group}
    is_bare_scale = kinds == {"scale"} and group[0].text != "十"
    if is_absurd or group[0].kind == "vague" or is_bare_scale:
        return None
    span = CharSpan(group[0].start, group[-1].end)
    if kinds == {"han"}:
        return _read_digits(span, group)
    scale = next((token.value for token in reversed(group) if token.kind == "scale"), Decimal(1))
    if "vague" in kinds:
        return _read_vague(span, group, scale)
    low, high = _read_range(group) or (_sum(group), _sum(group))
    return Numeral(span, low, high, scale)


def _read_single(token: _Token) -> Numeral | None:
    """Read 五, 十, 4000; a 万 alone is no number."""
    is_bare_scale = token.kind in ("scale", "vague") and token.text != "十"
    if is_bare_scale or len(token.text) > MAX_DIGITS:
        return None
    value = token.value
    scale = value if token.kind == "scale" else Decimal(1)
    digits = token.text if token.kind == "figures" and token.text.isdecimal() else ""
    return Numeral(CharSpan(token.start, token.end), value, value, scale, digits)


def _read_range(group: list[_Token]) -> tuple[Decimal, Decimal] | None:
    """Read two digits side by side (两三百, 十七八, 三四万), and 百八十."""
    texts = [token.text for token in group]
    if len(group) == 3 and texts[1] == "八" and group[0].kind == group[2].kind == "scale":
        low, high = 8 * group[2].value, group[0].value
        return (low, high) if high == 10 * group[2].value else None
    for index, (left, right) in enumerate(pairwise(group)):
        if left.kind == right.kind == "han" and "零" not in (left.text, right.text):
            low = _sum(group[: index + 1] + group[index + 2 :])
            high = _sum(group[:index] + group[index + 1 :])
            return (low, high) if low < high else None
    return None


def _read_vague(span: CharSpan, group: list[_Token], scale: Decimal) -> Numeral:
    """Read 十几 as 10 to 19, 一百几十 as 120 to 199."""
    at = next(index for index, token in enumerate(group) if token.kind == "vague")
    head, unit = _sum(group[:at]), _product(group[at + 1 :])
    if unit == 1:
        return Numeral(span, head, head + scale - 1, scale)
    return Numeral(span, head + 2 * unit, head + 10 * unit - 1, unit)


def _read_digits(span: CharSpan, group: list[_Token]) -> Numeral:
    """Read Chinese digits without a multiplier: 五, 三五 (three to five), 二五, 一三八零."""
    values = [int(token.value) for token in group]
    if len(values) == 2 and (values[1] == values[0] + 1 or values == [3, 5]) and values[0]:
        return Numeral(span, Decimal(values[0]), Decimal(values[1]))
    digits = "".join(map(str, values))
    value = Decimal(digits)
    return Numeral(span, value, value, digits=digits if len(digits) > 1 else "")


def _sum(tokens: Sequence[_Token]) -> Decimal:
    """Add up 一万二千五, 3万5, 1千零50."""
    total = section = last_scale = Decimal(0)
    digit: Decimal | None = None
    has_zero = False
    for token in tokens:
        if token.kind == "scale":
            scale = token.value
            if scale >= _LARGE or token.text[-1] == "k":
                section += digit or 0
                section = section if section or total else Decimal(1)
                total = (total + section) * scale if scale > _LARGE else total + section * scale
                section = Decimal(0)
            else:
                section += (Decimal(1) if digit is None else digit) * scale
            digit, last_scale, has_zero = None, scale, False
        elif token.kind == "tens":
            section, last_scale = section + token.value, Decimal(10)
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
    """Widen 八千多 to 8000..8999, 三百多万 to 3000000..3999999; 八十来块 stays 80."""
    match = _SURPLUS.match(plain, numeral.span.end)
    if match is None or not numeral.is_exact or numeral.low < 10:
        return numeral
    end, scale = match.end(), Decimal(1)
    if plain[end : end + 1] in ("万", "亿"):
        scale = _SCALES[plain[end]]
        end += 1
    low = high = numeral.low * scale
    if match[0] != "来":
        high = max(low, low + _place(numeral.low) * scale - 1)
    span = CharSpan(numeral.span.start, end)
    wider = max(scale, numeral.scale)
    return replace(numeral, span=span, low=low, high=high, scale=wider, digits="")


def _place(value: Decimal) -> Decimal:
    """Give the place of the last figure that is not zero: 1000 for 8000."""
    figures = str(int(value))
    return Decimal(10) ** (len(figures) - len(figures.rstrip("0")))
