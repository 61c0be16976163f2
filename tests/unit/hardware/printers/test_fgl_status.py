"""Every status byte there is: what it means for a printer at rest and for a ticket under way."""

from __future__ import annotations

import pytest

from hardware.printers import fgl_status
from hardware.printers.fgl_status import Status
from pos.ports.devices import Condition, PrintOutcome
from tests.unit.hardware.exchange import fgl

PRINTED, SPOILED, UNKNOWN = PrintOutcome.PRINTED, PrintOutcome.SPOILED, PrintOutcome.UNKNOWN

MEANS: dict[int, tuple[Condition | None, PrintOutcome | None]] = {
    0x00: (None, None),
    Status.REJECT_BIN_WARNING: (None, None),
    Status.REJECT_BIN_ERROR: (Condition.MECHANICAL, None),
    Status.JAM_PATH_1: (Condition.JAM, SPOILED),
    Status.JAM_PATH_2: (Condition.JAM, SPOILED),
    Status.TEST_TICKET_ACK: (None, None),
    Status.TICKET_ACK: (None, PRINTED),
    Status.WRONG_FILE_ID: (None, None),
    Status.BAD_CHECKSUM: (None, None),
    Status.GOOD_CHECKSUM: (None, None),
    Status.OUT_PATH_1: (Condition.OUT_OF_STOCK, None),
    Status.OUT_PATH_2: (Condition.OUT_OF_STOCK, None),
    Status.LOADED_PATH_1: (None, None),
    Status.LOADED_PATH_2: (None, None),
    Status.ESCROW_JAM: (Condition.JAM, SPOILED),
    Status.LOW_PAPER: (Condition.LOW_STOCK, None),
    Status.OUT_OF_TICKETS: (Condition.OUT_OF_STOCK, None),
    Status.X_ON: (None, None),
    Status.POWER_ON: (None, UNKNOWN),
    Status.X_OFF: (None, None),
    Status.BAD_FLASH: (Condition.MECHANICAL, None),
    Status.TICKET_NAK: (Condition.MECHANICAL, SPOILED),
    Status.TICKET_TAKEN: (None, None),
    Status.TICKET_WAITING: (Condition.TICKET_WAITING, None),
    Status.TICKET_JAM: (Condition.JAM, SPOILED),
    Status.ILLEGAL_DATA: (None, SPOILED),
    Status.POWER_UP_PROBLEM: (Condition.MECHANICAL, None),
    0x1B: (None, None),
    Status.DOWNLOAD_ERROR: (Condition.MECHANICAL, None),
    Status.CUTTER_JAM: (Condition.CUTTER_JAM, SPOILED),
    Status.STUCK_TICKET: (Condition.JAM, SPOILED),
    Status.CUTTER_JAM_PATH_2: (Condition.CUTTER_JAM, SPOILED),
}
"""Byte: the condition it is, and what it says of the ticket under way."""


def test_the_table_has_every_byte() -> None:
    assert set(MEANS) == set(range(0x20))
    assert set(Status) <= set(MEANS)


@pytest.mark.parametrize("byte", MEANS)
def test_what_a_byte_means_to_a_printer_at_rest(byte: int) -> None:
    exchange = fgl()
    exchange.up()
    exchange.say(b"0000000 PROM = FGL46G42\x11")
    exchange.say(bytes((byte,)))
    condition = MEANS[byte][0]
    assert exchange.conditions == (frozenset() if condition is None else {condition})


@pytest.mark.parametrize("byte", MEANS)
def test_what_a_byte_means_to_the_ticket_under_way(byte: int) -> None:
    exchange = fgl()
    exchange.up()
    exchange.say(b"0000000 PROM = FGL46G42")
    future = exchange.print(b"<RC10,20>Seat<p>")
    exchange.sent()
    exchange.say(bytes((byte,)))
    outcome = MEANS[byte][1]
    assert future.done() == (outcome is not None)
    assert outcome is None or future.result(0).outcome is outcome


def test_no_byte_means_two_things() -> None:
    sets = [
        set(fgl_status.SPOILS),
        *map(set, (fgl_status.TROUBLE, fgl_status.OUT_OF_STOCK, fgl_status.LOADED)),
        set(fgl_status.NOTED),
    ]
    assert sum(map(len, sets)) == len(set().union(*sets))


def test_good_is_what_the_documented_letter_says() -> None:
    assert ord("A") - fgl_status.SOLICITED_OFFSET == Status.X_ON
