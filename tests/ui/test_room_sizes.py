"""Every room fits a screen of 1280 x 800, in every language, while everything is the matter."""

from __future__ import annotations

import pytest

from kiosk.devices import DeviceWatch
from kiosk.languages import LANGUAGES
from kiosk.messages import load_words
from kiosk.presenters.desk import rooms_for
from pos.ids import PrintJobId
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus, Watcher
from pos.views.selling import PrintTaskView
from tests.ui.window_kit import ZONE, WindowKit

DEVICES = (
    "ticket_printer",
    "receipt_printer",
    "cash_drawer",
    "scanner",
    "badge_reader",
    "check_reader",
    "customer_display",
)
SIZE = (1280, 800)


class Gone:
    """A device that cannot be reached."""

    def __init__(self, name: str) -> None:
        self.name = name

    def status(self) -> DeviceStatus:
        why = Condition.OUT_OF_STOCK if self.name == "ticket_printer" else Condition.UNREACHABLE
        lost = why is Condition.UNREACHABLE
        state = DeviceState.LOST if lost else DeviceState.STOPPED
        return DeviceStatus(self.name, state, frozenset({why}))

    def watch(self, watcher: Watcher) -> None:
        self.watcher = watcher

    def open(self) -> None: ...

    def close(self) -> None: ...


def papers(state: str, seats: range) -> tuple[PrintTaskView, ...]:
    labels = [f"The Long Evening of the Northern Players · Orchestra A {seat}" for seat in seats]
    return tuple(
        PrintTaskView(PrintJobId(each), "ticket", each, "W1-000001", state, "", tuple(labels))
        for each in labels
    )


def everything_is_the_matter(window: WindowKit) -> DeviceWatch:
    """Seven devices are gone, and tickets wait and are in doubt."""
    window.rooms.print_tasks._now(
        in_doubt=papers("unknown", range(2)),
        printing=papers("sent", range(1)),
        waiting=papers("queued", range(9)),
    )
    watch = DeviceWatch(
        window.shell, window.rooms, lambda call: call(), has_sensor=True, wake=lambda device: None
    )
    watch.watch([Gone(name) for name in DEVICES])
    return watch


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_banner_and_no_light_make_the_window_larger(window: WindowKit, language: str) -> None:
    window.open_till()
    words = load_words(language, ZONE)
    window.screens.set_words(words)
    watch = everything_is_the_matter(window)
    shell = window.shell
    shell.top_bar.set_window("Window 1, the old box office")
    shell.top_bar.set_connection(words("Lost the ledger: selling 214 seats of our own"), "warning")
    shell.top_bar.set_offline_cards("Offline cards: 23 h 59 min, $2,000.00", "in whole")
    for room in rooms_for(window.rooms.desk.session):
        shell.show_room(room)
        shell.room_chosen.emit(room)
        window.quiet()
        if room == "sell":
            window.tap("sell.performance.NW-2")
        for key in sorted(shell.troubles.troubles):
            while shell.troubles.shown != key:
                window.tap("banner.next")
            watch.draw()
            window.quiet()
            least = shell.minimumSizeHint()
            assert least.width() <= SIZE[0], (room, key)
            assert least.height() <= SIZE[1], (room, key)
            assert (shell.width(), shell.height()) == SIZE, (room, key)
            assert shell.troubles.height() <= 96, (room, key)
