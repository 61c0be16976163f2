"""What can be made to go wrong with each virtual device, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hardware.simulators.faults import FaultKind
from hardware.simulators.nexo_faults import NexoFault
from kiosk.settings import (
    BADGE_READER,
    CHECK_READER,
    CUSTOMER_DISPLAY,
    PAYMENT_TERMINAL,
    RECEIPT_PRINTER,
    SCANNER,
    TICKET_PRINTER,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.words import Words

HANGS_S, STALLS_S, LATE_S, TORN_S, DEAF_S = 10.0, 10.0, 5.0, 1.0, 3.0
SLOW_RATE = 400.0
"""Bytes a second of a line that drags: a ticket takes seconds."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One button: its word, the fault, and the fault's values."""

    word: str
    kind: FaultKind | NexoFault
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the button is called, next to its device."""
        return f"{self.kind.value}.mid" if self.values.get("mid") else self.kind.value

    @property
    def request(self) -> dict[str, object]:
        return {"kind": self.kind.value, **self.values}


def troubles(device: str, words: Words) -> tuple[Trouble, ...]:
    """Return what can go wrong with a device, likeliest first."""
    own = {
        TICKET_PRINTER: _of_ticket_printers,
        RECEIPT_PRINTER: _of_receipt_printers,
        SCANNER: _of_scanners,
        CHECK_READER: _of_check_readers,
        BADGE_READER: _of_badges,
        CUSTOMER_DISPLAY: _of_nothing,
        PAYMENT_TERMINAL: _of_terminals,
    }[device](words)
    if device == PAYMENT_TERMINAL:
        return own
    return own + (_of_cards(words) if device == BADGE_READER else _of_lines(words))


def _of_ticket_printers(words: Words) -> tuple[Trouble, ...]:
    return (
        Trouble(words("Run out"), FaultKind.OUT_OF_STOCK),
        Trouble(words("Run out mid-ticket"), FaultKind.OUT_OF_STOCK, {"mid": True}),
        Trouble(words("Nearly out"), FaultKind.NEAR_END),
        Trouble(words("Jam"), FaultKind.JAM),
        Trouble(words("Cutter jam"), FaultKind.CUTTER),
        Trouble(words("Open the cover"), FaultKind.COVER),
        Trouble(words("Leave it in the exit"), FaultKind.PRESENTED),
        Trouble(words("Refuse the next ticket"), FaultKind.NAK),
        Trouble(words("Call its data illegal"), FaultKind.ILLEGAL),
        Trouble(words("Deaf for 3 s"), FaultKind.DEAF, {"seconds": DEAF_S}),
        *_of_answers(words),
    )


def _of_receipt_printers(words: Words) -> tuple[Trouble, ...]:
    return (
        Trouble(words("Run out"), FaultKind.OUT_OF_STOCK),
        Trouble(words("Run out mid-receipt"), FaultKind.OUT_OF_STOCK, {"mid": True}),
        Trouble(words("Nearly out"), FaultKind.NEAR_END),
        Trouble(words("Jam"), FaultKind.JAM),
        Trouble(words("Cutter jam"), FaultKind.CUTTER),
        Trouble(words("Open the cover"), FaultKind.COVER),
        Trouble(words("Stick the drawer"), FaultKind.DRAWER_STUCK),
        *_of_answers(words),
    )


def _of_answers(words: Words) -> tuple[Trouble, ...]:
    return (
        Trouble(words("Lose the next answer"), FaultKind.ACK_LOST),
        Trouble(words("Answer 5 s late"), FaultKind.ACK_LATE, {"seconds": LATE_S}),
    )


def _of_scanners(words: Words) -> tuple[Trouble, ...]:
    return (
        Trouble(words("Tear the next in two"), FaultKind.TORN, {"seconds": TORN_S}),
        Trouble(words("Send everything twice"), FaultKind.DOUBLE),
        Trouble(words("Leave out the line end"), FaultKind.NO_SUFFIX),
        Trouble(words("Send stray bytes"), FaultKind.STRAY),
    )


def _of_check_readers(words: Words) -> tuple[Trouble, ...]:
    return (Trouble(words("Jam"), FaultKind.JAM), *_of_scanners(words))


def _of_badges(words: Words) -> tuple[Trouble, ...]:
    return (
        Trouble(words("Take it away too soon"), FaultKind.TAKEN_AWAY, {"on": "SELECT"}),
        Trouble(words("Give no number"), FaultKind.NO_ID),
        Trouble(words("Talk nonsense"), FaultKind.GARBAGE),
    )


def _of_terminals(words: Words) -> tuple[Trouble, ...]:
    """Return what happens to the next payment, then what stays until it is put right."""
    return (
        Trouble(words("Serve another till"), NexoFault.BUSY),
        Trouble(words("Never get the request"), NexoFault.NEVER_CAME),
        Trouble(words("Lose the line, then the card"), NexoFault.LOST_BEFORE),
        Trouble(words("Charge, then lose the answer"), NexoFault.LOST_AFTER),
        Trouble(words("Answer 5 s late"), NexoFault.LATE, {"seconds": LATE_S}),
        Trouble(words("Never answer"), NexoFault.SILENT),
        Trouble(words("Reboot during the payment"), NexoFault.REBOOT, {"seconds": HANGS_S}),
        Trouble(words("Answer for the sale before"), NexoFault.PREVIOUS),
        Trouble(words("Repeat an old answer"), NexoFault.REPLAY),
        Trouble(words("Tamper with the answer"), NexoFault.TAMPERED),
        Trouble(words("Send card data"), NexoFault.STUFFED),
        Trouble(words("Say too much was charged"), NexoFault.OVERPAID),
        Trouble(words("Under maintenance"), NexoFault.MAINTENANCE),
        Trouble(words("Hear nothing"), NexoFault.DEAF),
        Trouble(words("Show a false certificate"), NexoFault.WRONG_CA),
        Trouble(words("Show an expired certificate"), NexoFault.EXPIRED),
    )


def _of_nothing(words: Words) -> tuple[Trouble, ...]:
    return ()


def _of_cards(words: Words) -> tuple[Trouble, ...]:
    return (
        Trouble(words("Hang for 10 s"), FaultKind.HANG, {"seconds": HANGS_S}),
        Trouble(words("Work slowly"), FaultKind.SLOW, {"rate": SLOW_RATE}),
        Trouble(words("Byte by byte"), FaultKind.BYTE_SPLIT),
        Trouble(words("Cut the line"), FaultKind.LINE_CUT),
    )


def _of_lines(words: Words) -> tuple[Trouble, ...]:
    """Return what can happen to everything that hangs on a line."""
    return (
        Trouble(words("Switch off and on"), FaultKind.POWER_CYCLE),
        Trouble(words("Cut the line"), FaultKind.LINE_CUT),
        Trouble(words("Hang for 10 s"), FaultKind.HANG, {"seconds": HANGS_S}),
        Trouble(words("Stall the line for 10 s"), FaultKind.STALL, {"seconds": STALLS_S}),
        Trouble(words("Held by another"), FaultKind.HELD),
        Trouble(words("Noise on the line"), FaultKind.NOISE),
        Trouble(words("Work slowly"), FaultKind.SLOW, {"rate": SLOW_RATE}),
        Trouble(words("Byte by byte"), FaultKind.BYTE_SPLIT),
    )
