"""``foyer verify`` finds what was done to exchanges behind the program's back, and names it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.storage import check_exchanges
from pos.views.cash import Row
from pos.views.exchanging_rules import ReturnRules
from pos.views.statements import StatementName
from tests.conftest import DOORS_OPEN
from tests.integration.exchange_house import (
    SATURDAY,
    THURSDAY,
    exchange,
    open_exchange,
    places,
    sell,
    wish,
)
from tests.integration.refunds import give_back
from tests.integration.small_house import open_house, usd
from tests.integration.test_closing import count, lock, print_all, sheet
from tests.integration.test_selling import cash
from tests.integration.test_splitting_off import split
from tests.integration.test_statements import section
from tests.integration.test_verify import codes, plant
from tests.integration.test_verify import found as found_by


@pytest.fixture(scope="module")
def exchanged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two tickets for dearer ones, one of which is printed again, one for a cheaper one, one that
    was returned for a fee, and one that went into an order of its own."""
    path = tmp_path_factory.mktemp("exchanged") / "foyer.sqlite3"
    house = open_house(path, ManualClock(DOORS_OPEN))
    sue = open_exchange(house, "Sue Lead", returns=ReturnRules(fee_minor=100))
    sale = sell(house, sue, places(house, sue, THURSDAY, ("B", 4), ("B", 5)), cash(9000))
    new = places(house, sue, SATURDAY, ("B", 1), ("B", 2))
    done = exchange(house, sue, wish(sale.order_id, sale.ticket_ids, new))
    will_call = house.office.will_call
    will_call.hand_over(house.command(), sue, sale.order_id, (cash(done.owing.minor),))
    print_all(house)
    house.office.orders.reprint(house.command(), sue, done.tickets[0], "lost")
    less = sell(house, sue, places(house, sue, SATURDAY, ("B", 4)), cash(5500))
    cart = places(house, sue, THURSDAY, ("B", 6))
    exchange(house, sue, wish(less.order_id, less.ticket_ids, cart))
    back = sell(house, sue, places(house, sue, THURSDAY, ("B", 8)), cash(4500))
    give_back(house, sue, back.order_id, back.ticket_ids)
    pair = sell(house, sue, places(house, sue, THURSDAY, ("B", 9), ("B", 10)), cash(9000))
    split(house, sue, pair.order_id, 0)
    print_all(house)
    count(house, sue, sheet(10_000 + 9000 + 2500 + 5500 - 750 + 100 + 9000))
    lock(house, sue, "Max House")
    house.office.close()
    return path


def found(connection: sqlite3.Connection) -> set[str]:
    """Return which checks of exchanges find something."""
    every = check_exchanges.EXCHANGES.items()
    return {code for code, sql in every if connection.execute(sql).fetchall()}


