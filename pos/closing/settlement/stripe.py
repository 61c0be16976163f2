"""Stripe's ``payout_reconciliation.itemized.5`` (money and compliance 7.1).

One row a balance transaction, of automatic payouts only: what a manual payout holds, no file says.
Amounts are decimals in the currency's major unit, and ``net = gross - fee``. A capture of less than
was authorised is two rows, the whole and what was let go (``partial_capture_reversal``).
"""

from __future__ import annotations

from pos.catalogue.faults import FaultCode
from pos.closing.settlement.formats import Stated, Taken, sums_up
from pos.closing.settlement.rows import Rows
from pos.views.settlement import FoundLine, LineKind, Processor

_KINDS = {
    LineKind.CHARGE: "charge charge_failure partial_capture_reversal",
    LineKind.REFUND: "refund refund_failure",
    LineKind.CHARGEBACK: "dispute",
    LineKind.CHARGEBACK_REVERSED: "dispute_reversal",
    LineKind.FEE: "fee network_cost tax",
    LineKind.RESERVE: "risk_reserved_funds payout_minimum_balance_hold "
    "payout_minimum_balance_release reserved_funds",
    LineKind.ADJUSTMENT: "other_adjustment topup topup_reversal transfer transfer_reversal "
    "platform_earning platform_earning_refund connect_collection_transfer "
    "connect_reserved_funds contribution financing_payout financing_payout_reversal "
    "financing_paydown financing_paydown_reversal advance advance_funding anticipation_repayment",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_TOTALS = ("payout", "payout_reversal")
_IN_PERSON = ("card_present", "interac_present")


class Stripe:
    """See the module."""

    processor = Processor.STRIPE
    signature = frozenset({"balance_transaction_id", "reporting_category"})
    needed = (
        "automatic_payout_id",
        "balance_transaction_id",
        "currency",
        "gross",
        "fee",
        "net",
        "reporting_category",
    )
    known = frozenset(
        (
            *needed,
            "automatic_payout_effective_at",
            "automatic_payout_effective_at_utc",
            "created",
            "created_utc",
            "source_id",
            "charge_id",
            "payment_intent_id",
            "payment_method_type",
            "description",
            "card_brand",
            "card_last4",
            "payment_metadata[foyer_reference]",
            "refund_metadata[foyer_reference]",
        )
    )

    def take(self, rows: Rows) -> Taken:
        """Return what the row says."""
        if not rows.same_currency("currency"):
            return None
        gross, fee, net = rows.minor("gross"), rows.minor("fee"), rows.minor("net")
        if gross is None or fee is None or net is None:
            return None
        category, payout = rows.text("reporting_category"), rows.text("automatic_payout_id")
        paid_on = rows.utc("automatic_payout_effective_at_utc")[1]
        paid_on = paid_on or rows.moment("automatic_payout_effective_at")[1]
        if not sums_up(rows, "net", gross, fee, net):
            return None
        if category in _TOTALS:
            return Stated(rows.line, payout, paid_on, -net)
        kind = _KIND_OF.get(category)
        if kind is None:
            rows.unknown_type("reporting_category")
            return None
        if not payout:
            rows.fault("automatic_payout_id", FaultCode.SETTLEMENT_NO_PAYOUT)
            return None
        at, day = rows.utc("created_utc")
        if day is None:
            at, day = rows.moment("created")
        payment = rows.text("payment_intent_id") or rows.text("charge_id")
        method, source = rows.text("payment_method_type"), rows.text("source_id")
        ours = rows.text("payment_metadata[foyer_reference]")
        if kind is LineKind.REFUND:
            ours = rows.text("refund_metadata[foyer_reference]")
        return FoundLine(
            file_id="",
            line=rows.line,
            kind=kind,
            processor_id=rows.text("balance_transaction_id"),
            own_ref=(payment or source) if kind is LineKind.CHARGE else source,
            payment_ref=payment,
            our_reference=ours,
            payout=payout,
            paid_on=paid_on,
            gross_minor=gross,
            fee_minor=fee,
            net_minor=net,
            brand=rows.text("card_brand"),
            last_four=rows.text("card_last4"),
            remote=bool(method) and method not in _IN_PERSON and not ours,
            text=category if kind is LineKind.CHARGE else rows.text("description") or category,
            at=at,
            day=day,
        )
