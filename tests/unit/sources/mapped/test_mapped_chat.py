from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from nlp_guard.errors import ConfigError, CorruptRecord
from nlp_guard.records import CharSpan, Conversation
from nlp_guard.sources.citation import quote_at
from nlp_guard.sources.config import ColumnMapping, MappedKind
from nlp_guard.sources.mapped.mapped_chat import MappedChat
from nlp_guard.sources.mapped.readers import readers_beside
from tests.fakes.reading import NOW, SHANGHAI, context, written

COLUMNS = {"conversation": "会话", "time": "时间", "speaker": "谁", "role": "角色", "text": "内容"}
CSV = (
    '会话,时间,谁,角色,内容\n1,2015/7/2 9:05,样例,客人,四千块\n1,2015/7/2 9:06,小美,店里,"亲,在"\n'
)


def mapping(**more: Any) -> ColumnMapping:  # noqa: ANN401 - any field of a mapping
    given: dict[str, Any] = {
        "columns": COLUMNS,
        "roles": {"buyer": ("客人",), "agent": ("店里",)},
    }
    return replace(ColumnMapping(kind=MappedKind.CHAT), **(given | more))


def read(path: Path, columns: ColumnMapping, staff: tuple[str, ...] = ()) -> list[Conversation]:
    found = list(MappedChat("mine", columns).read(path, context(path.name, staff)))
    return [one for one in found if isinstance(one, Conversation)]


def said(conversation: Conversation) -> list[tuple[str, str, str]]:
    return [(u.role.value, u.speaker, u.text) for u in conversation.utterances]


TALK = [("buyer", "样例", "四千块"), ("agent", "小美", "亲,在")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_table_is_read_by_the_names_of_its_columns(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "a.csv", CSV, encoding)
    assert MappedChat("mine", mapping()).sniff(path, path.read_bytes()) == 0.99
    (conversation,) = read(path, mapping(platform="douyin"))
    assert said(conversation) == TALK
    assert conversation.account_id == "样例"
    assert conversation.utterances[0].sent_at == datetime(2015, 7, 2, 9, 5, tzinfo=SHANGHAI)
    assert conversation.provenance.tools == ("mine", "platform:douyin")


def test_json_is_read_by_keys_and_the_way_to_its_list(tmp_path: Path) -> None:
    rows = [{"who": {"name": "Ann"}, "said": "hi"}, {"who": {"name": "Shop"}, "said": "yes"}, 7]
    content = json.dumps({"data": {"rows": rows}})
    path = written(tmp_path, "a.json", content)
    columns = mapping(columns={"speaker": "who/name", "text": "said"}, records="data/rows")
    found: list[Conversation] = []
    with pytest.raises(CorruptRecord, match=r"a\.json: 1 broken record: /data/rows/2"):
        found.extend(MappedChat("m", columns).read(path, context("a.json", ["Shop"])))  # type: ignore[arg-type]
    (conversation,) = found
    assert said(conversation) == [("buyer", "Ann", "hi"), ("agent", "Shop", "yes")]
    assert conversation.utterances[0].locator == "/data/rows/0/said"


def test_lines_of_json_are_records_by_themselves(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.jsonl", '{"who": "Ann", "said": "hi"}\n{"who": "B", "said": "yo"}\n'
    )
    columns = mapping(columns={"speaker": "who", "text": "said"})
    (conversation,) = read(path, columns)
    assert [u.locator for u in conversation.utterances] == ["line:1/said", "line:2/said"]


def test_a_text_is_read_by_a_pattern(tmp_path: Path) -> None:
    text = "# 09:05 Ann> hi\r\nthere\r\n# 09:06 Shop> yes\r\n"
    path = written(tmp_path, "a.txt", text)
    columns = mapping(columns={}, pattern=r"# (?P<time>\S+) (?P<speaker>\w+)> (?P<text>.*)",
                      time_format="%H:%M")  # fmt: skip
    (conversation,) = read(path, columns, ("Shop",))
    assert said(conversation) == [("buyer", "Ann", "hi\r\nthere"), ("agent", "Shop", "yes")]
    first = conversation.utterances[0]
    assert first.source_span is not None
    assert text[first.source_span.slice] == first.text


def test_an_account_tells_the_sides_where_no_role_does(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "买家,谁,内容\n甲,甲,在吗\n甲,小美,在\n乙,乙,喂\n")
    columns = mapping(columns={"account": "买家", "speaker": "谁", "text": "内容"})
    first, second = read(path, columns)
    assert said(first) == [("buyer", "甲", "在吗"), ("agent", "小美", "在")]
    assert (first.account_id, second.account_id) == ("甲", "乙")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (mapping(columns={"txt": "x"}), r"mine\.columns\.txt: unknown field"),
        (mapping(columns={"time": "x"}), r"mine\.columns: a column for 'text'"),
        (mapping(roles={"boss": ("x",)}), r"mine\.roles\.boss: unknown role"),
        (mapping(pattern="(?P<text"), r"mine: no such pattern"),
        (mapping(timezone="Mars/Base"), r"mine: no such pattern or time zone"),
    ],
)
def test_a_wrong_mapping_is_refused(columns: ColumnMapping, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        MappedChat("mine", columns)


def test_a_mapping_beside_the_files_holds_for_its_folder(tmp_path: Path) -> None:
    written(tmp_path, "in/mapping.toml", '[mine]\nkind = "chat"\ncolumns.text = "内容"\n')
    inside = written(tmp_path, "in/below/a.csv", CSV)
    outside = written(tmp_path, "out/a.csv", CSV)
    (reader,) = readers_beside([tmp_path])
    assert reader.sniff(inside, CSV.encode()) == 0.99
    assert reader.sniff(outside, CSV.encode()) == 0.0
    (again,) = readers_beside([tmp_path / "in" / "nothing.csv"])
    assert again.name == "mine"


@pytest.mark.parametrize(
    "toml", ["[mine", '[mine]\nkind = "chats"\n', '[mine]\nkind = "chat"\ncolour = 1\n', "a = 1\n"]
)
def test_a_broken_mapping_file_is_refused(tmp_path: Path, toml: str) -> None:
    written(tmp_path, "mapping.toml", toml)
    with pytest.raises(ConfigError, match=r"mapping\.toml"):
        readers_beside([tmp_path])


def test_every_text_is_found_again(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", CSV)
    told = context("a.csv")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    told = replace(told, provenance=replace(told.provenance, sha256=digest, read_at=NOW))
    (conversation,) = MappedChat("mine", mapping()).read(path, told)
    assert isinstance(conversation, Conversation)
    for one in conversation.utterances:
        cited = conversation.exhibit(one, CharSpan(0, len(one.text)))
        assert quote_at(tmp_path, cited) == one.text
