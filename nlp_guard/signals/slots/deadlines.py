"""Deadlines: by when the demand must be met, or when the harm begins.

A time is one where its own words set a limit (之前, 三天内, by Friday), or, on a turn known to
threaten or to demand, where its clause says what must be done, or will be done, then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from nlp_guard.records import CharSpan, Deadline, Label
from nlp_guard.signals.slots import times_en, times_zh
from nlp_guard.signals.slots.festivals import NAMES
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.patterns import words
from nlp_guard.signals.slots.times import When, resolve

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]{3}")
_LIMIT_EN = re.compile(
    r"\b(?:by|before|until|till|til|thru|b4|within|due|no later than|up to)[ ](?:the[ ])?$"
)
_LEAD_EN = re.compile(r"\b(?:on|from|for|come|starting|startin'|this|in|at)[ ](?:the[ ])?$")
_GIVEN = re.compile(
    r"(?:给你们?|给您|限你们?|限您|限|再过|只有|还有|还剩|最多|最后|倒计时|期限|为期)[ ]?$"
)
_STRETCH_LIMIT = re.compile(r"(?:之?内|以内|之?后|以后|时间|为期|为限)$")
_STRETCH_TAIL = re.compile(
    r"[ ]?(?:一到|一过|到点|不|没|为限|倒计时|过期|时间|的时间|[,，。!！]|$)"
)
_HOURS = re.compile(r"(?:小时|钟头|分钟|刻钟|\dh)$")
_NO_STRETCH_BEFORE = re.compile(
    r"(?:[每一这前头第近等]|已经|都|了|过|一锁|超管|骑.{0,4}|退货|七天无理由)[ ]?$"
)
_NO_TIME_BEFORE = re.compile(
    rf"(?:{words('deadline.no_time_before')})[ ]?$|合同[^,，。 ]{{0,6}}$"
    r"|\b(?!need|paid|owed)\w+ed,? (?:(?:on|in|within|at) )?(?:the )?$"
)
_NO_TIME_BEHIND = re.compile(
    rf"[ ]?(?:那[天个]|当天)?[ ]?(?:{words('deadline.no_time_behind')}|\d+号)"
)
_WEAK = re.compile(
    r"(?:今天|今日|今儿个?|今早|早上|上午|下午|晚上|夜里|半夜|这个?月|[这這本](?:周|星期|礼拜)"
    r"|today|this (?:week|month|afternoon|morning|evening))"
)
_FESTIVAL = re.compile(rf"(?:{'|'.join(NAMES)})节?")
_THAT_DAY = re.compile(r"当天|那天|起|开始|一到")
_ALONE = re.compile(r"[ ]*(?:[,，。.!！]|$)")
_DOING = re.compile(words("deadline.doing_zh"))
_DOING_EN = re.compile(rf"\b(?:{words('deadline.doing_en')})\b|[$£€₦₱]|\d{{3}}")
_LAST_YEAR = 9_000
"""Beyond, adding a stretch of time may leave the calendar."""
_REACH_EN = 120
_PART_ONLY_EN = re.compile(r"^(?:morning|afternoon|evening|night|lunch(?:time)?)$")


def read_deadlines(page: Page, taken: Taken) -> tuple[Deadline, ...]:
    """Find by when something must be done, or will be done.

    Args:
        page: The utterance.
        taken: Every time that was found is added, deadline or not.

    Returns:
        In order; ``at`` is None where the words name no moment or the utterance has no time.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> now = datetime.fromisoformat("2015-07-24T09:15+08:00")
        >>> [str(d.at) for d in read_deadlines(lay_out("十二点之前打过来", sent_at=now), Taken())]
        ['2015-07-24 12:00:00+08:00']
    """
    now = page.sent_at or datetime(2000, 1, 1, tzinfo=UTC)
    found: dict[object, Deadline] = {}
    for when in _times(page, now):
        if taken.holds(when.span):
            continue
        taken.add([when.span])
        if not page.has(Label.THREAT, Label.PAYMENT_DEMAND) or not _is_deadline(page, when):
            continue
        at = resolve(when, now) if page.sent_at is not None else None
        found.setdefault(at or when.span, Deadline(span=_with_limit(page, when), at=at))
    return tuple(found.values())


def _times(page: Page, now: datetime) -> Iterator[When]:
    found: list[When] = []
    if now.year > _LAST_YEAR:
        return
    if _HAN.search(page.plain):
        found.extend(times_zh.find_times(page.plain, now))
    if _LATIN.search(page.plain) or not found:
        found.extend(times_en.find_times(page.plain, now))
    end = 0
    for when in sorted(found, key=lambda when: when.span):
        if when.span.start >= end:
            yield when
            end = when.span.end


def _with_limit(page: Page, when: When) -> CharSpan:
    """Take in 之前 behind and ``by`` before."""
    before = page.before(when.span.start, 16)
    lead = _LIMIT_EN.search(before) or _LEAD_EN.search(before)
    start = when.span.start - (len(lead[0]) if lead else 0)
    return CharSpan(start, times_zh.suffix_end(page.plain, when) or when.span.end)


def _is_deadline(page: Page, when: When) -> bool:
    before = page.before(when.span.start, 16)
    if when.after is not None:
        return _is_stretch_limit(page, when, before)
    if times_zh.suffix_end(page.plain, when) is not None or _LIMIT_EN.search(before):
        return True
    if page.labels is None:
        return False
    text = page.plain[when.span.slice]
    is_no_limit = (
        _NO_TIME_BEFORE.search(before)
        or _NO_TIME_BEHIND.match(page.plain, when.span.end)
        or _PART_ONLY_EN.match(text)
        or (when.is_open and not page.has(Label.PAYMENT_DEMAND))
        or (_FESTIVAL.fullmatch(text) and not _THAT_DAY.match(page.plain, when.span.end))
    )
    if is_no_limit:
        return False
    return not _WEAK.fullmatch(text) or _is_something_done(page, when, text)


def _is_something_done(page: Page, when: When, text: str) -> bool:
    """Tell 今天打过来 from 今天买的: a vague day counts where its clause says what happens."""
    if _ALONE.match(page.plain, when.span.end) and page.has(Label.PAYMENT_DEMAND):
        return True
    clause = page.plain[page.clause(when.span).slice]
    around = page.plain[max(0, when.span.start - _REACH_EN) : when.span.end + _REACH_EN]
    return bool(_DOING.search(clause.replace(text, "")) or _DOING_EN.search(around))


def _is_stretch_limit(page: Page, when: When, before: str) -> bool:
    text = page.plain[when.span.slice]
    if _GIVEN.search(before) or _STRETCH_LIMIT.search(text):
        return not re.search(r"每$", before)
    if text[0].isascii() and not _HAN.search(text):
        return True
    if _NO_STRETCH_BEFORE.search(before):
        return False
    return bool(_HOURS.search(text) and _STRETCH_TAIL.match(page.plain, when.span.end)) or bool(
        re.search(r"(?:^|[ ,，。.!！?？])$", before)
        and _STRETCH_TAIL.match(page.plain, when.span.end)
    )
