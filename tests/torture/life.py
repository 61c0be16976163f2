"""One life of a window that ends when it is killed: what it does, and where the kill strikes.

A life is a forked process: real office, real ledger thread, real drivers on real sockets, no
screen. A counter over
every function call of every thread decides the moment of SIGKILL, so it can strike between any two
steps
of the program.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from types import FrameType

from kiosk.benchmarks.headless import Headless
from kiosk.settings import Home, Settings
from pos.errors import Refused, SeatTaken, SoldOut
from pos.ids import CommandId
from pos.office import Office
from pos.views.people import SessionView
from pos.views.selling import CartView, TenderGiven, TenderKind

ACTS = 3
"""What a life does before it ends by itself."""


WRITES = frozenset({"execute", "executemany", "commit", "rollback", "send", "sendall"})
"""C functions of sqlite3 and socket after or before which a power cut hurts most."""

OF_C = frozenset({"c_call", "c_return", "c_exception"})
"""What a profile function is told of them."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What a life is born with.

    ``call``, ``write``, ``sale``: the function call, the write to database or device, or the call
    inside a
    sale at which it is killed, whichever comes first. ``seen``: ticket codes that lie in the tray,
    which a person who is asked about a paper in doubt can
    look up. ``report``: a pipe's file descriptor.
    """

    seed: int
    seen: frozenset[str]
    report: int
    call: int = sys.maxsize
    write: int = sys.maxsize
    sale: int = sys.maxsize


def live(home: Home, settings: Settings, session: SessionView, fate: Fate) -> None:
    """Live, to be killed at the chosen moment."""
    counted = Counted()
    _strike_at(fate, counted)
    play(home, settings, session, fate, counted)


def play(
    home: Home, settings: Settings, session: SessionView, fate: Fate, counted: Counted
) -> None:
    """Open the window, settle what an earlier life left in doubt, sell, print, end."""
    window = Headless(home, settings)
    window.start()
    _Life(window, session, fate, counted).run()
    window.until_quiet()
    window.close()
    counted_so_far = (counted.calls, counted.writes, counted.in_sales)
    _say(fate.report, "end", *(str(next(each)) for each in counted_so_far))


class Counted:
    """What a life has done so far, in all its threads."""

    def __init__(self) -> None:
        self.calls, self.writes, self.in_sales = count(1), count(1), count(1)
        self.selling = False


def _strike_at(fate: Fate, counted: Counted) -> None:
    """Count what every thread does from now on and die at the chosen moment."""

    # Called millions of times, so everything it needs is at hand, and a life that dies at one kind
    # of moment counts no other.
    next_call, next_write = counted.calls.__next__, counted.writes.__next__
    next_in_sale, call, write, sale = counted.in_sales.__next__, fate.call, fate.write, fate.sale

    def at_call(_frame: FrameType, _event: str, _called: object) -> None:
        if next_call() >= call:
            _die()

    def at_write(_frame: FrameType, event: str, called: object) -> None:
        # before the call and after it: both sides of every write
        if event in OF_C and getattr(called, "__name__", "") in WRITES and next_write() >= write:
            _die()

    def in_sale(_frame: FrameType, _event: str, _called: object) -> None:
        if counted.selling and next_in_sale() >= sale:
            _die()

    def everything(frame: FrameType, event: str, called: object) -> None:
        at_call(frame, event, called)
        at_write(frame, event, called)
        in_sale(frame, event, called)

    by_kind = {(True, False, False): at_call, (False, True, False): at_write}
    by_kind[False, False, True] = in_sale
    chosen = (call < sys.maxsize, write < sys.maxsize, sale < sys.maxsize)
    passed = by_kind.get(chosen, everything)
    threading.setprofile(passed)
    sys.setprofile(passed)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _say(report: int, what: str, *values: str) -> None:
    os.write(report, (json.dumps([what, *values]) + "\n").encode())


class _Life:
    """The cashier of one life."""

    def __init__(
        self, window: Headless, session: SessionView, fate: Fate, counted: Counted
    ) -> None:
        self._counted = counted
        self._window = window
        self._session = session
        self._fate = fate
        self._chance = random.Random(fate.seed)

    def run(self) -> None:
        """Settle doubts, then act."""
        self._window.until_ready()
        self._window.do(self._settle_doubts)
        acts: Mapping[str, Callable[[Office], None]] = {
            "sell": self._sell,
            "places": self._places,
            "hand_over": self._hand_over,
            "reprint": self._reprint,
        }
        for _ in range(ACTS):
            name = self._chance.choices(tuple(acts), (5, 1, 2, 1))[0]
            self._window.do(acts[name])

    def _settle_doubts(self, office: Office) -> None:
        """Say of every paper in doubt whether it is in the tray. Of receipts it says yes."""
        for task in office.prints.tasks():
            if task.state != "unknown":
                continue
            code = _code_of(office, task.job_id)
            came_out = code is None or code in self._fate.seen
            office.prints.decide(
                self._command(office), self._session, task.job_id, came_out=came_out
            )

    def _sell(self, office: Office) -> None:
        tonight = [each for each in office.catalogue.performances() if not each.general_admission]
        chosen = self._chance.choice(tonight[:3]).performance_id
        seating = office.seating
        try:
            cart = seating.take_best(
                self._command(office),
                self._session,
                seating.new_cart(),
                chosen,
                self._chance.choice((1, 2, 2, 3)),
            )
        except (SoldOut, SeatTaken):
            return
        self._pay(office, cart)

    def _places(self, office: Office) -> None:
        open_floor = next(
            each for each in office.catalogue.performances() if each.general_admission
        )
        zone = office.catalogue.hall(open_floor.hall_id).zones[0].zone_id
        seating = office.seating
        try:
            cart = seating.take_places(
                self._command(office),
                self._session,
                seating.new_cart(),
                open_floor.performance_id,
                2,
                zone,
            )
        except SoldOut:
            return
        self._pay(office, cart)

    def _pay(self, office: Office, cart: CartView) -> None:
        command = self._command(office)
        _say(self._fate.report, "selling", command, str(len(cart.lines)), str(cart.total.minor))
        exact = TenderGiven(TenderKind.CASH, cart.total, cart.total)
        self._counted.selling = True
        sale = office.selling.sell(command, self._session, cart, (exact,))
        self._counted.selling = False
        _say(self._fate.report, "sold", command, sale.order_id)

    def _hand_over(self, office: Office) -> None:
        waiting = [
            row
            for row in office.will_call.find(str(self._chance.randrange(10, 100)), None, 8)
            if row.collected_at is None and not row.owing
        ]
        if waiting:
            row = self._chance.choice(waiting)
            office.will_call.hand_over(self._command(office), self._session, row.order_id)
            _say(self._fate.report, "handed_over", row.order_id)

    def _reprint(self, office: Office) -> None:
        rows = office.orders.find("W1-", 20)
        if not rows:
            return
        order = office.orders.get(self._chance.choice(rows).order_id)
        live_ones = [ticket for ticket in order.tickets if ticket.state == "live"]
        try:
            office.orders.reprint(
                self._command(office), self._session, live_ones[0].ticket_id, "torn"
            )
        except Refused:
            return

    @staticmethod
    def _command(office: Office) -> CommandId:
        return CommandId(office.ids.new())


def _code_of(office: Office, job_id: str) -> str | None:
    """Return the barcode of a ticket job; None for a receipt."""
    with office.storage.read() as uow:
        job = uow.orders.print_job(job_id)
        return uow.orders.ticket(job.subject_id).code if job.kind == "ticket" else None
