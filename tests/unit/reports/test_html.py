from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nlp_guard.records import (
    Case,
    CaseId,
    Channel,
    CharSpan,
    Conversation,
    ConversationId,
    Coverage,
    Detection,
    Investigation,
    Phrase,
    Provenance,
    Role,
    Source,
    TurnReading,
    Utterance,
    UtteranceId,
    Verdict,
)
from nlp_guard.reports.config import ReportsConfig
from nlp_guard.reports.html import HtmlReport
from tests.fakes.ring_case import empty_investigation

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "'><svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "\u202e\u2066 04 \u0000 \u200b",
    "\ud83d lone",
)
"""What a buyer could write to do something to the page that shows it."""


class _Elements(HTMLParser):
    """Lists elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs


def _parsed(page: str) -> _Elements:
    parser = _Elements()
    parser.feed(page)
    parser.close()
    return parser


def _said(texts: tuple[str, ...], n: int = 0, verdict: Verdict = Verdict.NONE) -> Detection:
    utterances = tuple(
        Utterance(
            id=UtteranceId(f"<u{n}>\"'{i}"),
            role=Role.BUYER,
            speaker=text,
            text=text,
            sent_at=datetime(2015, 7, 23, 12, i, tzinfo=UTC),
            source_span=CharSpan(i * 1000, i * 1000 + len(text)),
        )
        for i, text in enumerate(texts)
    )
    return Detection(
        conversation=Conversation(
            id=ConversationId(f"conv-{n}"),
            channel=Channel.CHAT,
            utterances=utterances,
            provenance=Provenance(
                uri=f"chats/{texts[0]}{n}.txt", sha256="0" * 64, read_at=datetime.now(UTC)
            ),
        ),
        turns=tuple(TurnReading(utterance_id=u.id) for u in utterances),
        verdict=verdict,
        verdict_probability=0.0,
    )


def _investigation(*detections: Detection, cases: tuple[Case, ...] = ()) -> Investigation:
    return Investigation(
        folder=Path("nowhere"),
        created=datetime(2015, 7, 24, tzinfo=UTC),
        cases=cases,
        detections=detections,
        orders=(),
        coverage=Coverage(),
        version="0",
        models={},
    )


def test_every_link_leads_somewhere(page: str) -> None:
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links
    assert links <= set(re.findall(r'\bid="([^"]+)"', page))


def test_every_anchor_is_used_once(page: str) -> None:
    anchors = re.findall(r'\bid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))


def test_every_exhibit_of_a_case_is_on_the_page(page: str, case: Case) -> None:
    for key, exhibit in case.evidence.items():
        assert f'id="c1-{key}"' in page
        assert exhibit.provenance.sha256 in page


def test_policy_allows_nothing_but_the_page_itself(page: str) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert found
    policy = dict(part.strip().split(" ", 1) for part in unescape(found[1]).split(";"))
    assert policy["default-src"] == "'none'"
    for element in ("style", "script"):
        content = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        assert len(content) == 1
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert policy[f"{element}-src"] == f"'sha256-{digest}'"


def test_page_names_no_address_outside_of_itself(page: str) -> None:
    for name, value in _parsed(page).attributes:
        if name in ("src", "href", "action", "data", "srcset", "poster"):
            assert (value or "").startswith(("#", "data:"))
    assert "@import" not in page
    assert "url(" not in page


def test_page_holds_no_inline_handlers_or_styles(page: str) -> None:
    names = {name for name, _ in _parsed(page).attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}


@pytest.mark.parametrize("text", HOSTILE)
def test_buyers_words_are_text_and_nothing_else(text: str) -> None:
    plain = _parsed(HtmlReport().render(_investigation(_said(("words",)))).decode())
    page = HtmlReport().render(_investigation(_said((text,)))).decode()
    hostile = _parsed(page)
    extra = [e for e in hostile.elements if e != "bdi"]
    assert extra == [e for e in plain.elements if e != "bdi"]
    assert {n for n, _ in hostile.attributes} <= {n for n, _ in plain.attributes} | {"data-cp"}
    assert "\x00" not in page


def test_words_are_escaped_once_when_they_hold_markup(quiet: Investigation, case: Case) -> None:
    reason = Phrase(zh="<b>&", en="<i>&")
    changed = replace(case, reasons=(reason,), unresolved=(reason,))
    page = HtmlReport().render(replace(quiet, cases=(changed,))).decode()
    assert "&lt;b&gt;&amp;" in page
    assert "&amp;lt;" not in page


def test_direction_marks_are_shut_in_when_a_buyer_uses_them() -> None:
    page = HtmlReport().render(_investigation(_said(("4\u202e000",)))).decode()
    assert '4<bdi class="hid" data-cp="U+202E">\u202e</bdi>000' in page


def test_page_says_what_was_read_when_nothing_was_found(tmp_path: Path) -> None:
    page = HtmlReport().render(empty_investigation(tmp_path)).decode()
    assert "没有发现案件" in page
    assert "Nothing found" in page
    assert "chats/03-示例_普通客一.txt" in page
    assert "the file ends after 12 bytes" in page


def test_page_holds_nothing_but_coverage_when_nothing_was_read() -> None:
    page = HtmlReport().render(_investigation()).decode()
    assert "没有发现案件" in page


def test_page_says_so_when_recordings_were_not_heard(tmp_path: Path) -> None:
    investigation = replace(empty_investigation(tmp_path), model_failure="model x: not here")
    assert "model x: not here" in HtmlReport().render(investigation).decode()


def test_page_leads_to_each_case_when_there_are_several(quiet: Investigation, case: Case) -> None:
    second = replace(case, id=CaseId("case-0002"))
    page = HtmlReport().render(replace(quiet, cases=(case, second))).decode()
    anchors = re.findall(r'\bid="([^"]+)"', page)
    assert {"c1", "c2", "c1-e1", "c2-e1"} <= set(anchors)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)
    assert "发现 2 起案件" in page


def test_a_bare_case_is_shown_when_it_has_no_more_than_a_verdict() -> None:
    bare = Case(id=CaseId("case-x"), verdict=Verdict.SUSPICIOUS, probability=0.4, accounts=())
    page = HtmlReport().render(_investigation(cases=(bare,))).decode()
    for said in ("没有读到索要钱款的话", "本案没有订单", "本案没有聊天记录", "本案没有通话录音"):
        assert said in page


def test_left_out_conversations_are_counted_when_there_are_many() -> None:
    many = [_said((f"words {n}",), n) for n in range(40)]
    grave = _said(("grave",), 99, Verdict.SUSPICIOUS)
    report = HtmlReport(ReportsConfig(max_other_conversations=10))
    page = report.render(_investigation(*many, grave)).decode()
    assert "此处给出其中 10 段（共 41 段）" in page
    assert page.count('class="conversation"') == 10
    assert "grave" in page


def test_left_out_sources_are_counted_and_cited_ones_kept(ring: Investigation) -> None:
    padding = tuple(
        Source(path=f"a/{n}", sha256="1" * 64, kind="chat", reader="x", n_records=1, size_bytes=1)
        for n in range(50)
    )
    coverage = replace(ring.coverage, sources=(*padding, *ring.coverage.sources))
    report = HtmlReport(ReportsConfig(max_sources=6))
    page = report.render(replace(ring, coverage=coverage)).decode()
    assert "列出 6 个，共 58 个" in page
    assert '<td data-c="file" class="path">orders/ExportOrderList.csv' in page


def test_page_is_the_same_when_made_twice(ring: Investigation, page: str) -> None:
    assert HtmlReport().render(ring).decode() == page


def test_sums_are_written_out(page: str) -> None:
    assert "20% × ¥20,566.60" in page
    assert "¥4,000 ÷ 17 个收款账户 ≈ 每户 ¥235.29" in page
    assert "¥4,000 × 17 个收款账户 = ¥68,000" in page


def test_freight_is_called_unknown_when_the_shop_gave_no_rate(
    quiet: Investigation, case: Case
) -> None:
    assert case.exposure is not None
    exposure = replace(case.exposure, ship=None, return_freight=None)
    changed = replace(case, exposure=exposure)
    page = HtmlReport().render(replace(quiet, cases=(changed,))).decode()
    assert "缺运费单价或重量" in page


def test_limit_of_sound_is_told_when_copies_do_not_fit(ring: Investigation) -> None:
    page = HtmlReport(ReportsConfig(max_audio_bytes=10_000)).render(ring).decode()
    assert "data:audio" not in page
    assert "未嵌入试听副本" in page


def test_config_refuses_sound_that_nobody_understands() -> None:
    with pytest.raises(ValueError, match="audio_bitrate"):
        ReportsConfig(audio_bitrate=1)


def test_turnover_is_told_when_a_case_has_no_exposure(quiet: Investigation, case: Case) -> None:
    changed = replace(case, exposure=None)
    page = HtmlReport().render(replace(quiet, cases=(changed,))).decode()
    assert "¥20,566.60" in page
