"""What the counter sells beside seats, as the season says it today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pos.errors import NotFound
from pos.views.season import Article, Fund, Membership


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=_Coded)


@dataclass(frozen=True, slots=True)
class Shelf:
    """``goods`` and ``funds`` in the order of the season's file, ``levels`` by price.
    ``round_up_minor``: patrons are asked to round up to a multiple of it; 0: nobody is."""

    goods: tuple[Article, ...] = ()
    funds: tuple[Fund, ...] = ()
    levels: tuple[Membership, ...] = ()
    round_up_minor: int = 0

    @property
    def round_up_fund(self) -> Fund | None:
        """Whom carts are rounded up for, None where nobody is asked."""
        if not self.round_up_minor:
            return None
        return next((fund for fund in self.funds if fund.round_up), None)

    def article(self, code: str) -> Article:
        """Raises NotFound."""
        return _coded(self.goods, code, "article")

    def fund(self, code: str) -> Fund:
        """Raises NotFound."""
        return _coded(self.funds, code, "fund")

    def level(self, code: str) -> Membership:
        """Raises NotFound."""
        return _coded(self.levels, code, "membership")


def _coded(things: Iterable[C], code: str, kind: str) -> C:
    for thing in things:
        if thing.code == code:
            return thing
    raise NotFound(kind=kind, key=code)
