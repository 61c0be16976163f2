"""Two windows that draw on the same few things in any order, with cuts between: who is right at the
end is whoever had the right.

    storm(seed, steps, folder)

What may happen next: a window sells from the certificate, cashes a ticket of an order back, hands
an order out, sends and hears, gives a sign of life; a call is lost, its answer is, it comes twice;
time goes by; a window is without the hub for a while, and goes on with what it holds.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from pos.errors import HubTrouble, PosError
from pos.ids import OrderId
from pos.lifecycles import ConnectionState
from pos.office import Office
from pos.views.paying import ValueView
from pos.views.people import SessionView
from pos.views.selling import CartView, SaleView
from tests.hub_cut import Fault
from tests.integration.sharing_windows import SharingWindow, Venue
from tests.integration.small_house import LATE, usd
from tests.integration.test_selling import cash
from tests.integration.test_values import from_value, sell_certificate
from tests.integration.test_will_call import sold_elsewhere

FAULTS = (Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.REPEATED)
PRICE = 4500
WORTH = 5


@dataclass
class Storm:
    """``done``: what came of each kind of act."""

    venue: Venue
    chance: random.Random
    windows: list[SharingWindow] = field(default_factory=list)
    clerks: dict[str, SessionView] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """Open both windows; what they are to quarrel about is known to both."""
        for name, clerk in (("w1", "Sue Lead"), ("w2", "Max House")):
            window = self.venue.join(name)
            self.windows.append(window)
            self.clerks[name] = window.house.open_till(clerk)
            window.lease(LATE, places=14)
        one, who = self.windows[0], self.clerks["w1"]
        self.value: ValueView = sell_certificate(one.house, who, WORTH * PRICE)
        self.sales = [self._sell(one, who) for _ in range(3)]
        self.orders = [sold_elsewhere(one.house, f"Ann {n}", n, paid=n != 9) for n in (8, 9, 10)]
        self._settle()

    def _sell(self, window: SharingWindow, who: SessionView) -> SaleView:
        house = window.house
        cart = self._cart(window, who)
        return house.office.selling.sell(house.command(), who, cart, (cash(PRICE),))

    def _cart(self, window: SharingWindow, who: SessionView) -> CartView:
        house = window.house
        seating, zone = house.office.seating, house.office.catalogue.house(LATE).prices[0].zone_id
        return seating.take_places(house.command(), who, seating.new_cart(), LATE, 1, zone)

    def step(self) -> None:
        """Let one thing happen."""
        window = self.chance.choice(self.windows)
        acts: list[tuple[int, Callable[[SharingWindow], None]]] = [
            (4, self._spend),
            (3, self._give_back),
            (3, self._hand_out),
            (4, self._send),
            (1, self._sync),
            (4, self._beat),
            (1, self._fault),
            (1, self._lose),
            (2, self._find),
            (1, self._wait),
        ]
        self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0](window)

    def _act(self, kind: str, window: SharingWindow, work: Callable[[Office], object]) -> None:
        try:
            window.run(work)
            self.done[kind] += 1
        except PosError as error:
            self.done[f"{kind}.{error.code}"] += 1

    def _spend(self, window: SharingWindow) -> None:
        who = self.clerks[window.window_id]
        try:
            cart = self._cart(window, who)
        except PosError:
            return
        command = window.house.command()
        tender = (from_value(self.value, PRICE),)
        self._act("spend", window, lambda o: o.selling.sell(command, who, cart, tender))
        window.house.office.seating.release_cart(cart.cart_id)

    def _give_back(self, window: SharingWindow) -> None:
        who, sale = self.clerks[window.window_id], self.chance.choice(self.sales)
        command = window.house.command()

        def work(office: Office) -> object:
            plan = office.giving_back.plan(who, sale.order_id, sale.ticket_ids)
            return office.giving_back.give_back(command, who, plan, "storm")

        self._act("back", window, work)

    def _hand_out(self, window: SharingWindow) -> None:
        for each in self.windows:
            if each.line.connection.state is not ConnectionState.ONLINE or not each.cut.up:
                return  # who is without the hub, or beside one that is, may: a task says so
            each.cut.forgive()
            each.cut.windows()  # it is heard
        who, order = self.clerks[window.window_id], OrderId(self.chance.choice(self.orders))
        command = window.house.command()
        tenders = (cash(PRICE),) if order == self.orders[1] else ()
        self._act("out", window, lambda o: o.will_call.hand_over(command, who, order, tenders))

    def _sync(self, window: SharingWindow) -> None:
        try:
            window.sync()
        except HubTrouble:
            self.done["sync.lost"] += 1

    def _send(self, window: SharingWindow) -> None:
        try:
            window.send()
        except HubTrouble:
            self.done["send.lost"] += 1

    def _beat(self, window: SharingWindow) -> None:
        if window.line.connection.state is not ConnectionState.ONLINE:
            return
        try:
            window.beat()
        except HubTrouble:
            self.done["beat.lost"] += 1

    def _fault(self, window: SharingWindow) -> None:
        window.cut.next(self.chance.choice(FAULTS))

    def _lose(self, window: SharingWindow) -> None:
        window.lose()

    def _find(self, window: SharingWindow) -> None:
        """Online again, with all that was missed."""
        window.cut.up = True
        window.cut.forgive()
        window.sync()
        window.line.go(ConnectionState.ONLINE)
        with window.house.office.storage.begin() as uow:
            link = uow.link.link()
            assert link is not None
            uow.link.keep(replace(link, lost_at=None))
            uow.commit()

    def _wait(self, _window: SharingWindow) -> None:
        self.venue.clock.advance(timedelta(seconds=self.chance.choice((1, 20, 700))))

    def _settle(self) -> None:
        for window in (*self.windows, *self.windows):
            self._find(window)

    def end(self) -> None:
        """Everything is known to both: nothing was drawn on twice."""
        self._settle()
        for window in self.windows:
            assert window.house.office.verify() == ()
            assert window.house.office.values.view(self.value.value_id).balance == usd(
                WORTH * PRICE - self.done["spend"] * PRICE
            )
        assert self.done["spend"] <= WORTH
        assert self.done["back"] <= 3
        assert self.done["out"] <= 3
        assert self.venue.hub.venue.tasks == {}


def storm(seed: int, steps: int, folder: Path) -> Counter[str]:
    """Play it, and return what came of the acts."""
    made = Storm(Venue(folder), random.Random(seed))
    try:
        made.begin()
        for _ in range(steps):
            made.step()
        made.end()
    finally:
        made.venue.close()
    return made.done
