"""A reader for every mapping: of the configuration, and of ``mapping.toml`` beside the files."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import cattrs
from cattrs.errors import ClassValidationError

from nlp_guard.errors import ConfigError
from nlp_guard.protocols import Document, ReadingContext, Source
from nlp_guard.sources.config import ColumnMapping, MappedKind, SourcesConfig
from nlp_guard.sources.mapped.mapped_chat import MappedChat
from nlp_guard.sources.orders.mapped import MappedOrders

FILE_NAME = "mapping.toml"
_READERS: Mapping[MappedKind, Callable[[str, ColumnMapping], Source]] = {
    MappedKind.CHAT: MappedChat,
    MappedKind.ORDERS: MappedOrders,
}


def mapped_readers(config: SourcesConfig) -> tuple[Source, ...]:
    """Return the readers of the mappings, in their order.

    Raises:
        ConfigError: If a mapping names a field that its kind does not have.

    Example:
        >>> mapped_readers(SourcesConfig())
        ()
    """
    return tuple(_READERS[mapping.kind](name, mapping) for name, mapping in config.mapping.items())


def readers_beside(paths: Iterable[Path]) -> tuple[Source, ...]:
    """Return the readers of every ``mapping.toml`` in some folders or beside some files.

    Each reads the files of its own folder and of those below.

    Raises:
        ConfigError: If such a file is no TOML, or holds what no mapping has.

    Example:
        >>> readers_beside([])
        ()
    """
    found: dict[Path, None] = {}
    for path in paths:
        places = path.rglob(FILE_NAME) if path.is_dir() else [path.parent / FILE_NAME]
        found |= {place.resolve(): None for place in places if place.is_file()}
    return tuple(reader for place in sorted(found) for reader in _readers_of(place))


def _readers_of(place: Path) -> Iterator[Source]:
    try:
        data = tomllib.loads(place.read_text("utf-8"))
        converter = cattrs.Converter(forbid_extra_keys=True)
        mappings = {
            name: converter.structure(entry, ColumnMapping) for name, entry in data.items()
        }
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as failure:
        raise ConfigError(FILE_NAME, f"cannot be read: {failure}") from failure
    except (ClassValidationError, ValueError, TypeError, AttributeError) as failure:
        reason = "; ".join(cattrs.transform_error(failure))
        raise ConfigError(FILE_NAME, f"not a mapping: {reason}") from failure
    for reader in mapped_readers(SourcesConfig(mapping=mappings)):
        yield Beside(reader, place.parent)


class Beside:
    """A reader for the files of one folder only.

    Args:
        reader: The reader.
        folder: Where its mapping lies.
    """

    def __init__(self, reader: Source, folder: Path) -> None:
        self.name = reader.name
        self.kind = reader.kind
        self._reader = reader
        self._folder = folder

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how surely the reader fits a file of the folder; 0 for all others."""
        is_inside = path.resolve().is_relative_to(self._folder)
        return self._reader.sniff(path, head) if is_inside else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give what the reader gives."""
        yield from self._reader.read(path, context)
