"""The invented case as files on disk and as the detections and orders read from them."""

from __future__ import annotations

import hashlib
import io
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from nlp_guard.records import (
    AccountId,
    Channel,
    CharSpan,
    Conversation,
    Detection,
    Dropped,
    Order,
    OrderId,
    Phrase,
    Provenance,
    Recognition,
    Role,
    TimeSpan,
    Utterance,
    UtteranceId,
    Verdict,
    Word,
    content_id,
)
from nlp_guard.records.ids import ConversationId
from tests.fakes.ring_talk import AGENT, CALLER, CALLS, CHATS, NICKS, ZONE, Line

READ_AT = datetime(2015, 7, 24, 6, 0, tzinfo=UTC)
RATE_HZ = 8000


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """What the shop handed over, read."""

    folder: Path
    detections: tuple[Detection, ...]
    orders: tuple[Order, ...]
    ring_orders: tuple[Order, ...]


def write_inbox(folder: Path, *, n_ordinary: int = 320) -> Inbox:
    """Write chats, calls and an order report below ``folder`` and return them as read."""
    chats = [_write_chat(folder, i, *chat) for i, chat in enumerate(CHATS)]
    calls = [_write_call(folder, *call) for call in CALLS]
    orders = tuple(_write_orders(folder, n_ordinary))
    return Inbox(
        folder=folder,
        detections=(*chats, *calls),
        orders=orders,
        ring_orders=tuple(order for order in orders if order.account_id in NICKS),
    )


def _write(folder: Path, uri: str, content: bytes, tool: str) -> Provenance:
    path = folder / uri
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Provenance(
        uri=uri,
        sha256=hashlib.sha256(content).hexdigest(),
        read_at=READ_AT,
        tools=(tool,),
        encoding="utf-8" if tool != "wav@1" else None,
    )


def _write_chat(
    folder: Path, index: int, nick: str, day: str, verdict: str, lines: Sequence[Line]
) -> Detection:
    text = ""
    utterances: list[Utterance] = []
    for line in lines:
        text += f"{nick if line.role is not AGENT else '示例旗舰店:小样'} ({day} {line.at}):\n"
        start = len(text)
        text += f"{line.text}\n"
        utterances.append(
            Utterance(
                id=UtteranceId(f"chat{index}-{len(utterances)}"),
                role=line.role,
                speaker=nick if line.role is not AGENT else "示例旗舰店:小样",
                text=line.text,
                sent_at=datetime.fromisoformat(f"{day}T{line.at}").replace(tzinfo=ZONE),
                source_span=CharSpan(start, start + len(line.text)),
            )
        )
    uri = f"chats/{index:02d}-{nick}.txt"
    conversation = Conversation(
        id=ConversationId(content_id("conv", uri)),
        channel=Channel.CHAT,
        utterances=tuple(utterances),
        provenance=_write(folder, uri, text.encode(), "qianniu@1"),
        account_id=AccountId(nick),
        lang="zh",
        started_at=utterances[0].sent_at,
    )
    return _detection(conversation, lines, Verdict(verdict))


def _write_call(folder: Path, uri: str, begin: str, lines: Sequence[Line]) -> Detection:
    start = datetime.fromisoformat(begin).replace(tzinfo=ZONE)
    utterances = tuple(_spoken(f"{uri}#{i}", line, start) for i, line in enumerate(lines))
    last = utterances[-1].time
    assert last is not None
    conversation = Conversation(
        id=ConversationId(content_id("conv", uri)),
        channel=Channel.CALL,
        utterances=utterances,
        provenance=_write(folder, uri, tone(last.end_s + 1.0), "wav@1"),
        account_id=AccountId(CALLER),
        lang="zh",
        started_at=start,
        dropped=(
            Dropped(
                text="请不吝点赞",
                time=TimeSpan(last.end_s, last.end_s + 0.8),
                reason="phantom phrase over silence",
            ),
        ),
    )
    return _detection(conversation, lines, Verdict.EXTORTION)


