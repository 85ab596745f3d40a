"""What had to be left out of a file because it is broken: told once everything good was given."""

from __future__ import annotations

from nlp_guard.errors import CorruptRecord

_SHOWN = 3


class Faults:
    """Collects the broken records of one file.

    Args:
        uri: Name of the file.

    Example:
        >>> faults = Faults("a.jsonl")
        >>> faults.end()
        >>> faults.add(7, "no JSON")
        >>> faults.end()
        Traceback (most recent call last):
        nlp_guard.errors.CorruptRecord: a.jsonl:7: 1 record left out: line 7: no JSON
    """

    def __init__(self, uri: str) -> None:
        self._uri = uri
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

    def end(self) -> None:
        """Raise what was noted, if anything was.

        Raises:
            CorruptRecord: Naming the first faults.
        """
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
