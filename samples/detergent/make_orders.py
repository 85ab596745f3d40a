"""Write the order report of the sample case and the figures that follow from it.

`python samples/detergent/make_orders.py` writes `case/orders/ExportOrderList201507241000.csv` and
`expected/case.json` again, byte by byte; `--check` only compares. All persons, addresses, phones
and accounts are invented; the outline (17 accounts, 57 orders, two windows, 240 pieces of one
account, a sum of 4,000 yuan) is that of a newspaper report of August 2015.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPORT = HERE / "case" / "orders" / "ExportOrderList201507241000.csv"
EXPECTED = HERE / "expected" / "case.json"

SEED = 20150723
SHOP = "某洗涤旗舰店"
CHINA = timezone(timedelta(hours=8))

# Six of these headers end in a space, as in the platform's own reports of 2015.
_HEADER_LINE = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,"
    "联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,"
    "订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,"
    "是否手机订单,分阶段订单信息,特权订金订单id,定金排名,修改后的sku,修改后的收货地址,"
    "异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易"
)
HEADERS = tuple(next(csv.reader([_HEADER_LINE])))

UNPAID = "等待买家付款"
PAID = "买家已付款，等待卖家发货"
PART_SENT = "卖家部分发货"
SENT = "卖家已发货，等待买家确认"
CLOSED = "交易关闭"

# The rule of 2015 for late delivery on the platform: 72 h, 30 % of the price paid, at most 500.
RULE_HOURS = 72
RULE_RATE = Decimal("0.30")
RULE_CAP = Decimal(500)
FREIGHT_PER_KG = Decimal("5.50")  # case.toml [logistics] per_kg
RETURN_PER_KG = Decimal("3.20")  # case.toml [logistics] return_per_kg
CENT = Decimal("0.01")

ASKED_LOW, ASKED_HIGH = Decimal(20), Decimal(30)
ASKED_SUM = Decimal(4000)
DEADLINE = datetime(2015, 7, 24, 12, 0, tzinfo=CHINA)
FIRST_DEMAND = datetime(2015, 7, 23, 16, 24, 5, tzinfo=CHINA)
PAYEES_LISTED = datetime(2015, 7, 24, 8, 46, 2, tzinfo=CHINA)
CALLS = (datetime(2015, 7, 24, 9, 15, tzinfo=CHINA), datetime(2015, 7, 24, 10, 40, tzinfo=CHINA))


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One article: its title states the weight of a piece."""

    title: str
    price: Decimal
    kg: Decimal


