"""One staffed window: the first picture at once, the rest behind it, and what happens when
something breaks.

Order of a start: the sign-in window paints with nothing heavy loaded; the ledger thread loads the
database; the name tiles come; then what a sale goes through is made piece by piece, devices
connect, papers are warmed up; then the other screens, as long as nobody touches anything. GUI
thread throughout, but for what is handed to the ledger.
"""

from __future__ import annotations

import gc
import secrets
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
from kiosk.bootstrap import databases, hub_line, open_office, search_for_cards
from kiosk.card_watch import CardWatch
from kiosk.languages import load_words
from kiosk.office_news import OfficeNews, wake_rooms
from kiosk.opening import USUAL_SIZE
from kiosk.presenters.desk import Desk, Presence
from kiosk.presenters.sign_in import SignIn
from kiosk.screens.sign_in import SignInScreen
from kiosk.settings import Home, Settings, WindowSettings
from kiosk.shell import Shell
from kiosk.stops import Stops
from kiosk.theme import dots_per_mm, theme_named
from pos.clock import Clock, SystemClock
from pos.errors import InvariantBroken, NotFound, SettingsInvalid
from pos.events import CatalogueChanged, DayClosed, Events, PrintsQueued, StockChanged
from pos.ids import Ids, RandomBytes

if TYPE_CHECKING:
    from kiosk.backup_side import BackupSide
    from kiosk.device_side import DeviceSide, Equipment
    from kiosk.heir_side import HeirSide
    from kiosk.hub_line import HubLine
    from kiosk.hub_ties import HubTies
    from kiosk.papers import Papers
    from kiosk.presenters.rooms import Rooms
    from kiosk.screens.furnish import Screens
    from kiosk.warm_up import WarmUp
    from pos.office import Office
    from pos.people.pins import PinHasher
    from pos.views.holds import ReleasedByTime

