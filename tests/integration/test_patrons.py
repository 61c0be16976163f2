"""People who come: written down, told apart, linked to orders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.errors import (
    CardNumberRefused,
    ContactRefused,
    NotAllowed,
    NotFound,
    PatronChanged,
    TextMissing,
)
from pos.ids import OrderId, PatronId
from pos.records import OrderNamed
from pos.views.patrons import Need
from pos.views.people import SessionView
from printing.access_csv import looks_csv
from tests.integration.small_house import House
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_will_call import sold_elsewhere


def test_two_fields_make_a_patron_and_the_row_tells_two_of_one_name_apart(house: House) -> None:
    one = house.office.patrons.add(
        house.command(), house.sign_in("Ada Clerk"), "Vera Lind", "(206) 555-0142"
    )
    two = house.office.patrons.add(
        house.command(), house.sign_in("Ada Clerk"), "Vera Lind", "vera@example.org"
    )
    assert one.number != two.number
    rows = house.office.patrons.like("vera li")
    assert {(row.phone_last4, row.email_masked) for row in rows} == {
        ("0142", ""),
        ("", "v***@example.org"),
    }


@pytest.mark.parametrize(
    ("typed", "contact"),
    [
        ("Linde", ""),
        ("dvorak", ""),
        ("Dworak", ""),
        ("", "1 206 555 0142"),
        ("", "V@Example.org"),
    ],
)
def test_a_duplicate_is_seen_while_somebody_types(house: House, typed: str, contact: str) -> None:
    add, ada = house.office.patrons.add, house.sign_in("Ada Clerk")
    add(house.command(), ada, "Věra Dvořák-Lindqvist", "(206) 555-0142")
    add(house.command(), ada, "Věra Dvořák-Lindekvist", "v@example.org")
    assert house.office.patrons.like(typed, contact)
    assert house.office.patrons.like("Zoltan", "555 0199") == ()


@pytest.mark.parametrize(
    ("known", "typed", "seen"),
    [
        ("Hoa Nguyen", "Nguyễn Thị Hoa", True),
        ("Nguyễn Thị Hoa", "hoa nguyen", True),
        ("V. M. Lindqvist-Berg", "Vera Maria Lindqvist Berg", True),
        ("Anna Petrova", "Петрова Анна Ивановна", True),
        ("Maria Lopes", "Anna Maria Lopez", True),
        ("Nguyễn Thị Lan", "Nguyễn Thị Hoa", False),
        ("Hoang Nguyen", "Nguyễn Thị Hoa", False),
        ("Nguyen", "Nguyễn Thị Hoa", False),
        ("Maria Lopez", "Maria Anna Berg", False),
    ],
)
def test_parts_of_a_name_in_any_order_are_seen_and_no_others(
    house: House, known: str, typed: str, *, seen: bool
) -> None:
    house.office.patrons.add(house.command(), house.sign_in("Ada Clerk"), known)
    assert [row.name for row in house.office.patrons.like(typed)] == [known] * seen


def test_who_is_known_by_orders_alone_becomes_a_patron_in_one_act(house: House) -> None:
    ada, find = house.sign_in("Ada Clerk"), house.office.by_orders.find
    orders = [_named(house, "Zoë Quux", n, "(206) 555-0142") for n in (1, 2)]
    other = _named(house, "Zoe Quux", 3, "(206) 555-0199")
    people = find("quux")
    assert sorted((len(each.orders), each.phone_last4) for each in people) == [
        (1, "0199"),
        (2, "0142"),
    ]
    like = house.office.by_orders.like
    assert [each.phone_last4 for each in like("", "206 555 0142")] == ["0142"]
    assert {each.phone_last4 for each in like("quux zoe")} == {"0142", "0199"}
    assert (like("Q"), like("", "0142"), like("Nobody Else")) == ((), (), ())
    said = house.office.by_orders.of(ada, orders[0])
    assert (said.person.name, said.like, said.same) == ("Zoë Quux", (), (orders[1],))
    command = house.command()
    made = house.office.by_orders.make(command, ada, orders)
    assert house.office.by_orders.make(command, ada, orders) == made
    assert (made.name, made.phone_last4) == ("Zoë Quux", "0142")
    assert {_owner(house, each) for each in orders} == {made.patron_id}
    assert [each.orders for each in find("quux")] == [(other,)]
    assert [row.name for row in house.office.by_orders.of(ada, other).like] == ["Zoë Quux"]
    house.office.by_orders.link(house.command(), ada, (other,), made.patron_id)
    assert (find("quux"), find("")) == ((), ())
    assert len(house.office.histories.of(ada, made.patron_id).bought) == 3
    nameless = _named(house, "", 4, "call me")
    with pytest.raises(TextMissing):
        house.office.by_orders.make(house.command(), ada, (nameless,))
    row = house.office.by_orders.make(house.command(), ada, (nameless,), "Otto Berg")
    assert (row.name, row.phone_last4) == ("Otto Berg", "")
    assert house.office.verify() == ()


def test_the_command_repeated_makes_nobody_twice(house: House) -> None:
    command = house.command()
    first = house.office.patrons.add(command, house.sign_in("Ada Clerk"), "Vera Lind", "")
    assert house.office.patrons.add(command, house.sign_in("Ada Clerk"), "Vera Lind", "") == first
    assert len(house.office.patrons.like("Vera Lind")) == 1


@pytest.mark.parametrize(
    ("name", "contact", "refusal"),
    [
        ("", "", TextMissing),
        ("Vera", "call me", ContactRefused),
        ("Vera", "vera@", ContactRefused),
        ("4111 1111 1111 1111", "", CardNumberRefused),
        ("Vera", "4111 1111 1111 1111", CardNumberRefused),
    ],
)
def test_what_is_no_contact_is_refused(
    house: House, name: str, contact: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        house.office.patrons.add(house.command(), house.sign_in("Ada Clerk"), name, contact)


def test_an_unknown_patron_is_named_so(house: House) -> None:
    with pytest.raises(NotFound):
        house.office.patrons.get(house.sign_in("Ada Clerk"), PatronId("nobody"))


def test_an_order_is_theirs_in_the_transaction_of_the_sale(house: House) -> None:
    ada = house.open_till()
    vera = house.office.patrons.add(house.command(), ada, "Vera Lind", "206-555-0142")
    cart = cart_of(house, ada, ("B", 1), ("B", 2))
    told = (house.command(), ada, cart, (cash(cart.total.minor),))
    sale = house.office.selling.sell(*told, patron_id=vera.patron_id)
    assert house.office.selling.sell(*told, patron_id=vera.patron_id) == sale
    row = house.office.patrons.of_order(sale.order_id)
    assert row is not None
    assert (row.patron_id, row.name) == (vera.patron_id, "Vera Lind")
    history = house.office.histories.of(ada, vera.patron_id)
    assert [(each.order_number, each.tickets) for each in history.bought] == [
        (sale.order_number, 2)
    ]
    assert [(each.year, each.paid.minor) for each in history.years] == [
        (str(house.clock.now().year), cart.total.minor)
    ]
    assert house.office.verify() == ()


def test_the_newest_word_on_whose_an_order_is_counts(house: House) -> None:
    ada = house.open_till()
    vera, otto = (_patron(house, name) for name in ("Vera Lind", "Otto Berg"))
    order = _sold(house, ada, vera)
    house.office.patrons.link(house.command(), ada, order, otto)
    assert _owner(house, order) == otto
    house.office.patrons.link(house.command(), ada, order, PatronId(""))
    assert _owner(house, order) is None


def test_who_looked_is_written_down_before_anything_is_shown(house: House) -> None:
    vera = _patron(house, "Vera Lind")
    house.office.patrons.get(house.sign_in("Ben Clerk"), vera)
    max_house = house.sign_in("Max House")
    looks = house.office.histories.looks(max_house, vera)
    assert [(look.by, look.screen) for look in looks] == [("Ben Clerk", "patron")]
    ada = house.open_till()
    order, other = _sold(house, ada, vera), sold_elsewhere(house, "Vera Lind", 9)
    row = house.office.patrons.seen_on(ada, order)
    assert row is not None
    assert (row.patron_id, house.office.patrons.seen_on(ada, other)) == (vera, None)
    looks = house.office.histories.looks(max_house, vera)
    assert (looks[0].by, looks[0].screen, len(looks)) == ("Ada Clerk", "order_page", 2)
    with pytest.raises(NotAllowed):
        house.office.histories.looks(house.sign_in("Ada Clerk"), vera)


def test_the_access_review_has_who_looked_by_numbers_and_no_names(house: House) -> None:
    vera = house.office.patrons.row(_patron(house, "Vera Lind"))
    house.office.patrons.get(house.sign_in("Ben Clerk"), vera.patron_id)
    told = looks_csv(house.office.histories.for_review()).decode()
    assert vera.number in told
    assert "Ben Clerk" in told
    assert "Vera" not in told


def test_a_correction_of_what_somebody_else_corrected_meanwhile_is_refused(house: House) -> None:
    ada = house.sign_in("Ada Clerk")
    vera = house.office.patrons.get(ada, _patron(house, "Vera Lind"))
    better = replace(vera.details, name="Vera Lindqvist", needs=frozenset({Need.WHEELCHAIR}))
    now = house.office.patrons.correct(house.command(), ada, vera.patron_id, better, vera.seq)
    assert (now.name, now.needs) == ("Vera Lindqvist", {Need.WHEELCHAIR})
    with pytest.raises(PatronChanged):
        house.office.patrons.correct(house.command(), ada, vera.patron_id, better, vera.seq)
    assert [row.name for row in house.office.patrons.like("Vera Lindq")] == ["Vera Lindqvist"]


def test_a_note_takes_no_card_number_and_says_who_wrote_it(house: House) -> None:
    ada, vera = house.sign_in("Ada Clerk"), _patron(house, "Vera Lind")
    with pytest.raises(CardNumberRefused):
        house.office.patrons.note(house.command(), ada, vera, "pays by 4111 1111 1111 1111")
    view = house.office.patrons.note(house.command(), ada, vera, "Likes to be called Dr. Lind")
    assert [(note.text, note.by) for note in view.notes] == [
        ("Likes to be called Dr. Lind", "Ada Clerk")
    ]


def test_a_household_is_seen_together_and_outlives_its_head(house: House) -> None:
    ada = house.open_till()
    vera, otto = (_patron(house, name) for name in ("Vera Lind", "Otto Berg"))
    _sold(house, ada, vera, 1)
    _sold(house, ada, otto, 2)
    home = house.office.households.join(house.command(), ada, vera, otto)
    assert [row.name for row in home.members] == ["Vera Lind", "Otto Berg"]
    assert len(house.office.histories.of(ada, otto).bought) == 1
    assert len(house.office.histories.of(ada, otto, household=True).bought) == 2
    house.office.households.leave(house.command(), ada, vera)
    left = house.office.patrons.get(ada, otto).household
    assert left is not None
    assert [row.name for row in left.members] == ["Otto Berg"]
    assert house.office.patrons.get(ada, vera).household is None


def _named(house: House, name: str, number: int, phone: str) -> OrderId:
    order, ada = sold_elsewhere(house, name or "Sam", number), house.sign_in("Ada Clerk")
    with house.office.storage.begin() as uow:
        about = (house.ids.new(), order)
        uow.add(OrderNamed(*about, name, "", phone, "", "", uow.now(), ada.user_id))
        uow.commit()
    return order


def _patron(house: House, name: str, contact: str = "") -> PatronId:
    ada = house.sign_in("Ada Clerk")
    return house.office.patrons.add(house.command(), ada, name, contact).patron_id


def _sold(house: House, ada: SessionView, patron_id: PatronId, number: int = 1) -> OrderId:
    cart = cart_of(house, ada, ("B", number))
    paid = (cash(cart.total.minor),)
    sale = house.office.selling.sell(house.command(), ada, cart, paid, patron_id=patron_id)
    return sale.order_id


def _owner(house: House, order_id: OrderId) -> PatronId | None:
    row = house.office.patrons.of_order(order_id)
    return None if row is None else row.patron_id
