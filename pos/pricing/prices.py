"""Changes what a cart costs: promo and source codes, prices set by hand."""

from __future__ import annotations

from dataclasses import replace

from pos.allowed import approval_purpose, require, require_or_approval
from pos.errors import ApprovalNeeded, NotFound, PriceOutOfRange, TooManyCodes
from pos.ids import CommandId
from pos.money import Money
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.book import PriceBook, book_for
from pos.pricing.by_hand import highest_price, lowest_price, nearest_price
from pos.pricing.pricing import reprice
from pos.text import checked_text
from pos.views.people import Approval, Permission, SessionView
from pos.views.pricing import PriceByHand
from pos.views.season import Source
from pos.views.selling import CartLine, CartView

MOST_CODES = 5
"""In one cart: nobody has more, and each one that stands alone doubles the ways to try."""
REASON_LONGEST = 120


class Prices:
    """Prices carts anew. Thread: ledger. Writes nothing, moves no money and no paper: a cart is a
    value, and what it costs is looked at again when it is sold.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def add_code(self, session: SessionView, cart: CartView, code: str) -> CartView:
        """Return the cart with a promo or a source code. A promo code stays in it even where it is
        for none of its tickets: ``offers`` say why. Another source takes the place of the first.

        Raises:
            NotFound: There is no such code, or it is over.
            TooManyCodes: The cart has as many as it may (``most``).
        """
        require(session, Permission.SELL)
        code = checked_text("promo_code", code, longest=40, required=True).upper()
        with self._storage.read() as uow:
            if code in {source.code for source in uow.catalogue.sources()}:
                return replace(cart, source_code=code)
            codes = tuple(dict.fromkeys((*cart.promo_codes, code)))
            if len(codes) > MOST_CODES:
                raise TooManyCodes(most=MOST_CODES)
            more = replace(cart, promo_codes=codes)
            _check_promo(book_for(uow, more), code)
            return reprice(uow, more)

    def remove_code(self, session: SessionView, cart: CartView, code: str) -> CartView:
        """Return the cart without a code; one it does not have is no fault."""
        require(session, Permission.SELL)
        code = code.strip().upper()
        codes = tuple(each for each in cart.promo_codes if each != code)
        source = "" if cart.source_code == code else cart.source_code
        with self._storage.read() as uow:
            fewer = replace(cart, promo_codes=codes, source_code=source)
            return reprice(uow, fewer)

    def set_by_hand(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        line_ids: tuple[str, ...],
        amount: Money,
        reason: str,
        approval: Approval | None = None,
    ) -> CartView:
        """Return the cart with these tickets at a price that somebody answers for, everything in
        it; where fees and taxes do not come to it, at the next one below. No other offer lowers
        them then.

        Raises:
            TextMissing, TextRefused, CardNumberRefused: The reason.
            PriceOutOfRange: Below nothing, above the dearest list price of the performance, or less
                than a ticket costs that is not free (``lowest``, ``highest``).
            ApprovalNeeded: The person may not, nor has anybody who may approved it with their PIN.
        """
        require(session, Permission.SELL)
        reason = checked_text("price_reason", reason, longest=REASON_LONGEST, required=True)
        with self._storage.read() as uow:
            book = book_for(uow, cart)
            for line in cart.lines:
                if line.line_id in line_ids:
                    check_amount(line, amount, book)
            _with(uow, cart, line_ids, PriceByHand(amount, reason, ""))  # refused before asked for
            who = require_or_approval(session, Permission.SET_PRICE, command, approval)
            if who != session.user_id:
                require_proved(uow, who, command)
            by = "" if who == session.user_id else command
            return _with(uow, cart, line_ids, PriceByHand(amount, reason, who, by))

    def take_off_by_hand(
        self, session: SessionView, cart: CartView, line_ids: tuple[str, ...]
    ) -> CartView:
        """Return the cart with these tickets at the price they have by themselves."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            return _with(uow, cart, line_ids, None)


def _with(
    uow: UnitOfWork, cart: CartView, line_ids: tuple[str, ...], price: PriceByHand | None
) -> CartView:
    book = book_for(uow, cart)
    lines = tuple(
        replace(line, by_hand=price and _at_most(line, price, book))
        if line.line_id in line_ids
        else line
        for line in cart.lines
    )
    return reprice(uow, replace(cart, lines=lines))


