"""Which numbers and texts do not fit another type: what PostgreSQL and MySQL have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """Values that do not survive a change of type. ``fails``: the server refuses them instead of changing them."""

    text: str
    fails: bool = True


def told(losses: Iterable[Loss]) -> tuple[str, bool]:
    """Losses as one text, and whether each of them makes the statement fail."""
    found = list(losses)
    return " and ".join(loss.text for loss in found), all(loss.fails for loss in found)


@dataclass(frozen=True, slots=True)
class Number:
    """What a type of numbers can hold. None is without a limit."""

    low: int | None = None
    high: int | None = None
    #: Digits after the decimal point; 0 for whole numbers.
    scale: int | None = None
    #: Significant digits, for floating point.
    digits: int | None = None
    #: The largest number up to which every whole number is exact, for floating point.
    exact: int | None = None


REAL = Number(digits=6, exact=2**24)
DOUBLE = Number(digits=15, exact=2**53)


def whole(bits: int, *, unsigned: bool = False) -> Number:
    """An integer type."""
    return Number(0, 2**bits - 1, 0) if unsigned else Number(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1, 0)


def decimal(precision: int, scale: int, *, unsigned: bool = False) -> Number:
    """A type of decimal numbers with ``precision`` digits, ``scale`` of them after the point."""
    high = int(10 ** (precision - scale)) - 1
    return Number(0 if unsigned else -high, high, scale)


def number_losses(before: Number, after: Number) -> list[Loss]:
    """Numbers of the one type that the other does not hold."""
    losses = []
    if not _within(before, after):
        losses.append(Loss(f"numbers outside {after.low} to {after.high}"))
    if after.scale is not None and (before.scale is None or before.scale > after.scale):
        text = f"digits after the first {after.scale} decimal places" if after.scale else "fractions"
        losses.append(Loss(text, fails=False))
    elif _loses_digits(before, after):
        losses.append(Loss(f"digits beyond the first {after.digits or before.digits}", fails=False))
    return losses


def _within(before: Number, after: Number) -> bool:
    if after.low is not None and (before.low is None or before.low < after.low):
        return False
    return after.high is None or (before.high is not None and before.high <= after.high)


def _loses_digits(before: Number, after: Number) -> bool:
    if after.digits is None:
        # Floating point to a decimal without a scale: PostgreSQL keeps the digits that are certain.
        return before.digits is not None and after.scale is None
    if before.digits is not None:
        return before.digits > after.digits
    if before.scale == 0 and before.high is not None and after.exact is not None:
        return before.high > after.exact
    return before.high is None or before.scale is None or len(str(before.high)) + before.scale > after.digits
