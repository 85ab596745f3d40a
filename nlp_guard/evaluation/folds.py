"""How well cloaks are taken off, and how often ordinary talk is mistaken for one.

``python -m nlp_guard.evaluation.folds PATH…`` reads JSON Lines: rows with ``text``, or with
``turns`` that have ``text``, and then perhaps ``plain``, the same turns in plain words. On benign
talk ``--list`` shows every fold but those of mere form: a person decides which were wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from nlp_guard.text.fold import Fold, Folded, FoldKind, fold
from nlp_guard.text.tables import domain_words
from nlp_guard.text.words import cut

MERE_FORM = frozenset({FoldKind.FORM, FoldKind.INVISIBLE, FoldKind.SCRIPT})
"""Folds that change no reading: everyone reads ３０％ as 30%, 投訴 as 投诉."""
OTHER_WORDS = "other words"
"""The plain turn says in a word what the other only hints at: 那笔 for 那笔钱."""
_AROUND = 8


@dataclass(slots=True)
class Recovered:
    """Words that stand in the plain turn and not, or less often, in the cloaked one.

    Args:
        wanted: How many, by kind of cloak.
        found: How many of them the folded turn holds.
        missed: The others: word, kind of cloak, and the cloaked turn.
    """

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str]] = field(default_factory=list)

    def recall(self) -> float:
        """Share of the cloaked words found, 0..1; words said in other words are no cloaks."""
        wanted = self.wanted.total() - self.wanted[OTHER_WORDS]
        found = self.found.total() - self.found[OTHER_WORDS]
        return found / wanted if wanted else 1.0


@dataclass(slots=True)
class FoldFigures:
    """What folding did to a file.

    Args:
        n_turns: Turns read.
        seconds: Processor time it took to fold them, on one core.
        kinds: Folds by kind.
        read_anew: Folds that change a reading, with a few characters around.
        n_read_anew: Turns with such a fold.
        domain: Recovery of the domain's words, where plain turns are given.
        words: Recovery of words of two characters and more, where plain turns are given.
    """

    n_turns: int = 0
    seconds: float = 0.0
    kinds: Counter[FoldKind] = field(default_factory=Counter)
    read_anew: list[str] = field(default_factory=list)
    n_read_anew: int = 0
    domain: Recovered = field(default_factory=Recovered)
    words: Recovered = field(default_factory=Recovered)


def measure_folds(turns: Iterable[tuple[str, str | None]]) -> FoldFigures:
    """Fold turns and count.

    Args:
        turns: Text, and the same in plain words where it is known.

    Example:
        >>> figures = measure_folds([("打到支fu宝", "打到支付宝"), ("您好", None)])
        >>> figures.n_turns, dict(figures.domain.found), figures.read_anew
        (2, {'pinyin': 1}, ['打到[支fu宝→支付宝]'])
    """
    figures = FoldFigures()
    known = frozenset(domain_words())
    for text, plain in turns:
        before = time.process_time()
        folded = fold(text)
        figures.seconds += time.process_time() - before
        figures.n_turns += 1
        figures.kinds.update(each.kind for each in folded.folds)
        anew = [_in_place(folded, each) for each in folded.folds if each.kind not in MERE_FORM]
        figures.read_anew += anew
        figures.n_read_anew += bool(anew)
        if plain and plain != text:
            words = [token.text for token in cut(plain) if len(token.text) > 1]
            _recover(figures.words, folded, plain, words)
            _recover(figures.domain, folded, plain, [word for word in words if word in known])
    return figures


def _in_place(folded: Folded, each: Fold) -> str:
    start, end = each.original_span.start, each.original_span.end
    before = folded.original[max(0, start - _AROUND) : start]
    return f"{before}[{each.original}→{each.folded}]{folded.original[end : end + _AROUND]}"


def _recover(recovered: Recovered, folded: Folded, plain: str, words: list[str]) -> None:
    for word, count in Counter(words).items():
        wanted = count - folded.original.count(word)
        if wanted <= 0:
            continue
        kind = _cloak(folded.original, plain, word)
        found = min(wanted, max(0, folded.text.count(word) - folded.original.count(word)))
        recovered.wanted[kind] += wanted
        recovered.found[kind] += found
        if found < wanted:
            recovered.missed.append((word, kind, folded.original))


def _cloak(written: str, plain: str, word: str) -> str:
    """Name the way a word of the plain turn is written, judged without folding."""
    start = plain.index(word)
    end = start + len(word)
    stretch = ""
    for _, plain_from, plain_to, from_, to in SequenceMatcher(
        None, plain, written, autojunk=False
    ).get_opcodes():
        if plain_from < end and start < max(plain_to, plain_from + 1):
            low = max(0, start - plain_from) if plain_to - plain_from == to - from_ else 0
            high = to - max(0, plain_to - end) if plain_to - plain_from == to - from_ else to
            stretch += written[from_ + low : high]
    return _kind_of(stretch, word)


def _kind_of(stretch: str, word: str) -> str:
    if re.search("[\U0001f000-\U0001ffff\u2600-\u27bf]", stretch):
        return "emoji"
    letters = re.findall("[A-Za-z]+", stretch)
    if letters:
        return "initials" if all(len(each) == 1 for each in letters) else "pinyin"
    bare = "".join(character for character in stretch if character.isalnum())
    if bare == word:
        return "separator"
    return "sound, look, script" if len(bare) == len(word) else OTHER_WORDS


def read_turns(path: Path) -> Iterator[tuple[str, str | None]]:
    """Read the turns of a file of JSON Lines.

    Args:
        path: Rows with ``text``, or with ``turns`` and perhaps ``plain``.
    """
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            turns = row.get("turns") or row.get("customer_turns") or [row]
            plain = row.get("plain") or [None] * len(turns)
            for turn, in_plain_words in zip(turns, plain, strict=True):
                yield (turn["text"] if isinstance(turn, dict) else turn) or "", in_plain_words


def main(arguments: list[str] | None = None) -> int:
    """Print the figures of each file, and on request every fold and every miss."""
    parser = argparse.ArgumentParser(prog="python -m nlp_guard.evaluation.folds")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--list", action="store_true", help="list the folds that change a reading")
    parser.add_argument("--missed", action="store_true", help="list the words not found")
    options = parser.parse_args(arguments)
    fold("加我薇信")  # the tables are read once, at the first fold
    for path in options.paths:
        figures = measure_folds(read_turns(path))
        sys.stdout.write(f"{path.name}: {_summary(figures)}\n")
        if options.list:
            sys.stdout.writelines(f"  {place}\n" for place in figures.read_anew)
        if options.missed:
            missed = figures.domain.missed
            sys.stdout.writelines(
                f"  {word} ({kind}) in {text!r}\n" for word, kind, text in missed
            )
    return 0


def _summary(figures: FoldFigures) -> str:
    speed = figures.n_turns / figures.seconds if figures.seconds else 0.0
    lines = [
        f"{figures.n_turns} turns, {speed:,.0f} a second",
        f"  read anew in {figures.n_read_anew} turns",
        "  folds: "
        + (", ".join(f"{kind} {n}" for kind, n in figures.kinds.most_common()) or "none"),
    ]
    for name, recovered in (("domain words", figures.domain), ("words", figures.words)):
        if recovered.wanted:
            kinds = ", ".join(
                f"{kind} {recovered.found[kind]}/{wanted}"
                for kind, wanted in recovered.wanted.most_common()
            )
            lines.append(f"  cloaked {name} found: {recovered.recall():.3f} ({kinds})")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
