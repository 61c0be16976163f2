"""A second set of mistakes, by another author: from the trade's books and from tills, without a
look at what the close can propose. Each says in words what the person should be told.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from pos.selling.extras import add_certificate
from pos.views.cash import CARD_SLIP, CERTIFICATE, CHECK, CountSheet
from pos.views.causes import CauseKind as C
from pos.views.closing import ExceptionKind
from pos.views.selling import CartView, SaleView, TenderGiven, TenderKind
from pos.views.settlement import LineClass
from tests.integration.card_sales import approved, asked, card, settle
from tests.integration.refunds import give_back
from tests.integration.small_house import usd
from tests.integration.test_closing import print_all
from tests.integration.test_movements import dropped, paid, topped_up
from tests.integration.test_selling import cash
from tests.integration.test_values import certificate_cart
from tests.torture.closing_drawer import honest
from tests.torture.closing_more_counts import MORE_MISCOUNTS, Miscount
from tests.torture.closing_shift import Injected, Shift

Make = Callable[[Shift], Injected | None]
ADULT, STUDENT = 4_500, 2_000
"""What a place costs in the small house, its fee with it."""
FOR_ANOTHER = {
    5_000: (2_000,),
    2_000: (1_000, 5_000),
    1_000: (500, 2_000),
    500: (1_000, 2_000),
    100: (500, 2_000),
    25: (10,),
    10: (5, 25),
}
"""What is given by mistake for a piece of change: what looks or lies like it."""


def _said(kind: str, truth: str, off: int, causes: set[C], about: set[str]) -> Injected:
    return Injected(
        kind, cash=off, causes=frozenset(causes), about=frozenset(about), truth=truth, second=True
    )


def _tenders(shift: Shift, sale: SaleView, kind: str = "", *, back: bool = False) -> set[str]:
    """Return what the tenders of a sale are known by."""
    with shift.house.office.storage.read() as uow:
        found = [
            each
            for each in uow.orders.tenders(sale.order_id)
            if (not kind or each.kind == kind) and (each.amount_minor < 0) == back
        ]
    return {name for each in found for name in (each.tender_id, each.payment_id) if name}


def _minutes(shift: Shift, most: int = 4) -> None:
    shift.house.clock.advance(timedelta(seconds=shift.chance.randrange(50, 60 * most)))


def _swapped(number: int) -> int:
    """Return a number of two or more digits with two neighbours that differ exchanged."""
    digits = list(str(number))
    place = next(i for i in range(len(digits) - 1) if digits[i] != digits[i + 1])
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    return int("".join(digits))


# ---- change ----


def _with_change(shift: Shift) -> tuple[SaleView, int, int]:
    """Sell for notes that are more than the sum; the drawer gets it right. Returns the sale, what
    was given and its change."""
    cart = shift.cart_of(lambda minor: bool(minor % 2_000))
    total = cart.total.minor
    note = shift.chance.choice((2_000, 2_000, 5_000, 10_000))
    given = -(-total // note) * note
    if given == total:
        given += 2_000
    sale = shift.sell(cart, cash(total, given))
    shift.drawer.cash += total
    return sale, given, given - total


def other_piece_of_change(shift: Shift) -> Injected:
    """A twenty goes out for a five."""
    sale, _, change = _with_change(shift)
    pieces, rest = [], change
    for value in (2_000, 1_000, 500, 100, 25, 10, 5, 1):
        pieces += [value] * (rest // value)
        rest %= value
    meant = shift.chance.choice([piece for piece in pieces if piece in FOR_ANOTHER])
    off = meant - shift.chance.choice(FOR_ANOTHER[meant])
    shift.drawer.cash += off
    truth = "In the change of this sale one piece was another than it should have been"
    causes = {C.CHANGE_WRONG, C.NOTE_MISTAKEN}
    return _said("other piece of change", truth, off, causes, _tenders(shift, sale))


def change_forgotten(shift: Shift) -> Injected:
    """The patron runs to the doors without it."""
    sale, _, change = _with_change(shift)
    shift.drawer.cash += change
    truth = "The change of this sale was not given"
    return _said(
        "change forgotten", truth, change, {C.CHANGE_WRONG, C.CHANGE_WHOLE}, _tenders(shift, sale)
    )


def change_twice(shift: Shift) -> Injected:
    """A talker gets it a second time."""
    sale, _, change = _with_change(shift)
    shift.drawer.cash -= change
    truth = "The change of this sale was given twice"
    return _said(
        "change twice", truth, -change, {C.CHANGE_WRONG, C.CHANGE_WHOLE}, _tenders(shift, sale)
    )


def note_handed_back(shift: Shift) -> Injected:
    """The note still lies on the counter when the change is given, and goes back with it."""
    cart = shift.cart_of(lambda minor: minor < 10_000)
    total = cart.total.minor
    given = 5_000 if total < 5_000 else 10_000
    sale = shift.sell(cart, cash(total, given))
    shift.drawer.cash += total - given
    truth = "What was given for this sale went back with the change"
    causes = {C.HANDED_BACK}
    return _said("note handed back", truth, -given, causes, _tenders(shift, sale))


# ---- sales and money given back ----


def refund_not_paid(shift: Shift) -> Injected | None:
    """Money back is rung, and nobody takes it out of the drawer."""
    sale = shift.by_cash()
    _minutes(shift)
    print_all(shift.house)
    tickets = tuple(sale.ticket_ids)
    if not tickets:
        return None
    given = give_back(shift.house, shift.session, sale.order_id, tickets)
    shift.cash_sales.remove(sale)
    if not given.cash.minor:
        return None
    about = _tenders(shift, sale, back=True)
    truth = "This money back was rung and not given"
    return _said("refund not paid", truth, given.cash.minor, {C.ONE_SALE}, about)


def refund_not_rung(shift: Shift) -> Injected:
    """A patron changes his mind at once; the money goes back and the sale stays."""
    sale = shift.by_cash()
    shift.cash_sales.remove(sale)
    off = -sale.total.minor
    shift.drawer.cash += off
    truth = "The money of this sale was given back, or never taken"
    return _said("refund not rung", truth, off, {C.ONE_SALE}, _tenders(shift, sale))


def cash_part_not_taken(shift: Shift) -> Injected:
    """Part cash, part card: only the card is taken."""
    cart, house = shift.cart_of(lambda minor: minor > 4_500), shift.house
    part = usd(100 * shift.chance.randrange(5, 40))
    begun = house.office.cards.begin(house.command(), shift.session, asked(cart, cart.total - part))
    four = f"{shift.chance.randrange(10_000):04d}"
    result = replace(approved(begun), last_four=four, approval_code=shift.code())
    sale = shift.sell(cart, card(settle(house, begun, result)), cash(part.minor))
    truth = "The cash of this sale was not taken; the rest of it was paid by card"
    about = _tenders(shift, sale, "cash")
    return _said("cash part not taken", truth, -part.minor, {C.ONE_SALE}, about)


def other_price_taken(shift: Shift) -> Injected:
    """Rung as adults, and students' money is taken."""
    cart, adults = _adults(shift, 1)
    sale = shift.sell(cart, cash(cart.total.minor))
    off = (STUDENT - ADULT) * shift.chance.randrange(1, adults + 1)
    shift.drawer.cash += cart.total.minor + off
    truth = "For places of this sale another price was taken than was rung"
    return _said("other price taken", truth, off, {C.OTHER_PRICE}, _tenders(shift, sale))


