"""A cart with fees and taxes by rule: its lines make its sum, its sum is what the order is booked
at, and what comes back empties every account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.ids import CartId, PerformanceId, PriceTypeId, ZoneId
from pos.ledger import Account, Entry
from pos.money import Money, total
from pos.paying.ticket_postings import credit_ticket, debit_ticket
from pos.pricing.book import PriceBook
from pos.pricing.pricing import priced
from pos.records import Batch, Ticket, TicketCharge
from pos.selling.placing import charges_of
from pos.views.catalogue import PriceView
from pos.views.charges import ChargeRules
from pos.views.selling import CartLine, CartView
from tests.unit.pos.pricing.test_all_in import RULES
from tests.unit.pos.pricing.test_every_cart import books, carts

SHOW, ZONE = PerformanceId("tonight"), ZoneId("stalls")
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
PRICES = st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 400)), min_size=1, max_size=5)


def cart_at(prices: list[tuple[int, int]], rules: ChargeRules) -> CartView:
    """Return a cart with a ticket at each list price, priced."""
    kinds = [PriceTypeId(f"kind{number}") for number in range(len(prices))]
    listed = tuple(
        PriceView(ZONE, kind, Money(face), Money(fee if face else 0))
        for kind, (face, fee) in zip(kinds, prices, strict=True)
    )
    nothing = Money(0)
    lines = tuple(
        CartLine(kind, SHOW, None, "", "", "", ZONE, "Stalls", kind, kind, nothing, nothing)
        for kind in kinds
    )
    book = PriceBook(date(2026, 11, 21), {SHOW: listed}, {}, charges=rules)
    return priced(CartView(CartId("c"), "USD", lines), book)


def facts(cart: CartView) -> tuple[list[Ticket], list[TicketCharge]]:
    tickets = [
        Ticket(
            f"t{at}", "o", line.performance_id, None, line.zone_id, line.price_type_id,
            line.face.minor, line.fee.minor, f"code{at}", 1, NOW, at, tax_minor=line.tax.minor,
        )
        for at, line in enumerate(cart.lines)
    ]  # fmt: skip
    charges = [one for at, line in enumerate(cart.lines) for one in charges_of("o", line, at)]
    return tickets, charges


@settings(max_examples=40)
@given(PRICES, RULES)
def test_lines_cart_order_and_postings_are_one_sum_and_a_refund_leaves_nothing(
    prices: list[tuple[int, int]], rules: ChargeRules
) -> None:
    agree(cart_at(prices, rules))


@settings(max_examples=40)
@given(carts(), books(), RULES)
def test_so_it_is_with_codes_groups_and_members_beside_fees_and_taxes(
    cart: CartView, rules: PriceBook, charges: ChargeRules
) -> None:
    now = priced(cart, replace(rules, charges=charges))
    saved = total((step.amount for line in now.lines for step in line.steps), "USD")
    assert saved == total((offer.saved for offer in now.offers), "USD")
    assert priced(now, replace(rules, charges=charges)) == now
    agree(now)


def agree(cart: CartView) -> None:
    """Hold the cart against its lines, and against the books of what it is sold as."""
    tickets, charges = facts(cart)
    assert cart.total == total((line.all_in for line in cart.lines), "USD")
    assert cart.total.minor == sum(ticket.cost_minor for ticket in tickets)
    faces = total((line.face for line in cart.lines), "USD")
    assert cart.total == faces + cart.fees + cart.taxes
    if cart.charges:
        assert total((each.amount for each in cart.charges), "USD") == cart.fees + cart.taxes
    entry = Entry(Batch("b", "sale", NOW.date(), NOW, "u", "w", None, "o"), "USD")
    entry.debit(Account.RECEIVABLE, cart.total)
    for ticket in tickets:
        credit_ticket(entry, ticket, charges, "USD")
    booked: dict[str, int] = {}
    for line in entry.postings():
        booked[line.account] = booked.get(line.account, 0) + line.amount_minor
    assert booked.get("2010", 0) == -faces.minor
    assert booked.get("2040", 0) == -cart.taxes.minor
    entry.credit(Account.REFUNDS_PAYABLE, cart.total)
    for ticket in tickets:
        again = replace(ticket, ticket_id=f"{ticket.ticket_id} printed again", issue=2)
        debit_ticket(entry, again, charges, "USD")
    left: dict[str, int] = {}
    for line in entry.postings():
        left[line.account] = left.get(line.account, 0) + line.amount_minor
    assert {name for name, minor in left.items() if minor} <= {"1060", "2070"}
