"""What new tickets cost that take the place of others: the same price types at today's prices, with
what made the old ones cheaper as far as it still does. A ticket that stays in its series keeps what
the series took off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos.cancelling.refusing import refuse_cancelled
from pos.errors import NotExchangeable, NotFound
from pos.exchanging.adding import standing_members
from pos.exchanging.policy import kept_series
from pos.ids import PerformanceId, PriceTypeId
from pos.members.standing import shown_of
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.pricing.book import PriceBook, book_for
from pos.pricing.pricing import priced, with_charges
from pos.pricing.ticket import listed
from pos.records import Order, Ticket
from pos.views.members import ShownMember
from pos.views.pricing import StepKind
from pos.views.selling import CartLine, CartView
from pos.views.subscriptions import InPackage


@dataclass(frozen=True, slots=True)
class Priced:
    """The new lines at their prices, in the order of the old tickets, and the memberships that
    count for them."""

    lines: tuple[CartLine, ...]
    shown: tuple[ShownMember, ...]


def price_exchange(uow: UnitOfWork, order: Order, old: Sequence[Ticket], cart: CartView) -> Priced:
    """Return what the lines of ``cart`` cost in the place of ``old``.

    Raises:
        NotExchangeable: ``number``: not one for each; ``price_type``: that kind is not sold there.
        PerformanceIsCancelled: It does not play.
    """
    if len(cart.lines) != len(old):
        raise NotExchangeable(what="number")
    shows = [line.performance_id for line in cart.lines]
    for show in dict.fromkeys(shows):
        refuse_cancelled(uow, show)
    names = {kind.price_type_id: kind.name for kind in uow.catalogue.price_types()}
    kept = kept_series(uow, order.order_id, old, shows)
    lines = tuple(
        replace(
            line,
            price_type_id=PriceTypeId(ticket.price_type_id),
            price_type=names.get(PriceTypeId(ticket.price_type_id), ""),
            comp_reason=ticket.comp_reason,
            comp_approver=ticket.comp_approver or "",
            comp_command="",
            by_hand=None,
            package=InPackage("", 0, *series) if series is not None else None,
        )
        for ticket, line, series in zip(old, cart.lines, kept, strict=True)
    )
    ids = [ticket.ticket_id for ticket in old]
    steps = uow.exchanging.steps(ids)
    codes = tuple(dict.fromkeys(s.code for s in steps if s.kind == StepKind.PROMO.value))
    shown = _shown(uow, order, ids)
    whole = replace(cart, lines=lines, extras=(), promo_codes=codes, shown=shown)
    try:
        return Priced(_priced(uow, order, old, whole), shown)
    except NotFound as error:
        raise NotExchangeable(what="price_type") from error


def _priced(
    uow: UnitOfWork, order: Order, old: Sequence[Ticket], cart: CartView
) -> tuple[CartLine, ...]:
    book = _without_old(uow, old, book_for(uow, cart))
    single = [line for line in cart.lines if line.package is None]
    now = priced(replace(cart, lines=tuple(single)), book).lines if single else ()
    done = {line.line_id: line for line in now}
    return tuple(
        done[line.line_id] if line.package is None else _in_series(uow, ticket, line, book, cart)
        for ticket, line in zip(old, cart.lines, strict=True)
    )


def _in_series(
    uow: UnitOfWork, ticket: Ticket, line: CartLine, book: PriceBook, cart: CartView
) -> CartLine:
    """Return the line with as much off its list price as the ticket of the series has off its
    own."""
    assert line.package is not None
    (fresh,) = listed(replace(cart, lines=(line,)), book)
    steps = uow.exchanging.steps([ticket.ticket_id])
    off = Money(sum(step.amount_minor for step in steps), cart.currency)
    off = max(min(off, fresh.face), Money.zero(cart.currency))
    if off:
        fresh = fresh.less(StepKind.PACKAGE, line.package.code, line.package.name, off)
    return with_charges(fresh, book)


def _shown(uow: UnitOfWork, order: Order, ids: Sequence[str]) -> tuple[ShownMember, ...]:
    members = {m.member_id: m for m in standing_members(uow, order)}
    for member_id in sorted(uow.exchanging.members(ids) - members.keys()):
        members[member_id] = uow.members.member(member_id)
    return tuple(shown_of(uow, member) for member in members.values())


def _without_old(uow: UnitOfWork, old: Sequence[Ticket], book: PriceBook) -> PriceBook:
    """Return the book with what the old tickets took of promotions and memberships free again."""
    ids = [ticket.ticket_id for ticket in old]
    promos = Counter(
        step.code for step in uow.exchanging.steps(ids) if step.kind == StepKind.PROMO.value
    )
    used = {code: max(count - promos[code], 0) for code, count in book.used.items()}
    shown = []
    for allowance in book.shown:
        mine = [t for t in old if allowance.member_id in uow.exchanging.members([t.ticket_id])]
        free = Counter(PerformanceId(ticket.performance_id) for ticket in mine)
        left = {show: max(n - free[show], 0) for show, n in allowance.used.items()}
        year = max(allowance.used_in_year - len(mine), 0)
        shown.append(replace(allowance, used=left, used_in_year=year))
    return replace(book, used=used, shown=tuple(shown))
