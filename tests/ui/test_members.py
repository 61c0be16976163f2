"""Memberships at the counter, by touch and by card."""

from __future__ import annotations

from datetime import timedelta

from kiosk.presenters.reading import Reading, ReadingNote
from pos.errors import TillNotOpen
from pos.ids import CommandId
from pos.office import Office
from pos.ports.readers import Scan
from pos.records import Member
from pos.views.members import MemberRow
from tests.ui.taps import counted
from tests.ui.window_kit import PINS, WindowKit


def sell_membership(window: WindowKit, name: str = "Ann Example") -> tuple[MemberRow, str]:
    """Sell a membership, and return it with the code on its card."""
    window.tap("cart.more")
    window.tap("counter.part.membership")
    window.fill("counter.member_name", name)
    window.tap("counter.level.friend")
    window.tap("cart.pay.cash")
    window.tap("pay.exact")
    window.tap("pay.done")
    session = window.rooms.desk.person
    (row,) = window.ask(lambda office: office.members.find(session, name))

    def member(office: Office) -> Member:
        with office.storage.read() as uow:
            return uow.members.member(row.member_id)

    return row, window.ask(member).code


def scan(window: WindowKit, code: str) -> None:
    notes: list[ReadingNote] = []
    reading = Reading(window.rooms.cart._basket._tasks, window.rooms, notes.append)
    reading.room = lambda: window.shell.room
    reading.scan(Scan("scanner", code))
    window.quiet()
    assert notes == []


def test_a_card_that_is_scanned_gives_its_price_without_a_touch(window: WindowKit) -> None:
    window.open_till()
    _, code = sell_membership(window)
    window.tap("sell.performance.NW-2")
    window.tap("sell.quantity.2")
    window.tap("sell.zone.1")
    listed = window.text("cart.total")
    with counted() as taps:
        scan(window, code)
    assert taps.count == 0
    assert window.text("cart.total") != listed
    assert "2 tickets" in window.text("cart.code_says.0")
    window.tap("cart.code_remove.0")
    assert window.text("cart.total") == listed
    # Looked up by name: the counter, its memberships, the row.
    with counted() as taps:
        window.tap("cart.more")
        window.tap("counter.part.membership")
        window.type("members.search", "ann exam")
        window.wait_for("members.row.0")
        window.tap("members.row.0")
    assert taps.count == 3
    assert window.text("cart.total") != listed


def test_a_card_that_is_scanned_before_any_ticket_is_seen_and_can_be_put_away(
    window: WindowKit,
) -> None:
    window.open_till()
    _, code = sell_membership(window)
    window.tap("rail.sell")
    scan(window, code)
    assert "Ann Example" in " ".join(window.texts())
    assert "No tickets yet" in window.text("cart.code_says.0")
    window.tap("cart.code_remove.0")
    assert "Ann Example" not in " ".join(window.texts())
    window.tap("sell.performance.NW-2")
    window.tap("sell.quantity.2")
    window.tap("sell.zone.1")
    listed = window.text("cart.total")
    scan(window, code)
    assert window.text("cart.total") != listed


def test_a_shown_card_names_who_buys_and_who_is_named_has_their_price(window: WindowKit) -> None:
    window.open_till()
    window.tap("cart.patron")
    window.fill("cart_patron.name", "Ann Example")
    window.tap("cart_patron.add")
    row, code = sell_membership(window)
    assert window.text("cart.patron") == "Nobody named"
    for name in ("sell.performance.NW-2", "sell.quantity.2", "sell.zone.1"):
        window.tap(name)
    listed = window.text("cart.total")
    scan(window, code)
    assert window.text("cart.patron") == "Ann Example · Friend"
    member = window.text("cart.total")
    assert member != listed
    window.tap("cart.code_remove.0")
    assert (window.text("cart.patron"), window.text("cart.total")) == (
        "Ann Example · Friend",
        listed,
    )
    window.tap("cart.patron")
    window.tap("cart_patron.nobody")
    window.tap("cart.patron")
    window.fill("cart_patron.name", "Ann")
    window.tap("cart_patron.row.0")
    assert window.text("cart.total") == member
    window.tap("cart.patron")
    window.tap("cart_patron.nobody")
    assert (window.text("cart.patron"), window.text("cart.total")) == ("Nobody named", listed)

    # Another card was made: the old one says so wherever it is shown, and counts nowhere.
    sue = next(one for one in window.rooms.sign_in.state.people if one.name == "Sue Moreno")
    lead = window.ask(lambda office: office.people.sign_in(sue.user_id, PINS[sue.name]))
    ids = window.rooms.members._ids
    window.ask(
        lambda office: office.members.renew_card(CommandId(ids.new()), lead, row.member_id, "lost")
    )
    notes: list[ReadingNote] = []
    window.tap("rail.orders")
    Reading(window.rooms.cart._basket._tasks, window.rooms, notes.append).scan(
        Scan("scanner", code)
    )
    window.quiet()
    assert [note.refusal.code for note in notes if note.refusal] == ["member_card_dead"]
    assert window.text("cart.total") == listed


