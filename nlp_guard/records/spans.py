"""Half-open intervals: where words stand in a text, and when they sound in a recording.

>>> CharSpan(3, 7).contains(CharSpan(4, 6))
True
>>> "百分之三十"[CharSpan(3, 5).slice]
'三十'
>>> TimeSpan(1.0, 2.5).overlap(TimeSpan(2.0, 4.0))
TimeSpan(start_s=2.0, end_s=2.5)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class CharSpan:
    """Code points ``start`` (inclusive) to ``end`` (exclusive) of a text.

    Raises:
        ValueError: If ``start`` is negative or ``end`` lies before it.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    @property
    def slice(self) -> slice:
        """The span as an index into its text."""
        return slice(self.start, self.end)

    def overlap(self, other: CharSpan) -> CharSpan | None:
        """Return what both cover, or None where they share no code point."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return CharSpan(start, end) if start < end else None

    def contains(self, other: CharSpan) -> bool:
        """Tell whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> CharSpan:
        """Return the span moved by a number of code points."""
        return CharSpan(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan:
    """Seconds ``start_s`` (inclusive) to ``end_s`` (exclusive) from the start of a recording.

    Raises:
        ValueError: If ``start_s`` is negative or ``end_s`` lies before it.
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not 0 <= self.start_s <= self.end_s:
            raise ValueError(f"not a time span: {self.start_s}..{self.end_s} s")

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    def overlap(self, other: TimeSpan) -> TimeSpan | None:
        """Return the time both cover, or None where they do not meet."""
        start, end = max(self.start_s, other.start_s), min(self.end_s, other.end_s)
        return TimeSpan(start, end) if start < end else None

    def contains(self, other: TimeSpan) -> bool:
        """Tell whether ``other`` lies wholly inside."""
        return self.start_s <= other.start_s and other.end_s <= self.end_s


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle of a picture, in pixels from its upper left corner.

    Args:
        left: First column inside.
        top: First row inside.
        right: First column outside.
        bottom: First row outside.

    Raises:
        ValueError: If it has no area or lies outside the picture's corner.
    """

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right and 0 <= self.top < self.bottom):
            raise ValueError(
                f"not a box: {self.left},{self.top}..{self.right},{self.bottom} pixels"
            )