def one_place_too_many(shift: Shift) -> Injected:
    """Three are rung, two are paid."""
    cart, _ = _adults(shift, 2)
    sale = shift.sell(cart, cash(cart.total.minor))
    shift.drawer.cash += cart.total.minor - ADULT
    truth = "One place of this sale was not paid for"
    return _said("one place too many", truth, -ADULT, {C.PLACE_NOT_PAID}, _tenders(shift, sale))


def _adults(shift: Shift, least: int) -> tuple[CartView, int]:
    cart = shift.cart_of(lambda minor: minor >= ADULT * least and not minor % ADULT)
    return cart, cart.total.minor // ADULT


def certificate_as_cash(shift: Shift) -> Injected:
    """Its bearer pays with a certificate; it is rung as cash and laid into the drawer."""
    house = shift.house
    cart = shift.cart_of(lambda minor: not minor % 500)
    minor = cart.total.minor
    sold = shift.sell(certificate_cart(house, minor), cash(minor))
    shift.drawer.cash += minor
    _minutes(shift)
    value = house.office.values.view(sold.certificates[0])
    sale = shift.sell(cart, cash(minor))
    shift.drawer.put(CERTIFICATE, value.serial, value.holder, 0)
    truth = "This sale was paid with the certificate that is one too many, and rung as cash"
    return _said(
        "certificate as cash", truth, -minor, {C.CERTIFICATE_AS_CASH}, _tenders(shift, sale)
    )


