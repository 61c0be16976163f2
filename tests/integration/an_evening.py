"""A whole evening in a small house, the same at every run: for checks and kept databases."""

from __future__ import annotations

from pathlib import Path

from pos.clock import ManualClock
from pos.ports.devices import Condition, KickResult, PrintOutcome, PrintResult
from tests.conftest import DOORS_OPEN
from tests.integration.small_house import LATE, OPEN, open_house
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
    """Make the database at ``path``: five sales, ruined and doubtful paper, a no-sale, a hall by
    count, a lock-out, two tills closed, the day locked. Returns ``path``, closed.
    """
    house = open_house(path, ManualClock(DOORS_OPEN))
    close_evening(house)
    ben = house.open_till("Ben Clerk", 5_000)
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
    count(house, ben, sheet(5_000 + 22_500 - 50, 0, 0))
    lock(house, ben, "Sue Lead")
    close_day(house, ben)
    house.office.close()
    return path
