"""Characters and digits set apart, as in 坏 果 包 赔, 总·额, 2 0 %."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp_guard.text.folding.draft import Draft, Edit, FoldKind
from nlp_guard.text.words import cut

_HAN = "[一-鿿]"
_SEPARATOR = "(?:[ \t]{1,3}|\n|[-.·•・‧∙_~*/|\\\\^=+▪■●◆┆┃、])"
_ONE = "[0-9A-Za-z一-鿿]"
_SPACED_TALK = re.compile(
    f"(?<!{_ONE}){_ONE}(?P<mark>{_SEPARATOR}){_ONE}(?:(?P=mark){_ONE})+(?!{_ONE})"
)
_UNIT = "(?:%|％|个点|块|元|万|千|百|毛|成|折|[kKwW](?![A-Za-z]))"
_SPACED_NUMBER = re.compile(
    f"(?<![0-9A-Za-z.,])[0-9](?: [0-9])+ ?(?={_UNIT})"
    r"|(?<![0-9A-Za-z.,])[0-9](?:[ ·_~*-][0-9]){4,}(?![0-9])"
    r"|(?<![0-9A-Za-z.,])1[0-9 ]{0,4} [0-9 ]{8,19}[0-9](?![0-9])"
)
_COUNTS, _POWERS = "一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾俩仨几", "十百千万拾佰仟"
_NUMERAL = f"[{_COUNTS}{_POWERS}]"
_SPACED_NUMERAL = re.compile(
    f"(?<![0-9.{_COUNTS}{_POWERS}])[{_COUNTS}] [{_POWERS}]"
    f"(?:(?: {_NUMERAL})*(?!{_HAN}{_HAN})|(?=[元块个]))"
)
_PHONE_DIGITS = 11
_LEAST_IN_WORDS = 0.4
"""Share of the characters that must fall into words of two and more once they are closed up."""
_ORDINARY_MARKS = frozenset(" \t\n-、/")
"""Marks that also stand between the entries of a list."""


def fold_spacing(draft: Draft) -> None:
    """Close up what was set apart.

    Example:
        >>> draft = Draft("点「坏 果 包 赔」，2 0 %，打1 3 8 0 0 0 0 6 6 1 2，蓝 白 灰")
        >>> fold_spacing(draft)
        >>> draft.text
        '点「坏果包赔」，20%，打13800006612，蓝 白 灰'
    """
    for step in (_talk, _numbers):
        edits = list(step(draft.text))
        if edits:
            draft.apply(edits)


def is_set_apart(text: str) -> bool:
    """Tell whether this step may find something."""
    patterns = (_SPACED_TALK, _SPACED_NUMBER, _SPACED_NUMERAL)
    return any(pattern.search(text) for pattern in patterns)


def _talk(text: str) -> Iterator[Edit]:
    for match in _SPACED_TALK.finditer(text):
        closed = re.sub(_SEPARATOR, "", match.group())
        if _is_talk(closed, match.group("mark")[0]):
            yield _close(text, match.start(), match.end())


def _is_talk(closed: str, mark: str) -> bool:
    if len(re.findall(_HAN, closed)) < 3:
        return False
    words = [token.text for token in cut(closed) if re.search(f"{_HAN}{{2}}", token.text)]
    if len(closed) == 3:
        return words == [closed]
    return mark not in _ORDINARY_MARKS or sum(map(len, words)) >= _LEAST_IN_WORDS * len(closed)


def _numbers(text: str) -> Iterator[Edit]:
    found = [match for match in _SPACED_NUMBER.finditer(text) if _is_one_number(match.group())]
    found += _SPACED_NUMERAL.finditer(text)
    done = 0
    for match in sorted(found, key=lambda match: match.start()):
        if match.start() >= done:
            yield _close(text, match.start(), match.end())
            done = match.end()


def _is_one_number(written: str) -> bool:
    """Tell a number set apart from a list: single digits, or a telephone number in pieces."""
    pieces = re.split("[ ·_~*-]+", written.strip())
    if all(len(piece) == 1 for piece in pieces):
        return len(pieces) > 2 or int(pieces[1]) != int(pieces[0]) + 1  # 4 5成: four to five
    singles = sum(len(piece) == 1 for piece in pieces)
    return sum(map(len, pieces)) == _PHONE_DIGITS and singles >= 3


def _close(text: str, start: int, end: int) -> Edit:
    kept = [at for at in range(start, end) if text[at].isalnum()]
    sources = tuple((at, at + 1) for at in kept)
    return Edit(start, end, "".join(text[at] for at in kept), FoldKind.SEPARATOR, sources)
