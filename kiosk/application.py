"""One staffed window: the first picture at once, the rest behind it, and what happens when
something breaks.

Order of a start: the sign-in window paints with nothing heavy loaded; the ledger thread loads the
database; the name tiles come; then what a sale goes through is made piece by piece, devices
connect, papers are warmed up; then the other screens, as long as nobody touches anything. GUI
thread throughout, but for what is handed to the ledger.
"""

from __future__ import annotations

import gc
import logging
import secrets
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from typing_extensions import override

from kiosk import settings as window_toml
from kiosk.beginning import Beginning, begin
from kiosk.beside import Beside
from kiosk.bootstrap import (
    build_devices,
    build_drawer_record,
    build_spool,
    databases,
    hub_line,
    open_office,
    search_for_cards,
)
from kiosk.card_watch import CardWatch
from kiosk.languages import load_words
from kiosk.opening import USUAL_SIZE
from kiosk.presenters.desk import Desk, Presence
from kiosk.presenters.sign_in import SignIn
from kiosk.screens.sign_in import SignInScreen
from kiosk.settings import (
    CASH_DRAWER,
    CUSTOMER_DISPLAY,
    SCANNER,
    TICKET_PRINTER,
    Home,
    Settings,
    WindowSettings,
)
from kiosk.shell import Shell
from kiosk.tasks import Crash, crash_of
from kiosk.theme import dots_per_mm, theme_named
from pos.clock import Clock, SystemClock
from pos.errors import InvariantBroken, NotFound, PosError, SettingsInvalid
from pos.events import (
    CashMoved,
    CatalogueChanged,
    DayClosed,
    Event,
    Events,
    ExceptionsChanged,
    HouseChanged,
    PaperPrinted,
    ParkedChanged,
    PatronsChanged,
    PaymentsChanged,
    PrintsQueued,
    PrintTasksChanged,
    StockChanged,
    TerminalsChanged,
    TillChanged,
)
from pos.ids import Ids, RandomBytes

if TYPE_CHECKING:
    from hardware.registry import Devices
    from kiosk.backup_side import BackupSide
    from kiosk.card_side import CardSide
    from kiosk.customer_side import CustomerSide
    from kiosk.devices import DeviceWatch
    from kiosk.drawer_record import DrawerRecord
    from kiosk.heir_side import HeirSide
    from kiosk.hub_face import HubFace
    from kiosk.hub_line import HubLine
    from kiosk.hub_side import HubSide
    from kiosk.messages import Message
    from kiosk.papers import Papers
    from kiosk.presenters.reading import Reading
    from kiosk.presenters.rooms import Rooms
    from kiosk.presenters.stock_watch import StockWatch
    from kiosk.screens.furnish import Screens
    from kiosk.screens.stopped import Stop, StoppedPage
    from kiosk.spool import Spool
    from kiosk.typed_scans import TypedScans
    from kiosk.warm_up import WarmUp
    from pos.hub.connection import Connection
    from pos.hub.syncing import Syncing
    from pos.office import Office
    from pos.people.pins import PinHasher
    from pos.ports.storage import UnitOfWork
    from pos.views.holds import ReleasedByTime
    from pos.views.stock import StockView

_RELEASED_SHOWN_S = 10
_TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.TouchBegin})
_log = logging.getLogger("window")


@dataclass(frozen=True, slots=True)
class Seams:
    """What the demo and tests put in the place of the world.

    ``clock`` dates facts and moves the countdown; deadlines are always measured on the machine's
    own.
    """

    clock: Clock = field(default_factory=SystemClock)
    random_bytes: RandomBytes = secrets.token_bytes
    pins: PinHasher | None = None
    prepare: Callable[[Office], None] | None = None
    """Fills an office that nobody works in yet. Thread: ledger."""
    reports: Path | None = None
    """Where reports go; ``reports`` in the home when None."""
    hub: HubLine | None = None
    """The way to the hub; what window.toml says when None."""
    warms_up: bool = True
    """Whether screens that nobody has looked at are made while nothing else is to be done."""


