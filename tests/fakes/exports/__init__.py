"""Conversations written in every format that a reader knows, to be read back and compared.

A new format is one module in this folder with its writers in ``EXPORTS``; nothing else changes.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.fakes.exports.export import Export, Fact, is_kept

EXPORTS: tuple[Export, ...] = tuple(
    export
    for module in iter_modules(__path__)
    for export in getattr(import_module(f"{__name__}.{module.name}"), "EXPORTS", ())
)

__all__ = ["EXPORTS", "Export", "Fact", "is_kept"]
