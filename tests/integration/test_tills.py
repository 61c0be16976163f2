"""Till sessions over a real file: a counted float, one till a drawer, reasons first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pos.cash.till import require_open_till
from pos.errors import (
    AmountInvalid,
    CardNumberRefused,
    CommandReused,
    CurrencyMismatch,
    NotAllowed,
    NotFound,
    TextRefused,
    TillAlreadyOpen,
    TillNotOpen,
    TillNotYours,
)
from pos.events import DrawerToOpen, TillChanged
from pos.ids import WindowId
from pos.money import Money
from pos.ports.devices import KickResult
from pos.views.cash import CountSheet
from pos.views.closing import ExceptionKind
from pos.views.people import Permission, Role
from pos.window import Window
from tests.integration.small_house import House
from tests.integration.test_closing import count, lock
from tests.integration.test_people import audited, of
from tests.integration.test_selling import cart_of, cash, parcels, rows

FLOAT = CountSheet(notes=((2_000, 3), (100, 20)), coins=((25, 80),))
HERE = Window(WindowId("w1"), "Window 1", "W1")


def test_a_till_opens_with_its_counted_float(house: House) -> None:
    session = house.sign_in("Ada Clerk")
    assert house.office.tills.current() is None
    till = house.office.tills.open(house.command(), session, FLOAT)
    assert (till.cashier, till.window, till.state) == ("Ada Clerk", "Window 1", "open")
    assert till.opening_float == Money(10_000)
    assert till.business_date == date(2026, 11, 21)
    assert till.counts_left == 3
    assert house.office.tills.current() == till
    assert rows(house, "SELECT account, amount_minor, till_id FROM posting ORDER BY line") == [
        ("1020", 10_000, till.till_id),
        ("1020", -10_000, None),
    ]
    assert rows(house, "SELECT kind, business_date, user_id FROM batch") == [
        ("till_float", "2026-11-21", session.user_id)
    ]
    assert audited(house, "till.opened") == 1
    assert [row["till_id"] for row in parcels(house)[-1]["till"]] == [till.till_id]


def test_the_drawer_opens_for_the_float_and_its_reason_is_on_disk(house: House) -> None:
    house.open_till()
    (event,) = [event for event in house.events if isinstance(event, DrawerToOpen)]
    assert rows(house, "SELECT opening_id, reason FROM drawer_opening") == [
        (event.opening_id, "float")
    ]
    assert TillChanged() in house.events


def test_opening_again_under_the_same_command_is_the_first_answer(house: House) -> None:
    session, command = house.sign_in("Ada Clerk"), house.command()
    first = house.office.tills.open(command, session, FLOAT)
    house.events.clear()
    assert house.office.tills.open(command, session, FLOAT) == first
    assert house.events == []
    with pytest.raises(CommandReused):
        house.office.tills.open(command, session, CountSheet())
    assert rows(house, "SELECT count(*) FROM till") == [(1,)]


def test_an_empty_drawer_is_a_float_of_nothing(house: House) -> None:
    till = house.office.tills.open(house.command(), house.sign_in("Ada Clerk"), CountSheet())
    assert not till.opening_float
    assert rows(house, "SELECT count(*) FROM batch") == [(0,)]
    assert house.office.verify() == ()


def test_a_drawer_has_one_till(house: House) -> None:
    house.open_till("Ada Clerk")
    with pytest.raises(TillAlreadyOpen) as refused:
        house.open_till("Ben Clerk")
    assert refused.value.params == {"cashier": "Ada Clerk"}
    with pytest.raises(TillAlreadyOpen):
        house.open_till("Ada Clerk")


def test_a_person_has_one_till(house: House) -> None:
    """The same database knows another drawer: the person's session there stands in the way."""
    session = house.sign_in("Ada Clerk")
    with house.office.storage.begin() as uow:
        uow.tills.occupy("w2", "elsewhere", session.user_id)
        uow.commit()
    with pytest.raises(TillAlreadyOpen) as refused:
        house.office.tills.open(house.command(), session, FLOAT)
    assert refused.value.params == {"cashier": "Ada Clerk"}


def test_the_database_itself_refuses_a_second_till(house: House) -> None:
    session = house.open_till()
    for row in (("w1", "other", "somebody"), ("w2", "other", session.user_id)):
        with house.office.storage.begin() as uow, pytest.raises(TillAlreadyOpen):
            uow.tills.occupy(*row)


