from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard.records import Box
from nlp_guard.sources.screenshots.layout import Layout, bubbles
from nlp_guard.sources.screenshots.lines import TextLine
from nlp_guard.sources.screenshots.panes import pane
from nlp_guard.sources.screenshots.sides import Side
from tests.fakes.chat_pictures.drawn import LINE, SMALL, WHITE, Window, with_noise

DARK = {
    "page": (17, 17, 17),
    "theirs": (44, 44, 44),
    "ours": (62, 181, 117),
    "ink": (213, 213, 213),
}


def _read(window: Window) -> Layout:
    found = bubbles(window.pixels, window.lines)
    assert found is not None
    return found


def _texts(layout: Layout) -> list[str]:
    return ["/".join(line.text for line in entry.lines) for entry in layout.entries]


@pytest.mark.parametrize("look", [{}, DARK], ids=["light", "dark"])
def test_bubbles_are_found_with_side_and_box(look: dict[str, tuple[int, int, int]]) -> None:
    window = Window(**look)  # type: ignore[arg-type]
    window.bars("示例甲")
    window.centre("昨天21:40")
    boxes = [
        window.bubble("left", ["在吗老板"]),
        window.bubble("right", ["在的亲"]),
        window.bubble("left", ["按成交额的百分之", "三十打过来"]),
    ]
    layout = _read(window)
    assert layout.title == "示例甲"
    assert _texts(layout) == ["昨天21:40", "在吗老板", "在的亲", "按成交额的百分之/三十打过来"]
    assert [entry.side for entry in layout.entries] == [
        Side.CENTRE, Side.LEFT, Side.RIGHT, Side.LEFT,
    ]  # fmt: skip
    assert [entry.box for entry in layout.entries[1:]] == boxes
    assert layout.n_left_out == 0


def test_bubbles_are_found_when_every_pixel_is_a_little_off() -> None:
    window = Window()
    box = window.bubble("left", ["在吗老板"])
    window.bubble("right", ["在的亲"])
    window.pixels = with_noise(window.pixels)
    first, second = _read(window).entries
    assert (first.side, second.side) == (Side.LEFT, Side.RIGHT)
    assert abs(first.box.left - box.left) <= 1
    assert abs(first.box.bottom - box.bottom) <= 1


def test_side_follows_colour_when_a_bubble_fills_the_width() -> None:
    window = Window()
    window.bubble("left", ["在吗"])
    window.bubble("right", ["在的"])
    window.bubble("right", ["一二三四五六七八九十一二三四"], width=460)
    window.bubble("left", ["一二三四五六七八九十一二三四"], width=460)
    assert [entry.side for entry in _read(window).entries] == [
        Side.LEFT, Side.RIGHT, Side.RIGHT, Side.LEFT,
    ]  # fmt: skip


@pytest.mark.parametrize("side", ["left", "right"])
def test_side_follows_the_avatar_when_nothing_else_tells(side: str) -> None:
    window = Window()
    window.centre("10:30")
    window.bubble(side, ["一二三四五六七八九十一二三四"], width=460)
    assert _read(window).entries[1].side == side


def test_nicks_and_marks_are_not_talk() -> None:
    window = Window()
    window.bubble("left", ["不用发了"], nick="样例01")
    window.bubble("right", ["好的亲亲"], nick="小美", mark="已读")
    window.bubble("right", ["再见"], nick="小美", mark="未读")
    layout = _read(window)
    assert _texts(layout) == ["不用发了", "好的亲亲", "再见"]
    assert [entry.nick for entry in layout.entries] == ["样例01", "小美", "小美"]
    assert layout.n_left_out == 0


def test_notice_in_the_middle_is_kept_and_time_is_told_apart() -> None:
    window = Window()
    window.centre("10:30")
    window.bubble("left", ["在吗"])
    window.centre("对方撤回了一条消息")
    window.bubble("right", ["在的"])
    clocks = [entry.clock is not None for entry in _read(window).entries]
    assert clocks == [True, False, False, False]
    assert _texts(_read(window))[2] == "对方撤回了一条消息"


def test_small_box_under_a_bubble_is_what_it_answers() -> None:
    window = Window()
    window.bubble("left", ["这家店按老规矩办"])
    answer = window.bubble("right", ["收到收到"])
    window.row = answer.bottom + 8
    quote = Box(answer.right - 240, window.row, answer.right, window.row + SMALL + 12)
    window.fill(quote, (220, 220, 220))
    window.text("按老规矩办", quote.left + 6, quote.top + 6, SMALL)
    window.row = quote.bottom + 24
    window.bubble("left", ["明白"])
    layout = _read(window)
    assert _texts(layout) == ["这家店按老规矩办", "收到收到", "明白"]
    assert [line.text for line in layout.entries[1].quoted] == ["按老规矩办"]


