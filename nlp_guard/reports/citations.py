"""From a claim to the words: anchors of exhibits, and where they stand in the talk on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nlp_guard.records import (
    Case,
    Detection,
    Exhibit,
    ExhibitId,
    Phrase,
    Provenance,
    Utterance,
)
from nlp_guard.reports.bilingual import say, word
from nlp_guard.reports.clock import seconds

_SHOWN = 4
"""Keys shown beside a claim before the rest is folded away."""
_FOLDED = 40
"""Keys that are folded away; of more, the number is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One exhibit on the page.

    Args:
        place: Where in the source, for people.
        said_at: Anchor of the utterance on the page that holds it, or "".
    """

    key: ExhibitId
    anchor: str
    exhibit: Exhibit
    place: Phrase
    said_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A source and all that a case cites from it."""

    provenance: Provenance
    items: tuple[Cited, ...]


class Citations:
    """The exhibits of one case and their anchors.

    Args:
        case: The case.
        prefix: Makes its anchors unique on the page (``c1``).
        detections: Whose utterances are on the page.
        max_evidence: Exhibits up to which all are listed.
    """

    def __init__(
        self, case: Case, prefix: str, detections: Sequence[Detection], max_evidence: int = 400
    ) -> None:
        self._case = case
        self._max_evidence = max_evidence
        self._pointed_at: set[ExhibitId] = set()
        self._prefix = prefix
        self._talk: dict[str, list[Utterance]] = {}
        for detection in detections:
            conversation = detection.conversation
            uri = conversation.provenance.uri
            self._talk.setdefault(uri, []).extend(conversation.utterances)

    def anchor(self, key: ExhibitId) -> str:
        """Return the id of an exhibit's row; it is listed from now on."""
        self._pointed_at.add(key)
        return f"{self._prefix}-{key}"

    def chips(self, keys: Sequence[ExhibitId], shown: int = _SHOWN) -> Markup:
        """Return links to exhibits; many are folded behind their number."""
        once = list(dict.fromkeys(keys))
        links = [
            Markup('<a class="ev" href="#{}">{}</a>').format(self.anchor(key), key)
            for key in once[: shown + _FOLDED]
        ]
        if not links:
            return Markup('<span class="ev none">{}</span>').format(say("no_evidence"))
        if len(links) <= shown + 1:
            return _chips(links)
        folded = links[shown:]
        if len(once) > len(links):
            folded.append(say("n_more_in_json", n=len(once) - len(links)))
        rest = Markup('<details class="more"><summary>{}</summary>{}</details>').format(
            say("n_more", n=len(once) - shown), Markup(" ").join(folded)
        )
        return _chips([*links[:shown], rest])

    @property
    def n_unlisted(self) -> int:
        """Exhibits that nothing on the page points at, where not all are listed."""
        if len(self._case.evidence) <= self._max_evidence:
            return 0
        return len(self._case.evidence.keys() - self._pointed_at)

    def sources(self) -> tuple[CitedSource, ...]:
        """Return what is listed, source by source, in order of first citation.

        It is asked for last: what the page points at is known by then.
        """
        grouped: dict[tuple[str, str], list[Cited]] = {}
        provenances: dict[tuple[str, str], Provenance] = {}
        for cited in self._cited():
            provenance = cited.exhibit.provenance
            group = (provenance.uri, provenance.sha256)
            provenances.setdefault(group, provenance)
            grouped.setdefault(group, []).append(cited)
        return tuple(
            CitedSource(provenance=provenances[group], items=tuple(items))
            for group, items in grouped.items()
        )

    def _cited(self) -> Iterator[Cited]:
        is_all = len(self._case.evidence) <= self._max_evidence
        listed = [key for key in self._case.evidence if is_all or key in self._pointed_at]
        for key in listed:
            exhibit = self._case.evidence[key]
            yield Cited(
                key=key,
                anchor=self.anchor(key),
                exhibit=exhibit,
                place=place(exhibit),
                said_at=self._said_at(exhibit),
            )

    def _said_at(self, exhibit: Exhibit) -> str:
        for utterance in self._talk.get(exhibit.provenance.uri, ()):
            if _holds(utterance, exhibit):
                return utterance_anchor(utterance)
        return ""


def is_touched(one: Exhibit, other: Exhibit) -> bool:
    """Tell whether two exhibits share words of one source."""
    if (one.provenance.uri, one.locator) != (other.provenance.uri, other.locator):
        return False
    if one.box != other.box:
        return False
    if one.time is not None and other.time is not None:
        return one.time.overlap(other.time) is not None
    if one.span is not None and other.span is not None:
        return one.span.overlap(other.span) is not None
    return one.locator is not None


def shown(account_id: str) -> str:
    """Return an account as people know it: numbers without what tells them from nicks.

    Example:
        >>> shown("phone:12300000001"), shown("示例_甲")
        ('12300000001', '示例_甲')
    """
    kind, colon, name = account_id.partition(":")
    return name if colon and kind in ("phone", "call", "chat") else account_id


def place(exhibit: Exhibit) -> Phrase:
    """Say where in its source an exhibit stands."""
    parts = []
    if exhibit.locator is not None:
        parts.append(word("place_locator", at=exhibit.locator))
    if exhibit.span is not None:
        parts.append(word("place_span", start=exhibit.span.start, end=exhibit.span.end))
    if exhibit.box is not None:
        box = exhibit.box
        parts.append(
            word("in_picture", left=box.left, top=box.top, right=box.right, bottom=box.bottom)
        )
    if exhibit.time is not None:
        start, end = exhibit.time.start_s, exhibit.time.end_s
        parts.append(word("place_time", start=seconds(start), end=seconds(end)))
    return Phrase(zh="，".join(p.zh for p in parts), en=", ".join(p.en for p in parts))


def utterance_anchor(utterance: Utterance) -> str:
    """Return the id of an utterance on the page; ids may hold anything, anchors may not.

    Example:
        >>> utterance_anchor(Utterance(id="a/b.txt#0", role="buyer", text=""))
        'u-a_2f_b_2e_txt_23_0'
    """
    return "u-" + "".join(
        c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}_" for c in utterance.id
    )


def _holds(utterance: Utterance, exhibit: Exhibit) -> bool:
    if exhibit.box is not None:
        return exhibit.box == utterance.box
    if exhibit.time is not None and utterance.time is not None:
        return utterance.time.start_s - 0.05 <= exhibit.time.start_s < utterance.time.end_s
    if exhibit.locator is not None or utterance.locator is not None:
        return exhibit.locator == utterance.locator
    if exhibit.span is not None and utterance.source_span is not None:
        return utterance.source_span.contains(exhibit.span)
    return False


def _chips(links: Sequence[Markup]) -> Markup:
    return Markup('<span class="evs">{}</span>').format(Markup(" ").join(links))
