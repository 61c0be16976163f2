"""Cash moved beside sales, over a real file: double entry, two people, bags once, no sum told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest

from pos.errors import (
    AmountInvalid,
    ApprovalNeeded,
    BagUsed,
    CardNumberRefused,
    CurrencyMismatch,
    MovementLimit,
    NotAllowed,
    NotFound,
    SamePerson,
    StorageTrouble,
    TextRefused,
    TillNotOpen,
    TillNotYours,
)
from pos.events import CashMoved, DrawerToOpen, PrintsQueued
from pos.money import Money
from pos.moving.movements import MOST_MINOR, _blurred
from pos.ports.storage import UnitOfWork
from pos.views.cash import CountSheet
from pos.views.closing_rules import ClosingRules
from pos.views.movements import MovementKind, MovementView
from pos.views.people import Approval, Permission, SessionView
from tests.integration.small_house import PINS, House, usd
from tests.integration.test_closing import count, lock, print_all
from tests.integration.test_people import audited
from tests.integration.test_selling import rows


def word(
    house: House,
    session: SessionView,
    by: str = "Sue Lead",
    permission: Permission = Permission.MOVE_CASH,
) -> Approval:
    """Return a second person's word for a command of its own: ``approval.command``."""
    user = next(person for person in house.office.people.staff() if person.name == by)
    return house.office.people.approve(user.user_id, PINS[by], permission, house.command(), session)


def dropped(house: House, session: SessionView, minor: int, bag: str = "B-1") -> MovementView:
    given = word(house, session)
    return house.office.movements.drop(given.command, session, usd(minor), bag, given)  # type: ignore[arg-type]


def paid(house: House, session: SessionView, purpose: str, minor: int) -> MovementView:
    given = word(house, session)
    return house.office.movements.pay(
        given.command,  # type: ignore[arg-type]
        session,
        purpose,
        usd(minor),
        "Cora Example",
        "light bulbs",
        given,
    )


def topped_up(house: House, session: SessionView, minor: int) -> MovementView:
    given = word(house, session)
    return house.office.movements.top_up(given.command, session, usd(minor), given)  # type: ignore[arg-type]


def with_rules(house: House, rules: ClosingRules) -> None:
    """Let the venue have other rules; a season file would say so."""
    with house.office.storage.read() as uow:
        company = uow.catalogue.company()
    house.office.storage.shelf.company = replace(company, closing=rules)  # type: ignore[attr-defined]


def in_till(house: House) -> object:
    return rows(
        house,
        "SELECT coalesce(sum(amount_minor), 0) FROM posting"
        " WHERE account = '1020' AND till_id IS NOT NULL",
    )[0][0]


def test_a_drop_moves_cash_to_the_safe_in_one_transaction(house: House) -> None:
    session = house.open_till()
    house.events.clear()
    moved = dropped(house, session, 4_000, " b-17 ")
    assert (moved.number, moved.kind, moved.bag) == ("V0001", MovementKind.DROP, "B-17")
    assert (moved.cashier, moved.second) == ("Ada Clerk", "Sue Lead")
    till = house.office.tills.current()
    assert till is not None
    assert rows(
        house,
        "SELECT p.account, p.amount_minor, p.till_id, b.till_id FROM posting p"
        " JOIN batch b USING (batch_id) WHERE b.kind = 'drop' ORDER BY p.line",
    ) == [("1020", -4_000, till.till_id, till.till_id), ("1020", 4_000, None, till.till_id)]
    (opening,) = [event for event in house.events if isinstance(event, DrawerToOpen)]
    assert rows(house, "SELECT opening_id, subject_id FROM drawer_opening WHERE reason='drop'") == [
        (opening.opening_id, moved.movement_id)
    ]
    assert rows(house, "SELECT kind, subject_id FROM print_job") == [("voucher", moved.movement_id)]
    assert {type(event) for event in house.events} == {CashMoved, DrawerToOpen, PrintsQueued}
    assert audited(house, "cash.drop") == 1
    assert house.office.verify() == ()


def test_every_kind_of_movement_is_double_entry(house: House) -> None:
    session = house.open_till(float_minor=10_000)
    topped_up(house, session, 2_000)
    paid(house, session, "Petty cash", 1_500)
    paid(house, session, "Found money", 700)
    dropped(house, session, 3_000)
    assert in_till(house) == 10_000 + 2_000 - 1_500 + 700 - 3_000
    assert rows(
        house,
        "SELECT b.kind, p.account, p.amount_minor FROM posting p JOIN batch b USING (batch_id)"
        " WHERE p.till_id IS NULL AND b.kind <> 'till_float' ORDER BY b.rowid",
    ) == [
        ("top_up", "1020", -2_000),
        ("paid_out", "6000", 1_500),
        ("paid_in", "4900", -700),
        ("drop", "1020", 3_000),
    ]
    assert [one.number for one in house.office.movements.today(session)] == [
        "V0004",
        "V0003",
        "V0002",
        "V0001",
    ]
    assert house.office.verify() == ()


