"""What the books say of cards at this window: whether the terminal that answers may be used, and
how long and how far cards are taken without the bank.

A light that is green until a charge is refused has lied; this is read when the terminal answers,
when its register or a stored sale changes, and every few minutes, for an inspection falls due at
midnight.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.card_desk import CardDesk, CardDeskState, CardWay
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.clock import Clock
from pos.errors import PosError
from pos.money import Money
from pos.views.paying import OfflineView

if TYPE_CHECKING:
    from pos.office import Office

LOOK_S = 300.0
"""How often the register is read where nobody says that anything changed."""
TICK_S = 15.0
"""How often the time that is left is counted again."""

_log = logging.getLogger("cards")


@dataclass(frozen=True, slots=True)
class CardStandingState:
    """``unfit``: why the terminal takes no cards although it answers. ``minutes`` and ``left``: for
    how long and for how much in all cards are still taken without the bank; None: they are not.
    ``per_sale``: the most at a time."""

    unfit: PosError | None = None
    minutes: int | None = None
    left: Money | None = None
    per_sale: Money | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    unfit: PosError | None
    offline: OfflineView
    until: datetime | None


class CardStanding(Presenter[CardStandingState]):
    """Keeps what the books say of cards. GUI thread."""

    def __init__(self, tasks: Tasks, clock: Clock, timers: Timers, cards: CardDesk) -> None:
        super().__init__(CardStandingState())
        self._tasks = tasks
        self._clock = clock
        self._timers = timers
        self._cards = cards
        self._timer: Timer | None = None
        self._read: _Read | None = None
        self._heard = False
        cards.watch(self._cards_changed)

    def look(self) -> None:
        """Read the books again."""
        way, who, driver = self._cards.state.way, self._cards.identity(), self._cards.driver
        if way is CardWay.NONE:
            return
        serial, model = ("", "") if who is None else (who.serial, who.model)
        self._tasks.ask(
            lambda office: _read(office, driver, serial, model), self._know, self._unknown, self
        )

    def _cards_changed(self, state: CardDeskState) -> None:
        """It answers, for the first time or again: it may be another one."""
        heard = state.way is CardWay.TYPED or state.reachable
        newly, self._heard = heard and not self._heard, heard
        if newly:
            self.look()

    def _know(self, found: _Read) -> None:
        self._read = found
        self._count()
        self._later()

    def _unknown(self, error: PosError) -> None:
        """Nothing is claimed that is not known; a charge asks the books itself."""
        _log.info("the register of terminals was not read: %s", error.code)
        self._read = None
        self._become(CardStandingState())
        self._later()

    def _count(self) -> None:
        found = self._read
        if found is None or found.until is None:
            self._become(CardStandingState(found.unfit if found else None))
            return
        offline, left_for = found.offline, found.until - self._clock.now()
        held = offline.per_terminal - offline.stored_total
        self._become(
            CardStandingState(
                found.unfit,
                max(0, -(-left_for // timedelta(minutes=1))),
                max(held, Money.zero(held.currency)),
                offline.per_sale,
            )
        )

    def _later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        ticks = self.state.minutes is not None
        self._timer = self._timers.after(TICK_S if ticks else LOOK_S, self._due)

    def _due(self) -> None:
        """Count again; once the time is over the books say what holds then."""
        self._timer = None
        self._count()
        if self.state.minutes:
            self._later()
        else:
            self.look()


def _read(office: Office, driver: str, serial: str, model: str) -> _Read:
    """Ledger thread."""
    offline = office.terminals.offline()
    until = None
    if offline.on and offline.since is not None:
        hours = timedelta(hours=office.catalogue.company().paying.offline_hours)
        ends = (offline.since + hours, offline.forward_by)
        until = min(end for end in ends if end is not None)
    return _Read(office.terminals.unfit(driver, serial, model), offline, until)
