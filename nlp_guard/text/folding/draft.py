"""A text being folded, every character of it tied to its code points in the original."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nlp_guard.records import CharSpan


class FoldKind(StrEnum):
    """How something was written that stands for something else."""

    FORM = "form"
    """Another form of the same character: full-width, circled, mathematical, accented."""
    INVISIBLE = "invisible"
    """Characters nobody sees: zero-width, soft hyphens, marks of direction, overlays."""
    SCRIPT = "script"
    """Traditional or otherwise unusual writing of the same character."""
    SEPARATOR = "separator"
    """Something put between the characters of a word or number."""
    PARTS = "parts"
    """A character split into its parts."""
    LOOK = "look"
    """A character that looks like the right one."""
    SOUND = "sound"
    """Characters that sound like the right ones."""
    PINYIN = "pinyin"
    """Sounds written in Latin letters."""
    INITIALS = "initials"
    """First letters of the syllables."""
    EMOJI = "emoji"
    """A picture for a word or a syllable."""
    SLANG = "slang"
    """Another name for the same thing."""


@dataclass(frozen=True, slots=True)
class Fold:
    """One place where the folded text reads otherwise than the original.

    Args:
        original_span: Code points of the original.
        folded_span: Code points of the folded text; empty where something was left out.
        kind: How it was written.
        original: As written.
        folded: What it stands for.
    """

    original_span: CharSpan
    folded_span: CharSpan
    kind: FoldKind
    original: str
    folded: str


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it reads once its cloaks are off.

    Args:
        original: The text as it came, untouched.
        text: The text to read.
        starts: Per character of ``text``, its first code point in the original; never falls.
        ends: Per character of ``text``, the code point after its last; never falls.
        folds: What was changed, in order; they do not overlap.
    """

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    folds: tuple[Fold, ...] = ()

    def original_span(self, span: CharSpan) -> CharSpan:
        """Give the place in the original that a place in the folded text was read from.

        Args:
            span: Code points of ``text``.

        Returns:
            The code points from the first to the last character read; separators between them
            are included. Empty for an empty span.

        Raises:
            ValueError: If the span reaches beyond ``text``.
        """
        if span.end > len(self.text):
            raise ValueError(f"span {span.start}..{span.end} of a text of {len(self.text)}")
        if span.start == span.end:
            at = self.starts[span.start] if span.start < len(self.text) else len(self.original)
            return CharSpan(at, at)
        return CharSpan(self.starts[span.start], self.ends[span.end - 1])


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a stretch of a draft.

    Args:
        start: First character of the draft's text.
        end: After the last.
        text: What stands there afterwards.
        kind: How it was written.
        sources: Per character of ``text``, the stretch of the draft that it comes from;
            None where each comes from the whole.
    """

    start: int
    end: int
    text: str
    kind: FoldKind
    sources: tuple[tuple[int, int], ...] | None = None


class Draft:
    """A text being folded.

    Example:
        >>> draft = Draft("支.付宝")
        >>> draft.apply([Edit(1, 2, "", FoldKind.SEPARATOR)])
        >>> folded = draft.finish()
        >>> folded.text, folded.original_span(CharSpan(0, 2))
        ('支付宝', CharSpan(start=0, end=3))
    """

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = original
        self._starts: Sequence[int] = range(len(original))
        self._ends: Sequence[int] = range(1, len(original) + 1)
        self._marks: list[tuple[int, int, FoldKind]] = []

    def apply(self, edits: Iterable[Edit]) -> None:
        """Apply edits that follow one another without overlap."""
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for edit in edits:
            texts += (self.text[done : edit.start], edit.text)
            starts += self._starts[done : edit.start]
            ends += self._ends[done : edit.start]
            for first, last in edit.sources or [(edit.start, edit.end)] * len(edit.text):
                starts.append(self._starts[first])
                ends.append(self._ends[last - 1])
            self._marks.append((self._starts[edit.start], self._ends[edit.end - 1], edit.kind))
            done = edit.end
        texts.append(self.text[done:])
        starts += self._starts[done:]
        ends += self._ends[done:]
        self.text, self._starts, self._ends = "".join(texts), starts, ends

    def finish(self) -> Folded:
        """Give the folded text with its folds."""
        folds = tuple(self._fold(*mark) for mark in _outermost(self._marks))
        return Folded(self.original, self.text, self._starts, self._ends, folds)

    def _fold(self, start: int, end: int, kind: FoldKind) -> Fold:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return Fold(
            original_span=CharSpan(start, end),
            folded_span=CharSpan(first, last),
            kind=kind,
            original=self.original[start:end],
            folded=self.text[first:last],
        )


def _outermost(marks: list[tuple[int, int, FoldKind]]) -> list[tuple[int, int, FoldKind]]:
    """Keep the marks that lie in no other; of equal ones the latest."""
    order = sorted(range(len(marks)), key=lambda at: (marks[at][0], -marks[at][1], -at))
    kept: list[tuple[int, int, FoldKind]] = []
    for at in order:
        if not kept or marks[at][0] >= kept[-1][1]:
            kept.append(marks[at])
    return kept
