"""What a cart holds beside places: gift certificates, donations, memberships, goods. Pure: a cart
is a value, and nothing is on disk before it is sold. (What rounds its sum up: see
``pos.pricing.rounding_up``.)"""

from __future__ import annotations

from dataclasses import replace

from pos.errors import AmountInvalid, CurrencyMismatch, MembershipFixed, NotFound, PriceChanged
from pos.money import LARGEST_MINOR, Money
from pos.pricing.rounding_up import missing_to_round, round_up
from pos.text import checked_text
from pos.views.counter import Shelf
from pos.views.donations import Tribute
from pos.views.members import LevelChange, ShownMember
from pos.views.paying import ExtraKind
from pos.views.season import Article, Fund, Membership
from pos.views.selling import CartView, ExtraLine

FOR_WHOM_LONGEST = 80
MOST_PIECES = 99
"""Of one article in a cart."""


def add_certificate(cart: CartView, amount: Money, for_whom: str = "") -> CartView:
    """Return the cart with a gift certificate of ``amount`` in it. ``for_whom`` is printed on it.

    Raises:
        AmountInvalid: Not more than nothing, or more than any sum here.
        CurrencyMismatch: The cart is in another currency.
        TextRefused, CardNumberRefused: The name.
    """
    _require_sum(cart, amount)
    text = checked_text("certificate_for", for_whom, longest=FOR_WHOM_LONGEST)
    line = ExtraLine(_next_id(cart, "certificate"), ExtraKind.CERTIFICATE, amount, text)
    return replace(cart, extras=(*cart.extras, line))


def give_to_fund(
    cart: CartView, fund: Fund, amount: Money, tribute: str = "", of: str = ""
) -> CartView:
    """Return the cart with a donation of ``amount`` to ``fund``: one a fund, another amount takes
    the place of the one before. What rounds up is a line of its own. ``tribute``: a ``Tribute``, in
    honour or in memory ``of`` somebody.

    Raises:
        AmountInvalid, CurrencyMismatch: See ``add_certificate``.
        TextRefused, CardNumberRefused: The name, which a tribute must have.
    """
    _require_sum(cart, amount)
    name = checked_text("tribute", of, longest=FOR_WHOM_LONGEST, required=True) if tribute else ""
    line = ExtraLine(
        f"donation-{fund.code}",
        ExtraKind.DONATION,
        amount,
        name,
        fund.code,
        fund.name,
        tribute=Tribute(tribute).value if tribute else "",
    )
    return _with_line(cart, line)


def add_goods(cart: CartView, article: Article, pieces: int = 1) -> CartView:
    """Return the cart with so many pieces more of ``article``, all of it in one line; below zero
    takes pieces out, and the line with the last of them.

    Raises:
        AmountInvalid: More than anybody carries, or fewer than none.
        CurrencyMismatch: The cart is in another currency.
    """
    line_id = f"goods-{article.code}"
    before = next((extra for extra in cart.extras if extra.line_id == line_id), None)
    quantity = (before.quantity if before is not None else 0) + pieces
    if not 0 <= quantity <= MOST_PIECES:
        raise AmountInvalid(text=str(quantity))
    if not quantity:
        return replace(cart, extras=tuple(e for e in cart.extras if e.line_id != line_id))
    amount = article.price * quantity
    _require_sum(cart, amount)
    line = ExtraLine(
        line_id,
        ExtraKind.GOODS,
        amount,
        code=article.code,
        name=article.name,
        quantity=quantity,
    )
    return _with_line(cart, line)


def add_membership(cart: CartView, level: Membership, holder: str = "") -> CartView:
    """Return the cart with a membership for ``holder``, whose name may be empty. Its benefit is the
    business of prices.

    Raises:
        CurrencyMismatch: The cart is in another currency.
        TextRefused, CardNumberRefused: The name.
    """
    if level.price.currency != cart.currency:
        raise CurrencyMismatch(expected=cart.currency, actual=level.price.currency)
    text = checked_text("member_name", holder, longest=FOR_WHOM_LONGEST)
    line_id = _next_id(cart, "membership")
    line = ExtraLine(line_id, ExtraKind.MEMBERSHIP, level.price, text, level.code, level.name)
    return replace(cart, extras=(*cart.extras, line))


def membership_for(cart: CartView, level: Membership, holder: str) -> CartView:
    """Return the cart with a membership for ``holder``: one of ``level`` that has no name yet gets
    this one, which was typed after the touch; else it is one more.

    Raises:
        CurrencyMismatch, TextRefused, CardNumberRefused: See ``add_membership``.
    """
    text = checked_text("member_name", holder, longest=FOR_WHOM_LONGEST)
    for extra in _of(cart, ExtraKind.MEMBERSHIP) if text else ():
        if extra.code == level.code and not extra.text:
            return _with_line(cart, replace(extra, text=text))
    return add_membership(cart, level, text)


