"""Slips of cash that is no sale: what goes into a drop's bag, and the vouchers of cash paid in and
out."""

from __future__ import annotations

from pos.views.movements import MovementKind, MovementView, VoucherView
from printing.fonts import FontSource
from printing.paper import TALL, ReceiptPaper
from printing.slips import Slip
from printing.words import Words

_LINE = "_" * 28


def voucher(view: VoucherView, words: Words, fonts: FontSource) -> ReceiptPaper:
    """Return the slip of a movement, with a line to sign on for everybody who had a part in it."""
    moved = view.movement
    slip = Slip(words, fonts)
    slip.head(view.company, view.address)
    if view.copy:
        slip.mark(words("COPY"))
    slip.mark(movement_title(moved.kind, words))
    slip.pair(words.date(moved.at), words.time(moved.at))
    slip.pair(words("Voucher {number}", number=moved.number), view.window)
    if moved.at.date() != moved.business_date:
        slip.pair(words("Business day"), words.date(moved.business_date))
    slip.divider()
    if moved.bag:
        slip.pair(words("Bag"), moved.bag, bold=True, size=TALL)
    slip.pair(words("Amount"), words.money(moved.amount), bold=True, size=TALL)
    for name, text in (
        (words("Purpose"), moved.purpose),
        (words("Reason"), moved.reason),
    ):
        if text:
            slip.text(f"{name}: {text}")
    slip.divider()
    for who, name in _people(moved, words):
        slip.pair(who, name)
        slip.space()
        slip.text(_LINE)
    return slip.paper()


def movement_title(kind: MovementKind, words: Words) -> str:
    """Return what a slip is called."""
    return {
        MovementKind.DROP: words("CASH TO THE SAFE"),
        MovementKind.TOP_UP: words("CASH FROM THE SAFE"),
        MovementKind.PAID_IN: words("PAID IN"),
        MovementKind.PAID_OUT: words("PAID OUT"),
    }[kind]


def _people(moved: MovementView, words: Words) -> tuple[tuple[str, str], ...]:
    """Return who signs: the cashier, the second person, and whoever brought or got the money."""
    brought = moved.kind is MovementKind.PAID_IN
    received = moved.kind is MovementKind.DROP
    who = (
        (words("Cashier"), moved.cashier),
        (words("Received by") if received else words("Allowed by"), moved.second),
        (words("Paid by") if brought else words("Paid to"), moved.person),
    )
    return tuple((title, name) for title, name in who if name)
