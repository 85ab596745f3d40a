"""Invented talk of a ring and of lawful buyers, as a script that becomes records with places.

A line is ``(role, "HH:MM:SS" or seconds, text, labels, slots)``: labels map to the words that
carry them, slots name what is read and the words it is read from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from nlp_guard.records import (
    Amount,
    CharSpan,
    Condition,
    Deadline,
    Label,
    LabelSpan,
    OnBehalfOf,
    Payee,
    PayeeKind,
    Percent,
    Role,
    Slots,
    ThreatKind,
    TurnReading,
    UtteranceId,
)

ZONE = ZoneInfo("Asia/Shanghai")
NICKS = tuple(f"示例_{stem}" for stem in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午")
CALLER = "00000000017"
BUYER, AGENT = Role.BUYER, Role.AGENT
THREAT, DEMAND, RATE = Label.THREAT, Label.PAYMENT_DEMAND, Label.PERCENTAGE_COMMISSION
NOON = datetime(2015, 7, 24, 12, 0, tzinfo=ZONE)


@dataclass(frozen=True, kw_only=True)
class Line:
    role: Role
    at: str | float
    text: str
    labels: Mapping[Label, str] = field(default_factory=dict)
    kinds: tuple[ThreatKind, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)

    def place(self, words: str) -> CharSpan:
        start = self.text.index(words)
        return CharSpan(start, start + len(words))

    def reading(self, utterance_id: UtteranceId) -> TurnReading:
        """Return what was read in this line."""
        return TurnReading(
            utterance_id=utterance_id,
            labels=frozenset(self.labels),
            threat_kinds=frozenset(self.kinds),
            probabilities={label: 0.97 if label in self.labels else 0.02 for label in Label},
            spans=tuple(
                LabelSpan(label=label, span=self.place(words))
                for label, words in self.labels.items()
            ),
            slots=self._slots(),
        )

    def _slots(self) -> Slots:
        at = {name: self.place(words) for name, words in self.slots.items()}
        return Slots(
            percents=(
                (Percent(span=at["percent"], low=Decimal(20), high=Decimal(30), of="turnover"),)
                if "percent" in at
                else ()
            ),
            amounts=(
                (Amount(span=at["amount"], low=Decimal(4000), high=Decimal(4000)),)
                if "amount" in at
                else ()
            ),
            payees=(
                (Payee(span=at["payees"], kind=PayeeKind.ALIPAY, count=17),)
                if "payees" in at
                else ()
            ),
            deadlines=(Deadline(span=at["deadline"], at=NOON),) if "deadline" in at else (),
            on_behalf_of=(
                (OnBehalfOf(span=at["behalf"], count=17, who="买家"),) if "behalf" in at else ()
            ),
            conditions=(Condition(span=at["condition"]),) if "condition" in at else (),
        )


CHATS: Sequence[tuple[str, str, str, Sequence[Line]]] = (
    (
        NICKS[0],
        "2015-07-23",
        "extortion",
        (
            Line(role=BUYER, at="15:59:40", text="在吗，刚才那几单是我们一起下的"),
            Line(role=AGENT, at="16:00:12", text="您好，在的呢，请问有什么可以帮您？"),
            Line(
                role=BUYER,
                at="16:01:05",
                text="我代表17个买家跟你们谈，把成交额的20%-30%打过来，大家都省事",
                labels={
                    DEMAND: "把成交额的20%-30%打过来",
                    RATE: "成交额的20%-30%",
                },
                slots={"percent": "20%-30%", "behalf": "17个买家"},
            ),
            Line(
                role=BUYER,
                at="16:01:50",
                text="不给的话57单全部退货，运费够你们喝一壶的",
                labels={THREAT: "不给的话57单全部退货"},
                kinds=(ThreatKind.MASS_RETURN,),
                slots={"condition": "57单全部退货"},
            ),
            Line(role=AGENT, at="16:03:30", text="这个我做不了主，需要请示主管"),
        ),
    ),
    (
        NICKS[3],
        "2015-07-23",
        "extortion",
        (
            Line(
                role=BUYER,
                at="16:20:08",
                text="跟甲是一起的。两成到三成，你们自己算，别等我们全退了再后悔",
                labels={DEMAND: "两成到三成，你们自己算", RATE: "两成到三成", THREAT: "全退了"},
                kinds=(ThreatKind.MASS_RETURN,),
                slots={"percent": "两成到三成"},
            ),
            Line(role=AGENT, at="16:21:00", text="请您走正常的售后流程。"),
        ),
    ),
    (
        NICKS[6],
        "2015-07-23",
        "suspicious",
        (
            Line(role=BUYER, at="16:40:31", text="我们老大跟你们说的事考虑得怎么样了"),
            Line(role=AGENT, at="16:42:10", text="您说的是哪件事呢？"),
            Line(
                role=BUYER,
                at="16:42:55",
                text="别装，仓库发了货我们也是拒签",
                labels={THREAT: "发了货我们也是拒签"},
                kinds=(ThreatKind.MASS_RETURN,),
            ),
        ),
    ),
    (
        "示例_普通客一",
        "2015-07-23",
        "none",
        (
            Line(role=BUYER, at="10:02:10", text="洗衣液漏了一半！！你们怎么包装的"),
            Line(role=AGENT, at="10:03:00", text="非常抱歉，麻烦您拍张照片给我们好吗"),
            Line(
                role=BUYER,
                at="10:05:44",
                text="不给退款我就打12315",
                labels={THREAT: "打12315"},
                kinds=(ThreatKind.COMPLAINT,),
            ),
        ),
    ),
    (
        "示例_普通客二",
        "2015-07-23",
        "none",
        (
            Line(role=BUYER, at="11:30:01", text="今天下单什么时候发货呀"),
            Line(role=AGENT, at="11:30:40", text="72小时内发出哦"),
            Line(role=BUYER, at="11:31:02", text="好的谢谢"),
        ),
    ),
)

CALLS: Sequence[tuple[str, str, Sequence[Line]]] = (
    (
        "calls/20150724-102000-in.wav",
        "2015-07-24T10:20:00",
        (
            Line(role=AGENT, at=0.4, text="您好，客服中心，请问有什么可以帮您"),
            Line(
                role=BUYER,
                at=4.2,
                text="我是昨天那十七个买家的代表，一共四千块，分别打到十七个支付宝账号",
                labels={DEMAND: "一共四千块，分别打到十七个支付宝账号"},
                slots={"amount": "四千块", "payees": "十七个支付宝账号", "behalf": "十七个买家"},
            ),
            Line(
                role=BUYER,
                at=13.1,
                text="今天十二点之前，不然我们就去天猫投诉你们",
                labels={THREAT: "不然我们就去天猫投诉你们", DEMAND: "今天十二点之前"},
                kinds=(ThreatKind.COMPLAINT,),
                slots={"deadline": "十二点之前", "condition": "去天猫投诉你们"},
            ),
            Line(role=AGENT, at=19.0, text="这个事情我需要跟上级汇报"),
        ),
    ),
    (
        "calls/20150724-112500-in.wav",
        "2015-07-24T11:25:00",
        (
            Line(role=AGENT, at=0.3, text="您好"),
            Line(
                role=BUYER,
                at=2.0,
                text="钱准备好了没有，四千块，十二点一过就投诉",
                labels={DEMAND: "四千块", THREAT: "十二点一过就投诉"},
                kinds=(ThreatKind.COMPLAINT,),
                slots={"amount": "四千块", "deadline": "十二点一过"},
            ),
            Line(role=AGENT, at=8.4, text="我们不会支付的"),
        ),
    ),
)
