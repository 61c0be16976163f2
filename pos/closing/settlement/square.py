"""Square's payout entries: as its API lists them in JSON, and flattened as CSV (money and
compliance 7.1).

Amounts are integers in the smallest unit; in CSV a column ``…_money.amount`` or ``…_minor`` is, and
any other holds decimals. Entries of a payout sum to it. Its day ends at 5 pm Pacific, never with a
business day. A list with a ``cursor`` goes on elsewhere, so the file is not whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

from pos.catalogue.faults import FaultCode, Faults
from pos.closing.settlement.formats import Stated, Taken, sums_up, taken_back
from pos.closing.settlement.rows import Rows
from pos.closing.settlement.values import moment_of
from pos.views.settlement import FoundLine, LineKind, Processor

_KINDS = {
    LineKind.CHARGE: "charge",
    LineKind.REFUND: "refund",
    LineKind.CHARGEBACK: "dispute",
    LineKind.FEE: "fee deposit_fee deposit_fee_reversed tax_on_fee third_party_fee "
    "third_party_fee_refund free_processing paid_service_fee paid_service_fee_refund "
    "subscription_fee subscription_fee_refund subscription_fee_paid_refund instant_transfer "
    "percentage_processing_enrollment percentage_processing_deactivation "
    "percentage_processing_repayment percentage_processing_repayment_reversed processing_fee "
    "processing_fee_refund square_payroll_transfer square_payroll_transfer_reversed",
    LineKind.RESERVE: "hold_adjustment reserve_hold reserve_release",
    LineKind.ADJUSTMENT: "adjustment app_fee_refund app_fee_revenue automatic_savings "
    "automatic_savings_reversed credit escheatment initial_balance_change money_transfer "
    "money_transfer_reversal open_dispute other other_adjustment paid_service_fee_refund "
    "redemption_code release_adjustment return_payout returned_payout returned_ach_entry "
    "square_capital_payment square_capital_reversed_payment tax_withholding "
    "unlinked_refund balance_folders_transfer balance_folders_transfer_reversed "
    "gift_card_pool_transfer gift_card_pool_transfer_reversed gift_card_load_fee "
    "gift_card_load_fee_refund unified_balance",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_MONEY = ("gross", "fee", "net")
_OWN = ("refund_id", "dispute_id", "fee_id", "token")

_WHOLE = re.compile(r"-?[0-9]{1,15}")

FLAT = (
    *("id", "payout_id", "effective_at", "type", "payment_id", "own_id", "currency"),
    *("arrival_date", *_MONEY),
)
"""The columns an entry is read as, whichever way the file wrote them."""


class Square:
    """See the module."""

    processor = Processor.SQUARE
    signature = frozenset({"payout_id", "effective_at", "type", "gross"})
    needed = ("id", "payout_id", "effective_at", "type", "gross", "fee", "net")
    known = frozenset(FLAT)

    def take(self, rows: Rows) -> Taken:
        """Return what the row says."""
        if not rows.same_currency("currency"):
            return None
        gross, fee, net = (rows.minor(each) for each in _MONEY)
        if gross is None or fee is None or net is None:
            return None
        if not sums_up(rows, "net", gross, fee, net):
            return None
        kind = _KIND_OF.get(rows.text("type").casefold())
        if kind is None:
            rows.unknown_type("type")
            return None
        payout = rows.text("payout_id")
        if not payout:
            rows.fault("payout_id", FaultCode.SETTLEMENT_NO_PAYOUT)
            return None
        payment, own = rows.text("payment_id"), rows.text("own_id")
        at, day = rows.utc("effective_at")
        return FoundLine(
            file_id="",
            line=rows.line,
            kind=taken_back(kind, gross),
            processor_id=rows.text("id"),
            own_ref=payment if kind is LineKind.CHARGE else own,
            payment_ref=payment,
            our_reference="",
            payout=payout,
            paid_on=rows.moment("arrival_date")[1],
            gross_minor=gross,
            fee_minor=fee,
            net_minor=net,
            text=rows.text("type").casefold(),
            at=at,
            day=day,
        )


def flat_header(header: Sequence[str]) -> tuple[list[str], frozenset[str]]:
    """Return a CSV's header in our names, and which of the amounts are in the smallest unit.

    ``type_refund_details.refund_id`` and the like are all ``payment_id`` or ``own_id``; a header
    may hold one for each type, of which a row fills at most one.
    """
    names, smallest = [], set()
    for written in header:
        name = written.strip().casefold().replace(".", "_")
        leaf = name.partition("_details_")[2] or name
        for money in _MONEY:
            if name in (f"{money}_amount_money_amount", f"{money}_minor", f"{money}_money_amount"):
                name = money
                smallest.add(money)
            elif name in (f"{money}_amount", f"{money}_money"):
                name = money
        if name in ("gross_amount_money_currency", "gross_amount_money_currency_code"):
            name = "currency"
        if leaf == "payment_id" or leaf in _OWN:
            name = "payment_id" if leaf == "payment_id" else "own_id"
        names.append(name)
    return names, frozenset(smallest)


def flat_row(
    names: Sequence[str], smallest: frozenset[str], row: Sequence[str], digits: int
) -> list[str]:
    """Return a row of a CSV in the order of ``FLAT``."""
    values: dict[str, str] = {}
    for name, value in zip(names, row, strict=True):
        if value and not values.get(name):
            values[name] = value
    for name in smallest:
        written = values.get(name, "").strip()
        if _WHOLE.fullmatch(written):
            values[name] = _decimal(int(written), digits)
        elif written:
            values[name] = f"?{written}"
    return [values.get(name, "") for name in FLAT]


# ---- JSON ----


def json_rows(text: str, faults: Faults, digits: int) -> Iterator[tuple[str, list[str] | Stated]]:
    """Yield (path, fields in the order of ``FLAT``) of each entry, and what payouts in the file say
    they come to. ``digits``: after the point of the venue's currency."""
    try:
        found = json.loads(text, parse_float=_Fraction)
    except (ValueError, RecursionError) as error:
        cut = text.rstrip()[-1:] not in ("}", "]")
        code = FaultCode.FILE_TRUNCATED if cut else FaultCode.FILE_NOT_JSON
        reason = str(error).partition(":")[0]
        faults.error("", code, reason, line=getattr(error, "lineno", 1))
        return
    whole = isinstance(found, dict)
    entries = found.get("payout_entries") if whole else found
    if not isinstance(entries, list):
        faults.error("payout_entries", FaultCode.FIELD_MISSING)
        return
    if whole:
        if found.get("cursor"):
            faults.error("cursor", FaultCode.SETTLEMENT_MORE_PAGES)
        yield from _stated(found, faults)
    for index, entry in enumerate(entries):
        path = f"payout_entries[{index}]" if whole else f"[{index}]"
        if isinstance(entry, dict):
            yield path, _flat(entry, digits)
        else:
            faults.error(path, FaultCode.FIELD_WRONG_TYPE, "object", type(entry).__name__)


