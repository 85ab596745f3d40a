"""Money as people read it: symbol, thousands separators, no more decimals than needed."""

from __future__ import annotations

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
