"""A whole window for tests: the real office over a real file, the real screens.

The demo season is imported once a session into a template and copied for each test.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDeadlineTimer, QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from kiosk.bridge import Bridge, is_there
from kiosk.messages import load_words
from kiosk.office_news import OfficeNews, wake_rooms
from kiosk.patron_files import PatronFiles
from kiosk.presenters.rooms import Rooms, rooms_of
from kiosk.screens.furnish import Screens, furnish
from kiosk.screens.sign_in import SignInScreen
from kiosk.shell import Shell
from kiosk.tasks import Crash, Ledger
from kiosk.theme import Theme, day
from kiosk.timers import QtTimers
from pos.catalogue.importing import Importing
from pos.clock import ManualClock, SystemClock
from pos.events import (
    Events,
)
from pos.hub.rights import RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, WindowId
from pos.money import total
from pos.office import Office, open_office
from pos.people.pins import PinHasher
from pos.selling.placing import Placing, place
from pos.storage.unit_of_work import SqlStorage
from pos.views.accounts import AccountStatement
from pos.views.cash import CountSheet, TillReportView, TillView
from pos.views.catalogue import CompanyView
from pos.views.closing import JournalView
from pos.views.donations import DonationLetterView, YearLetterView
from pos.views.papers import CheckLetterView
from pos.views.people import Permission, Role, SessionView
from pos.views.selling import CartLine, CartView, OrderView, TenderGiven, TenderKind
from pos.views.statements import Statement
from pos.views.will_call import WillCallListView
from pos.window import Window
from tests.conftest import PATIENCE_MS

ASSETS = Path(__file__).parents[2] / "assets" / "demo"
ZONE = ZoneInfo("America/Los_Angeles")
WINDOW = Window(WindowId("w1"), "Window 1", "W1")
TONIGHT = datetime(2026, 11, 21, 18, 0, tzinfo=ZONE)
PINS = {"Ana Castle": "2580", "Ben Quill": "1470", "Sue Moreno": "3691", "Max Holloway": "9517"}
OWNER = {"Olga Wren": "7302"}
ROLES = {
    "Ana Castle": Role.CASHIER,
    "Ben Quill": Role.CASHIER,
    "Sue Moreno": Role.SUPERVISOR,
    "Max Holloway": Role.MANAGER,
}

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)


def office_at(path: Path, clock: ManualClock, events: Events, seed: int) -> Office:
    """Open the office over a file, with PINs that are cheap to check."""
    ids = Ids(clock, random.Random(seed).randbytes)
    storage = SqlStorage(path, clock, ids, events)
    hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    return open_office(storage, clock, ids, events, WINDOW, hasher)


def make_template(path: Path) -> Path:
    """Make a database with the demo season and four people in it."""
    clock = ManualClock(TONIGHT)
    office = office_at(path, clock, Events(), seed=1)
    importing = Importing(office.storage, clock, office.ids, WINDOW)
    season = (ASSETS / "season.toml").read_bytes()
    importing.season(None, season, "season.toml", lambda name: (ASSETS / name).read_bytes())
    for order in WEB_ORDERS:
        place_web_order(office, order)
    owner = office.people.set_up(CommandId(office.ids.new()), "Olga Wren", "7302", "en")
    for name, pin in PINS.items():
        office.people.add_staff(CommandId(office.ids.new()), owner, name, ROLES[name], pin, "en")
    office.close()
    return path


@dataclass(frozen=True)
class WebOrder:
    """An order that waits at will call."""

    name: str
    code: str
    seats: int
    paid: bool = True
    note: str = ""
    alternates: str = ""
    phone: str = "(503) 555-0147"


WEB_ORDERS = (
    WebOrder("Zoë Ångström", "NW-2", 2, note="Hearing loop"),
    WebOrder("Nguyễn Thị Hoa", "NW-2", 4, alternates="Nguyễn Văn An"),
    WebOrder("Анна Петрова", "NW-2", 2, paid=False, phone="(503) 555-0112"),
    WebOrder("Petra Holm", "SWAN-1", 1),
    WebOrder("Peter Holmgren", "SWAN-1", 3, paid=False),
    WebOrder("Máire Ní Bhriain", "NW-2", 6),
    WebOrder("Wolfgang Amadé Featherstonehaugh-Cholmondeley", "NW-2", 2, note="Wheelchair, lift B"),
    WebOrder("Late Person", "LATE-1", 2),
)


def place_web_order(office: Office, order: WebOrder) -> None:
    """Put an order of the web shop into the house, in the best seats that are free."""
    shows = office.catalogue.performances()
    show = next(p for p in shows if p.code == order.code)
    hall = office.catalogue.hall(show.hall_id)
    house = office.catalogue.house(show.performance_id, None)
    adult = office.catalogue.price_types()[0]
    free = (s for s in sorted(hall.seats, key=lambda s: s.rank) if s.seat_id not in house.seats)
    prices = {p.zone_id: p for p in house.prices if p.price_type_id == adult.price_type_id}
    zones = {zone.zone_id: zone.name for zone in hall.zones}
    lines = []
    for number in range(order.seats):
        seat = next(free, None)
        price = prices[seat.zone_id if seat else hall.zones[0].zone_id]
        lines.append(
            CartLine(
                f"l{number}",
                show.performance_id,
                seat.seat_id if seat else None,
                seat.section if seat else "",
                seat.row if seat else "",
                seat.number if seat else "",
                price.zone_id,
                zones[price.zone_id],
                adult.price_type_id,
                adult.name,
                price.face,
                price.fee,
            )
        )
    _place(office, order, show.performance_id, lines)


def _place(
    office: Office, order: WebOrder, performance_id: PerformanceId, lines: list[CartLine]
) -> None:
    due = total(line.all_in for line in lines)
    seats = tuple(line.seat_id for line in lines if line.seat_id is not None)
    number = WEB_ORDERS.index(order) + 4101 if order in WEB_ORDERS else 4999
    with office.storage.begin() as uow:
        take = CommandId(office.ids.new())
        places = len(lines) - len(seats)
        web = CartId("")
        uow.rights.apply(
            RightsCommand(take, "channel:web", performance_id, web, take=seats, take_places=places)
        )
        place(
            uow,
            office.ids,
            Placing(
                order_number=f"WEB-{number}",
                window_id="w1",
                channel="web",
                user_id="import",
                currency="USD",
                placed_at=uow.now() - timedelta(days=9),
                business_date=uow.now().date(),
                lines=lines,
                tenders=(TenderGiven(TenderKind.ELSEWHERE, due, due),) if order.paid else (),
                name=order.name,
                external_ref=f"web:{number}",
                phone=order.phone,
                note=order.note,
                alternates=order.alternates,
            ),
        )
        uow.commit()


class SavedReports:
    """Keeps what was saved."""

    written_as = ("en", "letter")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saved: list[TillReportView] = []

    def save(self, view: TillReportView) -> Path:
        self.saved.append(view)
        return self.folder / f"{view.scope}-{view.z_number or 'x'}.pdf"

    def letter(self, view: CheckLetterView) -> Path:
        return self.folder / f"check-{view.check_number}.pdf"

    def journal(self, view: JournalView, made: Statement) -> tuple[Path, ...]:
        return (self.folder / f"journal-{view.number}.csv",)

    def will_call(self, view: WillCallListView) -> Path:
        return self.folder / f"will-call-{view.code}.pdf"

    def donation_letters(self, views: Sequence[DonationLetterView]) -> tuple[Path, ...]:
        return tuple(self.folder / f"donation-{view.order_number}.pdf" for view in views)

    def letters_together(self, views: Sequence[DonationLetterView]) -> Path:
        return self.folder / "letters-together.pdf"

    def year_letters(self, views: Sequence[YearLetterView]) -> Path:
        return self.folder / f"gifts-{'-'.join(view.number for view in views)}.pdf"

    def order(self, view: OrderView, company: CompanyView) -> Path:
        return self.folder / f"order-{view.order_number}.pdf"

    def account(self, view: AccountStatement) -> Path:
        return self.folder / f"account-{view.serial}.pdf"

    def statement(self, view: Statement) -> tuple[Path, ...]:
        return (self.folder / f"{view.name.value}-{view.number or 'now'}.pdf",)


@dataclass
class WindowKit:
    """A window and a hand that works it."""

    qtbot: QtBot
    shell: Shell
    screens: Screens
    rooms: Rooms
    ledger: Ledger
    reports: SavedReports
    clock: ManualClock
    crashes: list[Crash] = field(default_factory=list)

    # ---- look ----

    def find(self, name: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment]
        """Return the visible control of that name."""
        for widget in self.shell.findChildren(kind, name):
            if widget.isVisible():
                return widget
        raise AssertionError(f"{name} is not on the screen")

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.shell.findChildren(QWidget, name))

    def text(self, name: str) -> str:
        """Return what a label, field or strip says."""
        said: Any = self.find(name)
        text = said.text
        return str(text() if callable(text) else text)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the window work until ``condition`` holds. Fails after minutes, which is
        longer than anything takes on a busy machine."""
        patience = QDeadlineTimer(PATIENCE_MS)
        pause_ms = 1
        while not condition():
            assert not patience.hasExpired(), "waited in vain"
            QTest.qWait(pause_ms)
            pause_ms = min(pause_ms + 1, 6)  # who looks all the time keeps the ledger waiting

    def wait_for(self, name: str) -> None:
        """Wait until a control can be used."""
        self.wait(
            lambda: any(
                each.isVisible() and each.isEnabled()
                for each in self.shell.findChildren(QWidget, name)
            )
        )

    def quiet(self) -> None:
        """Wait until the ledger has answered everything asked so far, and all that came of it."""
        for _ in range(4):
            answered: list[bool] = []
            self.ledger.ask(lambda office: True, answered.append, _raise)
            self.wait(lambda answered=answered: bool(answered))  # type: ignore[misc]

    def picture(self) -> QPixmap:
        QApplication.sendPostedEvents()
        return self.shell.grab()

    # ---- touch ----

    def tap(self, name: str) -> None:
        """Touch a control in its middle, as a finger does, and wait for what comes of it; it must
        be there and usable."""
        self.touch(name)
        self.quiet()

    def touch(self, name: str) -> None:
        """The same without waiting for what comes of it."""
        self.wait_for(name)
        widget = self.find(name)
        self.bring(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())

    def bring(self, widget: QWidget) -> None:
        """Scroll until the control is in sight."""
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                QApplication.sendPostedEvents()
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()

    def tap_at(self, name: str, where: QPoint) -> None:
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton, pos=where)
        self.quiet()

    def type(self, name: str, text: str) -> None:
        field = self.find(name)
        field.setFocus()
        QTest.keyClicks(field, text)
        self.quiet()

    def fill(self, name: str, text: str) -> None:
        """Put text into a field, any script, and say it was edited."""
        edit = self.find(name, QLineEdit)
        edit.setFocus()
        edit.setText(text)
        edit.textEdited.emit(text)
        self.quiet()

    # ---- the office ----

    def ask(self, work: Callable[[Office], T]) -> T:
        """Return what the office says."""
        answers: list[T] = []
        self.ledger.ask(work, answers.append, _raise)
        self.wait(lambda: bool(answers))
        return answers[0]

    # ---- journeys ----

    def touch_in(self, name: str = "Ana Castle") -> None:
        """Sign in as a person does: a name, a PIN."""
        self.wait_for("signin.tile.0")
        people = self.rooms.sign_in.state.people
        index = [person.name for person in people].index(name)
        self.tap(f"signin.tile.{index}")
        for digit in PINS[name]:
            self.touch(f"pin.key.{digit}")
        self.tap("pin.enter")
        self.wait(lambda: not self.shell.covered)
        self.quiet()

    def sign_in(self, name: str = "Ana Castle") -> None:
        """Be signed in, and have touched nothing for it."""
        self._sit_down(name, lambda office, session: office.tills.current())

    def open_till(self, name: str = "Ana Castle") -> None:
        """Be signed in with a till that was opened with five twenties."""
        self._sit_down(name, _opened)
        assert self.rooms.desk.till_is_mine

    def _sit_down(self, name: str, till: Callable[[Office, SessionView], TillView | None]) -> None:
        self.wait_for("signin.tile.0")
        who = next(one for one in self.rooms.sign_in.state.people if one.name == name)

        def signed_in(office: Office) -> tuple[SessionView, CartView, TillView | None]:
            session = office.people.sign_in(who.user_id, PINS[name])
            return session, office.seating.new_cart(), till(office, session)

        session, cart, self.rooms.desk.till = self.ask(signed_in)
        self.rooms.desk.sit_down(session, cart)
        self.quiet()

    def approve(self, name: str = "Max Holloway") -> None:
        self.wait_for("approval.tile.0")
        people = self.rooms.approval.state.people
        index = [person.name for person in people].index(name)
        self.tap(f"approval.tile.{index}")
        for digit in (PINS | OWNER)[name]:
            self.touch(f"approval.pin.key.{digit}")
        self.tap("approval.confirm")

    def cancel_show(self, code: str) -> None:
        """Cancel a performance as another window does it: nothing is touched here."""

        def work(office: Office) -> None:
            people = {person.name: person for person in office.people.staff()}
            manager = office.people.sign_in(people["Max Holloway"].user_id, PINS["Max Holloway"])
            show = next(each for each in office.catalogue.performances() if each.code == code)
            command, needed = CommandId(office.ids.new()), Permission.CANCEL_PERFORMANCE
            owner, pin = people["Olga Wren"].user_id, OWNER["Olga Wren"]
            word = office.people.approve(owner, pin, needed, command, manager)
            show_id = show.performance_id
            office.cancelling.cancel(command, manager, show_id, "The soloist is ill", word)

        self.ask(work)
        self.quiet()

    def texts(self) -> list[str]:
        """Return what every visible label says."""
        return [label.text() for label in self.shell.findChildren(QLabel) if label.isVisible()]

    def names(self) -> list[str]:
        """Return what every visible widget is called for those who do not see it."""
        widgets = self.shell.findChildren(QWidget)
        return [w.accessibleName() for w in widgets if w.isVisible()]

    def buttons(self) -> list[QAbstractButton]:
        return [b for b in self.shell.findChildren(QAbstractButton) if b.isVisible()]

    def close(self) -> None:
        self.ledger.close()
        self.shell.close()
        self.shell.deleteLater()