def _stated(found: dict[str, Any], faults: Faults) -> Iterator[tuple[str, Stated]]:
    """Yield what the payout beside the entries says of itself, where somebody put it there."""
    payout = found.get("payout")
    if payout is None:
        return
    money = payout.get("amount_money") if isinstance(payout, dict) else None
    amount = money.get("amount") if isinstance(money, dict) else None
    if type(amount) is not int:
        faults.error("payout", FaultCode.FIELD_WRONG_TYPE, "integer", type(amount).__name__)
        return
    arrives = moment_of(str(payout.get("arrival_date", "")), UTC)
    day = arrives[1] if arrives else None
    yield "payout", Stated(0, str(payout.get("id", "")), day, amount)


class _Fraction(str):
    """A number with a point where only whole ones stand: kept as text, and no amount."""

    __slots__ = ()


def _flat(entry: dict[str, Any], digits: int) -> list[str]:
    details = [
        value
        for name, value in entry.items()
        if name.startswith("type_") and name.endswith("_details") and isinstance(value, dict)
    ]
    payment = next((str(d["payment_id"]) for d in details if d.get("payment_id")), "")
    own = next((str(d[n]) for d in details for n in _OWN if d.get(n)), "")
    money = [entry.get(f"{name}_amount_money") for name in _MONEY]
    currencies = {
        str(each.get("currency") or each.get("currency_code") or "")
        for each in money
        if isinstance(each, dict)
    }
    currency = "/".join(sorted(currencies - {""}))  # two in one entry are no currency of anybody's
    plain = (str(entry.get(name) or "") for name in ("id", "payout_id", "effective_at", "type"))
    return [*plain, payment, own, currency, "", *(_amount(each, digits) for each in money)]


def _amount(money: object, digits: int) -> str:
    """Return an amount in plain decimals; of what is none, a text that is none either."""
    if money is None:
        return "0"
    amount = money.get("amount", 0) if isinstance(money, dict) else money
    return _decimal(amount, digits) if type(amount) is int else f"?{amount}"


def _decimal(minor: int, digits: int) -> str:
    sign, size = ("-", -minor) if minor < 0 else ("", minor)
    whole, part = divmod(size, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"
