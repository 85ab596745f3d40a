"""The shipped tables agree with what they were drawn from and with one another."""

import pytest
from pypinyin import Style, pinyin

from nlp_guard.text.folding.sounds import meant_readings, readings
from nlp_guard.text.folding.write_sounds import sounds
from nlp_guard.text.tables import cloaked_words, domain_words, read_rows
from nlp_guard.text.words import word_cost


def test_sounds_are_those_of_pypinyin_when_written_anew() -> None:
    rows = {row[0]: "\t".join(row[1:]) for row in read_rows("sounds.tsv")}
    anew = {each: "\t".join(map("".join, ways)) for each, ways in sounds().items()}
    assert {each: ways.strip() for each, ways in rows.items()} == {
        each: ways.strip() for each, ways in anew.items()
    }


@pytest.mark.parametrize("word", [word.text for word in cloaked_words()])
def test_cloaked_word_is_read_as_pypinyin_reads_it(word: str) -> None:
    spoken = pinyin(word, style=Style.NORMAL)
    for character, (syllable, *_) in zip(word, spoken, strict=True):
        assert syllable in {each.replace("ü", "v") for each, _ in meant_readings(character)}


def test_words_and_initials_stand_once_when_listed() -> None:
    words = [word.text for word in cloaked_words()]
    assert len(words) == len(set(words))
    initials = [each for word in cloaked_words() for each in word.initials]
    assert len(initials) == len(set(initials))


def test_dictionary_knows_every_domain_word() -> None:
    assert [word for word in domain_words() if word_cost(word) is None] == []


def test_tables_map_to_characters_that_can_be_read() -> None:
    lookalikes = {row[0] for row in read_rows("lookalikes.tsv")}
    assert lookalikes <= set(readings())
    assert all(len(row[0]) == 1 for row in read_rows("variants.tsv"))
    assert all(len(pair) == 2 for row in read_rows("parts.tsv") for pair in row[1].split())
