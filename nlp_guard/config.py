"""One frozen config per stage, joined; TOML in; unknown keys are errors.

>>> Config().signals == Config.from_toml("").signals
True
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError

from nlp_guard.cases.config import CasesConfig
from nlp_guard.errors import ConfigError
from nlp_guard.linking.config import LinkingConfig
from nlp_guard.signals.config import SignalsConfig
from nlp_guard.sources.config import SourcesConfig
from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.watching.config import WatchingConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceConfig:
    """Where the service keeps what it hears, and whom it talks to.

    It stands here, not in the service's room: the service is built on a guard that has read its
    settings.

    Args:
        database: SQLAlchemy URL: ``sqlite:///file`` or ``postgresql+psycopg://…``.
        max_body_bytes: Largest request that is read.
        connectors: Settings of each connector by its name; a connector without settings is off.
            Secrets are not written here: a key that ends in ``_env`` names the environment
            variable that holds one.
    """

    database: str = "sqlite:///nlp_guard.sqlite"
    max_body_bytes: int = 10_000_000
    connectors: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.max_body_bytes < 1:
            raise ValueError(f"max_body_bytes must be at least 1: {self.max_body_bytes}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    r"""Every setting, by stage; a table of the same name in TOML sets it.

    Example:
        >>> Config.from_toml("[transcription]\nbeam_sze = 3")
        Traceback (most recent call last):
        nlp_guard.errors.ConfigError: transcription: unknown key 'beam_sze'
    """

    sources: SourcesConfig = field(default_factory=SourcesConfig)
    transcription: TranscriptionConfig = field(default_factory=TranscriptionConfig)
    signals: SignalsConfig = field(default_factory=SignalsConfig)
    linking: LinkingConfig = field(default_factory=LinkingConfig)
    cases: CasesConfig = field(default_factory=CasesConfig)
    watching: WatchingConfig = field(default_factory=WatchingConfig)
    service: ServiceConfig = field(default_factory=ServiceConfig)

    @classmethod
    def from_file(cls, path: Path) -> Config:
        """Read a TOML file.

        Raises:
            ConfigError: If it is missing, no TOML, or holds what no stage knows.
        """
        try:
            return cls.from_toml(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as failure:
            raise ConfigError(str(path), f"cannot be read: {failure}") from failure

    @classmethod
    def from_toml(cls, text: str) -> Config:
        """Read TOML text.

        Raises:
            ConfigError: If it is no TOML, or holds what no stage knows.
        """
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as failure:
            raise ConfigError("config", f"not TOML: {failure}") from failure
        try:
            return _converter().structure(data, cls)
        except (ClassValidationError, IterableValidationError) as failure:
            raise _first_error(failure) from failure
        except ValueError as failure:
            raise ConfigError("config", str(failure)) from failure


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(str(value)))
    return converter


def _first_error(failure: BaseException, path: tuple[str, ...] = ()) -> ConfigError:
    """Walk to the first leaf of a validation error and say where it is."""
    if isinstance(failure, ForbiddenExtraKeysError):
        key = sorted(failure.extra_fields)[0]
        return ConfigError(".".join(path) or "config", f"unknown key {key!r}")
    if isinstance(failure, BaseExceptionGroup):
        inner = failure.exceptions[0]
        return _first_error(inner, (*path, *_field_name(inner)))
    return ConfigError(".".join(path) or "config", str(failure) or type(failure).__name__)


def _field_name(failure: BaseException) -> tuple[str, ...]:
    """Read the field's name off the notes that cattrs leaves on an error."""
    notes: list[Any] = getattr(failure, "__notes__", [])
    return tuple(note.name for note in notes if hasattr(note, "name"))[:1]