def cash_as_card(shift: Shift) -> Injected:
    """Typed as charged on the other terminal, which then declined; the patron pays cash."""
    sale = shift.by_slip()
    slip = shift.slips.pop()
    del shift.drawer.papers[CARD_SLIP, slip.code]
    minor = sale.total.minor
    shift.drawer.cash += minor
    _minutes(shift)
    shift.by_slip()
    truth = "This sale was paid in cash and rung as a card"
    made = _said("cash as card", truth, minor, {C.CASH_AS_CARD}, _tenders(shift, sale))
    return replace(
        made,
        papers=((CARD_SLIP, "missing", -minor),),
        classes=(LineClass.ORDER_NO_CHARGE,),
    )


# ---- movements ----


def top_up_twice(shift: Shift) -> Injected:
    """The window and the office both write it down."""
    minor = 500 * shift.chance.randrange(2, 20)
    first = topped_up(shift.house, shift.session, minor)
    _minutes(shift)
    second = topped_up(shift.house, shift.session, minor)
    shift.topped += 2 * minor
    shift.drawer.cash += minor
    truth = "One top-up was recorded twice"
    about = {first.movement_id, second.movement_id}
    return _said("top-up twice", truth, -minor, {C.ONE_MOVEMENT, C.RUNG_TWICE}, about)


def drop_twice(shift: Shift) -> Injected:
    """A drop is recorded again under the number of a bag that stayed empty."""
    minor = 1_000 * shift.chance.randrange(5, 20)
    _fill(shift, 2 * minor + 20_000)
    first = shift.drop(minor)
    _minutes(shift)
    second = dropped(shift.house, shift.session, minor, shift.fresh("B")).movement_id
    shift.drops.append((second, 0))
    truth = "One drop was recorded twice"
    made = _said("drop twice", truth, minor, {C.ONE_MOVEMENT, C.RUNG_TWICE}, {first, second})
    return replace(made, exceptions=((ExceptionKind.DROP_DIFFERENCE, -minor),))


def drop_digits(shift: Shift) -> Injected:
    """The bag holds 450, the slip says 540."""
    tens, ones = shift.chance.sample(range(1, 6), 2)
    keyed, really = 10_000 * tens + 1_000 * ones, 10_000 * ones + 1_000 * tens
    _fill(shift, max(keyed, really) + 15_000)
    moved = dropped(shift.house, shift.session, keyed, shift.fresh("B")).movement_id
    shift.drawer.cash -= really
    shift.drops.append((moved, really))
    truth = "Two digits of this drop were swapped: the bag holds the other sum"
    made = _said("drop digits", truth, keyed - really, {C.DROP_OTHER_SUM, C.SUM_DIGITS}, {moved})
    return replace(made, exceptions=((ExceptionKind.DROP_DIFFERENCE, really - keyed),))


def voucher_digits(shift: Shift) -> Injected:
    """13.00 is taken out, 31.00 is written down."""
    tens, ones = shift.chance.sample(range(1, 5), 2)
    keyed, really = 1_000 * tens + 100 * ones, 1_000 * ones + 100 * tens
    _fill(shift, max(keyed, really) + 10_000)
    moved = paid(shift.house, shift.session, "Petty cash", keyed).movement_id
    shift.drawer.cash -= really
    truth = "Two digits of this money paid out were swapped"
    return _said("voucher digits", truth, keyed - really, {C.SUM_DIGITS}, {moved})


def top_up_digits(shift: Shift) -> Injected:
    """The safe gave 25.00, 52.00 is written down."""
    tens, ones = shift.chance.sample(range(1, 7), 2)
    keyed, really = 1_000 * tens + 100 * ones, 1_000 * ones + 100 * tens
    moved = topped_up(shift.house, shift.session, keyed).movement_id
    shift.topped += keyed
    shift.drawer.cash += really
    truth = "Two digits of this top-up were swapped"
    return _said("top-up digits", truth, really - keyed, {C.SUM_DIGITS}, {moved})


