"""A whole evening in a small house, the same at every run: for checks and kept databases."""

from __future__ import annotations

from pathlib import Path

from pos.clock import ManualClock
from pos.ports.devices import Condition, KickResult, PrintOutcome, PrintResult
from pos.views.people import SessionView
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import LATE, OPEN, House, open_house
from tests.integration.test_closing import (
    close_day,
    close_evening,
    count,
    lock,
    print_all,
    sell,
    sheet,
)
from tests.integration.test_people import lock as lock_out
from tests.integration.test_selling import cash


def play_evening(path: Path) -> Path:
    """Make the database at ``path``: five sales, ruined, doubtful and lost paper, stock loaded and
    counted, a no-sale, a drawer opened by key, a badge, a hall by count, a lock-out, two tills
    closed, the day locked. Returns ``path``, closed.
    """
    house = open_house(path, ManualClock(DOORS_OPEN))
    lead = house.sign_in("Sue Lead")
    house.office.stock.test_printed(house.command(), "ticket_printer")
    house.office.stock.load(house.command(), lead, "ticket_printer", 50, "A-0951", "new box")
    house.office.tills.test_kick(house.command(), None, "trial from the command line")
    close_evening(house)
    ben = house.open_till("Ben Clerk")  # with the hundred that was left
    lock_out(house, "Ada Clerk")
    house.office.people.unlock(
        house.command(), house.sign_in("Sue Lead"), house.staff["Ada Clerk"].user_id, "asked her"
    )
    opening = house.office.tills.no_sale(house.command(), ben, "change")
    house.office.tills.settle_kick(opening, KickResult(sent=True, seen_open=True))
    sell(house, ben, cash(9_000))
    ruined = house.office.prints.begin("ticket_printer")
    assert ruined is not None
    house.office.prints.settle(ruined.job_id, PrintResult(PrintOutcome.SPOILED, Condition.JAM))
    doubtful = house.office.prints.begin("ticket_printer")
    assert doubtful is not None
    house.office.prints.settle(doubtful.job_id, PrintResult(PrintOutcome.UNKNOWN))
    house.office.prints.decide(
        house.command(), ben, doubtful.job_id, came_out=False, reason="nothing there"
    )
    seating = house.office.seating
    late = seating.take_places(house.command(), ben, seating.new_cart(), LATE, 3, OPEN)
    house.office.selling.sell(house.command(), ben, late, (cash(13_500, 14_000),))
    print_all(house)
    _trouble_with_paper(house, ben)
    _trouble_with_the_drawer(house, ben)
    _badges(house)
    count(house, ben, sheet(10_000 + 22_500 - 50))
    lock(house, ben, "Sue Lead")
    close_day(house, ben)
    house.office.close()
    return path


def _trouble_with_paper(house: House, ben: SessionView) -> None:
    """One ticket is cut wrong, one is lost; two blank ones are not where they should be."""
    lead = house.sign_in("Sue Lead")
    newest = house.office.orders.get(house.office.orders.find("")[0].order_id)
    bad, lost, _ = (ticket.ticket_id for ticket in newest.tickets)
    house.office.orders.spoil(house.command(), ben, bad, "cut wrong", "A-0966")
    house.office.orders.reprint(house.command(), lead, lost, "lost in the foyer")
    print_all(house)
    house.office.stock.test_printed(house.command(), "ticket_printer", lead, 2)
    there = house.office.stock.standing("ticket_printer").should_be_there
    house.office.stock.count(house.command(), lead, "ticket_printer", there - 2, "torn by hand")
    house.office.stock.load(house.command(), ben, "ticket_printer", 100)


def _trouble_with_the_drawer(house: House, ben: SessionView) -> None:
    house.office.tills.drawer_opened_by_key(ben)
    house.office.tills.drawer_left_open(60.0, ben)
    house.office.tills.drawer_closed(75.5, ben)


def _badges(house: House) -> None:
    manager, people = house.sign_in("Max House"), house.staff
    for name, uid in (("Ada Clerk", "04A1B2C3D4E5F6"), ("Ben Clerk", "11223344")):
        house.office.badges.give_badge(house.command(), manager, people[name].user_id, uid)
    ada = people["Ada Clerk"].user_id
    house.office.badges.take_badge(house.command(), manager, ada, "found in the cloakroom")