def test_a_movement_asked_for_twice_happens_once(house: House) -> None:
    session = house.open_till()
    given = word(house, session)
    act = (given.command, session, usd(2_000), "B-9", given)
    first = house.office.movements.drop(*act)  # type: ignore[arg-type]
    assert house.office.movements.drop(*act) == first  # type: ignore[arg-type]
    assert rows(house, "SELECT count(*) FROM cash_movement") == [(1,)]


def test_a_bag_is_used_once_ever(house: House) -> None:
    session = house.open_till()
    dropped(house, session, 1_000, "Bag  7")
    with pytest.raises(BagUsed) as refused:
        dropped(house, session, 1_000, "bag 7")
    assert refused.value.params == {"bag": "BAG 7"}


def test_two_people_where_the_venue_says_so(house: House) -> None:
    session = house.open_till()
    movements = house.office.movements
    with pytest.raises(ApprovalNeeded) as refused:
        movements.drop(house.command(), session, usd(1_000), "B-1")
    assert refused.value.params == {"permission": "move_cash"}
    other = word(house, session)
    with pytest.raises(ApprovalNeeded):  # a word for another act
        movements.drop(house.command(), session, usd(1_000), "B-1", other)
    wrong = word(house, session, permission=Permission.APPROVE_CLOSE)
    with pytest.raises(ApprovalNeeded):
        movements.drop(wrong.command, session, usd(1_000), "B-1", wrong)  # type: ignore[arg-type]
    own = replace(other, approver=session.user_id)
    with pytest.raises(SamePerson):
        movements.drop(house.command(), session, usd(1_000), "B-1", own)
    assert rows(house, "SELECT count(*) FROM cash_movement") == [(0,)]
    with_rules(house, ClosingRules(two_for_movements=False))
    assert movements.drop(house.command(), session, usd(1_000), "B-1").second == ""
    assert house.office.verify() == ()


def test_no_answer_depends_on_what_the_till_should_hold(house: House) -> None:
    """What somebody has in their hand has left the drawer; asking for more and more tells nobody
    what is expected. What the books say against it is a finding once the count is in."""
    with_rules(house, ClosingRules(two_for_movements=False))
    session, movements = house.open_till(float_minor=10_000), house.office.movements
    for number, minor in enumerate((9_999, 1, 1, 20_000, 50_000)):  # there were 100.00
        moved = movements.drop(house.command(), session, usd(minor), f"B-{number}")
        assert (moved.amount, moved.second) == (usd(minor), "")
    movements.pay(house.command(), session, "Petty cash", usd(100), "Cora Example", "tape")
    with pytest.raises(ApprovalNeeded):  # what the venue wants in a drawer is no secret
        movements.drop(house.command(), session, usd(50_001), "B-9")
    with pytest.raises(AmountInvalid):
        movements.drop(house.command(), session, usd(MOST_MINOR + 1), "B-9")
    assert in_till(house) == -70_101
    print_all(house)
    count(house, session, CountSheet())
    assert rows(house, "SELECT count(*) FROM close_exception") == [(0,)]
    lock(house, session, "Max House", "Wrong sums on the slips")
    found = rows(house, "SELECT kind, amount_minor FROM close_exception ORDER BY kind")
    assert found == [("overdrawn", -70_101), ("till_difference", 70_101)]
    assert house.office.verify() == ()


@pytest.mark.parametrize(
    ("amount", "error"),
    [(usd(0), AmountInvalid), (usd(-1), AmountInvalid), (Money(500, "CAD"), CurrencyMismatch)],
)
def test_an_amount_is_money_of_the_house(
    house: House, amount: Money, error: type[Exception]
) -> None:
    session = house.open_till()
    with pytest.raises(error):
        house.office.movements.top_up(house.command(), session, amount)


