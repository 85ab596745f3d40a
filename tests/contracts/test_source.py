"""What every source must hold, ours and everybody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard import plugins
from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, Source
from nlp_guard.records import Conversation, Order, Recording, ShopFacts
from tests.fakes.reading import context, written

SOURCES: list[Source] = list(plugins.load("sources").objects)
HOSTILE = {
    "empty": b"",
    "zeros": b"\0" * 4096,
    "noise": bytes((i * 7919) % 256 for i in range(4096)),
    "one_line": b"a" * 200_000,
    "brackets": b"[" * 100_000,
    "surrogates": "\ud800".encode("utf-8", "surrogatepass") * 100,
    "right_to_left": "\u202e样例2015-07-23 10:00:00\n\u202d\n".encode(),
    "riff": b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0",
    "quotes": ('订单编号,买家会员名\n"' + "x\n" * 1000).encode("gbk"),
}


@pytest.fixture(params=SOURCES, ids=lambda source: source.name)
def source(request: pytest.FixtureRequest) -> Source:
    chosen: Source = request.param
    return chosen


def test_it_has_a_name_and_a_kind(source: Source) -> None:
    assert source.name.isidentifier()
    assert source.kind in {"chat", "orders", "recording", "facts"}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_sniffing_is_a_share_and_never_raises(source: Source, content: bytes) -> None:
    for name in ("x", "x.wav", "x.csv", "x.txt", "x.jsonl"):
        assert 0.0 <= source.sniff(Path(name), content[:65_536]) <= 1.0


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_reading_gives_records_or_says_why_not(
    source: Source, content: bytes, tmp_path: Path
) -> None:
    path = written(tmp_path, "input.bin", content)
    given, failure = _read(source, path)
    assert all(isinstance(d, Conversation | Recording | Order | ShopFacts) for d in given)
    if failure is not None:
        assert failure.reason
        assert str(failure).startswith("input.bin")


def _read(source: Source, path: Path) -> tuple[list[Document], InputError | None]:
    given: list[Document] = []
    try:
        given.extend(source.read(path, context(path.name)))
    except InputError as failure:
        return given, failure
    return given, None
