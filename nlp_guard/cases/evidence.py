"""The list of evidence of one case: every quote once, under a key that stays the same."""

from __future__ import annotations

from collections.abc import Iterable

from nlp_guard.records import Box, CharSpan, Exhibit, ExhibitId, TimeSpan

_Place = tuple[str, CharSpan | None, TimeSpan | None, str | None, Box | None, str]


class Evidence:
    """Collects exhibits; the same place in the same source gets the same key.

    Example:
        >>> Evidence().cite([])
        ()
    """

    def __init__(self) -> None:
        self._keys: dict[_Place, ExhibitId] = {}
        self._exhibits: dict[ExhibitId, Exhibit] = {}

    @property
    def exhibits(self) -> dict[ExhibitId, Exhibit]:
        """All exhibits by key, in the order in which they were cited first."""
        return dict(self._exhibits)

    def cite(self, exhibits: Iterable[Exhibit]) -> tuple[ExhibitId, ...]:
        """Return the keys of some exhibits, each once, in order."""
        return tuple(dict.fromkeys(map(self._key, exhibits)))

    def _key(self, exhibit: Exhibit) -> ExhibitId:
        place = (
            exhibit.provenance.uri,
            exhibit.span,
            exhibit.time,
            exhibit.locator,
            exhibit.box,
            exhibit.quote,
        )
        key = self._keys.get(place)
        if key is None:
            key = ExhibitId(f"e{len(self._keys) + 1}")
            self._keys[place] = key
            self._exhibits[key] = exhibit
        return key
