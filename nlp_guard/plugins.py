"""Entry points → objects. Built-ins come through the same door as everybody else's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from nlp_guard.errors import PluginError

GROUPS = ("sources", "transcribers", "detectors", "comparisons", "reporters", "connectors")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What one group gave.

    Args:
        objects: One per entry point that loaded, in order of their names.
        failures: One per entry point that did not; the others work on.
    """

    objects: tuple[Any, ...]
    failures: tuple[PluginError, ...] = ()


def load(group: str, *, only: Iterable[str] | None = None) -> Loaded:
    """Load every plug-in of a group.

    Args:
        group: One of ``GROUPS``.
        only: Names to load; None for all.

    Returns:
        The objects (each entry point is called without arguments) and the failures.

    Raises:
        ValueError: If the group does not exist.

    Example:
        >>> load("sources", only=[]).objects
        ()
    """
    if group not in GROUPS:
        raise ValueError(f"no plug-in group {group!r}; there are {', '.join(GROUPS)}")
    wanted = None if only is None else frozenset(only)
    objects, failures = [], []
    for point in sorted(entry_points(group=f"nlp_guard.{group}"), key=lambda p: p.name):
        if wanted is not None and point.name not in wanted:
            continue
        try:
            objects.append(_make(point))
        except PluginError as failure:
            failures.append(failure)
    return Loaded(objects=tuple(objects), failures=tuple(failures))


def _make(point: EntryPoint) -> object:
    """Import and build one plug-in.

    Whatever a stranger's module raises while it loads is its failure, not ours: it is named
    and the run goes on, so this is the one place that catches everything.
    """
    try:
        return point.load()()
    except Exception as failure:
        reason = f"{type(failure).__name__}: {failure}"
        raise PluginError(point.group, point.name, reason) from failure
