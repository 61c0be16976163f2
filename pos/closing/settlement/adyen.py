"""Adyen's settlement detail report as CSV (money and compliance 7.1).

Debits and credits stand in columns of their own; what reaches the bank is in the net currency and
the fee is four columns of it. Times are in the zone that the row names. A refund keeps the Psp
Reference of its charge; its own id is the Modification Reference. A batch is one payout, and its
``MerchantPayout`` line says what went to the bank.
"""

from __future__ import annotations

from pos.catalogue.faults import FaultCode
from pos.closing.settlement.formats import Stated, Taken, sums_up
from pos.closing.settlement.rows import Rows
from pos.views.settlement import FoundLine, LineKind, Processor

_KINDS = {
    LineKind.CHARGE: "settled settledbulk settledinstallment settledreversed "
    "settledreversedbulk capturefailed settledexternally",
    LineKind.REFUND: "refunded refundedbulk refundedreversed refundedreversedbulk refundfailed "
    "refundedexternally",
    LineKind.CHARGEBACK: "chargeback chargebackbulk secondchargeback "
    "chargebackexternally requestforinformation",
    LineKind.CHARGEBACK_REVERSED: "chargebackreversed chargebackreversedbulk "
    "chargebackreversedexternally",
    LineKind.FEE: "fee misccosts bulkschemefee authorisationschemefee paymentcost "
    "invoicededuction advancementcommissionfee schemefee",
    LineKind.RESERVE: "reserveadjustment balancetransfer",
    LineKind.ADJUSTMENT: "depositcorrection manualcorrected matchedstatement merchantpayin "
    "advancement advancementcommission advancementrefund bppaidout converted "
    "convertedout convertedin",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_TOTALS = ("merchantpayout", "acquirerpayout")
_FEES = ("commission (nc)", "markup (nc)", "scheme fees (nc)", "interchange (nc)")


class Adyen:
    """See the module."""

    processor = Processor.ADYEN
    signature = frozenset({"psp reference", "net credit (nc)", "batch number"})
    needed = (
        "psp reference",
        "merchant reference",
        "creation date",
        "timezone",
        "type",
        "modification reference",
        "gross currency",
        "gross debit (gc)",
        "gross credit (gc)",
        "net currency",
        "net debit (nc)",
        "net credit (nc)",
        "batch number",
    )
    known = frozenset(
        (
            *needed,
            *_FEES,
            "payment method",
            "payment method variant",
            "modification merchant reference",
            "booking date",
            "merchant account",
            "unique terminal id",
            "terminal id",
            "shopper interaction",
        )
    )

    def take(self, rows: Rows) -> Taken:
        """Return what the row says."""
        if not rows.same_currency("net currency"):
            return None
        parts = [rows.minor(each) for each in ("net credit (nc)", "net debit (nc)", *_FEES)]
        if None in parts:
            return None
        credit, debit, *fees = (part or 0 for part in parts)
        net, fee = credit - debit, sum(fees)
        word = rows.text("type").casefold()
        batch = rows.text("batch number")
        at, day = rows.moment("creation date", rows.named_zone("timezone"))
        booked = rows.moment("booking date")[1] or day
        if not batch:
            rows.fault("batch number", FaultCode.SETTLEMENT_NO_PAYOUT)
            return None
        if word in _TOTALS:
            return Stated(rows.line, batch, booked, -net)
        kind = _KIND_OF.get(word)
        if kind is None:
            rows.unknown_type("type")
            return None
        gross = self._gross(rows, kind, net, fee)
        if gross is None:
            return None
        psp, change = rows.text("psp reference"), rows.text("modification reference")
        back = kind in (LineKind.REFUND, LineKind.CHARGEBACK, LineKind.CHARGEBACK_REVERSED)
        own_words = rows.text("modification merchant reference")
        about = rows.text("terminal id") or rows.text("unique terminal id")
        seen = rows.text("shopper interaction").casefold()
        return FoundLine(
            file_id="",
            line=rows.line,
            kind=kind,
            processor_id=f"{word}:{change or psp}" if psp else "",
            own_ref=(change if back else psp),
            payment_ref=psp,
            our_reference=own_words if back else rows.text("merchant reference"),
            payout=batch,
            paid_on=None,
            gross_minor=gross,
            fee_minor=gross - net,
            net_minor=net,
            brand=rows.text("payment method variant") or rows.text("payment method"),
            terminal=about,
            remote=seen in ("ecommerce", "contauth", "moto"),
            text=change if kind is LineKind.FEE else word,
            at=at,
            day=day,
        )

    def _gross(self, rows: Rows, kind: LineKind, net: int, fee: int) -> int | None:
        """Return the gross amount in the net currency. In another currency the gross columns say
        what the patron saw; ours is what net and fees make."""
        credit, debit = rows.minor("gross credit (gc)"), rows.minor("gross debit (gc)")
        if credit is None or debit is None:
            return None
        said, written = (
            credit - debit,
            rows.text("gross credit (gc)") + rows.text("gross debit (gc)"),
        )
        same = rows.text("gross currency").upper() in ("", rows.currency)
        if not written or not same or kind is LineKind.FEE:
            return net + fee
        return said if sums_up(rows, "net credit (nc)", said, fee, net) else None
