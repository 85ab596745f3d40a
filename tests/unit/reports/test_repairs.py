from __future__ import annotations

from dataclasses import replace

from nlp_guard.records import Channel, CharSpan, Investigation, Repair
from nlp_guard.reports.config import ReportsConfig
from nlp_guard.reports.html import HtmlReport


def test_a_misheard_word_is_shown_with_what_it_may_mean_beside_it(quiet: Investigation) -> None:
    detection = next(iter(quiet.detections))
    call = detection.conversation
    first = replace(
        call.utterances[0],
        text="打到之付保",
        repairs=(Repair(span=CharSpan(2, 5), meant="支付宝"),),
    )
    changed = replace(
        detection,
        conversation=replace(call, channel=Channel.CHAT, utterances=(first, *call.utterances[1:])),
    )
    shown = replace(quiet, detections=(changed, *quiet.detections[1:]))
    page = HtmlReport(ReportsConfig()).render(shown).decode()
    assert "听到“之付保”，可能是“支付宝”" in page
    assert "打到之付保" in page
