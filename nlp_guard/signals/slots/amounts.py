"""Sums that are asked for, among all that are named; and goods.

A demand names more than it asks: prices, what was refused before, the base of a reckoning. Such
figures are set aside where another figure in the turn is asked for; they stay where they are alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp_guard.records import Amount, Label
from nlp_guard.signals.slots.currencies import currency_of_talk
from nlp_guard.signals.slots.goods import find_goods
from nlp_guard.signals.slots.money import Sum, make_sum
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.patterns import any_of
from nlp_guard.signals.slots.per_what import per_what
from nlp_guard.text.numerals import Numeral

_MEASURE = re.compile(
    r"[ ]?(?:多|来|几)?[ ]?(?:"
    + any_of(
        "个 個 各 人 单 件 台 号 號 户 条 條 家 张 張 次 天 小时 钟头 分钟 年 岁 楼 群 粉 米 公里 斤 公斤 吨 箱 盒",
        "瓶 袋 包 套 双 位 名 口 顿 桌 间 晚 层 倍 折 星 字 页 级 栋 寸 码 支 只 部 辆 车 碗 杯 罐 桶 根 份 遍 句",
        "种 点 秒 度 本 副 把 批 轮 笔 段 幅 头 棵 朵 束 片 颗 盏 床 平 亩 届 款 集 期 场 成 趴 百分点",
        "kg g ml cm mm % ％ pro 型 店 女 的东西 大 像素 克 两银",
    )
    + r"|月(?![底末中初])|位|分(?![一二两三四五六七八九十\d]+[次期周个笔]))"
)
_FREE_STANDING = re.compile(
    r"[ ]?(?:$|[^a-z0-9 ]|\s*(?:"
    + any_of(
        "and or for by to now today tonight tomorrow in from per a each every is on cash paypal via then before if",
        "total flat final please pls within at plus more would will works off the monthly weekly thru till until venmo",
        "gcash zelle it you u i we n u r easy max minimum usd eur gbp back upfront all instead over under just only",
        "same as but so not no yes ok cos because when this that down mate sir 2nite tonite one",
    )
    + r")\b)"
)
_EN_MEASURE = re.compile(
    r"[ -]?(?:"
    + any_of(
        "people subs followers installs orders reviews views units kids photos stars one-stars one_star users items views",
        "accounts members tickets customers buyers downloads miles steps copies sales visitors pieces shops times pledges",
        "of_them of_us emails complaints disputes refunds fans readers listeners words square buyers bricks",
    )
    + r")\b"
)
_NOT_BEFORE = re.compile(
    r"(?:第|\bno\.?|\#|满|前|排|@|×|\*|\b(?:aged?|since|level|page|art\.?)|\d[-/.])[ ]?$"
)
_ASIDE_BEFORE = re.compile(
    r"(?:"
    + any_of(
        "卖 卖了 买 买的 买了 花 花了 原价 原来 原先 价 价格 定价 月薪 工资 值 成本 罚 罚你 降 省 便宜 减 扣 判了 成交",
        "流水 利润 货款 营业额 月销 销量 销售额 做了 借了 退 不止 不止要 不要 不够 稀罕 稀罕你 进价 昨天说 上次 之前 估值",
        "收我 收了 报价 报 开价 成交业 去年利润 净利 GMV gmv 年做 一年做 预售额 今年做了 中秋做了 卖掉 码洋 计 按 他出 别人出 省下 亏 亏了 押金 定金 货值 医药 运费 起步价 去年 上个月 原",
        "cost costs was were worth paid bought spent charged standard fee_is licence_is of price about around",
    )
    + r")(?:你|是|就|都|我|要)?[ ]?[£$€¥]?$"
)
_ASIDE_BEHIND = re.compile(
    r"[ ]?(?:元|块)?[^,，。!！?？ ]{0,4}?(?:"
    + any_of(
        "不行 不够 不要 买的 买 的货 的东西 的屏 的单 的鞋 的衣 的货款 打发 太少 嫌 变 改 涨到 一盒 一支 一瓶 一包 一斤",
        "里 的时候 营业额 流水 的订单 你当 糊弄 哄谁 就想 你自己 我没意见 也太 够干 够谁 的利润 起步 的螺 的零头 的小样 的订单 吧我们 吧两 我算好 货 的螺栓 安合同 按千 成交 里三成 里的 两不 嫌多",
        "for_the is_what is_not isn't wont won't",
    )
    + r"|[?？](?!$))"
)
_ASKS_BEFORE = re.compile(
    r"(?:"
    + any_of(
        "要 给 给我 打 转 赔 赔我 补 补我 出 拿 交 付 充 再加 再补 加 凑 算 一共 总共 共 合计 合共 得 只要 收您 收你 算你 算您 匀我",
        "pay send give want need transfer total owe accept for make_it",
    )
    + r")[ ]?(?:你|您|我|个|了|me|us)?[ ]?[£$€¥]?$"
)
_MULTIPLIED = re.compile(r"倍|赔[一二两三四五六七八九十3-9]|乘|×|翻|每天|一天|times|triple|double")
_MULTIPLES = frozenset({2, 3, 4, 5, 10, 11})
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAST_BARE = 10
_MOST_DIGITS = 7
"""Longer strings of figures without a currency are numbers of something, not sums."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    sum: Sum
    is_aside: bool


