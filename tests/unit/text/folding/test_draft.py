"""Edits upon edits, and what is left of them."""

from nlp_guard.records import CharSpan
from nlp_guard.text.folding.draft import Draft, Edit, FoldKind


def test_offsets_reach_the_original_when_edited_twice() -> None:
    draft = Draft("ab\u200bcd")
    draft.apply([Edit(2, 3, "", FoldKind.INVISIBLE)])
    draft.apply([Edit(1, 3, "XYZ", FoldKind.SLANG)])
    folded = draft.finish()
    assert folded.text == "aXYZd"
    assert folded.offsets == ((0, 1), (1, 4), (1, 4), (1, 4), (4, 5))


def test_inner_folds_are_left_out_when_an_outer_one_covers_them() -> None:
    draft = Draft("支.付.寳")
    draft.apply([Edit(4, 5, "宝", FoldKind.SCRIPT)])
    sources = ((0, 1), (2, 3), (4, 5))
    draft.apply([Edit(0, 5, "支付宝", FoldKind.SEPARATOR, sources)])
    (only,) = draft.finish().folds
    assert (only.original, only.folded, only.kind) == ("支.付.寳", "支付宝", FoldKind.SEPARATOR)


def test_folded_span_is_empty_when_something_is_left_out() -> None:
    draft = Draft("a\u200bb")
    draft.apply([Edit(1, 2, "", FoldKind.INVISIBLE)])
    (only,) = draft.finish().folds
    assert only.folded_span == CharSpan(1, 1)
    assert only.original_span == CharSpan(1, 2)


def test_everything_stands_for_itself_when_nothing_was_edited() -> None:
    folded = Draft("abc").finish()
    assert folded.offsets is None
    assert folded.original_span(CharSpan(1, 3)) == CharSpan(1, 3)
