"""Carts that are put aside, for presenter tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pos.errors import CartGone
from pos.ids import CartId, CommandId
from pos.lifecycles import ParkedState
from pos.money import Money
from pos.text import checked_text
from pos.views.parked import ParkedView, PriceMoved, RecalledView
from pos.views.people import SessionView
from pos.views.selling import CartView

if TYPE_CHECKING:
    from tests.unit.kiosk.fake_office import FakeOffice

LASTS = timedelta(minutes=60)


class Parked:
    """``moves``: what the next recalled cart's first ticket costs more by then."""

    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.carts: dict[str, ParkedView] = {}
        self.moves = Money(0)

    def park(
        self, command: CommandId, session: SessionView, cart: CartView, name: str = ""
    ) -> ParkedView:
        name = checked_text("cart_name", name, longest=80)

        def do() -> ParkedView:
            parked_id, at = f"parked{self._office.number()}", self._office.now
            view = ParkedView(
                parked_id, name, session.name, "Window 1", at, at + LASTS, cart, "parked", here=True
            )
            self.carts[parked_id] = view
            return view

        return self._office.once(command, ("park", cart, name), do)

    def waiting(self) -> tuple[ParkedView, ...]:
        kept = (ParkedState.PARKED.value, ParkedState.RAN_OUT.value)
        return tuple(view for view in self.carts.values() if view.state in kept)

    def due(self) -> tuple[str, ...]:
        return tuple(
            view.parked_id
            for view in self.carts.values()
            if view.state == "parked" and view.until <= self._office.now
        )

    def recall(self, command: CommandId, session: SessionView, parked_id: str) -> RecalledView:
        def do() -> RecalledView:
            cart = replace(self._end(parked_id, "recalled").cart, cart_id=CartId(parked_id))
            if not self.moves:
                return RecalledView(cart)
            first = cart.lines[0]
            dearer = replace(first, face=first.face + self.moves)
            moved = PriceMoved("Orchestra A 1", first.all_in, dearer.all_in)
            return RecalledView(replace(cart, lines=(dearer, *cart.lines[1:])), (moved,))

        return self._office.once(command, ("recall", parked_id), do)

    def give_back(self, command: CommandId, session: SessionView, parked_id: str) -> None:
        self._office.once(command, ("give_back", parked_id), lambda: self._free(parked_id))

    def run_out(self, parked_id: str) -> None:
        self._free(parked_id, "ran_out")

    def _free(self, parked_id: str, state: str = "given_back") -> None:
        self._office.seating.release_cart(self._end(parked_id, state).cart.cart_id)

    def _end(self, parked_id: str, state: str) -> ParkedView:
        view = self.carts[parked_id]
        if view.state != "parked":
            raise CartGone(what=view.state, who="Ben Quill", window="Window 2")
        self.carts[parked_id] = replace(view, state=state)
        return view
