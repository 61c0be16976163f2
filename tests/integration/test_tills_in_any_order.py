"""Whatever people do with tills, in whatever order: the books balance after every step.

A model of a few numbers knows what lies in the drawer; the ledger must agree with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.errors import (
    Refused,
    SoldOut,
    TillAlreadyOpen,
    TillNotOpen,
    TillNotYours,
)
from pos.ports.devices import PrintOutcome, PrintResult
from pos.views.cash import CountSheet, TillView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import TenderGiven, TenderKind
from tests.conftest import DOORS_OPEN, WALKS
from tests.integration.small_house import LATE, OPEN, PINS, House, open_house, usd
from tests.integration.test_closing import all_papers

PRICE = 4_500
OFF = (0, 0, 0, 150, -150, -700, 5_000)
"""How far a count is off, in cents."""


@dataclass
class Step:
    """Somebody does something. ``who`` and ``second`` are 0 for whoever should, else anybody."""

    what: str
    who: int
    second: int
    number: int


WHAT = (
    ["open"] * 4
    + ["sell"] * 10
    + ["print_everything"] * 4
    + ["start_count", "submit", "approve"] * 4
    + ["no_sale", "resume", "recount", "lock_the_day", "time_passes", "restart"]
)
RIGHT_ONE = st.sampled_from([0] * 9 + [1, 2, 3, 4])
STEPS = st.lists(
    st.builds(Step, st.sampled_from(WHAT), RIGHT_ONE, RIGHT_ONE, st.integers(0, 10_000)),
    min_size=50,
    max_size=120,
)


@dataclass
class Evening:
    """An open house and what its drawer should hold."""

    house: House
    cash: int = 0
    checks: int = 0
    locked: set[str] = field(default_factory=set)
    restarts: int = 0

    @property
    def till(self) -> TillView | None:
        return self.house.office.tills.current()

    def session(self, name: str) -> SessionView:
        return self.house.staff.get(name) or self.house.sign_in(name)

    def cashier(self, step: Step) -> str:
        if step.who:
            return sorted(PINS)[step.who - 1]
        return self.till.cashier if self.till else "Ada Clerk"

    def approval(self, step: Step, permission: Permission) -> tuple[Approval, str]:
        by = sorted(PINS)[step.second - 1] if step.second else "Max House"
        requester = self.session(self.cashier(step))
        user, command = self.session(by).user_id, self.house.command()
        given = self.house.office.people.approve(user, PINS[by], permission, command, requester)
        return given, by

    # ---- what people do; each refusal must be the right one ----

    def open(self, step: Step) -> None:
        there, session = self.till, self.session(self.cashier(step))
        dollars = step.number % 200
        sheet = CountSheet(notes=((100, dollars),))
        try:
            self.house.office.tills.open(self.house.command(), session, sheet)
        except TillAlreadyOpen:
            assert there is not None
            return
        assert there is None
        self.cash, self.checks = dollars * 100, 0

    def sell(self, step: Step) -> None:
        office, name, may = self.house.office, self.cashier(step), self.till
        session, due = self.session(name), PRICE
        check = step.number % (PRICE + 1) if step.number % 3 else 0
        tenders = tuple(
            TenderGiven(kind, usd(amount), usd(amount), reference, payer)
            for kind, amount, reference, payer in (
                (TenderKind.CASH, due - check, "", ""),
                (TenderKind.CHECK, check, "77", "Ann Example"),
            )
            if amount
        )
        cart = office.seating.new_cart()
        try:
            cart = office.seating.take_places(self.house.command(), session, cart, LATE, 1, OPEN)
            office.selling.sell(self.house.command(), session, cart, tenders)
        except SoldOut:
            return
        except (TillNotOpen, TillNotYours):
            assert may is None or may.state != "open" or may.cashier != name
            office.seating.abandon(self.house.command(), session, cart)
            return
        assert may is not None
        assert (may.state, may.cashier) == ("open", name)
        assert may.till_id not in self.locked
        self.cash += due - check
        self.checks += check

    def print_everything(self, step: Step) -> None:
        outcome = PrintOutcome.SPOILED if step.number % 5 == 0 else PrintOutcome.PRINTED
        for device in ("ticket_printer", "receipt_printer"):
            while (work := self.house.office.prints.begin(device)) is not None:
                self.house.office.prints.settle(work.job_id, PrintResult(outcome))
                outcome = PrintOutcome.PRINTED

    def no_sale(self, step: Step) -> None:
        name = self.cashier(step)
        try:
            self.house.office.tills.no_sale(self.house.command(), self.session(name), "change")
        except (TillNotOpen, TillNotYours):
            assert self.till is None or name != self.till.cashier

    def start_count(self, step: Step) -> None:
        self._till_step(step, self.house.office.closing.start_count)

    def resume(self, step: Step) -> None:
        self._till_step(step, self.house.office.closing.resume)

    def recount(self, step: Step) -> None:
        self._till_step(step, self.house.office.closing.recount)

    def _till_step(self, step: Step, act: Callable[..., TillView]) -> None:
        before, session = self.till, self.session(self.cashier(step))
        try:
            act(self.house.command(), session)
        except Refused:
            assert self.till == before

    def submit(self, step: Step) -> None:
        before, session = self.till, self.session(self.cashier(step))
        counted = max(self.cash + OFF[step.number % len(OFF)], 0)
        sheet = CountSheet(
            notes=((100, counted // 100),),
            coins=((1, counted % 100),),
        )
        papers = all_papers(self.house) if before else ()
        try:
            result = self.house.office.closing.submit_count(
                self.house.command(), session, sheet, papers
            )
        except Refused:
            assert self.till == before
            return
        assert before is not None
        assert before.state == "counting"
        expected = {d.kind: d.expected.minor for d in result.differences}
        assert expected["cash"] == self.cash
        assert expected.get("check", 0) == self.checks
        off = {d.kind: d.over_short.minor for d in result.differences}
        assert off["cash"] == counted - self.cash
        assert off.get("check", 0) == 0
        assert result.left.total + result.rest.total == sheet.total

    def approve(self, step: Step) -> None:
        before, name = self.till, self.cashier(step)
        if before is None:
            return
        reason = "counted twice" if step.number % 4 else ""
        try:
            word, by = self.approval(step, Permission.APPROVE_CLOSE)
            self.house.office.closing.approve(
                word.command,  # type: ignore[arg-type]
                self.session(name),
                before.till_id,
                word,
                reason,
            )
        except Refused:
            assert self.till == before
            return
        assert before.state == "counted"
        assert by not in (before.cashier, name)
        assert self.till is None
        self.locked.add(before.till_id)
        self.cash = self.checks = 0

    def lock_the_day(self, step: Step) -> None:
        try:
            word, _ = self.approval(step, Permission.CLOSE_DAY)
            view = self.house.office.closing.close_day(
                word.command,  # type: ignore[arg-type]
                self.session(self.cashier(step)),
                word,
            )
        except Refused:
            return
        self.house.clock.advance(timedelta(days=1))
        assert view.sales == sum(
            z.sales
            for z in self.house.office.closing.z_reports()
            if z.business_date == view.business_date
        )

    def time_passes(self, step: Step) -> None:
        minutes = (1, 20, 600, -90)[step.number % 4]
        self.house.clock.advance(timedelta(minutes=minutes))

    def restart(self, _: Step) -> None:
        staff, clock, path = self.house.staff, self.house.clock, self.house.path
        self.house.office.close()
        self.restarts += 1
        self.house = open_house(path, clock, 1_000 + self.restarts)
        self.house.staff = staff

    # ---- what is always so ----

    def check(self) -> None:
        with closing(sqlite3.connect(self.house.path)) as connection:
            unbalanced = connection.execute(
                "SELECT batch_id FROM posting GROUP BY batch_id, currency"
                " HAVING sum(amount_minor) <> 0"
            ).fetchall()
            lying = dict(
                connection.execute(
                    "SELECT account, sum(amount_minor) FROM posting WHERE till_id IS NOT NULL"
                    " AND account IN ('1020', '1030') GROUP BY account"
                ).fetchall()
            )
        assert unbalanced == []
        assert lying.get("1020", 0) == self.cash
        assert lying.get("1030", 0) == self.checks


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house that was furnished once; every evening begins with a copy."""
    path = tmp_path_factory.mktemp("furnished") / "foyer.sqlite3"
    open_house(path, ManualClock(DOORS_OPEN)).office.close()
    return path


@settings(max_examples=3 * WALKS)
@given(steps=STEPS)
def test_the_books_balance_whatever_people_do(
    steps: list[Step], furnished: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("evening") / "foyer.sqlite3"
    path.write_bytes(furnished.read_bytes())
    evening = Evening(open_house(path, ManualClock(DOORS_OPEN), 1_000))
    try:
        for step in steps:
            getattr(evening, step.what)(step)
            evening.check()
        assert evening.house.office.verify() == ()
    finally:
        evening.house.office.close()
