"""Conversations that an export can carry, with texts that are hard to carry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import strategies as st

from nlp_guard.records import (
    AccountId,
    Channel,
    Conversation,
    ConversationId,
    Role,
    Utterance,
    UtteranceId,
)
from tests.fakes.exports.export import Export, Fact
from tests.fakes.reading import SHANGHAI, context

START = datetime(2015, 7, 23, 9, 59, tzinfo=SHANGHAI)
NASTY = (
    "在吗",
    "给我退 50，不然全给差评",
    "第一行\n第二行",
    "一\n\n三",
    "  前有空格",
    "后有空格  ",
    "时间:地点：人物",
    "2015-07-23 10:00:00",
    "样例2015-7-23 10:00:00",
    "我说2015-7-23 10:00:00发货",
    "2015-07-23 10:00:00 '老王'",
    "10:05\t老王\t在",
    "[23/07/15, 10:00:00] A: b",
    "- 23.07.15, 10:00 - A: b",
    "已读",
    "对方撤回了一条消息",
    "撤回",
    "[图片]",
    "🙂👍🏽",
    "👨‍👩‍👧 \u200b零宽\u200d",
    "\u202eמרחבא\u202c",
    '引"号"\'',
    "a,b;c\td",
    "=1+1",
    "<b>&amp;</b>]]>",
    "{\"text\": \"x\"}",
    "https://example.com/item?id=1",
    "9",
    "\u3000全角",
    "①②㈠",
)  # fmt: skip
pieces = st.one_of(
    st.sampled_from(NASTY),
    st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn"), include_characters="\n"),
        max_size=12,
    ),
)
texts = st.lists(pieces, min_size=1, max_size=3).map("".join)


def plain(export: Export) -> Conversation:
    """Everyday talk of one buyer, for what only asks how a file looks."""
    buyer, agent = export.buyers[0], export.staff[0]
    said = (
        (Role.BUYER, "在吗"),
        (Role.AGENT, "亲，在的，请问有什么可以帮您"),
        (Role.BUYER, "货收到了，少了一件"),
        (Role.AGENT, "亲，这边帮您核实一下\n请稍等"),
        (Role.BUYER, "好的，谢谢"),
    )
    return _conversation(
        buyer,
        [
            Utterance(
                id=UtteranceId(f"{buyer}:{number}"),
                role=role,
                speaker=buyer if role is Role.BUYER else agent,
                text=text,
                sent_at=START + 70 * number * export.tick if export.tick else None,
            )
            for number, (role, text) in enumerate(said)
        ],
    )


def _conversation(buyer: str, utterances: Sequence[Utterance]) -> Conversation:
    return Conversation(
        id=ConversationId(buyer),
        channel=Channel.CHAT,
        account_id=AccountId(buyer),
        started_at=utterances[0].sent_at,
        provenance=context().provenance,
        utterances=tuple(utterances),
    )


@st.composite
def conversations(draw: st.DrawFn, export: Export) -> list[Conversation]:
    """Conversations of different buyers, each after the one before."""
    n_most = 1 if export.is_single else min(3, len(export.buyers))
    buyers = draw(
        st.lists(st.sampled_from(export.buyers), min_size=1, max_size=n_most, unique=True)
    )
    at, made = START, []
    for buyer in buyers:
        utterances = []
        for number in range(draw(st.integers(2, 5))):
            at += draw(st.integers(0, 5000)) * (export.tick or timedelta(0))
            utterances.append(draw(_utterance(export, buyer, at, number)))
        made.append(_conversation(buyer, utterances))
        at += timedelta(minutes=1)
    return made


@st.composite
def _utterance(
    draw: st.DrawFn, export: Export, buyer: str, at: datetime, number: int
) -> Utterance:
    # Both sides have to speak, or nothing in some files tells them apart.
    roles = ([Role.BUYER], [Role.AGENT], [Role.BUYER, Role.AGENT])[min(number, 2)].copy()
    if number > 1 and Fact.SYSTEM in export.carries:
        roles.append(Role.SYSTEM)
    role = draw(st.sampled_from(roles))
    attachment = (
        draw(st.sampled_from([None, *export.attachments])) if role != Role.SYSTEM else None
    )
    fitting = texts.filter(export.fits)
    flag = st.booleans() if role != Role.SYSTEM else st.just(value=False)
    return Utterance(
        id=UtteranceId(f"{buyer}:{number}"),
        role=role,
        speaker=draw(st.sampled_from(export.staff)) if role is Role.AGENT
        else buyer if role is Role.BUYER else "",
        text=draw(fitting) if attachment is None else export.attachments[attachment],
        sent_at=at if export.tick else None,
        attachment=attachment,
        is_recalled=Fact.RECALL in export.carries and draw(flag),
        is_edited=Fact.EDIT in export.carries and draw(flag),
        quoted=draw(fitting)
        if Fact.QUOTE in export.carries and attachment is None and draw(flag)
        else "",
    )  # fmt: skip
