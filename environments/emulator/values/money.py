"""Amounts of money: two decimals, half a cent is rounded away from zero."""

from decimal import ROUND_HALF_UP, Context, Decimal

_CENT = Decimal("0.01")
# Prices and quantities may be as large as their types allow; their product has more digits than usual.
_WIDE = Context(prec=120)


def to_cents(value: Decimal | int) -> Decimal:
    return Decimal(value).quantize(_CENT, ROUND_HALF_UP, _WIDE)