def _opened(office: Office, session: SessionView) -> TillView:
    return office.tills.open(CommandId(office.ids.new()), session, CountSheet(notes=((2000, 5),)))


def _raise(error: Exception) -> None:
    raise error


def open_window(
    qtbot: QtBot,
    template: Path,
    folder: Path,
    *,
    theme: Theme | None = None,
    size: tuple[int, int] = (1280, 800),
) -> WindowKit:
    """Open a window over a copy of ``template`` and wait for the name tiles."""
    shutil.copy(template, folder / "foyer.sqlite3")
    return reopen_window(qtbot, folder, theme=theme, size=size)


def reopen_window(
    qtbot: QtBot,
    folder: Path,
    *,
    theme: Theme | None = None,
    size: tuple[int, int] = (1280, 800),
    life: int = 0,
) -> WindowKit:
    """Open a window over the database that lies in ``folder`` and wait for the name tiles.
    ``life``: another number for each window over the same database, for it makes other ids."""
    path = folder / "foyer.sqlite3"
    clock = ManualClock(TONIGHT)
    bridge = Bridge()
    crashes: list[Crash] = []
    ledger = Ledger(bridge.post, crashes.append, SystemClock(), is_there)
    ledger.start()
    words = load_words("en", ZONE)
    shell = Shell(words, theme or day(), clock)
    sign_in = SignInScreen(words, window="Window 1")
    timers = QtTimers()
    timers.setParent(shell)
    bridge.setParent(shell)
    reports = SavedReports(folder)
    gui_ids = Ids(clock, random.Random(99 + life).randbytes)
    rooms = rooms_of(
        ledger,
        clock,
        gui_ids,
        timers,
        reports,
        double_tap_s=0.0,
        patron_files=PatronFiles(folder / "patrons"),
    )
    screens = furnish(shell, rooms, sign_in, "Window 1")
    events, news = Events(), OfficeNews(bridge.post)
    wake_rooms(news, rooms)
    events.subscribe(news.happened)
    kit = WindowKit(qtbot, shell, screens, rooms, ledger, reports, clock, crashes)
    ledger.open(
        lambda: office_at(path, clock, events, seed=2 + life), rooms.sign_in.refresh, _raise
    )
    shell.resize(*size)
    shell.show()
    shell.activateWindow()
    kit.wait_for("signin.tile.0")
    return kit
