"""Who rings: a name and one contact as they are said, or somebody the house knows already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.one_act import OneAct
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timers
from kiosk.presenters.typing import Typing
from pos.errors import PosError
from pos.views.patrons import OrderPerson, PatronRow

if TYPE_CHECKING:
    from pos.ids import Ids
    from pos.views.patrons import PatronView

MOST_FOUND = 4
ON_PHONE = "phone"
"""From which screen somebody was looked at."""


@dataclass(frozen=True, slots=True)
class WhoIs:
    """``contact``: a phone number or an e-mail address, as it was typed. ``found``: who it may be,
    ``by_orders``: who of those that orders alone tell of. ``patron_id``, ``number``: who it is,
    empty for somebody who is not written down. ``note``: for will call."""

    name: str = ""
    contact: str = ""
    note: str = ""
    patron_id: str = ""
    number: str = ""
    found: tuple[PatronRow, ...] = ()
    by_orders: tuple[OrderPerson, ...] = ()
    refusal: PosError | None = None

    @property
    def phone(self) -> str:
        """The contact, if it is a number."""
        return "" if "@" in self.contact else self.contact.strip()

    @property
    def email(self) -> str:
        """The contact, if it is an address."""
        return self.contact.strip() if "@" in self.contact else ""


class Who(Presenter[WhoIs]):
    """Part of the call's presenter. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, timers: Timers) -> None:
        super().__init__(WhoIs())
        self._act = OneAct(tasks, desk, ids, lambda _busy: None)
        self._tasks = tasks
        self._desk = desk
        self._typing = Typing(timers, self._look)
        self._asked = 0
        desk.changed.append(self._desk_changed)

    def type(self, name: str, contact: str) -> None:
        """What is said, letter by letter; who was chosen before is somebody else then."""
        if (name, contact) != (self.state.name, self.state.contact):
            if self.state.patron_id:
                self._desk.name_buyer(None)
            self._now(name=name, contact=contact, patron_id="", number="", refusal=None)
            self._typing.changed()

    def type_note(self, note: str) -> None:
        """What will call should know."""
        self._now(note=note)

    def choose(self, row: PatronRow) -> None:
        """It is this person: the house knows how they are reached."""
        session = self._desk.person
        self._typing.stop()
        self._tasks.change(
            lambda office: office.patrons.get(session, row.patron_id, ON_PHONE),
            lambda patron: self._known(row, patron),
            self._refuse,
            self,
        )

    def make(self, person: OrderPerson) -> None:
        """It is this person, whose orders tell of them: they are written down as those say."""
        name, orders = self.state.name, person.orders
        self._typing.stop()
        self._act.do(
            ("make", orders, name),
            lambda office, cmd, who: office.by_orders.make(cmd, who, orders, name),
            self.choose,
            self._refuse,
        )

    def clear(self) -> None:
        """The next call."""
        self._typing.stop()
        self._asked += 1
        self._become(WhoIs())

    def _known(self, row: PatronRow, patron: PatronView) -> None:
        details = patron.details
        self._desk.name_buyer(row, details.needs)
        contact = next(iter((*details.phones, *details.emails)), "")
        self._now(
            name=details.name,
            contact=contact,
            patron_id=patron.patron_id,
            number=patron.number,
            found=(),
            by_orders=(),
            refusal=None,
        )

    def _look(self) -> None:
        self._asked += 1
        number, name, contact = self._asked, self.state.name, self.state.contact

        def know(answer: tuple[tuple[PatronRow, ...], tuple[OrderPerson, ...]]) -> None:
            if number == self._asked and not self.state.patron_id:
                found, by_orders = answer
                self._now(found=found, by_orders=by_orders[: MOST_FOUND - len(found)])

        self._tasks.ask(
            lambda office: (
                office.patrons.like(name, contact, MOST_FOUND),
                office.by_orders.like(name, contact),
            ),
            know,
            self._refuse,
            self,
        )

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state != WhoIs():
            self.clear()
