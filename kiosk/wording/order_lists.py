"""Words for lists of orders sold elsewhere: what a column says, what a load did."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.wording.say import Say
from pos.catalogue.order_columns import Field

FIELD_WORDS: Mapping[Field, Say] = MappingProxyType(
    {
        Field.REFERENCE: Say("Order number"),
        Field.NAME: Say("Name"),
        Field.FIRST_NAME: Say("First name"),
        Field.LAST_NAME: Say("Last name"),
        Field.EMAIL: Say("E-mail"),
        Field.PHONE: Say("Phone"),
        Field.PERFORMANCE: Say("Performance"),
        Field.DATE: Say("Date"),
        Field.TIME: Say("Time"),
        Field.SECTION: Say("Section"),
        Field.ROW: Say("Row"),
        Field.SEAT: Say("Seat"),
        Field.SEAT_ID: Say("Seat by its number in the plan"),
        Field.QUANTITY: Say("How many"),
        Field.PRICE_TYPE: Say("Price type"),
        Field.PRICE: Say("Price of a ticket"),
        Field.PAID: Say("Paid"),
        Field.OWING: Say("Still owing"),
        Field.PAID_FLAG: Say("Paid or not"),
        Field.BARCODE: Say("Barcode"),
        Field.NOTE: Say("Note"),
        Field.ALTERNATES: Say("Who else may collect"),
        Field.CHANNEL: Say("Where it was sold"),
        Field.DELIVERY: Say("Delivery"),
        Field.STATUS: Say("Cancelled or not"),
    }
)

DIFFERS_WORDS: Mapping[str, Say] = MappingProxyType({"total": Say("Total"), "seats": Say("Seats")})
"""What else of an order may differ from what was loaded: no column is called that."""

HOLDER_WORDS: Mapping[str, Say] = MappingProxyType(
    {
        "channel": Say("sold by {name}"),
        "window": Say("taken at window {name}"),
        "hold": Say("held, {name}"),
        "kill": Say("out of sale, {name}"),
        "hub": Say("the hub cannot be asked now"),
    }
)
"""Who has a place that a list wants, by the kind of holder."""
