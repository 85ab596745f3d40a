"""Deadlines: by when the demand must be met, or when the harm begins.

A time is one where its own words set a limit (之前, 三天内, by Friday), or where its clause says
what must be done, or will be done, then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from nlp_guard.records import CharSpan, Deadline, Label
from nlp_guard.signals.slots import times_en, times_zh
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.patterns import any_of
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
    r"(?:(?:佣金呢？|钱|款|一直)到|几|哪天|天天|每天|每|一|昨天|前天|上|去年|约|自|你说|你说|三|四|几个|拖到|做了|今年|就是|买|整改赶上|车|大家|不过)[ ]?$"
)
_NO_TIME_BEHIND = re.compile(
    r"[ ]?(?:那[天个]|当天)?[ ]?(?:"
    + any_of(
        "成交 流水 营业 的流水 的成交 的工钱 的钱 的货款 的佣金 的房费 的太平 的事 的营业 的销 的3000 的, 的， 了",
        "都正 又买 拍的 拍了 买的 买了 下的单 到的 收到 签收的 押金 预售 大促 那单 那批 店里 茶 节礼 礼物 祭海 有雨 要在",
        "是第 第几 第九 的直播 还开不开 想不想 划 没抢 上班的 几点 来着 一晚 还有八 又 该到 看一下 组了 有八 彼 歇",
    )
    + r"|\d+号|[一二三四五六七八九十\d]+个?人拍)"
)
_WEAK = re.compile(
    r"(?:今天|今日|今儿个?|早上|上午|下午|晚上|夜里|半夜|双十一|双十二|双11|双12|元旦|五一|六一|国庆|中秋|端午|春节|清明|重阳|七夕|元宵|这个?月|今早"
    r"|[这這本](?:周|星期|礼拜)|today|this (?:week|month|afternoon|morning|evening))"
)
_DOING = re.compile(
    any_of(
        "打 转 付 给 结 到账 道帐 道账 交 汇 充 送 回话 回复 答复 签 退 还 赔 处理 解决 搞定 兑 落实 没 见 不 发 上 去 来 就",
        "全 一起 统一 准时 开始 起 举报 投诉 拍 砸 刷 曝 递 贴 拉 查 开 推送 执行 封 关 到 过 点 带 进 收 拿 走 摆 堵 喊 叫",
        "集体 陆续 同城 热榜 更新 挂 播 出殡 请 弄 交 要 涨 加 算数 齐 罚 告 起诉 立案 法院 置顶 上线 黑 烂 谈 轮到 锁 撤",
    )
)
_DOING_EN = re.compile(
    r"\b(?:pay|paid|send|sent|transfer|wire|money|cash|refund|file|filing|filed|post|post(?:ed|s|ing)|review|reviews|report|call|"
    r"go|goes|going|come|coming|will|'ll|ill|we'll|want|need|due|have|get|drop|drops|live|dark|publish|start|starts|begins|or|then|"
    r"if|else|otherwise|bring|release|ballot|notify|visit|ring|ringing|sunk|turn|dispute|settle|owe|return|fix|back|again|vote|"
    r"every|petition|run|runs|read|told|tell|closes|window|option|half|final|ddl|deadline)\b|[$£€₦₱]|\d{3}"
)
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
    if _NO_TIME_BEFORE.search(before) or _NO_TIME_BEHIND.match(page.plain, when.span.end):
        return False
    text = page.plain[when.span.slice]
    if _PART_ONLY_EN.match(text):
        return False
    if not _WEAK.fullmatch(text):
        return True
    clause = page.plain[page.clause(when.span).slice]
    return bool(_DOING.search(clause.replace(text, "")) or _DOING_EN.search(page.plain))


def _is_stretch_limit(page: Page, when: When, before: str) -> bool:
    text = page.plain[when.span.slice]
    if _GIVEN.search(before) or _STRETCH_LIMIT.search(text):
        return not re.search(r"每$", before)
    if text[0].isascii() and not _HAN.search(text):
        return True
    if _NO_STRETCH_BEFORE.search(before):
        return False
    return bool(_HOURS.search(text) and _STRETCH_TAIL.match(page.plain, when.span.end)) or bool(
        re.fullmatch(r"[ ]*", before) and _STRETCH_TAIL.match(page.plain, when.span.end)
    )
