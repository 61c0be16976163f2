"""What holds of every cart, whatever is in it and whatever codes it has."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.money import Money, total
from pos.pricing.book import PriceBook
from pos.pricing.buy_get import sets_of
from pos.pricing.pricing import priced
from pos.pricing.promos import taken_off, why_not
from pos.views.charges import NO_CHARGES, ChargeRules
from pos.views.pricing import PriceByHand, StepKind
from pos.views.season import GroupPrice, Membership, Promo, PromoKind
from pos.views.selling import CartLine, CartView
from tests.unit.pos.pricing.carts import (
    ADULT,
    CHILD,
    COMP,
    FACES,
    FEE,
    GODS,
    LATER,
    STALLS,
    TONIGHT,
    book,
    cart_of,
    line,
    promo,
)
from tests.unit.pos.pricing.test_all_in import RULES

KINDS = ((STALLS, ADULT), (STALLS, CHILD), (STALLS, COMP), (GODS, ADULT), (GODS, CHILD))
SHARES, AMOUNTS = st.integers(0, 10_000), st.integers(0, 6_000)
LIMITS = st.one_of(st.none(), st.integers(1, 5))


@st.composite
def promotions(draw: st.DrawFn, code: str, *, sets: bool = True) -> Promo:
    kinds = [kind for kind in PromoKind if sets or kind is not PromoKind.BUY_GET]
    kind = draw(st.sampled_from(kinds))
    share = kind in (PromoKind.PERCENT, PromoKind.BUY_GET)
    return promo(
        code,
        kind,
        draw(SHARES if share else AMOUNTS),
        buy=draw(st.integers(1, 3)),
        get=draw(st.integers(1, 2)),
        price_types=draw(st.sampled_from([frozenset(), frozenset({ADULT})])),
        performances=draw(st.sampled_from([frozenset(), frozenset({TONIGHT})])),
        per_order=draw(LIMITS),
        uses=draw(LIMITS),
        stacks=draw(st.booleans()),
    )


@st.composite
def books(draw: st.DrawFn, *, sets: bool = True, groups: bool = True) -> PriceBook:
    codes = ("A", "B", "C")[: draw(st.integers(0, 3))]
    promos = [draw(promotions(code, sets=sets)) for code in codes]
    group = GroupPrice("G", "G", PromoKind.PERCENT, Money(0), draw(st.integers(2, 4)), draw(SHARES))
    level = Membership("M", "M", Money(0), draw(SHARES), draw(st.integers(0, 3)), ())
    return book(
        *promos,
        groups=(group,) if groups and draw(st.booleans()) else (),
        memberships=(level,),
        members=draw(st.sampled_from([frozenset(), frozenset({"M"})])),
        used={"A": draw(st.integers(0, 3))},
    )


@st.composite
def carts(draw: st.DrawFn, most: int = 8) -> CartView:
    chosen = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), max_size=most))
    lines = [line(kind, zone, LATER if later else TONIGHT) for (zone, kind), later in chosen]
    return cart_of(*lines, codes=("A", "B", "C"))


def prices_of(cart: CartView) -> Counter[tuple[str, ...]]:
    """What is in a cart at what price, whichever of two equal tickets has which."""
    return Counter(
        (one.performance_id, one.zone_id, one.price_type_id, str(one.all_in), str(one.steps))
        for one in cart.lines
    )


@settings(max_examples=50)
@given(carts(), books())
def test_lines_make_the_sum_and_steps_make_the_line(cart: CartView, rules: PriceBook) -> None:
    now = priced(cart, rules)
    assert now.total == total(one.all_in for one in now.lines)
    for one in now.lines:
        face = FACES[one.zone_id, one.price_type_id]
        assert one.listed == Money(face)
        assert 0 <= one.face.minor <= face
        assert one.fee == Money(FEE if one.face else 0)
        assert all(step.amount.minor >= 0 for step in one.steps)
    saved = total(step.amount for one in now.lines for step in one.steps)
    assert saved == total(said.saved for said in now.offers)


@settings(max_examples=50)
@given(carts(), books(), st.just(NO_CHARGES) | RULES, st.randoms(use_true_random=False))
def test_no_order_of_lines_codes_or_editing_changes_a_price(
    cart: CartView, rules: PriceBook, charges: ChargeRules, chance: random.Random
) -> None:
    rules = replace(rules, charges=charges)
    now = priced(cart, rules)
    assert priced(now, rules) == now
    lines, codes = list(cart.lines), list(cart.promo_codes)
    chance.shuffle(lines)
    chance.shuffle(codes)
    mixed = replace(cart, lines=tuple(lines), promo_codes=tuple(codes))
    assert {one.line_id: one for one in priced(mixed, rules).lines} == {
        one.line_id: one for one in now.lines
    }
    grown = replace(cart, lines=(), promo_codes=())
    for one in lines:
        grown = priced(replace(grown, lines=(*grown.lines, one)), rules)
    for code in codes:
        grown = priced(replace(grown, promo_codes=(*grown.promo_codes, code)), rules)
    assert prices_of(grown) == prices_of(now)


@settings(max_examples=50)
@given(carts(), books())
def test_limits_hold_and_what_stands_alone_does(cart: CartView, rules: PriceBook) -> None:
    now = priced(cart, rules)
    uses = Counter(code for one in now.lines for code in one.promo_codes)
    for code, each in rules.promos.items():
        left = rules.left(each)
        assert left is None or uses[code] <= left
    members = Counter(
        one.performance_id
        for one in now.lines
        for step in one.steps
        if step.kind is StepKind.MEMBERSHIP
    )
    assert all(number <= rules.memberships[0].tickets for number in members.values())
    for one in now.lines:
        alone = [
            step
            for step in one.steps
            if step.kind is not StepKind.PROMO or not rules.promos[step.code].stacks
        ]
        assert len(alone) <= 1


@settings(max_examples=50)
@given(carts(), books(sets=False, groups=False))
def test_without_a_ticket_the_others_together_are_not_dearer(
    cart: CartView, rules: PriceBook
) -> None:
    """Unless it was one of a group or of a set, or a promotion on top is for some tickets only."""
    plain = {code: replace(each, stacks=False) for code, each in rules.promos.items()}
    rules = replace(rules, promos=plain)
    now = priced(cart, rules)
    for gone in now.lines:
        others = tuple(one for one in now.lines if one is not gone)
        without = priced(replace(now, lines=others), rules)
        faces = sum(one.face.minor for one in others)
        assert sum(one.face.minor for one in without.lines) <= faces


@settings(max_examples=30)
@given(carts(most=4), books())
def test_it_is_what_a_slow_and_obvious_search_finds(cart: CartView, rules: PriceBook) -> None:
    alone = {code: each for code, each in rules.promos.items() if not each.stacks}
    rules = replace(rules, promos=alone)
    assert sum(one.face.minor for one in priced(cart, rules).lines) == cheapest_of(cart, rules)


def cheapest_of(cart: CartView, rules: PriceBook) -> int:
    """Try every choice of sets, then every offer on every ticket."""
    bundles = [each for each in rules.promos.values() if each.kind is PromoKind.BUY_GET]
    some = chain.from_iterable(combinations(bundles, n) for n in range(len(bundles) + 1))
    return min(_with_sets(cart.lines, chosen, rules) for chosen in some)


def _with_sets(lines: tuple[CartLine, ...], bundles: tuple[Promo, ...], rules: PriceBook) -> int:
    done: dict[str, int] = {}
    for bundle in bundles:
        mine = [one for one in lines if one.line_id not in done and _off(bundle, one, rules)]
        mine.sort(key=lambda one: (one.performance_id, one.zone_id, one.price_type_id, one.line_id))
        sets = sets_of([_face(one) for one in mine], bundle.buy, bundle.get, rules.left(bundle))
        for at in sets.bought:
            done[mine[at].line_id] = _face(mine[at])
        for at in sets.got:
            done[mine[at].line_id] = _face(mine[at]) - _off(bundle, mine[at], rules)
    left = [one for one in lines if one.line_id not in done]
    return sum(done.values()) + _least(left, lines, rules)


def _least(left: list[CartLine], lines: tuple[CartLine, ...], rules: PriceBook) -> int:
    others = [each for each in rules.promos.values() if each.kind is not PromoKind.BUY_GET]
    choices: list[object] = [None, *others, *rules.groups]
    choices += [level for level in rules.memberships if level.code in rules.members]
    best = sum(_face(one) for one in left)
    for chosen in product(choices, repeat=len(left)):
        if _allowed(left, chosen, lines, rules):
            off = sum(_off(each, one, rules) for one, each in zip(left, chosen, strict=True))
            best = min(best, sum(_face(one) for one in left) - off)
    return best


def _allowed(
    left: list[CartLine], chosen: tuple[object, ...], lines: tuple[CartLine, ...], rules: PriceBook
) -> bool:
    taken = Counter(each.code for each in chosen if isinstance(each, Promo))
    for code, number in taken.items():
        limit = rules.left(rules.promos[code])
        if limit is not None and number > limit:
            return False
    levels = Counter(
        one.performance_id
        for one, each in zip(left, chosen, strict=True)
        if isinstance(each, Membership)
    )
    if any(number > rules.memberships[0].tickets for number in levels.values()):
        return False
    paying = Counter(one.performance_id for one in lines if _face(one))
    return all(
        paying[one.performance_id] >= each.tickets
        for one, each in zip(left, chosen, strict=True)
        if isinstance(each, GroupPrice)
    )


def _face(one: CartLine) -> int:
    return FACES[one.zone_id, one.price_type_id]


def _off(offer: object, one: CartLine, rules: PriceBook) -> int:
    face = Money(_face(one))
    if isinstance(offer, Membership):
        return face.percent(offer.discount_bp).minor
    if isinstance(offer, Promo):
        price = rules.listed(one.performance_id, one.zone_id, one.price_type_id)
        if why_not(offer, one.performance_id, price, rules) is not None:
            return 0
    if isinstance(offer, (Promo, GroupPrice)):
        return taken_off(offer, face, Money(FEE if face else 0)).minor
    return 0


@settings(max_examples=40)
@given(carts(most=4), books(), st.lists(st.one_of(st.none(), st.integers(0, 9_000)), max_size=4))
def test_a_price_set_by_hand_stays_what_was_said(
    cart: CartView, rules: PriceBook, said: list[int | None]
) -> None:
    lines = list(cart.lines)
    for at, minor in enumerate(said[: len(lines)]):
        if minor is not None and _face(lines[at]):
            hand = PriceByHand(Money(minor + FEE if minor else 0), "reason", "max")
            lines[at] = replace(lines[at], by_hand=hand)
    now = priced(replace(cart, lines=tuple(lines)), rules)
    for one in now.lines:
        if one.by_hand is not None:
            assert one.all_in == one.by_hand.amount
            assert [step.kind for step in one.steps] == [StepKind.MANUAL]
            assert one.listed.minor == _face(one)
    assert priced(now, rules) == now
