"""People at two windows of one venue: known at both, merged either way at once, corrected at once,
erased at both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.errors import PatronErased
from pos.ids import OrderId, PatronId
from pos.views.order_life import OrderNames
from pos.views.patrons import PatronDetails, Twins
from pos.views.season import ImportView
from tests.integration.refunds import sold
from tests.integration.sharing_windows import SharingWindow
from tests.integration.small_house import House
from tests.integration.test_import_orders_of_hub import loader
from tests.integration.test_parked_elsewhere import Pair
from tests.integration.test_patrons import _owner, _sold
from tests.integration.test_patrons_erased import SHE, _told
from tests.integration.test_selling import cash, rows
from tests.integration.test_splitting_off import split


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path)
    yield made
    made.venue.close()


def test_who_is_written_down_here_is_found_there(pair: Pair) -> None:
    vera = _she(pair)
    order = _sold(pair.one.house, pair.here, vera)
    pair.sync()
    there = pair.two.house
    assert [row.patron_id for row in there.office.patrons.find("lindqvist")] == [vera]
    assert [row.patron_id for row in there.office.patrons.like("", "206 555 0142")] == [vera]
    assert _owner(there, order) == vera


def test_two_merges_either_way_at_once_end_at_one_record_everywhere(pair: Pair) -> None:
    vera, twin = _she(pair), _she(pair)
    orders = [_sold(pair.one.house, pair.here, each, n) for n, each in ((1, vera), (2, twin))]
    pair.sync()
    one, two = pair.one.house, pair.two.house
    one.office.merging.merge(one.command(), pair.here, vera, twin)
    two.office.merging.merge(two.command(), pair.there, twin, vera)
    pair.sync()
    oldest = min(vera, twin)
    for house in (one, two):
        assert [_owner(house, order) for order in orders] == [oldest, oldest]
        assert [row.patron_id for row in house.office.patrons.find("lindqvist")] == [oldest]
    gone = max(vera, twin)
    two.office.merging.take_apart(two.command(), pair.there, gone)
    pair.sync()
    for house in (one, two):
        assert [_owner(house, order) for order in orders] == [vera, twin]


def test_two_corrections_at_once_are_a_task_until_a_person_says_which_stands(pair: Pair) -> None:
    vera = _she(pair)
    pair.sync()
    one, two = pair.one.house, pair.two.house
    for house, session, town in ((one, pair.here, "Tacoma"), (two, pair.there, "Everett")):
        view = house.office.patrons.get(session, vera)
        address = replace(view.details.address, town=town)
        details = replace(view.details, address=address)
        house.office.patrons.correct(house.command(), session, vera, details, view.seq)
    pair.sync()
    shown = [_both(house, vera) for house in (one, two)]
    assert shown[0] == shown[1]
    assert {each.address.town for each in shown[0]} == {"Tacoma", "Everett"}
    assert [row.patron_id for row in two.office.patrons.torn()] == [vera]
    stands = next(each for each in shown[1] if each.address.town == "Tacoma")
    seen = two.office.patrons.again(pair.there, vera).seq
    two.office.patrons.correct(two.command(), pair.there, vera, stands, seen)
    pair.sync()
    for house in (one, two):
        assert house.office.patrons.torn() == ()
        assert house.office.patrons.row(vera).town == "Tacoma"


def test_who_is_erased_here_is_erased_there_and_what_comes_of_them_later(pair: Pair) -> None:
    vera = _she(pair)
    pair.sync()
    one, two = pair.one.house, pair.two.house
    two.office.patrons.note(two.command(), pair.there, vera, "Lindqvist called")
    two.office.forgetting.erase(two.command(), pair.there, vera)
    one.office.patrons.note(one.command(), pair.here, vera, "Lindqvist called again")
    pair.sync()
    for house in (one, two):
        assert _told(house) == []
        assert house.office.patrons.find("lindqvist") == ()
        assert [finding for finding in house.office.verify() if finding.severity == "error"] == []


def test_a_name_typed_where_nobody_heard_of_the_erasing_goes_everywhere(pair: Pair) -> None:
    vera = _she(pair)
    order = _sold(pair.one.house, pair.here, vera)
    pair.sync()
    one, two = pair.one.house, pair.two.house
    two.office.forgetting.erase(two.command(), pair.there, vera)
    names = OrderNames("Vera Lindqvist", "", "206-555-0142")
    one.office.naming.rename(one.command(), pair.here, order, names)
    pair.sync()
    for house, session in ((one, pair.here), (two, pair.there)):
        assert _told(house) == []
        with pytest.raises(PatronErased):
            house.office.naming.rename(house.command(), session, order, names)
        assert house.office.verify() == ()


def test_whose_an_order_is_two_windows_say_at_once_and_the_same_holds_at_both(pair: Pair) -> None:
    vera, (one, two) = _she(pair), (pair.one.house, pair.two.house)
    orders = tuple(_sold(one, pair.here, vera, n) for n in (1, 2))
    for order in orders:
        one.office.patrons.link(one.command(), pair.here, order, PatronId(""))
    pair.sync()
    name = "Vera Lindqvist"
    here = one.office.by_orders.make(one.command(), pair.here, orders, name).patron_id
    there = two.office.by_orders.make(two.command(), pair.there, orders, name).patron_id
    pair.sync()
    owners = {_owner(house, order) for house in (one, two) for order in orders}
    assert len(owners) == 1
    (owner,) = owners
    assert owner is not None
    (other,) = {here, there} - {owner}  # who has no order
    for house in (one, two):
        twins = house.office.by_orders.twins
        for each, beside in ((owner, other), (other, owner)):
            (row,) = twins(each).patrons  # neither has a phone; Vera is another one by that name
            assert row.patron_id == beside
        like = house.office.patrons.like(name, name, 8)
        assert {owner, other} <= {row.patron_id for row in like}
    one.office.merging.merge(one.command(), pair.there, owner, other)
    pair.sync()
    assert one.office.by_orders.twins(owner) == two.office.by_orders.twins(other) == Twins()
    for house in (one, two):
        assert {row.patron_id for row in house.office.patrons.find(name)} == {vera, owner}
    one.office.forgetting.erase(one.command(), pair.there, owner)
    pair.sync()
    assert one.office.by_orders.find("lindqvist") == two.office.by_orders.find("lindqvist") == ()


def test_the_account_of_a_split_order_is_whose_the_order_is_whichever_window_said_so(
    pair: Pair,
) -> None:
    one, two = pair.one.house, pair.two.house
    sale = sold(one, pair.here, (1, 2, 3), cash(13_500))
    orders = [split(one, pair.here, sale.order_id, 0).order_id for _ in range(2)]
    first, other = (_she(pair) for _ in range(2))
    pair.sync()
    for order, (here, there) in zip(orders, ((first, other), (other, first)), strict=True):
        one.office.patrons.link(one.command(), pair.here, order, here)
        two.office.patrons.link(two.command(), pair.there, order, there)
    pair.sync()
    for window in (pair.one, pair.two):
        window.notice()
    pair.sync()
    accounts = """
        SELECT t.order_id, a.patron_id FROM account_patron a JOIN tender t USING (value_id)
        WHERE a.link_id = (SELECT max(n.link_id) FROM account_patron n
          WHERE n.value_id = a.value_id)"""
    for house in (one, two):
        owners = {(order, _owner(house, order)) for order in orders}
        assert {(order, patron) for order, patron in rows(house, accounts)} == owners
        assert house.office.verify() == ()


def test_whose_twin_was_erased_where_nobody_had_heard_of_it_is_told(pair: Pair) -> None:
    one, two = pair.one.house, pair.two.house
    _load(pair.one, "Vera Lindqvist", "")
    pair.sync()
    with one.office.storage.read() as uow:
        known = uow.orders.by_external_ref("web:1")
        assert known is not None
    orders = (OrderId(known.order_id),)
    gone = one.office.by_orders.make(one.command(), pair.here, orders).patron_id
    left = two.office.by_orders.make(two.command(), pair.there, orders).patron_id
    one.office.forgetting.erase(one.command(), pair.there, gone)
    pair.sync()
    for house in (one, two):
        assert house.office.by_orders.twins(gone) == Twins()
        assert house.office.by_orders.twins(left) == Twins(erased=True)
    two.office.forgetting.erase(two.command(), pair.there, left)
    pair.sync()
    assert _told(one) == _told(two) == []


def test_no_list_brings_back_who_was_erased(pair: Pair) -> None:
    one, two = pair.one.house, pair.two.house
    _load(pair.two, "Vera Lindqvist", "wheelchair")
    pair.sync()
    vera = _she(pair)
    with one.office.storage.read() as uow:
        known = uow.orders.by_external_ref("web:1")
        assert known is not None
    one.office.patrons.link(one.command(), pair.here, OrderId(known.order_id), vera)
    pair.sync()
    one.office.forgetting.erase(one.command(), pair.there, vera)
    told = _load(pair.two, "Vera B. Lindqvist", "Lindqvist by phone")  # it has not heard
    (updated,) = told.findings
    assert (dict(told.counts)["changed"], updated.code) == (1, "orders.updated")
    assert updated.evidence == ("1", "Vera Lindqvist", "name", "note")
    pair.sync()
    assert _told(one) == _told(two) == []
    told = _load(pair.two, "Vera Lindqvist", "wheelchair")
    assert dict(told.counts)["changed"] == 0
    (finding,) = told.findings
    assert (finding.code, finding.severity) == ("orders.changed", "warning")
    assert finding.evidence == ("1", "name", "phone", "note")
    pair.sync()
    for house in (one, two):
        assert _told(house) == []
        assert house.office.verify() == ()


def _load(window: SharingWindow, name: str, note: str) -> ImportView:
    head = "Order,Channel,Name,Phone,Performance,Section,Row,Seat,Type,Price,Paid,Note\n"
    row = f"1,web,{name},206-555-0142,SYM-1,Orchestra,C,3,Adult,45.00,45.00,{note}\n"
    return loader(window).load(None, (head + row).encode(), "web.csv")


def _she(pair: Pair) -> PatronId:
    house = pair.one.house
    return house.office.patrons.add_with(house.command(), pair.here, SHE).patron_id


def _both(house: House, patron_id: PatronId) -> tuple[PatronDetails, ...]:
    return house.office.patrons.both(patron_id)
