"""Money as integer minor units with a currency.

Invariants: no float becomes money; two currencies never mix; a split adds up to what was split.
Must not know: locales and formats (the reader's locale is the business of ``printing.words``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from pos.errors import AmountInvalid, CurrencyMismatch, InvariantBroken

MINOR_DIGITS = {"USD": 2, "CAD": 2, "EUR": 2, "GBP": 2, "MXN": 2, "JPY": 0}
"""Digits after the decimal point per ISO 4217 currency Foyer can run on."""

LARGEST_MINOR = 10**13
"""Nothing at a box-office window is larger; a bigger figure is a slip of the hand."""

_PLAIN_DECIMAL = re.compile(
    r"(?P<sign>[+-]?)(?=\.?[0-9])(?P<whole>[0-9]*)(\.(?P<fraction>[0-9]*))?"
)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """A signed amount: ``minor`` is in the currency's smallest unit (cents for USD)."""

    minor: int
    currency: str = "USD"

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise InvariantBroken("money.not_an_integer", type=type(self.minor).__name__)
        if self.currency not in MINOR_DIGITS:
            raise CurrencyMismatch(expected=",".join(sorted(MINOR_DIGITS)), actual=self.currency)

    @classmethod
    def zero(cls, currency: str = "USD") -> Self:
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str = "USD") -> Self:
        """Return the amount written in plain decimals, ``12``, ``12.5`` or ``-12.50``, exactly.

        Raises:
            AmountInvalid: Not a plain decimal, more digits than the currency has, or too large.
        """
        digits = MINOR_DIGITS.get(currency)
        if digits is None:
            raise CurrencyMismatch(expected=",".join(sorted(MINOR_DIGITS)), actual=currency)
        written = _PLAIN_DECIMAL.fullmatch(text.strip())
        if written is None:
            raise AmountInvalid(text=text[:40])
        whole, fraction = written["whole"].lstrip("0"), (written["fraction"] or "").rstrip("0")
        if len(fraction) > digits or len(whole) > len(str(LARGEST_MINOR)):
            raise AmountInvalid(text=text[:40])
        minor = int(whole + fraction.ljust(digits, "0") or "0")
        if minor > LARGEST_MINOR:
            raise AmountInvalid(text=text[:40])
        return cls(-minor if written["sign"] == "-" else minor, currency)

    def _same(self, other: Money) -> None:
        if other.currency != self.currency:
            raise CurrencyMismatch(expected=self.currency, actual=other.currency)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        if type(count) is not int:
            raise InvariantBroken("money.times_not_an_integer", type=type(count).__name__)
        return Money(self.minor * count, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.minor != 0

    def percent(self, basis_points: int) -> Money:
        """Return ``basis_points`` / 10,000 of this amount, rounded half away from zero, once."""
        return self.portion(basis_points, 10_000)

    def portion(self, numerator: int, denominator: int) -> Money:
        """Return ``numerator`` / ``denominator`` (above zero) of this amount, rounded half away
        from zero, once."""
        scaled = abs(self.minor) * abs(numerator)
        rounded = (2 * scaled + denominator) // (2 * denominator)
        sign = -1 if (self.minor < 0) != (numerator < 0) else 1
        return Money(sign * rounded, self.currency)

    def allocate(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Return one part per weight; the parts add up to this amount exactly.

        Left-over minor units go one each to the largest remainders, earlier parts first.
        ``weights`` are non-negative and not all zero.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise InvariantBroken("money.bad_weights", weights=list(weights))
        sign, size = (-1, -self.minor) if self.minor < 0 else (1, self.minor)
        parts = [size * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % total), i))
        for index in by_remainder[: size - sum(parts)]:
            parts[index] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    def split(self, count: int) -> tuple[Money, ...]:
        """Return ``count`` parts as equal as minor units allow, the larger ones first."""
        return self.allocate([1] * count)


def total(amounts: Iterable[Money], currency: str = "USD") -> Money:
    """Return the sum; of nothing, zero in ``currency``."""
    result: Money | None = None
    for amount in amounts:
        result = amount if result is None else result + amount
    return Money.zero(currency) if result is None else result
