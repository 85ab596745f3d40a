"""The words of the trade: which groups of words stand in a text, and where.

The vocabulary is data: TOML files in ``vocabulary/``, one table per group (``threat.complaint``,
``demand.pay``, ``cue.negation`` …). A group has words that *say* its meaning by themselves, words
that only *name* it, *longer* harmless words that contain one of ours and win, and patterns.

One Aho-Corasick pass finds all words of all groups at once; a pattern is only tried where one of
its group's triggers was seen. Text without any word of the core groups costs that one pass.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import ahocorasick

from nlp_guard.errors import ConfigError
from nlp_guard.records import CharSpan
from nlp_guard.text.memory import remembered
from nlp_guard.text.words import Edges

VOCABULARY = ("threat_zh", "demand_zh", "context_zh", "english")
CONTEXT_PREFIX = "cue."
DENIABLE_PREFIX = "threat."
_DENIAL_REACH = 24
"""Code points before a word in which its denial may stand."""
_FIELDS = frozenset({"say", "name", "longer", "patterns", "triggers"})


class Strength(StrEnum):
    """How much a hit tells by itself."""

    SAY = "say"
    NAME = "name"
    DENY = "deny"
    """Its meaning is denied: 不会投诉."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A word or pattern of a group, found.

    Args:
        span: Code points of the text that was searched.
        group: ``threat.complaint`` …
        strength: Whether it says its meaning or only names it.
        word: As found.
        is_pattern: Whether a pattern found it, and no word of the list.
    """

    span: CharSpan
    group: str
    strength: Strength
    word: str
    is_pattern: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The words of one meaning.

    Args:
        say: Words that carry the meaning by themselves.
        name: Words that only name the matter.
        longer: Harmless words that contain one of ours: they win.
        patterns: Regular expressions; a hit *says*.
        triggers: Strings one of which stands in whatever the patterns match.
    """

    name: str
    say: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    longer: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()
    triggers: frozenset[str] = frozenset()

    @property
    def is_core(self) -> bool:
        """Tell whether it can carry a label, and is no mere context."""
        return not self.name.startswith(CONTEXT_PREFIX)


class Lexicon:
    """Finds the words of all groups.

    Args:
        groups: With distinct names.
        denial: What denies a word of harm when it ends right before it.

    Example:
        >>> lexicon = Lexicon([Group(name="threat.bad_review", names=frozenset({"差评"}),
        ...                          longer=frozenset({"差评估"}))])
        >>> [hit.span for hit in lexicon.hits("再不处理就差评")]
        [CharSpan(start=5, end=7)]
        >>> lexicon.hits("误差评估报告")
        ()
    """

    def __init__(self, groups: Iterable[Group], denial: re.Pattern[str] | None = None) -> None:
        self._denial = denial
        self.groups: Mapping[str, Group] = {group.name: group for group in groups}
        self._core = _Automaton(group for group in self.groups.values() if group.is_core)
        self._context = _Automaton(group for group in self.groups.values() if not group.is_core)
        self._hits = remembered(self._find)

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Find the words and patterns of the core groups, and the context around them.

        Words count where they begin and end with words of the text; patterns anywhere.

        Args:
            text: De-cloaked and lower-cased.

        Returns:
            In order of place; empty where no core group is hit: context alone says nothing.
        """
        return self._hits(text)

    def _find(self, text: str) -> tuple[Hit, ...]:
        edges = Edges(text)
        core = self._core.hits(text, edges)
        if not core:
            return ()
        found = [*self._with_denials(core, text), *self._context.hits(text, edges)]
        return tuple(sorted(found, key=_place))

    def _with_denials(self, hits: list[Hit], text: str) -> list[Hit]:
        """Mark words of harm as denied, and patterns all of whose words are."""
        if self._denial is None:
            return hits
        denied = {
            hit
            for hit in hits
            if hit.group.startswith(DENIABLE_PREFIX)
            and not hit.is_pattern
            and self._denial.search(text[max(0, hit.span.start - _DENIAL_REACH) : hit.span.start])
        }
        if not denied:
            return hits
        for hit in [hit for hit in hits if hit.is_pattern]:
            inside = {
                word
                for word in hits
                if word.group == hit.group and not word.is_pattern and hit.span.contains(word.span)
            }
            if inside and _is_denied(inside, denied):
                denied.add(hit)
        denied |= {hit for hit in hits if _is_within(hit, denied)}
        return [replace(hit, strength=Strength.DENY) if hit in denied else hit for hit in hits]

    def context(self, text: str) -> tuple[Hit, ...]:
        """Find context words alone, e.g. what the shop's staff says about a demand."""
        return tuple(sorted(self._context.hits(text, Edges(text)), key=_place))


def _place(hit: Hit) -> tuple[int, int, str, str, bool]:
    return hit.span.start, hit.span.end, hit.group, hit.strength, hit.is_pattern


def _is_denied(words: set[Hit], denied: set[Hit]) -> bool:
    """Tell whether every word is denied, or lies within one that is."""
    return all(word in denied or _is_within(word, denied) for word in words)


def _is_within(hit: Hit, others: set[Hit]) -> bool:
    return any(o.group == hit.group and o.span.contains(hit.span) for o in others)


@cache
def built_in() -> Lexicon:
    """Return the vocabulary that travels with the package."""
    folder = files("nlp_guard.signals") / "vocabulary"
    tables = [tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in VOCABULARY]
    macros = tomllib.loads((folder / "macros.toml").read_text("utf-8"))
    return Lexicon(groups_of(tables, macros), re.compile(macros["denial"]))


