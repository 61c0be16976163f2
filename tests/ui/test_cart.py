"""The cart at the window."""

from __future__ import annotations

from kiosk.widgets.seat_map.widget import SeatMap
from pos.views.catalogue import SeatKind
from tests.ui.window_kit import PINS, WindowKit


def two_in_the_cart(window: WindowKit) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")


def test_the_total_is_all_in_and_a_line_can_go(window: WindowKit) -> None:
    two_in_the_cart(window)
    assert window.text("cart.total") == "$196.00"
    assert window.text("cart.fees") == "Fees included: $8.00"
    window.tap("cart.remove.0")
    assert window.text("cart.total") == "$98.00"
    window.tap("cart.clear")
    assert window.text("cart.total") == "$0.00"
    assert not window.find("cart.pay.cash").isEnabled()


def test_a_cart_that_was_cleared_by_mistake_is_put_back(window: WindowKit) -> None:
    two_in_the_cart(window)
    total = window.text("cart.total")
    window.type("cart.promo", "OVERTURE15")  # not applied: not for the next patron
    window.tap("cart.clear")
    assert window.text("cart.promo") == ""
    assert window.text("cart.taken_out") == "2 tickets taken out"
    window.tap("cart.undo")
    window.wait_for("cart.remove.1")
    assert window.text("cart.total") == total
    assert not window.sees("cart.undo")


def test_a_line_offers_its_price_types(window: WindowKit) -> None:
    two_in_the_cart(window)
    window.tap("cart.line.1")
    window.tap("cart.type.student")
    assert window.rooms.cart.state.lines[1].price_type == "Student"
    assert window.rooms.cart.state.lines[0].price_type == "Adult"


def test_a_comp_wants_a_reason_and_a_second_person_at_the_same_screen(window: WindowKit) -> None:
    two_in_the_cart(window)
    window.tap("cart.line.0")
    window.tap("cart.type.comp")
    window.tap("cart.reason_give")
    assert window.find("cart.reason").property("trouble")
    window.fill("cart.reason", "Press")
    window.tap("cart.reason_give")
    assert any(": $0.00 instead of $98.00\nReason: Press\n" in text for text in window.texts())
    window.approve("Sue Moreno")
    assert window.text("cart.total") == "$98.00"
    assert window.rooms.desk.person.name == "Ana Castle"

    # In a dearer seat it is another comp, and wants another word.
    state = window.rooms.sell.state
    assert state.hall is not None
    best = state.hall.zones[0].zone_id
    dearer = next(
        seat
        for seat in state.hall.seats
        if seat.zone_id == best
        and seat.kind is SeatKind.ORDINARY
        and seat.seat_id not in state.seats
    )
    before = window.rooms.cart.state.lines[0]
    window.find("sell.map", SeatMap).seat_tapped.emit(dearer.seat_id)
    window.wait_for("approval.tile.0")
    place = f"{dearer.section} {dearer.row} {dearer.number}"
    assert any(f"{place}: $0.00 instead of $128.00\nReason" in text for text in window.texts())
    assert window.rooms.cart.state.lines[0] == before
    window.approve("Sue Moreno")
    after = window.rooms.cart.state.lines[0]
    assert (after.seat_id, after.all_in.minor) == (dearer.seat_id, 0)
    assert after.comp_command not in ("", before.comp_command)


def test_a_wrong_pin_at_the_approval_is_refused_in_words(window: WindowKit) -> None:
    two_in_the_cart(window)
    window.tap("cart.line.0")
    window.tap("cart.type.comp")
    window.fill("cart.reason", "Press")
    window.tap("cart.reason_give")
    window.tap("approval.tile.0")
    for digit in "8642":
        window.tap(f"approval.pin.key.{digit}")
    window.tap("approval.confirm")
    assert window.sees("approval.refusal")
    window.tap("approval.cancel")
    assert window.text("cart.total") == "$196.00"


