"""Which voice is the shop's and which the outside party's, told by what they say.

Nothing in a recording is sure about that, so what is concluded here is marked as inferred.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

_STAFF = re.compile(
    r"客服|您好|请讲|为您|帮您|帮到您|请问您|您的?(?:订单|问题|需求|意见|反馈)|很高兴|旗舰店|专卖店|专营店|"
    r"工号|亲[,，。!！~]|亲爱的|通话.{0,2}录音|转告|做不了主|我们(?:公司|店|店铺|经理|领导|这边)|"
    r"给您(?:带来|添|造成)|抱歉|不好意思|请您|稍等|核实一下|核对一下|登记|反馈给|还有什么(?:可以|需要)|"
    r"您(?:要|是要|想|需要|贵姓|稍|看)|customer (?:service|care|support)|how (?:can|may) i help|"
    r"thank you for calling|this call (?:is|may be) (?:being )?recorded|my supervisor|"
    r"your order number|i do apologi[sz]e|sorry for the inconvenience"
)
_OUTSIDE = re.compile(
    r"你们(?:店|家|公司|卖|给|要|不|想|的|看着|自己|这)|老板|投诉|举报|曝光|差评|12315|一二三一五|退货|退款|赔|"
    r"打(?:钱|款|到|过来)|转(?:到|给我|过来)|到账|不给钱|给我们|我们要|我要|我买|买的|买了|想清楚|看着办|封口费|"
    r"chargeback|your (?:shop|store|listing|company)|refund me|pay (?:me|us)|or else|bad review|"
    r"i (?:bought|ordered)|my order"
)
_FIRST_BONUS = 0.5
"""Whoever speaks first on a call to a shop is more often the one who picks up."""


def outside_party(said: Mapping[int, Sequence[str]], first: int) -> int:
    """Return which voice is the outside party's.

    Args:
        said: What each voice said, by its number.
        first: Who speaks first.

    Returns:
        The voice that sounds least like staff.

    Raises:
        ValueError: If nobody said anything.

    Example:
        >>> outside_party({0: ["你们给四千块"], 1: ["您好，旗舰店，请讲。"]}, first=1)
        0
    """
    if not said:
        raise ValueError("nobody said anything")
    scores = {
        voice: staff_score(texts) + (_FIRST_BONUS if voice == first else 0.0)
        for voice, texts in said.items()
    }
    return min(scores, key=lambda voice: (scores[voice], voice))


def staff_score(texts: Sequence[str]) -> float:
    """Return how much a voice sounds like staff: above 0 like staff, below like a caller.

    Turns are counted, not words, so that one long speech does not outweigh a call.
    """
    staff = sum(bool(_STAFF.search(text.lower())) for text in texts)
    outside = sum(bool(_OUTSIDE.search(text.lower())) for text in texts)
    return (staff - outside) / math.sqrt(max(len(texts), 1))
