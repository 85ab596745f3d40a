from __future__ import annotations

import pytest

from nlp_guard.records import Channel, Role
from nlp_guard.signals.roles import with_roles
from tests.fakes.talk import talk

BUYER, AGENT = Role.BUYER, Role.AGENT


@pytest.mark.parametrize(
    ("lines", "speakers", "channel", "roles"),
    [
        (
            ("? 您好，请问有什么可以帮您", "? 我的订单呢"),
            ("甲", "乙"),
            Channel.CHAT,
            [AGENT, BUYER],
        ),
        (("? 你们老板在吗", "? 亲，您说"), ("甲", "乙"), Channel.CHAT, [BUYER, AGENT]),
        (("? 喂", "? 喂"), ("左", "右"), Channel.CALL, [AGENT, BUYER]),
        (("? 喂", "? 喂"), ("左", "右"), Channel.CHAT, [BUYER, AGENT]),
        (("? 转我五百", "? 快点"), ("甲", "甲"), Channel.CHAT, [BUYER, BUYER]),
        (("a 您好", "? 转我五百"), ("客服", "甲"), Channel.CHAT, [AGENT, BUYER]),
        (("b 转我五百", "? 您好"), ("甲", "客服"), Channel.CHAT, [BUYER, AGENT]),
        (
            ("? 您好，工号三", "? 你们店骗人", "? 我也是买家，我买的也坏了"),
            ("客", "甲", "乙"),
            Channel.CHAT,
            [AGENT, BUYER, BUYER],
        ),
    ],
)
def test_roles_are_inferred_when_the_record_does_not_tell(
    lines: tuple[str, ...], speakers: tuple[str, ...], channel: Channel, roles: list[Role]
) -> None:
    known = with_roles(talk(*lines, speakers=speakers, channel=channel))
    assert [u.role for u in known.utterances] == roles
    given = [line[0] != "?" for line in lines]
    assert [u.is_role_inferred for u in known.utterances] == [not was for was in given]


def test_nothing_changes_when_every_role_is_known() -> None:
    conversation = talk("b 在吗", "a 在的")
    assert with_roles(conversation) is conversation


def test_a_speaker_keeps_one_side() -> None:
    known = with_roles(
        talk("? 你们店在吗", "? 亲在的", "? 嗯", "? 您说", speakers=("甲", "乙", "甲", "乙"))
    )
    assert [u.role for u in known.utterances] == [BUYER, AGENT, BUYER, AGENT]
