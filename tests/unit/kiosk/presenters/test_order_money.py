"""A wrong form of payment, a check that came back, what an order owes, its receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from kiosk.presenters.check_slip import CheckSlip
from kiosk.presenters.instead import ways_for
from kiosk.presenters.pay_state import Stage
from pos.errors import TextRefused, TillNotOpen
from pos.ids import OrderId, TenderId, UserId
from pos.money import Money
from pos.office import Office
from pos.views.paying import CheckGiven, ExtraKind, SlipTyped
from pos.views.selling import OrderTenderView, OrderView, TenderKind
from tests.unit.kiosk.fake_cards import ACCOUNT
from tests.unit.kiosk.fake_office import TONIGHT
from tests.unit.kiosk.presenters.conftest import Bench

PAID = Money(4750)
SLIP = SlipTyped("A1", "1111", "Visa")
CASH = OrderTenderView(
    TenderId("cash1"), TenderKind.CASH, PAID, PAID, "", "", TONIGHT, integrated=False,
    check_returned=False,
)  # fmt: skip
CHECK = replace(
    CASH, tender_id=TenderId("check1"), kind=TenderKind.CHECK, shown="1043", payer="Petra Holm"
)
CARD = replace(CASH, tender_id=TenderId("card1"), kind=TenderKind.CARD, integrated=True)


def opened(bench: Bench, *tenders: OrderTenderView, who: str = "mia") -> OrderView:
    """The page of the order paid so is open."""
    bench.office.orders.order = replace(bench.office.orders.order, tenders=tenders)
    bench.open_till(who)
    bench.rooms.enter("orders")
    bench.rooms.orders.open(OrderId("o1"))
    order = bench.rooms.orders.state.order
    assert order is not None
    return order


# ---- a wrong form of payment ----


def test_cash_that_was_a_check_is_put_right_with_what_stands_on_it(bench: Bench) -> None:
    opened(bench, CASH)
    bench.rooms.orders.correct()
    panel = bench.rooms.correct_tender
    assert panel.state.chosen == CASH
    panel.become(TenderKind.CHECK)
    panel.correct("Wrong button", CheckSlip("", ""))
    assert isinstance(panel.state.refusal, TextRefused)
    panel.correct("Wrong button", CheckSlip("1043", "Petra Holm", "2026-11-20"))
    ((tender_id, to, reason),) = bench.office.corrections.made
    assert (tender_id, to.kind, to.amount, reason) == (
        "cash1", TenderKind.CHECK, PAID, "Wrong button",
    )  # fmt: skip
    assert to.check is not None
    assert to.check.payer == "Petra Holm"
    assert panel.state.done is TenderKind.CHECK


def test_a_card_that_the_terminal_charged_is_no_slip_of_the_hand(bench: Bench) -> None:
    opened(bench, CASH, CARD)
    bench.rooms.orders.correct()
    panel = bench.rooms.correct_tender
    panel.choose(TenderId("card1"))
    assert panel.state.refusal is not None
    assert panel.state.refusal.params == {"what": "integrated_card"}
    panel.become(TenderKind.CASH)
    panel.correct("Wrong button")
    assert bench.office.corrections.made == []


def test_cash_that_was_a_card_wants_its_slip(bench: Bench) -> None:
    opened(bench, CASH)
    bench.rooms.orders.correct()
    panel = bench.rooms.correct_tender
    assert panel.state.ways == (TenderKind.CHECK, TenderKind.CARD)
    panel.become(TenderKind.CARD)
    panel.correct("Wrong button", card=SLIP)
    ((_, to, _),) = bench.office.corrections.made
    assert (to.kind, to.amount) == (TenderKind.CARD, PAID)
    assert bench.office.corrections.slips == [SLIP]


@pytest.mark.parametrize("what", ["check", "slip"])
def test_what_was_misread_is_never_the_same_again(bench: Bench, what: str) -> None:
    given = CheckGiven("1043", "Petra Holm", date(2026, 11, 20))
    misread = replace(CHECK, check=given)
    if what == "slip":
        misread = replace(CARD, integrated=False, slip=SLIP)
    opened(bench, misread)
    bench.rooms.orders.correct()
    panel = bench.rooms.correct_tender
    assert set(panel.state.ways) == {TenderKind.CASH, TenderKind.CHECK, TenderKind.CARD}
    panel.become(misread.kind)
    panel.correct("Misread", CheckSlip("1043", "Petra Holm", "2026-11-20"), SLIP)
    assert panel.state.refusal is not None
    assert panel.state.refusal.params == {"what": "same_again"}
    assert bench.office.corrections.made == []
    panel.correct("Misread", CheckSlip("1044", "Petra Holm", "2026-11-20"), replace(SLIP, brand=""))
    assert panel.state.done is misread.kind


def test_a_correction_by_a_cashier_wants_a_second_person(bench: Bench) -> None:
    opened(bench, CHECK, who="ana")
    bench.rooms.orders.correct()
    panel = bench.rooms.correct_tender
    panel.become(TenderKind.CASH)
    panel.correct("Wrong button")
    assert bench.office.corrections.made == []
    bench.rooms.approval.choose(UserId("mia"))
    bench.rooms.approval.confirm("9753")
    assert len(bench.office.corrections.made) == 1


def test_what_was_rounded_in_cash_is_exact_as_a_check(bench: Bench) -> None:
    rounded = replace(CASH, amount=Money(4755), left=Money(4755))
    opened(bench, rounded)
    bench.rooms.orders.correct()
    panel = bench.rooms.correct_tender
    panel.become(TenderKind.CHECK)
    assert panel.state.due == PAID


# ---- a check that came back ----


def test_a_check_that_came_back_is_owed_again_with_its_fee_and_a_letter(bench: Bench) -> None:
    opened(bench, CHECK)
    bench.rooms.orders.check_back()
    panel = bench.rooms.returned_check
    assert panel.state.owes == PAID + Money(2500)
    panel.record("")
    assert isinstance(panel.state.refusal, TextRefused)
    panel.charge(Money(1500))
    panel.record("Not enough money")
    assert bench.office.checks.made == [("check1", "Not enough money", Money(1500))]
    assert panel.state.letter is not None
    assert panel.state.place.endswith("check-1043.pdf")


def test_only_who_may_records_a_check(bench: Bench) -> None:
    opened(bench, CHECK, who="ana")
    assert not bench.rooms.orders.state.ways.check_back
    bench.rooms.orders.check_back()
    assert bench.rooms.returned_check.state.order is None


# ---- what is owed, and the receipt ----


def test_what_an_order_owes_is_taken_by_the_pay_panel(bench: Bench) -> None:
    order = bench.office.orders.order
    bench.office.orders.order = replace(order, state="unpaid", owed=Money(7250))
    opened(bench, CHECK)
    bench.rooms.orders.take()
    assert bench.rooms.pay.state.stage is Stage.TAKING
    assert bench.rooms.pay.state.due == Money(7250)


def test_nothing_is_taken_without_a_till(bench: Bench) -> None:
    order = bench.office.orders.order
    bench.office.orders.order = replace(order, state="unpaid", owed=Money(7250))
    bench.sit_down("mia")
    bench.rooms.orders.open(OrderId("o1"))
    bench.rooms.orders.take()
    assert bench.rooms.pay.state.stage is Stage.AWAY
    assert isinstance(bench.rooms.orders.state.refusal, TillNotOpen)


def test_a_receipt_prints_again_once_a_tap(bench: Bench) -> None:
    opened(bench, CASH)
    bench.tasks.holding = True
    bench.rooms.orders.copy_receipt()
    bench.rooms.orders.copy_receipt()
    bench.tasks.run()
    assert bench.office.orders.copies == 1
    assert bench.rooms.orders.state.copied


@pytest.mark.parametrize("name", ["correct_tender", "returned_check"])
def test_a_panel_goes_with_its_person(bench: Bench, name: str) -> None:
    order = opened(bench, CHECK)
    panel = getattr(bench.rooms, name)
    panel.open(order)
    bench.rooms.desk.stand_up()
    assert panel.state.order is None


def test_the_account_that_paid_all_of_it_is_no_second_way(bench: Bench) -> None:
    credit = replace(CASH, kind=TenderKind.ON_ACCOUNT, shown=ACCOUNT.serial)
    order = replace(opened(bench), name=ACCOUNT.holder)
    for tenders, ways in (((credit,), 0), ((credit, CASH), 1), ((CASH,), 1)):
        offered = ways_for(cast("Office", bench.office), replace(order, tenders=tenders))
        assert sum(way.kind is ExtraKind.CREDIT for way in offered) == ways