def change_membership(cart: CartView, change: LevelChange, member: ShownMember) -> CartView:
    """Return the cart with a membership's next term, or with another level for the one that runs.

    Raises:
        MembershipFixed: The cart changes it already.
        CurrencyMismatch: The cart is in another currency.
    """
    if any(extra.member_id == member.member_id for extra in cart.extras):
        raise MembershipFixed(what="in_cart")
    _require_sum(cart, change.amount)
    line = ExtraLine(
        _next_id(cart, "membership"),
        ExtraKind.MEMBERSHIP,
        change.amount,
        member.holder,
        change.level,
        change.level_name,
        member_id=member.member_id,
        term=change.kind.value,
    )
    return replace(cart, extras=(*cart.extras, line))


def remove_extra(cart: CartView, line_id: str) -> CartView:
    """Return the cart without this line.

    Raises:
        NotFound: It has no such line.
    """
    kept = tuple(extra for extra in cart.extras if extra.line_id != line_id)
    if len(kept) == len(cart.extras):
        raise NotFound(kind="extra", key=line_id)
    return replace(cart, extras=kept)


# ---- looked at again ----


def clean_extras(cart: CartView, shelf: Shelf) -> CartView:
    """Return the cart with every extra looked at again, wherever the cart came from: what it is,
    what it costs and is called today.

    Raises:
        AmountInvalid, CurrencyMismatch, TextRefused, CardNumberRefused: As when it was put in.
        NotFound: The season has it no more.
        PriceChanged: It costs something else today, or the sum is rounded up otherwise.
    """
    clean = replace(cart, extras=())
    for extra in (extra for extra in cart.extras if not extra.round_up):
        clean = _again(clean, extra, shelf)
        _same_price(extra, clean.extras[-1].amount)
    for extra in (extra for extra in cart.extras if extra.round_up):
        fund = shelf.fund(extra.code)
        _same_price(extra, missing_to_round(clean, shelf.round_up_minor))
        clean = round_up(clean, fund, shelf.round_up_minor)
    return clean


def _again(clean: CartView, extra: ExtraLine, shelf: Shelf) -> CartView:
    if extra.kind is ExtraKind.CERTIFICATE:
        return add_certificate(clean, extra.amount, extra.text)
    if extra.kind is ExtraKind.MEMBERSHIP and extra.member_id:
        return _changed_again(clean, extra, shelf)
    if extra.kind is ExtraKind.MEMBERSHIP:
        return add_membership(clean, shelf.level(extra.code), extra.text)
    if extra.kind is ExtraKind.GOODS:
        if extra.quantity < 1 or any(one.code == extra.code for one in _of(clean, extra.kind)):
            raise AmountInvalid(text=str(extra.quantity))
        return add_goods(clean, shelf.article(extra.code), extra.quantity)
    if any(one.code == extra.code for one in _of(clean, extra.kind)):
        raise AmountInvalid(text=str(extra.amount.minor))
    fund = shelf.fund(extra.code)
    return give_to_fund(clean, fund, extra.amount, extra.tribute, extra.text)


def _changed_again(clean: CartView, extra: ExtraLine, shelf: Shelf) -> CartView:
    """Return the cart with the change of a membership under the level's name of today; what it
    costs is looked at where its terms are known (``check_changes``)."""
    if any(one.member_id == extra.member_id for one in clean.extras):
        raise MembershipFixed(what="in_cart")
    _require_sum(clean, extra.amount)
    now = replace(extra, line_id=_next_id(clean, "membership"), name=shelf.level(extra.code).name)
    return replace(clean, extras=(*clean.extras, now))


def _of(cart: CartView, kind: ExtraKind) -> tuple[ExtraLine, ...]:
    return tuple(extra for extra in cart.extras if extra.kind is kind)


def _same_price(extra: ExtraLine, now: Money) -> None:
    if extra.amount != now:
        raise PriceChanged(shown=extra.amount, now=now)


def _require_sum(cart: CartView, amount: Money) -> None:
    if amount.currency != cart.currency:
        raise CurrencyMismatch(expected=cart.currency, actual=amount.currency)
    if not 0 < amount.minor <= LARGEST_MINOR:
        raise AmountInvalid(text=str(amount.minor))


def _next_id(cart: CartView, kind: str) -> str:
    taken = {extra.line_id for extra in cart.extras}
    number = next(n for n in range(1, len(taken) + 2) if f"{kind}-{n}" not in taken)
    return f"{kind}-{number}"


def _with_line(cart: CartView, line: ExtraLine) -> CartView:
    """Return the cart with ``line`` in the place of the one with its id, or behind the others."""
    if any(extra.line_id == line.line_id for extra in cart.extras):
        kept = tuple(line if e.line_id == line.line_id else e for e in cart.extras)
        return replace(cart, extras=kept)
    return replace(cart, extras=(*cart.extras, line))