def test_who_may_not_open_tills_does_not(house: House) -> None:
    manager = house.sign_in("Max House")
    house.office.people.add_staff(
        house.command(), manager, "Fay Ledger", Role.FINANCE, "8046", "en"
    )
    finance = house.office.people.sign_in(of(house, "Fay Ledger").user_id, "8046")
    with pytest.raises(NotAllowed) as refused:
        house.office.tills.open(house.command(), finance, FLOAT)
    assert refused.value.params == {"permission": "open_till"}
    assert house.office.tills.current() is None


@pytest.mark.parametrize(
    "sheet",
    [
        CountSheet(notes=((2_000, -1),)),
        CountSheet(notes=((10_000, 51),)),
    ],
)
def test_a_slip_of_the_hand_opens_nothing(house: House, sheet: CountSheet) -> None:
    with pytest.raises(AmountInvalid):
        house.office.tills.open(house.command(), house.sign_in("Ada Clerk"), sheet)
    assert house.office.tills.current() is None


def test_a_float_in_foreign_money_opens_nothing(house: House) -> None:
    with pytest.raises(CurrencyMismatch):
        house.office.tills.open(
            house.command(), house.sign_in("Ada Clerk"), CountSheet(currency="CAD")
        )


# ---- the business day ----


def test_after_midnight_it_is_still_the_evenings_day(house: House) -> None:
    house.clock.advance(timedelta(hours=8))  # two in the morning
    house.open_till()
    till = house.office.tills.current()
    assert till is not None
    assert till.business_date == date(2026, 11, 21)


def test_a_sale_after_midnight_belongs_to_its_tills_day(house: House) -> None:
    session = house.open_till()
    house.clock.advance(timedelta(hours=11))  # five in the morning, past the cutoff
    cart = cart_of(house, session, ("B", 4))
    house.office.selling.sell(house.command(), session, cart, (cash(4_500),))
    assert rows(house, "SELECT DISTINCT business_date FROM batch") == [("2026-11-21",)]
    assert rows(house, "SELECT business_date FROM orders") == [("2026-11-21",)]


def test_a_clock_set_back_does_not_go_back_to_a_day_before(house: House) -> None:
    house.open_till("Ada Clerk")
    house.clock.advance(timedelta(days=-1))
    with house.office.storage.begin() as uow:  # the drawer is free again
        till = uow.tills.session_at("w1")
        assert till is not None
        uow.tills.vacate(till[0].till_id)
        uow.commit()
    house.open_till("Ben Clerk")
    assert rows(house, "SELECT DISTINCT business_date FROM till") == [("2026-11-21",)]


def test_after_a_locked_day_the_next_one_opens(house: House) -> None:
    session = house.sign_in("Ada Clerk")
    with house.office.storage.begin() as uow:
        uow.connection.exec_driver_sql(  # type: ignore[attr-defined]
            "INSERT INTO day_close VALUES ('w1', '2026-11-21', 0, 'a', 'b', '{}')"
        )
        uow.commit()
    till = house.office.tills.open(house.command(), session, FLOAT)
    assert till.business_date.isoformat() == "2026-11-22"


# ---- whose till ----


def test_money_goes_only_into_ones_own_open_till(house: House) -> None:
    ben = house.sign_in("Ben Clerk")
    with house.office.storage.read() as uow, pytest.raises(TillNotOpen):
        require_open_till(uow, ben, HERE)
    ada = house.open_till("Ada Clerk")
    with house.office.storage.read() as uow:
        assert require_open_till(uow, ada, HERE).user_id == ada.user_id
        with pytest.raises(TillNotYours) as refused:
            require_open_till(uow, ben, HERE)
        with pytest.raises(TillNotOpen):
            require_open_till(uow, ada, Window(WindowId("w2"), "Window 2", "W2"))
    assert refused.value.params == {"cashier": "Ada Clerk"}
    house.office.closing.start_count(house.command(), ada)
    with house.office.storage.read() as uow, pytest.raises(TillNotOpen):
        require_open_till(uow, ada, HERE)


def test_an_unknown_till_is_not_found(house: House) -> None:
    with house.office.storage.read() as uow, pytest.raises(NotFound):
        uow.tills.till("nowhere")


# ---- the drawer ----


