"""Paying at the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kiosk.presenters.desk import DrawerState
from kiosk.presenters.pay_state import PapersSeen, Stage
from kiosk.widgets.numpad import MoneyEntry
from pos.lifecycles import DeviceState
from pos.office import Office
from pos.ports.devices import Condition, DeviceStatus, PrintOutcome, PrintResult
from tests.ui.window_kit import WindowKit

CARD = "4111111111111111"


def paying(window: WindowKit, tender: str = "cash") -> None:
    """Two seats at 98.00 are being paid."""
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    window.tap(f"cart.pay.{tender}")


def test_the_next_sensible_notes_are_buttons_and_the_change_fills_the_panel(
    window: WindowKit,
) -> None:
    paying(window)
    assert window.text("pay.due") == "$196.00"
    window.tap("pay.note.20000")
    assert window.text("pay.change") == "$4.00"

    window.rooms.desk.drawer_seen(DrawerState.OPEN)
    assert window.text("pay.drawer") == "Push the drawer shut"
    window.rooms.desk.drawer_seen(DrawerState.SHUT)
    assert window.text("pay.drawer") == ""
    window.tap("pay.done")
    assert not window.sees("pay.due")


def test_an_amount_typed_on_the_pad(window: WindowKit) -> None:
    paying(window)
    for key in ("2", "2", "00", "0"):
        window.tap(f"pay.pad.key.{key}")
    window.tap("pay.take")
    assert window.text("pay.change") == "$24.00"


def test_a_check_for_part_and_cash_for_the_rest(window: WindowKit) -> None:
    paying(window, "check")
    window.type("pay.check_number", "1042")
    window.type("pay.check_payer", "R. Vale")
    for key in ("1", "00", "00"):
        window.tap(f"pay.check_pad.key.{key}")
    window.tap("pay.take_check")
    assert window.text("pay.due") == "$96.00"
    window.tap("pay.kind.cash")
    window.tap("pay.exact")
    order = window.ask(lambda office: office.orders.get(office.orders.find("")[0].order_id))
    assert order.owing.minor == 0


def test_a_check_without_a_number_is_refused_in_words(window: WindowKit) -> None:
    paying(window, "check")
    window.tap("pay.take_check")
    assert "Check number" in window.text("pay.refusal")
    assert window.find("pay.check_number").property("trouble")
    window.type("pay.check_number", "1042")
    window.tap("pay.take_check")
    marked = [window.find(f"pay.check_{name}").property("trouble") for name in ("number", "payer")]
    assert marked == [False, True]


def test_of_a_refused_check_only_what_is_wrong_is_typed_again(window: WindowKit) -> None:
    paying(window, "check")
    window.type("pay.check_number", "1042")
    window.type("pay.check_payer", "R. Vale")
    window.type("pay.check_date", "1/2/2020")
    window.type("pay.check_phone", "555 0100")
    window.tap("pay.take_check")
    assert window.rooms.pay.state.refusal is not None
    kept = [window.text(f"pay.check_{name}") for name in ("number", "payer", "date", "phone")]
    assert kept == ["1042", "R. Vale", "1/2/2020", "555 0100"]


@pytest.mark.parametrize("field", ["pay.check_number", "pay.check_payer"])
def test_a_card_number_is_wiped_and_never_sent(window: WindowKit, field: str) -> None:
    paying(window, "check")
    window.type(field, CARD)
    assert CARD not in window.text(field)
    assert "card number" in window.text("pay.refusal")
    assert CARD not in repr(window.rooms.pay.state)


def test_a_tender_named_by_mistake_is_taken_back(window: WindowKit) -> None:
    paying(window)
    for key in ("5", "00", "0"):
        window.tap(f"pay.pad.key.{key}")
    window.tap("pay.take")
    assert window.text("pay.due") == "$146.00"
    window.tap("pay.undo.0")
    assert window.text("pay.due") == "$196.00"


def test_back_leaves_the_cart_as_it_was(window: WindowKit) -> None:
    paying(window)
    window.tap("pay.back")
    assert not window.sees("pay.due")
    assert window.text("cart.total") == "$196.00"


def test_enter_never_pays_wherever_the_keyboard_is(window: WindowKit) -> None:
    """A scanner ends with Enter."""
    paying(window)
    panel = window.find("pay")
    stops = [w for w in panel.findChildren(QWidget) if w.isVisible() and w.isEnabled()]
    for widget in stops:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(widget, Qt.Key.Key_Return)
        QTest.keyClick(widget, Qt.Key.Key_Enter)
    window.quiet()
    assert window.rooms.pay.state.stage is Stage.TAKING
    assert window.rooms.pay.state.tenders == ()
    assert window.ask(lambda office: office.orders.find("W1-000001")) == ()


def test_enter_never_begins_to_pay_either(window: WindowKit) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    for name in ("cart.pay.cash", "cart.pay.check", "cart.promo"):
        window.find(name).setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(window.find(name), Qt.Key.Key_Return)
    window.quiet()
    assert window.rooms.pay.state.stage is Stage.AWAY


def test_digits_go_into_the_amount_as_soon_as_the_panel_is_up(window: WindowKit) -> None:
    paying(window)
    focused = window.shell.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, "20000")
    window.tap("pay.take")
    assert window.text("pay.change") == "$4.00"


def test_a_double_tap_on_exact_sells_once(window: WindowKit) -> None:
    paying(window)
    exact = window.find("pay.exact")
    QTest.mouseClick(exact, Qt.MouseButton.LeftButton)
    QTest.mouseClick(exact, Qt.MouseButton.LeftButton)
    window.quiet()
    assert window.rooms.pay.state.stage is Stage.DONE
    assert len(window.ask(lambda office: office.orders.find("W1-"))) == 1


@pytest.mark.parametrize("name", ["pay.exact", "pay.note.20000", "pay.take"])
def test_the_second_tap_of_a_double_tap_does_not_put_the_change_away(
    window: WindowKit, name: str
) -> None:
    """Nothing that leads to the change stands where the button that ends it will stand."""
    paying(window)
    for key in ("2", "00", "00"):
        window.tap(f"pay.pad.key.{key}")
    where = window.find(name).mapTo(window.shell, window.find(name).rect().center())
    window.tap(name)
    under = window.shell.childAt(where)
    assert under is not window.find("pay.done")
    assert window.rooms.pay.state.stage is Stage.DONE


def test_comps_alone_are_issued_without_a_tender(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    window.tap("sell.performance.NW-2")
    window.tap("sell.quantity.1")
    window.tap("sell.zone.1")
    window.tap("cart.line.0")
    window.tap("cart.type.comp")
    window.fill("cart.reason", "Press")
    window.tap("cart.reason_give")
    window.tap("cart.pay.cash")
    window.tap("pay.issue")
    assert window.rooms.pay.state.stage is Stage.DONE


def test_a_check_alone_is_said_to_be_one_and_its_pad_shows_what_it_is_for(
    window: WindowKit,
) -> None:
    paying(window, "check")
    assert window.find("pay.check_amount", MoneyEntry).display.text == "$196.00"
    window.type("pay.check_number", "1042")
    window.type("pay.check_payer", "R. Vale")
    window.tap("pay.take_check")
    assert window.text("pay.change") == "Paid by check"


def test_exact_cash_leaves_no_change(window: WindowKit) -> None:
    paying(window)
    window.tap("pay.exact")
    assert window.text("pay.change") == "No change"


OUT = DeviceStatus("ticket_printer", DeviceState.STOPPED, frozenset({Condition.OUT_OF_STOCK}))


def settle_next(window: WindowKit, outcome: PrintOutcome) -> None:
    """The ticket printer takes the next ticket and says what became of it."""

    def prints(office: Office) -> None:
        work = office.prints.begin("ticket_printer")
        assert work is not None
        office.prints.settle(work.job_id, PrintResult(outcome, Condition.SILENT))

    window.ask(prints)
    window.quiet()


def the_printer_is(window: WindowKit, status: DeviceStatus) -> None:
    """Tell the change page what the watch over the devices tells it."""
    tasks = window.rooms.print_tasks
    window.rooms.pay.papers_are(PapersSeen(status, tasks.state))
    tasks.known.append(lambda: window.rooms.pay.papers_are(PapersSeen(status, tasks.state)))
    tasks.refresh()
    window.quiet()


def test_the_change_counts_the_tickets_as_they_come_out(window: WindowKit) -> None:
    paying(window)
    window.tap("pay.exact")
    assert window.text("pay.papers").startswith("0 of 2 tickets printed")
    settle_next(window, PrintOutcome.PRINTED)
    assert window.text("pay.papers").startswith("1 of 2 tickets printed")
    settle_next(window, PrintOutcome.PRINTED)
    assert window.text("pay.papers").startswith("2 tickets printed · order")
    the_printer_is(window, OUT)
    assert not window.sees("pay.printer")


def test_beside_the_change_stands_why_no_ticket_comes_and_the_next_patron_may_come(
    window: WindowKit,
) -> None:
    paying(window)
    window.tap("pay.exact")
    settle_next(window, PrintOutcome.PRINTED)
    the_printer_is(window, OUT)
    assert window.text("pay.printer") == "Ticket printer is out of paper."
    said = window.find("pay.printer").accessibleName()
    assert "Load some" in said
    assert "Came out: " in said
    assert "1 ticket waits: " in said
    the_printer_is(window, DeviceStatus("ticket_printer", DeviceState.READY))
    assert not window.sees("pay.printer")
    window.tap("pay.done")
    assert not window.sees("pay.change")


def test_a_ticket_in_doubt_is_asked_for_over_the_change(window: WindowKit) -> None:
    paying(window)
    window.tap("pay.exact")
    the_printer_is(window, DeviceStatus("ticket_printer", DeviceState.READY))
    settle_next(window, PrintOutcome.UNKNOWN)
    assert window.text("pay.doubt").startswith("1 ticket may or may not have come out")
    window.tap("pay.look")
    window.tap("print_tasks.yes.0")
    window.tap("print_tasks.close")
    assert not window.sees("pay.doubt")
    assert window.text("pay.papers").startswith("1 of 2 tickets printed")
    assert window.sees("pay.done")
