"""A person who wants to be forgotten: everything that tells who they are goes, every figure
stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from pos.errors import NotAllowed, PatronErased, StillOwed
from pos.ids import PatronId
from pos.views.order_life import OrderNames
from pos.views.patrons import Address, Like, Need, PatronDetails
from pos.views.will_call import Collects, Wish
from tests.integration.card_sales import approved, asked, card, card_house, settle
from tests.integration.small_house import SYMPHONY, House, usd
from tests.integration.test_handing_out import SIGNED
from tests.integration.test_patrons import _owner, _sold
from tests.integration.test_selling import cart_of, rows
from tests.integration.test_verify import behind
from tests.integration.test_will_call import sold_elsewhere

SHE = PatronDetails(
    "Vera Lindqvist",
    ("206-555-0142",),
    ("vera.lindqvist@example.org",),
    Address("12 Quillstreet", "98101", "Seattle", "US"),
    likes=frozenset({Like.AISLE}),
    needs=frozenset({Need.WHEELCHAIR}),
)
TELLING = ("lindqvist", "5550142", "555-0142", "quillstreet", "wheelchair")


def test_nothing_tells_who_they_were_and_every_figure_stays(house: House) -> None:
    ada, boss = house.open_till(), house.sign_in("Max House")
    vera = _she(house)
    order = _sold(house, ada, vera)
    house.office.patrons.note(house.command(), ada, vera, "Lindqvist knows the director")
    twin = house.office.patrons.add(house.command(), ada, "V. Lindqvist").patron_id
    house.office.merging.merge(house.command(), boss, vera, twin)
    house.office.households.join(house.command(), ada, vera, twin)
    figures = rows(house, "SELECT sum(abs(amount_minor)), count(*) FROM posting")
    assert house.office.forgetting.erase(house.command(), boss, vera) == 1
    assert _told(house) == []
    assert rows(house, "SELECT sum(abs(amount_minor)), count(*) FROM posting") == figures
    assert _owner(house, order) == vera
    view = house.office.patrons.get(ada, vera)
    assert (view.erased, view.name, view.notes) == (True, "", ())
    assert house.office.patrons.like("Vera Lindqvist", "206-555-0142") == ()
    assert house.office.verify() == ()


def test_nothing_new_is_kept_of_somebody_who_was_erased(house: House) -> None:
    ada, boss = house.open_till(), house.sign_in("Max House")
    vera = _she(house)
    house.office.forgetting.erase(house.command(), boss, vera)
    with pytest.raises(PatronErased):
        house.office.patrons.note(house.command(), ada, vera, "came back")
    with pytest.raises(PatronErased):
        house.office.forgetting.erase(house.command(), boss, vera)
    order = _sold(house, ada, vera)
    assert _owner(house, order) is None


def test_no_name_is_kept_with_an_order_of_somebody_who_was_erased(house: House) -> None:
    ada, boss = house.sign_in("Ada Clerk"), house.sign_in("Max House")
    order = sold_elsewhere(house, "Zoe Sample", 3, 4)
    reached = OrderNames("Vera Lindqvist", "", "(206) 555-0142", "vera.lindqvist@example.org")
    house.office.naming.rename(house.command(), ada, order, reached)
    vera = house.office.by_orders.make(house.command(), ada, (order,)).patron_id
    known = house.office.histories.known(boss, vera)
    assert [each.order_id for each in known.history.bought] == [order]
    again = sold_elsewhere(house, "Zoe Again", 5, 6)
    house.office.naming.rename(house.command(), ada, again, reached)
    twin = house.office.patrons.add(house.command(), ada, "Vera Lindqvist", "206 555 0142")
    also = house.office.by_orders.also(boss, vera)
    assert [each.patron_id for each in also.patrons] == [twin.patron_id]
    assert also.numbers == (house.office.orders.get(again).order_number,)
    made = house.office.by_orders.make(house.command(), ada, (order, again))  # a page of before
    assert made.patron_id == vera
    assert house.office.forgetting.erase(house.command(), boss, vera) == 2
    house.office.forgetting.erase(house.command(), boss, twin.patron_id)

    (ticket, _) = house.office.orders.get(order).tickets
    for keep in (
        lambda: house.office.naming.rename(house.command(), ada, order, reached),
        lambda: house.office.naming.note(house.command(), ada, order, "Lindqvist called"),
        lambda: house.office.splitting.split(
            house.command(), ada, order, (ticket.ticket_id,), "Ute Lindqvist"
        ),
        lambda: house.office.by_orders.make(house.command(), ada, (order,), "Lindqvist"),
    ):
        with pytest.raises(PatronErased):
            keep()
    wish = Wish(collector="Ute Lindqvist", reason="Her sister Lindqvist", strokes=SIGNED)
    house.office.will_call.hand_over(house.command(), ada, order, wish=wish)
    assert _told(house) == []
    assert house.office.verify() == ()


def test_a_cashier_erases_nobody(house: House) -> None:
    vera = _she(house)
    with pytest.raises(NotAllowed):
        house.office.forgetting.erase(house.command(), house.sign_in("Sue Lead"), vera)


def test_money_on_account_is_given_back_first(house: House) -> None:
    boss = house.open_till("Max House")
    vera = _she(house)
    account = house.office.values.open_account(house.command(), boss, "Vera Lindqvist", "")
    house.office.values.issue_promotional(house.command(), boss, usd(500), "", "sorry")
    with behind(house) as beside:
        link = ("x", account.value_id, vera, 0, boss.user_id)
        beside.execute("INSERT INTO account_patron VALUES (?, ?, ?, ?, ?)", link)
        beside.commit()
    house.office.values.credit_account(
        house.command(), boss, account.value_id, usd(500), "sorry", None
    )
    with pytest.raises(StillOwed):
        house.office.forgetting.erase(house.command(), boss, vera)


def test_an_account_and_what_its_opening_was_answered_lose_the_name(house: House) -> None:
    boss = house.open_till("Max House")
    vera = _she(house)
    command = house.command()
    account = house.office.values.open_account(command, boss, "Vera Lindqvist", "")
    with behind(house) as beside:
        link = ("x", account.value_id, vera, 0, boss.user_id)
        beside.execute("INSERT INTO account_patron VALUES (?, ?, ?, ?, ?)", link)
        beside.commit()
    assert "command: lindqvist" in _told(house)
    house.office.forgetting.erase(house.command(), boss, vera)
    assert _told(house) == []
    again = house.office.values.open_account(command, boss, "Vera Lindqvist", "")
    assert (again.value_id, again.holder) == (account.value_id, "")
    _refused(house, "UPDATE command SET answer = '{}'")


def test_who_collected_what_they_signed_and_what_was_printed_ahead_of_them_goes(
    house: House,
) -> None:
    ada, boss = house.sign_in("Ada Clerk"), house.sign_in("Max House")
    vera, order = _she(house), sold_elsewhere(house, "Zoe Sample", 3, 4)
    named = OrderNames("Vera Lindqvist", "Otto Lindqvist")
    house.office.naming.rename(house.command(), ada, order, named, "")
    house.office.patrons.link(house.command(), ada, order, vera)
    envelopes = house.office.envelopes
    batch = envelopes.start(house.command(), ada, SYMPHONY)
    batch = envelopes.feed(house.command(), ada, batch.batch_id, order)
    assert batch.last_name == "Vera Lindqvist"
    envelopes.finish(house.command(), ada, batch.batch_id)
    wish = Wish(collector="Ute Lindqvist", reason="Her sister Lindqvist", strokes=SIGNED)
    house.office.will_call.hand_over(house.command(), ada, order, wish=wish)
    house.office.forgetting.erase(house.command(), boss, vera)
    assert _told(house) == []
    (given,) = house.office.will_call.card(order).given
    assert (given.collector, given.reason, given.strokes) == ("", "", ())
    assert (given.standing, given.tickets) == (Collects.OTHER, 2)
    _refused(house, "UPDATE signature SET strokes = 'a'")
    _refused(house, "UPDATE handout SET standing = ''")
    assert house.office.verify() == ()


def test_what_cards_were_taken_for_carts_put_aside_and_places_held_lose_the_name(
    house: House,
) -> None:
    ada, boss = card_house(house), house.sign_in("Max House")
    vera = _she(house)
    cart = cart_of(house, ada, ("B", 1))
    begun = house.office.cards.begin(house.command(), ada, asked(cart, name="Vera Lindqvist"))
    paid = card(settle(house, begun, approved(begun)))
    house.office.selling.sell(house.command(), ada, cart, (paid,), "Vera Lindqvist", patron_id=vera)
    house.office.forgetting.erase(house.command(), boss, vera)
    assert _told(house) == []
    assert house.office.verify() == ()


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE patron_detail SET name = ''",
        "UPDATE orders SET name = ''",
        "UPDATE tender SET payer = ''",
    ],
)
def test_only_what_was_erased_may_be_emptied(house: House, edit: str) -> None:
    ada, boss = house.open_till(), house.sign_in("Max House")
    vera = _she(house)
    _sold(house, ada, vera)
    _refused(house, edit)
    house.office.forgetting.erase(house.command(), boss, vera)
    _refused(house, "UPDATE patron_detail SET name = 'Somebody Else'")
    _refused(house, "UPDATE orders SET total_minor = 0, name = ''")
    _refused(house, "DELETE FROM patron_detail")


def _refused(house: House, edit: str) -> None:
    with (
        closing(sqlite3.connect(house.path)) as beside,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        beside.execute(edit)


def _she(house: House) -> PatronId:
    ada = house.sign_in("Ada Clerk")
    return house.office.patrons.add_with(house.command(), ada, SHE).patron_id


def _told(house: House) -> list[str]:
    """Return the tables in which something tells who she was, but for parcels on their way."""
    found = []
    with behind(house) as beside:
        names = beside.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            if name == "outbox" or name.startswith(("find_word", "find_part")):
                continue
            text = repr(beside.execute(f'SELECT * FROM "{name}"').fetchall()).lower()
            found += [f"{name}: {word}" for word in TELLING if word in text]
    return found
