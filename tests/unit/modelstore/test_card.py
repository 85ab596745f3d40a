from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.errors import ConfigError
from nlp_guard.modelstore import ModelStore, SourceKind, find_cards, read_card
from tests.fakes.weights import NAME, card_folder

GOOD = """name = "m"
version = "1"
licence = "MIT"
about = "x"
[[files]]
name = "a.bin"
sha256 = "{sha}"
size_bytes = 3
"""
SHA = "a" * 64


def card_file(folder: Path, text: str) -> Path:
    path = folder / "m" / "model.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_it_reads_files_sources_and_keeps_the_rest(tmp_path: Path) -> None:
    text = (
        'labels = ["threat"]\n'
        + GOOD.format(sha=SHA)
        + '[[sources]]\nkind = "https"\nat = ["u"]\n'
    )
    card = read_card(card_file(tmp_path, text))
    assert (card.name, card.size_bytes, card.file("a.bin").parts) == ("m", 3, ())
    assert [source.kind for source in card.sources] == [SourceKind.HTTPS]
    assert card.details == {"labels": ["threat"]}
    with pytest.raises(KeyError):
        card.file("b.bin")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('version = "1"', "version = 1", "version"),
        ('licence = "MIT"', "", "licence"),
        (SHA, "A" * 64, "sha256"),
        ('"a.bin"', '"../a.bin"', "below the model's folder"),
        ('"a.bin"', '"/a.bin"', "below the model's folder"),
        ('name = "m"', 'name = "n"', "not the name of the card's folder"),
        ("size_bytes = 3", 'size_bytes = "3"', "size_bytes"),
        ("[[files]]", "[[other]]", "names no file"),
        ("[[files]]", '[[sources]]\nkind = "ftp"\n[[files]]', "ftp"),
    ],
)
def test_it_says_what_is_wrong_when_a_card_is_broken(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    text = GOOD.format(sha=SHA).replace(old, new)
    with pytest.raises(ConfigError, match=named):
        read_card(card_file(tmp_path, text))


def test_the_first_card_of_a_name_wins_when_two_folders_hold_it(tmp_path: Path) -> None:
    first, second = card_folder(tmp_path / "a"), card_folder(tmp_path / "b")
    found = find_cards([first, tmp_path / "missing", second])
    assert found == {NAME: first / NAME / "model.toml"}


def test_a_broken_card_stands_in_nobody_elses_way(tmp_path: Path) -> None:
    folder = card_folder(tmp_path)
    (folder / "broken").mkdir()
    (folder / "broken" / "model.toml").write_text("name = 1", "utf-8")
    store = ModelStore(card_folders=[folder])
    assert store.card(NAME).name == NAME
    with pytest.raises(ConfigError):
        store.card("broken")


def test_every_card_of_the_project_is_sound() -> None:
    cards = ModelStore().cards
    assert {"whisper-base", "voice-ge2e"} <= set(cards)
    for card in cards.values():
        in_folder = [(card.folder / file.name).is_file() for file in card.files]
        assert card.sources or all(in_folder), f"{card.name} comes from nowhere"
