"""The safe over a real file: bags counted again, custody handed on, differences looked into."""

from __future__ import annotations

import pytest

from pos.errors import (
    AmountInvalid,
    ApprovalNeeded,
    CurrencyMismatch,
    NotFound,
    NotThisWay,
    SamePerson,
)
from pos.money import Money
from pos.views.cash import CountSheet
from pos.views.closing import ExceptionKind
from pos.views.movements import SafeResult
from pos.views.people import Permission, SessionView
from tests.integration.small_house import House, usd
from tests.integration.test_movements import dropped, topped_up, word
from tests.integration.test_selling import rows


def dollars(number: int) -> CountSheet:
    return CountSheet(notes=((100, number),))


def count_bag(
    house: House, session: SessionView, movement_id: str, minor: int, by: str = "Sue Lead"
) -> SafeResult:
    given = word(house, session, by)
    return house.office.safe.count_drop(given.command, session, movement_id, usd(minor), given)  # type: ignore[arg-type]


def give_safe(
    house: House,
    session: SessionView,
    sheet: CountSheet,
    bags: tuple[str, ...] = (),
    to: str = "Max House",
) -> SafeResult:
    given = word(house, session, to)
    return house.office.safe.hand_over(given.command, session, sheet, bags, given)  # type: ignore[arg-type]


def booked(house: House, kind: str) -> list[tuple[object, ...]]:
    return rows(
        house,
        "SELECT p.account, p.amount_minor, p.till_id, b.till_id FROM posting p"
        f" JOIN batch b USING (batch_id) WHERE b.kind = '{kind}' ORDER BY p.line",
    )


def test_a_bag_that_holds_what_its_slip_says_books_nothing(house: House) -> None:
    session, ben = house.open_till(), house.sign_in("Ben Clerk")
    moved = dropped(house, session, 4_000)
    (bag,) = house.office.safe.standing().bags
    assert (bag.bag, bag.cashier, bag.received_by) == ("B-1", "Ada Clerk", "Sue Lead")
    result = count_bag(house, ben, moved.movement_id, 4_000)
    assert not result.over_short
    assert booked(house, "drop_counted") == []
    assert house.office.safe.standing().bags == ()
    assert house.office.exceptions.waiting() == ()
    assert house.office.verify() == ()


def test_what_a_bag_is_off_by_belongs_to_its_drop(house: House) -> None:
    session, ben = house.open_till(), house.sign_in("Ben Clerk")
    moved = dropped(house, session, 4_000)
    before = house.office.tills.current()
    result = count_bag(house, ben, moved.movement_id, 3_900)
    assert result == SafeResult(usd(4_000), usd(3_900))
    assert booked(house, "drop_counted") == [
        ("1020", -100, None, None),
        ("5020", 100, None, None),
    ]
    (found,) = house.office.exceptions.waiting()
    assert (found.kind, found.amount, found.text) == (
        ExceptionKind.DROP_DIFFERENCE,
        usd(-100),
        "B-1",
    )
    assert (found.subject_id, found.by_user) == (moved.movement_id, "Ada Clerk")
    assert house.office.tills.current() == before
    assert house.office.verify() == ()


def test_a_bag_is_counted_once_by_two_who_did_not_drop_it(house: House) -> None:
    session, ben = house.open_till(), house.sign_in("Ben Clerk")
    moved = dropped(house, session, 4_000)
    with pytest.raises(SamePerson):
        count_bag(house, session, moved.movement_id, 4_000)
    other = word(house, ben)
    with pytest.raises(ApprovalNeeded):
        house.office.safe.count_drop(house.command(), ben, moved.movement_id, usd(4_000), other)
    for amount, error in ((usd(-1), AmountInvalid), (Money(1, "CAD"), CurrencyMismatch)):
        with pytest.raises(error):
            house.office.safe.count_drop(house.command(), ben, moved.movement_id, amount, other)
    with pytest.raises(NotFound):
        count_bag(house, ben, topped_up(house, session, 500).movement_id, 500)
    count_bag(house, ben, moved.movement_id, 4_000)
    with pytest.raises(NotThisWay) as refused:
        count_bag(house, ben, moved.movement_id, 4_000)
    assert refused.value.params == {"what": "counted_already"}


def test_the_first_count_of_the_safe_is_where_its_book_begins(house: House) -> None:
    house.open_till(float_minor=10_000)
    sue = house.sign_in("Sue Lead")
    result = give_safe(house, sue, dollars(500))
    assert result == SafeResult(usd(-10_000), usd(50_000), first=True)
    assert not result.over_short
    assert booked(house, "safe_opened") == [
        ("1020", 60_000, None, None),
        ("1010", -60_000, None, None),
    ]
    assert house.office.exceptions.waiting() == ()
    standing = house.office.safe.standing()
    assert standing.holder == "Max House"
    assert house.office.verify() == ()


def test_the_safe_changes_hands_with_its_bags_and_a_difference_is_looked_into(
    house: House,
) -> None:
    session, sue = house.open_till(float_minor=10_000), house.sign_in("Sue Lead")
    give_safe(house, sue, dollars(500))
    maxim = house.sign_in("Max House")
    bag = dropped(house, session, 4_000)
    result = give_safe(house, maxim, dollars(498), (bag.movement_id,), to="Sue Lead")
    assert (result.expected, result.counted) == (usd(54_000), usd(53_800))
    assert booked(house, "safe_count") == [
        ("1020", -200, None, None),
        ("5020", 200, None, None),
    ]
    (found,) = house.office.exceptions.waiting()
    assert (found.kind, found.amount) == (ExceptionKind.SAFE_DIFFERENCE, usd(-200))
    assert found.by_user == "Max House"
    assert rows(house, "SELECT seq, counted_minor, expected_minor FROM safe_custody") == [
        (1, 50_000, -10_000),
        (2, 53_800, 54_000),
    ]
    assert house.office.verify() == ()


def test_only_whoever_has_the_safe_gives_it_away_or_a_manager(house: House) -> None:
    sue = house.sign_in("Sue Lead")
    give_safe(house, sue, dollars(500))
    with pytest.raises(NotThisWay) as refused:
        give_safe(house, sue, dollars(500))
    assert refused.value.params == {"what": "not_your_safe"}
    maxim = house.sign_in("Max House")
    give_safe(house, maxim, dollars(500), to="Sue Lead")
    give_safe(house, maxim, dollars(500), to="Sue Lead")  # she is ill: a manager stands in
    with pytest.raises(NotFound):
        give_safe(house, maxim, dollars(500), ("nothing",), to="Sue Lead")
    wrong = word(house, sue, "Max House", Permission.APPROVE_CLOSE)
    with pytest.raises(ApprovalNeeded):
        house.office.safe.hand_over(wrong.command, sue, dollars(500), (), wrong)  # type: ignore[arg-type]
