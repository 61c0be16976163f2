"""One card sale and its refund in a process of its own, killed at a chosen moment: before or after
any of its commits, or right after the terminal did what it was asked."""

from __future__ import annotations

import os
import random
import signal
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pos.clock import ManualClock
from pos.codec import from_json, to_json
from pos.events import Events
from pos.ids import Ids, WindowId
from pos.office import Office, open_office
from pos.people.pins import PinHasher
from pos.storage.unit_of_work import SqlStorage
from pos.views.paying import CardBegun, PaymentKind
from pos.views.people import SessionView
from pos.views.selling import CartView
from pos.window import Window
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import SERIAL, asked, card
from tests.integration.small_house import SYMPHONY, seat
from tests.torture.paying_terminal import Booked, yes
from tests.torture.paying_window import CutStorage, command

MOMENTS = 16
"""How many there are in a life: two for each of seven commits, one for each act of the terminal."""
SEATS = (("B", 4), ("B", 5))


class Fate:
    """Counts moments; at ``strike`` the process is gone. Nothing of it cleans up."""

    def __init__(self, strike: int) -> None:
        self.strike = strike
        self.moments = 0

    def passed(self) -> None:
        self.moments += 1
        if self.moments == self.strike:
            os.kill(os.getpid(), signal.SIGKILL)


class KilledStorage(CutStorage):
    """The storage, with a moment on both sides of each commit."""

    fate: Fate

    def _pull(self, when: str) -> None:
        self.fate.passed()


@dataclass(frozen=True)
class Booth:
    """What outlives every process: the file, what the terminal did, and who is signed in."""

    path: Path
    session: SessionView

    @property
    def journal_file(self) -> Path:
        return self.path.with_suffix(".journal")

    def charge(self, begun: CardBegun) -> None:
        """The terminal does what it is asked and remembers it."""
        with self.journal_file.open("a", encoding="utf-8") as file:
            file.write(to_json(begun) + "\n")

    def journal(self) -> dict[str, Booked]:
        """Return what the terminal did, by message id."""
        done: dict[str, Booked] = {}
        for line in self.journal_file.read_text(encoding="utf-8").splitlines():
            begun = from_json(line, CardBegun)
            sign = 1 if begun.kind is PaymentKind.CHARGE else -1
            before = done.get(begun.message_id)
            times = before.times + 1 if before else 1
            moved = sign * times * begun.amount.minor
            done[begun.message_id] = Booked(begun, yes(begun, begun.amount), moved, times=times)
        return done

    def live_and_die(self, strike: int) -> bool:
        """Let one life run in a process of its own; return whether it was killed."""
        child = os.fork()
        if child == 0:
            try:
                live(self, Fate(strike))
            except BaseException:  # noqa: BLE001 - a forked child may only exit
                os._exit(3)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return os.WTERMSIG(status) == signal.SIGKILL
        assert os.waitstatus_to_exitcode(status) == 0
        return False


def start(path: Path, life: int, fate: Fate | None = None) -> tuple[Office, ManualClock]:
    """Start the program; the minute of a later life is later."""
    clock = ManualClock(DOORS_OPEN + timedelta(minutes=life))
    ids, events = Ids(clock, random.Random(life).randbytes), Events()
    if fate is None:
        storage = SqlStorage(path, clock, ids, events)
    else:
        storage = KilledStorage(path, clock, ids, events)
        storage.fate = fate
    window = Window(WindowId("w1"), "Window 1", "W1")
    hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    return open_office(storage, clock, ids, events, window, hasher), clock


def live(booth: Booth, fate: Fate) -> None:
    """Sell two seats for a card and give one back, as the program does."""
    office, _ = start(booth.path, 5, fate)
    cards, session = office.cards, booth.session
    cart = take(office, session)
    begun = cards.begin(command(office), session, asked(cart))
    booth.charge(begun)
    fate.passed()
    view = cards.settle(begun.payment_id, yes(begun, begun.amount), terminal=SERIAL)
    sale = office.selling.sell(command(office), session, cart, (card(view),))
    plan = office.giving_back.plan(session, sale.order_id, sale.ticket_ids[:1])
    given = office.giving_back.give_back(command(office), session, plan, "Cannot come")
    (back,) = (cards.send(payment_id) for payment_id in given.cards)
    booth.charge(back)
    fate.passed()
    cards.settle(back.payment_id, yes(back, back.amount), terminal=SERIAL)
    assert fate.moments == MOMENTS


def take(office: Office, session: SessionView, *places: tuple[str, int]) -> CartView:
    """Take seats into a cart."""
    seats = tuple(seat(*place) for place in places or SEATS)
    cart = office.seating.new_cart()
    return office.seating.take_seats(command(office), session, cart, SYMPHONY, seats)
