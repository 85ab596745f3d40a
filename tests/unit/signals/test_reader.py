"""The reader: how talk is written down, the forward pass, live conversations, signals."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from nlp_guard.errors import ModelMissing
from nlp_guard.modelstore import ModelStore
from nlp_guard.records import (
    Channel,
    Conversation,
    ConversationId,
    Label,
    Provenance,
    Role,
    ThreatKind,
    Utterance,
    UtteranceId,
    Verdict,
)
from nlp_guard.signals.reader import ReaderDetector
from nlp_guard.signals.reader.backbone import MAX_TOKENS, WIDTH, Backbone, Layer, Past
from nlp_guard.signals.reader.blocks import dequantise, quantise
from nlp_guard.signals.reader.gate import Gate, built_in_gate
from nlp_guard.signals.reader.reading import Calibration, Reader, Thread, Turn, built_in
from nlp_guard.signals.reader.script import (
    MOST_PIECES,
    PIECE_TOKENS,
    clauses,
    clean,
    line,
    n_pieces,
    pieces,
    tokens,
)
from nlp_guard.signals.reader.weights import HEADS, PROJECTIONS, Weights, load, pack

TALK = (
    Turn(Role.BUYER, "店长在吗"),
    Turn(Role.AGENT, "在的，您说"),
    Turn(Role.BUYER, "我们二十个人都拍了，货到全退。两成打到支付宝，我就叫他们收手"),
)
AS_IT_IS = Calibration(slopes={}, shifts={})
OPEN = Gate({}, intercept=1.0, threshold=0.0)


def _layer(random: torch.Generator) -> Layer:
    def projection(n_out: int, n_in: int) -> partial[torch.Tensor]:
        weight = torch.randn(n_out, n_in, generator=random) * n_in**-0.5
        return partial(torch.nn.functional.linear, weight=weight)

    norms = {name: torch.zeros(WIDTH) for name in ("attn", "post_attn", "ffw", "post_ffw")}
    norms |= {name: torch.zeros(256) for name in ("query", "key")}
    return Layer(
        attend=projection(1536, WIDTH),
        out=projection(WIDTH, 1024),
        widen=projection(4096, WIDTH),
        narrow=projection(WIDTH, 2048),
        norms=norms,
    )


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(ModelStore().file("reader", "tokenizer.json")))


@pytest.fixture(scope="module")
def reader(tokenizer: Tokenizer) -> Reader:
    """A reader that has learned nothing: the shape of the real one, two layers, random weights."""
    random = torch.Generator().manual_seed(7)
    backbone = Backbone(
        torch.randn(tokenizer.get_vocab_size(), WIDTH, generator=random) * 0.05,
        [_layer(random), _layer(random)],
        torch.zeros(WIDTH),
    )
    turn = torch.randn(12, WIDTH, generator=random) * 0.1
    verdict = torch.randn(3, WIDTH, generator=random) * 0.1
    weights = Weights(
        backbone=backbone, turn=(turn, torch.zeros(12)), verdict=(verdict, torch.zeros(3))
    )
    return Reader(weights, tokenizer, AS_IT_IS)


@pytest.fixture(scope="module")
def real() -> Reader:
    try:
        return built_in()
    except ModelMissing as missing:
        pytest.skip(str(missing))


def _conversation(turns: Sequence[Turn]) -> Conversation:
    return Conversation(
        id=ConversationId("c"),
        channel=Channel.CHAT,
        utterances=tuple(
            Utterance(id=UtteranceId(f"u{n}"), role=turn.role, text=turn.text)
            for n, turn in enumerate(turns)
        ),
        provenance=Provenance(
            uri="a.txt", sha256="0" * 64, read_at=datetime(2026, 1, 1, tzinfo=UTC)
        ),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("３０％", "30％"),
        ("①百", "1百"),
        ("支\u200b付\ufeff宝", "支付宝"),
        ("  a\t\nb  ", "a b"),
        ("\u202e反\ud800向\x00", "反向"),
        ("", ""),
        ("成交额，两成。", "成交额，两成。"),
    ],
)
def test_a_text_is_made_plain(text: str, expected: str) -> None:
    found = clean(text)
    assert found.text == expected
    assert len(found.origin) == len(found.text)
    assert list(found.origin) == sorted(found.origin)


def test_pieces_cover_a_long_message_up_to_a_limit() -> None:
    text = "不给钱，就全退。" * 100
    assert "".join(pieces(text)) == text
    assert max(map(len, pieces(text))) <= 240
    assert n_pieces("长" * 100_000) == MOST_PIECES
    assert pieces("") == [""]


@pytest.mark.parametrize("text", ["一句", "一，二。三", "pay up. or else, shop", "", "！！"])
def test_clauses_cover_the_text(text: str) -> None:
    assert "".join(text[start:end] for start, end in clauses(text)) == text


def test_a_line_never_exceeds_its_tokens(tokenizer: Tokenizer) -> None:
    assert len(tokens(tokenizer, Role.BUYER, "字" * 3000)) == PIECE_TOKENS + 1
    assert len(tokens(tokenizer, Role.UNKNOWN, "")) >= 2


def test_roles_are_written_as_single_words(tokenizer: Tokenizer) -> None:
    for role in Role:
        assert len(tokenizer.encode(line(role, ""), add_special_tokens=False).ids) <= 3


def test_a_matrix_keeps_its_values_when_stored_in_bytes() -> None:
    random = torch.Generator().manual_seed(3)
    matrix = torch.randn(4, 64, generator=random) * torch.tensor([[1e-2], [1.0], [30.0], [0.0]])
    stored, scales = quantise(matrix)
    assert (stored.dtype, tuple(scales.shape)) == (torch.int8, (4, 2))
    largest = matrix.view(4, 2, 32).abs().amax(2).repeat_interleave(32, 1)
    assert ((dequantise(stored, scales) - matrix).abs() <= largest / 127 * 0.6 + 1e-7).all()


def test_a_reader_reads_the_same_once_stored(
    reader: Reader, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    pack(_tensors(reader), tmp_path / "reader.safetensors")
    stored = Reader(load(tmp_path / "reader.safetensors", torch.float32), tokenizer, AS_IT_IS)
    (before,), (after,) = reader.read([TALK]), stored.read([TALK])
    for one, other in zip(before, after, strict=True):
        assert one.labels == pytest.approx(other.labels, abs=0.02)
        assert one.verdict == pytest.approx(other.verdict, abs=0.02)


def _tensors(reader: Reader) -> dict[str, torch.Tensor]:
    weights = reader._weights
    held = {"embedding": weights.backbone.embedding, "norm": weights.backbone.norm}
    for number, layer in enumerate(weights.backbone.layers):
        for name in PROJECTIONS:
            held[f"layer.{number}.{name}"] = getattr(layer, name).keywords["weight"]
        held |= {f"layer.{number}.norm.{name}": norm for name, norm in layer.norms.items()}
    for name in HEADS:
        held[f"{name}.weight"], held[f"{name}.bias"] = getattr(weights, name)
    return held


def test_the_past_stands_for_what_was_read(reader: Reader) -> None:
    backbone = reader._weights.backbone
    ids = torch.arange(10, 40)[None, :]
    whole, past = backbone(ids)
    head, before = backbone(ids[:, :12])
    tail, after = backbone(ids[:, 12:], before)
    assert torch.allclose(whole, torch.cat((head, tail), 1), atol=1e-4)
    assert after.n_tokens == past.n_tokens == 30
    again, _ = backbone(ids[:, 12:], past.until(12))
    assert torch.allclose(again, tail, atol=1e-4)
    assert Past().n_tokens == 0


def test_more_than_the_window_is_refused(reader: Reader) -> None:
    with pytest.raises(ValueError, match="at most 512"):
        reader._weights.backbone(torch.zeros(1, MAX_TOKENS + 1, dtype=torch.long))


def test_a_live_conversation_reads_like_a_whole_one(reader: Reader) -> None:
    (whole,) = reader.read([TALK])
    thread, live = Thread(), []
    for turn in TALK:
        thread, (reading,) = reader.extend(thread, [turn])
        live.append(reading)
    at_once = reader.extend(Thread(), TALK)[1]
    for one, two, three in zip(whole, live, at_once, strict=True):
        for label in Label:
            assert one.labels[label] == pytest.approx(two.labels[label], abs=1e-3)
            assert one.labels[label] == pytest.approx(three.labels[label], abs=1e-3)
        assert sum(two.verdict.values()) == pytest.approx(1.0)
        assert set(two.kinds) == set(ThreatKind)


def test_a_thread_can_be_taken_back(reader: Reader) -> None:
    before, _ = reader.extend(Thread(), TALK[:2])
    after, readings = reader.extend(before, TALK[2:])
    taken, again = reader.extend(after.before(1), TALK[2:])
    assert taken.breaks == after.breaks
    assert again[0].labels == pytest.approx(readings[0].labels, abs=1e-4)
    assert after.before(99) == Thread()


def test_batches_do_not_change_what_is_read(reader: Reader) -> None:
    alone = [reader.read([TALK[:n]])[0] for n in (1, 2, 3)]
    together = reader.read([TALK[:n] for n in (1, 2, 3)])
    for one, other in zip(alone, together, strict=True):
        assert len(one) == len(other)
        assert one[-1].verdict == pytest.approx(other[-1].verdict, abs=1e-3)
    assert reader.read([]) == []


def test_a_conversation_beyond_the_window_is_read_on(reader: Reader) -> None:
    talk = [Turn(Role.BUYER, "这双鞋什么时候发货呀，等了好几天了")] * 60
    (readings,) = reader.read([talk])
    assert len(readings) == 60
    thread, (last,) = reader.extend(Thread(), talk[:1])
    for turn in talk[1:]:
        thread, (last,) = reader.extend(thread, [turn])
        assert thread.past.n_tokens <= MAX_TOKENS
    assert all(math.isfinite(chance) for chance in last.verdict.values())


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00\x01", "\ud800", "\u202e\u200f", "长" * 100_000, "a" * 100_000, "👍" * 500],
)
def test_any_text_is_read(reader: Reader, text: str) -> None:
    talk = _conversation([Turn(Role.BUYER, text), Turn(Role.UNKNOWN, "在吗")])
    findings = ReaderDetector(reader, OPEN).detect(talk)
    assert findings.scores is not None
    for signal in findings.signals:
        utterance = next(u for u in talk.utterances if u.id == signal.utterance_id)
        assert all(span.end <= len(utterance.text) for span in signal.spans)


def test_staff_and_notices_carry_no_threat(reader: Reader) -> None:
    talk = [Turn(role, "两成，不然全退") for role in (Role.AGENT, Role.SYSTEM, Role.BUYER)]
    signals = ReaderDetector(reader, OPEN).detect(_conversation(talk)).signals
    assert {s.label for s in signals if s.utterance_id == "u0"} <= {Label.PERCENTAGE_COMMISSION}
    assert not [s for s in signals if s.utterance_id == "u1"]


def test_an_empty_conversation_shows_nothing(reader: Reader) -> None:
    findings = ReaderDetector(reader, OPEN).detect(_conversation([]))
    assert (findings.signals, findings.scores) == ((), None)


def test_what_is_not_worth_reading_is_not_read() -> None:
    gate = Gate({"全退": 3.0}, intercept=-2.0, threshold=0.0)
    idle = _conversation([Turn(Role.BUYER, "什么时候发货"), Turn(Role.AGENT, "不然全退")])
    findings = ReaderDetector(gate=gate).detect(idle)
    assert (findings.signals, findings.scores) == ((), None)


@pytest.mark.parametrize("text", ["", "\ud800", "长" * 100_000, "全 退", "货到全\u200b退"])
def test_the_gate_scores_any_text(text: str) -> None:
    gate = Gate({"全退": 3.0, "全 退": 3.0}, intercept=-2.0, threshold=0.0)
    assert gate.score(text) == (1.0 if "退" in text else -2.0)


def test_the_gate_opens_for_demands_and_not_for_service_talk() -> None:
    gate = built_in_gate()
    assert gate.is_worth_reading(["两成打到支付宝，不然全退"])
    assert gate.is_worth_reading(["pay 300 or I leave one star"])
    assert not gate.is_worth_reading(["在吗", "什么时候发货呀", "好的谢谢"])


def test_calibration_is_read_from_a_card() -> None:
    calibration = Calibration.from_card(
        {"calibration": {"slopes": {"threat": 2.0, "kinds": 0.5}, "shifts": {"threat": -1.0}}}
    )
    assert calibration.slope("threat", "labels") == 2.0
    assert calibration.slope("legal", "kinds") == 0.5
    assert calibration.slope("none", "verdicts") == 1.0
    assert (calibration.shift("threat"), calibration.shift("legal")) == (-1.0, 0.0)


@pytest.mark.model
def test_extortion_is_told_from_a_lawful_claim(real: Reader) -> None:
    lawful = (
        Turn(Role.BUYER, "水壶漏水，39块退给我"),
        Turn(Role.AGENT, "需要先寄回检测"),
        Turn(Role.BUYER, "今天不退我就打12315投诉你们"),
    )
    bad, good = (readings[-1] for readings in real.read([TALK, lawful]))
    assert bad.verdict[Verdict.EXTORTION] > 0.5
    assert good.verdict[Verdict.EXTORTION] < 0.2
    assert good.labels[Label.THREAT] > 0.5 > good.labels[Label.PERCENTAGE_COMMISSION]


@pytest.mark.model
def test_the_clause_that_carries_a_label_is_cited(real: Reader) -> None:
    text = "不给两千块，我就找人刷差评，再去平台投诉你们"
    talk = _conversation([Turn(Role.BUYER, text)])
    signals = [s for s in ReaderDetector(real).detect(talk).signals if s.probability > 0.5]
    found = {s.label: "".join(text[span.slice] for span in s.spans) for s in signals}
    assert "差评" in found[Label.THREAT]
    assert "两千块" in found[Label.PAYMENT_DEMAND]
    assert "两千块" not in found[Label.THREAT]
    assert set(signals[0].threat_kinds) == {ThreatKind.COMPLAINT, ThreatKind.BAD_REVIEW}


@pytest.mark.model
def test_many_threads_read_the_same(real: Reader) -> None:
    expected = real.extend(Thread(), TALK)[1]
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(real.extend(Thread(), TALK)[1]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@pytest.mark.model
def test_the_card_names_what_travels() -> None:
    card = ModelStore().card("reader")
    assert {file.name for file in card.files} >= {"reader.safetensors", "tokenizer.json"}
    for name in ("README.md", "GEMMA_TERMS", "NOTICE"):
        assert (Path(card.folder) / name).is_file()
