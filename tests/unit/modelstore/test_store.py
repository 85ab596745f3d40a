from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from nlp_guard.errors import ModelMismatch, ModelMissing
from nlp_guard.modelstore import ModelStore
from tests.fakes.weights import CONFIG, NAME, PARTS, WHOLE, put_parts, store


def test_it_joins_the_parts_of_the_first_source_that_holds_them(tmp_path: Path) -> None:
    empty, full = tmp_path / "empty", put_parts(tmp_path / "full")
    done: list[tuple[str, int, int]] = []
    kept = store(tmp_path, [("folder", [str(empty)]), ("folder", [str(full)])])
    folder = kept.folder(NAME, lambda *told: done.append(told))
    assert (folder / "weights.bin").read_bytes() == WHOLE
    assert (folder / "config.json").read_bytes() == CONFIG
    assert ("weights.bin", len(WHOLE), len(WHOLE)) in done
    status = kept.status(NAME)
    assert status.is_present
    assert status.is_verified
    assert status.came_from == (f"folder: {full}",)


def test_it_takes_files_put_there_by_hand_where_they_are(tmp_path: Path) -> None:
    by_hand = put_parts(tmp_path / "by_hand" / NAME, {"weights.bin": WHOLE, "config.json": CONFIG})
    assert store(tmp_path).folder(NAME) == by_hand


def test_it_lays_files_together_when_they_lie_apart(tmp_path: Path) -> None:
    put_parts(tmp_path / "by_hand" / NAME, {"config.json": CONFIG})
    kept = store(tmp_path, [("folder", [str(put_parts(tmp_path / "full", PARTS))])])
    folder = kept.folder(NAME)
    assert {path.name for path in folder.iterdir()} == {"weights.bin", "config.json"}
    assert folder.is_relative_to(tmp_path / "cache")
    assert kept.file(NAME, "config.json").is_relative_to(tmp_path / "by_hand")


def test_a_wrong_part_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    spoilt = put_parts(tmp_path / "spoilt", {**PARTS, "weights.bin.part2": b"something else"})
    kept = store(tmp_path, [("folder", [str(spoilt)])])
    with pytest.raises(ModelMissing, match=hashlib.sha256(WHOLE).hexdigest()):
        kept.folder(NAME)
    assert not [
        path for path in (tmp_path / "cache").rglob("*") if path.name.startswith((".p", "w"))
    ]


def test_the_next_source_is_tried_when_one_holds_half(tmp_path: Path) -> None:
    half = put_parts(tmp_path / "half", {"weights.bin.part1": PARTS["weights.bin.part1"]})
    full = put_parts(tmp_path / "full")
    kept = store(tmp_path, [("folder", [str(half)]), ("folder", [str(full)])])
    assert kept.fetch(NAME).is_verified


def test_a_file_put_there_by_hand_is_refused_when_it_is_another(tmp_path: Path) -> None:
    put_parts(tmp_path / "by_hand" / NAME, {"weights.bin": b"x", "config.json": CONFIG})
    with pytest.raises(ModelMismatch, match="nlp-guard models fetch") as caught:
        store(tmp_path).folder(NAME)
    assert caught.value.model == NAME


def test_it_says_what_each_source_said_when_none_has_it(tmp_path: Path) -> None:
    sources = [("folder", [str(tmp_path / "no")]), ("installed", ["no-such-thing==1.0"])]
    with pytest.raises(ModelMissing) as caught:
        store(tmp_path, sources).folder(NAME)
    for said in (
        "does not hold weights.bin",
        "no-such-thing is not installed",
        "NLP_GUARD_MODELS",
    ):
        assert said in str(caught.value)


def test_the_network_is_left_alone_when_offline(tmp_path: Path) -> None:
    sources = [("https", ["https://example.invalid/{file}"]), ("wheels", ["no-such-thing==1.0"])]
    with pytest.raises(ModelMissing, match="NLP_GUARD_OFFLINE") as caught:
        store(tmp_path, sources, is_offline=True).folder(NAME)
    assert str(caught.value).count("left alone") == 2


def test_a_file_is_hashed_again_when_it_changed(tmp_path: Path) -> None:
    kept = store(tmp_path, [("folder", [str(put_parts(tmp_path / "full"))])])
    path = kept.folder(NAME) / "weights.bin"
    path.write_bytes(WHOLE[::-1])
    with pytest.raises(ModelMismatch):
        kept.folder(NAME)
    assert not kept.status(NAME).is_verified
    assert kept.fetch(NAME).is_verified
    assert path.read_bytes() == WHOLE


def test_verify_hashes_whatever_the_stamp_says(tmp_path: Path) -> None:
    kept = store(tmp_path, [("folder", [str(put_parts(tmp_path / "full"))])])
    path = kept.folder(NAME) / "weights.bin"
    before = path.stat()
    path.write_bytes(WHOLE[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert kept.folder(NAME), "the stamp is trusted for a start"
    with pytest.raises(ModelMismatch, match="sha256"):
        kept.verify(NAME)


def test_verify_says_how_to_fetch_when_nothing_is_here(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=f"nlp-guard models fetch {NAME}"):
        store(tmp_path).verify(NAME)


def test_an_unknown_name_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=NAME):
        store(tmp_path).card("other")


def test_spoilt_stamps_cost_only_another_hashing(tmp_path: Path) -> None:
    kept = store(tmp_path, [("folder", [str(put_parts(tmp_path / "full"))])])
    folder = kept.folder(NAME)
    (tmp_path / "cache" / NAME / "verified.json").write_text("[", "utf-8")
    assert not kept.status(NAME).is_verified
    assert kept.folder(NAME) == folder
    assert kept.status(NAME).is_verified


def test_what_an_interrupted_fetch_left_is_cleared_away(tmp_path: Path) -> None:
    kept = store(tmp_path, [("folder", [str(put_parts(tmp_path / "full"))])])
    target = kept.folder(NAME)
    (target / "weights.bin").unlink()
    (target / ".partial-left").write_bytes(b"half")
    kept.folder(NAME)
    assert {path.name for path in target.iterdir()} == {"weights.bin", "config.json"}


def test_many_fetches_at_once_give_one_good_model(tmp_path: Path) -> None:
    sources = [("folder", [str(put_parts(tmp_path / "full"))])]
    store(tmp_path, sources)
    found: list[Path] = []
    stores = [
        ModelStore(cache=tmp_path / "cache", card_folders=[tmp_path / "cards"]) for _ in range(6)
    ]
    threads = [
        threading.Thread(target=lambda one=one: found.append(one.folder(NAME))) for one in stores
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert (found[0] / "weights.bin").read_bytes() == WHOLE