def _spoken(utterance_id: str, line: Line, start: datetime) -> Utterance:
    begin_s, step_s = float(line.at), 0.24
    return Utterance(
        id=UtteranceId(utterance_id),
        role=line.role,
        is_role_inferred=True,
        speaker="channel 1" if line.role is Role.BUYER else "channel 0",
        text=line.text,
        sent_at=start + timedelta(seconds=begin_s),
        time=TimeSpan(begin_s, begin_s + step_s * len(line.text)),
        words=tuple(
            Word(
                span=CharSpan(i, i + 1),
                time=TimeSpan(begin_s + step_s * i, begin_s + step_s * (i + 1)),
                probability=0.9 if i % 7 else 0.4,
            )
            for i in range(len(line.text))
        ),
        recognition=Recognition(
            engine="faster-whisper@1.2.1",
            model="whisper-base",
            avg_logprob=-0.21,
            no_speech_prob=0.01,
        ),
    )


def tone(duration_s: float) -> bytes:
    """Return a stereo 8 kHz WAV: tones that swell and fade, one a channel."""
    at = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    swell = 0.5 + 0.5 * np.sin(2.0 * at)
    left, right = np.sin(2400 * at) * swell, np.sin(1700 * at) * (1 - swell)
    samples = (9000 * np.stack((left, right), axis=1)).astype("<i2")
    content = io.BytesIO()
    with wave.open(content, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(samples.tobytes())
    return content.getvalue()


def _detection(conversation: Conversation, lines: Sequence[Line], verdict: Verdict) -> Detection:
    reasons = {
        Verdict.EXTORTION: (
            Phrase(
                zh="同一方既索要钱款，又以损害店铺相威胁",
                en="the same party asks for money and threatens harm to the shop",
            ),
        ),
        Verdict.SUSPICIOUS: (
            Phrase(zh="有威胁，索要只是暗示", en="a threat; the demand is only hinted at"),
        ),
        Verdict.NONE: (),
    }[verdict]
    return Detection(
        conversation=conversation,
        turns=tuple(
            line.reading(utterance.id)
            for line, utterance in zip(lines, conversation.utterances, strict=True)
        ),
        verdict=verdict,
        verdict_probability={"extortion": 0.98, "suspicious": 0.41, "none": 0.03}[verdict],
        reasons=reasons,
    )


def _order_rows(n_ordinary: int) -> Iterator[tuple[str, datetime, Decimal, int]]:
    opening = datetime(2015, 7, 23, 0, 0, tzinfo=ZONE)
    for n in range(54):
        at = opening + timedelta(hours=11, minutes=19, seconds=32 * n)
        yield NICKS[n % 17], at, Decimal("314.40") + n % 5, 7 + n % 3
    for n in range(3):
        at = opening + timedelta(hours=15, minutes=55, seconds=80 * n)
        yield NICKS[0], at, Decimal("1061.00") + 100 * n, 80
    for n in range(n_ordinary):
        # A rush when the sale opens at ten, then a slow day.
        minutes = 600 + 3 * n**0.6 if n % 3 == 0 else 420 + n * 960 / max(n_ordinary, 1)
        yield f"示例客{n:03d}", opening + timedelta(minutes=minutes), Decimal("39.90"), 1 + n % 2


def _write_orders(folder: Path, n_ordinary: int) -> Iterator[Order]:
    rows = sorted(_order_rows(n_ordinary), key=lambda row: row[1])
    lines = [
        f"9{i:014d},{nick},{paid},{pieces},{at:%Y-%m-%d %H:%M:%S}"
        for i, (nick, at, paid, pieces) in enumerate(rows)
    ]
    text = "\n".join(("订单编号,买家会员名,买家实际支付金额,宝贝总数量,订单付款时间", *lines))
    provenance = _write(folder, "orders/ExportOrderList.csv", text.encode(), "taobao_csv@1")
    start = len(text.split("\n", 1)[0]) + 1
    for line, (nick, at, paid, pieces) in zip(lines, rows, strict=True):
        yield Order(
            id=OrderId(line.split(",", 1)[0]),
            account_id=AccountId(nick),
            paid=paid,
            currency="CNY",
            pieces=pieces,
            created_at=at,
            paid_at=at,
            provenance=provenance,
            title="示例洗衣液 4.6kg",
            source_span=CharSpan(start, start + len(line)),
            source_text=line,
        )
        start += len(line) + 1