def test_no_sale_puts_its_reason_on_disk_first(house: House) -> None:
    session, command = house.open_till(), house.command()
    house.events.clear()
    opening = house.office.tills.no_sale(command, session, "change for Ben")
    assert house.office.tills.no_sale(command, session, "change for Ben") == opening
    assert rows(
        house, "SELECT opening_id, note, user_id FROM drawer_opening WHERE reason = 'no_sale'"
    ) == [(opening, "change for Ben", session.user_id)]
    assert house.events == [DrawerToOpen(opening)]  # once, though asked twice
    assert audited(house, "drawer.no_sale") == 1


def test_no_sale_needs_a_reason_that_is_no_card_number(house: House) -> None:
    session = house.open_till()
    for reason in ("", "  ", "x" * 201):
        with pytest.raises(TextRefused):
            house.office.tills.no_sale(house.command(), session, reason)
    with pytest.raises(CardNumberRefused):
        house.office.tills.no_sale(house.command(), session, "4111 1111 1111 1111")
    assert rows(house, "SELECT count(*) FROM drawer_opening WHERE reason = 'no_sale'") == [(0,)]


def test_a_cashier_opens_only_the_drawer_of_their_own_till(house: House) -> None:
    ben = house.sign_in("Ben Clerk")
    with pytest.raises(TillNotOpen):
        house.office.tills.no_sale(house.command(), ben, "looking")
    house.open_till("Ada Clerk")
    with pytest.raises(TillNotYours):
        house.office.tills.no_sale(house.command(), ben, "looking")


def test_a_supervisor_opens_any_drawer(house: House) -> None:
    sue = house.sign_in("Sue Lead")
    house.office.tills.no_sale(house.command(), sue, "new bank")
    house.open_till("Ada Clerk")
    house.office.tills.no_sale(house.command(), sue, "jam")
    current = house.office.tills.current()
    assert current is not None
    assert rows(
        house, "SELECT note, till_id FROM drawer_opening WHERE reason = 'no_sale' ORDER BY rowid"
    ) == [("new bank", None), ("jam", current.till_id)]


def test_who_may_not_open_drawers_does_not(house: House) -> None:
    manager = house.sign_in("Max House")
    house.office.people.add_staff(
        house.command(), manager, "Fay Ledger", Role.FINANCE, "8046", "en"
    )
    finance = house.office.people.sign_in(of(house, "Fay Ledger").user_id, "8046")
    assert Permission.NO_SALE not in finance.permissions
    with pytest.raises(NotAllowed):
        house.office.tills.no_sale(house.command(), finance, "looking")


@pytest.mark.parametrize(
    ("result", "stored"),
    [
        (KickResult(sent=True, seen_open=True), (1, 1)),
        (KickResult(sent=True, seen_open=None), (1, None)),
        (KickResult(sent=False, seen_open=False), (0, 0)),
    ],
)
def test_what_the_drawer_did_is_settled_once(
    house: House, result: KickResult, stored: tuple[int, int | None]
) -> None:
    opening = house.office.tills.no_sale(house.command(), house.open_till(), "change")
    house.office.tills.settle_kick(opening, result)
    house.office.tills.settle_kick(opening, KickResult(sent=False))
    assert rows(
        house, f"SELECT sent, seen_open FROM drawer_outcome WHERE opening_id = '{opening}'"
    ) == [stored]


def test_a_kick_without_a_reason_is_not_settled(house: House) -> None:
    with pytest.raises(NotFound):
        house.office.tills.settle_kick("nowhere", KickResult(sent=True))


def test_the_reason_stays_as_it_was_written(house: House) -> None:
    opening = house.office.tills.no_sale(house.command(), house.open_till(), "change")
    with house.office.storage.begin() as uow, pytest.raises(IntegrityError):
        uow.connection.exec_driver_sql(  # type: ignore[attr-defined]
            f"UPDATE drawer_opening SET note = 'x' WHERE opening_id = '{opening}'"
        )


# ---- trials, and what the sensor sees ----


def test_a_trial_opening_has_its_reason_and_no_till(house: House) -> None:
    session, command = house.open_till(), house.command()
    house.events.clear()
    opening = house.office.tills.test_kick(command, session, "set-up: which level is open")
    assert house.office.tills.test_kick(command, session, "set-up: which level is open") == opening
    assert house.events == [DrawerToOpen(opening)]
    assert rows(
        house, "SELECT till_id, note, user_id FROM drawer_opening WHERE reason = 'test'"
    ) == [(None, "set-up: which level is open", session.user_id)]
    assert audited(house, "drawer.tested") == 1
    house.office.tills.settle_kick(opening, KickResult(sent=True, seen_open=False))
    assert house.office.verify() == ()


