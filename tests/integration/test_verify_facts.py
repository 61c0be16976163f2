"""Whoever edits a money fact in the database is found: the audit keeps a digest of each.

Three houses with something in every table are opened once; each table is spoiled and put back.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator

import pytest

from pos.audit import SYSTEM, audit_entry, fact_digest
from pos.catalogue.order_columns import Field
from pos.catalogue.order_mappings import OrderMappings
from pos.clock import ManualClock
from pos.ids import SeatId
from pos.ports.terminals import CardOutcome
from pos.records import BookedLate, OrderSource, TicketCharge, TicketStep
from pos.storage.schema import FACT_TABLES
from pos.views.cash import Finding
from pos.views.paying_rules import PayingRules
from pos.views.people import SessionView
from pos.views.will_call import Wish
from tests.conftest import DOORS_OPEN
from tests.integration.a_close import play_close
from tests.integration.card_sales import MODEL, SERIAL, answer, begin, settle, with_rules
from tests.integration.exchange_house import exchange, places, wish
from tests.integration.refunds import sold
from tests.integration.small_house import SYMPHONY, House, open_house, seat, usd
from tests.integration.test_card_payments_forced import force, settled
from tests.integration.test_card_payments_lost import refunded_twice, write_off
from tests.integration.test_outage import block, sale
from tests.integration.test_returned_checks import deposited
from tests.integration.test_selling import cash, rows
from tests.integration.test_splitting_off import split
from tests.integration.test_twice import sell
from tests.integration.test_values import sell_certificate
from tests.integration.test_verify import behind
from tests.integration.test_will_call import sold_elsewhere

WITNESSED = {table.name: table for table in FACT_TABLES.values() if table.info["witnessed"]}


Furnished = tuple[tuple[House, sqlite3.Connection], ...]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """One house where payments went wrong, one where two days were closed, and one that went on
    from a backup after an evening on paper."""
    folder = tmp_path_factory.mktemp("facts")
    houses = tuple(
        open_house(folder / name, ManualClock(DOORS_OPEN)) for name in ("troubled", "closed", "on")
    )
    troubled, closed, gone_on = houses
    _trouble(troubled)
    play_close(closed)
    _be_late(closed)
    _go_on(gone_on)
    with behind(troubled) as one, behind(closed) as other, behind(gone_on) as third:
        yield (troubled, one), (closed, other), (gone_on, third)
    for house in houses:
        house.office.close()


def _trouble(house: House) -> None:
    _, check, manager = deposited(house)
    house.office.checks.returned(house.command(), manager, check, "no funds")
    with_rules(house, PayingRules(offline_cards=True))
    terminals, lead = house.office.terminals, house.sign_in("Sue Lead")
    terminals.register(house.command(), lead, SERIAL, MODEL, "Window 1")
    terminals.inspect(house.command(), lead, SERIAL, good=True, note="Seal whole")
    write_off(house, refunded_twice(house, manager, ("B", 1)))
    _, begun = begin(house, manager, ("B", 2))
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    settled(house, force(house, begun, charged=False))
    sell_certificate(house, manager, 5_000)
    terminals.switch_offline(house.command(), lead, on=True, reason="The line is down")
    _give_wrongly(house, lead)


def _give_wrongly(house: House, lead: SessionView) -> None:
    order = sold_elsewhere(house, "Ann Example", 7)
    signed = Wish(strokes=(((10, 10), (200, 90)),))
    house.office.will_call.hand_over(house.command(), lead, order, wish=signed)
    house.office.will_call.undo(house.command(), lead, order, "Another Ann", fresh=False)


def _go_on(house: House) -> None:
    papers = block(house)
    clerk = house.open_till()
    house.office.paper_sales.key_in(house.command(), clerk, sale(house, papers, (0,), usd(4_500)))
    heir = house.office.heir
    heir.begin(house.clock.now())
    manager = house.sign_in("Max House")
    heir.release(house.command(), manager, SYMPHONY, "nothing was sold")
    moving, (ticket,) = house.office.reseating, sell(house, clerk, 4).ticket_ids
    seat_id = moving.choices(ticket)[0].seat_id
    moving.move(house.command(), manager, ticket, seat_id, "sold twice")
    kept, seating = (SeatId(seat("A", 1)),), house.office.seating
    cart = seating.take_seats(
        house.command(), manager, seating.new_cart(), SYMPHONY, kept, hold="hold:house"
    )
    house.office.selling.sell(house.command(), clerk, cart, (cash(4_500),))
    _explain(house, ticket)
    cart = seating.take_best(house.command(), clerk, seating.new_cart(), SYMPHONY, 1)
    house.office.parked.park(house.command(), clerk, cart, "Back at eight")
    _exchange(house)
    mappings = OrderMappings(house.office.storage, house.ids, house.office.window)
    mappings.save(house.command(), manager, "shop", {Field.NAME: "Buyer"})


def _exchange(house: House) -> None:
    """One ticket gives way to another of the evening, one goes into an order of its own."""
    ada = house.staff["Ada Clerk"]
    sale, cart = sell(house, ada, 9), places(house, ada, SYMPHONY, ("B", 10))
    exchange(house, ada, wish(sale.order_id, sale.ticket_ids, cart))
    split(house, ada, sold(house, ada, (6, 7), cash(9000)).order_id, 0)


def _explain(house: House, ticket_id: str) -> None:
    """What moved the price of a ticket, and where its order came from, as a sale writes it."""
    with house.office.storage.begin() as uow:
        order = uow.orders.ticket(ticket_id).order_id
        uow.add(
            TicketStep(ticket_id, 0, "promo", "TEN", "Ten off", 4_500, 1_000),
            TicketCharge(order, 0, 0, "fee", "service", "Service fee", "4020", 100, included=False),
            OrderSource(order, "RADIO", "Radio"),
        )
        uow.audit(audit_entry(uow.now(), SYSTEM, "w1", "sale.made", ("order", order)))
        uow.commit()


def _be_late(house: House) -> None:
    """One of its batches as if another window had sent it after the day was locked."""
    ((batch, exception),) = rows(
        house, "SELECT batch_id, exception_id FROM batch, close_exception LIMIT 1"
    )
    with house.office.storage.begin() as uow:
        now = uow.now()
        uow.add(BookedLate(batch, "w1", exception, now.date(), now))
        uow.audit(audit_entry(now, SYSTEM, "w1", "close.late", ("batch", batch)))
        uow.commit()


def found(house: House) -> set[tuple[str, str]]:
    """Return what a check of the audit finds."""
    with house.office.storage.read() as uow:
        findings: tuple[Finding, ...] = uow.checks.audit_chain()
    return {(finding.code, finding.subject) for finding in findings}


def other(value: object) -> object:
    """Return something else of the same kind."""
    if isinstance(value, int):
        return value + 100
    return "x" if value is None else f"{value}x"


@pytest.mark.parametrize("table", WITNESSED)
def test_a_money_fact_that_was_edited_is_named(furnished: Furnished, table: str) -> None:
    house, connection = next(
        (house, connection)
        for house, connection in furnished
        if connection.execute(f"SELECT count(*) FROM {table}").fetchone() != (0,)
    )
    keys = [column.name for column in WITNESSED[table].primary_key.columns]
    rows = connection.execute(f"SELECT rowid, * FROM {table}")
    row = dict(zip((each[0] for each in rows.description), rows.fetchone(), strict=True))
    place = f"{table} {'/'.join(str(row[key]) for key in keys)}"

    def put(column: str, value: object) -> set[tuple[str, str]]:
        spoil = f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?'
        connection.execute(spoil, (value, row["rowid"]))
        connection.commit()
        return found(house)

    for last in [column for column in row if column not in (*keys, "rowid")][-1:]:
        assert ("fact.changed", place) in put(last, other(row[last]))
        assert put(last, row[last]) == set()
    moved = put(keys[-1], other(row[keys[-1]]))
    assert ("fact.gone", place) in moved
    assert any(code == "fact.untold" and named.startswith(table) for code, named in moved)
    assert put(keys[-1], row[keys[-1]]) == set()


@pytest.mark.parametrize("record", [each for each, t in FACT_TABLES.items() if t.name in WITNESSED])
def test_every_column_counts(record: type) -> None:
    names = [field.name for field in dataclasses.fields(record)]
    row = dict.fromkeys(names, "x")
    digests = {fact_digest({**row, name: "y"}) for name in names}
    assert len(digests | {fact_digest(row)}) == len(names) + 1


def test_a_digest_holds_no_digit_and_forgets_columns_that_hold_nothing() -> None:
    digest = fact_digest({"at": DOORS_OPEN, "offline": True, "amount_minor": None})
    assert (len(digest), set(digest) <= set("abcdefghijklmnop")) == (32, True)
    assert digest == fact_digest({"offline": 1, "at": DOORS_OPEN, "terminal": None})
    assert digest != fact_digest({"offline": 0, "at": DOORS_OPEN})
