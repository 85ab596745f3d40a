"""A text being folded, every character of it tied to its code points in the original."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
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
    """Another name, or another word that the words beside it make plain."""


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
        offsets: Per character of ``text``, the code points of the original that it is read from
            (start, end); neither ever falls. None where every character stands for itself.
        folds: What was changed, in order; they do not overlap.
    """

    original: str
    text: str
    offsets: tuple[tuple[int, int], ...] | None = None
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
        if self.offsets is None:
            return span
        if span.start == span.end:
            is_inside = span.start < len(self.text)
            at = self.offsets[span.start][0] if is_inside else len(self.original)
            return CharSpan(at, at)
        return CharSpan(self.offsets[span.start][0], self.offsets[span.end - 1][1])


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
        self._offsets = [(at, at + 1) for at in range(len(original))]
        self._marks: list[tuple[int, int, FoldKind]] = []

    def apply(self, edits: Iterable[Edit]) -> None:
        """Apply edits that follow one another without overlap."""
        texts: list[str] = []
        offsets: list[tuple[int, int]] = []
        done = 0
        for edit in edits:
            texts += (self.text[done : edit.start], edit.text)
            offsets += self._offsets[done : edit.start]
            sources = edit.sources or ((edit.start, edit.end),) * len(edit.text)
            offsets += (self._place(start, end) for start, end in sources)
            self._marks.append((*self._place(edit.start, edit.end), edit.kind))
            done = edit.end
        texts.append(self.text[done:])
        offsets += self._offsets[done:]
        self.text, self._offsets = "".join(texts), offsets

    def finish(self) -> Folded:
        """Give the folded text with its folds."""
        if not self._marks:
            return Folded(self.original, self.text)
        starts = [start for start, _ in self._offsets]
        folds = tuple(self._fold(starts, *mark) for mark in _outermost(self._marks))
        return Folded(self.original, self.text, tuple(self._offsets), folds)

    def _place(self, start: int, end: int) -> tuple[int, int]:
        return self._offsets[start][0], self._offsets[end - 1][1]

    def _fold(self, starts: list[int], start: int, end: int, kind: FoldKind) -> Fold:
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        return Fold(
            original_span=CharSpan(start, end),
            folded_span=CharSpan(first, last),
            kind=kind,
            original=self.original[start:end],
            folded=self.text[first:last],
        )


def _outermost(marks: list[tuple[int, int, FoldKind]]) -> list[tuple[int, int, FoldKind]]:
    """Keep the marks that lie in no other, of equal ones the latest; join those that overlap.

    Two overlap where a later round read part of what an earlier one had put together.
    """
    order = sorted(range(len(marks)), key=lambda at: (marks[at][0], -marks[at][1], -at))
    kept: list[tuple[int, int, FoldKind]] = []
    for at in order:
        if not kept or marks[at][0] >= kept[-1][1]:
            kept.append(marks[at])
        elif marks[at][1] > kept[-1][1]:
            kept[-1] = (kept[-1][0], *marks[at][1:])
    return kept
