"""Money as people read it: symbol, thousands separators, no more decimals than needed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

_SYMBOLS = {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$"}
_CENT = Decimal("0.01")


def money(value: Decimal, currency: str, *, always_cents: bool = False) -> str:
    """Write a sum of money, to the cent, commercially rounded.

    Args:
        value: The sum.
        currency: ISO 4217.
        always_cents: Write ``.00`` too, for columns.

    Example:
        >>> money(Decimal("20566.6"), "CNY"), money(Decimal(4000), "CNY")
        ('¥20,566.60', '¥4,000')
        >>> money(Decimal("-3"), "JPY", always_cents=True)
        '−JPY 3.00'
    """
    rounded = abs(value).quantize(_CENT, ROUND_HALF_UP)
    is_whole = rounded == rounded.to_integral_value() and not always_cents
    digits = f"{rounded:,.0f}" if is_whole else f"{rounded:,.2f}"
    sign = "−" if value < 0 and rounded else ""
    return f"{sign}{_SYMBOLS.get(currency, f'{currency} ')}{digits}"


def money_in_all(
    sums: Iterable[tuple[Decimal, str]], *, always_cents: bool = False, nothing: str = "0"
) -> str:
    """Write what sums come to, one figure for each currency: they are never added together.

    Args:
        sums: Each with its currency.
        always_cents: Write ``.00`` too, for columns.
        nothing: What is written where there is no money.

    Example:
        >>> money_in_all([(Decimal(90), "CNY"), (Decimal(5), "USD"), (Decimal(10), "CNY")])
        '¥100 + US$5'
    """
    totals: dict[str, Decimal] = {}
    for value, currency in sums:
        totals[currency] = totals.get(currency, Decimal(0)) + value
    said = [
        money(total, code, always_cents=always_cents)
        for code, total in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
        if total
    ]
    return " + ".join(said) or nothing


def money_range(low: Decimal, high: Decimal, currency: str) -> str:
    """Write a range of money; once, where both ends are equal.

    Example:
        >>> money_range(Decimal(4000), Decimal(6000), "CNY")
        '¥4,000–¥6,000'
    """
    if low == high:
        return money(low, currency)
    return f"{money(low, currency)}–{money(high, currency)}"


def plain(value: Decimal) -> str:
    """Write a number without needless zeros.

    Example:
        >>> plain(Decimal("20.00")), plain(Decimal("0.350")), plain(Decimal(4000))
        ('20', '0.35', '4,000')
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent_range(low: Decimal, high: Decimal) -> str:
    """Write a share or a range of shares.

    Example:
        >>> percent_range(Decimal(20), Decimal(30)), percent_range(Decimal(20), Decimal(20))
        ('20%–30%', '20%')
    """
    if low == high:
        return f"{plain(low)}%"
    return f"{plain(low)}%–{plain(high)}%"
