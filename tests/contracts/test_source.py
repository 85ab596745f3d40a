"""What every source must hold, ours and everybody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard import plugins
from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, Source
from nlp_guard.records import Conversation, Order, OrderLine, Recording, ShopFacts
from tests.fakes.exports import EXPORTS, Export
from tests.fakes.exports.made_conversations import plain
from tests.fakes.reading import context, written

SOURCES: list[Source] = list(plugins.load("sources").objects)
HOSTILE = {
    "empty": b"",
    "zeros": b"\0" * 4096,
    "noise": bytes((i * 7919) % 256 for i in range(4096)),
    "one_line": b"a" * 200_000,
    "brackets": b"[" * 100_000,
    "spaces": b" " * 70_000,
    "empty_lines": b"\n" * 20_000,
    "surrogates": "\ud800".encode("utf-8", "surrogatepass") * 100,
    "right_to_left": "\u202e样例2015-07-23 10:00:00\n\u202d\n".encode(),
    "riff": b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0",
    "quotes": ('订单编号,买家会员名\n"' + "x\n" * 1000).encode("gbk"),
}
FOREIGN = {
    "README.md": "# Shop\n\nHow to hand over chats: name: text, 10:00.\n\n- 2015-07-23 first\n",
    "tool.py": "import json\n\n\ndef main(msg):\n    print({'content': msg, 'time': 1})\n",
    "stock.csv": "sku,count,time\nA-1,20,2015-07-23 10:00:00\nA-2,3,2015-07-23 10:05:00\n",
    "package.json": '{"name": "shop", "version": "1.0.0", "scripts": {"test": "true"}}',
    "metrics.json": '[{"time": 1437616800, "type": 1, "value": 3.5}, {"time": 1437616860}]',
    "app.log": "2015-07-23 10:00:00,123 INFO app: started\n2015-07-23 10:00:01,500 WARN: slow\n",
    "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n',
    "page.html": "<!doctype html><html><body><p>2015-07-23 10:00:00</p></body></html>",
    "feed.xml": '<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>',
    "poem.txt": "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡\n",
    "numbers.txt": "1\n2\n3\n10:00\n11:00\n",
}


@pytest.fixture(params=SOURCES, ids=lambda source: source.name)
def source(request: pytest.FixtureRequest) -> Source:
    chosen: Source = request.param
    return chosen


def test_it_has_a_name_and_a_kind(source: Source) -> None:
    assert source.name.isidentifier()
    assert source.kind in {"chat", "screenshot", "orders", "recording", "facts"}


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
    assert all(
        isinstance(d, Conversation | Recording | Order | OrderLine | ShopFacts) for d in given
    )
    if failure is not None:
        assert failure.reason
        assert str(failure).startswith("input.bin")


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_record_of_anything_is_left_alone(source: Source, name: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert source.sniff(Path(name), FOREIGN[name].encode(encoding)) == 0.0


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_a_second_reading_gives_the_same(export: Export, tmp_path: Path) -> None:
    (reader,) = (source for source in SOURCES if source.name == export.reader)
    path = written(tmp_path, export.file_name, export.write([plain(export)]))
    first, second = _read(reader, path), _read(reader, path)
    assert first == second
    assert first[0]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_an_export_is_read_whole_when_the_name_lies(export: Export, tmp_path: Path) -> None:
    (reader,) = (source for source in SOURCES if source.name == export.reader)
    path = written(tmp_path, "lying.bin", export.write([plain(export)]))
    given, failure = _read(reader, path)
    assert failure is None
    (conversation,) = given
    assert isinstance(conversation, Conversation)
    assert len(conversation.utterances) == len(plain(export).utterances)
    assert conversation.provenance.uri == path.name
    assert reader.name in conversation.provenance.tools


def test_every_chat_reader_of_ours_has_an_export() -> None:
    ours = {s.name for s in SOURCES if s.kind == "chat" and type(s).__module__.startswith("nlp_")}
    assert ours == {export.reader for export in EXPORTS}


def _read(source: Source, path: Path) -> tuple[list[Document], InputError | None]:
    given: list[Document] = []
    try:
        given.extend(source.read(path, context(path.name)))
    except InputError as failure:
        return given, failure
    return given, None
