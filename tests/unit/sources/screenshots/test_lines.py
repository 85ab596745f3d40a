from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from nlp_guard.records import Box, CharSpan
from nlp_guard.sources.screenshots.lines import TextLine, joined, pieces
from nlp_guard.sources.screenshots.wrapping import text_of


@given(width=st.integers(120, 3000), height=st.integers(1, 62_000))
def test_pieces_cover_a_picture_and_overlap(width: int, height: int) -> None:
    found = pieces(width, height)
    assert (found[0][0], found[-1][1]) == (0, height)
    assert all(before[1] - after[0] >= 90 for before, after in pairwise(found))
    assert all(0 <= first < last <= height for first, last in found)


@given(tops=st.lists(st.integers(60, 120), min_size=1, max_size=120))
def test_every_line_comes_out_once_when_a_picture_is_read_in_pieces(tops: list[int]) -> None:
    height, row, boxes = 40, 10, []
    for gap in tops:
        boxes.append(Box(20, row, 300, row + height))
        row += gap
    rows = row + 100
    read = [
        ((first, last), [_seen(box, first, last) for box in boxes if _is_in(box, first, last)])
        for first, last in pieces(750, rows)
    ]
    assert [line.box for line in joined(read, rows)] == boxes


def _is_in(box: Box, first: int, last: int) -> bool:
    return box.top < last and box.bottom > first


def _seen(box: Box, first: int, last: int) -> TextLine:
    """Return what a recogniser sees of a line in a piece: at its borders, a part."""
    top, bottom = max(box.top, first) - first, min(box.bottom, last) - first
    return TextLine(text="样例", box=Box(box.left, top, box.right, bottom), score=0.9)


def _rows(*rows: tuple[str, int]) -> list[TextLine]:
    return [
        TextLine(text=text, box=Box(0, 30 * n, right, 30 * n + 30), score=0.9)
        for n, (text, right) in enumerate(rows)
    ]


def test_a_wrapped_line_goes_on_without_a_break() -> None:
    lines = _rows(("想让我们自己取消", 240), ("按成交额", 120))
    assert text_of(lines)[0] == "想让我们自己取消按成交额"


def test_latin_words_keep_a_space_when_a_line_is_wrapped() -> None:
    lines = _rows(("Send 30% of the order", 240), ("to us", 60))
    assert text_of(lines)[0] == "Send 30% of the order to us"


def test_a_break_is_kept_when_there_was_room_for_more() -> None:
    lines = _rows(("好的", 60), ("按成交额的百分之", 240))
    assert text_of(lines)[0] == "好的\n按成交额的百分之"


def test_a_long_number_has_no_room_when_it_would_not_have_fitted() -> None:
    lines = _rows(("再加上差评账号", 210), ("13800000000", 180), ("一二三四五六七八九", 270))
    assert text_of(lines)[0].startswith("再加上差评账号13800000000")


def test_spans_tell_which_part_was_read_off_which_line() -> None:
    text, read = text_of(_rows(("好的", 60), ("按成交额的百分之", 240)))
    assert [line.span for line in read] == [CharSpan(0, 2), CharSpan(3, 11)]
    assert [text[line.span.slice] for line in read] == ["好的", "按成交额的百分之"]
