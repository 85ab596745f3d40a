"""A reader for every mapping of the configuration."""

from __future__ import annotations

from nlp_guard.protocols import Source
from nlp_guard.sources.config import MappedKind, SourcesConfig
from nlp_guard.sources.orders.mapped import MappedOrders

_READERS = {MappedKind.ORDERS: MappedOrders}


def mapped_readers(config: SourcesConfig) -> tuple[Source, ...]:
    """Return the readers of the mappings, in their order.

    Raises:
        ConfigError: If a mapping names a field that its kind does not have.

    Example:
        >>> mapped_readers(SourcesConfig())
        ()
    """
    return tuple(_READERS[mapping.kind](name, mapping) for name, mapping in config.mapping.items())