def _at_most(line: CartLine, price: PriceByHand, book: PriceBook) -> PriceByHand:
    amount = nearest_price(line, price.amount, book)
    if amount > price.amount or (price.amount and not amount):
        raise _out_of_range(line, book)
    return replace(price, amount=amount)


def check_by_hand(uow: UnitOfWork, session: SessionView, cart: CartView) -> None:
    """Look at every price set by hand once more: not the cart is believed but the PIN try on disk.

    Raises:
        TextMissing, TextRefused, CardNumberRefused: The reason.
        PriceOutOfRange: See ``set_by_hand``.
        ApprovalNeeded: Nobody who may has approved it with a PIN.
    """
    book = book_for(uow, cart)
    for line in cart.lines:
        price = line.by_hand
        if price is None:
            continue
        checked_text("price_reason", price.reason, longest=REASON_LONGEST, required=True)
        check_amount(line, price.amount, book)
        if not _is_answered_for(uow, session, price):
            raise ApprovalNeeded(permission=Permission.SET_PRICE.value)


def answered_for(uow: UnitOfWork, session: SessionView, cart: CartView) -> CartView:
    """Return the cart for this person to go on with: without the prices that somebody else set by
    hand and nobody has approved for them. Its prices are still those of before."""
    lines = tuple(
        replace(line, by_hand=None)
        if line.by_hand and not _is_answered_for(uow, session, line.by_hand)
        else line
        for line in cart.lines
    )
    return replace(cart, lines=lines)


def _is_answered_for(uow: UnitOfWork, session: SessionView, price: PriceByHand) -> bool:
    if price.command:
        purpose = approval_purpose(Permission.SET_PRICE, CommandId(price.command))
        return bool(price.approver) and uow.people.proved(price.approver, purpose)
    return price.approver == session.user_id and Permission.SET_PRICE in session.permissions


def check_amount(line: CartLine, amount: Money, book: PriceBook) -> None:
    """Return if a ticket may cost that: a free one stays free.

    Raises:
        PriceOutOfRange: Otherwise (``lowest``, ``highest``).
    """
    nothing = Money.zero(amount.currency)
    highest = highest_price(line.performance_id, book) if _is_paid(line, book) else nothing
    if not nothing <= amount <= highest:
        raise _out_of_range(line, book)


def _is_paid(line: CartLine, book: PriceBook) -> bool:
    return bool(book.listed(line.performance_id, line.zone_id, line.price_type_id).face)


def _out_of_range(line: CartLine, book: PriceBook) -> PriceOutOfRange:
    """Return what is said of every price that is none here, with the same bounds: the least that a
    ticket costs for which anything is paid, and the dearest on the list."""
    nothing = Money.zero(highest_price(line.performance_id, book).currency)
    if not _is_paid(line, book):
        return PriceOutOfRange(lowest=nothing, highest=nothing)
    lowest = nearest_price(line, nothing, book) or lowest_price(line, book)
    return PriceOutOfRange(lowest=lowest, highest=highest_price(line.performance_id, book))


def require_proved(uow: UnitOfWork, approver: str, command: CommandId) -> None:
    """Return if an approver's PIN for this very act is on disk.

    Raises:
        ApprovalNeeded: Otherwise.
    """
    purpose = approval_purpose(Permission.SET_PRICE, command)
    if not approver or not uow.people.proved(approver, purpose):
        raise ApprovalNeeded(permission=Permission.SET_PRICE.value)


def _check_promo(book: PriceBook, code: str) -> None:
    promo = book.promos.get(code)
    if promo is None or (promo.valid_until is not None and book.day > promo.valid_until):
        raise NotFound(kind="promo", key=code)


def source_of(uow: UnitOfWork, cart: CartView) -> Source | None:
    """Return where the cart's order comes from, as the season names it.

    Raises:
        NotFound: The season has no such source any more.
    """
    if not cart.source_code:
        return None
    for source in uow.catalogue.sources():
        if source.code == cart.source_code:
            return source
    raise NotFound(kind="promo", key=cart.source_code)
