"""The devices of one window, put together: built from window.toml beside the ledger, then joined to
rooms and screens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from kiosk.bootstrap import build_devices, build_drawer_record, build_spool
from kiosk.card_side import CardSide
from kiosk.device_hands import DeviceHands
from kiosk.devices import DeviceWatch
from kiosk.inputs import join_readers
from kiosk.languages import load_words
from kiosk.presenters.stock_watch import StockWatch
from kiosk.settings import (
    CASH_DRAWER,
    CUSTOMER_DISPLAY,
    SCANNER,
    TICKET_PRINTER,
    Home,
    Settings,
)
from kiosk.sounds import Sound, Sounds
from kiosk.timers import QtTimers
from kiosk.typed_scans import TypedScans, wedge_for
from kiosk.weights import Weight
from pos.clock import Clock, SystemClock

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from hardware.registry import Devices
    from kiosk.card_watch import CardWatch
    from kiosk.customer_side import CustomerSide
    from kiosk.drawer_record import DrawerRecord
    from kiosk.papers import Papers
    from kiosk.presenters.reading import Reading
    from kiosk.presenters.rooms import Rooms
    from kiosk.shell import Shell
    from kiosk.spool import Spool
    from kiosk.tasks import Ledger
    from pos.errors import PosError
    from pos.events import PrintsQueued
    from pos.office import Office
    from pos.views.stock import StockView

Post = Callable[[Callable[[], None]], None]
"""Runs a call on the GUI thread."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """What window.toml names, and what carries papers and the drawer's openings to and from it."""

    devices: Devices
    spool: Spool
    drawer_record: DrawerRecord | None

    @classmethod
    def built(
        cls,
        settings: Settings,
        home: Home,
        papers: Papers,
        ledger: Ledger,
        trouble: Callable[[PosError], None],
    ) -> Equipment:
        """Return it, not opened yet. Thread: ledger."""
        devices = build_devices(settings, SystemClock(), home, tuple(papers.faults()))
        spool = build_spool(devices, papers, ledger.post, trouble)
        record = build_drawer_record(devices, SystemClock(), ledger.post, trouble)
        return cls(devices, spool, record)

    def serve(self, office: Office) -> None:
        """Hear of what this office wants printed and opened. Thread: ledger."""
        office.events.subscribe(self.spool.on_event)
        if self.drawer_record is not None:
            office.events.subscribe(self.drawer_record.on_event)


class DeviceSide:
    """Every device joined to the rooms and opened; their lights, sounds and banners. GUI thread.

    Args:
        parent: Owns the timers.
        failed: Told when the count of blank tickets could not be read.
    """

    def __init__(
        self,
        equipment: Equipment,
        settings: Settings,
        home: Home,
        shell: Shell,
        rooms: Rooms,
        ledger: Ledger,
        post: Post,
        papers: Papers,
        clock: Clock,
        card_watch: CardWatch,
        parent: QObject,
        failed: Callable[[PosError], None],
    ) -> None:
        self._equipment = equipment
        self._settings = settings
        self._shell = shell
        self._rooms = rooms
        devices = equipment.devices
        sounds = Sounds(on=settings.window.sounds)
        self.watch = self._watched(post, sounds)
        self.cards = CardSide(shell, rooms, sounds.play)
        self.cards.join(settings, devices, post)
        self.patron = self._face_the_patron(parent)
        self.reading = join_readers(devices, ledger, rooms, shell, post)
        self.reading.card_refused.append(card_watch.refused)
        self._typed = self._watch_keyboard(self.reading)
        self._watch_all()
        self._hand_over(home, ledger, post, papers, clock)
        self.stock: StockWatch | None = None
        if devices.ticket_printer is not None:
            self.stock = StockWatch(ledger, TICKET_PRINTER, self._stock_runs_low, failed)
            self.stock.look()
        self._open()

    def look_at_stock(self) -> None:
        """Something used or added blank tickets."""
        if self.stock is not None:
            self.stock.look()

    def queued(self, event: PrintsQueued) -> None:
        """Papers wait for a device."""
        self.watch.queued(event.device)
        self.look_at_stock()

    def retranslate(self) -> None:
        """Say everything in another language."""
        self.watch.draw()
        if self.stock is not None:
            self._stock_runs_low(self.stock.low)
        self.cards.retranslate()

    def close(self) -> None:
        """Let the keyboard and the patron's screen go."""
        if self.patron is not None:
            self.patron.close()
        self._typed.look_away()

    # ---------------------------------------------------------------------------------- joining

    def _watched(self, post: Post, sounds: Sounds) -> DeviceWatch:
        drawer = self._settings.devices.get(CASH_DRAWER)
        return DeviceWatch(
            self._shell,
            self._rooms,
            post,
            has_sensor=drawer is not None and drawer.text("sensor") != "none",
            wake=self._equipment.spool.wake,
            attention=partial(sounds.play, Sound.ATTENTION),
        )

    def _face_the_patron(self, parent: QObject) -> CustomerSide | None:
        chosen = self._settings.devices.get(CUSTOMER_DISPLAY)
        if chosen is None:
            return None
        from kiosk.customer_side import CustomerSide

        window, pole = self._settings.window, self._equipment.devices.customer_display
        timers, screen = QtTimers(parent), self._shell.screen
        return CustomerSide(self._rooms, timers, window, chosen, pole, screen)

    def _watch_keyboard(self, reading: Reading) -> TypedScans:
        """Look at every key from now on."""
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        typed = TypedScans(wedge_for(self._settings), reading.scan)
        typed.look_at(app)
        return typed

    @property
    def _keyboard(self) -> TypedScans | None:
        """The scanner that types, where one is set up."""
        chosen = self._settings.devices.get(SCANNER)
        return self._typed if chosen is not None and chosen.driver == "keyboard" else None

    def _watch_all(self) -> None:
        screen = None if self.patron is None else self.patron.screen
        ours = [device for device in (self._keyboard, screen) if device is not None]
        self.watch.watch((*self._equipment.devices.all, *ours))
        self._rooms.card_standing.watch(self.watch.standing_is)

    def _hand_over(
        self, home: Home, ledger: Ledger, post: Post, papers: Papers, clock: Clock
    ) -> None:
        """Let the Devices panel reach the devices."""
        rooms, devices = self._rooms, self._equipment.devices
        on_stock = devices.ticket_printer is not None
        rooms.members.on_ticket_stock = rooms.outage.on_ticket_stock = on_stock
        window, patron = self._settings.window, self.patron
        rooms.devices.equip(
            DeviceHands(
                devices,
                papers,
                ledger,
                post,
                self.reading,
                clock,
                window.name,
                lambda zone: load_words(window.language, zone),
                None if patron is None else patron.show_test,
                home.settings_file,
            )
        )

    def _open(self) -> None:
        equipment, keyboard = self._equipment, self._keyboard
        if equipment.drawer_record is not None:
            equipment.drawer_record.start()
        equipment.devices.open()
        if keyboard is not None:
            keyboard.open()
        equipment.spool.start()
        self._rooms.print_tasks.known.append(self.watch.draw)

    def _stock_runs_low(self, stock: StockView | None) -> None:
        """Say by the count that tickets run low, or that there are enough again."""
        if stock is None:
            self._shell.clear_banner("stock")
            return
        words = self._shell.words
        self._shell.banner(
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
