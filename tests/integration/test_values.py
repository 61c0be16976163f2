"""Certificates and accounts: sold, found, drawn on, paid out; never below zero, never found by
guessing."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.errors import (
    AmountInvalid,
    ApprovalNeeded,
    BalanceShort,
    CodeLocked,
    CodeUnknown,
    NotAllowed,
    NotForCertificate,
    NotFound,
    NotThisWay,
    PaymentMismatch,
    ValueExpired,
)
from pos.events import DrawerToOpen, Events
from pos.ids import Ids, WindowId
from pos.money import Money
from pos.office import Office, open_office
from pos.people.pins import PinHasher
from pos.ports.devices import PrintOutcome, PrintResult
from pos.selling.extras import add_certificate
from pos.storage.unit_of_work import SqlStorage
from pos.views.paying import ValueKind, ValueView
from pos.views.people import SessionView
from pos.views.selling import CartView, SaleView, TenderGiven, TenderKind
from pos.window import Window
from tests.integration.small_house import House, open_house, usd
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_will_call import sold_elsewhere


def from_value(value: ValueView, amount: int) -> TenderGiven:
    kind = {
        ValueKind.CERTIFICATE: TenderKind.CERTIFICATE,
        ValueKind.PROMOTIONAL: TenderKind.PROMOTIONAL,
        ValueKind.ACCOUNT: TenderKind.ON_ACCOUNT,
    }[value.kind]
    return TenderGiven(kind, usd(amount), usd(amount), value_id=value.value_id)


def certificate_cart(house: House, *amounts: int) -> CartView:
    cart = house.office.seating.new_cart()
    for amount in amounts:
        cart = add_certificate(cart, usd(amount), "Bo Example")
    return cart


@pytest.mark.parametrize("kind", [ValueKind.CERTIFICATE, ValueKind.ACCOUNT])
def test_what_is_owing_at_will_call_is_paid_by_it(house: House, kind: ValueKind) -> None:
    order = sold_elsewhere(house, "Amy Sample", 4, paid=False)
    ada, values = house.open_till(), house.office.values
    if kind is ValueKind.CERTIFICATE:
        value = sell_certificate(house, ada, 5000)
    else:
        value = values.open_account(house.command(), ada, "Amy Sample")
        lead = house.sign_in("Max House")
        values.credit_account(house.command(), lead, value.value_id, usd(5000), "sorry")
    tenders = (from_value(value, 4500),)
    given = house.office.will_call.hand_over(house.command(), ada, order, tenders)
    assert (given.paid_now, given.change, len(given.print_jobs)) == (usd(4500), usd(0), 2)
    view = house.office.orders.get(order)
    assert (view.state, view.owing) == ("collected", usd(0))
    assert values.view(value.value_id).balance == usd(500)
    assert house.office.verify() == ()


def sell_certificate(house: House, session: SessionView, amount: int) -> ValueView:
    cart = certificate_cart(house, amount)
    sale = house.office.selling.sell(house.command(), session, cart, (cash(amount),))
    return house.office.values.view(sale.certificates[0])


def printed_code(house: House) -> str:
    """Print what waits at the receipt printer; return the code of the last certificate."""
    code = ""
    while (work := house.office.prints.begin("receipt_printer")) is not None:
        if work.certificate is not None:
            code = work.certificate.code
        house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.PRINTED))
    return code


def sell(house: House, session: SessionView, *tenders: TenderGiven, seat: int = 4) -> SaleView:
    cart = cart_of(house, session, ("B", seat))
    return house.office.selling.sell(house.command(), session, cart, tenders)


def test_a_sold_certificate_is_owed_and_printed_once_with_its_code(house: House) -> None:
    session = house.open_till()
    cart = add_certificate(cart_of(house, session, ("B", 4)), usd(5000), "Bo Example")
    sale = house.office.selling.sell(house.command(), session, cart, (cash(9500),), "Ann")
    assert sale.total == usd(9500)
    (value_id,) = sale.certificates
    assert len(sale.print_jobs) == 3
    assert rows(
        house,
        f"SELECT account, sum(amount_minor) FROM posting WHERE order_id='{sale.order_id}' "
        "GROUP BY account ORDER BY account",
    ) == [("1020", 9500), ("1060", 0), ("2010", -4200), ("2020", -5000), ("2030", -300)]
    value = house.office.values.view(value_id)
    assert (value.kind, value.serial) == (ValueKind.CERTIFICATE, "W1-G000001")
    assert (value.face, value.balance, value.used) == (usd(5000), usd(5000), False)
    assert (value.expires_on, value.holder) == (None, "Bo Example")
    paper = house.office.values.paper(value_id)
    assert (paper.amount, paper.serial, paper.promotional) == (usd(5000), "W1-G000001", False)
    assert printed_code(house) == paper.code
    assert value.shown == paper.code.replace("-", "")[-4:]
    with pytest.raises(NotFound):
        house.office.values.paper(value_id)
    assert house.office.verify() == ()


def test_the_code_is_nowhere_in_the_file(house: House) -> None:
    session = house.open_till()
    sell_certificate(house, session, 5000)
    code = printed_code(house)
    house.office.values.look_up(session, code)
    house.office.close()
    for file in house.path.parent.iterdir():
        kept = file.read_bytes()
        assert code.encode() not in kept
        assert code.replace("-", "").encode() not in kept


def test_a_cart_of_a_certificate_alone_is_a_sale(house: House) -> None:
    session = house.open_till()
    sale = house.office.selling.sell(
        house.command(), session, certificate_cart(house, 2500, 1000), (cash(3500, 4000),)
    )
    assert (sale.change, sale.ticket_ids, len(sale.certificates)) == (usd(500), (), 2)
    order = house.office.orders.get(sale.order_id)
    assert (order.state, order.tickets, order.owing) == ("collected", (), usd(0))
    assert house.office.orders.find(sale.order_number)[0].total == usd(3500)
    assert house.office.verify() == ()


@pytest.mark.parametrize("typed", ["{}", "{lower}", "  {spaced}  "])
def test_a_code_is_found_as_people_type_it(house: House, typed: str) -> None:
    session = house.open_till()
    sold = sell_certificate(house, session, 5000)
    code = printed_code(house)
    text = typed.format(code, lower=code.lower(), spaced=code.replace("-", " "))
    assert house.office.values.look_up(session, text) == sold


def test_a_certificate_pays_in_part_and_keeps_the_rest(house: House) -> None:
    session = house.open_till()
    value = sell_certificate(house, session, 5000)
    sale = sell(house, session, from_value(value, 3000), cash(1500))
    left = house.office.values.view(value.value_id)
    assert (left.balance, left.used) == (usd(2000), True)
    first, second = house.office.values.movements(value.value_id)
    assert (first.what, first.amount, first.who) == ("sale", usd(5000), "Ada Clerk")
    assert (second.amount, second.order_number) == (usd(-3000), sale.order_number)
    assert house.office.verify() == ()


def test_no_more_is_drawn_than_there_is(house: House) -> None:
    session = house.open_till()
    value = sell_certificate(house, session, 4000)
    cart = cart_of(house, session, ("B", 4))
    with pytest.raises(BalanceShort) as refused:
        house.office.selling.sell(house.command(), session, cart, (from_value(value, 4500),))
    assert refused.value.params == {"balance": usd(4000)}
    twice = (from_value(value, 2500), from_value(value, 2000))
    with pytest.raises(BalanceShort):
        house.office.selling.sell(house.command(), session, cart, twice)
    house.office.selling.sell(house.command(), session, cart, (from_value(value, 4000), cash(500)))
    assert house.office.values.view(value.value_id).balance == usd(0)


def second_window(house: House) -> Office:
    """Another window over the same file, with a connection of its own."""
    ids = Ids(house.clock, random.Random(99).randbytes)
    storage = SqlStorage(house.path, house.clock, ids, Events())
    hasher = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
    window = Window(WindowId("w2"), "Window 2", "W2")
    return open_office(storage, house.clock, ids, Events(), window, hasher)


def test_two_windows_at_once_never_draw_more_than_the_balance(house: House) -> None:
    """Both saw the whole balance and both have a cart that wants it; one of them gets it."""
    session = house.open_till()
    value = sell_certificate(house, session, 5000)
    other = House(second_window(house), house.clock, house.ids, house.path)
    ben = other.open_till("Ben Clerk")
    carts = (cart_of(house, session, ("B", 4)), cart_of(other, ben, ("B", 5)))
    assert house.office.values.view(value.value_id).balance == usd(5000)
    assert other.office.values.view(value.value_id).balance == usd(5000)
    tender = (from_value(value, 4500),)
    house.office.selling.sell(house.command(), session, carts[0], tender)
    with pytest.raises(BalanceShort) as refused:
        other.office.selling.sell(other.command(), ben, carts[1], tender)
    assert refused.value.params == {"balance": usd(500)}
    other.office.close()


def test_while_one_window_draws_another_cannot_even_look_in_order_to_draw(house: House) -> None:
    """The balance is looked up in the transaction that draws, and that one is alone in the file:
    this is what the refusal above stands on."""
    session = house.open_till()
    value = sell_certificate(house, session, 5000)
    with (
        closing(sqlite3.connect(house.path, timeout=0)) as other,
        house.office.storage.begin() as uow,
    ):
        assert uow.values.balance(value.value_id) == 5000
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_a_certificate_buys_tickets_and_no_certificate(house: House) -> None:
    session = house.open_till()
    value = sell_certificate(house, session, 9000)
    cart = add_certificate(cart_of(house, session, ("B", 4)), usd(5000))
    with pytest.raises(NotForCertificate) as refused:
        house.office.selling.sell(
            house.command(), session, cart, (from_value(value, 5000), cash(4500))
        )
    assert refused.value.params == {"what": "certificate"}
    house.office.selling.sell(house.command(), session, cart, (from_value(value, 4500), cash(5000)))


def test_a_tender_names_a_value_of_its_own_kind(house: House) -> None:
    session = house.open_till()
    value = sell_certificate(house, session, 9000)
    wrong = replace(from_value(value, 4500), kind=TenderKind.ON_ACCOUNT)
    with pytest.raises(PaymentMismatch):
        sell(house, session, wrong)


@pytest.mark.parametrize("amount", [0, -100])
def test_a_certificate_is_worth_something(house: House, amount: int) -> None:
    cart = house.office.seating.new_cart()
    with pytest.raises(AmountInvalid):
        add_certificate(cart, usd(amount))


# ---- codes that do not exist ----


def test_five_unknown_codes_in_ten_minutes_lock_and_the_lock_ends(house: House) -> None:
    session = house.open_till()
    sold = sell_certificate(house, session, 5000)
    code = printed_code(house)
    values = house.office.values
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(CodeUnknown) as refused:
            values.look_up(session, "0000-0000-0000-0000-1")
        assert refused.value.params == {"left": left}
    with pytest.raises(CodeLocked):
        values.look_up(session, code)
    house.clock.advance(timedelta(minutes=10, seconds=1))
    assert values.look_up(session, code) == sold


def test_a_restart_forgets_no_try_and_a_code_found_forgets_them_all(house: House) -> None:
    session = house.open_till()
    sold = sell_certificate(house, session, 5000)
    code = printed_code(house)
    for _ in range(4):
        with pytest.raises(CodeUnknown):
            house.office.values.look_up(session, "no such code")
    house.office.close()
    again = open_house(house.path, house.clock, seed=8)
    house.office = again.office
    with pytest.raises(CodeUnknown) as refused:
        again.office.values.look_up(session, "no such code")
    assert refused.value.params == {"left": 0}
    house.clock.advance(timedelta(minutes=10, seconds=1))
    assert again.office.values.look_up(session, code) == sold
    with pytest.raises(CodeUnknown) as refused:
        again.office.values.look_up(session, "no such code")
    assert refused.value.params == {"left": 4}


def test_a_lost_certificate_gets_a_new_code_and_the_old_one_is_dead(house: House) -> None:
    session = house.open_till()
    value = sell_certificate(house, session, 5000)
    old = printed_code(house)
    with pytest.raises(ApprovalNeeded):
        house.office.values.reissue(house.command(), session, value.value_id, "lost")
    with pytest.raises(NotAllowed):
        house.office.values.by_serial(session, value.serial)
    lead = house.sign_in("Sue Lead")
    assert house.office.values.by_serial(lead, value.serial.lower()) == value
    house.office.values.reissue(house.command(), lead, value.value_id, "lost")
    new = printed_code(house)
    assert new != old
    with pytest.raises(CodeUnknown):
        house.office.values.look_up(session, old)
    assert house.office.values.look_up(session, new).value_id == value.value_id
    assert house.office.verify() == ()


def test_a_paper_printed_later_says_what_is_left(house: House) -> None:
    session, lead = house.open_till(), house.sign_in("Sue Lead")
    value = sell_certificate(house, session, 5000)
    printed_code(house)
    sell(house, session, from_value(value, 4500))
    house.office.values.reissue(house.command(), lead, value.value_id, "lost")
    assert house.office.values.paper(value.value_id).amount == usd(500)


def test_a_certificate_used_up_before_its_paper_came_out_is_not_printed(house: House) -> None:
    session = house.open_till()
    value = sell_certificate(house, session, 4500)
    sell(house, session, from_value(value, 4500))
    assert printed_code(house) == ""
    assert house.office.verify() == ()


def test_ruined_paper_takes_its_code_with_it(house: House) -> None:
    session = house.open_till()
    sell_certificate(house, session, 5000)
    work = house.office.prints.begin("receipt_printer")
    assert work is not None
    assert work.certificate is not None
    ruined = work.certificate.code
    house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.SPOILED))
    good = printed_code(house)
    assert good not in ("", ruined)
    with pytest.raises(CodeUnknown):
        house.office.values.look_up(session, ruined)
    house.office.values.look_up(session, good)


# ---- given away, accounts ----


def test_a_promotional_certificate_is_nobodys_income_and_has_a_last_day(house: House) -> None:
    session = house.open_till()
    with pytest.raises(ApprovalNeeded):
        house.office.values.issue_promotional(
            house.command(), session, usd(1000), "School", "raffle"
        )
    boss = house.sign_in("Max House")
    value = house.office.values.issue_promotional(
        house.command(), boss, usd(4500), "School", "raffle"
    )
    assert (value.kind, value.balance) == (ValueKind.PROMOTIONAL, usd(4500))
    assert str(value.expires_on) == "2027-11-21"
    assert printed_code(house)
    assert rows(
        house, "SELECT account, sum(amount_minor) FROM posting WHERE account > '1030' GROUP BY 1"
    ) == [("2020", -4500), ("4090", 4500)]
    sell(house, session, from_value(value, 4000), cash(500))
    left = house.office.values.view(value.value_id)
    assert (left.balance, left.cash_out) == (usd(500), None)
    assert house.office.verify() == ()
    house.clock.advance(timedelta(days=366))
    cart = cart_of(house, session, ("B", 5))
    with pytest.raises(ValueExpired):
        house.office.selling.sell(
            house.command(), session, cart, (from_value(value, 100), cash(4400))
        )


def test_credit_on_an_account_pays_and_is_found_by_name(house: House) -> None:
    session = house.open_till()
    account = house.office.values.open_account(
        house.command(), session, "Dora Example", "503 555 0100"
    )
    assert (account.serial, account.shown, account.balance) == (
        "W1-A000001",
        "W1-A000001",
        usd(0),
    )
    boss = house.sign_in("Max House")
    house.office.values.credit_account(
        house.command(), boss, account.value_id, usd(6000), "show was cut short"
    )
    (found,) = house.office.values.accounts("dora 0100")
    assert found.balance == usd(6000)
    sell(house, session, from_value(found, 4500))
    assert house.office.values.view(account.value_id).balance == usd(1500)
    assert house.office.values.accounts("nobody") == ()
    assert house.office.verify() == ()


# ---- paid out ----


def test_less_than_five_dollars_is_paid_out_once_it_was_used(house: House) -> None:
    session = house.open_till()
    fresh = sell_certificate(house, session, 499)
    assert fresh.cash_out is None
    with pytest.raises(NotThisWay):
        house.office.values.cash_out(house.command(), session, fresh.value_id)
    value = sell_certificate(house, session, 5000)
    sell(house, session, from_value(value, 4500), seat=4)
    assert house.office.values.view(value.value_id).cash_out is None
    sell(house, session, from_value(value, 1), cash(4499), seat=5)
    assert house.office.values.view(value.value_id).cash_out == usd(499)
    house.events.clear()
    command = house.command()
    paid = house.office.values.cash_out(command, session, value.value_id)
    assert (paid.amount, paid.value.balance) == (usd(499), usd(0))
    assert DrawerToOpen(paid.drawer_opening) in house.events
    assert house.office.values.cash_out(command, session, value.value_id) == paid
    with pytest.raises(NotThisWay):
        house.office.values.cash_out(house.command(), session, value.value_id)
    assert house.office.verify() == ()


def test_numbers_of_certificates_have_no_gaps(house: House) -> None:
    session = house.open_till()
    first = sell_certificate(house, session, 1000)
    with pytest.raises(NotForCertificate):
        house.office.selling.sell(
            house.command(), session, certificate_cart(house, 1000), (from_value(first, 1000),)
        )
    second = sell_certificate(house, session, 1000)
    assert (first.serial, second.serial) == ("W1-G000001", "W1-G000002")


@settings(max_examples=5)
@given(st.lists(st.integers(1, 4500), min_size=3, max_size=8))
def test_whatever_is_drawn_in_whatever_order_never_goes_below_zero(wanted: list[int]) -> None:
    """Every sale of one ticket draws what it can get of one certificate of 80 dollars."""
    import tempfile

    from tests.conftest import DOORS_OPEN

    with tempfile.TemporaryDirectory() as folder:
        house = open_house(Path(folder) / "foyer.sqlite3", ManualClock(DOORS_OPEN))
        session = house.open_till()
        value = sell_certificate(house, session, 8000)
        expected = 8000
        for number, amount in enumerate(wanted, 2):
            cart = cart_of(house, session, ("B", number))
            tenders = (
                from_value(value, amount),
                *((cash(4500 - amount),) if amount < 4500 else ()),
            )
            if amount > expected:
                with pytest.raises(BalanceShort):
                    house.office.selling.sell(house.command(), session, cart, tenders)
                continue
            house.office.selling.sell(house.command(), session, cart, tenders)
            expected -= amount
        assert house.office.values.view(value.value_id).balance == Money(expected)
        house.office.close()
