"""Settings of linking."""

from __future__ import annotations

from dataclasses import dataclass

from nlp_guard.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingConfig:
    """Settings of linking; the defaults serve shops from a dozen to a million orders.

    Args:
        comparisons: Names of the comparisons to use; empty for all that are installed.
        partners: Other accounts of the same actors that an account has on average; with the
            number of accounts it gives the prior of a link.
        match_probability: A link this probable joins two accounts.
        likely_probability: Whoever is tied to a ring by its manner of ordering alone is listed,
            as likely, from here.
        manner_share: Share of a ring that shares nothing with the others but its manner of
            ordering, where the ring does not say how many it is.
        block_size: Accounts with one value in common that are compared with each other; where
            more have it, each is compared with its neighbours in order only.
        false_alarm: Chance that a ring's orders show a burst though they came by the shop's
            ordinary rhythm, 0..1.
        shown_links: Links kept for each account of a cluster.

    Raises:
        ConfigError: If a value is out of range.
    """

    comparisons: tuple[str, ...] = ()
    partners: float = 0.5
    match_probability: float = 0.95
    likely_probability: float = 0.8
    manner_share: float = 0.3
    block_size: int = 60
    false_alarm: float = 0.001
    shown_links: int = 40

    def __post_init__(self) -> None:
        for name in ("match_probability", "likely_probability", "manner_share", "false_alarm"):
            if not 0.0 < getattr(self, name) < 1.0:
                raise ConfigError(f"linking.{name}", "must lie between 0 and 1")
        if self.partners <= 0.0:
            raise ConfigError("linking.partners", "must be above 0")
        for name in ("block_size", "shown_links"):
            if getattr(self, name) < 2:
                raise ConfigError(f"linking.{name}", "must be at least 2")
