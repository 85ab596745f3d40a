"""Write ``data/sounds.tsv``: which characters sound alike.

``python -m nlp_guard.text.folding.write_sounds > sounds.tsv`` writes it anew. The table is shipped
because importing pypinyin with its phrases takes longer than all the rest of a start.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from importlib.resources import files

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

_LEAST_SHARE = 0.12
"""Of a character's uses in pypinyin's phrases; rarer readings only make noise."""


def sounds() -> dict[str, tuple[list[str], list[str]]]:
    """Give per syllable with tone the characters usually, and those sometimes, read so.

    Characters are those of GB 2312 and of jieba's dictionary, the most used first.

    Source: readings from pypinyin (MIT), use from jieba's word counts (MIT).
    """
    use = _use()
    in_phrases: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, syllables in PHRASES_DICT.items():
        for character, alternatives in zip(phrase, syllables, strict=False):
            in_phrases[character][alternatives[0]] += 1
    table: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for character in sorted(use, key=lambda character: (-use[character], character)):
        readings = PINYIN_DICT.get(ord(character), "").split(",")
        if not readings[0]:
            continue
        counts = in_phrases[character]
        for reading in readings:
            syllable = to_tone3(reading, neutral_tone_with_five=True, v_to_u=False)
            if reading == readings[0]:
                table[syllable][0].append(character)
            elif counts[reading] > _LEAST_SHARE * counts.total():
                table[syllable][1].append(character)
    return dict(sorted(table.items()))


def _use() -> Counter[str]:
    use: Counter[str] = Counter()
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        for character in word:
            if "一" <= character <= "鿿":
                use[character] += int(count)
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            use[bytes((high, low)).decode("gb2312", "ignore") or "一"] += 0
    return use


_HEAD = """\
# Which characters sound alike, drawn from pypinyin and jieba (both MIT).
# Syllable and tone, characters usually read so, characters sometimes read so.
"""

if __name__ == "__main__":
    sys.stdout.write(_HEAD)
    for syllable, (usually, sometimes) in sounds().items():
        sys.stdout.write(f"{syllable}\t{''.join(usually)}\t{''.join(sometimes)}\n")
