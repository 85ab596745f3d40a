"""What linking compares, and everything a run found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nlp_guard.records.case import Case
from nlp_guard.records.coverage import Coverage
from nlp_guard.records.ids import AccountId
from nlp_guard.records.order import Order
from nlp_guard.records.provenance import Exhibit
from nlp_guard.records.signal import Detection


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """All that is known of one account, for comparisons.

    Args:
        orders: Its orders.
        detections: Its conversations, as read.
        payees: Payment accounts it named, normalised, each with the exhibit.
    """

    account_id: AccountId
    orders: tuple[Order, ...] = ()
    detections: tuple[Detection, ...] = ()
    payees: tuple[tuple[str, Exhibit], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigation:
    """Everything a run found; what a reporter is given.

    Args:
        folder: Where the sources lie (for players and crops).
        created: Aware, UTC.
        version: Of this package.
        models: Name to sha256 of the weights that took part.
        model_failure: Why recordings were not heard, where weights were not to be had.
        groups: Accounts that act together and demand nothing, in the form of a case; only where
            linking alone was asked for.
    """

    folder: Path
    created: datetime
    cases: tuple[Case, ...]
    detections: tuple[Detection, ...]
    orders: tuple[Order, ...]
    coverage: Coverage
    version: str
    models: Mapping[str, str]
    model_failure: str | None = None
    groups: tuple[Case, ...] = ()
