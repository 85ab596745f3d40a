"""Other forms of the same conversation: cloaks, mistakes in hearing, lost marks, parts.

What is said stays, so labels and verdict stay. Look-alikes and sound-alikes are read from the
evasion files of the data folder.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import jieba
from corpus import Line, Sample
from pypinyin import Style, lazy_pinyin

from nlp_guard.records import Label, Role, ThreatKind, Verdict
from nlp_guard.text.fold import fold

_CHINESE = re.compile("[\u4e00-\u9fff]+")
_MARKS = re.compile(r"[，。！？、；：“”\"‘’…—,.!?;:~～（）()【】]+")
_SEPARATORS = " .*·_~/丨"
_FILLERS = ("嗯", "呃", "那个", "就是", "啊", "这个")
_LEET = {"a": "@", "e": "3", "o": "0", "i": "1", "s": "$"}
_MOST_JOINED = 120
_MOST_IN_ONE = 220
_SIGNS = {
    "钱": ["💰", "米"], "加": ["➕", "+", "珈"], "红包": ["🧧"], "块": ["快", "k"],
    "支付宝": ["zfb", "支fu宝", "Z付宝", "ZFB", "吱付宝"],
    "微信": ["vx", "wx", "V信", "薇信", "微❤", "绿泡泡"], "转账": ["zz", "转zhang"],
    "元": ["米", "圆"], "好评": ["👍评"], "差评": ["👎评", "chaping", "cp", "叉评"],
    "投诉": ["tousu", "投su", "TS", "头诉"], "退款": ["tk", "tui款", "腿款"],
    "举报": ["jubao", "举bao", "JB"], "电话": ["☎", "📞"], "卡": ["💳", "咔"], "死": ["4", "💀"],
    "家": ["🏠"], "看": ["👀"], "万": ["w", "W", "萬"], "千": ["k", "K"],
    "曝光": ["爆光", "bao光"], "二": ["2", "贰"], "三": ["3", "叁"], "百": ["佰"],
    "五": ["5", "⑤"], "成": ["城", "程"], "点": ["丶", "典"],
}  # fmt: skip


class Disguiser:
    """Puts conversations into other forms.

    Args:
        data: Folder that holds ``evasion``.
    """

    def __init__(self, data: Path) -> None:
        self._sounds = _sounds(data / "evasion" / "same_pinyin.txt")
        self._looks = _looks(data / "evasion" / "same_stroke.txt")

    def vary(self, sample: Sample, random: Random) -> Sample:
        """Return the conversation in a form drawn at random; often as it is."""
        drawn = random.random()
        if drawn < 0.28:
            sample = _begun_later(sample, random)
        elif drawn < 0.36:
            sample = _in_one_message(sample)
        if sample.plain and random.random() < 0.4:
            sample = _with_texts(sample, lambda _, n: sample.plain[n])
        if random.random() < 0.15:
            sample = _merged(sample, random)
        change = self._change(sample, random)
        is_both_sides = random.random() < 0.5
        if change is not None:
            sample = _with_texts(
                sample,
                lambda line, _: (
                    change(line.text) if is_both_sides or line.role is Role.BUYER else line.text
                ),
            )
        if random.random() < 0.06:
            sample = _without_roles(sample)
        return sample

    def _change(self, sample: Sample, random: Random) -> Callable[[str], str] | None:
        drawn = random.random()
        if sample.lang != "zh":
            rate = random.choice([0.0, 0.02, 0.05])
            return (lambda text: _misspelt(text, random, rate)) if drawn < 0.3 else None
        if sample.is_call and drawn < 0.35:
            rate = random.choice([0.04, 0.08, 0.14])
            return lambda text: self.misheard(text, random, rate)
        if not sample.is_call and drawn < 0.22:
            rate = random.choice([0.08, 0.15, 0.3])
            return lambda text: self.cloaked(text, random, rate)
        if drawn < 0.35:
            return lambda text: _MARKS.sub(" " if random.random() < 0.5 else "", text)
        if drawn < 0.40:
            return lambda text: self.misheard(text, random, 0.08)
        return None

    def cloaked(self, text: str, random: Random, rate: float) -> str:
        """Put a share of the words under a cloak."""
        words = []
        for word in jieba.cut(text):
            is_chosen = _CHINESE.fullmatch(word) and random.random() < rate
            words.append(self._cloaked_word(word, random) if is_chosen else word)
        return "".join(words)

    def _cloaked_word(self, word: str, random: Random) -> str:
        drawn = random.random()
        if word in _SIGNS and drawn < 0.6:
            return random.choice(_SIGNS[word])
        place = random.randrange(len(word))
        if drawn < 0.35:
            return _replaced(word, place, self._sound_alike(word[place], random, 0.4))
        if len(word) > 1 and drawn < 0.83:
            return _respelt(word, place, drawn, random)
        return _replaced(word, place, self._looks.get(word[place], ""), random)

    def _sound_alike(self, letter: str, random: Random, other_tone: float) -> str:
        same, other = self._sounds.get(letter, ("", ""))
        choice = same + (other if random.random() < other_tone else "")
        return random.choice(choice) if choice else ""

    def misheard(self, text: str, random: Random, rate: float) -> str:
        """Write a text down as a recogniser might: sound-alikes, no marks, a lost syllable."""
        letters = []
        for letter in _MARKS.sub("", text) if random.random() < 0.8 else text:
            if letter in self._sounds and random.random() < rate:
                letters.append(self._sound_alike(letter, random, 0.4) or letter)
            elif random.random() >= rate * 0.12:
                letters.append(letter)
        return (random.choice(_FILLERS) if random.random() < 0.1 else "") + "".join(letters)


def uncloaked(sample: Sample) -> Sample:
    """Return the conversation as the reader gets it: what folding takes for a cloak taken off."""
    return _with_texts(sample, lambda line, _: fold(line.text).text)


def _respelt(word: str, place: int, drawn: float, random: Random) -> str:
    if drawn < 0.5:
        return random.choice(_SEPARATORS).join(word)
    sounds = lazy_pinyin(word)
    if drawn < 0.65:
        sound = sounds[min(place, len(sounds) - 1)]
        return word[:place] + sound + word[place + 1 :]
    if drawn < 0.75:
        return "".join(lazy_pinyin(word, style=Style.FIRST_LETTER))
    return "".join(sounds)


def _replaced(word: str, place: int, choice: str, random: Random | None = None) -> str:
    if not choice:
        return word
    return word[:place] + (random.choice(choice) if random else choice) + word[place + 1 :]


def _misspelt(text: str, random: Random, rate: float) -> str:
    if random.random() < 0.5:
        text = text.lower()
    if random.random() < 0.4:
        text = re.sub(r"[,.!?;:']", "", text)
    letters = []
    for letter in text:
        drawn = random.random() / rate if letter.isalpha() and rate else 1.0
        if drawn < 0.4:
            letters.append(_LEET.get(letter.lower(), letter))
        elif drawn >= 0.7:
            letters.append(letter * 2 if drawn < 0.85 else letter)
    return "".join(letters)


def _with_texts(sample: Sample, text: Callable[[Line, int], str]) -> Sample:
    lines = tuple(replace(line, text=text(line, n)) for n, line in enumerate(sample.lines))
    return replace(sample, lines=lines)


def _without_roles(sample: Sample) -> Sample:
    lines = tuple(
        line if line.role is Role.SYSTEM else replace(line, role=Role.UNKNOWN)
        for line in sample.lines
    )
    return replace(sample, lines=lines)


def _begun_later(sample: Sample, random: Random) -> Sample:
    """Leave out what was said before, or all but one turn that says everything."""
    lines = sample.lines
    counted = [n for n, line in enumerate(lines) if line.role is Role.BUYER and line.labels]
    telling = [n for n in counted if Label.THREAT in lines[n].labels and len(lines[n].labels) > 1]
    if telling and sample.verdict is not Verdict.NONE and random.random() < 0.5:
        start = random.choice(telling)
        stop = start + 1 if random.random() < 0.6 else len(lines)
        if sample.verdict is Verdict.EXTORTION:
            told = replace(lines[start], target=Verdict.EXTORTION)
            return _part(sample, (told, *lines[start + 1 : stop]), start)
        return _part(sample, lines[start:stop], start)
    latest = counted[0] if counted else len(lines) - 1
    start = random.randint(1, latest) if latest else 0
    return _part(sample, lines[start:], start)


def _in_one_message(sample: Sample) -> Sample:
    """Let the outside party say everything in one message, with nothing before or after it."""
    said = [line for line in sample.lines if line.role is Role.BUYER]
    if sample.verdict is not Verdict.SUSPICIOUS and _length(said) > _MOST_IN_ONE:
        said = [line for line in said if line.labels]
    if not said or _length(said) > _MOST_IN_ONE:
        return sample
    glue = "，" if sample.lang == "zh" else " "
    whole = replace(
        said[-1],
        text=glue.join(line.text for line in said),
        labels=frozenset[Label]().union(*(line.labels for line in said)),
        kinds=frozenset[ThreatKind]().union(*(line.kinds for line in said)),
        target=sample.verdict,
    )
    return replace(sample, lines=(whole,), plain=())


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _part(sample: Sample, lines: tuple[Line, ...], start: int) -> Sample:
    plain = sample.plain[start : start + len(lines)]
    return replace(sample, lines=lines, plain=plain)


def _merged(sample: Sample, random: Random) -> Sample:
    """Join neighbouring messages of one side; the labels of both then hold."""
    lines: list[Line] = []
    for line in sample.lines:
        before = lines[-1] if lines else None
        if (
            before is not None
            and before.role is line.role
            and random.random() < 0.7
            and len(before.text) + len(line.text) < _MOST_JOINED
        ):
            is_latin = before.text[-1:].isascii() and before.text[-1:].isalnum()
            lines[-1] = replace(
                line,
                text=before.text + (" " if is_latin else random.choice("， 。")) + line.text,
                labels=before.labels | line.labels,
                kinds=before.kinds | line.kinds,
            )
        else:
            lines.append(line)
    return replace(sample, lines=tuple(lines))


def _sounds(path: Path) -> dict[str, tuple[str, str]]:
    found = {}
    for row in path.read_text("utf-8").splitlines():
        letter, same, other = [*row.split("\t"), "", ""][:3]
        if same and not row.startswith("#"):
            found[letter] = (same, other)
    return found


def _looks(path: Path) -> dict[str, str]:
    found: dict[str, str] = defaultdict(str)
    for row in path.read_text("utf-8").splitlines():
        letters = [] if row.startswith("#") else row.split()
        for letter in letters:
            found[letter] = found[letter] or "".join(x for x in letters if x != letter)
    return dict(found)
