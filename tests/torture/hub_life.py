"""One life of a window that shares its houses: a process with a real disk, the real ledger thread,
the real sync thread with its driver of the hub, and neither screen nor devices. It sells until it
is told to rest, and syncs until it is told to leave or dies.

Lives are forked by a nursery, which has loaded everything before, so that kills strike at work and
not at imports:

    python -m tests.torture.hub_life FD

A life writes what it did into its journal after it is on disk, and tells it whoever plays the
evening.
"""

from __future__ import annotations

import json
import os
import queue
import random
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, cast

from kiosk.bootstrap import hub_line, open_office
from kiosk.hub_side import HubSide
from kiosk.settings import Home, read
from kiosk.tasks import Crash, Ledger
from pos.clock import ManualClock, SystemClock
from pos.errors import PosError
from pos.events import Events
from pos.hub.connection import Connection
from pos.ids import Ids, OrderId
from pos.lifecycles import ConnectionState
from pos.office import Office
from pos.people.pins import PinHasher
from pos.views.catalogue import PerformanceView
from pos.views.people import SessionView
from pos.views.selling import CartView, TenderGiven, TenderKind
from tests.compiled_once import compiled_once
from tests.integration.refunds import give_back
from tests.integration.small_house import House
from tests.torture.hub_life_mistakes import make
from tests.torture.life import OF_C, WRITES

PAUSE_S = 0.05
"""How long a window that was refused something waits before it tries the next customer."""
CLERK = "Max House"
FLOAT_MINOR = 500_000
JOURNAL = "journal"
REST, SELL = "rest", "sell"
"""What a life is told; the end of the line is the end of the life."""
_LARGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class Birth:
    """What a life is born with. ``write``: the call of SQLite or of a socket at which it dies.
    ``mistake``: what its program does wrong, see ``hub_life_mistakes``."""

    home: str
    seed: int
    write: int = sys.maxsize
    mistake: str = ""

    def dying_at(self, write: int) -> Birth:
        return replace(self, write=write)

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode()