def petty_cash_taken(shift: Shift) -> Injected:
    """Light bulbs are bought from the drawer, and nobody writes a voucher."""
    minor = shift.chance.randrange(400, 2_400, 5)
    shift.drawer.cash -= minor
    truth = "Money was taken for something and not written down"
    return replace(_said("petty cash taken", truth, -minor, set(), set()), hopeless=True)


def errand_change(shift: Shift) -> Injected:
    """Of what was paid out for an errand a part comes back and is not written down."""
    _fill(shift, 20_000)
    moved = paid(shift.house, shift.session, "Petty cash", 2_500).movement_id
    spent = shift.chance.randrange(900, 2_300, 3)
    shift.drawer.cash -= spent
    truth = "A part of this money paid out came back"
    made = _said("errand's change", truth, 2_500 - spent, set(), {moved})
    return replace(made, hopeless=True)


def _fill(shift: Shift, minor: int) -> None:
    while shift.drawer.cash < minor:
        _minutes(shift)
        shift.by_cash()


# ---- checks ----


def _paper(
    kind: str, truth: str, papers: tuple[tuple[str, str, int], ...], causes: set[C], about: set[str]
) -> Injected:
    made = _said(kind, truth, 0, causes, about)
    return replace(made, papers=papers, tender="check")


def _check(shift: Shift, number: str, cart: CartView | None = None) -> SaleView:
    """Ring a check; nothing is laid into the drawer."""
    cart = cart or shift.cart()
    total = cart.total
    return shift.sell(cart, TenderGiven(TenderKind.CHECK, total, total, number, "Cy Example"))


def _number(shift: Shift) -> str:
    """Return the number of a check; no two are the same, and no two digits beside each other."""
    shift.numbers += 1
    return f"{shift.number + 1}{(shift.numbers * 7 + 4) % 10}{shift.numbers:03d}"


def _lies(shift: Shift, number: str, minor: int) -> None:
    shift.drawer.put(CHECK, number, "Cy Example", minor)


def check_keyed_digits(shift: Shift) -> Injected:
    """145.00 is keyed as 154.00."""
    number = _number(shift)
    sale = _check(shift, number)
    minor = sale.total.minor
    _lies(shift, number, _swapped(minor))
    off = _swapped(minor) - minor
    truth = "The sum of this check was written with two digits swapped"
    papers = ((CHECK, "amount", off),)
    return _paper("check keyed", truth, papers, {C.PAPER_DIGITS}, _tenders(shift, sale))


def check_decimal(shift: Shift) -> Injected:
    """45.00 is keyed as 450.00 or 4.50."""
    number = _number(shift)
    sale = _check(shift, number)
    minor = sale.total.minor
    says = minor * 10 if shift.chance.random() < 0.5 else minor // 10
    _lies(shift, number, says)
    truth = "In the sum of this check the point is in another place"
    causes = {C.PAPER_AMOUNT, C.PAPER_DIGITS}
    papers = ((CHECK, "amount", says - minor),)
    return _paper("check's point", truth, papers, causes, _tenders(shift, sale))


def check_without_cents(shift: Shift) -> Injected:
    """The patron writes whole dollars."""
    number = _number(shift)
    odd = usd(shift.chance.randrange(2_005, 4_000, 25))
    cart = add_certificate(shift.cart(certificates=False), odd, "Bo Example")
    if not cart.total.minor % 100:
        cart = add_certificate(cart, usd(1_025), "Bo Example")
    sale = _check(shift, number, cart)
    off = -(sale.total.minor % 100)
    _lies(shift, number, sale.total.minor + off)
    truth = "This check is without the cents of what was rung"
    causes = {C.PAPER_AMOUNT, C.PAPER_DIGITS}
    papers = ((CHECK, "amount", off),)
    return _paper("check without cents", truth, papers, causes, _tenders(shift, sale))


def checks_exchanged(shift: Shift) -> Injected:
    """The sum of each is written beside the other's name."""
    numbers = _number(shift), _number(shift)
    one = _check(shift, numbers[0])
    _minutes(shift)
    cart = shift.cart_of(lambda minor: minor != one.total.minor)
    other = _check(shift, numbers[1], cart)
    off = other.total.minor - one.total.minor
    _lies(shift, numbers[0], other.total.minor)
    _lies(shift, numbers[1], one.total.minor)
    truth = "The sums of these two checks were exchanged"
    about = _tenders(shift, one) | _tenders(shift, other)
    papers = ((CHECK, "amount", off), (CHECK, "amount", -off))
    made = _paper("checks exchanged", truth, papers, {C.SUMS_EXCHANGED}, about)
    return replace(made, all_of=True)


