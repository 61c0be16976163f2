"""Puts screens into the shell: rooms on the rail, the cart beside them, panels over them, covers
before them.

Everything here can wait until after the first picture, and does.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kiosk.presenters.rooms import Rooms
from kiosk.screens.approval import ApprovalPanel
from kiosk.screens.cart import CartColumn
from kiosk.screens.close import CloseScreen
from kiosk.screens.lock import LockScreen
from kiosk.screens.orders import OrdersScreen
from kiosk.screens.pay import PayPanel
from kiosk.screens.print_tasks import PrintTasksPanel
from kiosk.screens.sell import SellScreen
from kiosk.screens.till import TillScreen
from kiosk.screens.will_call import WillCallScreen
from kiosk.wording.say import Say

if TYPE_CHECKING:
    from kiosk.shell import Shell
    from printing.words import Words

ROOMS = (
    ("sell", Say("Sell"), SellScreen, True),
    ("will_call", Say("Will call"), WillCallScreen, False),
    ("orders", Say("Orders"), OrdersScreen, False),
    ("till", Say("Till"), TillScreen, False),
    ("close", Say("Close"), CloseScreen, False),
)
"""Key (also the icon's name), title, screen, and whether the cart stands beside it; in the order
of the rail.
"""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What the composition has to speak to afterwards; ``panels`` lie over the room when wanted."""

    lock: LockScreen
    panels: tuple[PayPanel, PrintTasksPanel, ApprovalPanel]

    def retranslate(self, words: Words) -> None:
        """Show what the shell does not know, or does not show now, in another language."""
        for part in (self.lock, *self.panels):
            part.retranslate(words)


def furnish(shell: Shell, rooms: Rooms, window_name: str) -> Generator[None, None, Furniture]:
    """Make every screen of ``rooms`` and put it in its place, one piece between two ``yield``s.

    GUI thread.
    """
    words = shell.words
    for key, title, screen, with_cart in ROOMS:
        presenter = getattr(rooms, key)
        shell.add_room(key, title.text, key, screen(words, presenter), with_cart=with_cart)
        yield
    shell.set_cart(CartColumn(words, rooms.cart))
    yield
    pay = PayPanel(words, rooms.pay)
    yield
    doubts = PrintTasksPanel(words, rooms.print_tasks)
    approval = ApprovalPanel(words, rooms.approval)
    rooms.approval.attach(approval)
    for panel in (pay, doubts, approval):
        panel.wanted.connect(partial(_place, shell, panel))
    yield
    lock = LockScreen(words, rooms.lock, window_name)
    rooms.lock.attach(lock)
    return Furniture(lock, (pay, doubts, approval))


def _place(shell: Shell, panel: QWidget, wanted: bool) -> None:
    """Show a panel when it is wanted and take it away when not."""
    if wanted:
        shell.show_panel(panel)
    else:
        shell.hide_panel(panel)
