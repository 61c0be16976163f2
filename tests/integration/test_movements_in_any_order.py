"""Sales, movements, bags and hand-overs in whatever order: till, safe and bank are what a model of
a few numbers says, and the ledger agrees after every step."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.errors import MovementLimit, NotThisWay, SoldOut
from pos.ids import TillId
from pos.ports.devices import PrintOutcome, PrintResult
from pos.views.cash import CountSheet, TillView
from pos.views.movements import MovementView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import TenderGiven, TenderKind
from tests.conftest import DOORS_OPEN, WALKS
from tests.integration.small_house import LATE, OPEN, PINS, House, open_house, usd

PRICE = 4_500
CASHIERS = ("Ada Clerk", "Ben Clerk")
OFF = (0, 0, 0, 150, -150, -700)
WHAT = ["sell"] * 4 + ["drop", "top_up", "pay_out", "pay_in"] * 2 + ["bag", "till", "safe"]
STEPS = st.lists(st.tuples(st.sampled_from(WHAT), st.integers(0, 20_000)), min_size=15, max_size=30)


@dataclass
class Evening:
    """An open house, what its till, safe and bank should hold, and bags nobody counted."""

    house: House
    till: int = 0
    safe: int = 0
    bank: int = 0
    float_: int = 0
    moved_in: int = 0
    moved_out: int = 0
    bags: list[MovementView] = field(default_factory=list)

    def session(self, name: str) -> SessionView:
        return self.house.staff.get(name) or self.house.sign_in(name)

    @property
    def standing(self) -> TillView:
        till = self.house.office.tills.current()
        assert till is not None
        return till

    @property
    def cashier(self) -> SessionView:
        return self.session(self.standing.cashier)

    def word(self, requester: SessionView, by: str, permission: Permission) -> Approval:
        user, command = self.session(by).user_id, self.house.command()
        return self.house.office.people.approve(user, PINS[by], permission, command, requester)

    def moves(self) -> Approval:
        return self.word(self.cashier, "Sue Lead", Permission.MOVE_CASH)

    # ---- what people do ----

    def begin(self) -> None:
        self.house.open_till("Ada Clerk", 10_000)
        self.till, self.safe, self.float_ = 10_000, -10_000, 10_000

    def sell(self, _number: int) -> None:
        office, session = self.house.office, self.cashier
        cart = office.seating.new_cart()
        try:
            cart = office.seating.take_places(self.house.command(), session, cart, LATE, 1, OPEN)
        except SoldOut:
            return
        paid = TenderGiven(TenderKind.CASH, usd(PRICE), usd(PRICE))
        office.selling.sell(self.house.command(), session, cart, (paid,))
        self.till += PRICE
        self.moved_in += PRICE

    def drop(self, number: int) -> None:
        given, minor = self.moves(), number + 1
        movements, bag = self.house.office.movements, f"B-{self.house.ids.new()}"
        moved = movements.drop(given.command, self.cashier, usd(minor), bag, given)  # type: ignore[arg-type]
        self.bags.append(moved)
        self._moved(-minor)
        self.safe += minor

    def top_up(self, number: int) -> None:
        given, minor = self.moves(), number + 1
        self.house.office.movements.top_up(given.command, self.cashier, usd(minor), given)  # type: ignore[arg-type]
        self._moved(minor)
        self.safe -= minor

    def pay_out(self, number: int) -> None:
        self._pay("Petty cash", number + 1, -1)

    def pay_in(self, number: int) -> None:
        self._pay("Found money", number + 1, 1)

    def _pay(self, purpose: str, minor: int, sign: int) -> None:
        given = self.moves()
        act = (given.command, self.cashier, purpose, usd(minor), "Cora Example", "why", given)
        try:
            self.house.office.movements.pay(*act)  # type: ignore[arg-type]
        except MovementLimit:
            assert minor > 20_000
            return
        self._moved(sign * minor)

    def _moved(self, minor: int) -> None:
        self.till += minor
        self.moved_in += max(minor, 0)
        self.moved_out += max(-minor, 0)

    def bag(self, number: int) -> None:
        if not self.bags:
            return
        bag, other = self.bags.pop(), self.session("Max House")
        counted = max(bag.amount.minor + OFF[number % len(OFF)], 0)
        given = self.word(other, "Sue Lead", Permission.MOVE_CASH)
        safe = self.house.office.safe
        result = safe.count_drop(given.command, other, bag.movement_id, usd(counted), given)  # type: ignore[arg-type]
        assert result.over_short.minor == counted - bag.amount.minor
        self.safe += result.over_short.minor

    def till_handed(self, number: int) -> None:
        """Count, then hand over; what is off by too much is closed and opened again."""
        self._print_everything()
        old, leaver, closing_ = self.standing, self.cashier, self.house.office.closing
        expected = self.float_ + self.moved_in - self.moved_out
        assert expected == self.till
        counted = max(expected + OFF[number % len(OFF)], 0)
        sheet = CountSheet(notes=((100, counted // 100),), coins=((1, counted % 100),))
        closing_.start_count(self.house.command(), leaver)
        result = closing_.submit_count(self.house.command(), leaver, sheet)
        assert result.differences[0].expected.minor == expected
        taker = next(name for name in CASHIERS if name != old.cashier)
        given = self.word(leaver, taker, Permission.OPEN_TILL)
        over = self.house.office.handing_over
        try:
            over.hand_over(given.command, leaver, TillId(old.till_id), given)  # type: ignore[arg-type]
        except NotThisWay:
            assert abs(counted - expected) > 200
            word = self.word(leaver, "Max House", Permission.APPROVE_DIFFERENCE)
            closing_.approve(word.command, leaver, old.till_id, word, "why")  # type: ignore[arg-type]
            self.house.office.tills.open(self.house.command(), self.session(taker), sheet)
        self.till = self.float_ = counted
        self.moved_in = self.moved_out = 0

    def safe_handed(self, number: int) -> None:
        """The manager and the supervisor have the safe in turn; first it is only counted."""
        first = self.house.office.safe.standing().holder == ""
        sealed = sum(bag.amount.minor for bag in self.bags)
        loose = max(self.safe - sealed + OFF[number % len(OFF)] + (50_000 if first else 0), 0)
        sheet = CountSheet(coins=((1, loose % 10_000), (100, loose // 10_000 * 100)))
        before = self.safe
        self.safe = sheet.total.minor + sealed
        if first:
            self.bank -= self.safe - before
        maxim = self.session("Max House")
        given = self.word(maxim, "Sue Lead", Permission.MOVE_CASH)
        bags = tuple(bag.movement_id for bag in self.bags)
        result = self.house.office.safe.hand_over(given.command, maxim, sheet, bags, given)  # type: ignore[arg-type]
        assert result.expected.minor == before

    def _print_everything(self) -> None:
        for device in ("ticket_printer", "receipt_printer"):
            while (work := self.house.office.prints.begin(device)) is not None:
                self.house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.PRINTED))

    # ---- what is always so ----

    def check(self) -> None:
        with closing(sqlite3.connect(self.house.path)) as connection:
            unbalanced = connection.execute(
                "SELECT batch_id FROM posting GROUP BY batch_id HAVING sum(amount_minor) <> 0"
            ).fetchall()
            till, safe, bank = connection.execute(
                "SELECT coalesce(sum(amount_minor) FILTER (WHERE till_id IS NOT NULL), 0),"
                " coalesce(sum(amount_minor) FILTER (WHERE till_id IS NULL), 0),"
                " (SELECT coalesce(sum(amount_minor), 0) FROM posting WHERE account = '1010')"
                " FROM posting WHERE account = '1020'"
            ).fetchone()
        assert unbalanced == []
        assert (till, safe, bank) == (self.till, self.safe, self.bank)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house that was furnished once; every evening begins with a copy."""
    path = tmp_path_factory.mktemp("furnished") / "foyer.sqlite3"
    open_house(path, ManualClock(DOORS_OPEN)).office.close()
    return path


@settings(max_examples=3 * WALKS)
@given(steps=STEPS)
def test_till_safe_and_bank_are_what_was_moved(
    steps: list[tuple[str, int]], furnished: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("evening") / "foyer.sqlite3"
    path.write_bytes(furnished.read_bytes())
    evening = Evening(open_house(path, ManualClock(DOORS_OPEN), 1_000))
    act = {"till": evening.till_handed, "safe": evening.safe_handed}
    try:
        evening.begin()
        for what, number in steps:
            (act.get(what) or getattr(evening, what))(number)
            evening.check()
        assert evening.house.office.verify() == ()
    finally:
        evening.house.office.close()