class Life:
    """See the module. Its first thread stands for the screen: it decides what is done next."""

    def __init__(self, birth: Birth, line: socket.socket) -> None:
        self._home = Home(Path(birth.home))
        self._line = line
        self._journal = os.open(
            Path(birth.home) / JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600
        )
        self._chance = random.Random(birth.seed)
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._told = REST
        self._leaving = self._open = self._busy = self._rested = False
        self._error: BaseException | None = None
        self._state = ConnectionState.ALONE
        self._clock = SystemClock()
        self._settings = read(self._home.settings_file)
        hub = hub_line(self._settings, self._home, self._clock)
        assert hub is not None
        self._hub_line = hub
        self._ledger = Ledger(self._calls.put, self._crashed, self._clock)
        self._hub = HubSide(
            self._hub_line.make,
            self._hub_line.clocks,
            self._ledger.post,
            self._calls.put,
            self._trouble,
        )
        self.house: House

    def run(self) -> None:
        """Open as a window does, then live."""
        threading.Thread(target=self._listen, daemon=True).start()
        self._ledger.start()
        self._ledger.open(self._build, self._opened, self._trouble)
        while not self._leaving:
            self._go_on()
            if self._error is not None:
                raise self._error
        self._hub.close()
        self._ledger.close()

    def _go_on(self) -> None:
        idle = self._open and not self._busy
        if idle and self._told == SELL and self._calls.empty():
            self._busy, self._rested = True, False
            self._ledger.change(self._choose, self._do, self._refused)
        elif idle and self._told == REST and not self._rested:
            self._rested = True
            self.say("resting")
        if (call := self._calls.get()) is not None:
            call()

    def _build(self) -> Office:
        ids, events, window = Ids(self._clock), Events(), self._settings.window
        pins = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        office = open_office(self._home, window, self._clock, ids, events, pins, self._hub_line)
        office.prints.recover()
        office.seating.release_left_over(())
        self.house = House(office, cast("ManualClock", self._clock), ids, self._home.database)
        assert office.syncing is not None
        office.syncing.changed.append(self._connection_changed)
        self._hub.serve(office.syncing)
        events.subscribe(self._hub.on_event)
        return office

    def _connection_changed(self, connection: Connection) -> None:
        if connection.state is not self._state:
            self._state = connection.state
            if self._state in (ConnectionState.ONLINE, ConnectionState.OFFLINE):
                self.say(self._state.value)

    def _opened(self) -> None:
        self._hub.start()
        self._open = True
        self.say("open")

    def _trouble(self, error: PosError) -> None:
        self._error = error
        self._calls.put(None)

    def _crashed(self, crash: Crash) -> None:
        self._error = RuntimeError(crash.trace)

    def _listen(self) -> None:
        while told := self._line.recv(_LARGEST):
            self._told = told.decode()
            self._calls.put(None)
        self._leaving = True
        self._calls.put(None)

    def say(self, what: str, *values: Any) -> None:
        """Write down what is on disk, then tell it. Thread: any."""
        said = json.dumps([what, *values]).encode()
        os.write(self._journal, said + b"\n")
        self._line.send(said)

    # ---- the cashier ----

    def _do(self, deed: Callable[[Office], None] | None) -> None:
        """Do what was chosen; nothing was while there is neither staff nor season here."""
        if deed is None:
            self._pause()
        else:
            self._ledger.change(deed, self._done, self._refused)

    def _done(self, _answer: None) -> None:
        self._busy = False

    def _refused(self, refused: PosError) -> None:
        self.say("refused", refused.code)
        self._pause()

    def _pause(self) -> None:
        """Let others have their turn."""
        later = threading.Timer(PAUSE_S, self._calls.put, (partial(self._done, None),))
        later.daemon = True
        later.start()

    def _choose(self, office: Office) -> Callable[[Office], None] | None:
        """Return what the next customer wants. Thread: ledger, as all that follows."""
        session = self._session(office)
        if session is None:
            return None
        acts = (self._sell, self._places, self._hand_over, self._give_back)
        return self._chance.choices(acts, (6, 2, 1, 3))[0](office, session)

    def _session(self, office: Office) -> SessionView | None:
        house = self.house
        if CLERK not in house.staff:
            there = {person.name for person in office.people.staff()}
            if CLERK not in there or len(office.catalogue.performances()) < 2:
                return None
            if office.tills.current() is None:
                house.open_till(CLERK, FLOAT_MINOR)
            else:
                house.sign_in(CLERK)
        return house.staff[CLERK]

    def _performance(self, office: Office, *, floor: bool) -> PerformanceView:
        every = [p for p in office.catalogue.performances() if p.general_admission == floor]
        return self._chance.choice(every)

    def _sell(self, office: Office, session: SessionView) -> Callable[[Office], None]:
        chosen = self._performance(office, floor=False).performance_id
        many = self._chance.choice((1, 2, 2, 3))
        seating, command = office.seating, self.house.command()

        def deed(_office: Office) -> None:
            cart = seating.take_best(command, session, seating.new_cart(), chosen, many)
            self._pay(session, cart)

        return deed

    def _places(self, office: Office, session: SessionView) -> Callable[[Office], None]:
        floor = self._performance(office, floor=True)
        chosen, zone = floor.performance_id, office.catalogue.hall(floor.hall_id).zones[0].zone_id
        seating, command = office.seating, self.house.command()

        def deed(_office: Office) -> None:
            cart = seating.take_places(command, session, seating.new_cart(), chosen, 2, zone)
            self._pay(session, cart)

        return deed

    def _pay(self, session: SessionView, cart: CartView) -> None:
        exact = TenderGiven(TenderKind.CASH, cart.total, cart.total)
        command = self.house.command()
        sale = self.house.office.selling.sell(command, session, cart, (exact,), "Ann Example")
        self.say("sold", sale.order_id, *sale.ticket_ids)

    def _hand_over(self, office: Office, session: SessionView) -> Callable[[Office], None] | None:
        rows = office.will_call.find("web", None, 50)
        waiting = [row for row in rows if row.collected_at is None and not row.owing]
        if not waiting:
            return None
        order_id, command = self._chance.choice(waiting).order_id, self.house.command()

        def deed(office: Office) -> None:
            office.will_call.hand_over(command, session, order_id)
            self.say("handed_out", order_id)

        return deed

    def _give_back(self, office: Office, session: SessionView) -> Callable[[Office], None] | None:
        """Take back a ticket that is good as far as is known here, whoever sold it."""
        rows = office.orders.find("ann", 20)
        if not rows:
            return None
        order = office.orders.get(self._chance.choice(rows).order_id)
        good = [ticket.ticket_id for ticket in order.tickets if ticket.state == "live"]
        if not good:
            return None
        ticket = self._chance.choice(good)

        def deed(_office: Office) -> None:
            give_back(self.house, session, OrderId(order.order_id), (ticket,))
            self.say("returned", ticket)

        return deed


# ---- birth and death ----


def live(birth: Birth, line: socket.socket) -> None:
    """Live, to be killed at the chosen moment."""
    make(birth.mistake)
    if birth.write < sys.maxsize:
        _die_at(birth.write)
    Life(birth, line).run()


def _die_at(write: int) -> None:
    """Count the calls that write, before and after each, in every thread, and die at the chosen
    one."""
    left = iter(range(write))

    def passed(_frame: FrameType, event: str, called: object) -> None:
        if event in OF_C and getattr(called, "__name__", "") in WRITES and next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(passed)


def nurse(control: socket.socket) -> None:
    """Bear lives and bury them, as asked, until nobody asks any more."""
    children: set[int] = set()
    while True:
        said, handles, _, _ = socket.recv_fds(control, _LARGEST, 1)
        if not said:
            break
        told = json.loads(said)
        if isinstance(told, int):
            _, status = os.waitpid(told, 0)
            children.discard(told)
            control.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())
            continue
        child = os.fork()
        if child == 0:
            control.close()
            _be_born(Birth(**told), handles[0])
        children.add(child)
        os.close(handles[0])
        control.send(json.dumps(child).encode())
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _be_born(birth: Birth, handle: int) -> None:
    status = 3
    try:
        live(birth, socket.socket(fileno=handle))
        status = 0
    except BaseException:  # noqa: BLE001 - a forked child may only exit
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    with compiled_once():
        nurse(socket.socket(fileno=int(sys.argv[1])))