def test_what_is_paid_has_a_purpose_a_person_a_reason_and_a_limit(house: House) -> None:
    session = house.open_till(float_minor=50_000)
    pay = house.office.movements.pay
    with pytest.raises(NotFound):
        pay(house.command(), session, "Flowers", usd(500), "Cora Example", "roses")
    for person, reason in (("", "roses"), ("Cora Example", " ")):
        with pytest.raises(TextRefused):
            pay(house.command(), session, "Petty cash", usd(500), person, reason)
    with pytest.raises(CardNumberRefused):
        pay(house.command(), session, "Petty cash", usd(500), "Cora", "4111 1111 1111 1111")
    with pytest.raises(MovementLimit) as refused:
        paid(house, session, "Petty cash", 20_001)
    assert refused.value.params == {"limit": usd(20_000)}
    assert paid(house, session, "Petty cash", 20_000).purpose == "Petty cash"


def test_only_whoever_has_the_open_till_moves_its_cash(house: House) -> None:
    ben = house.sign_in("Ben Clerk")
    with pytest.raises(TillNotOpen):
        dropped(house, ben, 1_000)
    session = house.open_till("Ada Clerk")
    with pytest.raises(TillNotYours):
        dropped(house, ben, 1_000)
    with pytest.raises(NotAllowed):
        dropped(house, replace(session, permissions=frozenset({Permission.SELL})), 1_000)
    house.office.closing.start_count(house.command(), session)
    with pytest.raises(TillNotOpen):
        dropped(house, session, 1_000)


def test_a_drop_is_due_and_that_is_all_that_is_said(house: House) -> None:
    assert not house.office.movements.drop_due()
    session = house.open_till(float_minor=50_000)
    assert not house.office.movements.drop_due()
    topped_up(house, session, 10_001)  # a fifth above the limit at the most
    assert house.office.movements.drop_due() is True
    dropped(house, session, 10_001)
    assert not house.office.movements.drop_due()
    topped_up(house, session, 10_001)
    with_rules(house, ClosingRules(drop_above_minor=0))
    assert not house.office.movements.drop_due()


def test_dropping_a_little_at_a_time_does_not_find_the_limit() -> None:
    """It moves with each movement, so the hint turning says what is there to a fifth at best."""
    limits = [_blurred(50_000, "0" * 32, moved) for moved in range(40)]
    assert all(50_000 <= limit <= 60_000 for limit in limits)
    assert len(set(limits)) == 40
    assert max(limits) - min(limits) > 7_500


def test_a_cashier_sees_their_tills_movements_a_supervisor_the_days(house: House) -> None:
    session = house.open_till()
    dropped(house, session, 1_000)
    house.sign_in("Ben Clerk")
    assert len(house.office.movements.today(session)) == 1
    assert len(house.office.movements.today(house.sign_in("Sue Lead"))) == 1


def test_a_slip_can_be_printed_again_and_says_so(house: House) -> None:
    session = house.open_till()
    moved = dropped(house, session, 1_000)
    job = house.office.movements.print_again(house.command(), session, moved.movement_id)
    works = [house.office.prints.begin("receipt_printer") for _ in range(2)]
    vouchers = [work.voucher for work in works if work is not None]
    assert [voucher.copy for voucher in vouchers if voucher] == [False, True]
    assert works[1] is not None
    assert works[1].job_id == job
    assert vouchers[0] is not None
    assert vouchers[0].movement == moved
    with pytest.raises(NotFound):
        house.office.movements.print_again(house.command(), session, "nothing")


def test_a_commit_that_fails_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = house.open_till()
    given = word(house, session)
    before = rows(house, "SELECT count(*) FROM posting")
    house.events.clear()
    with monkeypatch.context() as patched:
        patched.setattr(type(house.office.storage), "begin", full_disk(house))
        with pytest.raises(StorageTrouble):
            house.office.movements.drop(given.command, session, usd(1_000), "B-1", given)  # type: ignore[arg-type]
    assert house.events == []
    assert rows(house, "SELECT count(*) FROM posting") == before
    for table in ("cash_movement", "print_job"):
        assert rows(house, f"SELECT count(*) FROM {table}") == [(0,)]
    again = house.office.movements.drop(given.command, session, usd(1_000), "B-1", given)  # type: ignore[arg-type]
    assert again.number == "V0001"


def full_disk(house: House) -> Callable[[object], AbstractContextManager[UnitOfWork]]:
    """Return a ``begin`` whose COMMIT fails."""
    begin = house.office.storage.begin

    @contextmanager
    def failing(_storage: object) -> Iterator[UnitOfWork]:
        with begin() as uow:
            uow.commit = _no_room  # type: ignore[method-assign]
            yield uow

    return failing


def _no_room() -> None:
    raise StorageTrouble()
