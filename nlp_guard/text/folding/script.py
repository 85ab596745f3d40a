"""Other writings of a character: traditional, foreign, in parts, of another alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import opencc

from nlp_guard.text.folding.draft import Draft, Edit, FoldKind
from nlp_guard.text.tables import read_rows

_IDEOGRAPHS = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))
_ZHUYIN = {"ㄉ": "的", "ㄋ": "了", "ㄌ": "了", "ㄖ": "人", "ㄅ": "吧", "ㄇ": "吗"}
_LONE_ZHUYIN = re.compile("(?<![ㄅ-ㄯ])[ㄉㄋㄌㄖㄅㄇ](?![ㄅ-ㄯ˙ˊˇˋ])")
_LATIN_NAMES = frozenset(
    {"paypal", "usdt", "ysdt", "qq", "vx", "wx", "zfb", "alipay", "wechat", "btc", "eth", "ioo"}
)
_LETTER_O = re.compile(
    "(?<![A-Za-z0-9_-])[1-9][0-9]*[oO][0-9oO]*(?![A-Za-z_-])|(?<=[0-9] )[oO]+(?= [0-9])"
)


def fold_scripts(draft: Draft) -> None:
    """Bring a draft to simplified characters and plain Latin letters.

    Example:
        >>> draft = Draft("貴店転账到支付寳，亻尔看ρауρаӏ，2ooo元")
        >>> fold_scripts(draft)
        >>> draft.text
        '贵店转账到支付宝，你看paypal，2000元'
    """
    for step in (_traditional, _variants, _zhuyin, _parts, _alphabets, _zeros):
        edits = list(step(draft.text))
        if edits:
            draft.apply(edits)


def script_characters() -> str:
    """Give the characters that these steps start from, letters o aside."""
    radicals = "".join(row[0].strip("-") for row in read_rows("parts.tsv"))
    return "".join((*_simplified(), *_plain_of_variants(), *radicals, *_ZHUYIN, *_latin()))


def _traditional(text: str) -> Iterator[Edit]:
    if not _any_of("".join(_simplified())).search(text):
        return
    # OpenCC takes valid Unicode only.
    whole = _converter().convert(re.sub("[\ud800-\udfff]", "\ufffd", text))
    by_character = _simplified()
    # Its phrases (乾隆 stays, 乾淨 changes) keep the length of a text; should one not, go without.
    converted = whole if len(whole) == len(text) else [by_character.get(c, c) for c in text]
    for at, (before, after) in enumerate(zip(text, converted, strict=True)):
        if before != after and before in by_character and before not in _plain_of_variants():
            yield Edit(at, at + 1, after, FoldKind.SCRIPT)


def _variants(text: str) -> Iterator[Edit]:
    plain = _plain_of_variants()
    for match in _any_of("".join(plain)).finditer(text):
        character, keeps = plain[match.group()]
        if not any(_within(text, match.start(), keep) for keep in keeps):
            yield Edit(match.start(), match.end(), character, FoldKind.SCRIPT)


def _zhuyin(text: str) -> Iterator[Edit]:
    """Read single letters of the Taiwanese alphabet as chat uses them; spelled words stay."""
    for match in _LONE_ZHUYIN.finditer(text):
        yield Edit(match.start(), match.end(), _ZHUYIN[match.group()], FoldKind.SCRIPT)


def _parts(text: str) -> Iterator[Edit]:
    wholes = _wholes()
    for match in _split_pattern().finditer(text):
        whole = wholes[match.group().replace(" ", "")]
        yield Edit(match.start(), match.end(), whole, FoldKind.PARTS)


def _alphabets(text: str) -> Iterator[Edit]:
    """Take look-alike letters for Latin in words that hold Latin letters or digits as well."""
    latin = _latin()
    for match in _letter_runs().finditer(text):
        word = match.group()
        if all(c.isascii() or c in latin for c in word) and _is_meant_latin(word):
            plain = "".join(latin.get(character, character) for character in word)
            places = tuple((at, at + 1) for at in range(*match.span()))
            yield Edit(match.start(), match.end(), plain, FoldKind.LOOK, places)


def _is_meant_latin(word: str) -> bool:
    if any(character.isascii() for character in word):
        return True
    plain = "".join(_latin()[character] for character in word)
    return plain.lower() in _LATIN_NAMES


def _zeros(text: str) -> Iterator[Edit]:
    """Read the letter O among digits as zero."""
    for match in _LETTER_O.finditer(text):
        number = re.sub("[oO]", "0", match.group())
        places = tuple((at, at + 1) for at in range(*match.span()))
        yield Edit(match.start(), match.end(), number, FoldKind.LOOK, places)


def _within(text: str, at: int, word: str) -> bool:
    return word in text[max(0, at - len(word) + 1) : at + len(word)]


@cache
def _any_of(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(characters)}]")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _simplified() -> Mapping[str, str]:
    converted = _converter().convert("\n".join(_IDEOGRAPHS)).split("\n")
    pairs = zip(_IDEOGRAPHS, converted, strict=True)
    return {
        before: after
        for before, after in pairs
        if before != after and len(after) == 1 and after < "\ua000"
    }


@cache
def _plain_of_variants() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    return {
        variant: (row[0], tuple(row[2].split()) if len(row) > 2 else ())
        for row in read_rows("variants.tsv")
        for variant in row[1]
    }


@cache
def _wholes() -> Mapping[str, str]:
    wholes = {}
    for side, pairs in read_rows("parts.tsv"):
        for pair in pairs.split():
            wholes[side.replace("-", pair[0])] = pair[1]
    return wholes


@cache
def _split_pattern() -> re.Pattern[str]:
    return re.compile("|".join(" ?".join(parts) for parts in _wholes()))


@cache
def _letter_runs() -> re.Pattern[str]:
    """Match runs of letters and digits that hold at least one look-alike."""
    alike = re.escape("".join(_latin()))
    return re.compile(f"(?<![A-Za-z0-9])[A-Za-z0-9]*[{alike}][^\\W_\u2e80-\U0010ffff]*")


@cache
def _latin() -> Mapping[str, str]:
    return {alike: row[0] for row in read_rows("latin_lookalikes.tsv") for alike in row[1]}