def test_a_price_says_why_and_a_manager_may_set_another(window: WindowKit) -> None:
    two_in_the_cart(window)
    window.type("cart.promo", "overture15")
    window.tap("cart.promo_apply")
    window.type("cart.promo", "RUSH20")
    window.tap("cart.promo_apply")
    assert window.text("cart.total") == "$167.80"
    assert window.find("cart.code.0").accessibleName().startswith("OVERTURE15")
    assert "not for this price type" in window.find("cart.code.1").accessibleName()
    window.tap("cart.code_remove.1")
    assert not window.sees("cart.code.1")
    window.tap("cart.line.0")
    assert "List price $94.00" in window.text("cart.made_of.0")
    window.tap("cart.price_other.0")
    assert window.shell.focusWidget() is window.find("cart.price_amount")
    window.fill("cart.price_amount", "400")
    window.fill("cart.price_reason", "Wet seat")
    window.tap("cart.price_set")
    assert "$128.00" in window.text("cart.refusal")
    window.fill("cart.price_amount", "40")
    window.tap("cart.price_set")
    assert any(": $40.00 instead of $83.90" in text for text in window.texts())
    window.approve()
    assert window.text("cart.total") == "$123.90"
    window.tap("cart.price_usual.0")
    assert window.text("cart.total") == "$167.80"


def test_what_a_code_says_is_in_sight_once_it_is_entered(window: WindowKit) -> None:
    window.open_till()
    for name in ("sell.performance.NW-2", "sell.quantity.4", "sell.zone.1"):
        window.tap(name)
    window.type("cart.promo", "OVERTURE15")
    window.tap("cart.promo_apply")
    row = window.find("cart.code.0")
    assert row.visibleRegion().boundingRect() == row.rect()


def test_a_code_that_was_typed_and_not_applied_counts_when_a_tender_is_touched(
    window: WindowKit,
) -> None:
    two_in_the_cart(window)
    window.fill("cart.promo", "NOSUCH")
    window.tap("cart.pay.cash")
    assert "NOSUCH" in window.text("cart.refusal")
    assert not window.sees("pay.back")
    window.tap("cart.promo_leave")  # the usual price, which the refusal offers, is one touch away
    assert not window.sees("cart.refusal")
    assert not window.sees("cart.promo_leave")
    window.tap("cart.pay.cash")
    assert window.text("cart.total") == "$196.00"
    window.tap("pay.back")
    window.fill("cart.promo", "RUSH20")  # known, and for none of these tickets: that is said once
    window.tap("cart.pay.cash")
    assert "not for this price type" in window.find("cart.code.0").accessibleName()
    assert not window.sees("pay.back")
    window.fill("cart.promo", "overture15")
    window.tap("cart.pay.cash")
    assert window.text("cart.total") == "$167.80"
    window.tap("pay.back")
    window.tap("cart.code_remove.0")
    window.tap("cart.pay.cash")
    assert window.sees("pay.back")


def test_without_a_till_the_way_to_one_is_shown_instead_of_the_tenders(window: WindowKit) -> None:
    window.sign_in()
    window.tap("rail.sell")
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    assert not window.sees("cart.pay.cash")
    window.tap("cart.open_till")
    assert window.sees("till.open")


def test_the_cart_of_one_who_left_waits_for_them(window: WindowKit) -> None:
    two_in_the_cart(window)
    window.tap("rail.lock")
    window.tap("lock.switch")
    window.sign_in("Ben Quill")
    window.tap("rail.sell")
    assert window.rooms.cart.state.lines == ()
    window.tap("rail.lock")
    window.tap("lock.switch")
    window.sign_in("Ana Castle")
    assert window.text("cart.total") == "$196.00"


def test_the_lock_keeps_the_cart_and_opens_with_the_pin(window: WindowKit) -> None:
    two_in_the_cart(window)
    window.rooms.lock.lock()
    window.quiet()
    assert window.shell.covered
    for digit in PINS["Ana Castle"]:
        window.tap(f"lock.pin.key.{digit}")
    window.tap("lock.pin.enter")
    window.wait(lambda: not window.shell.covered)
    assert window.text("cart.total") == "$196.00"


def test_an_empty_cart_without_a_till_says_why_nothing_can_be_paid(window: WindowKit) -> None:
    window.sign_in()
    window.tap("rail.sell")
    assert window.text("cart.till") == "Open the till first"
    assert not window.sees("cart.pay.cash")
    window.tap("cart.open_till")
    assert window.sees("till.open")
