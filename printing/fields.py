"""The fields a ticket design can name, filled from one ticket. All words that tickets and receipts
share live here."""

from __future__ import annotations

from pos.views.charges import ChargeSum
from pos.views.papers import TicketView
from pos.views.paying import ExtraKind
from pos.views.selling import TenderKind
from printing.words import Words

TICKET_FIELDS = (
    "company",
    "production",
    "subtitle",
    "day",
    "date",
    "time",
    "day_and_time",
    "doors",
    "venue",
    "hall",
    "where",
    "section",
    "row",
    "seat",
    "section_label",
    "row_label",
    "seat_label",
    "place",
    "admission",
    "zone",
    "price_type",
    "price",
    "fee",
    "order",
    "order_number",
    "holder",
    "notes",
    "issue",
    "code",
)
"""Names for ``{...}``, ``when`` and ``unless``. A field is empty where the ticket has nothing to
say: ``doors``, ``fee`` at no fee, ``seat`` in general admission, ``admission`` in a reserved hall,
``issue`` of the first issue."""

_CODE_GROUP = 5
_BY_HAND = "______"
"""The price of an emergency ticket, which somebody writes."""


def ticket_fields(view: TicketView, words: Words) -> dict[str, str]:
    """Return every name of ``TICKET_FIELDS`` with its text, not yet safe to print."""
    reserved = bool(view.seat or view.row or view.section)
    return {
        "company": view.company,
        "production": view.production,
        "subtitle": view.subtitle,
        "day": words.day(view.starts_at),
        "date": words.date(view.starts_at),
        "time": words.time(view.starts_at),
        "day_and_time": words.day_and_time(view.starts_at),
        "doors": words("Doors {time}", time=words.time(view.doors_at)) if view.doors_at else "",
        "venue": view.venue,
        "hall": view.hall,
        "where": ", ".join(dict.fromkeys(name for name in (view.hall, view.venue) if name)),
        "section": view.section,
        "row": view.row,
        "seat": view.seat,
        "section_label": words("Section") if view.section else "",
        "row_label": words("Row") if view.row else "",
        "seat_label": words("Seat") if view.seat else "",
        "place": place(view, words),
        "admission": "" if reserved else words("General admission"),
        "zone": view.zone,
        "price_type": words("Emergency ticket") if view.emergency else view.price_type,
        "price": _BY_HAND if view.emergency else words.money(view.price),
        "fee": included(view, words),
        "order": _order(view, words),
        "order_number": view.order_number,
        "holder": view.holder,
        "notes": " · ".join(note_text(note, words) for note in view.notes),
        "issue": words("Issue {number}", number=view.issue) if view.issue > 1 else "",
        "code": grouped(view.code),
    }


def _order(view: TicketView, words: Words) -> str:
    """Return which order a ticket is of; of an emergency ticket its own number."""
    if view.emergency:
        return view.order_number
    return words("Order {number}", number=view.order_number)


def included(view: TicketView, words: Words) -> str:
    """Return what the price has in it beside the face value, or nothing."""
    fee, tax = view.fee_included, view.tax_included
    if fee and tax:
        return words("with {amount} fee and tax", amount=fee + tax)  # there is no room for both
    if tax:
        return words("includes {tax} tax", tax=tax)
    return words("includes {fee} fee", fee=fee) if fee else ""


def place(view: TicketView, words: Words) -> str:
    """Return where the bearer sits, in one line: ``Orchestra, row A, seat 12``."""
    if view.section and view.row and view.seat:
        return words(
            "{section}, row {row}, seat {seat}",
            section=view.section,
            row=view.row,
            seat=view.seat,
        )
    named = ", ".join(part for part in (view.section, view.row, view.seat) if part)
    return named or words("General admission")


def grouped(code: str) -> str:
    """Return a ticket code in groups of five, so that it can be read aloud and typed."""
    return " ".join(code[i : i + _CODE_GROUP] for i in range(0, len(code), _CODE_GROUP))


def note_text(note: str, words: Words) -> str:
    """Return what a ``TicketView`` note says on paper; a text of the venue's own as it is."""
    names = {
        "restricted_view": words("Restricted view"),
        "wheelchair": words("Wheelchair space"),
        "companion": words("Companion seat"),
        "duplicate": words("DUPLICATE"),
    }
    return names.get(note, note)


def tender_name(kind: str, words: Words) -> str:
    """Return what a patron or an accountant calls a ``TenderKind`` value; another text as it is."""
    names = {
        TenderKind.CASH.value: words("Cash"),
        TenderKind.CHECK.value: words("Check"),
        TenderKind.CARD.value: words("Card"),
        TenderKind.CERTIFICATE.value: words("Gift certificate"),
        TenderKind.PROMOTIONAL.value: words("Promotional certificate"),
        TenderKind.ON_ACCOUNT.value: words("On account"),
        TenderKind.ROUNDING.value: words("Cash rounding"),
        TenderKind.ELSEWHERE.value: words("Paid elsewhere"),
        TenderKind.GIVEN_UP.value: words("Given up"),
    }
    return names.get(kind, kind)


def charge_name(charge: ChargeSum, words: Words) -> str:
    """Return what a fee or a tax in a price is called."""
    return charge.name or words("Facility fee")


def extra_name(kind: str, words: Words, named: str = "") -> str:
    """Return what an ``ExtraKind`` value is called; another text as it is. ``named``: its fund,
    level or article, as the season says it."""
    if kind == ExtraKind.CERTIFICATE.value:
        return words("Gift certificate")
    if kind == ExtraKind.DONATION.value:
        return words("Donation to {fund}", fund=named) if named else words("Donation")
    if kind == ExtraKind.MEMBERSHIP.value:
        return words("Membership: {level}", level=named) if named else words("Membership")
    if kind == ExtraKind.GOODS.value:
        return named or words("Goods")
    if kind == ExtraKind.FEE.value:
        return words("Return fee") if named == "return" else words("Exchange fee")
    if kind == ExtraKind.CREDIT.value:
        return words("Credit on account")
    return kind
