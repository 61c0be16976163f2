from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.errors import AmountInvalid, CurrencyMismatch, NotFound, PriceChanged
from pos.ids import CartId
from pos.money import Money
from pos.pricing.rounding_up import missing_to_round, round_up, rounded_up
from pos.selling.extras import (
    MOST_PIECES,
    add_certificate,
    add_goods,
    add_membership,
    clean_extras,
    give_to_fund,
    remove_extra,
)
from pos.views.counter import Shelf
from pos.views.season import Article, Fund, Membership
from pos.views.selling import CartView

EMPTY = CartView(CartId("cart"), "USD")
PROGRAMME = Article("programme", "Programme", Money(600), "4100")
CUSHION = Article("cushion", "Cushion", Money(375), "4100")
ANNUAL = Fund("annual", "Annual fund", "4030", round_up=True)
FRIEND = Membership("friend", "Friend", Money(7500), 1000, 2, ())
SHELF = Shelf((PROGRAMME, CUSHION), (ANNUAL,), (FRIEND,), 500)


def test_an_article_is_one_line_however_often_it_is_added() -> None:
    cart = add_goods(add_goods(EMPTY, PROGRAMME), PROGRAMME, 2)
    (line,) = cart.extras
    assert (line.quantity, line.amount) == (3, Money(1800))
    assert add_goods(cart, PROGRAMME, -3) == EMPTY
    for pieces in (-4, MOST_PIECES):
        with pytest.raises(AmountInvalid):
            add_goods(cart, PROGRAMME, pieces)


def test_what_is_in_another_currency_is_not_put_in() -> None:
    euro = Article("programme", "Programme", Money(600, "EUR"), "4100")
    with pytest.raises(CurrencyMismatch):
        add_goods(EMPTY, euro)


STEPS = st.sampled_from((0, 100, 500, 1000, 2500))
CHANGES = st.lists(
    st.sampled_from(
        (
            lambda cart: add_goods(cart, PROGRAMME),
            lambda cart: add_goods(cart, CUSHION),
            lambda cart: give_to_fund(cart, ANNUAL, Money(1234)),
            lambda cart: add_membership(cart, FRIEND),
            lambda cart: add_certificate(cart, Money(999)),
            lambda cart: remove_extra(cart, cart.extras[0].line_id) if cart.extras else cart,
        )
    ),
    max_size=8,
)


@settings(max_examples=50)
@given(before=CHANGES, after=CHANGES, step=STEPS)
def test_what_rounds_up_is_always_what_is_missing_or_gone(before, after, step) -> None:  # type: ignore[no-untyped-def]
    cart = EMPTY
    for change in before:
        cart = change(cart)
    missing = missing_to_round(cart, step)
    if not missing:
        with pytest.raises(AmountInvalid):
            round_up(cart, ANNUAL, step)
        return
    cart = round_up(cart, ANNUAL, step)
    assert cart.total.minor % step == 0
    for change in after:
        cart = rounded_up(change(cart), step)
        lines = [line for line in cart.extras if line.round_up]
        assert len(lines) <= 1
        if lines:
            assert 0 < lines[0].amount.minor < step
            assert cart.total.minor % step == 0
    assert rounded_up(cart, step) == cart
    assert rounded_up(cart, 0) == CartView(
        cart.cart_id, "USD", extras=tuple(line for line in cart.extras if not line.round_up)
    )


def test_a_cart_is_what_its_lines_say_today() -> None:
    cart = give_to_fund(add_goods(EMPTY, PROGRAMME, 2), ANNUAL, Money(1000))
    cart = round_up(add_membership(cart, FRIEND, "Ann Example"), ANNUAL, 500)
    assert clean_extras(cart, SHELF) == cart
    dearer = Shelf((Article("programme", "Programme", Money(700), "4100"),), (ANNUAL,), (FRIEND,))
    with pytest.raises(PriceChanged):
        clean_extras(cart, dearer)
    with pytest.raises(NotFound):
        clean_extras(cart, Shelf((PROGRAMME,), (), (FRIEND,)))
    twice = CartView(cart.cart_id, "USD", extras=cart.extras[:1] * 2)
    with pytest.raises(AmountInvalid):
        clean_extras(twice, SHELF)
