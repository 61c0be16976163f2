"""What a window is furnished with once its first picture stands: the code of the rooms, loaded in
portions, its papers and its presenters. GUI thread.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.languages import load_words

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kiosk.beside import Beside
    from kiosk.papers import Papers
    from kiosk.presenters.rooms import Rooms
    from kiosk.presenters.sign_in import SignIn
    from kiosk.settings import Home, Settings
    from kiosk.tasks import Ledger
    from pos.clock import Clock
    from pos.ids import Ids


def load_rooms() -> Generator[None, None, None]:
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
    import kiosk.screens.furnish

    yield
    import kiosk.device_side
    import kiosk.hub_ties  # noqa: F401 - as above

    yield


def papers_of(home: Home, settings: Settings) -> Papers:
    """Return what composes this window's papers, with the venue's own designs; the venue's time is
    told later."""
    from kiosk.designs import Designs
    from kiosk.papers import Papers

    return Papers(settings, load_words(settings.window.language, UTC), Designs(home.designs))


def make_rooms(
    home: Home,
    settings: Settings,
    clock: Clock,
    ids: Ids,
    reports: Path,
    papers: Papers,
    ledger: Ledger,
    entry: SignIn,
    kits: Beside,
    lists: Beside,
    parent: QObject,
) -> Rooms:
    """Return every presenter of this home's window.

    Reports go to the folder ``reports``; papers for an outage are made on ``kits``, lists of orders
    sold elsewhere loaded on ``lists``; ``parent`` owns the timers.
    """
    from kiosk.kit_side import KitSide
    from kiosk.order_list_side import OrderListSide, elsewhere_of
    from kiosk.papers import ReportFiles
    from kiosk.patron_files import PatronFiles
    from kiosk.presenters.rooms import rooms_of
    from kiosk.settlement_files import SettlementFolder
    from kiosk.timers import QtTimers

    elsewhere = partial(elsewhere_of, home, settings, clock)
    return rooms_of(
        ledger,
        clock,
        ids,
        QtTimers(parent),
        ReportFiles(reports, papers),
        settings.window.lock_after * 60.0,
        sign_in=entry,
        settlements=SettlementFolder(home.root / "settlements"),
        kits=KitSide(home, settings, clock, kits),
        patron_files=PatronFiles(home.root / "patrons"),
        lists=OrderListSide(home.root / "lists", elsewhere, lists),
    )
