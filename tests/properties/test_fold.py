"""What folding must hold on any text whatever."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlp_guard.records import CharSpan
from nlp_guard.text.fold import Folded, fold

PIECES = (
    *"支付宝微信投诉差评退款货钱转账我你不就给的了薇威素平店号个点",
    *"zfbvxwqtsucp ABoO019",
    *"，。、.-·~*_/\n\t %+",
    *"①⑧Ⅷ３％ＶⅤ寳錢臺著冇ㄋ讠斥亻寸扌",
    *"💰🐧❤➕👎🐱📞👌🏻",
    *"УЅаоιρ",
    *"\u200b\u200d\ufe0f\u202e\u0336\u0301\x00\ud800\udfff\U000e0041",
    "支付宝", "wei xin", "tou su", "2 qian 8", "八 百", "https://a.cn/zfb ", "v@x.com",
)  # fmt: skip
cloaky = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
anything = st.text(st.characters(codec=None), max_size=60) | cloaky


def spans(folded: Folded) -> st.SearchStrategy[CharSpan]:
    places = st.integers(0, len(folded.text))
    return st.tuples(places, places).map(lambda pair: CharSpan(min(pair), max(pair)))


@given(anything)
@settings(max_examples=200, deadline=None)
def test_offsets_lead_back_into_the_untouched_original(text: str) -> None:
    folded = fold(text)
    assert folded.original == text
    if folded.offsets is None:
        assert folded.text == text
        assert not folded.folds
        return
    assert len(folded.offsets) == len(folded.text)
    assert all(0 <= start < end <= len(text) for start, end in folded.offsets)
    for (start, end), (next_start, next_end) in pairwise(folded.offsets):
        assert start <= next_start
        assert end <= next_end


@given(anything)
@settings(max_examples=150, deadline=None)
def test_folds_say_what_was_changed_and_nothing_else_was(text: str) -> None:
    folded = fold(text)
    written, read = 0, 0
    for each in folded.folds:
        assert text[each.original_span.slice] == each.original != each.folded
        assert folded.text[each.folded_span.slice] == each.folded
        kept = text[written : each.original_span.start]
        assert kept == folded.text[read : each.folded_span.start]
        written, read = each.original_span.end, each.folded_span.end
    assert text[written:] == folded.text[read:]


@given(st.data(), anything)
@settings(max_examples=150, deadline=None)
def test_spans_lead_back_in_order_when_any_is_asked_for(data: st.DataObject, text: str) -> None:
    folded = fold(text)
    span = data.draw(spans(folded))
    back = folded.original_span(span)
    assert back.end <= len(text)
    assert (len(back) == 0) == (len(span) == 0)
    whole = folded.original_span(CharSpan(0, len(folded.text)))
    assert whole.contains(back) or not len(span)


@given(anything)
@settings(max_examples=200, deadline=None)
@example("加我+v")
@example("支 付 寳")
@example("2 0 0 元")
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once
