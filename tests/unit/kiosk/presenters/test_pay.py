from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.presenters.check_slip import CheckSlip, ReadCheck
from kiosk.presenters.desk import DrawerState
from kiosk.presenters.pay_state import PayState, Stage, rest_of
from pos.errors import (
    AmountInvalid,
    CardNumberRefused,
    CheckRefused,
    NothingSoldHere,
    StorageFull,
    StorageLocked,
    TextRefused,
    TillNotOpen,
)
from pos.ids import PriceTypeId, SeatId, UserId, ZoneId
from pos.money import Money
from pos.views.paying_rules import CashRounding
from pos.views.selling import TenderGiven, TenderKind
from tests.unit.kiosk.presenters.conftest import Bench, with_fingers


def paying(bench: Bench, kind: TenderKind = TenderKind.CASH) -> None:
    """Two seats at 67.50 lie in the cart and are being paid."""
    bench.rooms.sell.take_zone(ZoneId("front"))
    bench.rooms.cart.pay(kind)


def test_the_amount_due_and_the_notes_for_it(selling: Bench) -> None:
    paying(selling)
    state = selling.rooms.pay.state
    assert (state.stage, state.due, state.remaining) == (
        Stage.TAKING, Money(13500), Money(13500),
    )  # fmt: skip
    assert [n.minor for n in state.notes] == [14000, 15000, 20000]


def test_four_taps_sell_two_best_seats_for_exact_cash(selling: Bench) -> None:
    rooms = selling.rooms
    rooms.sell.set_quantity(2)
    rooms.sell.take_zone(ZoneId("front"))
    rooms.cart.pay(TenderKind.CASH)
    rooms.pay.exact()

    state = rooms.pay.state
    assert state.stage is Stage.DONE
    assert state.settled is not None
    assert (state.settled.change, state.settled.tickets) == (Money(0), 2)
    assert selling.office.done("sell") == 1


def test_change_is_named_only_after_the_sale_is_on_disk(selling: Bench) -> None:
    paying(selling)
    selling.tasks.holding = True
    selling.rooms.pay.cash(Money(14000))
    assert selling.rooms.pay.state.stage is Stage.UNDER_WAY
    assert selling.rooms.pay.state.settled is None

    selling.tasks.run()
    settled = selling.rooms.pay.state.settled
    assert settled is not None
    assert settled.change == Money(500)
    assert settled.cash


def test_a_double_tap_sells_once(selling: Bench) -> None:
    paying(selling)
    selling.tasks.holding = True
    selling.rooms.pay.exact()
    selling.rooms.pay.exact()
    selling.rooms.pay.cash(Money(14000))
    selling.rooms.pay.back()
    selling.tasks.run()
    selling.rooms.pay.exact()
    assert selling.office.done("sell") == 1


def test_a_retry_after_trouble_with_the_disk_is_the_same_sale(selling: Bench) -> None:
    """The commit stood and the answer was lost: the second try gets the first sale's answer."""
    paying(selling)
    selling.tasks.fails_next = StorageLocked()
    selling.rooms.pay.cash(Money(14000))
    state = selling.rooms.pay.state
    assert state.stage is Stage.TAKING
    assert isinstance(state.refusal, StorageLocked)
    assert len(state.tenders) == 1

    selling.rooms.pay.again()
    assert selling.rooms.pay.state.stage is Stage.DONE
    assert selling.office.done("sell") == 1


def test_a_full_disk_keeps_the_cart_and_names_no_change(selling: Bench) -> None:
    paying(selling)
    selling.tasks.fails_next = StorageFull()
    selling.rooms.pay.exact()
    assert selling.rooms.pay.state.settled is None
    assert len(selling.rooms.desk.cart.lines) == 2


def test_a_check_wants_its_number_and_its_payer(selling: Bench) -> None:
    paying(selling, TenderKind.CHECK)
    pay = selling.rooms.pay
    pay.check(CheckSlip("", "R. Vale"))
    assert isinstance(pay.state.refusal, TextRefused)
    pay.check(CheckSlip("1042", "  "))
    assert isinstance(pay.state.refusal, TextRefused)
    pay.check(CheckSlip("1042", "R. Vale"))
    assert pay.state.settled is not None
    assert not pay.state.settled.cash


def test_a_card_number_is_refused_at_once_and_kept_nowhere(selling: Bench) -> None:
    paying(selling, TenderKind.CHECK)
    pay = selling.rooms.pay
    pay.check(CheckSlip("4111111111111111", "R. Vale"))
    assert isinstance(pay.state.refusal, CardNumberRefused)
    assert "4111" not in repr(pay.state)
    pay.check(CheckSlip("1042", "4111 1111 1111 1111"))
    assert isinstance(pay.state.refusal, CardNumberRefused)
    assert pay.state.tenders == ()
    assert selling.office.done("sell") == 0


def test_a_check_for_part_and_cash_for_the_rest(selling: Bench) -> None:
    paying(selling, TenderKind.CHECK)
    pay = selling.rooms.pay
    pay.check(CheckSlip("1042", "R. Vale"), Money(10000))
    assert pay.state.remaining == Money(3500)
    assert [n.minor for n in pay.state.notes] == [4000, 5000, 10000]
    pay.use(TenderKind.CASH)
    pay.cash(Money(4000))
    settled = pay.state.settled
    assert settled is not None
    assert settled.change == Money(500)


