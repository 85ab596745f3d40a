from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from markupsafe import Markup

from nlp_guard.records import (
    Amount,
    CharSpan,
    Label,
    LabelSpan,
    Role,
    Slots,
    TimeSpan,
    TurnReading,
    Utterance,
    UtteranceId,
    Word,
)
from nlp_guard.reports.highlight import highlighted

TEXT = "不给四千就<全退>"


def _utterance(words: tuple[Word, ...] = (), text: str = TEXT) -> Utterance:
    return Utterance(id=UtteranceId("u"), role=Role.BUYER, text=text, words=words)


def _reading(*marks: tuple[Label, int, int], slots: Slots | None = None) -> TurnReading:
    return TurnReading(
        utterance_id=UtteranceId("u"),
        spans=tuple(LabelSpan(label=label, span=CharSpan(a, b)) for label, a, b in marks),
        slots=slots or Slots(),
    )


def _words_only(shown: Markup) -> str:
    without_labels = re.sub(r'<b class="tag.*?</b>', "", shown)
    return unescape(re.sub(r"<[^>]*>", "", without_labels))


@pytest.mark.parametrize(
    "marks",
    [
        (),
        ((Label.THREAT, 5, 9),),
        ((Label.PAYMENT_DEMAND, 0, 4), (Label.THREAT, 2, 9)),
        ((Label.PAYMENT_DEMAND, 0, 9), (Label.PERCENTAGE_COMMISSION, 2, 4)),
        ((Label.THREAT, 5, 99),),
        ((Label.THREAT, 3, 3),),
    ],
)
def test_text_stays_whole_under_its_marks(marks: tuple[tuple[Label, int, int], ...]) -> None:
    assert _words_only(highlighted(_utterance(), _reading(*marks))) == TEXT


def test_labels_are_told_by_words_and_by_colour() -> None:
    shown = highlighted(_utterance(), _reading((Label.THREAT, 5, 9)))
    assert '<mark class="m-threat">&lt;全退&gt;</mark>' in shown
    assert shown.index("威胁") < shown.index("<mark")


def test_overlapping_labels_share_their_words() -> None:
    shown = highlighted(_utterance(), _reading((Label.PAYMENT_DEMAND, 0, 4), (Label.THREAT, 2, 9)))
    assert '<mark class="m-threat m-payment_demand">四千</mark>' in shown


def test_slots_are_underlined() -> None:
    slots = Slots(amounts=(Amount(span=CharSpan(2, 4), low=Decimal(4000), high=Decimal(4000)),))
    assert '<u class="slot slot-amount">四千</u>' in highlighted(
        _utterance(), _reading(slots=slots)
    )


def test_words_carry_their_second_and_their_doubt() -> None:
    words = tuple(
        Word(span=CharSpan(i, i + 1), time=TimeSpan(i, i + 1), probability=0.3 if i == 2 else 0.9)
        for i in range(4)
    )
    shown = highlighted(_utterance(words), _reading((Label.THREAT, 1, 3)))
    assert '<i class="w" data-t="1.00">给</i>' in shown
    assert '<i class="w unsure" data-t="2.00">四</i>' in shown
    assert _words_only(shown) == TEXT


def test_word_is_split_when_a_mark_begins_inside_it() -> None:
    word = Word(span=CharSpan(0, 4), time=TimeSpan(0.0, 1.0), probability=0.9)
    shown = highlighted(_utterance((word,)), _reading((Label.THREAT, 2, 6)))
    assert _words_only(shown) == TEXT
    assert shown.count('data-t="0.00"') == 2


def test_nothing_is_shown_when_nothing_was_said() -> None:
    assert highlighted(_utterance(text=""), _reading()) == ""
