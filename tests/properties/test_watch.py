"""What is heard one message at a time is what the whole conversation amounts to."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_guard import Guard
from nlp_guard.guard import Parts
from nlp_guard.records import Conversation, ConversationId, Verdict
from nlp_guard.signals import LexiconDetector
from nlp_guard.watching import Watch, WatchingConfig
from tests.fakes.talk import talk

LINES = (
    "b 在吗",
    "a 亲，在的",
    "b 今天中午之前不把4000块打到支付宝13800000000，我们十七个人就全部退货加投诉",
    "b 什么时候发货",
    "a 亲，今天就发",
    "b 给两成的点，不然差评到你关店",
    "b 算了，不要了",
)
SCRIPTS = st.lists(st.sampled_from(LINES), min_size=1, max_size=6)
GUARD = Guard(parts=Parts(detectors=[LexiconDetector()]))
GRAVITY = tuple(Verdict)


@settings(max_examples=25, deadline=None)
@given(scripts=st.lists(SCRIPTS, min_size=1, max_size=5), random=st.randoms())
def test_live_and_batch_agree_however_conversations_mix(
    scripts: list[list[str]], random: Random
) -> None:
    talks = [
        replace(talk(*script, name=f"c{n}"), lang="unknown") for n, script in enumerate(scripts)
    ]
    waiting = [(conversation, deque(conversation.utterances)) for conversation in talks]
    heard: dict[ConversationId, Verdict] = dict.fromkeys((c.id for c in talks), Verdict.NONE)
    with Watch(GUARD.detect, WatchingConfig(in_memory=2)) as watch:
        while waiting:
            conversation, messages = random.choice(waiting)
            alert = watch.push(conversation.id, messages.popleft())
            if alert is not None:
                heard[conversation.id] = _graver(heard[conversation.id], alert.verdict)
            waiting = [entry for entry in waiting if entry[1]]
        for conversation in talks:
            known = watch.conversation(conversation.id)
            assert known is not None
            assert known.utterances == conversation.utterances
            assert heard[conversation.id] == _gravest(conversation)


def _gravest(conversation: Conversation) -> Verdict:
    """Return the gravest verdict on any beginning of a conversation."""
    verdict = Verdict.NONE
    for n in range(1, len(conversation.utterances) + 1):
        beginning = replace(conversation, utterances=conversation.utterances[:n])
        verdict = _graver(verdict, GUARD.detect(beginning).verdict)
    return verdict


def _graver(left: Verdict, right: Verdict) -> Verdict:
    return max(left, right, key=GRAVITY.index)
