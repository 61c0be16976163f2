"""The status bytes of FGL printers, and what they are asked.

Source: hardware facts 1.6 (BOCA status list, documented; confirmed in part by the Lemur-X page).
In normal mode each change is sent once, unsolicited: ``06`` is one ticket printed, ``10`` out of
tickets, ``12 11`` switched on and healthy. In the solicited modes ``<S92>`` is answered ``41`` when
all is well; that is ``11`` and 30 more, so other answers are read the same way (unconfirmed).
"""

from __future__ import annotations

from enum import IntEnum

from pos.ports.devices import Condition


class Status(IntEnum):
    """One byte from the printer."""

    REJECT_BIN_WARNING = 0x01
    REJECT_BIN_ERROR = 0x02
    JAM_PATH_1 = 0x03
    JAM_PATH_2 = 0x04
    TEST_TICKET_ACK = 0x05
    TICKET_ACK = 0x06
    WRONG_FILE_ID = 0x07
    BAD_CHECKSUM = 0x08
    GOOD_CHECKSUM = 0x09
    OUT_PATH_1 = 0x0A
    OUT_PATH_2 = 0x0B
    LOADED_PATH_1 = 0x0C
    LOADED_PATH_2 = 0x0D
    ESCROW_JAM = 0x0E
    LOW_PAPER = 0x0F
    OUT_OF_TICKETS = 0x10
    X_ON = 0x11
    POWER_ON = 0x12
    X_OFF = 0x13
    BAD_FLASH = 0x14
    TICKET_NAK = 0x15
    TICKET_TAKEN = 0x16
    TICKET_WAITING = 0x17
    TICKET_JAM = 0x18
    ILLEGAL_DATA = 0x19
    POWER_UP_PROBLEM = 0x1A
    DOWNLOAD_ERROR = 0x1C
    CUTTER_JAM = 0x1D
    STUCK_TICKET = 0x1E
    CUTTER_JAM_PATH_2 = 0x1F


OUT_OF_STOCK = frozenset({Status.OUT_OF_TICKETS, Status.OUT_PATH_1, Status.OUT_PATH_2})
LOADED = frozenset({Status.LOADED_PATH_1, Status.LOADED_PATH_2})

SPOILS = {
    Status.TICKET_JAM: Condition.JAM,
    Status.JAM_PATH_1: Condition.JAM,
    Status.JAM_PATH_2: Condition.JAM,
    Status.STUCK_TICKET: Condition.JAM,
    Status.ESCROW_JAM: Condition.JAM,
    Status.CUTTER_JAM: Condition.CUTTER_JAM,
    Status.CUTTER_JAM_PATH_2: Condition.CUTTER_JAM,
    Status.ILLEGAL_DATA: Condition.ILLEGAL_DATA,
    Status.TICKET_NAK: Condition.MECHANICAL,
}
"""Reports that ruin the ticket under way."""

TROUBLE = frozenset(
    {
        Status.REJECT_BIN_ERROR,
        Status.BAD_FLASH,
        Status.POWER_UP_PROBLEM,
        Status.DOWNLOAD_ERROR,
    }
)
"""Reports that stop the printer without saying anything about a ticket."""

NOTED = frozenset(
    {
        Status.REJECT_BIN_WARNING,
        Status.TEST_TICKET_ACK,
        Status.WRONG_FILE_ID,
        Status.BAD_CHECKSUM,
        Status.GOOD_CHECKSUM,
    }
)
"""Reports that ask nothing of anybody: files and test tickets are not ours."""

GOOD = frozenset({Status.X_ON, Status.LOW_PAPER, Status.TICKET_TAKEN}) | LOADED
"""Answers to ``<S92>`` of a printer that prints."""

STATES = OUT_OF_STOCK | frozenset(SPOILS) | TROUBLE | {Status.TICKET_WAITING}
"""Answers to ``<S92>`` that are believed beside the good ones."""

SOLICITED_OFFSET = 0x30
STATE_QUERY = b"<S92>"
COUNT_QUERY = b"<S2>"
READY_QUERY = b"<S1>"
"""Answered only when ready, with ``11`` or low paper (documented)."""
CLEAR_BUFFER = b"<CB>"
DRAWERS = {2: b"<DA>", 5: b"<DB>"}
"""Pulse drawer A or B for 50 ms, by the connector's pin that opens it. (documented; that A is pin 2
and B is pin 5, as on receipt printers: unconfirmed)"""

FINISH_HALF = b"0" * 3300 + CLEAR_BUFFER
"""Gets a printer back in step that an earlier host left in the middle of a graphics strip: blank
dots to the end of the longest strip our profiles send, in hex, or text, and either is cleared
behind it. Our own rule, from the byte counts in hardware facts 1.3; held against the virtual
printer only.
"""
LINE_END = (0x0A, 0x0D)
"""Right behind readable text these end its line; elsewhere they are status bytes."""
