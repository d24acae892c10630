"""What is known of a number of points: from low to high, exact decimals; high may be without bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext

from schemas import decimal_text

NOUGHT = Decimal(0)
UNBOUNDED = Decimal("Infinity")


@contextmanager
def exact() -> Iterator[None]:
    """Arithmetic in which a result that would have to be rounded raises decimal.Inexact instead."""
    with localcontext(Context(prec=120, traps=[Inexact, InvalidOperation])):
        yield


@dataclass(frozen=True, slots=True)
class Interval:
    """low <= high, in points."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")

    @classmethod
    def of(cls, value: Decimal) -> Interval:
        return cls(value, value)

    @property
    def settled(self) -> bool:
        return self.low == self.high

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def times(self, factor: Decimal) -> Interval:
        """Both ends times a factor of either sign."""
        if factor == 0:
            return ZERO
        ends = sorted((self.low * factor, self.high * factor))
        return Interval(ends[0], ends[1])

    def at_most(self, bound: Decimal | None) -> Interval:
        return self if bound is None else Interval(min(self.low, bound), min(self.high, bound))

    def at_least(self, bound: Decimal) -> Interval:
        return Interval(max(self.low, bound), max(self.high, bound))

    def __str__(self) -> str:
        """ "0.06", "0.2~0.6", "0~?" where nothing bounds it."""
        if self.settled:
            return decimal_text(self.low)
        return f"{decimal_text(self.low)}~{decimal_text(self.high) if self.high.is_finite() else '?'}"

    def as_json(self) -> dict[str, str | None]:
        return {"low": decimal_text(self.low), "high": decimal_text(self.high) if self.high.is_finite() else None}


ZERO = Interval(NOUGHT, NOUGHT)


def total(intervals: Iterable[Interval]) -> Interval:
    return sum(intervals, ZERO)