class StaffedWindow(QObject):
    """Everything of one window, put together. Parts that come later are None before.

    ``beginning``: what ``begin`` started while the first picture was painted.
    """

    painted = Signal()
    """The first picture stands."""
    ready = Signal()
    """Names are shown and a PIN will be checked."""
    furnished = Signal()
    """Rooms, devices and papers are there."""

    stopped = Signal(str)
    """A page covers everything until somebody does something about it. Its title."""

    def __init__(
        self, home: Home, seams: Seams | None = None, beginning: Beginning | None = None
    ) -> None:
        super().__init__()
        self.home = home
        self.seams = seams or Seams()
        self.clock = self.seams.clock
        beginning = beginning or begin()
        self.bridge, self.ledger = beginning.bridge, beginning.ledger
        self.ledger.crashed = self.crashed
        self.refused: SettingsInvalid | None = None
        self.settings = Settings()
        self._read_settings()
        self.desk = Desk(self.clock)
        self.entry = SignIn(self.ledger, self.desk)
        self.night = Beside("night", self.bridge.post)
        self.kits = Beside("kit", self.bridge.post)
        self.backup_thread = Beside("backup", self.bridge.post)
        self.lists = Beside("lists", self.bridge.post)
        self.card_watch = CardWatch(
            self.ledger,
            self.desk,
            partial(search_for_cards, (home.root,)),
            self.night.run,
            self._cards_found,
            self.failed,
        )
        self.desk.changed.append(self._speak)
        self._rooms: Rooms | None = None
        self.screens: Screens | None = None
        self.papers: Papers | None = None
        self.devices: Devices | None = None
        self.typed: TypedScans | None = None
        self.spool: Spool | None = None
        self.drawer_record: DrawerRecord | None = None
        self.watch: DeviceWatch | None = None
        self.patron: CustomerSide | None = None
        self.card_side: CardSide | None = None
        self.backups: BackupSide | None = None
        self.heir: HeirSide | None = None
        self._line: HubLine | None = None
        self.hub: HubSide | None = None
        self.hub_face: HubFace | None = None
        self.reading: Reading | None = None
        self.stock: StockWatch | None = None
        self.warm_up: WarmUp | None = None
        self._pieces: Generator[None, None, None] | None = None
        self._pending: set[Event] = set()
        self._speaks: tuple[str, tzinfo] = (self.settings.window.language, UTC)
        self._chosen_language = ""
        self._someone_was_here = False
        self._page: StoppedPage | None = None

    @property
    def rooms(self) -> Rooms:
        """Every presenter; there once the rooms are made, which is after ``ready``."""
        if self._rooms is None:
            raise InvariantBroken("window.not_furnished")
        return self._rooms

    def _read_settings(self) -> None:
        self.refused = None
        try:
            self.settings = window_toml.read(self.home.settings_file)
        except SettingsInvalid as error:
            self.refused = error

    # ----------------------------------------------------------------------------- first picture

    def show(self, shell: Shell | None = None) -> None:
        """Paint the sign-in window; everything else follows by itself.

        ``shell``: a window that stands there with the first picture; without one it is made.
        """
        window = self.settings.window
        self.shell = shell or self._make_shell()
        self.shell.card_typed.connect(self.card_watch.refused)
        self.shell.set_clock(self.clock)
        self.shell.set_words(load_words(*self._speaks))
        self.sign_in = SignInScreen(self.shell.words, self.entry, window.name)
        self.sign_in.language_chosen.connect(self._choose_language)
        self.sign_in.installEventFilter(self)
        self.shell.show_cover(self.sign_in)
        if shell is None:
            self._show_shell(window)

    def _make_shell(self) -> Shell:
        name = self.settings.window.theme
        return Shell(None, theme_named(name, dots_per_mm(QGuiApplication.primaryScreen())))

    def _show_shell(self, window: WindowSettings) -> None:
        if window.full_screen:
            self.shell.showFullScreen()
        else:
            self.shell.resize(*USUAL_SIZE)
            self.shell.show()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.sign_in and event.type() == QEvent.Type.Paint:
            self.sign_in.removeEventFilter(self)
            QTimer.singleShot(0, self._first_picture)
        elif event.type() in _TOUCHES and self._rooms is not None:
            self._rooms.lock.touched()
            if self.warm_up is not None:
                self.warm_up.touched()
        return False

    def _first_picture(self) -> None:
        self.painted.emit()
        handle = self.shell.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self.entry.attach(self.sign_in)
        self._begin()

    # ------------------------------------------------------------------------------- opening

    def _begin(self) -> None:
        if self.refused is not None:
            self._say_refused(self.refused)
        else:
            self.ledger.open(self._build, self._opened, self._not_opened)

    def _begin_again(self) -> None:
        if self.refused is not None:
            self._read_settings()
        self._begin()

    def _build(self) -> Office:
        """Thread: ledger."""
        ids, events = Ids(self.clock, self.seams.random_bytes), Events()
        events.subscribe(self._happened)
        window = self.settings.window
        if self._line is None:
            try:
                self._line = self.seams.hub or hub_line(self.settings, self.home, self.clock)
            except SettingsInvalid:
                # Of a backup that was not joined yet the password is not here, and why is said.
                open_office(self.home, window, self.clock, ids, events).close()
                raise
        pins = self.seams.pins
        office = open_office(self.home, window, self.clock, ids, events, pins, self._line)
        if self.seams.prepare is not None and office.people.needs_setup():
            self.seams.prepare(office)
        return office

    def _opened(self) -> None:
        self.entry.refresh()
        self.ledger.ask(lambda office: None, self._names_known, self.failed)

    def _names_known(self, _after_names: object) -> None:
        self.ready.emit()
        if self.screens is not None:
            self._uncover()
        elif self._pieces is None:
            self._pieces = self._furnish()
            QTimer.singleShot(0, self._next_piece)

    # ------------------------------------------------------------------------------- furnishing

    def _next_piece(self) -> None:
        assert self._pieces is not None
        if next(self._pieces, self) is not self:
            QTimer.singleShot(0, self._next_piece)

    def _furnish(self) -> Generator[None, None, None]:
        """Make what the first picture could do without, a piece a turn of the event loop."""
        yield from _load_rooms()
        from kiosk.screens import furnish
        from kiosk.warm_up import make_one

        rooms = self._make_rooms()
        yield
        name = self.settings.window.name
        self.screens = furnish.furnish(self.shell, rooms, self.sign_in, name)
        self.shell.top_bar.set_window(name)
        for screen in self.screens.first:
            yield
            made = screen.now()
            while make_one(made):
                yield
        yield
        self.ledger.post(self._equip, self.trouble)

    def _make_rooms(self) -> Rooms:
        from kiosk.designs import Designs
        from kiosk.kit_side import KitSide
        from kiosk.order_list_side import OrderListSide, elsewhere_of
        from kiosk.papers import Papers, ReportFiles
        from kiosk.patron_files import PatronFiles
        from kiosk.presenters.rooms import rooms_of
        from kiosk.settlement_files import SettlementFolder
        from kiosk.timers import QtTimers

        window = self.settings.window
        designs = Designs(self.home.designs)
        self.papers = Papers(self.settings, load_words(window.language, UTC), designs)
        reports = ReportFiles(self.seams.reports or self.home.reports, self.papers)
        self._rooms = rooms_of(
            self.ledger,
            self.clock,
            Ids(self.clock, self.seams.random_bytes),
            QtTimers(self),
            reports,
            window.lock_after * 60.0,
            sign_in=self.entry,
            settlements=SettlementFolder(self.home.root / "settlements"),
            kits=KitSide(self.home, self.settings, self.clock, self.kits),
            patron_files=PatronFiles(self.home.root / "patrons"),
            lists=OrderListSide(
                self.home.root / "lists",
                partial(elsewhere_of, self.home, self.settings, self.clock),
                self.lists,
            ),
        )
        return self._rooms

    def _equip(self, office: Office) -> None:
        """Join the devices to the office. Thread: ledger."""
        assert self.papers is not None
        office.prints.recover()
        office.seating.release_left_over(tuple(c.cart_id for c in self.desk.carts.values()))
        if self.devices is None:
            wrong = tuple(self.papers.faults())
            self.devices = build_devices(self.settings, SystemClock(), self.home, wrong)
            self.spool = build_spool(self.devices, self.papers, self.ledger.post, self.trouble)
            self.drawer_record = build_drawer_record(
                self.devices, SystemClock(), self.ledger.post, self.trouble
            )
            self.bridge.post(self._connect)
        if self.spool is not None:
            office.events.subscribe(self.spool.on_event)
        if self.drawer_record is not None:
            office.events.subscribe(self.drawer_record.on_event)
        if office.syncing is not None:
            self._join_hub(office, office.syncing)
        self._word_papers(office)
        office.load()
        self.papers.warm_up()

    def _join_hub(self, office: Office, syncing: Syncing[UnitOfWork]) -> None:
        """Have somebody carry the talk with the hub, and show how it stands. Thread: ledger."""
        from kiosk.hub_line import HubLine, not_there
        from kiosk.hub_side import HubSide

        syncing.changed.append(self._hub_stands)
        if self.hub is None:
            line = self._line or HubLine(not_there, self.clock)
            self.hub = HubSide(
                line.make, line.clocks, self.ledger.post, self.bridge.post, self.trouble
            )
            self.bridge.post(self._face_the_hub)
        self.hub.serve(syncing)
        office.events.subscribe(self.hub.on_event)

    def _hub_stands(self, connection: Connection) -> None:
        """Thread: ledger."""
        self.bridge.post(partial(self._show_connection, connection))

    def _show_connection(self, connection: Connection) -> None:
        self.rooms.sell.line_is(up=connection.may_ask, waits=connection.fresh, why=connection.why)
        if not self.entry.state.people:
            self.entry.refresh()
        if self.hub_face is not None:
            self.hub_face.room.stands(connection)

    def _face_the_hub(self) -> None:
        from kiosk.hub_face import HubFace
        from kiosk.presenters.blocks import BlocksRoom
        from kiosk.presenters.hub_room import HubRoom
        from kiosk.presenters.hub_task import HubTaskRoom
        from kiosk.timers import QtTimers

        assert self.hub is not None
        rooms, ids = self.rooms, Ids(self.clock, self.seams.random_bytes)
        approval, open_order = rooms.approval, rooms.orders.show
        timers = QtTimers(self)
        blocks = BlocksRoom(self.ledger, self.desk, ids, approval, timers, self.hub.ask)
        room = HubRoom(
            self.ledger, self.desk, ids, approval, timers, self.hub.ask, open_order, blocks.open
        )
        settling = HubTaskRoom(self.ledger, self.desk, ids, approval, room)
        self.hub_face = HubFace(self.shell, room, blocks, settling)
        rooms.sell.blocks_wanted.append(blocks.open)
        self.desk.changed.append(self._watch_houses)
        rooms.exchange.seats.watch(lambda _seats: self._watch_houses())
        self.hub.start()

    def _watch_houses(self) -> None:
        """What others do is heard soonest while somebody would see it."""
        if self.hub is not None:
            self.hub.watch(watching=self.rooms.house_open)

    def _word_papers(self, office: Office) -> None:
        """Let papers tell the venue's time; before a season is loaded there is none. Thread:
        ledger.
        """
        try:
            zone: tzinfo = ZoneInfo(office.catalogue.company().zone)
        except NotFound:
            zone = UTC
        assert self.papers is not None
        self.papers.speak(load_words(self.settings.window.language, zone))

    def _catalogue_changed(self, office: Office) -> None:
        """Thread: ledger."""
        self._word_papers(office)
        if office.syncing is not None:
            office.syncing.catalogue_changed()

    def _say_released(self, done: tuple[ReleasedByTime, ...]) -> None:
        """Held places came on sale by themselves: said quietly, once."""
        from kiosk.wording.holds import released_text

        if self.desk.session is not None:
            said = " ".join(released_text(each, self.shell.words) for each in done)
            self.shell.notice(said, "info", _RELEASED_SHOWN_S)

    def _connect(self) -> None:
        from kiosk.card_side import CardSide
        from kiosk.devices import DeviceWatch
        from kiosk.heir_side import HeirSide
        from kiosk.inputs import join_readers
        from kiosk.presenters.stock_watch import StockWatch
        from kiosk.sounds import Sound, Sounds

        assert self.devices is not None
        assert self.spool is not None
        drawer = self.settings.devices.get(CASH_DRAWER)
        sounds = Sounds(on=self.settings.window.sounds)
        self.watch = DeviceWatch(
            self.shell,
            self.rooms,
            self.bridge.post,
            has_sensor=drawer is not None and drawer.text("sensor") != "none",
            wake=self.spool.wake,
            attention=partial(sounds.play, Sound.ATTENTION),
        )
        self.card_side = CardSide(self.shell, self.rooms, sounds.play)
        self.card_side.join(self.settings, self.devices, self.bridge.post)
        self._face_the_patron(self.devices)
        self.reading = join_readers(
            self.devices, self.ledger, self.rooms, self.shell, self.bridge.post
        )
        self.reading.card_refused.append(self.card_watch.refused)
        keyboard = self._watch_keyboard(self.reading)
        screen = None if self.patron is None else self.patron.screen
        ours = [device for device in (keyboard, screen) if device is not None]
        self.watch.watch((*self.devices.all, *ours))
        self.rooms.card_standing.watch(self.watch.standing_is)
        self._hand_over(self.devices, self.reading)
        if self.devices.ticket_printer is not None:
            self.stock = StockWatch(self.ledger, TICKET_PRINTER, self._stock_runs_low, self.failed)
            self.stock.look()
        if self.drawer_record is not None:
            self.drawer_record.start()
        self.devices.open()
        if keyboard is not None:
            keyboard.open()
        self.spool.start()
        self.rooms.print_tasks.known.append(self.watch.draw)
        self.rooms.print_tasks.refresh()
        self.rooms.sell.refresh()
        self.rooms.kit.start()
        self.rooms.holds.released.append(self._say_released)
        self.rooms.holds.look()
        self.rooms.parked_carts.start()
        gc.freeze()  # what a window is made of stays: later collections need not look at it
        gc.enable()
        self._watch_backups()
        ids = Ids(self.clock, self.seams.random_bytes)
        self.heir = HeirSide(self.shell, self.rooms, self.ledger, ids)
        if self.seams.warms_up:
            from kiosk.warm_up import WarmUp

            self.warm_up = WarmUp(self.shell, self)
        self.furnished.emit()

    def _watch_backups(self) -> None:
        if not self.settings.backup.folder:
            return
        from kiosk.backup_side import BackupSide
        from kiosk.backup_watch import BackupWatch, look_after
        from kiosk.timers import QtTimers

        work = look_after(self.home, self.settings.backup, self.clock, databases())
        watch = BackupWatch(work, self.backup_thread.run, QtTimers(self))
        self.backups = BackupSide(self.shell, watch)
        watch.start()

    def _hand_over(self, devices: Devices, reading: Reading) -> None:
        """Let the Devices panel reach the devices."""
        from kiosk.device_hands import DeviceHands

        assert self.papers is not None
        on_stock = devices.ticket_printer is not None
        self.rooms.members.on_ticket_stock = self.rooms.outage.on_ticket_stock = on_stock
        window, patron = self.settings.window, self.patron
        self.rooms.devices.equip(
            DeviceHands(
                devices,
                self.papers,
                self.ledger,
                self.bridge.post,
                reading,
                self.clock,
                window.name,
                lambda zone: load_words(window.language, zone),
                None if patron is None else patron.show_test,
                self.home.settings_file,
            )
        )

    def _watch_keyboard(self, reading: Reading) -> TypedScans | None:
        """Look at every key from now on; return the scanner that types, where one is set up."""
        from kiosk.typed_scans import TypedScans, wedge_for

        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        self.typed = TypedScans(wedge_for(self.settings), reading.scan)
        self.typed.look_at(app)
        chosen = self.settings.devices.get(SCANNER)
        return self.typed if chosen is not None and chosen.driver == "keyboard" else None

    def _face_the_patron(self, devices: Devices) -> None:
        chosen = self.settings.devices.get(CUSTOMER_DISPLAY)
        if chosen is None:
            return
        from kiosk.customer_side import CustomerSide
        from kiosk.timers import QtTimers

        window, pole = self.settings.window, devices.customer_display
        self.patron = CustomerSide(
            self.rooms, QtTimers(self), window, chosen, pole, self.shell.screen
        )

    def close(self) -> None:
        """Finish what is on its way to disk, close devices and database. Waits a few seconds at
        most.
        """
        if self._pieces is not None:
            self._pieces.close()  # what is not made by now is not needed any more
        if self.warm_up is not None:
            self.warm_up.stop()
        if self.patron is not None:
            self.patron.close()
        if self.typed is not None:
            self.typed.look_away()
        self.night.close()
        if self.hub is not None:
            self.hub.close()
        self.kits.close()
        self.backup_thread.close()
        self.lists.close()
        if self.devices is not None:
            self.devices.close()
        self.ledger.close()

    # ------------------------------------------------------------------- what the office tells

    def _happened(self, event: Event) -> None:
        """Thread: ledger. The same event is told once until the screens have heard it."""
        if event not in self._pending:
            self._pending.add(event)
            self.bridge.post(partial(self._tell, event))

    def _tell(self, event: Event) -> None:
        self._pending.discard(event)
        if self._rooms is None:
            return  # the rooms will read everything when they are made
        if isinstance(event, HouseChanged):
            self.rooms.house_changed(event.performance_id, event.seats)
            if self.hub_face is not None:
                self.hub_face.blocks.house_changed(event.performance_id)
        elif isinstance(event, ParkedChanged):
            self.rooms.parked_changed()
        elif isinstance(event, PatronsChanged):
            self.rooms.patrons_changed()
        elif isinstance(event, TillChanged):
            self.rooms.till_changed()
        elif isinstance(event, CashMoved):
            self.rooms.cash_moved()
        elif isinstance(event, ExceptionsChanged):
            self.rooms.exceptions_changed()
        elif isinstance(event, PrintTasksChanged):
            self.rooms.print_tasks_changed()
        elif isinstance(event, PaymentsChanged):
            self.rooms.payments_changed()
        elif isinstance(event, TerminalsChanged):
            self.rooms.terminals_changed()
        elif isinstance(event, PaperPrinted):
            self.rooms.paper_printed()
        elif isinstance(event, CatalogueChanged):
            self.rooms.catalogue_changed()
            self.ledger.post(self._word_papers, self.trouble)
        elif isinstance(event, PrintsQueued) and self.watch is not None:
            self.watch.queued(event.device)
            self._look_at_stock()
        elif isinstance(event, DayClosed):
            self.card_watch.day_closed()
            if self.backups is not None:
                self.backups.day_closed()
        elif isinstance(event, StockChanged):
            self.rooms.devices.stock_changed()
            self._look_at_stock()

    def _cards_found(self, places: int) -> None:
        """The night's search found card numbers where none belong."""
        words = self.shell.words
        said = words.plural(
            "A card number stands in {n} place of this window's files. Run foyer verify.",
            "Card numbers stand in {n} places of this window's files. Run foyer verify.",
            places,
        )
        self.shell.notice(said, "danger")

    def _look_at_stock(self) -> None:
        if self.stock is not None:
            self.stock.look()

    def _stock_runs_low(self, stock: StockView | None) -> None:
        """Say by the count that tickets run low, or that there are enough again."""
        if stock is None:
            self.shell.clear_banner("stock")
            return
        from kiosk.weights import Weight

        words = self.shell.words
        self.shell.banner(
            words.plural(
                "By count, {n} blank ticket is left.",
                "By count, {n} blank tickets are left.",
                max(stock.should_be_there, 0),
            ),
            words("Have the next box ready; tap the ticket printer's light when you load it."),
            key="stock",
            weight=Weight.STOCK,
            name=words("Blank tickets"),
        )

    # -------------------------------------------------------------------------------- language

    def _choose_language(self, locale: str) -> None:
        self._chosen_language = locale
        self._speak()

    def _speak(self) -> None:
        """Show everything in the language of who reads, with the venue's time."""
        desk, window = self.desk, self.settings.window
        if desk.presence is Presence.NOBODY and self._someone_was_here:
            self._chosen_language = ""
        self._someone_was_here = desk.presence is not Presence.NOBODY
        own = desk.session.locale if desk.session else window.language
        zone: tzinfo = ZoneInfo(desk.company.zone) if desk.company else UTC
        speaks = (self._chosen_language or own, zone)
        if speaks == self._speaks:
            return
        self._speaks = speaks
        words = load_words(*speaks)
        if self.screens is None:
            self.shell.set_words(words)
        else:
            self.screens.set_words(words)
        self._say_house()
        if self.watch is not None:
            self.watch.draw()
        if self.stock is not None:
            self._stock_runs_low(self.stock.low)
        if self.card_side is not None:
            self.card_side.retranslate()
        if self.backups is not None:
            self.backups.draw()
        if self.heir is not None:
            self.heir.retranslate()
        if self.hub_face is not None:
            self.hub_face.retranslate()

    def _say_house(self) -> None:
        company, name = self.desk.company, self.settings.window.name
        if company is not None and self.screens is not None:
            self.screens.say_house(company.name, name)

    # ------------------------------------------------------------------------------ bad days

    def failed(self, error: PosError) -> None:
        """Say what the disk would not do, once, where the work is. GUI thread."""
        message = self._message(error)
        self.shell.banner(message.what, message.remedy, "danger", key="storage")

    def trouble(self, error: PosError) -> None:
        """The same, told by the ledger. Thread: ledger."""
        if isinstance(error, SettingsInvalid):
            self.bridge.post(partial(self._say_refused, error))
        else:
            self.bridge.post(partial(self.failed, error))

    def _not_opened(self, error: PosError) -> None:
        from kiosk.screens.stopped import Stop

        if isinstance(error, SettingsInvalid):
            self._say_refused(error)
            return
        message = self._message(error)
        again = self.shell.words("Try again")
        self._cover(Stop(message.what, "", message.remedy, error.code, again, self._begin_again))

    def _say_refused(self, error: SettingsInvalid) -> None:
        from kiosk.commands.words import setting_lines
        from kiosk.screens.stopped import Stop

        self.refused = error
        message = self._message(error)
        lines = "\n".join(setting_lines(error, self.shell.words))
        again = self.shell.words("Try again")
        self._cover(Stop(message.what, lines, message.remedy, "", again, self._begin_again))

    def crashed(self, crash: Crash) -> None:
        """A fault of our own: stop, keep the carts, show one page. GUI thread."""
        from kiosk.messages import broken_text
        from kiosk.screens.stopped import Stop

        words, message = self.shell.words, broken_text(self.shell.words)
        reference = words("Reference for support: {code}, {time}", code=crash.code, time=crash.at)
        self._cover(
            Stop(message.what, "", message.remedy, reference, words("Start again"), self._begin)
        )

    def unhandled(self, kind: type[BaseException], error: BaseException, _trace: object) -> None:
        """Take what nobody caught on the GUI thread; install it as ``sys.excepthook``."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, error.__traceback__)
            return
        crash = crash_of(error, self.clock)
        _log.critical("unhandled %s\n%s", crash.code, crash.trace)
        if self._page is None:
            self.crashed(crash)

    def _message(self, error: PosError) -> Message:
        from kiosk.messages import error_message

        return error_message(error, self.shell.words)

    def _cover(self, stop: Stop) -> None:
        from kiosk.screens.stopped import StoppedPage

        if self._page is None:
            self._page = StoppedPage()
        self._page.say(stop)
        self.shell.show_cover(self._page)
        self.stopped.emit(f"{stop.title} {stop.reference}")

    def _uncover(self) -> None:
        """The office is open again after a stop: everybody goes on where they were."""
        self._page = None
        self.ledger.post(self._equip, self.trouble)
        self.rooms.cards.resume()
        presence = self.desk.presence
        if presence is Presence.WORKING:
            self.shell.show_work()
        elif self.screens is not None:
            locked = presence is Presence.LOCKED
            self.shell.show_cover(self.screens.lock.now() if locked else self.sign_in)


def _load_rooms() -> Generator[None, None, None]:
    """Import what the rooms need, in portions small enough for the window to answer between."""
    import kiosk.wording.states

    yield
    import kiosk.messages

    yield
    import pos.views.selling  # noqa: F401 - all of these are imported for their cost

    yield
    import kiosk.presenters.pay
    import kiosk.presenters.sell

    yield
    import kiosk.presenters.close
    import kiosk.presenters.rooms

    yield
    import kiosk.workplace

    yield
    import kiosk.widgets.seat_map.widget

    yield
    import kiosk.screens.house

    yield
    import kiosk.screens.close
    import kiosk.screens.pay

    yield
    import kiosk.devices
    import kiosk.screens.furnish  # noqa: F401 - as above

    yield
