"""Whatever happens to paper, in whatever order: the books know how many blank tickets there are.

A model counts the papers that lie at the printer, as a person with both hands would.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.ids import CommandId, TicketId
from pos.lifecycles import PRINT, TICKET, PrintState, TicketState
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from pos.views.people import SessionView
from pos.views.work import PrintWork
from tests.conftest import DOORS_OPEN, WALKS
from tests.integration.small_house import LATE, OPEN, House, open_house
from tests.integration.test_closing import print_all
from tests.integration.test_selling import cash, rows

AT = "ticket_printer"
WHAT = (
    ["sell"] * 6
    + ["print_well"] * 6
    + ["jam", "refuse", "lose_word", "lose_word_and_paper", "lose_word_and_ruin"] * 2
    + ["spoil", "lose_ticket"] * 3
    + ["load", "test", "count", "miscount", "restart"]
)
STEPS = st.lists(st.tuples(st.sampled_from(WHAT), st.integers(0, 1_000)), min_size=20, max_size=50)


@dataclass
class Stack:
    """An open house and the blank tickets that really lie at its printer."""

    house: House
    ada: SessionView
    lead: SessionView
    papers: int = 0
    known: bool = False
    sold: int = 0
    restarts: int = 0

    def command(self) -> CommandId:
        return self.house.command()

    # ---- what happens ----

    def sell(self, _: int) -> None:
        if self.sold == 20:
            return
        seating = self.house.office.seating
        cart = seating.take_places(self.command(), self.ada, seating.new_cart(), LATE, 1, OPEN)
        self.house.office.selling.sell(self.command(), self.ada, cart, (cash(4_500),))
        self.sold += 1

    def print_well(self, _: int) -> None:
        self._settle(PrintResult(PrintOutcome.PRINTED), 1)

    def jam(self, _: int) -> None:
        self._settle(PrintResult(PrintOutcome.SPOILED, Condition.JAM), 1)

    def refuse(self, _: int) -> None:
        self._settle(PrintResult(PrintOutcome.NOT_SENT, Condition.OUT_OF_STOCK), 0)

    def lose_word(self, _: int) -> None:
        self._doubt(came_out=True, papers=1)

    def lose_word_and_paper(self, _: int) -> None:
        self._doubt(came_out=False, papers=0)

    def lose_word_and_ruin(self, _: int) -> None:
        self._doubt(came_out=False, papers=1)

    def spoil(self, number: int) -> None:
        ticket = self._printed(number)
        if ticket:
            self.house.office.orders.spoil(self.command(), self.ada, ticket, "cut wrong")

    def lose_ticket(self, number: int) -> None:
        ticket = self._printed(number)
        if ticket:
            self.house.office.orders.reprint(self.command(), self.lead, ticket, "lost")

    def load(self, number: int) -> None:
        self.house.office.stock.load(self.command(), self.ada, AT, number + 1)
        self.papers = (self.papers if self.known else 0) + number + 1
        self.known = True

    def test(self, number: int) -> None:
        papers = number % 3 + 1
        self.house.office.stock.test_printed(self.command(), AT, self.ada, papers)
        self.papers -= papers

    def count(self, number: int) -> None:
        there = self.papers if self.known else number
        if there >= 0:
            self.house.office.stock.count(self.command(), self.ada, AT, there, "")
            self.papers, self.known = there, True

    def miscount(self, number: int) -> None:
        """Somebody took some, or found some behind the printer."""
        self.house.office.stock.count(self.command(), self.lead, AT, number, "not what it was")
        self.papers, self.known = number, True

    def restart(self, _: int) -> None:
        self.restarts += 1
        house = self.house
        house.office.close()
        self.house = open_house(house.path, house.clock, seed=100 + self.restarts)

    # ---- how ----

    def _begin(self) -> PrintWork | None:
        return self.house.office.prints.begin(AT)

    def _settle(self, result: PrintResult, papers: int) -> None:
        work = self._begin()
        if work is not None:
            self.house.office.prints.settle(work.job_id, result)
            self.papers -= papers

    def _doubt(self, *, came_out: bool, papers: int) -> None:
        work = self._begin()
        if work is None:
            return
        prints = self.house.office.prints
        prints.settle(work.job_id, PrintResult(PrintOutcome.UNKNOWN))
        prints.decide(self.command(), self.ada, work.job_id, came_out=came_out, wasted=bool(papers))
        self.papers -= papers

    def _printed(self, number: int) -> TicketId | None:
        """Return some live ticket that is printed."""
        with self.house.office.storage.read() as uow:
            found = [
                str(ticket)
                for ticket, job in rows(
                    self.house,
                    "SELECT subject_id, job_id FROM print_job WHERE kind = 'ticket' ORDER BY rowid",
                )
                if uow.states.of(PRINT, str(job)) is PrintState.PRINTED
                and uow.states.of(TICKET, str(ticket)) is TicketState.LIVE
            ]
        return TicketId(found[number % len(found)]) if found else None

    def check(self) -> None:
        """The books say what the hands count."""
        left = self.house.office.stock.left(AT)
        assert left == (self.papers if self.known else None)
        if self.known:
            assert self.house.office.stock.standing(AT).should_be_there == self.papers


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house that was furnished once; every stack begins with a copy."""
    path = tmp_path_factory.mktemp("furnished") / "foyer.sqlite3"
    open_house(path, ManualClock(DOORS_OPEN)).office.close()
    return path


@settings(max_examples=3 * WALKS)
@given(steps=STEPS)
def test_the_books_know_every_paper(
    steps: list[tuple[str, int]], furnished: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("stack") / "foyer.sqlite3"
    path.write_bytes(furnished.read_bytes())
    house = open_house(path, ManualClock(DOORS_OPEN), 1_000)
    stack = Stack(house, house.open_till(), house.sign_in("Sue Lead"))
    try:
        for what, number in steps:
            getattr(stack, what)(number)
            stack.check()
        assert print_all_and_count(stack) == stack.sold
        assert stack.house.office.verify() == ()
    finally:
        stack.house.office.close()


def print_all_and_count(stack: Stack) -> int:
    """Print what waits and return how many live tickets are printed, each once."""
    print_all(stack.house)
    ((live,),) = rows(
        stack.house,
        "SELECT count(DISTINCT j.subject_id) FROM print_job j"
        " JOIN current_state p ON p.machine = 'print' AND p.subject_id = j.job_id"
        " JOIN current_state t ON t.machine = 'ticket' AND t.subject_id = j.subject_id"
        " WHERE j.kind = 'ticket' AND p.state = 'printed' AND t.state = 'live'",
    )
    assert isinstance(live, int)
    return live
