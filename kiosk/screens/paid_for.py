"""What a card payment is for, in words: whose seats wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.messages import tender_text
from pos.money import total
from pos.views.paying import ExceptionView, PaidFor, PaidPlaces, PayingFor, PaymentKind, PaymentView
from pos.views.selling import TenderKind
from printing.fields import extra_name

if TYPE_CHECKING:
    from printing.words import Words


def paid_words(paid: PaidFor, words: Words) -> str:
    """Return performances with their seats, and what else was bought, a line each."""
    lines = [_places(each, words) for each in paid.places]
    for amount in paid.certificates:
        lines.append(f"{words('Gift certificate')} {words.money(amount)}")
    for kind, name, amount in paid.extras:
        lines.append(f"{extra_name(kind, words, name)} {words.money(amount)}")
    return "\n".join(lines)


def whose_words(view: PaymentView | ExceptionView, words: Words) -> str:
    """Return whose it is and what it pays: whose seats wait for it."""
    number = words("Order {number}", number=view.order_number) if view.order_number else ""
    whose = " · ".join(part for part in (number, view.name) if part)
    return "\n".join(part for part in (whose, paid_words(view.paid, words)) if part)


def whole_words(view: PaymentView, others: Sequence[PaymentView], words: Words) -> str:
    """Return what the whole sale comes to, or the order owes, what else was taken for it, and what
    is still due; nothing where this card alone pays it. ``others``: every payment in doubt."""
    whole = view.paid.whole
    charge = PaymentKind.CHARGE.value
    mine = [one for one in others if one.for_id == view.for_id and one.kind == charge]
    if whole is None or not mine:
        return ""
    beside = max((one.paid.beside for one in mine), key=len)
    approved = [one.approved - one.given_back for one in mine if one.approved is not None]
    due = whole - total((*(amount for _, amount in beside), *approved), whole.currency)
    parts = [f"{tender_text(TenderKind(kind), words)} {words.money(sum_)}" for kind, sum_ in beside]
    if approved and due.minor > 0:
        parts.append(words("still due {amount}", amount=due))
    if not parts and len(mine) == 1 and due.minor >= 0:
        return ""
    order = view.for_kind == PayingFor.ORDER.value
    said = words("The order owes {amount}", amount=whole) if order else ""
    return " · ".join((said or words("The whole sale: {amount}", amount=whole), *parts))


def _places(each: PaidPlaces, words: Words) -> str:
    when = words.day_and_time(each.starts_at)
    show = words("{show}, {when}", show=each.performance, when=when)
    many = words.plural("{n} ticket", "{n} tickets", each.count)
    return " · ".join(part for part in (show, each.seats, many) if part)
