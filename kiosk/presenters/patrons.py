"""The Patrons room: find somebody, or write them down with two fields; who is like them stands
beside the form before there are two of one. The open person's page is ``patron_page.py``'s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.showing import Presenter
from kiosk.presenters.typing import MOST_ROWS, Typing
from pos.errors import PosError
from pos.views.patrons import OrderPerson, PatronRow
from pos.views.people import Permission

if TYPE_CHECKING:
    from kiosk.presenters.desk import Desk
    from kiosk.presenters.patron_page import PatronPage
    from kiosk.presenters.tasks import Tasks, Timers
    from pos.ids import Ids, PatronId
    from pos.views.patrons import PatronView


_Answer = tuple[tuple[PatronRow, ...], tuple[OrderPerson, ...], tuple[PatronRow, ...]]


@dataclass(frozen=True, slots=True)
class PatronsState:
    """``rows``: who was found for ``text``, ``by_orders``: who has orders that were, and is no
    patron; ``looked``: that was answered. ``adding``: the form is
    open, ``like``: who might be the person typed into it, ``like_by_orders``: who that has orders
    and is no patron; ``compared``: that was answered. ``torn``: people whom two windows corrected
    at once. ``page``: a person is open. ``letters``: those to donors may be written."""

    text: str = ""
    rows: tuple[PatronRow, ...] = ()
    by_orders: tuple[OrderPerson, ...] = ()
    looked: bool = False
    adding: bool = False
    name: str = ""
    contact: str = ""
    like: tuple[PatronRow, ...] = ()
    like_by_orders: tuple[OrderPerson, ...] = ()
    compared: bool = False
    torn: tuple[PatronRow, ...] = ()
    page: bool = False
    letters: bool = False
    busy: bool = False
    refusal: PosError | None = None


class Patrons(Presenter[PatronsState]):
    """See the module. GUI thread."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, timers: Timers, page: PatronPage
    ) -> None:
        super().__init__(PatronsState())
        self._tasks = tasks
        self._desk = desk
        self._act = Act(ids)
        self._page = page
        self._typing = Typing(timers, self._look)
        self._comparing = Typing(timers, self._compare)
        self._asked = 0
        self._late = False
        """The rows are not whom the text finds."""
        page.watch(lambda state: self._now(page=state.patron is not None))
        page.left.append(self._look)

    def enter(self) -> None:
        """The room was opened."""
        self._now(letters=self._desk.may(Permission.SEE_REPORTS))
        self._look()
        self._page.read_again()

    def begin_anew(self) -> None:
        """The room's key was touched: neither the person of before is shown, nor who was looked
        for or half written down."""
        self._typing.stop()
        self._comparing.stop()
        self._late = False
        self._asked += 1  # what is on its way is about somebody before
        self._become(PatronsState(letters=self.state.letters, busy=self.state.busy))
        self._page.close()

    def changed(self) -> None:
        """Somebody was written down, corrected, merged or forgotten, here or elsewhere."""
        self._look()
        self._page.read_again()

    def write_letters(self) -> None:
        """Show the letters that donors are owed."""
        self._desk.walk_to("letters")

    def forget(self) -> None:
        """Somebody left: what they looked for is nobody else's."""
        self._typing.stop()
        self._comparing.stop()
        self._page.close()
        self._become(PatronsState())

    # ---- find ----

    def type(self, text: str) -> None:
        """The search field changed; who is found for it takes a moment. Who looks for somebody
        writes nobody down: the form gives way to whom is found."""
        self._late = True
        self._now(text=text, adding=False, refusal=None)
        self._typing.changed()

    def open(self, patron_id: PatronId) -> None:
        """Look at somebody."""
        self._page.open(patron_id)

    def touch(self, index: int) -> None:
        """A row was touched. Where it is still one of what was looked for before, another one may
        come to lie under the finger: nobody is shown."""
        if index < len(self.state.rows) and not self._late:
            self.open(self.state.rows[index].patron_id)

    def touch_orders(self, index: int) -> None:
        """A row of somebody was touched who is known by orders alone: there they become a
        patron."""
        people = self.state.by_orders
        if index < len(people) and not self._late:
            self._page.open_order(people[index].orders[0])

    def _look(self) -> None:
        if self._desk.session is None:
            return
        self._asked += 1
        asked, text = self._asked, self.state.text

        def found(answer: _Answer) -> None:
            if asked == self._asked:
                rows, by_orders, torn = answer
                self._late = self.state.text != text
                looked = bool(text.strip())
                self._now(rows=rows, by_orders=by_orders, torn=torn, looked=looked)

        self._tasks.ask(
            lambda office: (
                office.patrons.find(text, MOST_ROWS) if text.strip() else (),
                office.by_orders.find(text),
                office.patrons.torn(),
            ),
            found,
            self._refuse,
            self,
        )

    # ---- write down ----

    def add_form(self) -> None:
        """Open or shut the two fields; what was looked for is the name to begin with."""
        opening = not self.state.adding
        text = self.state.text if opening else ""
        contact = text if any(c.isdigit() or c == "@" for c in text) else ""
        name = "" if contact else text
        self._now(adding=opening, name=name, contact=contact, refusal=None)
        self._now(like=(), like_by_orders=(), compared=False)
        if opening and text:
            self._comparing.changed()

    def typed(self, name: str, contact: str) -> None:
        """One of the two fields changed: look who is like that."""
        self._now(name=name, contact=contact, compared=False, refusal=None)
        self._comparing.changed()

    def add(self) -> None:
        """Write down whoever is in the fields."""
        name, contact, who = self.state.name, self.state.contact, self._desk.person
        command = self._act.begin((name, contact, who.user_id))
        if command is None:
            return
        self._now(busy=True, refusal=None)
        self._tasks.change(
            lambda office: office.patrons.add(command, who, name, contact),
            self._added,
            self._add_failed,
            self,
        )

    def make(self, person: OrderPerson) -> None:
        """It is this person, whose orders tell of them: write them down as those say."""
        name, orders, who = self.state.name, person.orders, self._desk.person
        command = self._act.begin((orders, name, who.user_id))
        if command is None:
            return
        self._now(busy=True, refusal=None)
        self._tasks.change(
            lambda office: office.by_orders.make(command, who, orders, name),
            self._made,
            self._add_failed,
            self,
        )

    def _made(self, row: PatronRow) -> None:
        self._done()
        self._page.open(row.patron_id)

    def _added(self, view: PatronView) -> None:
        self._done()
        self._page.show(view)

    def _done(self) -> None:
        self._act.succeeded()
        self._now(adding=False, name="", contact="", like=(), like_by_orders=(), busy=False)

    def _add_failed(self, error: PosError) -> None:
        self._act.failed(error)
        self._now(busy=False, refusal=error)

    def _compare(self) -> None:
        name, contact = self.state.name, self.state.contact

        def found(like: tuple[tuple[PatronRow, ...], tuple[OrderPerson, ...]]) -> None:
            if (name, contact) == (self.state.name, self.state.contact):
                asked = bool(name.strip() or contact.strip())
                self._now(like=like[0], like_by_orders=like[1], compared=asked)

        self._tasks.ask(
            lambda office: (
                office.patrons.like(name, contact),
                office.by_orders.like(name, contact),
            ),
            found,
            self._refuse,
            self,
        )

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)
