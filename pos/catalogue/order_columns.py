"""Which column of a will-call list means what. Every system names them differently, so a guess is
made from the header, shown to a person, and can be given instead.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class Field(Enum):
    """What a column can say. SEAT_ID is what the seating plan calls the seat. PAID and OWING are
    about the order, PRICE is about one ticket, fees included.
    """

    REFERENCE = "reference"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    PERFORMANCE = "performance"
    DATE = "date"
    TIME = "time"
    SECTION = "section"
    ROW = "row"
    SEAT = "seat"
    SEAT_ID = "seat_id"
    QUANTITY = "quantity"
    PRICE_TYPE = "price_type"
    PRICE = "price"
    PAID = "paid"
    OWING = "owing"
    PAID_FLAG = "paid_flag"
    BARCODE = "barcode"
    NOTE = "note"
    ALTERNATES = "alternates"
    CHANNEL = "channel"
    DELIVERY = "delivery"
    STATUS = "status"
    """Whether the row is sold no more: cancelled, refunded, expired."""


_WORDS: Mapping[Field, str] = {
    Field.REFERENCE: "reference ref order orderid orderno ordernumber orderref orderreference "
    "bookingreference bookingref booking bookingid confirmation confirmationnumber confirmationno "
    "transaction transactionid transactionnumber",
    Field.NAME: "name fullname customer customername patron patronname buyer buyername purchaser "
    "billingname contact contactname willcallname pickupname",
    Field.FIRST_NAME: "firstname first forename givenname buyerfirstname billingfirstname "
    "customerfirstname patronfirstname",
    Field.LAST_NAME: "lastname last surname familyname buyerlastname billinglastname "
    "customerlastname patronlastname",
    Field.EMAIL: "email emailaddress mail customeremail buyeremail patronemail",
    Field.PHONE: "phone phonenumber telephone tel mobile mobilephone cell cellphone customerphone "
    "patronphone",
    Field.PERFORMANCE: "performance performancecode perfcode perf perfno performanceno "
    "performancename event eventname eventcode show showcode showname production productionname "
    "title concert",
    Field.DATE: "date performancedate eventdate showdate perfdate performancedatetime "
    "eventdatetime datetime dateandtime dateofperformance startdate starts",
    Field.TIME: "time performancetime eventtime showtime perftime starttime curtain curtaintime",
    Field.SECTION: "section sect sec area level seatsection seatingsection block",
    Field.ROW: "row seatrow rowname rowletter",
    Field.SEAT: "seat seats seatno seatnumber seatnumbers seatnum seatname",
    Field.SEAT_ID: "seatguid",
    Field.QUANTITY: "quantity qty tickets ticketcount ticketquantity numberoftickets numtickets "
    "numoftickets nooftickets count admissions places",
    Field.PRICE_TYPE: "pricetype tickettype buyertype pricingtype type category ticketcategory "
    "customertype ratetype rate",
    Field.PRICE: "price ticketprice unitprice priceperticket priceeach pricepaid priceeachpaid "
    "ticketamount",
    Field.PAID: "paid amountpaid totalpaid orderpaid paidamount paymentamount payments received "
    "amountreceived",
    Field.OWING: "owing owed due amountowing amountowed amountdue balance balancedue "
    "balanceowing outstanding unpaid",
    Field.PAID_FLAG: "ispaid paidinfull paidflag paidyn paidyesno paymentstatus paidstatus",
    Field.BARCODE: "barcode barcodes ticketbarcode ticketcode ticketid scancode barcodenumber "
    "ticketnumber",
    Field.NOTE: "note notes comment comments remark remarks ordernote ordernotes specialrequests "
    "instructions pickupnote",
    Field.ALTERNATES: "alternates alternate alternatename alternatepickup alternatenames "
    "authorizedpickup pickupby altname alsopickup",
    Field.CHANNEL: "channel saleschannel source soldby origin salespoint outlet",
    Field.DELIVERY: "delivery deliverymethod deliverytype fulfillment fulfilment shipping "
    "shippingmethod",
    Field.STATUS: "status orderstatus bookingstatus ticketstatus",
}
_LIKE = 0.72
"""How alike two words are that may be one with a slip of the hand."""
_MEANING = {word: field for field, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands (0-based), the header as written, and the headers that nobody
    reads.
    """

    header: tuple[str, ...]
    at: Mapping[Field, int]
    ignored: tuple[str, ...]
    repeated: tuple[tuple[Field, str], ...] = ()
    """Columns that mean what an earlier one means already."""

    def named(self, field: Field) -> str:
        """Return the header of a field, for places; the field's own name when it has none."""
        place = self.at.get(field)
        return field.value if place is None else self.header[place]


def guess_columns(header: Sequence[str]) -> Columns:
    """Return what the header seems to say. The first of two columns with one meaning wins; the
    other is reported.
    """
    at: dict[Field, int] = {}
    ignored: list[str] = []
    repeated: list[tuple[Field, str]] = []
    for place, name in enumerate(header):
        field = _MEANING.get(_bare(name))
        if field is None:
            ignored.append(name)
        elif field in at:
            repeated.append((field, name))
        else:
            at[field] = place
    return Columns(tuple(header), at, tuple(ignored), tuple(repeated))


def _bare(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def nearest_header(field: Field, headers: Iterable[str]) -> str:
    """Return which of the headers is written most like one that means ``field``; "" if none is."""
    bare = {_bare(header): header for header in reversed([*headers]) if _bare(header)}
    near = [
        (difflib.SequenceMatcher(None, word, each).ratio(), each)
        for word in _WORDS[field].split()
        for each in difflib.get_close_matches(word, bare, n=1, cutoff=_LIKE)
    ]
    return bare[max(near)[1]] if near else ""


def nearest_name(name: str, names: Iterable[str]) -> str:
    """Return which of the names is written most like ``name``; "" if none is."""
    bare = {_bare(each): each for each in reversed([*names])}
    found = difflib.get_close_matches(_bare(name), bare, n=1, cutoff=_LIKE)
    return bare[found[0]] if found else ""


def given_columns(header: Sequence[str], mapping: Mapping[Field, str]) -> Columns:
    """Return the columns of a mapping that a person gave or saved: field to header, exactly as
    written.
    """
    at = {field: header.index(name) for field, name in mapping.items() if name in header}
    used = set(at.values())
    ignored = tuple(name for place, name in enumerate(header) if place not in used)
    return Columns(tuple(header), at, ignored)


def missing_columns(columns: Columns) -> tuple[Field, ...]:
    """Return what a list cannot be without: a reference, a name, a performance or its date, a seat
    or a quantity.
    """
    at = columns.at
    missing = []
    if Field.REFERENCE not in at:
        missing.append(Field.REFERENCE)
    if not {Field.NAME, Field.LAST_NAME} & set(at):
        missing.append(Field.NAME)
    if not {Field.PERFORMANCE, Field.DATE} & set(at):
        missing.append(Field.PERFORMANCE)
    if not {Field.SEAT, Field.SEAT_ID, Field.QUANTITY} & set(at):
        missing.append(Field.SEAT)
    return tuple(missing)
