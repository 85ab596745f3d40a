from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp_guard.records import Conversation
from nlp_guard.sources.mapped.mapping_proposal import proposed_mapping
from nlp_guard.sources.mapped.readers import readers_beside
from tests.fakes.reading import context, written

JSON = json.dumps(
    {"data": {"rows": [{"from": {"name": "Ann"}, "content": "hi", "created_at": 1437616800}]}}
)
FILES = {
    "a.csv": "会话ID,发送时间,发送人,消息内容\n1,2015-07-23 10:00:00,Ann,hi\n",
    "b.csv": "Sender;Date;Time;Message\nAnn;23.07.2015;10:00;hi\n",
    "c.json": JSON,
    "d.jsonl": '{"nick": "Ann", "msg": "hi", "time": "2015-07-23 10:00"}\n' * 2,
    "e.txt": "2015-07-23 10:00:00 Ann: hi\n",
    "f.txt": "Ann (2015-07-23 10:00:00): hi\n",
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_proposed_reads_the_file_when_pasted(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name, FILES[name])
    written(tmp_path, "mapping.toml", proposed_mapping(path, path.read_bytes()))
    (reader,) = readers_beside([tmp_path])
    assert reader.sniff(path, path.read_bytes()) == 0.99
    conversation = next(iter(reader.read(path, context(name))))
    assert isinstance(conversation, Conversation)
    said = conversation.utterances[0]
    assert (said.speaker, said.text) == ("Ann", "hi")
    assert said.sent_at is not None
    assert said.sent_at.isoformat().startswith("2015-07-23T")


@pytest.mark.parametrize(
    "content", ["", "just words\n", "a,b\n1,2\n", '{"a": {"b": 1}}', "\0\0", "[" * 5000]
)
def test_nothing_is_proposed_when_nothing_looks_like_talk(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, "a", content)
    assert proposed_mapping(path, path.read_bytes()) == ""
