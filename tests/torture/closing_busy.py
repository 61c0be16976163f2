"""What else happens on an evening, all of it right: values, cards given back, sales stored and
forwarded, relief, reports in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pos.views.people import Permission
from pos.views.selling import TenderGiven, TenderKind
from tests.integration.card_sales import approved, asked, card, settle
from tests.integration.refunds import give_back, to_the_card
from tests.integration.small_house import LATE, OPEN, usd
from tests.integration.test_closing import print_all
from tests.integration.test_movements import word
from tests.integration.test_selling import cash
from tests.integration.test_values import certificate_cart, from_value
from tests.torture.closing_drawer import handed

if TYPE_CHECKING:
    from tests.torture.closing_shift import Shift


def certificate(shift: Shift) -> None:
    """One is sold for cash, and soon pays a part; its paper is kept when it is used up."""
    house, minor = shift.house, 100 * shift.chance.randrange(20, 60)
    sold = shift.sell(certificate_cart(house, minor), cash(minor))
    shift.drawer.cash += minor
    shift.tick()
    value = house.office.values.view(sold.certificates[0])
    cart = shift.cart(certificates=False)
    part = min(minor, cart.total.minor)
    rest = cart.total.minor - part
    tenders = (from_value(value, part), *([cash(rest)] if rest else []))
    shift.sell(cart, *tenders)
    shift.drawer.cash += rest


def two_tenders(shift: Shift) -> None:
    """Part cash, and a check or a card for the rest."""
    house, cart = shift.house, shift.cart(certificates=False)
    part = usd(100 * shift.chance.randrange(5, 15))
    rest = cart.total - part
    given = cash(part.minor, handed(part.minor, shift.chance))
    if shift.chance.random() < 0.5:
        number = shift.fresh("check")
        shift.sell(cart, TenderGiven(TenderKind.CHECK, rest, rest, number, "Cy Example"), given)
        shift.drawer.put("check", number, "Cy Example", rest.minor)
    else:
        begun = house.office.cards.begin(house.command(), shift.session, asked(cart, rest))
        result = replace(approved(begun), last_four=_four(shift), approval_code=shift.code())
        shift.sell(cart, card(settle(house, begun, result)), given)
    shift.drawer.cash += part.minor


def card_back(shift: Shift) -> None:
    """Tickets that a card paid come back the same evening; the terminal gives the money back."""
    sale = shift.by_card()
    shift.tick()
    print_all(shift.house)
    if sale.ticket_ids and not sale.certificates:
        given = give_back(shift.house, shift.session, sale.order_id, tuple(sale.ticket_ids))
        to_the_card(shift.house, given)


def stored(shift: Shift) -> None:
    """The line is down; the terminal stores a sale and sends it when the line is up."""
    house = shift.house
    lead = house.sign_in("Sue Lead")
    switch = house.office.terminals.switch_offline
    switch(house.command(), lead, on=True, reason="The line is down")
    sale = shift.by_card(offline=True)
    switch(house.command(), lead, on=False, reason="It is up again")
    shift.tick()
    payment = shift.tender_of(sale.order_id)
    house.office.cards.forwarded(house.command(), lead, payment, approved=True)


def relieved(shift: Shift) -> None:
    """The supervisor serves for a while."""
    house, owner = shift.house, shift.session
    given = word(house, owner, "Sue Lead", Permission.SELL)
    shift.session = house.office.relief.start(given.command, owner, given)  # type: ignore[arg-type]
    for _ in range(2):
        shift.tick()
        shift.by_cash()
    house.office.relief.end(house.command(), owner)
    shift.session = owner


def looked(shift: Shift) -> None:
    """The drawer is opened for change, and a report is read."""
    house = shift.house
    house.office.tills.no_sale(house.command(), shift.session, "change")
    house.office.closing.x_report(shift.session)


def comp(shift: Shift) -> None:
    """A certificate that was given away pays, and nothing goes into the drawer."""
    house = shift.house
    manager = house.sign_in("Max House")
    value = house.office.values.issue_promotional(
        house.command(), manager, usd(2_000), "Bo Example", "raffle"
    )
    house.clock.advance(timedelta(seconds=30))
    cart = house.office.seating.take_places(
        house.command(), shift.session, house.office.seating.new_cart(), LATE, 1, OPEN
    )
    rest = cart.total.minor - 2_000
    shift.sell(cart, from_value(value, 2_000), cash(rest))
    shift.drawer.cash += rest


def _four(shift: Shift) -> str:
    return f"{shift.chance.randrange(10_000):04d}"


BUSY = (certificate, two_tenders, card_back, stored, relieved, looked, comp)
