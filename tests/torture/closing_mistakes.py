"""Known mistakes, made at a till on purpose: what each does to the drawer and to the books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pos.closing.causes.change import pieces_of
from pos.views.cash import CARD_SLIP, CERTIFICATE, CHECK
from pos.views.causes import CauseKind as C
from pos.views.closing import ExceptionKind
from pos.views.selling import SaleView
from pos.views.settlement import LineClass
from tests.integration.small_house import LATE, OPEN
from tests.integration.test_movements import paid
from tests.integration.test_selling import cash
from tests.integration.test_values import certificate_cart, from_value
from tests.torture import closing_drawer
from tests.torture.closing_shift import Injected, Shift

Make = Callable[[Shift], Injected | None]


def _cash(shift: Shift, kind: str, off: int, causes: set[C], sale: SaleView | None) -> Injected:
    about = {shift.tender_id(sale.order_id)} if sale else set()
    return Injected(kind, cash=off, causes=frozenset(causes), about=frozenset(about))


def _paper(
    shift: Shift, kind: str, paper: tuple[str, str, int], causes: set[C], sale: SaleView | None
) -> Injected:
    about = {shift.tender_of(sale.order_id)} if sale else set()
    tender = {CHECK: "check", CARD_SLIP: "card"}[paper[0]]
    return Injected(
        kind, papers=(paper,), causes=frozenset(causes), about=frozenset(about), tender=tender
    )


# ---- checks ----


def missing_check(shift: Shift) -> Injected:
    sale = shift.by_check(lambda _: None)
    off = (CHECK, "missing", -sale.total.minor)
    return _paper(shift, "missing check", off, {C.PAPER_MISSING}, sale)


def extra_check(shift: Shift) -> Injected:
    minor = shift.chance.randrange(2_000, 20_000, 5)
    shift.drawer.put(CHECK, shift.fresh("check"), "Di Example", minor)
    return _paper(shift, "extra check", (CHECK, "extra", minor), {C.PAPER_EXTRA}, None)


def check_amount(shift: Shift) -> Injected:
    change = shift.chance.choice((-1_000, -500, -100, 100, 500, 1_000))
    sale = shift.by_check(lambda minor: minor + change)
    return _paper(
        shift,
        "check amount",
        (CHECK, "amount", change),
        {C.PAPER_AMOUNT, C.PAPER_DIGITS},
        sale,
    )


def check_transposed(shift: Shift) -> Injected:
    written = 0

    def says(minor: int) -> int:
        nonlocal written
        digits = list(str(minor))
        place = next(i for i in range(len(digits) - 1) if digits[i] != digits[i + 1])
        digits[place], digits[place + 1] = digits[place + 1], digits[place]
        written = int("".join(digits)) - minor
        return minor + written

    sale = shift.by_check(says)
    return _paper(shift, "check transposed", (CHECK, "amount", written), {C.PAPER_DIGITS}, sale)


def check_as_cash(shift: Shift) -> Injected:
    sale = shift.exact()
    minor = sale.total.minor
    shift.drawer.put(CHECK, shift.fresh("check"), "Ed Example", minor)
    made = _cash(shift, "check as cash", -minor, {C.CHECK_AS_CASH}, sale)
    return _also(made, (CHECK, "extra", minor))


def cash_as_check(shift: Shift) -> Injected:
    sale = shift.by_check(lambda _: None)
    shift.drawer.cash += sale.total.minor
    made = _cash(shift, "cash as check", sale.total.minor, {C.CASH_AS_CHECK}, sale)
    return _also(made, (CHECK, "missing", -sale.total.minor))


def _also(made: Injected, paper: tuple[str, str, int]) -> Injected:
    return Injected(made.kind, made.cash, (paper,), causes=made.causes, about=made.about)


# ---- cash ----


def change_wrong(shift: Shift) -> Injected | None:
    """One piece of the change more, less, or another beside it."""
    cart = shift.cart()
    total = cart.total.minor
    given = -(-total // 2_000) * 2_000 + shift.chance.choice((0, 0, 2_000))
    pieces = pieces_of(given - total)
    sale = shift.sell(cart, cash(total, given))
    shift.drawer.cash += total
    if not pieces:
        return None
    piece = shift.chance.choice(pieces)
    off = shift.chance.choice((piece, -piece, *(piece - other for other in (500, 1_000))))
    if not off:
        return None
    shift.drawer.cash += off
    return _cash(shift, "change wrong", off, {C.CHANGE_WRONG, C.NOTE_MISTAKEN}, sale)


def change_of_other(shift: Shift) -> Injected | None:
    first = shift.by_cash()
    shift.house.clock.advance(timedelta(seconds=90))
    second = shift.by_cash()
    off = second.change.minor - first.change.minor
    if not off:
        return None
    shift.drawer.cash += off
    return _cash(shift, "change of other", off, {C.CHANGE_OF_OTHER}, second)


def note_mistaken(shift: Shift) -> Injected:
    """A fifty taken for a hundred, or the reverse."""
    cart = shift.cart_of(lambda minor: 0 < minor % 10_000 <= 5_000)
    total = cart.total.minor
    fifty = -(-total // 10_000) * 10_000 - 5_000
    off = shift.chance.choice((-5_000, 5_000))
    sale = shift.sell(cart, cash(total, fifty if off > 0 else fifty + 5_000))
    shift.drawer.cash += total + off
    return _cash(shift, "note mistaken", off, {C.NOTE_MISTAKEN}, sale)


def sale_not_taken(shift: Shift) -> Injected:
    sale = shift.by_cash(really=0)
    causes = {C.ONE_SALE, C.RUNG_TWICE}
    return _cash(shift, "sale not taken", -sale.total.minor, causes, sale)


def rung_twice(shift: Shift) -> Injected:
    first = shift.by_cash()
    shift.house.clock.advance(timedelta(seconds=70))
    cart = shift.cart_of(lambda minor: minor == first.total.minor)
    sale = shift.sell(cart, cash(cart.total.minor))
    causes = {C.RUNG_TWICE, C.ONE_SALE}
    return _cash(shift, "rung twice", -cart.total.minor, causes, sale)


def refund_as_sale(shift: Shift) -> Injected:
    """Money went out for what was rung as a sale."""
    sale = shift.exact()
    shift.drawer.cash -= sale.total.minor
    return _cash(shift, "refund as sale", -2 * sale.total.minor, {C.WRONG_WAY}, sale)


def paid_wrong_way(shift: Shift) -> Injected:
    """Money was found and noted as paid out."""
    minor = 100 * shift.chance.randrange(5, 40)
    moved = paid(shift.house, shift.session, "Petty cash", minor)
    shift.drawer.cash += minor
    about = frozenset({moved.movement_id})
    return Injected("paid wrong way", 2 * minor, causes=frozenset({C.WRONG_WAY}), about=about)


def movement_not_made(shift: Shift) -> Injected:
    """A voucher was written, and the money never left the drawer."""
    minor = 100 * shift.chance.randrange(5, 40)
    moved = paid(shift.house, shift.session, "Petty cash", minor)
    about = frozenset({moved.movement_id})
    return Injected("movement not made", minor, causes=frozenset({C.ONE_MOVEMENT}), about=about)


def drop_not_recorded(shift: Shift) -> Injected | None:
    most = (shift.drawer.cash - 12_000) // 2_000
    if most < 5:
        return None
    minor = 2_000 * shift.chance.randrange(5, most + 1)
    shift.drawer.cash -= minor
    return _cash(shift, "drop not recorded", -minor, {C.DROP_NOT_RECORDED}, None)


# ---- the count ----


def _count(kind: str, cause: C, miscount: Callable[..., object]) -> Make:
    def make(shift: Shift) -> Injected:
        shift.miscount = miscount  # type: ignore[assignment]
        return Injected(kind, causes=frozenset({cause}))

    return make


# ---- slips ----


def slip_missing(shift: Shift) -> Injected:
    sale = shift.by_slip()
    slip = shift.slips[-1]
    del shift.drawer.papers[CARD_SLIP, slip.code]
    off = (CARD_SLIP, "missing", -sale.total.minor)
    return _paper(shift, "missing slip", off, {C.PAPER_MISSING}, sale)


def slip_twice(shift: Shift) -> Injected:
    """A slip is typed again for the next sale of the same sum, its code misread."""
    shift.by_slip()
    first = shift.slips[-1]
    shift.house.clock.advance(timedelta(seconds=80))
    cart = shift.cart_of(lambda minor: minor == first.minor)
    sale = shift.by_slip((cart, first))
    off = (CARD_SLIP, "missing", -sale.total.minor)
    made = _paper(shift, "slip twice", off, {C.SLIP_TWICE}, sale)
    return Injected(
        made.kind,
        papers=made.papers,
        classes=(LineClass.DUPLICATE,),
        causes=made.causes,
        about=frozenset({shift.tender_id(sale.order_id)}),
        tender="card",
    )


def card_as_cash(shift: Shift) -> Injected:
    sale = shift.exact()
    minor = sale.total.minor
    shift.drawer.put(CARD_SLIP, shift.code(), "Visa 4242", minor)
    made = _cash(shift, "card as cash", -minor, {C.CARD_AS_CASH}, sale)
    return _also(made, (CARD_SLIP, "extra", minor))


# ---- what is no difference of a tender ----


def drop_bag_short(shift: Shift) -> Injected:
    while shift.drawer.cash < 20_000:
        shift.by_cash()
    short = shift.chance.choice((500, 1_000, 2_000, 10_000))
    shift.drop(10_000, short)
    return Injected("drop bag short", exceptions=((ExceptionKind.DROP_DIFFERENCE, -short),))


def certificate_missing(shift: Shift) -> Injected:
    """A certificate is used up, and its paper is not kept."""
    house, minor = shift.house, 4_500
    sold = shift.sell(certificate_cart(house, minor), cash(minor))
    shift.drawer.cash += minor
    value = house.office.values.view(sold.certificates[0])
    new = house.office.seating.new_cart()
    cart = house.office.seating.take_places(house.command(), shift.session, new, LATE, 1, OPEN)
    shift.sell(cart, from_value(value, minor))
    shift.drawer.lost.add(CERTIFICATE)
    return Injected("certificate missing", exceptions=((ExceptionKind.CERTIFICATE_MISSING, 0),))


def forgotten(shift: Shift) -> Injected:
    shift.forgotten = True
    return Injected("forgotten till", exceptions=((ExceptionKind.FORGOTTEN_TILL, 0),))


def clock_back(shift: Shift) -> Injected:
    shift.house.clock.advance(-timedelta(minutes=shift.chance.randrange(20, 90)))
    return Injected("clock back", exceptions=((ExceptionKind.CLOCK, 0),))


COUNTS: dict[str, Make] = {
    "digits swapped": _count("digits swapped", C.DIGITS_SWAPPED, closing_drawer.digits_swapped),
    "roll as coin": _count("roll as coin", C.PACK_AS_PIECE, closing_drawer.roll_as_coin),
    "strap as note": _count("strap as note", C.PACK_AS_PIECE, closing_drawer.strap_as_note),
    "other row": _count("other row", C.OTHER_ROW, closing_drawer.other_row),
    "piece missed": _count("piece missed", C.PIECES, closing_drawer.piece_missed),
}
"""Made at the count."""

CASH: dict[str, Make] = {
    "check as cash": check_as_cash,
    "cash as check": cash_as_check,
    "change wrong": change_wrong,
    "change of other": change_of_other,
    "note mistaken": note_mistaken,
    "sale not taken": sale_not_taken,
    "rung twice": rung_twice,
    "refund as sale": refund_as_sale,
    "paid wrong way": paid_wrong_way,
    "movement not made": movement_not_made,
    "drop not recorded": drop_not_recorded,
    "card as cash": card_as_cash,
    **COUNTS,
}
"""A till has one of these at a time: two make a sum that nobody can take apart."""

PAPERS: dict[str, Make] = {
    "missing check": missing_check,
    "extra check": extra_check,
    "check amount": check_amount,
    "check transposed": check_transposed,
    "missing slip": slip_missing,
    "slip twice": slip_twice,
    "drop bag short": drop_bag_short,
    "certificate missing": certificate_missing,
}
"""Any number of these."""
