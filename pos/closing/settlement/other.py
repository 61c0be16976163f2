"""Any other processor's CSV, under a mapping of its columns.

Where there is no type, the sign tells charges from refunds; where there is no net, gross less fee
is; where there is no payout, all lines paid on one day are one.
"""

from __future__ import annotations

import re

from pos.catalogue.faults import FaultCode
from pos.closing.settlement.formats import Stated, Taken, sums_up, taken_back
from pos.closing.settlement.rows import Rows
from pos.views.settlement import FoundLine, LineKind, Processor

_KINDS = {
    LineKind.CHARGE: "sale charge payment purchase capture captured settled credit_card_sale "
    "card_payment authorization_capture",
    LineKind.REFUND: "refund refunded return void reversal card_refund",
    LineKind.CHARGEBACK: "chargeback dispute retrieval",
    LineKind.CHARGEBACK_REVERSED: "chargeback_reversed chargeback_reversal dispute_reversal "
    "chargeback_won dispute_won representment",
    LineKind.FEE: "fee fees processing_fee monthly_fee service_fee chargeback_fee",
    LineKind.RESERVE: "reserve hold reserve_release release",
    LineKind.ADJUSTMENT: "adjustment correction",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_TOTALS = ("payout", "deposit", "transfer", "settlement", "total")
_BACK = (LineKind.REFUND, LineKind.CHARGEBACK)
_FOUR = re.compile(r"([0-9]{4})$")


class Other:
    """See the module. Columns are named by ``columns.Field``."""

    processor = Processor.OTHER
    signature: frozenset[str] = frozenset()
    needed: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()

    def take(self, rows: Rows) -> Taken:
        """Return what the row says."""
        if not rows.same_currency("currency"):
            return None
        gross, fee, net = rows.minor("gross", None), rows.minor("fee"), rows.minor("net", None)
        if gross is None and not rows.text("gross"):
            rows.fault("gross", FaultCode.FIELD_EMPTY)
        wrong_net = net is None and rows.text("net")
        if gross is None or fee is None or wrong_net:
            return None
        word = "_".join(rows.text("type").casefold().replace("-", " ").split())
        at, day = rows.moment("date", rows.named_zone("zone"), also="time")
        paid_on = rows.moment("paid_on")[1]
        payout = rows.text("payout") or (paid_on.isoformat() if paid_on else "")
        if not payout and rows.has("payout"):
            rows.fault("payout", FaultCode.SETTLEMENT_NO_PAYOUT)
            return None
        if word in _TOTALS:
            return Stated(rows.line, payout, paid_on or day, abs(gross if net is None else net))
        kind = self._kind(rows, word, gross)
        if kind is None:
            return None
        amounts = self._amounts(rows, kind, gross, fee, net)
        if amounts is None:
            return None
        gross, fee, net = amounts
        own, payment = rows.text("id"), rows.text("payment")
        four = _FOUR.search(rows.text("last_four"))
        return FoundLine(
            file_id="",
            line=rows.line,
            kind=taken_back(kind, gross),
            processor_id=own,
            own_ref=(payment or own) if kind is LineKind.CHARGE else own,
            payment_ref=payment or (own if kind is LineKind.CHARGE else ""),
            our_reference=rows.text("reference"),
            payout=payout,
            paid_on=paid_on,
            gross_minor=gross,
            fee_minor=fee,
            net_minor=net,
            brand=rows.text("brand"),
            last_four=four[1] if four else "",
            approval_code=rows.text("approval"),
            terminal=rows.text("terminal"),
            text=rows.text("text") or word,
            at=at,
            day=day or paid_on,
        )

    def _kind(self, rows: Rows, word: str, gross: int) -> LineKind | None:
        if not word:
            return LineKind.REFUND if gross < 0 else LineKind.CHARGE
        kind = _KIND_OF.get(word)
        if kind is None:
            rows.unknown_type("type")
        return kind

    def _amounts(
        self, rows: Rows, kind: LineKind, gross: int, fee: int, net: int | None
    ) -> tuple[int, int, int] | None:
        """Return gross, fee and net with our signs: what goes back is below zero, a fee kept is
        above."""
        if kind in _BACK and gross > 0:
            gross = -gross
            net = -net if net is not None and net > 0 else net
        if kind is LineKind.FEE and gross > 0:
            gross, net = -gross, -abs(net) if net is not None else None
        if net is None:
            return gross, abs(fee), gross - abs(fee)
        if gross + fee == net:
            fee = -fee
        return (gross, fee, net) if sums_up(rows, "net", gross, fee, net) else None
