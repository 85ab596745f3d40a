"""Settings of case building."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from nlp_guard.errors import ConfigError
from nlp_guard.records import LateDeliveryRule

TMALL_2015 = LateDeliveryRule(
    hours=72,
    rate=Decimal("0.30"),
    cap=Decimal(500),
    source="天猫规则，延迟发货（违背承诺）",
    as_of="2015-07-23",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesConfig:
    """Settings of case building.

    Args:
        rule: What the platform takes from a shop that ships late.
        tolerance: Two demands agree where they come to the same money within this share.
        affair_days: Paid orders of the ring count from so many days before the first demand.

    Raises:
        ConfigError: If a value is out of range.
    """

    rule: LateDeliveryRule = field(default=TMALL_2015)
    tolerance: Decimal = Decimal("0.02")
    affair_days: int = 30

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance < 1:
            raise ConfigError("cases.tolerance", "must lie between 0 and 1")
        if self.affair_days < 1:
            raise ConfigError("cases.affair_days", "must be at least 1")
        if self.rule.hours < 0 or not 0 <= self.rule.rate <= 1 or self.rule.cap < 0:
            raise ConfigError("cases.rule", "hours and cap must not be negative, rate in 0..1")
