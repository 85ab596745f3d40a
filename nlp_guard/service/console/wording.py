"""The console's own words, by language and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every phrase of a language by its key.

    Example:
        >>> catalogue("en")["sign_in"]
        'Sign in'
    """
    place = files("nlp_guard.service.console") / "wording" / f"{language}.toml"
    found: dict[str, str] = tomllib.loads(place.read_text("utf-8"))
    return found
