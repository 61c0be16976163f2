"""A season of card payments, the movements a processor makes of them, and its files in each format.

Everything is worked out from a seed; nothing here knows how files are read or matched.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pos.clock import business_date
from pos.views.settlement import MatchRules, OurPayment

ZONE = "America/Los_Angeles"
RULES = MatchRules(ZONE, cutoff_hour=4, wait_days=4)
FIRST_EVENING = datetime(2026, 3, 2, 19, 0, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
CUT_OFF = 1
"""Hour UTC at which the processor's day ends: 5 pm Pacific in winter, amid a box office's hours."""


@dataclass(frozen=True)
class Moved:
    """One movement at the processor. ``kind``: charge, refund, chargeback, chargeback_reversed or
    fee."""

    kind: str
    movement: str
    own: str
    payment: str
    reference: str
    minor: int
    fee: int
    at: datetime
    payout: str
    brand: str = "visa"
    last_four: str = ""
    approval: str = ""
    terminal: str = ""
    currency: str = "USD"
    own_reference: str = ""


@dataclass(frozen=True)
class Season:
    payments: tuple[OurPayment, ...]
    moved: tuple[Moved, ...]

    @property
    def as_of(self) -> date:
        return max(each.business_date for each in self.payments) + timedelta(days=30)


def payout_of(at: datetime) -> str:
    """Return the payout that the processor's day of ``at`` goes into."""
    day = (at - timedelta(hours=CUT_OFF)).date()
    return f"po_{day.isoformat().replace('-', 'd')}"


def a_season(seed: int = 1, evenings: int = 4, sales: int = 12) -> Season:
    """Return charges, refunds on later days, and what the processor made of them."""
    chance = random.Random(seed)
    payments: list[OurPayment] = []
    for evening in range(evenings):
        for sale in range(sales):
            number = len(payments)
            at = FIRST_EVENING + timedelta(days=evening, minutes=11 * sale, seconds=number % 60)
            charge = _payment(chance, number, "charge", chance.randrange(1_000, 25_000), at)
            payments.append(charge)
            if sale % 5 == 4:
                back = _refund(chance, number + 1, charge, at + timedelta(days=1, minutes=3))
                payments.append(back)
    moved = [_moved(each, payments) for each in payments]
    for payout in sorted({each.payout for each in moved}):
        at = max(each.at for each in moved if each.payout == payout)
        fee = Moved("fee", f"fee{payout}", "", "", "", -150, 0, at, payout)
        moved.append(fee)
    return Season(tuple(payments), tuple(moved))


def _payment(chance: random.Random, number: int, kind: str, minor: int, at: datetime) -> OurPayment:
    token = f"{number:04d}x{chance.randrange(16**6):06x}"
    return OurPayment(
        payment_id=f"{number:05d}" + "ab" * 13 + "c",
        kind=kind,
        state="applied",
        reference=f"{number:05d}" + "ab" * 13 + "c",
        keys=(f"pay_{token}",),
        approval_code=f"{chance.randrange(16**6):06X}",
        brand="visa",
        last_four=f"{chance.randrange(10_000):04d}",
        amount_minor=minor,
        at=at,
        business_date=business_date(at, ZoneInfo(ZONE), RULES.cutoff_hour),
        terminal=f"T{number % 2}",
        order_number=f"{number:05d}",
    )


def _refund(chance: random.Random, number: int, charge: OurPayment, at: datetime) -> OurPayment:
    part = charge.amount_minor if number % 2 else charge.amount_minor // 2
    refund = _payment(chance, number, "refund", -part, at)
    return replace(refund, parent_id=charge.payment_id, last_four=charge.last_four)


def _moved(payment: OurPayment, payments: Iterable[OurPayment]) -> Moved:
    charge = next((each for each in payments if each.payment_id == payment.parent_id), payment)
    return Moved(
        kind=payment.kind,
        movement=f"mov_{payment.keys[0]}",
        own=payment.keys[0],
        payment=charge.keys[0],
        reference=charge.reference,
        own_reference=payment.reference,
        minor=payment.amount_minor,
        fee=payment.amount_minor * 29 // 1000 + 30 if payment.kind == "charge" else 0,
        at=payment.at + timedelta(seconds=4),
        payout=payout_of(payment.at),
        last_four=payment.last_four,
        approval=payment.approval_code,
        terminal=payment.terminal,
    )


# ---- files ----


