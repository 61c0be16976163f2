"""The series that lie in a cart, as groups of its lines: what each saves, or what it costs more
since it is not whole any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos.money import Money, total
from pos.views.pricing import StepKind
from pos.views.selling import CartLine, CartView


@dataclass(frozen=True, slots=True)
class SeriesGroup:
    """The lines that one touch put in. ``people``: whose series is whole; ``broken``: whose is not.
    ``saved``: what it takes off; ``lost``: what its tickets cost more since a date was taken
    out."""

    instance: str
    name: str
    line_ids: tuple[str, ...]
    people: int
    broken: int
    saved: Money
    lost: Money


class SeriesWatch:
    """Sees series break. GUI thread."""

    def __init__(self) -> None:
        self._before: dict[str, CartLine] = {}
        self._lost: dict[str, Money] = {}

    def groups(self, cart: CartView) -> tuple[SeriesGroup, ...]:
        """Return the series in the cart as it is now."""
        self._compare(cart.lines)
        found: dict[str, list[CartLine]] = {}
        for line in cart.lines:
            if line.package is not None:
                found.setdefault(line.package.instance, []).append(line)
        return tuple(
            _group(instance, lines, self._lost.get(instance), cart.currency)
            for instance, lines in found.items()
        )

    def _compare(self, lines: Sequence[CartLine]) -> None:
        """Remember what a line costs more since its series is not whole any more."""
        for line in lines:
            was, package = self._before.get(line.line_id), line.package
            if package is None or was is None or was.package is None:
                continue
            lost = self._lost.get(package.instance, Money.zero(line.face.currency))
            if was.package.whole and not package.whole:
                self._lost[package.instance] = lost + line.all_in - was.all_in
            elif package.whole and not was.package.whole:
                self._lost.pop(package.instance, None)
        self._before = {line.line_id: line for line in lines}
        here = {line.package.instance for line in lines if line.package is not None}
        self._lost = {each: lost for each, lost in self._lost.items() if each in here}


def in_groups(lines: Sequence[CartLine]) -> tuple[CartLine, ...]:
    """Return the lines with those of a series together, where its first one stands."""
    first: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.package is not None:
            first.setdefault(line.package.instance, place)

    def where(numbered: tuple[int, CartLine]) -> int:
        place, line = numbered
        return place if line.package is None else first[line.package.instance]

    return tuple(line for _, line in sorted(enumerate(lines), key=where))


def with_person(lines: Sequence[CartLine], line_id: str) -> tuple[str, ...]:
    """Return the line and the others of the same person's series: they are one person's tickets."""
    mine = next((line.package for line in lines if line.line_id == line_id), None)
    if mine is None:
        return (line_id,)
    return tuple(
        line.line_id
        for line in lines
        if line.package is not None
        and (line.package.instance, line.package.number) == (mine.instance, mine.number)
    )


def _group(
    instance: str, lines: Sequence[CartLine], lost: Money | None, currency: str
) -> SeriesGroup:
    packages = [line.package for line in lines if line.package is not None]
    saved = (step.amount for line in lines for step in line.steps if step.kind is StepKind.PACKAGE)
    return SeriesGroup(
        instance=instance,
        name=packages[0].name,
        line_ids=tuple(line.line_id for line in lines),
        people=len({each.number for each in packages if each.whole}),
        broken=len({each.number for each in packages if not each.whole}),
        saved=total(saved, currency),
        lost=lost if lost is not None else Money.zero(currency),
    )
