"""Why a verdict is what it is, in sentences for people; nobody's words are repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp_guard.records import (
    Conversation,
    Label,
    Phrase,
    Role,
    ThreatKind,
    TurnReading,
    Verdict,
)
from nlp_guard.signals.verdict import VerdictModel

_KINDS: Mapping[ThreatKind, Phrase] = {
    ThreatKind.MASS_RETURN: Phrase(zh="集体退货退款", en="mass returns"),
    ThreatKind.ORDER_FLOOD: Phrase(zh="恶意下单占库存", en="malicious orders"),
    ThreatKind.COMPLAINT: Phrase(zh="投诉举报", en="complaints to authorities or the platform"),
    ThreatKind.BAD_REVIEW: Phrase(zh="差评", en="bad reviews"),
    ThreatKind.PENALTY: Phrase(zh="让店铺受罚", en="penalties for the shop"),
    ThreatKind.EXPOSURE: Phrase(zh="曝光", en="exposure"),
    ThreatKind.VIOLENCE: Phrase(zh="暴力", en="violence"),
    ThreatKind.LEGAL: Phrase(zh="法律手段", en="legal steps"),
    ThreatKind.OTHER: Phrase(zh="其他损害", en="other harm"),
}
_FACTS: Mapping[str, Phrase] = {
    "says claim": Phrase(
        zh="对方提到了订单本身的问题，可能有正当诉求",
        en="they speak of a fault of the order: there may be a rightful claim",
    ),
    "says no_claim": Phrase(
        zh="对方自称没有购买或商品没有问题", en="they say they did not buy or nothing is wrong"
    ),
    "says due": Phrase(
        zh="款项像是欠款、工资或承诺过的东西", en="the money looks like a debt, wages or a promise"
    ),
    "says statutory": Phrase(
        zh="索赔依据法定倍数", en="the sum follows a multiple that the law grants"
    ),
    "says partner": Phrase(
        zh="对话里有合作、推广或供货的内容", en="the talk is of partnership, promotion or supply"
    ),
    "says hint": Phrase(zh="钱只是暗示，没有点明", en="money is hinted at, not named"),
    "says joke": Phrase(zh="语气像玩笑", en="the tone is that of a joke"),
    "says reported": Phrase(zh="对方在转述别人的话", en="they report what others said"),
    "says fee": Phrase(zh="点名了费用名目", en="a fee is named"),
    "says settle": Phrase(zh="付钱被说成了结此事的条件", en="payment is to end the matter"),
    "says deadline": Phrase(zh="给了期限", en="a deadline is set"),
    "says crowd": Phrase(zh="自称有一群人或许多账号", en="they claim a group or many accounts"),
    "staff: staff_alarm": Phrase(
        zh="客服当场觉得是在被敲诈", en="the staff took it for blackmail at once"
    ),
}
_LEAST_WEIGHT = 0.2
"""Log odds below which a fact is not worth a sentence."""
_MOST_FACTS = 4


def reasons_for(
    verdict: Verdict,
    conversation: Conversation,
    turns: Sequence[TurnReading],
    features: Mapping[str, float],
    model: VerdictModel,
) -> tuple[Phrase, ...]:
    """Say why.

    Args:
        verdict: What was concluded.
        conversation: Roles known or inferred.
        turns: Its readings.
        features: Of the verdict model.
        model: Whose weights decided.

    Returns:
        What was found where, then what spoke for and against, the weightiest first; empty
        where nothing was found.
    """
    said = [reason for label in Label if (reason := _found(label, conversation, turns))]
    if not said and verdict is Verdict.NONE:
        return ()
    decisive = model.extortion if verdict is Verdict.EXTORTION else model.concern
    facts = [
        _weighed(_FACTS[name], weight)
        for name, weight in decisive.contributions(features)
        if name in _FACTS and abs(weight) >= _LEAST_WEIGHT
    ]
    return (*said, *facts[:_MOST_FACTS])


def _found(
    label: Label, conversation: Conversation, turns: Sequence[TurnReading]
) -> Phrase | None:
    places = [
        (number, turn)
        for number, (utterance, turn) in enumerate(
            zip(conversation.utterances, turns, strict=True), start=1
        )
        if label in turn.labels and utterance.role is not Role.AGENT
    ]
    if not places:
        return None
    numbers = ", ".join(str(number) for number, _ in places)
    if label is Label.THREAT:
        kinds = [
            kind for kind in ThreatKind if any(kind in turn.threat_kinds for _, turn in places)
        ]
        zh = "、".join(_KINDS[kind].zh for kind in kinds)
        en = ", ".join(_KINDS[kind].en for kind in kinds)
        return Phrase(zh=f"第{numbers}句以{zh}相威胁", en=f"turn {numbers} threatens {en}")
    if label is Label.PAYMENT_DEMAND:
        return Phrase(zh=f"第{numbers}句索要财物", en=f"turn {numbers} demands money or goods")
    return Phrase(zh=f"第{numbers}句谈到抽成", en=f"turn {numbers} speaks of a share of sales")


def _weighed(fact: Phrase, weight: float) -> Phrase:
    if weight > 0:
        return fact
    return Phrase(zh=f"但{fact.zh}", en=f"but {fact.en}")