def test_time_in_the_corner_of_a_bubble_is_its_time() -> None:
    window = Window()
    box = window.bubble("left", ["我们一共拍了二十六单", " "], width=360)
    window.lines.pop()
    window.text("10:32", box.right - 110, box.bottom - 28, SMALL)
    window.bubble("right", ["在的"])
    first = _read(window).entries[0]
    assert [line.text for line in first.lines] == ["我们一共拍了二十六单"]
    assert first.clock is not None


def test_lists_beside_the_pane_are_left_out_when_the_window_is_a_desktop() -> None:
    window = Window(width=1200, height=700)
    window.fill(Box(0, 0, 300, 700), (46, 46, 46))
    window.fill(Box(0, 100, 300, 160), (70, 70, 70))
    window.text("别的会话", 20, 115)
    window.text("更多会话", 20, 215)
    for top, left, words, colour in (
        (140, 360, "在吗老板", window.theirs),
        (240, 900, "在的亲", window.ours),
        (340, 360, "打三千过来", window.theirs),
    ):
        window.fill(Box(left, top, left + 30 * len(words) + 24, top + 50), colour)
        window.text(words, left + 12, top + 10)
    layout = _read(window)
    assert _texts(layout) == ["在吗老板", "在的亲", "打三千过来"]
    assert [entry.side for entry in layout.entries] == [Side.LEFT, Side.RIGHT, Side.LEFT]


def test_nothing_is_found_when_there_are_no_bubbles() -> None:
    window = Window()
    for number, words in enumerate(["床前明月光", "疑是地上霜", "举头望明月"]):
        window.text(words, 40, 100 + 50 * number)
    assert bubbles(window.pixels, window.lines) is None
    assert pane(window.lines) is None


def test_words_go_to_the_header_above_when_there_are_no_bubbles() -> None:
    window = Window()
    said = [
        "样例01(2026-04-0309:05:12):", "在吗", "不发货就赔",
        "示例店:小美 2026-04-03 09:06:01", "在的亲",
    ]  # fmt: skip
    for number, words in enumerate(said):
        window.text(words, 20, 40 + (LINE + 6) * number, 14)
    layout = pane(window.lines)
    assert layout is not None
    assert not layout.has_sides
    assert [entry.nick for entry in layout.entries] == ["样例01", "示例店:小美"]
    assert _texts(layout) == ["在吗/不发货就赔", "在的亲"]


def test_a_poster_with_boxes_is_no_chat() -> None:
    window = Window()
    for left, top in ((40, 60), (180, 200), (110, 340), (260, 480)):
        window.fill(Box(left, top, left + 180, top + 60), WHITE)
        window.text("限时特价", left + 20, top + 15)
    assert bubbles(window.pixels, window.lines) is None


def test_one_box_alone_is_no_chat() -> None:
    window = Window()
    window.bubble("left", ["限时特价"])
    assert bubbles(window.pixels, window.lines) is None


def test_bubbles_are_found_when_they_lie_on_a_photograph() -> None:
    window = Window()
    window.pixels = with_noise(window.pixels, 90)
    window.bubble("left", ["在吗老板"])
    window.bubble("right", ["在的亲"])
    layout = _read(window)
    assert _texts(layout) == ["在吗老板", "在的亲"]
    assert [entry.side for entry in layout.entries] == [Side.LEFT, Side.RIGHT]


_BOXES = st.builds(
    lambda left, top, across, down: Box(left, top, left + across, top + down),
    st.integers(0, 250), st.integers(0, 350), st.integers(1, 50), st.integers(1, 50),
)  # fmt: skip
_LINES = st.builds(
    TextLine,
    text=st.sampled_from(["在吗", "10:30", "样例01 10:30", "已读", "昨天21:40", "O", "…", "a b"]),
    box=_BOXES,
    score=st.floats(0, 1),
)


@given(
    fills=st.lists(st.tuples(_BOXES, st.integers(0, 255)), max_size=6),
    lines=st.lists(_LINES, max_size=12),
)
@settings(max_examples=60)
def test_anything_is_a_layout_or_none(fills: list[tuple[Box, int]], lines: list[TextLine]) -> None:
    window = Window(width=300, height=400)
    for box, shade in fills:
        window.fill(box, (shade, shade, shade))
    for found in (bubbles(window.pixels, lines), pane(lines)):
        for entry in found.entries if found else ():
            assert entry.lines or entry.clock
            assert set(entry.lines) <= set(lines)
