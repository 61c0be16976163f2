"""Series at the counter, by touch: the real office, the demo season."""

from __future__ import annotations

from tests.ui.window_kit import WindowKit


def test_a_series_is_sold_in_the_same_seats_and_says_when_it_breaks(window: WindowKit) -> None:
    window.open_till()
    window.tap("cart.more")
    window.tap("counter.part.series")
    window.wait_for("series.SYM-3")
    for name in ("series.SYM-3", "series.quantity.1", "series.level.1"):
        window.tap(name)
    window.wait(lambda: window.rooms.series.state.choice is not None)
    assert window.text("series.said").startswith("The same seats at all dates.")
    assert window.text("series.take") == "Put in the cart · $198.70"
    assert window.text("series.prices") == "For all 3 dates, a person"
    first = window.rooms.series.state.choice
    window.tap("series.next_best")
    window.wait(lambda: window.rooms.series.state.choice not in (None, first))
    other = window.rooms.series.state.choice
    assert first is not None
    assert other is not None
    assert other.same_seats
    assert not {s for d in first.dates for s in d.seat_ids} & set(other.dates[0].seat_ids)
    window.tap("series.take")
    window.wait(lambda: len(window.rooms.cart.state.lines) == 3)
    assert window.text("cart.total") == "$198.70"
    assert window.text("cart.series.0").startswith("Symphony Trio for 1 person")

    window.tap("cart.remove.2")
    window.wait(lambda: len(window.rooms.cart.state.lines) == 2)
    assert window.text("cart.series.0").startswith("Symphony Trio: not whole any more")
    window.tap("cart.series_remove.0")
    window.wait(lambda: not window.rooms.cart.state.lines)

    window.cancel_show("RACH-2")
    window.tap("series.back")
    window.tap("series.MIX")
    cancelled = window.find("series.date.RACH-2")
    assert not cancelled.isEnabled()
    assert "Cancelled" in cancelled.accessibleName()
    assert " left" not in cancelled.accessibleName()
    assert window.text("series.said").startswith("Tick 3 more dates.")
    for code in ("NW-2", "RACH-1", "LATE-2"):
        window.tap(f"series.date.{code}")
    window.tap("series.level.1")
    window.wait(lambda: window.rooms.series.state.choice is not None)
    window.tap("series.take")
    window.wait(lambda: len(window.rooms.cart.state.lines) == 6)
    for name in ("cart.pay.cash", "pay.exact", "pay.done"):
        window.tap(name)
    add_dates(window)
    (found,) = window.ask(lambda office: office.orders.find("W1-000001"))
    order = window.ask(lambda office: office.orders.get(found.order_id))
    assert {ticket.series for ticket in order.tickets} == {"Rosewall Mix"}
    assert window.ask(lambda office: office.verify()) == ()


def add_dates(window: WindowKit) -> None:
    """From the order's page: two more evenings of the mix, seats and all."""
    window.tap("rail.orders")
    window.type("orders.search", "W1-000001")
    window.wait(lambda: [r.order_number for r in window.rooms.orders.state.rows] == ["W1-000001"])
    for name in ("orders.row.0", "orders.add_dates"):
        window.tap(name)
    first = window.rooms.series.state.chosen
    assert first is not None
    top = window.find(f"series.date.{first.dates[0].performance.code}")
    assert not top.visibleRegion().isEmpty()  # though the series before was left at its end
    for name in ("series.date.GIS-1", "series.level.0"):
        window.tap(name)
    window.wait(lambda: window.rooms.series.state.choice is not None)
    assert "3 dates so far · 2 more may be chosen" in window.text("series.holds")
    window.tap("series.take")
    window.wait(lambda: len(window.rooms.cart.state.lines) == 2)
    assert all(line.steps for line in window.rooms.cart.state.lines)
    for name in ("cart.pay.cash", "pay.exact", "pay.done"):
        window.tap(name)
