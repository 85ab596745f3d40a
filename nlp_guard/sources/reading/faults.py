"""What a reader had to leave out of a file: told once everything good was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from nlp_guard.errors import CorruptRecord

_SHOWN = 3


class Faults:
    """Collects the broken records of one file, and counts what is rightly passed over.

    Args:
        uri: Name of the file.
        note: Told, at the end, what was passed over.

    Example:
        >>> faults = Faults("a.jsonl", print)
        >>> faults.pass_over("internal notes")
        >>> faults.add(7, "no JSON")
        >>> faults.end()
        Traceback (most recent call last):
        ...
        nlp_guard.errors.CorruptRecord: a.jsonl:7: 1 broken record: line 7: no JSON
    """

    def __init__(self, uri: str, note: Callable[[str], None]) -> None:
        self._uri = uri
        self._note = note
        self._passed_over: Counter[str] = Counter()
        self._shown: list[tuple[int | str, str]] = []
        self.n = 0

    def add(self, where: int | str, why: str) -> None:
        """Note a record that cannot be used.

        Args:
            where: Its line (from 1), or its place in the file's structure.
            why: What is wrong, without a word of what it says.
        """
        self.n += 1
        if len(self._shown) < _SHOWN:
            self._shown.append((where, why))

    def pass_over(self, what: str) -> None:
        """Count a record that is left alone though nothing is wrong with it.

        Args:
            what: Its kind, in the plural: ``internal notes``.
        """
        self._passed_over[what] += 1

    def end(self) -> None:
        """Tell what was passed over, and raise what was broken, if anything was.

        Raises:
            CorruptRecord: Naming the first faults.
        """
        for what, n in sorted(self._passed_over.items()):
            self._note(f"left out: {n} {what}")
        if not self.n:
            return
        first = self._shown[0][0]
        shown = "; ".join(
            f"line {where}: {why}" if isinstance(where, int) else f"{where}: {why}"
            for where, why in self._shown
        )
        records = "record" if self.n == 1 else "records"
        raise CorruptRecord(
            f"{self.n} broken {records}: {shown}",
            path=self._uri,
            line=first if isinstance(first, int) else None,
        )
