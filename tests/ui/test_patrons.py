"""People at the window: found, written down with two fields, merged, joined, erased; and named in
a cart."""

from __future__ import annotations

from dataclasses import replace

from kiosk.widgets.buttons import Button
from pos.office import Office
from tests.ui.window_kit import WindowKit


def known(window: WindowKit, name: str, contact: str = "") -> None:
    """Somebody is written down through the screen; their page is open."""
    window.tap("rail.patrons")
    if window.sees("patron.back"):
        window.tap("patron.back")
    window.tap("patrons.new")
    window.fill("patrons.name", name)
    window.fill("patrons.contact", contact)
    window.tap("patrons.add")


def test_two_fields_and_one_touch_write_somebody_down(window: WindowKit) -> None:
    window.open_till()
    known(window, "Vera Lindqvist", "(206) 555-0142")
    assert window.text("patron.name") == "Vera Lindqvist"
    window.tap("patron.back")
    window.fill("patrons.search", "0142")
    window.wait(lambda: len(window.rooms.patrons.state.rows) == 1)
    assert "(206)" not in " ".join(window.names())
    window.tap("patrons.row.0")
    assert window.text("patron.name") == "Vera Lindqvist"
    window.tap("rail.patrons")
    assert not window.sees("patron.name")
    assert (window.text("patrons.search"), window.rooms.patrons.state.rows) == ("", ())
    window.tap("patrons.new")
    window.fill("patrons.name", "Otto Lindqvist")
    window.tap("rail.patrons")
    assert not window.sees("patrons.name")
    assert not window.rooms.patrons.state.name


def test_who_is_like_them_stands_beside_the_form_before_there_are_two(window: WindowKit) -> None:
    window.open_till()
    known(window, "Vera Lindqvist", "(206) 555-0142")
    window.tap("patron.back")
    window.tap("patrons.new")
    assert not window.sees("patrons.nobody_like")  # nothing was typed
    window.fill("patrons.name", "Nobody Whatever")
    window.wait_for("patrons.nobody_like")
    window.fill("patrons.search", "lindqvist")  # whoever looks for somebody writes nobody down
    window.wait_for("patrons.row.0")
    assert not window.sees("patrons.name")
    window.fill("patrons.search", "")
    window.tap("patrons.new")
    window.fill("patrons.name", "Wera Lindkvist")
    window.wait(lambda: bool(window.rooms.patrons.state.like))
    window.tap("patrons.like.0")
    assert window.text("patron.name") == "Vera Lindqvist"
    window.tap("patron.back")
    window.fill("patrons.name", "Anna Petrova")  # whom a web order alone tells of
    window.wait(lambda: bool(window.rooms.patrons.state.like_by_orders))
    window.tap("patrons.like_by_orders.0")
    assert window.text("patron.name") == "Анна Петрова"
    assert window.ask(lambda office: office.by_orders.find("petrova")) == ()


def test_what_is_no_contact_is_said_beside_the_field(window: WindowKit) -> None:
    window.open_till()
    known(window, "Vera Lindqvist", "call me")
    assert "no phone number" in window.text("patrons.add_refused")
    window.fill("patrons.contact", "")
    window.tap("patrons.add")
    assert window.text("patron.name") == "Vera Lindqvist"


def test_both_sides_are_shown_before_they_become_one_and_they_come_apart(
    window: WindowKit,
) -> None:
    window.open_till("Max Holloway")
    known(window, "Vera Lindqvist", "(206) 555-0142")
    known(window, "Vera Lindkvist", "vera@example.org")
    assert not window.sees("patron.twins")
    window.tap("patron.merge")
    window.wait(lambda: bool(window.rooms.patron_page.state.others))
    window.tap("patron.other.0")
    assert window.text("patron.side.0").startswith("Vera Lindkvist")
    for side, kind in enumerate(("primary", "plain")):
        keep = window.find(f"patron.keep.{side}")
        assert isinstance(keep, Button)
        assert keep.kind == kind
    window.tap("patron.keep.1")
    assert window.text("patron.name") == "Vera Lindqvist"
    assert "one person now" in window.text("patron.done")
    window.tap("patron.apart.0")
    assert not window.sees("patron.apart.0")
    known(window, "VERA LINDKVIST", "vera@example.org")
    window.wait(lambda: window.sees("patron.twins"))
    assert "Vera Lindkvist W1-P000002" in window.text("patron.twins")


def test_details_are_corrected_and_a_note_is_kept(window: WindowKit) -> None:
    window.open_till()
    known(window, "Vera Lindqvist")
    window.tap("patron.correct")
    window.fill("patron.edit.town", "Seattle")
    window.fill("patron.edit.language", "fr")
    for chosen in ("need.wheelchair", "like.aisle", "like.no_calls", "by.email"):
        window.tap(f"patron.edit.{chosen}")
    window.tap("patron.edit.keep")
    said = [window.text(f"patron.known.{n}") for n in range(5)]
    assert said == ["Seattle", "fr", "By e-mail", "Aisle, No calls", "Wheelchair"]
    window.tap("patron.correct")
    window.tap("patron.edit.like.aisle")  # not any more
    window.tap("patron.edit.by.any")
    window.tap("patron.edit.keep")
    said = [window.text(f"patron.known.{n}") for n in range(4)]
    assert said == ["Seattle", "fr", "No calls", "Wheelchair"]
    window.fill("patron.note", "Comes with her sister")
    window.tap("patron.write")
    assert "Comes with her sister" in window.texts()


