"""Two business days closed with something in every table of the close, the same at every run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pos.money import Money
from pos.views.cash import CountSheet
from pos.views.closing_rules import ClosingRules
from pos.views.people import Permission, SessionView
from pos.views.settlement import LineClass
from pos.views.statements import StatementName
from tests.integration.card_sales import MODEL, SERIAL, sell_by_card
from tests.integration.small_house import House
from tests.integration.test_card_totals import says
from tests.integration.test_closing import (
    all_papers,
    check,
    close_day,
    lock,
    print_all,
    sell,
    sheet,
    word_of,
)
from tests.integration.test_movements import dropped, paid, topped_up, with_rules
from tests.integration.test_relief import relieved
from tests.integration.test_safe import count_bag, dollars, give_safe
from tests.integration.test_selling import cash
from tests.integration.test_settlement import moved
from tests.unit.pos.closing.settlement.card_season import stripe

FLOAT = 10_000


def play_close(house: House) -> None:
    """An evening with every movement, a safe, a relief, card sales, a bag and a count that are off
    and a check that is missing; its exceptions settled or carried, the day locked. Another day with
    deposits undone, confirmed and on its way, a processor's file decided and posted; locked too,
    both journals exported, statements kept. The clock never stands still.
    """
    with_rules(house, ClosingRules(short_relief=True))
    house.office.terminals.register(
        house.command(), house.sign_in("Sue Lead"), SERIAL, MODEL, "Window 1"
    )
    _evening(house)
    _settled(house)
    _tick(house)
    close_day(house, house.sign_in("Sue Lead"))
    house.clock.advance(timedelta(days=1))
    ada = _open(house)
    paid(house, ada, "Found money", 700)
    _count(house, ada, FLOAT + 700, missing=False)
    lock(house, ada, "Max House", "counted twice")
    _deposits(house)
    _settlement(house)
    _settled(house)
    _tick(house)
    close_day(house, house.sign_in("Sue Lead"))
    _books(house)


def _tick(house: House) -> None:
    house.clock.advance(timedelta(minutes=3))


def _open(house: House) -> SessionView:
    _tick(house)
    return house.open_till(float_minor=FLOAT)


def _evening(house: House) -> None:
    sue, maxim = house.sign_in("Sue Lead"), house.sign_in("Max House")
    give_safe(house, sue, dollars(900))
    ada = _open(house)
    relieved(house, ada)
    house.office.relief.end(house.command(), ada)
    for tender in (cash(9_000), check(4_500), check(9_000)):
        sell(house, ada, tender)
        _tick(house)
    for number in (9, 8, 7):
        sell_by_card(house, ada, ("C", number))
        _tick(house)
    bag, other = dropped(house, ada, 3_000), dropped(house, ada, 2_000, "B-2")
    _tick(house)
    topped_up(house, ada, 2_000)
    paid(house, ada, "Petty cash", 1_500)
    paid(house, ada, "Found money", 700)
    _tick(house)
    count_bag(house, house.sign_in("Ben Clerk"), bag.movement_id, 2_900, by="Max House")
    _tick(house)
    there = 90_000 - FLOAT + 3_000 - 2_000 - 100
    give_safe(house, maxim, dollars(there // 100 - 1), (other.movement_id,), to="Sue Lead")
    in_till = FLOAT + 9_000 - 3_000 - 2_000 + 2_000 - 1_500 + 700
    _count(house, ada, in_till - 150, missing=True)
    lock(house, ada, "Max House", "one check is missing")


def _count(house: House, session: SessionView, cents: int, *, missing: bool) -> None:
    """Count the till; of its papers the last one may be missing."""
    print_all(house)
    _tick(house)
    papers = list(all_papers(house))
    house.office.closing.start_count(house.command(), session)
    if missing:
        papers[-1] = replace(papers[-1], counted_minor=None)
        house.office.terminal_counts.record(house.command(), session, SERIAL, says(2, 9_000))
    house.office.closing.submit_count(house.command(), session, sheet(cents), tuple(papers))
    _tick(house)


def _settled(house: House) -> None:
    """Settle what waits, but the first is carried."""
    maxim, exceptions = house.sign_in("Max House"), house.office.exceptions
    waiting = [one for one in exceptions.waiting() if one.standing.value == "open"]
    _tick(house)
    owner = house.office.people.sign_in(
        next(each.user_id for each in house.office.people.staff() if each.name == "Olga Owner"),
        "7302",
    )
    for number, one in enumerate(waiting):
        command = house.command()
        if number == 0:
            sue = house.sign_in("Sue Lead")
            word = word_of(house, "Olga Owner", command, sue, Permission.CARRY_EXCEPTION)
            exceptions.carry(command, sue, one.exception_id, maxim.user_id, "asked around", word)
        else:
            exceptions.settle(command, owner, one.exception_id, "seen on paper")


def _deposits(house: House) -> None:
    """The first evening's is sealed, taken apart, and made again for the bank, which gets a dollar
    less; the second's is on its way."""
    deposits, sue = house.office.deposits, house.sign_in("Sue Lead")
    first, second = (till.till_id for till in deposits.plan(sue).tills)
    for till_id, bag in ((first, "D-1"), (first, "D-2"), (second, "D-3")):
        _tick(house)
        plan = deposits.plan(sue, [till_id])
        counted = CountSheet(
            coins=((1, plan.cash.minor % 100),), notes=((100, plan.cash.minor // 100),)
        )
        made = deposits.prepare(house.command(), sue, [till_id], counted)
        command = house.command()
        word = word_of(house, "Max House", command, sue, Permission.DEPOSIT)
        _tick(house)
        deposits.seal(command, sue, made.deposit_id, bag, f"S{bag}", word)
        _tick(house)
        if bag == "D-1":
            deposits.undo(house.command(), sue, made.deposit_id, "torn bag")
        elif bag == "D-2":
            deposits.collect(house.command(), sue, made.deposit_id, "Armored car 7")
            got, maxim = made.total - Money(100), house.sign_in("Max House")
            deposits.confirm(
                house.command(), maxim, made.deposit_id, got, date(2026, 11, 22), "their count"
            )


def _settlement(house: House) -> None:
    """A file of three charges, one of which a person knows, posted."""
    maxim, settlement = house.sign_in("Max House"), house.office.settlement
    settlement.save_mapping(
        house.command(), maxim, "bank", {"gross": "Sum", "date": "When", "id": "Nr"}
    )
    with house.office.storage.read() as uow:
        first, second, third = uow.settlements.payments()
    unknown = replace(moved(second), own="x", payment="x", reference="", approval="", movement="tx")
    data = stripe([moved(first), unknown, moved(third)])
    _tick(house)
    view = settlement.load(house.command(), maxim, "po.csv", data)
    finding = view.findings[0]
    _tick(house)
    settlement.decide(
        house.command(),
        maxim,
        view.file.file_id,
        finding.row.line,
        second.payment_id,
        LineClass.AGREED,
        "slip in the drawer",
    )
    _tick(house)
    settlement.post(house.command(), maxim, view.file.file_id, "po_a")


def _books(house: House) -> None:
    """Both days' journals are exported, two statements kept."""
    maxim, books = house.sign_in("Max House"), house.office.books
    for day, _ in books.days(maxim):
        _tick(house)
        books.export(house.command(), maxim, day)
        house.office.statements.keep(house.command(), maxim, StatementName.DAILY, day.isoformat())
