"""Who buys: nobody, or a person with a name, chosen or written down from the cart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.showing import Presenter
from kiosk.presenters.typing import Typing
from pos.errors import PosError
from pos.views.patrons import PatronRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.presenters.desk import Desk
    from kiosk.presenters.tasks import Tasks, Timers
    from pos.ids import Ids
    from pos.views.patrons import Need, PatronView


@dataclass(frozen=True, slots=True)
class CartPatronState:
    """``buyer``: who buys the cart before the cashier. ``shown``: the panel to choose is open.
    ``rows``: who is like what was typed."""

    buyer: PatronRow | None = None
    shown: bool = False
    name: str = ""
    contact: str = ""
    rows: tuple[PatronRow, ...] = ()
    busy: bool = False
    refusal: PosError | None = None


class CartPatron(Presenter[CartPatronState]):
    """See the module. The choice goes with the cart (``Desk.buyer``). GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, timers: Timers) -> None:
        super().__init__(CartPatronState())
        self._tasks = tasks
        self._desk = desk
        self._act = Act(ids)
        self._typing = Typing(timers, self._look)
        self.named: list[Callable[[frozenset[Need]], None]] = []
        """Told what whoever was chosen needs."""
        desk.changed.append(self._desk_changed)

    def _desk_changed(self) -> None:
        buyer = self._desk.buyer
        if buyer != self.state.buyer:
            self._now(buyer=buyer)

    def open(self) -> None:
        """The chip was touched."""
        if not self._desk.paying:
            self._now(shown=True, name="", contact="", rows=(), refusal=None)

    def close(self) -> None:
        """Back to the cart."""
        self._typing.stop()
        self._now(shown=False, name="", contact="", rows=(), refusal=None)

    def nobody(self) -> None:
        """Nobody is named after all."""
        self._desk.name_buyer(None)
        self.close()

    def typed(self, name: str, contact: str) -> None:
        """One of the two fields changed: look who is like that."""
        self._now(name=name, contact=contact, refusal=None)
        self._typing.changed()

    def choose(self, row: PatronRow) -> None:
        """This person buys; their accessibility needs go to the best seats."""
        who = self._desk.person

        def known(view: PatronView) -> None:
            self._desk.name_buyer(row, view.needs)
            self.close()
            for told in self.named:
                told(view.needs)

        self._tasks.change(
            lambda office: office.patrons.get(who, row.patron_id, "cart"),
            known,
            self._refuse,
            self,
        )

    def add(self) -> None:
        """Write down whoever is in the fields; they buy."""
        name, contact, who = self.state.name, self.state.contact, self._desk.person
        command = self._act.begin((name, contact, who.user_id))
        if command is None:
            return
        self._now(busy=True, refusal=None)

        def added(row: PatronRow) -> None:
            self._act.succeeded()
            self._now(busy=False)
            self._desk.name_buyer(row)
            self.close()

        def failed(error: PosError) -> None:
            self._act.failed(error)
            self._now(busy=False, refusal=error)

        self._tasks.change(
            lambda office: office.patrons.row(
                office.patrons.add(command, who, name, contact).patron_id
            ),
            added,
            failed,
            self,
        )

    def _look(self) -> None:
        name, contact = self.state.name, self.state.contact

        def found(rows: tuple[PatronRow, ...]) -> None:
            if (name, contact) == (self.state.name, self.state.contact):
                self._now(rows=rows)

        self._tasks.ask(
            lambda office: office.patrons.like(name, contact, 6), found, self._refuse, self
        )

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)
