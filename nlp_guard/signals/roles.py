"""Which side a speaker is on, where the record does not tell: inferred, and marked so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from nlp_guard.records import Conversation, Role, Utterance

_STAFF_WORDS = (
    "亲", "您", "请问有什么", "很高兴为您", "工号", "客服", "帮您", "给您", "抱歉", "稍等", "小店", "我们店",
    "欢迎光临", "how can i help", "thank you for calling", "we apologise", "we apologize",
    "sorry to hear", "your order number", "our policy", "let me check", "i'd be happy",
)  # fmt: skip
_OUTSIDE_WORDS = (
    "你们店", "你们家", "我买", "我的订单", "退我", "客服在吗", "在吗", "转我", "打我", "投诉你", "举报你",
    "你们老板", "i ordered", "my order", "i bought", "your shop", "your store", "refund me",
)  # fmt: skip


def with_roles(conversation: Conversation) -> Conversation:
    """Fill in the roles that are unknown.

    A speaker keeps one side for the whole conversation. Staff greet, apologise and say 您; the
    outside party speaks of "your shop" and "my order". Where the words do not settle it, the
    first speaker of a call is the one who picked up (staff), and of a chat the one who came
    (outside); a single speaker is the outside party.

    Args:
        conversation: Any; returned as it is where every role is known.

    Returns:
        The conversation; roles so found are marked as inferred.
    """
    unknown = [u for u in conversation.utterances if u.role is Role.UNKNOWN]
    if not unknown:
        return conversation
    sides = _sides(conversation, unknown)
    return replace(
        conversation,
        utterances=tuple(
            replace(u, role=sides[u.speaker], is_role_inferred=True)
            if u.role is Role.UNKNOWN
            else u
            for u in conversation.utterances
        ),
    )


def _sides(conversation: Conversation, unknown: Sequence[Utterance]) -> dict[str, Role]:
    """Choose the staff's speaker; all others of unknown side are outside."""
    speakers = list(dict.fromkeys(utterance.speaker for utterance in unknown))
    has_staff = any(u.role is Role.AGENT for u in conversation.utterances)
    if len(speakers) == 1 or has_staff:
        only = Role.BUYER if has_staff or not _has_outside(conversation) else Role.AGENT
        return dict.fromkeys(speakers, only)
    scores: Counter[str] = Counter(dict.fromkeys(speakers, 0))
    for utterance in unknown:
        text = utterance.text.lower()
        scores[utterance.speaker] += sum(word in text for word in _STAFF_WORDS)
        scores[utterance.speaker] -= sum(word in text for word in _OUTSIDE_WORDS)
    picks_up = conversation.channel == "call"
    in_doubt = speakers[0] if picks_up else speakers[1]
    staff = max(speakers, key=lambda s: (scores[s], s == in_doubt))
    return {speaker: Role.AGENT if speaker == staff else Role.BUYER for speaker in speakers}


def _has_outside(conversation: Conversation) -> bool:
    return any(u.role is Role.BUYER for u in conversation.utterances)