LAVENDER = Product(title="净样薰衣草洗衣液4kg桶装", price=Decimal("26.90"), kg=Decimal(4))
CLEAN = Product(title="净样除菌洗衣液5kg箱装", price=Decimal("33.90"), kg=Decimal(5))
FAMILY = Product(title="净样柔护洗衣液6kg家庭装", price=Decimal("40.90"), kg=Decimal(6))
SOFTENER = Product(title="净样衣物柔顺剂2kg瓶装", price=Decimal("16.80"), kg=Decimal(2))
SOAP = Product(title="净样椰油洗衣皂200g*4块", price=Decimal("11.50"), kg=Decimal("0.8"))
BABY = Product(title="净样婴儿洗衣液1kg瓶装", price=Decimal("19.90"), kg=Decimal(1))
MAIN = (LAVENDER, CLEAN, FAMILY)
ADDED = (SOFTENER, SOAP, BABY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and to whom an order goes."""

    receiver: str
    phone: str
    address: str
    landline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """One account with its payment account and the places it sends to."""

    nick: str
    alipay: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One row of the report."""

    buyer: Buyer
    place: Place
    created: datetime
    lines: tuple[tuple[Product, int], ...]
    paid_at: datetime | None = None
    coupon: Decimal = Decimal(0)
    status: str = PAID
    extra: dict[str, str] = field(default_factory=dict)
    number: str = ""

    @property
    def total(self) -> Decimal:
        """Price of the goods in yuan, before the coupon."""
        return sum((product.price * n for product, n in self.lines), Decimal(0))

    @property
    def paid(self) -> Decimal:
        """What the buyer really paid, in yuan."""
        return self.total - self.coupon if self.paid_at else Decimal(0)

    @property
    def pieces(self) -> int:
        """Pieces over all lines."""
        return sum(n for _, n in self.lines)

    @property
    def kg(self) -> Decimal:
        """Weight by the titles."""
        return sum((product.kg * n for product, n in self.lines), Decimal(0))


# --- the ring ------------------------------------------------------------------------------------

CITY = "样例省 样例市 示例区 "
GARDEN = CITY + "测试路18号样例花园"
DEPOT = "样例省 样例市 仓前区 "
CALLER = "13900000000"  # both calls come from here; 天若惜 alone receives at this number
SHARED_2, SHARED_3 = "15000000023", "18600000041"
LANDLINE = "0990-0000018"


def _place(receiver: str, phone: str, address: str, landline: str = "") -> Place:
    return Place(receiver=receiver, phone=phone, address=address, landline=landline)


def _buyer(nick: str, alipay: str, *places: Place) -> Buyer:
    return Buyer(nick=nick, alipay=alipay, places=places)


# The order of this tuple is the order in which the chat names the payees.
RING = (
    _buyer(
        "天若惜",
        "13800000017",
        _place("田样例", CALLER, CITY + "测试路18号样例花园3幢2单元1102室(990018)"),
    ),
    _buyer(
        "南巷猫先生",
        "nanxiang.mao@example.com",
        _place("田先生", "13600000102", CITY + "测试路18号 样例花园3栋2单元1102(990018)"),
    ),
    _buyer(
        "木子清欢2015",
        "13700000032",
        _place("木样例", SHARED_2, CITY + "测试路十八号样例花园三幢二单元1102室(990018)"),
        _place("木样例", SHARED_2, CITY + "模拟街7号(990018)"),
    ),
    _buyer(
        "一只慢羊",
        "18800000048",
        _place("杨示例", "13500000105", CITY + "测试路18号样例花园3-2-1102(990018)"),
    ),
    _buyer(
        "北岸灯火",
        "beian.denghuo@example.com",
        _place("钱示例", SHARED_2, CITY + "模拟街7号(990018)"),
        _place("钱示例", SHARED_2, DEPOT + "练习大道66号示例物流园B座5号库(990066)"),
    ),
    _buyer("蓝格子衬衫", "13300000056", _place("钱示例", SHARED_2, CITY + "演示巷21号(990018)")),
    _buyer("tb6600000217", "17700000061", _place("兰先生", SHARED_2, CITY + "虚构里3号(990018)")),
    _buyer(
        "夏末微凉_z",
        "xiamo.weiliang@example.com",
        _place("夏样例", "15100000109", DEPOT + "练习大道66号 示例物流园B座5库(990066)"),
    ),
    _buyer(
        "阿七不吃辣",
        "15900000073",
        _place("戚示例", "15200000110", DEPOT + "练习大道六十六号示例物流园B座五号库(990066)"),
    ),
    _buyer(
        "山有木兮q",
        "18900000084",
        _place("单样例", SHARED_3, DEPOT + "练习大道66号示例物流园B座5号库房(990066)"),
        _place("单样例", SHARED_3, CITY + "占位路40号(990018)"),
    ),
    _buyer(
        "九月的雨点",
        "jiuyue.yudian@example.com",
        _place("于样例", SHARED_3, CITY + "范文街9号(990018)"),
    ),
    _buyer(
        "糖小果果",
        "13100000097",
        _place("唐示例", SHARED_3, CITY + "草稿路55号(990018)", LANDLINE),
    ),
    _buyer(
        "老街青石板",
        "18500000103",
        _place("石样例", "15300000114", CITY + "底稿弄12号(990018)", LANDLINE),
    ),
    # The last four share nothing with the others but time, basket and the list of payees.
    _buyer(
        "橙子不酸a",
        "chengzi.busuan@example.com",
        _place("成样例", "15500000115", "示范省 范例市 试用区 甲乙路8号2幢301室(991008)"),
    ),
    _buyer(
        "晨露听风88",
        "18200000116",
        _place("陈露样", "15600000117", "示范省 练习市 草图区 丙丁路15号1单元502(991015)"),
    ),
    _buyer(
        "小溪流水_07",
        "13200000118",
        _place("奚示例", "15700000119", "测试省 演示市 模板区 戊己街6号(992006)"),
    ),
    _buyer(
        "半夏微光",
        "banxia.weiguang@example.com",
        _place("夏微样", "15800000121", "测试省 虚拟市 空白区 庚辛路31号4幢804(992031)"),
    ),
)

# Orders of each account in (11:19-11:48, 15:55-15:59): 42 + 15 = 57.
RING_ORDERS = {
    "天若惜": (0, 3),
    "南巷猫先生": (3, 0),
    "木子清欢2015": (3, 0),
    "一只慢羊": (3, 0),
    "北岸灯火": (3, 2),
    "蓝格子衬衫": (3, 0),
    "tb6600000217": (2, 0),
    "夏末微凉_z": (3, 0),
    "阿七不吃辣": (3, 2),
    "山有木兮q": (3, 0),
    "九月的雨点": (3, 2),
    "糖小果果": (3, 0),
    "老街青石板": (2, 0),
    "橙子不酸a": (3, 2),
    "晨露听风88": (3, 0),
    "小溪流水_07": (2, 0),
    "半夏微光": (0, 4),
}
SENDERS = ("天若惜", "木子清欢2015", "一只慢羊", "夏末微凉_z", "山有木兮q", "晨露听风88")
WINDOW_1 = (
    datetime(2015, 7, 23, 11, 19, tzinfo=CHINA),
    datetime(2015, 7, 23, 11, 48, 41, tzinfo=CHINA),
)
WINDOW_2 = (
    datetime(2015, 7, 23, 15, 55, 4, tzinfo=CHINA),
    datetime(2015, 7, 23, 15, 59, 2, tzinfo=CHINA),
)
LEADER_PAID = (
    datetime(2015, 7, 23, 15, 55, 4, tzinfo=CHINA),
    datetime(2015, 7, 23, 15, 57, 18, tzinfo=CHINA),
    datetime(2015, 7, 23, 15, 59, 2, tzinfo=CHINA),
)
LEADER_PIECES = (75, 85, 80)
FAMILY_ORDERS, FAMILY_PIECES = 16, 116
CLEAN_ORDERS, CLEAN_PIECES = 38, 264
RING_COUPONS = 8
RING_COUPON = Decimal("3.00")


def _shares(rng: random.Random, total: int, n: int) -> list[int]:
    """Split total into n whole numbers that differ by a few from one another."""
    base, rest = divmod(total, n)
    parts = [base + (i < rest) for i in range(n)]
    for _ in range(2 * n):
        giver, taker = rng.sample(range(n), 2)
        if parts[giver] > base - 2 and parts[taker] < base + 3:
            parts[giver] -= 1
            parts[taker] += 1
    return parts


def _moments(rng: random.Random, window: tuple[datetime, datetime], n: int) -> list[datetime]:
    """Take n different seconds of a window, its first and its last second among them."""
    seconds = int((window[1] - window[0]).total_seconds())
    inner = rng.sample(range(5, seconds - 4), n - 2)
    return [window[0] + timedelta(seconds=s) for s in sorted([0, seconds, *inner])]


def _ring_slots(rng: random.Random) -> Iterator[tuple[Buyer, int, datetime]]:
    """Yield buyer, running number within the buyer, and time of payment; not of the leader."""
    done = {buyer.nick: 0 for buyer in RING}
    for which, window in enumerate((WINDOW_1, WINDOW_2)):
        turns = [b for b in RING[1:] for _ in range(RING_ORDERS[b.nick][which])]
        rng.shuffle(turns)
        if window is WINDOW_2:  # the leader's own orders are the first and the last of this one
            moments = _moments(rng, window, len(turns) + 2)[1:-1]
        else:
            moments = _moments(rng, window, len(turns))
        for buyer, moment in zip(turns, moments, strict=True):
            yield buyer, done[buyer.nick], moment
            done[buyer.nick] += 1


def ring_orders(rng: random.Random) -> list[Order]:
    """Return the 57 orders of the ring."""
    leader = RING[0]
    orders = [
        Order(
            buyer=leader,
            place=leader.places[0],
            created=paid - timedelta(seconds=4 if i == 0 else 11),
            paid_at=paid,
            lines=((LAVENDER, n),),
        )
        for i, (paid, n) in enumerate(zip(LEADER_PAID, LEADER_PIECES, strict=True))
    ]
    baskets = [(FAMILY, n) for n in _shares(rng, FAMILY_PIECES, FAMILY_ORDERS)]
    baskets += [(CLEAN, n) for n in _shares(rng, CLEAN_PIECES, CLEAN_ORDERS)]
    rng.shuffle(baskets)
    coupons = set(rng.sample(range(len(baskets)), RING_COUPONS))
    slots = list(_ring_slots(rng))
    for i, ((buyer, nth, paid), basket) in enumerate(zip(slots, baskets, strict=True)):
        # The very first order is paid in the second in which it is placed (one-touch payment).
        pause = 0 if paid == WINDOW_1[0] else min(rng.randint(3, 9), _since(paid))
        orders.append(
            Order(
                buyer=buyer,
                place=buyer.places[nth % len(buyer.places)],
                created=paid - timedelta(seconds=pause),
                paid_at=paid,
                lines=(basket,),
                coupon=RING_COUPON if i in coupons else Decimal(0),
            )
        )
    return orders


def _since(moment: datetime) -> int:
    """Return the seconds since the ring's window of this moment began."""
    start = WINDOW_2[0] if moment >= WINDOW_2[0] else WINDOW_1[0]
    return int((moment - start).total_seconds())


# --- ordinary buyers -----------------------------------------------------------------------------

# start, end, orders, whether they thin out towards the end (the sale opens at ten)
RHYTHM = (
    ("2015-07-23 00:04", "2015-07-23 09:58", 14, False),
    ("2015-07-23 10:00", "2015-07-23 10:12", 96, True),
    ("2015-07-23 10:12", "2015-07-23 11:18", 36, True),
    ("2015-07-23 11:19", "2015-07-23 11:48", 13, False),
    ("2015-07-23 11:50", "2015-07-23 13:30", 52, False),
    ("2015-07-23 13:30", "2015-07-23 15:54", 27, False),
    ("2015-07-23 15:55", "2015-07-23 15:59", 2, False),
    ("2015-07-23 16:00", "2015-07-23 19:00", 24, False),
    ("2015-07-23 19:30", "2015-07-23 23:50", 66, False),
    ("2015-07-24 00:10", "2015-07-24 09:50", 12, False),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("样例", "示例", "范例", "测试", "样样", "示范", "小样", "试样")
NICK_HEAD = ("爱洗衣的", "安静的", "路过的", "奔跑的", "快乐的", "隔壁的", "勤劳的", "迷路的")
NICK_TAIL = ("小象", "蜗牛", "土豆", "松鼠", "青蛙", "麦子", "橘猫", "面包", "石榴", "海豚")
AREAS = (
    "样例省 样例市 示例区",
    "样例省 样例市 仓前区",
    "样例省 样本市 城东区",
    "示范省 范例市 试用区",
    "示范省 练习市 草图区",
    "测试省 演示市 模板区",
    "测试省 虚拟市 空白区",
)
ROADS = ("白云样路", "青山样路", "和平样街", "建设样路", "文化样路", "新民样街", "长虹样路")
YARDS = ("样本小区", "示例新村", "范例家园", "模拟公寓", "虚构苑", "练习里")
CARRIERS = (130, 131, 132, 133, 135, 136, 137, 138, 139, 150, 151, 152, 155, 158, 159, 177, 180)
# More than one household fetches its parcels here: an address that proves nothing.
PICKUP = "样例省 样例市 示例区 和平样街2号样例驿站代收点(990002)"

# Buyers who also write in case/chats, and buyers made to be mistaken for the ring:
# nick, time of payment, article, pieces, address ("" = any)
NAMED = (
    ("慢慢喝茶的鱼", "2015-07-23 11:27:36", LAVENDER, 6, ""),
    ("云朵上的猫0615", "2015-07-23 15:57:02", CLEAN, 2, ""),
    ("样例花园业主1101", "2015-07-23 11:31:12", FAMILY, 1, GARDEN + "3幢2单元1101室(990018)"),
    ("柚子茶不加糖", "2015-07-23 10:02:45", CLEAN, 2, GARDEN + "3幢1单元1102室(990018)"),
    ("田田的田", "2015-07-23 15:56:20", LAVENDER, 4, GARDEN + "5幢2单元1102室(990018)"),
    ("物流园老周", "2015-07-23 11:40:09", CLEAN, 8, DEPOT + "练习大道66号示例物流园A座3号库"),
    ("样例科技行政小吴", "2015-07-23 14:21:30", LAVENDER, 60, CITY + "青山样路100号9层行政部"),
    ("爱干净的小熊", "2015-07-23 00:41:10", LAVENDER, 2, ""),
    ("老张修车铺", "2015-07-23 00:12:31", CLEAN, 3, ""),
    ("法律人小陈", "2015-07-23 00:33:02", BABY, 2, ""),
    ("折扣老李", "2015-07-23 13:02:18", LAVENDER, 20, ""),
    ("mike_in_sample", "2015-07-23 20:14:51", CLEAN, 1, ""),
    ("逗比青年欢乐多", "2015-07-23 10:00:58", LAVENDER, 2, ""),
    ("大雨滂沱的夏", "2015-07-23 01:15:20", FAMILY, 1, ""),
    ("芝麻开门888", "2015-07-23 12:10:05", CLEAN, 1, ""),
    ("果果妈妈育儿", "2015-07-23 10:01:09", BABY, 2, ""),
    ("过敏体质小雨", "2015-07-23 02:20:40", CLEAN, 1, ""),
    ("随风而去0808", "2015-07-23 03:05:12", LAVENDER, 3, ""),
    ("东门老王头", "2015-07-23 10:00:12", FAMILY, 2, ""),
    ("柠檬不萌", "2015-07-23 19:48:26", LAVENDER, 1, ""),
    ("秋水伊人_9", "2015-07-23 21:05:33", SOFTENER, 2, ""),
    ("大头儿子爱洗澡", "2015-07-23 00:20:07", CLEAN, 1, ""),
    ("热心顾客胡姐", "2015-07-23 10:07:41", LAVENDER, 4, ""),
    ("一颗小太阳呀", "2015-07-23 22:16:08", BABY, 1, ""),
)
# Ordered in the small hours from the shop's own town, delivered on the same day.
DELIVERED = {
    "爱干净的小熊",
    "老张修车铺",
    "法律人小陈",
    "大雨滂沱的夏",
    "过敏体质小雨",
    "随风而去0808",
    "大头儿子爱洗澡",
}
INVOICES = {"样例科技行政小吴": "样例市样例科技有限公司"}
MESSAGES = ("", "", "", "", "", "", "请周末送货", "不要放驿站 谢谢", "尽快发货哦")
AGAIN = 30  # ordinary buyers who come back on the same day
HOUSEHOLDS = 6  # pairs of ordinary accounts with one address and one phone
PICKUPS = 5  # ordinary accounts that use the pick-up point


def _at(text: str) -> datetime:
    form = "%Y-%m-%d %H:%M:%S" if text.count(":") > 1 else "%Y-%m-%d %H:%M"
    return datetime.strptime(text, form).replace(tzinfo=CHINA)


class Townsfolk:
    """Invents ordinary buyers, never the same nick, phone or address twice."""

    def __init__(self, rng: random.Random) -> None:
        """Draw from rng; the ring's own numbers end below 1000, these above."""
        self._rng = rng
        self._suffixes = rng.sample(range(1000, 9999), 2000)
        self._doors = rng.sample(range(101, 2400), 2000)
        self._nicks = [f"{a}{b}" for a in NICK_HEAD for b in NICK_TAIL]
        rng.shuffle(self._nicks)

    def phone(self) -> str:
        """Return a number that is well formed and belongs to nobody."""
        return f"{self._rng.choice(CARRIERS)}0000{self._suffixes.pop():04d}"

    def address(self, area: str = "") -> str:
        """Return an address of a place that does not exist, with its own door."""
        rng = self._rng
        return (
            f"{area or rng.choice(AREAS)} {rng.choice(ROADS)}{rng.randint(1, 199)}号"
            f"{rng.choice(YARDS)}"
            f"{rng.randint(1, 20)}幢{rng.randint(1, 4)}单元{self._doors.pop()}室"
            f"({rng.randint(990001, 992999)})"
        )

    def nick(self) -> str:
        """Return an unused user name."""
        rng = self._rng
        if self._nicks and rng.random() < 0.35:
            return self._nicks.pop() + rng.choice(("", "", "_a", "88", "0723"))
        return f"tb{rng.randint(1, 9)}0000{self._suffixes.pop():04d}"

    def buyer(self, nick: str = "", address: str = "") -> Buyer:
        """Return a new account; name and address may be given."""
        rng = self._rng
        phone = self.phone()
        own = rng.random()
        if own < 0.55:  # most people pay with the phone they are reached at
            alipay = phone
        elif own < 0.75:
            alipay = self.phone()
        else:
            alipay = f"user{self._suffixes.pop():04d}@example.com"
        place = Place(
            receiver=rng.choice(SURNAMES) + rng.choice(GIVEN),
            phone=phone,
            address=address or self.address(),
        )
        return Buyer(nick=nick or self.nick(), alipay=alipay, places=(place,))


def _crowd(rng: random.Random, folk: Townsfolk, n: int) -> list[Buyer]:
    """Return n buyers in the order of their orders, some of them twice."""
    buyers = [folk.buyer() for _ in range(n - AGAIN - HOUSEHOLDS - PICKUPS)]
    buyers += [
        Buyer(nick=folk.nick(), alipay=folk.phone(), places=host.places)
        for host in rng.sample(buyers, HOUSEHOLDS)
    ]
    buyers += [folk.buyer(address=PICKUP) for _ in range(PICKUPS)]
    buyers += rng.sample(buyers, AGAIN)
    rng.shuffle(buyers)
    return buyers


def _basket(rng: random.Random) -> tuple[tuple[Product, int], ...]:
    first = (rng.choice(MAIN), rng.choice((1, 1, 1, 2, 2, 3, 4)))
    others = rng.sample(ADDED, rng.choice((0, 0, 0, 0, 1, 1, 2)))
    return (first, *((product, rng.choice((1, 1, 2))) for product in others))


def _parcel(rng: random.Random) -> dict[str, str]:
    return {
        "物流单号 ": f"No:99{rng.randint(10**9, 10**10 - 1)}",
        "物流公司": rng.choice(("样例速递", "示范快运")),
    }


def _fate(rng: random.Random, created: datetime, n_lines: int) -> tuple[str, dict[str, str]]:
    """Return status and further cells of an ordinary order."""
    draw = rng.random()
    late = created > datetime(2015, 7, 24, 8, 0, tzinfo=CHINA)
    if draw < 0.03:
        return (UNPAID, {}) if late else (CLOSED, {"订单关闭原因": "买家未付款"})
    if draw < 0.055:
        return CLOSED, {"订单关闭原因": rng.choice(("不想买了", "信息填写错误，重新拍", "缺货"))}
    if created.hour < 16 and not late and draw < 0.45:
        status = PART_SENT if n_lines > 1 and rng.random() < 0.1 else SENT
        return status, _parcel(rng)
    return PAID, {}


def _ordinary(rng: random.Random, buyer: Buyer, created: datetime) -> Order:
    lines = _basket(rng)
    status, extra = _fate(rng, created, len(lines))
    unpaid = status == UNPAID or extra.get("订单关闭原因") == "买家未付款"
    message = rng.choice(MESSAGES)
    coupon = Decimal(rng.choice(("0", "0", "0", "0", "3.00", "5.00")))
    return Order(
        buyer=buyer,
        place=buyer.places[0],
        created=created,
        paid_at=None if unpaid else created + timedelta(seconds=rng.randint(4, 90)),
        lines=lines,
        coupon=Decimal(0) if unpaid else coupon,
        status=status,
        extra=extra | ({"买家留言": message} if message else {}),
    )


def ordinary_orders(rng: random.Random) -> list[Order]:
    """Return the orders of everybody else."""
    folk = Townsfolk(rng)
    orders = []
    for nick, paid, product, n, address in NAMED:
        delivered = nick in DELIVERED
        buyer = folk.buyer(nick, address or (folk.address(AREAS[0]) if delivered else ""))
        extra = {"发票抬头": INVOICES[nick]} if nick in INVOICES else {}
        orders.append(
            Order(
                buyer=buyer,
                place=buyer.places[0],
                created=_at(paid) - timedelta(seconds=rng.randint(6, 30)),
                paid_at=_at(paid),
                lines=((product, n),),
                status=SENT if delivered else PAID,
                extra=extra | (_parcel(rng) if delivered else {}),
            )
        )
    moments: list[datetime] = []
    for begin, end, n, thinning in RHYTHM:
        start, seconds = _at(begin), int((_at(end) - _at(begin)).total_seconds())
        for _ in range(n):
            part = rng.random() ** 2 if thinning else rng.random()
            moments.append(start + timedelta(seconds=int(part * seconds)))
    crowd = _crowd(rng, folk, len(moments))
    return orders + [_ordinary(rng, b, at) for b, at in zip(crowd, moments, strict=True)]


# --- the report ----------------------------------------------------------------------------------


def _numbered(rng: random.Random, orders: Iterable[Order]) -> list[Order]:
    """Give every order its number, rising with time."""
    ordered = sorted(orders, key=lambda o: (o.created, o.buyer.nick))
    number = 1930000000000000
    result = []
    for order in ordered:
        number += rng.randint(11, 99) * 10**6 + rng.randint(0, 999_999)
        result.append(replace(order, number=str(number)))
    return result


def _clock(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _row(order: Order) -> list[str]:
    cells = dict.fromkeys(HEADERS, "")
    cells |= {
        "订单编号": f'="{order.number}"',
        "买家会员名": order.buyer.nick,
        "买家支付宝账号": order.buyer.alipay,
        "买家应付货款": f"{order.total:.2f}",
        "买家应付邮费": "0.00",
        "买家支付积分": "0",
        "总金额": f"{order.total:.2f}",
        "返点积分": "0",
        "买家实际支付金额": f"{order.paid:.2f}",
        "买家实际支付积分": "0",
        "订单状态": order.status,
        "收货人姓名": order.place.receiver,
        "收货地址 ": order.place.address,
        "运送方式": "快递",
        "联系电话 ": "'" + (order.place.landline or "null"),
        "联系手机": "'" + order.place.phone,
        "订单创建时间": _clock(order.created),
        "订单付款时间 ": _clock(order.paid_at),
        "宝贝标题 ": "，".join(product.title for product, _ in order.lines),
        "宝贝种类 ": str(len(order.lines)),
        "宝贝总数量": str(order.pieces),
        "店铺Id": "0",
        "店铺名称": SHOP,
        "订单关闭原因": "订单未关闭",
        "卖家服务费": "0.00",
        "买家服务费": "0.00",
        "是否手机订单": "手机订单" if int(order.number) % 3 else "",
        "天猫卡券抵扣": f"{order.coupon:.2f}" if order.coupon else "",
    }
    cells |= order.extra
    return list(cells.values())


def report_bytes(orders: Iterable[Order]) -> bytes:
    """Return the report as the platform writes it: GBK, CRLF, the newest order first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADERS)
    for order in sorted(orders, key=lambda o: o.number, reverse=True):
        writer.writerow(_row(order))
    return text.getvalue().encode("gbk")


# --- what follows from it ------------------------------------------------------------------------


def _money(value: Decimal) -> float:
    return float(value.quantize(CENT))


def _burst(orders: list[Order], window: tuple[datetime, datetime]) -> dict[str, object]:
    inside = [o for o in orders if o.paid_at and window[0] <= o.paid_at <= window[1]]
    paid = sorted(o.paid_at for o in inside if o.paid_at)
    return {
        "start": paid[0].isoformat(),
        "end": paid[-1].isoformat(),
        "orders": len(inside),
        "accounts": len({o.buyer.nick for o in inside}),
    }


def _asks(turnover: Decimal) -> list[dict[str, object]]:
    payees = len(RING)
    total, each = _money(ASKED_SUM), _money(ASKED_SUM * payees)
    sum_ask: dict[str, object] = {
        "kind": "sum",
        "low": total,
        "high": total,
        "unit": "CNY",
        "currency": "CNY",
        "payees": payees,
        "deadline": DEADLINE.isoformat(),
    }
    return [
        {
            "id": "rate",
            "kind": "rate",
            "low": float(ASKED_LOW),
            "high": float(ASKED_HIGH),
            "unit": "percent",
            "of": "turnover",
            "total_low": _money(turnover * ASKED_LOW / 100),
            "total_high": _money(turnover * ASKED_HIGH / 100),
            "currency": "CNY",
            "agrees_with": ["sum_total"],
        },
        sum_ask
        | {
            "id": "sum_total",
            "reading": "total",
            "total_low": total,
            "total_high": total,
            "each": _money(ASKED_SUM / payees),
            "agrees_with": ["rate"],
        },
        sum_ask
        | {
            "id": "sum_each",
            "reading": "each",
            "total_low": each,
            "total_high": each,
            "each": total,
            "agrees_with": [],
        },
    ]


def _exposure(orders: list[Order]) -> dict[str, object]:
    kg = sum((o.kg for o in orders), Decimal(0))
    hold = sum((min(o.paid * RULE_RATE, RULE_CAP).quantize(CENT) for o in orders), Decimal(0))
    return {
        "turnover": _money(sum((o.paid for o in orders), Decimal(0))),
        "pieces": sum(o.pieces for o in orders),
        "weight_kg": float(kg),
        "ship": _money(kg * FREIGHT_PER_KG),
        "return_freight": _money(kg * RETURN_PER_KG),
        "hold": _money(hold),
        "rule": {"hours": RULE_HOURS, "rate": float(RULE_RATE), "cap": float(RULE_CAP)},
    }


def _roles(nick: str) -> list[str]:
    roles = ["sender"] if nick in SENDERS else []
    roles += ["caller"] if nick == RING[0].nick else []
    return [*roles, "orderer", "payee"]


def _timeline(orders: list[Order]) -> list[dict[str, str]]:
    first = min(o.paid_at for o in orders if o.paid_at)
    marks = [
        (first, "order", "first order of the ring, start of the first window"),
        (WINDOW_1[1], "order", "end of the first window"),
        (WINDOW_2[0], "order", "start of the second window"),
        (WINDOW_2[1], "order", "end of the second window"),
        (FIRST_DEMAND, "message", "first demand in chat: 20 % to 30 % of the turnover"),
        (PAYEES_LISTED, "message", "the list of the 17 Alipay accounts begins"),
        (CALLS[0], "call", "first call"),
        (CALLS[1], "call", "second call"),
        (DEADLINE, "deadline", "the demand's own deadline"),
        (first + timedelta(hours=RULE_HOURS), "deadline", "72 h of the first order end"),
    ]
    return [{"at": at.isoformat(), "what": what, "note": note} for at, what, note in marks]


def expected_case(orders: Iterable[Order]) -> dict[str, object]:
    """Return the facts that the main job must find, in the form of case.json."""
    nicks = {buyer.nick for buyer in RING}
    ring = sorted((o for o in orders if o.buyer.nick in nicks), key=lambda o: o.number)
    turnover = sum((o.paid for o in ring), Decimal(0))
    case = {
        "verdict": "extortion",
        "accounts": [
            {"id": b.nick, "platform": "taobao", "roles": _roles(b.nick), "membership": "member"}
            for b in RING
        ],
        "payees": [{"kind": "alipay", "id": b.alipay, "account": b.nick} for b in RING],
        "orders": [
            {
                "id": o.number,
                "account": o.buyer.nick,
                "paid": _money(o.paid),
                "pieces": o.pieces,
                "paid_at": o.paid_at.isoformat(),
                "ship_by": (o.paid_at + timedelta(hours=RULE_HOURS)).isoformat(),
            }
            for o in ring
            if o.paid_at
        ],
        "bursts": [_burst(ring, WINDOW_1), _burst(ring, WINDOW_2)],
        "asks": _asks(turnover),
        "exposure": _exposure(ring),
        "timeline": _timeline(ring),
    }
    return {"schema": 1, "cases": [case]}


def all_orders() -> list[Order]:
    """Return every order of the report, in the order of their numbers."""
    rng = random.Random(SEED)  # noqa: S311 - a fixed sequence is the point
    return _numbered(rng, [*ring_orders(rng), *ordinary_orders(rng)])


def files() -> dict[Path, bytes]:
    """Return what this script writes."""
    orders = all_orders()
    expected = json.dumps(expected_case(orders), ensure_ascii=False, indent=1) + "\n"
    return {REPORT: report_bytes(orders), EXPECTED: expected.encode()}


def main() -> int:
    """Write the files, or with --check compare them; return the exit code."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--check", action="store_true", help="compare, write nothing")
    check = args.parse_args().check
    code = 0
    for path, content in files().items():
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        elif not path.exists() or path.read_bytes() != content:
            sys.stderr.write(f"{path.relative_to(HERE)} differs\n")
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