def test_an_expired_card_says_so_and_is_renewed_with_one_touch(window: WindowKit) -> None:
    window.open_till()
    row, code = sell_membership(window)
    window.clock.advance(timedelta(days=370))
    scan(window, code)
    window.wait_for("members.one")
    assert "expired on" in window.text("members.says")
    assert row.number in window.text("members.who")
    assert "Offer to renew it." in " ".join(window.texts())
    with counted() as taps:
        window.tap("members.change.0")
    assert taps.count == 1
    assert window.text("cart.total") == "$75.00"
    assert window.sees("cart.code.0")


def test_a_card_that_is_scanned_in_another_room_shows_the_cart_it_counts_in(
    window: WindowKit,
) -> None:
    window.open_till()
    _, code = sell_membership(window)
    window.tap("rail.orders")
    assert not window.sees("cart.code.0")
    scan(window, code)
    assert window.sees("cart.code.0")
    assert "Ann Example" in " ".join(window.texts())


def test_at_will_call_a_card_that_is_scanned_finds_what_its_member_has(window: WindowKit) -> None:
    window.open_till()
    _, code = sell_membership(window, "Petra Holm")
    window.tap("rail.will_call")
    scan(window, code)
    window.wait(lambda: window.rooms.will_call.state.rows[0].name == "Petra Holm")
    assert window.text("willcall.search") == "W1-M000001"
    assert window.shell.room == "will_call"


def test_a_card_that_is_shown_stays_no_longer_than_its_cart(window: WindowKit) -> None:
    window.open_till()
    _, code = sell_membership(window)
    window.tap("sell.performance.NW-2")
    for over in (("cart.clear",), ("cart.pay.cash", "pay.exact", "pay.done")):
        scan(window, code)
        window.tap("sell.zone.1")
        assert window.sees("cart.code.0")
        for name in over:
            window.tap(name)
        assert not window.sees("cart.code.0")
        assert window.rooms.cart.state.shown == ()


def test_without_a_till_a_scanned_card_says_that_the_till_is_to_be_opened(
    window: WindowKit,
) -> None:
    window.open_till()
    _, code = sell_membership(window)
    window.rooms.desk.till = None
    window.rooms.desk.tell()
    notes: list[ReadingNote] = []
    reading = Reading(window.rooms.cart._basket._tasks, window.rooms, notes.append)
    reading.scan(Scan("scanner", code))
    window.quiet()
    (note,) = notes
    assert isinstance(note.refusal, TillNotOpen)


def test_a_card_that_runs_out_while_it_is_shown_says_so_when_it_is_scanned_again(
    window: WindowKit,
) -> None:
    window.open_till()
    _, code = sell_membership(window)
    scan(window, code)
    window.clock.advance(timedelta(days=370))
    for _ in range(2):
        window.tap("rail.sell")
        scan(window, code)
        window.wait_for("members.one")
        assert "expired on" in window.text("members.says")
    window.tap("members.change.0")
    scan(window, code)  # it is renewed in this cart
    assert window.text("cart.total") == "$75.00"


def test_a_gift_in_somebodys_memory_says_so_in_the_cart(window: WindowKit) -> None:
    window.open_till()
    for name in ("cart.more", "counter.part.donation", "counter.sum.2500", "counter.sake.memory"):
        window.tap(name)
    window.fill("counter.sake_of", "Old Friend")
    window.tap("counter.give")
    (line,) = window.rooms.cart.state.extras
    assert (line.tribute, line.text) == ("memory", "Old Friend")
    assert not window.sees("counter.sake_of")