def test_a_check_for_part_that_nobody_takes_is_refused_before_anything_else_pays(
    selling: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blocked(_check: object) -> None:
        raise CheckRefused(what="payer_blocked")

    paying(selling, TenderKind.CHECK)
    pay, read = selling.rooms.pay, ReadCheck("1042", "121042882", "6789")
    pay.check_read(read)
    monkeypatch.setattr(selling.office.checks, "look", blocked)
    pay.check(CheckSlip("1042", "R. Vale"), Money(10000))
    assert isinstance(pay.state.refusal, CheckRefused)
    assert (pay.state.tenders, pay.state.check) == ((), read)


def test_too_little_cash_leaves_a_rest_and_can_be_taken_back(selling: Bench) -> None:
    paying(selling)
    pay = selling.rooms.pay
    pay.cash(Money(10000))
    assert pay.state.remaining == Money(3500)
    pay.take_back(0)
    assert pay.state.remaining == Money(13500)
    assert selling.office.done("sell") == 0


def test_a_check_never_gives_change(selling: Bench) -> None:
    paying(selling, TenderKind.CHECK)
    selling.rooms.pay.check(CheckSlip("1042", "R. Vale"), Money(14000))
    assert isinstance(selling.rooms.pay.state.refusal, AmountInvalid)


def test_a_slip_of_the_hand_at_the_number_pad_is_refused(selling: Bench) -> None:
    paying(selling)
    pay = selling.rooms.pay
    pay.cash(Money(1_350_000))
    assert isinstance(pay.state.refusal, AmountInvalid)
    assert pay.state.tenders == ()
    pay.cash(Money(0))
    assert isinstance(pay.state.refusal, AmountInvalid)


def test_a_refused_sale_gives_the_last_tender_back_for_correction(selling: Bench) -> None:
    paying(selling)
    selling.office.tills.till = None
    selling.rooms.pay.exact()
    state = selling.rooms.pay.state
    assert isinstance(state.refusal, TillNotOpen)
    assert (state.stage, state.tenders, state.remaining) == (Stage.TAKING, (), Money(13500))


@with_fingers
def test_after_the_sale_the_window_is_ready_for_the_next_patron(selling: Bench) -> None:
    selling.rooms.sell.set_quantity(2)
    selling.rooms.sell.set_price_type(PriceTypeId("senior"))
    paying(selling)
    selling.rooms.pay.exact()
    assert selling.rooms.desk.cart.lines == ()
    selling.rooms.pay.done()

    assert selling.rooms.pay.state.stage is Stage.AWAY
    selling.rooms.sell.tap_seat(SeatId("B1"))
    assert selling.rooms.desk.cart.lines == (), "the second half of a double tap takes no seat"
    selling.timers.pass_time(0.3)
    assert not selling.rooms.sell.state.resting
    assert not selling.rooms.desk.paying
    assert selling.rooms.sell.state.price_type == "adult"
    assert selling.rooms.sell.state.chosen is not None


def test_the_change_stays_until_it_is_touched_and_follows_the_drawer(selling: Bench) -> None:
    paying(selling)
    selling.rooms.pay.cash(Money(14000))
    selling.rooms.desk.drawer_seen(DrawerState.OPEN)
    assert selling.rooms.pay.state.drawer is DrawerState.OPEN
    selling.rooms.desk.drawer_seen(DrawerState.SHUT)
    state = selling.rooms.pay.state
    assert (state.stage, state.drawer) == (Stage.DONE, DrawerState.SHUT)


def test_a_cart_of_comps_is_issued_without_money(bench: Bench) -> None:
    bench.open_till("mia")
    bench.choose()
    bench.rooms.sell.set_quantity(1)
    bench.rooms.sell.take_zone(ZoneId("front"))
    cart = bench.rooms.cart
    cart.select(cart.state.lines[0].line_id)
    cart.set_price_type(PriceTypeId("comp"))
    cart.give_reason("Critic")
    cart.pay(TenderKind.CASH)
    bench.rooms.pay.exact()
    assert bench.rooms.pay.state.settled is not None
    assert not bench.rooms.pay.state.settled.cash


def test_back_leaves_the_cart_and_takes_no_money(selling: Bench) -> None:
    paying(selling)
    selling.rooms.pay.cash(Money(2000))
    selling.rooms.pay.back()
    assert selling.rooms.pay.state.stage is Stage.AWAY
    assert len(selling.rooms.desk.cart.lines) == 2
    assert not selling.rooms.desk.paying


def test_touching_a_tender_in_the_cart_while_paying_changes_to_it(selling: Bench) -> None:
    paying(selling)
    selling.rooms.cart.pay(TenderKind.CHECK)
    assert selling.rooms.pay.state.kind is TenderKind.CHECK


def test_another_cashier_who_takes_the_window_finds_nobody_paying(selling: Bench) -> None:
    paying(selling)
    selling.rooms.lock.switch()
    assert selling.rooms.pay.state.stage is Stage.AWAY
    selling.sit_down("ana")
    assert len(selling.rooms.desk.cart.lines) == 2


def test_what_is_typed_is_an_amount_or_is_refused(selling: Bench) -> None:
    paying(selling)
    pay = selling.rooms.pay
    assert pay.enter_amount("47.5") == Money(4750)
    assert pay.enter_amount("abc") is None
    assert isinstance(pay.state.refusal, AmountInvalid)
    assert pay.enter_amount("-5") is None


def nickel(bench: Bench, due: int) -> None:
    """This venue rounds cash to five cents; ``due`` is to be paid."""
    rooms = bench.rooms
    assert rooms.desk.company is not None
    rules = replace(rooms.desk.company.paying, cash_rounding=CashRounding.NICKEL)
    rooms.desk.company = replace(rooms.desk.company, paying=rules)
    rooms.sell.take_zone(ZoneId("back"))
    cart = rooms.desk.cart
    line = replace(cart.lines[0], face=Money(due), fee=Money(0))
    rooms.desk.keep_cart(UserId("ana"), replace(cart, lines=(line,)))
    rooms.cart.pay(TenderKind.CASH)


def test_exact_cash_is_what_the_venue_rounds_to(selling: Bench) -> None:
    nickel(selling, 1003)
    pay = selling.rooms.pay
    assert (pay.state.remaining, pay.state.cash_due) == (Money(1003), Money(1005))
    pay.exact()
    assert pay.state.stage is Stage.DONE
    assert [t.amount for t in pay.state.tenders] == [Money(1005)]
    assert pay.state.rounded == Money(-2)


def test_what_cash_was_rounded_down_by_is_known_once_all_is_taken() -> None:
    def taken(*notes: int) -> PayState:
        tenders = tuple(TenderGiven(TenderKind.CASH, Money(n), Money(n)) for n in notes)
        due = Money(1002)
        return PayState(
            due=due, tenders=tenders, remaining=rest_of(due, tenders, CashRounding.NICKEL)[0]
        )

    assert [taken(*notes).rounded.minor for notes in ((), (500,), (500, 500))] == [0, 0, 2]


def test_a_refused_check_keeps_what_the_reader_read(selling: Bench) -> None:
    paying(selling, TenderKind.CHECK)
    pay, read = selling.rooms.pay, ReadCheck("1042", "121042882", "6789")
    pay.check_read(read)
    pay.check(CheckSlip("1042", "R. Vale", "soon"))
    assert (type(pay.state.refusal), pay.state.check) == (TextRefused, read)
    selling.tasks.fails_next = CheckRefused(what="stale")
    pay.check(CheckSlip("1042", "R. Vale"))
    assert (type(pay.state.refusal), pay.state.check) == (CheckRefused, read)
    pay.check(CheckSlip("1042", "R. Vale"))
    taken = pay.state.tenders[-1].check
    assert taken is not None
    assert (taken.routing, taken.account_last4) == ("121042882", "6789")
    assert pay.state.check == ReadCheck()


def test_cash_taken_first_leaves_the_check_in_hand_as_it_was_read(selling: Bench) -> None:
    paying(selling, TenderKind.CHECK)
    pay, read = selling.rooms.pay, ReadCheck("1042", "121042882", "6789")
    pay.check_read(read)
    pay.use(TenderKind.CASH)
    pay.cash(Money(500))
    assert pay.state.check == read


def test_all_cash_of_a_sale_is_rounded_once(selling: Bench) -> None:
    nickel(selling, 1004)
    pay = selling.rooms.pay
    pay.cash(Money(500))
    assert (pay.state.remaining, pay.state.cash_due) == (Money(504), Money(505))
    pay.use(TenderKind.CHECK)
    pay.check(CheckSlip("1042", "R. Vale"), Money(204))
    assert (pay.state.remaining, pay.state.cash_due) == (Money(300), Money(300))


def test_a_window_that_the_hub_stopped_takes_no_money_for_seats(selling: Bench) -> None:
    rooms = selling.rooms
    paying(selling)
    rooms.desk.closed_is("shut_out")
    said = rooms.pay.state.refusal
    assert isinstance(said, NothingSoldHere)
    assert said.params == {"what": "shut_out"}
    rooms.pay.exact()
    assert (rooms.pay.state.stage, rooms.pay.state.tenders) == (Stage.TAKING, ())
    rooms.pay.back()
    rooms.cart.pay(TenderKind.CASH)
    assert rooms.pay.state.stage is Stage.AWAY
    assert isinstance(rooms.cart.state.refusal, NothingSoldHere)
    assert len(rooms.desk.cart.lines) == 2
    assert selling.office.done("sell") == 0


def test_it_says_so_no_longer_than_it_is_so(selling: Bench) -> None:
    paying(selling)
    selling.rooms.desk.closed_is("ended")
    selling.rooms.desk.closed_is("")
    assert selling.rooms.pay.state.refusal is None
    selling.rooms.pay.exact()
    assert selling.rooms.pay.state.stage is Stage.DONE
