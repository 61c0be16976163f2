"""Answers lost, late, repeated, of other sales and against each other, in any order: what was
captured is a tender once, or given back once, or stands in the inbox."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from pos.paying.answers import NOT_FOUND_COUNTS_AFTER
from pos.ports.terminals import CardOutcome, CardResult
from pos.views.paying import AnswerSource, CardBegun
from pos.views.people import SessionView
from pos.views.selling import CartView
from tests.integration.card_sales import (
    again,
    answer,
    approved,
    asked,
    card,
    card_house,
    settle,
)
from tests.integration.small_house import SYMPHONY, House, open_house
from tests.integration.test_selling import rows

ROUNDS = 24
ANSWERS = 5


class Terminal:
    """Charges or does not, and answers badly."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.charged: dict[str, bool] = {}
        self._asked: list[CardBegun] = []

    def pay(self, begun: CardBegun) -> None:
        self._asked.append(begun)
        self.charged[begun.message_id] = self._chance.random() < 0.6

    def truth(self, begun: CardBegun) -> CardResult:
        """Return what the terminal's own journal says."""
        if self.charged[begun.message_id]:
            return approved(begun)
        return answer(begun, CardOutcome.DECLINED)

    def says(self, begun: CardBegun) -> CardResult:
        """Return the truth, nothing, too early a word, or the answer to another request."""
        kind = self._chance.randrange(6)
        if kind == 0:
            return answer(begun, CardOutcome.UNKNOWN)
        if kind == 1:
            return answer(begun, CardOutcome.IN_PROGRESS)
        if kind == 2:
            return self.truth(self._chance.choice(self._asked))
        if kind == 3:
            return replace(self.truth(begun), amount=begun.amount * 2)
        return self.truth(begun)


@pytest.mark.parametrize("seed", range(3))
def test_charged_is_ordered_once_or_given_back_or_in_the_inbox(house: House, seed: int) -> None:
    chance = random.Random(seed)
    terminal = Terminal(chance)
    session = card_house(house)
    begun: list[CardBegun] = []
    for _ in range(ROUNDS):
        cart, charge = charge_of(house, session)
        begun.append(charge)
        terminal.pay(charge)
        for _ in range(chance.randrange(ANSWERS)):
            about = chance.choice(begun)
            source = chance.choice((AnswerSource.TERMINAL, AnswerSource.ASKED))
            settle(house, about, terminal.says(about), source)
        finish(house, session, cart, charge)
    house = again(house, seed + 50)
    for open_one in house.office.cards.to_resolve():
        settle(house, open_one, terminal.truth(open_one), AnswerSource.ASKED)
    assert house.office.cards.to_resolve() == ()
    house.clock.advance(NOT_FOUND_COUNTS_AFTER)
    captured = {view.payment_id for view in house.office.cards.in_doubt()}
    captured |= {str(each) for (each,) in rows(house, "SELECT payment_id FROM tender")}
    charged = {each.payment_id for each in begun if terminal.charged[each.message_id]}
    assert captured == charged
    assert house.office.verify() == ()
    house.office.close()


def charge_of(house: House, session: SessionView) -> tuple[CartView, CardBegun]:
    seating = house.office.seating
    cart = seating.take_best(house.command(), session, seating.new_cart(), SYMPHONY, 1)
    return cart, house.office.cards.begin(house.command(), session, asked(cart))


def finish(house: House, session: SessionView, cart: CartView, charge: CardBegun) -> None:
    """Sell the cart if its card was charged, as the cashier would."""
    view = house.office.cards.view(charge.payment_id)
    if view.state == "approved":
        house.office.selling.sell(house.command(), session, cart, (card(view),))


def test_five_resends_of_every_act_are_one_of_each(house: House) -> None:
    """OCA and Odoo pull request 40600: resent after a time-out, and duplicated."""
    session = card_house(house)
    seating = house.office.seating
    cart = seating.take_best(house.command(), session, seating.new_cart(), SYMPHONY, 1)
    begin_id, sell_id, back_id = house.command(), house.command(), house.command()
    for _ in range(5):
        begun = house.office.cards.begin(begin_id, session, asked(cart))
        view = settle(house, begun, approved(begun))
        house.office.selling.sell(sell_id, session, cart, (card(view),))
    other, again_begun = charge_of(house, session)
    settle(house, again_begun, approved(again_begun))
    for _ in range(5):
        back = house.office.cards.reverse(back_id, session, again_begun.payment_id)
        settle(house, back, approved(back))
    assert rows(house, "SELECT kind, count(*) FROM card_payment GROUP BY 1 ORDER BY 1") == [
        ("charge", 2),
        ("reversal", 1),
    ]
    assert rows(house, "SELECT count(*) FROM tender") == [(1,)]
    assert rows(house, "SELECT count(*) FROM orders") == [(1,)]
    assert other.cart_id
    assert house.office.verify() == ()


def test_a_house_opened_afresh_has_nothing_to_resolve(house: House) -> None:
    card_house(house)
    house.office.close()
    fresh = open_house(house.path, house.clock, 9)
    assert fresh.office.cards.to_resolve() == ()
    fresh.office.close()