def test_of_two_corrections_at_once_a_person_says_which_stands(window: WindowKit) -> None:
    window.open_till()
    known(window, "Vera Lindqvist")
    patron = window.rooms.patron_page.state.patron
    assert patron is not None

    def elsewhere(office: Office) -> None:
        with office.storage.begin() as uow:
            now = uow.patrons.detail(patron.patron_id)
            uow.add(replace(now, detail_id="f" * 32, window_id="w2", town="Everett"))
            uow.commit()

    window.ask(elsewhere)
    window.tap("patron.back")
    window.wait(lambda: bool(window.rooms.patrons.state.torn))
    window.tap("patrons.torn.0")
    window.wait(lambda: len(window.rooms.patron_page.state.torn) == 2)
    window.tap("patron.stands.1")
    assert window.text("patron.known.0") == "Everett"
    assert not window.sees("patron.stands.0")


def test_a_household_is_joined_and_left(window: WindowKit) -> None:
    window.open_till()
    known(window, "Otto Berg")
    known(window, "Vera Lindqvist")
    window.tap("patron.household")
    window.fill("patron.other", "Otto")
    window.wait(lambda: bool(window.rooms.patron_page.state.others))
    window.tap("patron.other.0")
    assert window.sees("patron.home.0")
    window.tap("patron.leave")
    assert not window.sees("patron.home.0")


def test_a_manager_erases_somebody_for_good(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    known(window, "Vera Lindqvist", "(206) 555-0142")
    patron = window.rooms.patron_page.state.patron
    assert patron is not None
    window.tap("patron.hand_out")
    window.tap("patron.erase")
    window.tap("patron.erase_go")
    assert window.text("patron.name") == "Erased"
    for name in ("patron.correct", "patron.open_account", "patron.apart.0", "patron.hand_out"):
        assert not window.sees(name)
    assert not any("Nothing but the name" in text for text in window.texts())
    assert window.find("patron.done").accessibleName().endswith("whose they were.")
    gone = window.ask(
        lambda office: office.patrons.again(window.rooms.desk.person, patron.patron_id)
    )
    assert (gone.erased, gone.name) == (True, "")


def test_all_that_is_known_is_handed_out_as_files(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    known(window, "Vera Lindqvist", "(206) 555-0142")
    window.tap("patron.hand_out")
    (folder,) = window.rooms.patron_page.state.written
    told = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert set(told) == {
        "everything.json",
        *(f"{name}.csv" for name in ("details", "notes", "orders", "balances", "who-looked")),
    }
    assert "(206) 555-0142" in told["details.csv"]
    assert "Max Holloway" in told["who-looked.csv"]


def test_a_cashier_sees_neither_the_privacy_acts_nor_who_looked(window: WindowKit) -> None:
    window.open_till()
    known(window, "Vera Lindqvist")
    for name in ("patron.erase", "patron.hand_out", "patron.looks", "patron.merge"):
        assert not window.sees(name)


def test_who_buys_is_named_above_the_cart_and_has_the_order(window: WindowKit) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("sell.zone.1")
    window.tap("cart.patron")
    window.fill("cart_patron.name", "Vera Lindqvist")
    window.tap("cart_patron.add")
    assert window.text("cart.patron") == "Vera Lindqvist"
    window.tap("cart.pay.cash")
    window.tap("pay.exact")
    window.tap("pay.done")
    assert window.text("cart.patron") == "Nobody named"
    window.tap("rail.patrons")
    window.fill("patrons.search", "vera")
    window.wait(lambda: len(window.rooms.patrons.state.rows) == 1)
    window.tap("patrons.row.0")
    window.tap("patron.order.0")
    assert "Order W1-000001" in window.texts()
    window.tap("orders.copy_receipt")  # the page is read again: that is no second look
    looks = [look.screen for look in window.ask(lambda office: office.histories.for_review())]
    assert looks == ["order_page", "patron"]


def test_best_seats_are_asked_for_as_whoever_buys_needs_them(window: WindowKit) -> None:
    window.open_till()
    known(window, "Vera Lindqvist")
    window.tap("patron.correct")
    for need in ("wheelchair", "companion"):
        window.tap(f"patron.edit.need.{need}")
    window.tap("patron.edit.keep")
    window.tap("rail.sell")
    window.tap("sell.performance.NW-2")
    window.tap("cart.patron")
    window.fill("cart_patron.name", "Vera")
    window.wait(lambda: bool(window.rooms.cart_patron.state.rows))
    window.tap("cart_patron.row.0")
    state = window.rooms.sell.state
    assert (state.wheelchairs, state.quantity >= 2) == (1, True)


def test_what_somebody_looked_for_is_nobody_elses(window: WindowKit) -> None:
    window.open_till()
    known(window, "Vera Lindqvist")
    window.screens.forget()
    window.quiet()
    assert window.rooms.patron_page.state.patron is None
    assert window.rooms.patrons.state.rows == ()