def plain(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def _csv(rows: Sequence[dict[str, str]], delimiter: str, order: random.Random | None) -> bytes:
    columns = list(rows[0])
    if order is not None:
        order.shuffle(columns)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")


_STRIPE_KINDS = {"chargeback": "dispute", "chargeback_reversed": "dispute_reversal"}


def stripe(
    moved: Sequence[Moved], delimiter: str = ",", order: random.Random | None = None
) -> bytes:
    """Return ``payout_reconciliation.itemized.5``."""
    rows = [
        {
            "automatic_payout_id": one.payout,
            "automatic_payout_effective_at_utc": _stamp(one.at + timedelta(days=2)),
            "balance_transaction_id": one.movement,
            "created_utc": _stamp(one.at),
            "available_on_utc": _stamp(one.at + timedelta(days=2)),
            "currency": one.currency.lower(),
            "gross": plain(one.minor),
            "fee": plain(one.fee),
            "net": plain(one.minor - one.fee),
            "reporting_category": _STRIPE_KINDS.get(one.kind, one.kind),
            "source_id": one.own,
            "charge_id": f"ch_{one.payment}" if one.payment else "",
            "payment_intent_id": one.payment,
            "payment_method_type": "card_present" if one.payment else "",
            "description": "Box office, window",
            "payment_metadata[foyer_reference]": one.reference,
            "refund_metadata[foyer_reference]": (one.own_reference if one.kind == "refund" else ""),
        }
        for one in moved
    ]
    return _csv(rows, delimiter, order)


_ADYEN_KINDS = {
    "charge": "Settled",
    "refund": "Refunded",
    "chargeback": "Chargeback",
    "chargeback_reversed": "ChargebackReversed",
    "fee": "Fee",
}


def adyen(
    moved: Sequence[Moved], delimiter: str = ",", order: random.Random | None = None
) -> bytes:
    """Return a settlement detail report with times in New York's clock."""
    rows = []
    for one in moved:
        net = one.minor - one.fee
        back = one.kind != "charge"
        rows.append(
            {
                "Company Account": "FoyerDemo",
                "Merchant Account": "FoyerDemoPOS",
                "Psp Reference": one.payment,
                "Merchant Reference": one.reference,
                "Payment Method": one.brand,
                "Creation Date": _stamp(one.at.astimezone(ZoneInfo("America/New_York"))),
                "TimeZone": "America/New_York",
                "Type": _ADYEN_KINDS.get(one.kind, one.kind),
                "Modification Reference": one.own if back else f"cap{one.movement}",
                "Gross Currency": one.currency,
                "Gross Debit (GC)": plain(-one.minor) if one.minor < 0 else "",
                "Gross Credit (GC)": plain(one.minor) if one.minor >= 0 else "",
                "Exchange Rate": "1",
                "Net Currency": one.currency,
                "Net Debit (NC)": plain(-net) if net < 0 else "",
                "Net Credit (NC)": plain(net) if net >= 0 else "",
                "Commission (NC)": plain(one.fee // 2),
                "Markup (NC)": plain(one.fee - one.fee // 2),
                "Scheme Fees (NC)": "",
                "Interchange (NC)": "",
                "Modification Merchant Reference": one.own_reference if back else "",
                "Batch Number": one.payout,
            }
        )
    blank = dict.fromkeys(rows[0], "")
    for payout in dict.fromkeys(one.payout for one in moved):
        net = sum(one.minor - one.fee for one in moved if one.payout == payout)
        rows.append(
            blank
            | {
                "Type": "MerchantPayout",
                "Creation Date": "2026-03-20 03:00:00",
                "TimeZone": "PST",
                "Net Currency": moved[0].currency,
                "Net Debit (NC)": plain(net) if net >= 0 else "",
                "Net Credit (NC)": plain(-net) if net < 0 else "",
                "Batch Number": payout,
            }
        )
    return _csv(rows, delimiter, order)


_SQUARE_KINDS = {"chargeback": "DISPUTE", "chargeback_reversed": "DISPUTE"}


def square_json(moved: Sequence[Moved]) -> bytes:
    """Return the entries as the API lists them."""
    entries = []
    for one in moved:
        word = _SQUARE_KINDS.get(one.kind, one.kind.upper())
        named = {"payment_id": one.payment}
        if word == "REFUND":
            named["refund_id"] = one.own
        if word == "DISPUTE":
            named["dispute_id"] = one.own
        entries.append(
            {
                "id": one.movement,
                "payout_id": one.payout,
                "effective_at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "type": word,
                "gross_amount_money": {"amount": one.minor, "currency_code": one.currency},
                "fee_amount_money": {"amount": one.fee, "currency_code": one.currency},
                "net_amount_money": {"amount": one.minor - one.fee, "currency_code": one.currency},
                f"type_{word.lower()}_details": named if one.payment else {},
            }
        )
    return json.dumps({"payout_entries": entries}, indent=1).encode()


def square_csv(
    moved: Sequence[Moved], delimiter: str = ",", order: random.Random | None = None
) -> bytes:
    """Return the same entries as a table, amounts in cents."""
    rows = []
    for one in moved:
        word = _SQUARE_KINDS.get(one.kind, one.kind.upper())
        rows.append(
            {
                "id": one.movement,
                "payout_id": one.payout,
                "effective_at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "type": word,
                "gross_amount_money.amount": str(one.minor),
                "gross_amount_money.currency_code": one.currency,
                "fee_amount_money.amount": str(one.fee),
                "net_amount_money.amount": str(one.minor - one.fee),
                "type_charge_details.payment_id": one.payment if word == "CHARGE" else "",
                "type_refund_details.payment_id": one.payment if word == "REFUND" else "",
                "type_refund_details.refund_id": one.own if word == "REFUND" else "",
                "type_dispute_details.payment_id": one.payment if word == "DISPUTE" else "",
                "type_dispute_details.dispute_id": one.own if word == "DISPUTE" else "",
            }
        )
    return _csv(rows, delimiter, order)


def other(
    moved: Sequence[Moved], delimiter: str = ";", order: random.Random | None = None
) -> bytes:
    """Return what a bank's own terminals are settled with: no ids of ours, no net, local time."""
    rows = [
        {
            "Transaction ID": one.movement,
            "Type": {"charge": "Sale", "chargeback_reversed": "Chargeback reversed"}.get(
                one.kind, one.kind.capitalize()
            ),
            "Amount": plain(one.minor),
            "Fee": plain(one.fee),
            "Currency": one.currency,
            "Date": one.at.astimezone(ZoneInfo(ZONE)).strftime("%m/%d/%Y"),
            "Time": one.at.astimezone(ZoneInfo(ZONE)).strftime("%I:%M:%S %p"),
            "Batch": one.payout,
            "Card number": f"XXXXXXXXXXXX{one.last_four}" if one.last_four else "",
            "Auth code": one.approval,
            "Terminal": one.terminal,
        }
        for one in moved
    ]
    return _csv(rows, delimiter, order)


WRITERS = {
    "stripe": stripe,
    "adyen": adyen,
    "square_csv": square_csv,
    "other": other,
}