_RELEASED_SHOWN_S = 10
_TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.TouchBegin})


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
        self.news = OfficeNews(self.bridge.post)
        self.stops = Stops(
            lambda: self.shell,
            self.clock,
            self.bridge.post,
            self._begin,
            self._begin_again,
            self.stopped.emit,
        )
        self.ledger.crashed = self.stops.crashed
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
            self.stops.failed,
        )
        self.desk.changed.append(self._speak)
        self._rooms: Rooms | None = None
        self.screens: Screens | None = None
        self.papers: Papers | None = None
        self.equipment: Equipment | None = None
        self.device_side: DeviceSide | None = None
        self.hub_ties: HubTies | None = None
        self.backups: BackupSide | None = None
        self.heir: HeirSide | None = None
        self.warm_up: WarmUp | None = None
        self._line: HubLine | None = None
        self._pieces: Generator[None, None, None] | None = None
        self._speaks: tuple[str, tzinfo] = (self.settings.window.language, UTC)
        self._chosen_language = ""
        self._someone_was_here = False

    @property
    def rooms(self) -> Rooms:
        """Every presenter; there once the rooms are made, which is after ``ready``."""
        if self._rooms is None:
            raise InvariantBroken("window.not_furnished")
        return self._rooms

    def _read_settings(self) -> None:
        self.stops.refused = None
        try:
            self.settings = window_toml.read(self.home.settings_file)
        except SettingsInvalid as error:
            self.stops.refused = error

    def _new_ids(self) -> Ids:
        return Ids(self.clock, self.seams.random_bytes)

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
        if self.stops.refused is not None:
            self.stops.settings_refused(self.stops.refused)
        else:
            self.ledger.open(self._build, self._opened, self.stops.not_opened)

    def _begin_again(self) -> None:
        if self.stops.refused is not None:
            self._read_settings()
        self._begin()

    def _build(self) -> Office:
        """Thread: ledger."""
        ids, events = self._new_ids(), Events()
        events.subscribe(self.news.happened)
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
        self.ledger.ask(lambda office: None, self._names_known, self.stops.failed)

    def _names_known(self, _after_names: object) -> None:
        self.ready.emit()
        if self.screens is not None:
            self._go_on()
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
        from kiosk.furnishing import load_rooms

        yield from load_rooms()
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
        self.ledger.post(self._equip, self.stops.trouble)

    def _make_rooms(self) -> Rooms:
        from kiosk.furnishing import make_rooms, papers_of

        self.papers = papers_of(self.home, self.settings)
        self._rooms = make_rooms(
            self.home,
            self.settings,
            self.clock,
            self._new_ids(),
            self.seams.reports or self.home.reports,
            self.papers,
            self.ledger,
            self.entry,
            self.kits,
            self.lists,
            self,
        )
        self._listen(self._rooms)
        return self._rooms

    def _listen(self, rooms: Rooms) -> None:
        wake_rooms(self.news, rooms)
        rooms.holds.released.append(self._say_released)
        self.news.wake(CatalogueChanged, self._offer_again)
        self.news.wake(DayClosed, self.card_watch.day_closed)

    def _equip(self, office: Office) -> None:
        """Join the devices to the office. Thread: ledger."""
        assert self.papers is not None
        office.prints.recover()
        office.seating.release_left_over(tuple(c.cart_id for c in self.desk.carts.values()))
        if self.equipment is None:
            from kiosk.device_side import Equipment

            self.equipment = Equipment.built(
                self.settings, self.home, self.papers, self.ledger, self.stops.trouble
            )
            self.bridge.post(self._connect)
        self.equipment.serve(office)
        self._tie(office)
        self._word_papers(office)
        office.load()
        self.papers.warm_up()

    def _tie(self, office: Office) -> None:
        """Thread: ledger."""
        if office.syncing is None:
            return
        if self.hub_ties is None:
            from kiosk.hub_ties import HubTies

            self.hub_ties = HubTies(
                self._line,
                self.clock,
                self._new_ids(),
                self.shell,
                self.rooms,
                self.entry,
                self.news,
                self.ledger,
                self.bridge.post,
                self.stops.trouble,
                self,
            )
        self.hub_ties.serve(office, office.syncing)

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

    def _offer_again(self) -> None:
        self.ledger.post(self._catalogue_changed, self.stops.trouble)

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
        from kiosk.device_side import DeviceSide
        from kiosk.heir_side import HeirSide

        assert self.equipment is not None
        assert self.papers is not None
        rooms, news = self.rooms, self.news
        self.device_side = DeviceSide(
            self.equipment,
            self.settings,
            self.home,
            self.shell,
            rooms,
            self.ledger,
            self.bridge.post,
            self.papers,
            self.clock,
            self.card_watch,
            self,
            self.stops.failed,
        )
        news.tell(PrintsQueued, self.device_side.queued)
        news.wake(StockChanged, self.device_side.look_at_stock)
        rooms.print_tasks.refresh()
        rooms.sell.refresh()
        rooms.kit.start()
        rooms.holds.look()
        rooms.parked_carts.start()
        gc.freeze()  # what a window is made of stays: later collections need not look at it
        gc.enable()
        self._watch_backups()
        self.heir = HeirSide(self.shell, rooms, self.ledger, self._new_ids())
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
        self.news.wake(DayClosed, self.backups.day_closed)
        watch.start()

    def close(self) -> None:
        """Finish what is on its way to disk, close devices and database. Waits a few seconds at
        most.
        """
        if self._pieces is not None:
            self._pieces.close()  # what is not made by now is not needed any more
        if self.warm_up is not None:
            self.warm_up.stop()
        if self.device_side is not None:
            self.device_side.close()
        self.night.close()
        if self.hub_ties is not None:
            self.hub_ties.close()
        self.kits.close()
        self.backup_thread.close()
        self.lists.close()
        if self.equipment is not None:
            self.equipment.devices.close()
        self.ledger.close()

    def _cards_found(self, places: int) -> None:
        """The night's search found card numbers where none belong."""
        words = self.shell.words
        said = words.plural(
            "A card number stands in {n} place of this window's files. Run foyer verify.",
            "Card numbers stand in {n} places of this window's files. Run foyer verify.",
            places,
        )
        self.shell.notice(said, "danger")

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
        for side in (self.device_side, self.backups, self.heir, self.hub_ties):
            if side is not None:
                side.retranslate()

    def _say_house(self) -> None:
        company, name = self.desk.company, self.settings.window.name
        if company is not None and self.screens is not None:
            self.screens.say_house(company.name, name)

    def _go_on(self) -> None:
        """The office is open again after a stop: everybody goes on where they were."""
        self.stops.over()
        self.ledger.post(self._equip, self.stops.trouble)
        self.rooms.cards.resume()
        presence = self.desk.presence
        if presence is Presence.WORKING:
            self.shell.show_work()
        elif self.screens is not None:
            locked = presence is Presence.LOCKED
            self.shell.show_cover(self.screens.lock.now() if locked else self.sign_in)
