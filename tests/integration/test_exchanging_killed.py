"""kill -9 in the middle of an exchange, while it is written and just after its commit: it is whole
or not at all, and money and seats agree; what was owing is taken after the next start, and the
tickets print then."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from pos.clock import ManualClock
from pos.ids import OrderId, TicketId
from pos.lifecycles import TICKET
from pos.storage.unit_of_work import SqlUnitOfWork
from tests.conftest import DOORS_OPEN
from tests.integration.exchange_house import (
    SATURDAY,
    THURSDAY,
    exchange,
    open_exchange,
    places,
    plan,
    sell,
    wish,
)
from tests.integration.refunds import equation
from tests.integration.small_house import House, open_house
from tests.integration.test_closing import print_all
from tests.integration.test_selling import cash, rows


def begun(folder: Path) -> tuple[Path, OrderId, tuple[TicketId, ...]]:
    """Return a file in which two tickets for tonight were sold and printed."""
    path = folder / "foyer.sqlite3"
    house = open_house(path, ManualClock(DOORS_OPEN))
    sue = open_exchange(house, "Sue Lead")
    sale = sell(house, sue, places(house, sue, THURSDAY, ("B", 4), ("B", 5)), cash(9000))
    print_all(house)
    house.office.close()
    return path, sale.order_id, sale.ticket_ids


def live_and_die(path: Path, work: Callable[[House], None], arm: Callable[[], None]) -> int:
    """Do ``work`` in a process of its own that dies as it is armed; return how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    house = open_house(path, ManualClock(DOORS_OPEN), seed=11)
    arm()
    work(house)
    os._exit(0)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_writing(table: str) -> Callable[[], None]:
    """Die before the first row of an exchange comes into a table."""

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT ") and f" INTO {table} " in statement:
            die()

    def arm() -> None:
        sa.event.listen(sa.engine.Engine, "before_cursor_execute", look)

    return arm


def dies_at_commit(number: int, *, after: bool) -> Callable[[], None]:
    """Die at the commit of that number: the first two take the seats, the third exchanges."""
    left, real = [number], SqlUnitOfWork.commit

    def commit(uow: SqlUnitOfWork) -> None:
        left[0] -= 1
        if not left[0] and not after:
            die()
        real(uow)
        if not left[0]:
            die()

    def arm() -> None:
        SqlUnitOfWork.commit = commit  # type: ignore[method-assign]

    return arm


def work_for(order_id: OrderId, tickets: tuple[TicketId, ...]) -> Callable[[House], None]:
    def work(house: House) -> None:
        sue = house.sign_in("Sue Lead")
        cart = places(house, sue, SATURDAY, ("A", 4), ("A", 5))
        planned = plan(house, sue, wish(order_id, tickets, cart))
        command = house.command()
        house.office.exchanging.exchange(command, sue, planned, "another evening")

    return work


Begun = tuple[Path, OrderId, tuple[TicketId, ...]]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    return begun(tmp_path_factory.mktemp("exchange"))


ARMS = {
    "the seats are taken": dies_at_commit(2, after=True),
    "half-way": dies_writing("exchange"),
    "when its facts are written": dies_writing("find_subject"),
    "it is on disk": dies_at_commit(3, after=True),
}
"""When the program dies: of the second commit the seats are, of the third the exchange."""


@pytest.mark.parametrize("when", ARMS)
def test_an_exchange_that_is_killed_is_whole_or_not_at_all(
    template: Begun, tmp_path: Path, when: str
) -> None:
    begin, order_id, old = template
    path = tmp_path / begin.name
    shutil.copy(begin, path)
    ended = live_and_die(path, work_for(order_id, old), ARMS[when])
    assert os.WTERMSIG(ended) == signal.SIGKILL
    house = open_house(path, ManualClock(DOORS_OPEN), seed=12)
    house.office.seating.release_left_over()
    done = bool(rows(house, "SELECT 1 FROM exchange"))
    assert done == (when == "it is on disk")
    with house.office.storage.read() as uow:
        states = [uow.states.of(TICKET, ticket).value for ticket in old]
    assert states == (["returned"] * 2 if done else ["live"] * 2)
    assert house.office.verify() == ()
    assert equation(house, order_id) == 0
    sue = house.sign_in("Sue Lead")
    if done:
        order = house.office.orders.get(order_id)
        paid = house.office.will_call.hand_over(
            house.command(), sue, order_id, (cash(order.owing.minor),)
        )
        assert len(paid.print_jobs) == 3
    else:  # the seats are free again, the same is done now
        exchange(house, sue, wish(order_id, old, places(house, sue, SATURDAY, ("A", 4), ("A", 5))))
    assert house.office.verify() == ()
    house.office.close()
