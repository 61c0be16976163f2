"""The program dies after every commit of a card sale and of a refund; the terminal's answer is
lost, late, repeated or another sale's. After the next start: charged is ordered, once, or it stands
in the inbox with its seats held; and what went back is booked once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from pos.ids import OrderId
from pos.ports.terminals import CardOutcome, CardResult
from pos.views.paying import AnswerSource, CardBegun, PaymentView
from pos.views.people import SessionView
from pos.views.selling import CartView
from tests.integration.card_sales import (
    again,
    answer,
    approved,
    asked,
    balances,
    card,
    card_house,
    settle,
)
from tests.integration.small_house import SYMPHONY, House, usd
from tests.integration.test_selling import cart_of, rows


@dataclass
class Evening:
    """One card sale and its refund as the program does them, a commit a step, and the terminal's
    own journal of what it did."""

    house: House
    session: SessionView
    moves: bool
    """Whether the terminal approves what it hears."""
    cart: CartView | None = None
    begun: CardBegun | None = None
    order_id: str = ""
    tickets: tuple[str, ...] = ()
    backs: list[CardBegun] = field(default_factory=list)
    back_ids: tuple[str, ...] = ()
    journal: dict[str, int] = field(default_factory=dict)

    def seats(self) -> None:
        self.cart = cart_of(self.house, self.session, ("B", 4), ("B", 5))

    def begin(self) -> None:
        assert self.cart is not None
        cards = self.house.office.cards
        self.begun = cards.begin(self.house.command(), self.session, asked(self.cart))
        if self.moves:
            self.journal[self.begun.message_id] = self.begun.amount.minor

    def settle(self) -> None:
        assert self.begun is not None
        settle(self.house, self.begun, self.truth(self.begun))

    def sell(self) -> None:
        assert self.cart is not None
        assert self.begun is not None
        tender = card(self.house.office.cards.view(self.begun.payment_id))
        selling = self.house.office.selling
        sale = selling.sell(self.house.command(), self.session, self.cart, (tender,))
        self.order_id, self.tickets = sale.order_id, sale.ticket_ids

    def give_back(self) -> None:
        office, order_id = self.house.office, OrderId(self.order_id)
        plan = office.giving_back.plan(self.session, order_id, self.tickets[:1])
        given = office.giving_back.give_back(self.house.command(), self.session, plan, "Ill")
        self.back_ids = given.cards

    def send(self) -> None:
        self.backs = [self.house.office.cards.send(each) for each in self.back_ids]
        for back in self.backs:
            if self.moves:
                self.journal[back.message_id] = -back.amount.minor

    def settle_back(self) -> None:
        for back in self.backs:
            settle(self.house, back, self.truth(back))

    def truth(self, begun: CardBegun) -> CardResult:
        """Return what the terminal says of a request."""
        if begun.message_id in self.journal:
            return approved(begun)
        return answer(begun, CardOutcome.DECLINED)

    @property
    def steps(self) -> tuple[Callable[[], None], ...]:
        sale = (self.seats, self.begin, self.settle)
        if not self.moves:
            return sale
        return (*sale, self.sell, self.give_back, self.send, self.settle_back)


def nothing(_: House, __: Evening, ___: CardBegun) -> None:
    """The answer is lost; only asking tells."""


def repeated(house: House, evening: Evening, begun: CardBegun) -> None:
    for _ in range(3):
        settle(house, begun, evening.truth(begun))


def of_another(house: House, evening: Evening, begun: CardBegun) -> None:
    strange = replace(evening.truth(begun), reference="0" * 32)
    settle(house, begun, strange, AnswerSource.ASKED)


def after_a_decline(house: House, evening: Evening, begun: CardBegun) -> None:
    if begun.message_id in evening.journal:
        settle(house, begun, answer(begun, CardOutcome.CANCELLED))


def recover(
    house: House, evening: Evening, noise: Callable[[House, Evening, CardBegun], None]
) -> tuple[PaymentView, ...]:
    """Start again: places are given back, everything open is asked about; return the inbox."""
    house.office.seating.release_left_over()
    for begun in house.office.cards.to_resolve():
        noise(house, evening, begun)
        settle(house, begun, evening.truth(begun), AnswerSource.ASKED)
    assert house.office.cards.to_resolve() == ()
    return house.office.cards.in_doubt()


def finish(house: House, evening: Evening, view: PaymentView) -> int:
    """Finish the sale from its content, as the inbox offers, and return 1; or give the money back
    where the seats are gone, and return 0."""
    session = house.sign_in("Sue Lead")
    if not view.has_cart:
        back = house.office.cards.reverse(house.command(), session, view.payment_id)
        evening.journal[back.message_id] = -back.amount.minor
        settle(house, back, evening.truth(back))
        return 0
    content = house.office.cards.content(view.payment_id)
    assert content.cart == evening.cart
    assert content.cart is not None
    house.office.selling.sell(house.command(), session, content.cart, (card(view),), content.name)
    return 1


@pytest.mark.parametrize("noise", [nothing, repeated, of_another, after_a_decline])
@pytest.mark.parametrize(
    ("moves", "died_after"), [(True, n) for n in range(1, 8)] + [(False, n) for n in range(1, 4)]
)
def test_killed_after_every_commit(
    house: House,
    moves: bool,
    died_after: int,
    noise: Callable[[House, Evening, CardBegun], None],
) -> None:
    evening = Evening(house, card_house(house, "Sue Lead"), moves)
    for step in evening.steps[:died_after]:
        step()
    house = again(house)
    orders = 1 if evening.order_id else 0
    orders += sum(finish(house, evening, view) for view in recover(house, evening, noise))
    assert house.office.cards.in_doubt() == ()
    journal = sum(evening.journal.values())
    taken = rows(house, "SELECT coalesce(sum(amount_minor), 0) FROM tender")
    assert taken == [(journal,)]
    assert balances(house).get("1040", 0) == journal
    assert rows(house, "SELECT count(*) FROM orders") == [(orders,)]
    late = noise is after_a_decline
    assert orders == (evening.moves and died_after > 1 and not (late and died_after == 2))
    if not orders:
        cart_of(house, house.sign_in("Sue Lead"), ("B", 4), ("B", 5))
    assert house.office.verify() == ()
    house.office.close()


def test_an_approved_payment_whose_cart_is_gone_is_reversed(house: House) -> None:
    evening = Evening(house, card_house(house, "Sue Lead"), moves=True)
    evening.seats()
    evening.begin()
    house = again(house)
    (view,) = recover(house, evening, nothing)
    session = house.sign_in("Sue Lead")
    assert evening.cart is not None
    house.office.seating.abandon(house.command(), session, evening.cart)
    assert not house.office.cards.view(view.payment_id).has_cart
    back = house.office.cards.reverse(house.command(), session, view.payment_id)
    settle(house, back, approved(back))
    assert house.office.cards.in_doubt() == ()
    assert back.amount == usd(9_000)
    assert rows(house, "SELECT count(*) FROM tender") == [(0,)]
    assert house.office.seating.take_best(
        house.command(), session, house.office.seating.new_cart(), SYMPHONY, 2
    )
    assert house.office.verify() == ()
    house.office.close()