def check_number_misread(shift: Shift) -> Injected:
    """1042 is rung, 1024 stands on it."""
    number = _number(shift)
    sale = _check(shift, number)
    minor = sale.total.minor
    _lies(shift, str(_swapped(int(number))), minor)
    truth = "The check that is missing is the one too many: its number was misread"
    papers = ((CHECK, "missing", -minor), (CHECK, "extra", minor))
    about = _tenders(shift, sale)
    return _paper("check's number", truth, papers, {C.PAPERS_MIXED}, about)


def one_check_for_two(shift: Shift) -> Injected:
    """A mother pays her own tickets and the school's with one check."""
    number = _number(shift)
    one = _check(shift, number)
    _minutes(shift)
    other = _check(shift, number)
    _lies(shift, number, one.total.minor + other.total.minor)
    off = other.total.minor
    truth = "One check paid both sales"
    about = _tenders(shift, one) | _tenders(shift, other)
    papers = ((CHECK, "amount", off), (CHECK, "missing", -off))
    made = _paper("one check for two", truth, papers, {C.ONE_FOR_TWO}, about)
    return replace(made, all_of=True)


def check_rung_twice(shift: Shift) -> Injected:
    """The same check is rung for the same tickets again, a minute later."""
    number = _number(shift)
    one = _check(shift, number)
    minor = one.total.minor
    _lies(shift, number, minor)
    shift.house.clock.advance(timedelta(seconds=75))
    again = _check(shift, number, shift.cart_of(lambda total: total == minor))
    truth = "This check was rung twice"
    papers = ((CHECK, "missing", -minor),)
    about = _tenders(shift, one) | _tenders(shift, again)
    made = _paper("check rung twice", truth, papers, {C.RUNG_TWICE}, about)
    return replace(made, all_of=True)


def card_as_check(shift: Shift) -> Injected:
    """Rung as a check, paid on the other terminal."""
    sale = _check(shift, _number(shift))
    minor = sale.total.minor
    slip = shift.stray(minor)
    shift.drawer.put(CARD_SLIP, slip.code, f"Visa {slip.last_four}", minor)
    _minutes(shift)
    shift.by_slip()
    truth = "This sale was paid by the card whose slip is one too many"
    papers = ((CHECK, "missing", -minor), (CARD_SLIP, "extra", minor))
    made = _paper("card as check", truth, papers, {C.CARD_AS_CHECK}, _tenders(shift, sale))
    return replace(made, classes=(LineClass.CHARGED_NO_ORDER,))


def check_as_card(shift: Shift) -> Injected:
    """Typed as a card, paid by check."""
    sale = shift.by_slip()
    slip = shift.slips.pop()
    del shift.drawer.papers[CARD_SLIP, slip.code]
    minor = sale.total.minor
    _lies(shift, _number(shift), minor)
    _minutes(shift)
    shift.by_slip()
    truth = "This sale was paid by the check that is one too many"
    papers = ((CARD_SLIP, "missing", -minor), (CHECK, "extra", minor))
    made = _paper("check as card", truth, papers, {C.CHECK_AS_CARD}, _tenders(shift, sale))
    return replace(made, classes=(LineClass.ORDER_NO_CHARGE,))


# ---- the terminal that is not connected ----


def _slip_says(shift: Shift, kind: str, truth: str, says: Callable[[int], int]) -> Injected:
    sale = shift.by_slip()
    slip = shift.slips[-1]
    minor = says(slip.minor)
    off, slip.minor = minor - slip.minor, minor
    shift.drawer.put(CARD_SLIP, slip.code, f"Visa {slip.last_four}", minor)
    papers = ((CARD_SLIP, "amount", off),)
    causes = {C.PAPER_AMOUNT, C.PAPER_DIGITS}
    made = _paper(kind, truth, papers, causes, _tenders(shift, sale))
    return replace(made, tender="card", classes=(LineClass.AMOUNT_DIFFERS,))