_OTHERS = "(SELECT max(exchange_id) FROM exchange WHERE what = 'exchange')"
_APART = "WHERE order_id = (SELECT new_order_id FROM order_split)"
FAULTS = [
    ("exchange.act", "DELETE FROM exchange WHERE what = 'return'"),
    ("exchange.act", "UPDATE exchange SET refund_id = 'none' WHERE what = 'return'"),
    ("exchange.act", "UPDATE exchange SET refund_id = (SELECT min(refund_id) FROM refund)"),
    ("exchange.act", "UPDATE exchange SET reason = 'another'"),
    ("exchange.act", "UPDATE exchange SET approved_by = 'ghost'"),
    ("exchange.act", "UPDATE exchange SET what = 'gift' WHERE what = 'return'"),
    ("exchange.act", "UPDATE batch SET kind = 'sale' WHERE kind = 'exchange'"),
    ("exchange.act", "UPDATE batch SET at = at + 1 WHERE kind = 'exchange'"),
    ("exchange.act", "UPDATE refund SET till_id = 'none'"),
    ("exchange.tickets", "DELETE FROM exchange_line WHERE line = 2"),
    ("exchange.tickets", "UPDATE exchange_line SET new_ticket_id = old_ticket_id WHERE line = 2"),
    ("exchange.tickets", f"UPDATE exchange_line SET exchange_id = {_OTHERS} WHERE line = 2"),
    ("exchange.tickets", "UPDATE ticket SET exchange_id = NULL WHERE exchange_id IS NOT NULL"),
    ("exchange.tickets", "UPDATE ticket SET order_id = 'none' WHERE exchange_id IS NOT NULL"),
    (
        "exchange.tickets",
        "UPDATE current_state SET state = 'live' WHERE machine = 'ticket' AND state = 'returned'",
    ),
    ("exchange.tickets", f"UPDATE order_extra SET exchange_id = {_OTHERS} WHERE code = 'return'"),
    ("split.act", "UPDATE order_split SET refund_id = (SELECT min(refund_id) FROM refund)"),
    ("split.act", "UPDATE order_split SET approved_by = 'ghost'"),
    ("split.act", "UPDATE order_split SET new_order_id = order_id"),
    ("split.tickets", f"UPDATE ticket SET seat_id = 'none' {_APART}"),
    ("split.tickets", f"UPDATE ticket SET face_minor = face_minor + 1 {_APART}"),
    ("split.tickets", f"DELETE FROM tender {_APART}"),
]


@pytest.mark.parametrize(("code", "fault"), FAULTS)
def test_a_planted_fault_is_named(exchanged: Path, code: str, fault: str) -> None:
    with closing(sqlite3.connect(exchanged)) as file, closing(sqlite3.connect(":memory:")) as copy:
        file.backup(copy)
        guards = copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in guards:
            copy.execute(f"DROP TRIGGER {name}")
        assert not found(copy)
        assert copy.execute(fault).rowcount
        assert code in found(copy)


def test_verify_asks_them(exchanged: Path, tmp_path: Path) -> None:
    path = tmp_path / exchanged.name
    shutil.copy(exchanged, path)
    house = open_house(path, ManualClock(DOORS_OPEN), seed=8)
    assert house.office.verify() == ()
    plant(house, *(fault for _, fault in (FAULTS[0], *FAULTS[-7:-5], FAULTS[-1])))
    assert set(check_exchanges.EXCHANGES) <= codes(house)
    house.office.close()


def test_the_close_tells_exchanges_from_sales_and_returns(exchanged: Path, tmp_path: Path) -> None:
    path = tmp_path / exchanged.name
    shutil.copy(exchanged, path)
    house = open_house(path, ManualClock(DOORS_OPEN), seed=8)
    (report,) = house.office.closing.z_reports()
    assert (report.sales, report.tickets, report.returned) == (5, 10, 5)
    swapped = Row("", 3, usd(11_000 + 4500), back_count=3, back=usd(9000 + 5500))
    assert (report.exchanges, report.exchanged) == (2, swapped)
    day = report.business_date.isoformat()
    daily = house.office.statements.make(house.sign_in("Max House"), StatementName.DAILY, day)
    figures = {row[0]: row[1:] for row in section(daily, "figures").rows}
    assert figures["tickets_returned"] == (5, -(9000 + 5500 + 4500 + 4500))
    assert figures["exchanges"] == (2, None)
    assert figures["exchanged_sold"] == (3, 15_500)
    assert figures["exchanged_returned"] == (3, -14_500)
    names = ("exchanges", "exchanged.amount.minor", "exchanged.count", "exchanged.back.minor")
    wrong = ", ".join(f"'$.{name}', 7" for name in names)
    plant(house, f"UPDATE till_close SET report = json_set(report, {wrong})")
    differs = {each.subject.split()[-1] for each in found_by(house, "report.differs")}
    assert differs == {"exchanges", "exchanged", "exchanged_tickets", "exchanged_back"}
    house.office.close()


def test_every_statement_has_a_fault_that_it_finds() -> None:
    assert set(check_exchanges.EXCHANGES) == {code for code, _ in FAULTS}
