"""A performance is cancelled at one window of a real hub while another one is offline, which goes
on selling and handing out: when it returns each of its orders is told and waits to be worked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.errors import NotOffline, PerformanceIsCancelled
from pos.events import CatalogueChanged
from pos.lifecycles import ConnectionState
from pos.views.closing import ExceptionKind, LeadKind
from pos.views.order_life import CaseState
from tests.hub_server import Venue as Server
from tests.integration.hub.test_erased_everywhere import Real
from tests.integration.refunds import give_back
from tests.integration.sharing_windows import SharingWindow
from tests.integration.small_house import SYMPHONY, House, seat, usd
from tests.integration.test_cancelling import cancel
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_will_call import sold_elsewhere


@pytest.fixture
def windows(tmp_path: Path, venue: Server) -> Iterator[tuple[SharingWindow, SharingWindow]]:
    real = Real(tmp_path, venue)
    yield real.join("w1"), real.join("w2")
    real.close()


def _sync(*windows: SharingWindow) -> None:
    for each in (*windows, *windows):
        each.sync()
        each.notice()
        each.beat()


def _come_back(window: SharingWindow) -> None:
    window.cut.up = True
    window.line.go(ConnectionState.ONLINE)
    with window.house.office.storage.begin() as uow:
        link = uow.link.link()
        assert link is not None
        uow.link.keep(replace(link, lost_at=None))
        uow.commit()


def _open(house: House) -> dict[str, int]:
    """Return what is left to do for the performance: number -> what has to reach its patron."""
    cases = house.office.cancelling.cases(SYMPHONY).cases
    return {c.order_number: c.left.minor for c in cases if c.state is CaseState.OPEN}


def test_what_a_window_did_that_had_not_heard_of_it_is_told_and_waits_to_be_worked(
    windows: tuple[SharingWindow, SharingWindow],
) -> None:
    one, two = windows
    here, there = one.house, two.house
    two.lease(SYMPHONY, *(seat("C", n) for n in range(2, 6)))
    paid = sold_elsewhere(here, "Wanda Web", 6)
    owes = sold_elsewhere(here, "Otto Owes", 7, paid=False)
    sold_elsewhere(here, "Stays Away", 8)
    boss, ben = here.open_till("Max House"), there.open_till("Max House")
    _sync(one, two)
    two.lose()
    one.clock.advance(timedelta(minutes=1))
    with pytest.raises(NotOffline):
        cancel(there, ben)  # the other one would go on
    cancel(here, boss)
    one.clock.advance(timedelta(minutes=1))
    sale = there.office.selling.sell(
        there.command(), ben, cart_of(there, ben, ("C", 3)), (cash(4500),)
    )
    there.office.will_call.hand_over(there.command(), ben, paid)
    there.office.will_call.hand_over(there.command(), ben, owes, (cash(4500),))
    _come_back(two)
    there.events.clear()
    _sync(one, two)
    assert CatalogueChanged() in there.events  # its screens mark the evening at once
    assert here.office.exceptions.waiting() == ()
    (told,) = there.office.exceptions.waiting()
    assert (told.kind, told.amount) == (ExceptionKind.CANCELLED_MEANWHILE, usd(3 * 4500))
    numbers = {sale.order_number, "WEB-Wan-6", "WEB-Ott-7"}
    assert set(told.text.partition("\N{EN DASH} ")[2].split(", ")) == numbers
    ways = there.office.causes.of_exception(ben, told.exception_id).leads
    assert {way.name for way in ways if way.kind is LeadKind.ORDER} == numbers
    assert _open(here) == _open(there) == dict.fromkeys((*numbers, "WEB-Sta-8"), 4500)
    (ticket,) = sale.ticket_ids
    with pytest.raises(PerformanceIsCancelled):
        cart_of(there, ben, ("C", 4))
    with pytest.raises(PerformanceIsCancelled):
        there.office.orders.reprint(there.command(), ben, ticket, "lost")
    for order in (sale.order_id, paid, owes):
        (live,) = (t.ticket_id for t in there.office.orders.get(order).tickets if t.state == "live")
        two.run(lambda office, order=order, live=live: give_back(there, ben, order, (live,)))
    _sync(one, two)
    assert len(there.office.exceptions.waiting()) == 1  # until somebody settles it
    assert _open(here) == _open(there) == {"WEB-Sta-8": 4500}
    assert here.office.verify() == there.office.verify() == ()
