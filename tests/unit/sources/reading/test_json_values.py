from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.json_values import outline, read_json
from tests.fakes.reading import written


def read(path: Path) -> tuple[list[tuple[str, object]], int]:
    faults = Faults(path.name, print)
    _, values = read_json(path, path.name, faults)
    return [(value.place, value.data) for value in values], faults.n


@pytest.mark.parametrize(
    ("content", "values", "n_broken"),
    [
        ('{"a": 1}', [("", {"a": 1})], 0),
        ('{\n"a": 1\n}\n', [("", {"a": 1})], 0),
        ('\ufeff{"a": 1}\n\n{"a": 2}\n', [("line:1", {"a": 1}), ("line:3", {"a": 2})], 0),
        ('{"a": 1}\n{"a": \n{"a": 3}', [("line:1", {"a": 1}), ("line:3", {"a": 3})], 1),
        ('{bad\n{"a": 2}\n', [("line:2", {"a": 2})], 1),
        ("[1, 2]", [("", [1, 2])], 0),
        ('{"t": "\\ud83d", "n": NaN}', None, 0),
    ],
)
def test_values_come_with_their_places(
    tmp_path: Path, content: str, values: list[tuple[str, object]] | None, n_broken: int
) -> None:
    found, n = read(written(tmp_path, "a.json", content))
    assert n == n_broken
    if values is None:
        (place, data), *_ = found
        assert place == ""
        assert isinstance(data, dict)
    else:
        assert found == values


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
def test_other_encodings_are_read_too(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "a.json", '{"文本": "在吗，今天发货吗"}', encoding)
    assert read(path)[0] == [("", {"文本": "在吗，今天发货吗"})]


@pytest.mark.parametrize("content", [b"", b"words", b"{", b"[" * 100_000, b"\0\1\2"])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError) as raised:
        read(written(tmp_path, "a.json", content))
    assert raised.value.path == "a.json"
    assert isinstance(raised.value, CorruptRecord) or content.startswith(b"\0")


def test_an_outline_shows_what_the_cut_left() -> None:
    whole = b'{"a": {"b": [{"c": 1}, {"d": "x"}]}, "e": true}'
    for cut in range(len(whole)):
        assert outline(whole[:cut]).keys() <= outline(whole).keys()
    assert outline(whole)["a.b[].d"] == "x"


def test_an_outline_of_something_deep_or_long_is_short() -> None:
    assert len(outline(b"[" * 65_536)) < 100
    assert outline(b"[" + b"1," * 30_000).keys() == {"", "[]"}