def test_a_trial_from_the_command_line_has_nobody(house: House) -> None:
    house.office.tills.test_kick(house.command(), None, "doctor")
    assert rows(house, "SELECT user_id FROM drawer_opening") == [("system",)]
    assert house.office.verify() == ()
    with pytest.raises(TextRefused):
        house.office.tills.test_kick(house.command(), None, " ")


def test_a_trial_is_for_those_who_may_open_drawers(house: House) -> None:
    session = house.sign_in("Ada Clerk")
    powerless = replace(session, permissions=frozenset({Permission.SELL}))
    with pytest.raises(NotAllowed):
        house.office.tills.test_kick(house.command(), powerless, "looking")


def test_a_pulse_that_left_and_a_drawer_that_opened_are_two_facts(house: House) -> None:
    """The reason, what was sent and what was seen each stand by themselves."""
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4))
    sale = house.office.selling.sell(house.command(), session, cart, (cash(4_500),))
    house.office.tills.settle_kick(sale.drawer_opening, KickResult(sent=True, seen_open=False))
    assert rows(
        house,
        "SELECT d.reason, o.sent, o.seen_open FROM drawer_opening d"
        " LEFT JOIN drawer_outcome o USING (opening_id) ORDER BY d.rowid",
    ) == [("float", None, None), ("sale", 1, 0)]


def test_a_drawer_opened_by_key_and_left_open_is_on_record(house: House) -> None:
    session, tills = house.open_till(), house.office.tills
    tills.drawer_opened_by_key()
    tills.drawer_left_open(60.25, session)
    tills.drawer_closed(92.0, session)
    current = tills.current()
    assert current is not None
    assert rows(
        house, "SELECT what, open_ms, till_id, user_id FROM drawer_seen ORDER BY rowid"
    ) == [
        ("by_key", 0, current.till_id, session.user_id),
        ("left_open", 60_250, current.till_id, session.user_id),
        ("closed", 92_000, current.till_id, session.user_id),
    ]
    assert [audited(house, f"drawer.{what}") for what in ("by_key", "left_open", "closed")] == [
        1,
        1,
        1,
    ]
    report = house.office.closing.x_report(session)
    assert (report.by_key, report.left_open) == (1, 1)
    assert house.office.verify() == ()


def test_a_drawer_nobody_has_open_is_on_record_too(house: House) -> None:
    house.office.tills.drawer_opened_by_key()
    assert rows(house, "SELECT till_id, user_id FROM drawer_seen") == [(None, "system")]
    lead = house.sign_in("Sue Lead")
    house.office.tills.drawer_left_open(61.0, lead)
    assert rows(house, "SELECT user_id FROM drawer_seen WHERE what = 'left_open'") == [
        (lead.user_id,)
    ]
    assert house.office.verify() == ()


def test_the_next_till_is_told_what_was_left_and_less_is_looked_into(
    house: House,
) -> None:
    """Both names stand on the finding; the cashier who opened it does not settle it."""
    tills = house.office.tills
    ada = house.sign_in("Ada Clerk")
    assert tills.left_here() is None
    tills.open(house.command(), ada, FLOAT)
    assert tills.left_here() is None  # the drawer is in use
    count(house, ada, FLOAT)
    lock(house, ada)
    left = tills.left_here()
    assert left is not None
    assert (left.cashier, left.sheet.total) == ("Ada Clerk", Money(10_000))
    ben = house.sign_in("Ben Clerk")
    tills.open(house.command(), ben, CountSheet(notes=((2_000, 4), (1_000, 2))))  # other pieces
    assert rows(house, "SELECT count(*) FROM close_exception") == [(0,)]
    count(house, ben, CountSheet(notes=((2_000, 4), (1_000, 2))))
    lock(house, ben)
    eve = house.sign_in("Ada Clerk")
    tills.open(house.command(), eve, replace(FLOAT, notes=((2_000, 9),)))  # fetched from the safe
    assert rows(house, "SELECT count(*) FROM close_exception") == [(0,)]
    count(house, eve, replace(FLOAT, notes=((2_000, 9),)))
    lock(house, eve)
    session = house.sign_in("Sue Lead")
    tills.open(house.command(), session, replace(FLOAT, coins=((25, 72),)))
    (found,) = house.office.exceptions.every()
    assert (found.kind, found.amount) == (ExceptionKind.FLOAT_DIFFERENCE, Money(-200))
    assert found.text == "Ada Clerk – Sue Lead"
    assert found.by_user == "Sue Lead"
    assert house.office.verify() == ()