def groups_of(tables: Iterable[Mapping[str, Any]], macros: Mapping[str, str]) -> list[Group]:
    """Join the tables of several files, group by group.

    Args:
        tables: ``{"threat": {"complaint": {"say": [...], …}}}``.
        macros: Named parts of patterns, written ``<name>`` there.

    Raises:
        ConfigError: For an unknown field or a pattern that does not compile.

    Example:
        >>> groups_of([{"demand": {"fee": {"say": ["茶水费"]}}}], {})[0].name
        'demand.fee'
    """
    joined: dict[str, dict[str, list[str]]] = {}
    for table in tables:
        for family, members in table.items():
            for member, fields in members.items():
                name = f"{family}.{member}"
                if unknown := set(fields) - _FIELDS:
                    raise ConfigError(f"{name}.{min(unknown)}", "unknown field of a word group")
                into = joined.setdefault(name, {key: [] for key in _FIELDS})
                for key, values in fields.items():
                    into[key].extend(values)
    return [_group(name, fields, macros) for name, fields in joined.items()]


def _group(name: str, fields: Mapping[str, list[str]], macros: Mapping[str, str]) -> Group:
    return Group(
        name=name,
        say=frozenset(fields["say"]),
        names=frozenset(fields["name"]),
        longer=frozenset(fields["longer"]),
        patterns=tuple(_compiled(name, pattern, macros) for pattern in fields["patterns"]),
        triggers=frozenset(fields["triggers"]),
    )


def _compiled(name: str, pattern: str, macros: Mapping[str, str]) -> re.Pattern[str]:
    whole = pattern
    while used := re.search(r"<(\w+)>", whole.replace("(?P<", "(?P{")):
        if used[1] not in macros:
            raise ConfigError(f"{name}.patterns", f"no macro named {used[1]!r}")
        whole = whole.replace(used[0], macros[used[1]])
    try:
        return re.compile(whole)
    except re.error as failure:
        raise ConfigError(f"{name}.patterns", f"{failure} in {pattern!r}") from failure


@dataclass(slots=True)
class _Use:
    """What a string in the automaton is for: which groups, in which role."""

    say: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    longer: list[str] = field(default_factory=list)
    trigger: list[str] = field(default_factory=list)

    @property
    def is_word(self) -> bool:
        """Tell whether it is more than a trigger."""
        return bool(self.say or self.name or self.longer)


class _Automaton:
    """Finds all strings of some groups in one pass."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._groups = {group.name: group for group in groups}
        uses: dict[str, _Use] = {}
        for group in self._groups.values():
            for role, words in (
                ("say", group.say),
                ("name", group.names),
                ("longer", group.longer),
                ("trigger", group.triggers if group.patterns else ()),
            ):
                for word in words:
                    getattr(uses.setdefault(word, _Use()), role).append(group.name)
        self._automaton = ahocorasick.Automaton()
        for word, use in uses.items():
            self._automaton.add_word(word, (len(word), use))
        if uses:
            self._automaton.make_automaton()
        self._is_empty = not uses

    def hits(self, text: str, edges: Edges) -> list[Hit]:
        if self._is_empty:
            return []
        words: list[tuple[int, int, _Use]] = []
        longer: dict[str, list[CharSpan]] = {}
        triggered: set[str] = set()
        for last, (length, use) in self._automaton.iter(text):
            start = last + 1 - length
            if use.trigger:
                triggered.update(use.trigger)
            if use.is_word and is_whole(text, start, last + 1):
                words.append((start, last + 1, use))
                for group in use.longer:
                    longer.setdefault(group, []).append(CharSpan(start, last + 1))
        kept = list(_word_hits(text, words, longer, edges))
        for name in triggered:
            kept.extend(
                hit
                for hit in self._pattern_hits(name, text)
                if not _is_inside(hit.span, longer.get(name, ()))
            )
        return kept

    def _pattern_hits(self, name: str, text: str) -> Iterator[Hit]:
        for pattern in self._groups[name].patterns:
            for match in pattern.finditer(text):
                if match.end() > match.start():
                    span = CharSpan(match.start(), match.end())
                    yield Hit(span, name, Strength.SAY, match[0], is_pattern=True)


def _word_hits(
    text: str,
    words: Iterable[tuple[int, int, _Use]],
    longer: Mapping[str, Iterable[CharSpan]],
    edges: Edges,
) -> Iterator[Hit]:
    for start, end, use in words:
        if not (use.say or use.name):
            continue
        span = CharSpan(start, end)
        if not edges.around(span):
            continue
        for strength, groups in ((Strength.SAY, use.say), (Strength.NAME, use.name)):
            for group in groups:
                if not _is_inside(span, longer.get(group, ())):
                    yield Hit(span, group, strength, text[start:end])


def is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch does not cut a word of Latin letters or digits.

    Example:
        >>> is_whole("we sue you", 3, 6), is_whole("any issues", 6, 9)
        (True, False)
    """
    return not (_joins(text, start - 1, start) or _joins(text, end - 1, end))


def _joins(text: str, left: int, right: int) -> bool:
    if left < 0 or right >= len(text):
        return False
    before, after = text[left], text[right]
    return (
        before.isascii()
        and after.isascii()
        and ((before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit()))
    )


def _is_inside(span: CharSpan, longer: Iterable[CharSpan]) -> bool:
    return any(other.contains(span) and other != span for other in longer)
