"""Which column of any processor's CSV means what: guessed from the header, shown to a person, and
saved under a name once it was put right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class Field(Enum):
    """What a column can say. ID is of the movement, PAYMENT of the charge it is about."""

    ID = "id"
    PAYMENT = "payment"
    REFERENCE = "reference"
    TYPE = "type"
    GROSS = "gross"
    FEE = "fee"
    NET = "net"
    CURRENCY = "currency"
    DATE = "date"
    TIME = "time"
    ZONE = "zone"
    PAYOUT = "payout"
    PAID_ON = "paid_on"
    BRAND = "brand"
    LAST_FOUR = "last_four"
    APPROVAL = "approval"
    TERMINAL = "terminal"
    TEXT = "text"


_WORDS: Mapping[Field, str] = {
    Field.ID: "id transactionid transaction transactionnumber transactionno entryid lineid "
    "transactionreference processorid refundid movementid txnid",
    Field.PAYMENT: "payment paymentid originaltransaction originaltransactionid originalid "
    "parentid relatedtransaction chargeid authorizationid",
    Field.REFERENCE: "reference merchantreference ourreference orderid orderreference "
    "invoicenumber invoice externalid externalreference customreference ticketnumber",
    Field.TYPE: "type transactiontype category kind entrytype recordtype",
    Field.GROSS: "gross amount grossamount transactionamount saleamount total totalamount "
    "settledamount",
    Field.FEE: "fee fees feeamount totalfees processingfee commission discount",
    Field.NET: "net netamount nettotal depositamount payoutamount amountpaid",
    Field.CURRENCY: "currency currencycode transactioncurrency",
    Field.DATE: "date transactiondate created createdat datetime transactiondatetime timestamp "
    "processedon captured captureddate saledate",
    Field.TIME: "time transactiontime createdtime",
    Field.ZONE: "timezone zone tz",
    Field.PAYOUT: "payout payoutid batch batchid batchnumber batchno deposit depositid "
    "settlementid settlement transferid",
    Field.PAID_ON: "paidon payoutdate depositdate settlementdate settleddate fundingdate "
    "arrivaldate transferdate",
    Field.BRAND: "brand cardbrand cardtype paymentmethod scheme network",
    Field.LAST_FOUR: "last4 lastfour cardlast4 cardlastfour cardnumber maskedcard card "
    "maskedcardnumber lastfourdigits last4digits",
    Field.APPROVAL: "approval approvalcode authcode authorizationcode authorisationcode auth "
    "authnumber",
    Field.TERMINAL: "terminal terminalid terminalserial device deviceid tid register",
    Field.TEXT: "description text note memo details",
}
_MEANING = {word: field for field, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands (0-based), and the headers that nobody reads. ``twice``: headers that
    mean what an earlier one means."""

    at: Mapping[Field, int]
    unread: tuple[str, ...]
    twice: tuple[str, ...] = ()


def guess_columns(header: Sequence[str]) -> Columns:
    """Return what the header seems to say; of two columns with one meaning the first."""
    at: dict[Field, int] = {}
    unread, twice = [], []
    for place, name in enumerate(header):
        field = _MEANING.get("".join(c for c in name.casefold() if c.isalnum()))
        if field is None:
            unread.append(name)
        elif field in at:
            twice.append(name)
        else:
            at[field] = place
    return Columns(at, tuple(unread), tuple(twice))


def mapped_columns(header: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """Return the guess corrected by a mapping of fields to headers as they are written. A header of
    the mapping that the file has not is not there: ``missing_columns`` tells when it matters."""
    given = {Field(name): written for name, written in mapping.items()}
    guessed = guess_columns(header)
    taken = set(given.values())
    at = {
        field: place
        for field, place in guessed.at.items()
        if field not in given and header[place] not in taken
    }
    there = {f: written for f, written in given.items() if written and written in header}
    at.update({field: header.index(written) for field, written in there.items()})
    used = set(at.values())
    return Columns(at, tuple(n for place, n in enumerate(header) if place not in used))


def missing_columns(columns: Columns) -> tuple[Field, ...]:
    """Return what a file cannot be matched without: an amount, a day, and anything by which a
    payment is known."""
    at, missing = columns.at, []
    if Field.GROSS not in at:
        missing.append(Field.GROSS)
    if not {Field.DATE, Field.PAID_ON} & set(at):
        missing.append(Field.DATE)
    if not {Field.ID, Field.PAYMENT, Field.REFERENCE, Field.APPROVAL} & set(at):
        missing.append(Field.ID)
    return tuple(missing)