def slip_with_tip(shift: Shift) -> Injected:
    tip = 100 * shift.chance.randrange(2, 12)
    truth = "The card was charged more than was rung: a tip"
    return _slip_says(shift, "slip with tip", truth, lambda minor: minor + tip)


def slip_digits(shift: Shift) -> Injected:
    truth = "The card was charged with two digits swapped"
    return _slip_says(shift, "slip's digits", truth, _swapped)


def slip_point(shift: Shift) -> Injected:
    truth = "The card was charged a tenth of what was rung"
    return _slip_says(shift, "slip's point", truth, lambda minor: minor // 10)


def voided_at_terminal(shift: Shift) -> Injected:
    """The charge is voided on the other terminal, and the sale stays."""
    shift.by_slip()
    shift.slips.pop()
    _minutes(shift)
    shift.by_slip()
    classes = (LineClass.ORDER_NO_CHARGE,)
    return Injected("voided at terminal", classes=classes, second=True)


def refunded_at_terminal(shift: Shift) -> Injected:
    """The money goes back on the other terminal, and the sale stays."""
    sale = shift.by_slip()
    _minutes(shift)
    shift.stray(-sale.total.minor, shift.slips[-1].last_four)
    _minutes(shift)
    shift.by_slip()
    classes = (LineClass.CHARGED_NO_ORDER,)
    return Injected("refunded at terminal", classes=classes, second=True)


# ---- the count ----


def _count(kind: str, miscount: Miscount, truth: str) -> Make:
    def make(shift: Shift) -> Injected:
        def wrong(sheet: CountSheet, chance: random.Random) -> CountSheet | None:
            found = miscount(sheet, chance)
            if found is None:
                return None
            shift.row = found[1]
            return found[0]

        shift.miscount = wrong
        return replace(_said(kind, truth, 0, OF_COUNT, set()), of_row=True)

    return make


OF_COUNT = {
    C.DIGITS_SWAPPED,
    C.PACK_AS_PIECE,
    C.OTHER_ROW,
    C.PIECES,
    C.ROW_KEYED,
    C.ROW_LEFT_OUT,
}
"""Whatever it is called: the row is named, and what it should have been."""


def float_set_aside(shift: Shift) -> Injected:
    """Tomorrow's float is put into its bag before the drawer is counted."""

    def wrong(sheet: CountSheet, chance: random.Random) -> CountSheet | None:
        rest = sheet.total.minor - shift.opened_with.total.minor
        return honest(rest, chance) if rest > 0 else None

    shift.miscount = wrong
    truth = "The float was put aside before the count"
    return _said("float set aside", truth, 0, {C.FLOAT_TWICE}, set())


MORE_COUNTS: dict[str, Make] = {
    **{kind: _count(kind, *made) for kind, made in MORE_MISCOUNTS.items()},
    "float set aside": float_set_aside,
}

MORE_CASH: dict[str, Make] = {
    "other piece of change": other_piece_of_change,
    "change forgotten": change_forgotten,
    "change twice": change_twice,
    "note handed back": note_handed_back,
    "refund not paid": refund_not_paid,
    "refund not rung": refund_not_rung,
    "cash part not taken": cash_part_not_taken,
    "other price taken": other_price_taken,
    "one place too many": one_place_too_many,
    "certificate as cash": certificate_as_cash,
    "cash as card": cash_as_card,
    "top-up twice": top_up_twice,
    "drop twice": drop_twice,
    "drop digits": drop_digits,
    "voucher digits": voucher_digits,
    "top-up digits": top_up_digits,
    "petty cash taken": petty_cash_taken,
    "errand's change": errand_change,
    **MORE_COUNTS,
}

MORE_PAPERS: dict[str, Make] = {
    "check keyed": check_keyed_digits,
    "check's point": check_decimal,
    "check without cents": check_without_cents,
    "checks exchanged": checks_exchanged,
    "check's number": check_number_misread,
    "one check for two": one_check_for_two,
    "check rung twice": check_rung_twice,
    "card as check": card_as_check,
    "check as card": check_as_card,
    "slip with tip": slip_with_tip,
    "slip's digits": slip_digits,
    "slip's point": slip_point,
    "voided at terminal": voided_at_terminal,
    "refunded at terminal": refunded_at_terminal,
}