def read_amounts(page: Page, sums: Sequence[Sum], taken: Taken) -> tuple[Amount, ...]:
    """Choose the sums that are asked for, and add the goods.

    Args:
        page: The utterance.
        sums: Its sums of money with a currency.
        taken: Numbers that belong to other slots.

    Returns:
        In order, each value once. Where nobody looked at the turn's labels, only numbers with a
        currency count.

    Example:
        >>> from nlp_guard.signals.slots.money import find_sums
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> page = lay_out("470块不行，要四万七，每人两百元")
        >>> [(int(a.low), a.per) for a in read_amounts(page, find_sums(page, Taken()), Taken())]
        [(200, 'person')]
    """
    if not page.has(Label.PAYMENT_DEMAND):
        return ()
    spoken = [item for item in sums if not taken.holds(item.span)]
    held = Taken()
    held.add(item.span for item in spoken)
    candidates = [_candidate(page, item) for item in (*spoken, *_bare(page, taken, held))]
    asked = _asked(page, sorted(candidates, key=lambda candidate: candidate.sum.span))
    amounts = [
        Amount(
            span=item.span,
            low=item.low,
            high=item.high,
            currency=item.currency,
            per=per_what(page, item.span),
        )
        for item in asked
        if item.high > 0
    ]
    if page.labels is not None:
        held.add(item.span for item in asked)
        amounts.extend(good for good in find_goods(page, taken) if not held.holds(good.span))
    return tuple(sorted(amounts, key=lambda amount: amount.span))


def _candidate(page: Page, item: Sum) -> _Candidate:
    before = page.before(item.span.start, 10)
    asks = _ASKS_BEFORE.search(before)
    is_aside = asks is None and bool(
        _ASIDE_BEFORE.search(before) or _ASIDE_BEHIND.match(page.plain, item.span.end)
    )
    return _Candidate(item, is_aside)


def _bare(page: Page, taken: Taken, held: Taken) -> Iterator[Sum]:
    """Take numbers for money in a turn that demands it, unless something else is counted."""
    if page.labels is None:
        return
    for numeral in page.numerals:
        if taken.holds(numeral.span) or held.holds(numeral.span):
            continue
        if _is_money(page, numeral):
            currency = currency_of_talk([page.plain, *_earlier(page)])
            if currency is None and _HAN.search(page.plain):
                currency = "CNY"
            yield make_sum(numeral.span, numeral.low, numeral.high, currency)


def _earlier(page: Page) -> list[str]:
    return [text.lower() for text in reversed(page.previous[-12:])]


def _is_money(page: Page, numeral: Numeral) -> bool:
    start, end = numeral.span.start, numeral.span.end
    if (
        numeral.low < _LEAST_BARE
        or len(numeral.digits) > _MOST_DIGITS
        or numeral.digits[:1] == "0"
    ):
        return False
    is_small = numeral.high <= 100 and numeral.scale < 100
    if is_small and page.has(Label.PERCENTAGE_COMMISSION) and not per_what(page, numeral.span):
        return False
    if _MEASURE.match(page.plain, end) or _NOT_BEFORE.search(page.before(start, 6)):
        return False
    if numeral.scale >= 100 and page.plain[start:end].isascii():
        return not _EN_MEASURE.match(page.plain, end)
    return bool(_FREE_STANDING.match(page.plain, end))


def _asked(page: Page, candidates: list[_Candidate]) -> list[Sum]:
    """Leave out what was set aside, what is only the base of a multiple, and repetitions.

    Where a share is asked for, a lone figure set aside is what the share is reckoned on.
    """
    asks_for_share = page.labels is not None and Label.PERCENTAGE_COMMISSION in page.labels
    if asks_for_share or any(not candidate.is_aside for candidate in candidates):
        candidates = [candidate for candidate in candidates if not candidate.is_aside]
    sums = [candidate.sum for candidate in candidates]
    if _MULTIPLIED.search(page.plain):
        sums = [item for item in sums if per_what(page, item.span) or not _is_base(item, sums)]
    chosen: list[Sum] = []
    for item in sums:
        if not any((item.low, item.high) == (other.low, other.high) for other in chosen):
            chosen.append(item)
    return chosen


def _is_base(item: Sum, sums: list[Sum]) -> bool:
    return item.low > 0 and any(
        other.low / item.low in _MULTIPLES and other.span.start > item.span.start for other in sums
    )
