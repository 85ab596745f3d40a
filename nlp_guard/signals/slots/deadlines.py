"""Deadlines: by when the demand must be met, or when the harm begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from nlp_guard.records import CharSpan, Deadline, Label
from nlp_guard.signals.slots import times_en, times_zh
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.times import When, resolve

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]{3}")
_EN_LEAD = re.compile(
    r"(?:\b(?:by|before|until|till|til|on|b4|from|within|in|due|for|come|every|no later than|starting|this)[ ](?:the[ ])?)$"
)
_PAST = re.compile(
    r"[ ]?(?:早上|上午|下午|晚上|那天|当天)?[ ]?(?:就|才|刚|已经?|我)?[ ]?(?:买的|下的?单|拍的|到的|收到|付的|发的货|签收|刚到|寄的|跟你|给你们?打过|说好|答应)"
)
_STRETCH_LEAD = re.compile(
    r"(?:给你们?|限你们?|限|再过|只有|还有|还剩|剩|等你们?|等|最多|最后|倒计时|就|为期|期限)[ ]?$"
)
_HABIT_BEFORE = re.compile(r"(?:[每一]|每个|上个?|这|前|头|第|近|已经|都|了|过)[ ]?$")
_STRETCH_TAIL = re.compile(r"[ ]?(?:内|之内|以内|后|之后|以后|时间|为期|为限|一到|为期限)")


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
    found: list[Deadline] = []
    for when in _times(page, now):
        taken.add([when.span])
        if not _is_deadline(page, when):
            continue
        end = times_zh.suffix_end(page.plain, when) or when.span.end
        lead = _EN_LEAD.search(page.before(when.span.start, 16))
        start = when.span.start - (len(lead[0]) if lead else 0)
        at = resolve(when, now) if page.sent_at is not None else None
        found.append(Deadline(span=CharSpan(start, end), at=at))
    return tuple(found)


def _times(page: Page, now: datetime) -> Iterator[When]:
    found: list[When] = []
    if _HAN.search(page.plain):
        found.extend(times_zh.find_times(page.plain, now))
    if _LATIN.search(page.plain) or not found:
        found.extend(times_en.find_times(page.plain, now))
    end = 0
    for when in sorted(found, key=lambda when: when.span):
        if when.span.start >= end:
            yield when
            end = when.span.end


def _is_deadline(page: Page, when: When) -> bool:
    if not page.has(Label.THREAT, Label.PAYMENT_DEMAND):
        return False
    if _PAST.match(page.plain, when.span.end):
        return False
    before = page.before(when.span.start, 4)
    if when.after is None:
        return True
    text = page.plain[when.span.slice]
    is_said = bool(_STRETCH_LEAD.search(before) or _STRETCH_TAIL.search(text))
    is_english = bool(re.match(r"(?:within|in|you|u|after|next)\b", text))
    is_hours = bool(re.search(r"(?:小时|钟头|分钟|刻钟|h)$", text))
    if _HABIT_BEFORE.search(before) and not is_said:
        return False
    return is_said or is_english or is_hours
