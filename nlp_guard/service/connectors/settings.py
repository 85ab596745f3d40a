"""The table of a connector in the configuration: known keys, secrets from the environment."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping

from nlp_guard.errors import ConfigError

_ENV = "_env"


def with_secrets(settings: Mapping[str, str], table: str) -> dict[str, str]:
    """Replace keys that end in ``_env`` by what those environment variables hold.

    Raises:
        ConfigError: If such a variable is not set.

    Example:
        >>> with_secrets({"url": "https://desk.example"}, "service.connectors.desk")
        {'url': 'https://desk.example'}
    """
    found = {}
    for key, value in settings.items():
        if not key.endswith(_ENV):
            found[key] = value
            continue
        held = os.environ.get(value)
        if not held:
            raise ConfigError(f"{table}.{key}", f"the environment variable {value} is not set")
        found[key.removesuffix(_ENV)] = held
    return found


def checked(
    settings: Mapping[str, str], table: str, *, needed: Collection[str], known: Collection[str]
) -> dict[str, str]:
    """Return settings that are complete and known.

    Raises:
        ConfigError: If one is missing or unknown.
    """
    for key in needed:
        if not settings.get(key):
            raise ConfigError(f"{table}.{key}", "is missing")
    for key in settings:
        if key not in {*needed, *known}:
            raise ConfigError(f"{table}.{key}", "unknown key")
    return dict(settings)
