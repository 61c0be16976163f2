"""The slip of a will-call envelope: whose it is and what is in it, to be read across a counter."""

from __future__ import annotations

from pos.views.will_call import EnvelopeView
from pos.views.will_call_rules import AskId
from printing.fonts import FontSource
from printing.paper import LARGE, TALL, ReceiptPaper
from printing.slips import Slip
from printing.words import Words


def envelope_slip(view: EnvelopeView, words: Words, fonts: FontSource) -> ReceiptPaper:
    """Return the slip: the name first and large, what is owing before everything else."""
    slip = Slip(words, fonts)
    slip.text(view.name or view.order_number, size=LARGE)
    slip.pair(words("Order {number}", number=view.order_number), _phone(view))
    slip.text(view.performance, size=TALL)
    slip.text(words.day_and_time(view.starts_at))
    slip.divider()
    if view.owing is not None:
        slip.mark(words("TO PAY {amount}", amount=words.money(view.owing)))
    slip.pair(words.plural("{n} ticket", "{n} tickets", view.tickets), view.price_types, bold=True)
    slip.text(view.seats, size=TALL)
    if view.slip_only:
        slip.text(words("Nothing is in here yet: the tickets print when they are paid."))
    slip.divider()
    slip.text(view.note, size=TALL)
    if view.alternates:
        slip.text(words("May also collect: {names}", names=view.alternates))
    slip.text(asked(view.ask, words))
    slip.pair(view.company, words("Envelope {n}", n=view.number))
    return slip.paper()


def asked(ask: AskId, words: Words) -> str:
    """Return what is to be seen before anything is handed out."""
    return {
        AskId.NONE: "",
        AskId.SEE_ID: words("Ask for a photo ID."),
        AskId.ID_AND_CARD: words("Ask for a photo ID and the card that paid."),
    }[ask]


def _phone(view: EnvelopeView) -> str:
    return f"…{view.phone_last4}" if view.phone_last4 else ""
