"""Names of devices, how they are, and what to do when they are not well."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.wording.say import Say
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition

DEVICE_NAMES: dict[str, Say] = {
    "ticket_printer": Say("Ticket printer"),
    "receipt_printer": Say("Receipt printer"),
    "cash_drawer": Say("Cash drawer"),
    "payment_terminal": Say("Card terminal"),
    "badge_reader": Say("Badge reader"),
    "scanner": Say("Scanner"),
    "check_reader": Say("Check reader"),
    "customer_display": Say("Customer display"),
}
"""By section name in window.toml."""

DEVICE_STATE_WORDS: dict[DeviceState, Say] = {
    DeviceState.CLOSED: Say("{device} is switched off in Foyer."),
    DeviceState.CONNECTING: Say("{device} is being connected."),
    DeviceState.READY: Say("{device} is ready."),
    DeviceState.ATTENTION: Say("{device} works, and wants something soon."),
    DeviceState.STOPPED: Say("{device} has stopped and needs a hand."),
    DeviceState.LOST: Say("{device} is not connected. Foyer keeps trying."),
}


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """``short`` names it, ``what`` says it of ``{device}``, ``remedy`` is what to do."""

    short: Say
    what: Say
    remedy: Say


CONDITION_WORDS: dict[Condition, ConditionWords] = {
    Condition.LOW_STOCK: ConditionWords(
        Say("paper runs low"),
        Say("{device} runs low on paper."),
        Say("Have the next roll or stack ready; it prints on until then."),
    ),
    Condition.OUT_OF_STOCK: ConditionWords(
        Say("out of paper"),
        Say("{device} is out of paper."),
        Say("Load some. What is waiting prints by itself."),
    ),
    Condition.JAM: ConditionWords(
        Say("paper jam"),
        Say("{device} has a paper jam."),
        Say("Open it, take the paper out, close it. Keep a torn ticket: it has to be counted."),
    ),
    Condition.CUTTER_JAM: ConditionWords(
        Say("cutter stuck"),
        Say("{device}: the cutter is stuck."),
        Say("Switch it off and on; if the blade stays out, turn its wheel back by hand."),
    ),
    Condition.COVER_OPEN: ConditionWords(
        Say("cover open"),
        Say("{device}: the cover is open."),
        Say("Close it until it clicks. What is waiting prints by itself."),
    ),
    Condition.ILLEGAL_DATA: ConditionWords(
        Say("ticket not understood"),
        Say("{device} did not understand a ticket."),
        Say(
            "Keep the spoiled ticket and call support: the printer's profile may be the wrong one."
        ),
    ),
    Condition.RESTARTED: ConditionWords(
        Say("restarted"),
        Say("{device} was switched off and on; what it had in memory is gone."),
        Say("Look at what came out and say so for the tickets that are in doubt."),
    ),
    Condition.UNREACHABLE: ConditionWords(
        Say("not reachable"),
        Say("{device} cannot be reached."),
        Say("Check its power and its cable. Sales go on, and Foyer keeps trying."),
    ),
    Condition.HELD_BY_OTHER: ConditionWords(
        Say("used by another program"),
        Say("{device} is connected to another program."),
        Say("Close the other program or window. Foyer connects by itself."),
    ),
    Condition.SILENT: ConditionWords(
        Say("no answer"),
        Say("{device} is connected but does not answer."),
        Say(
            "Look at its display, then switch it off and on. If it never answered here, its driver "
            "or address in window.toml is the wrong one."
        ),
    ),
    Condition.UNINTELLIGIBLE: ConditionWords(
        Say("answers make no sense"),
        Say("{device} answers what no such device should."),
        Say("Check in window.toml that driver and profile are right for it, or call support."),
    ),
    Condition.MECHANICAL: ConditionWords(
        Say("mechanical fault"),
        Say("{device} reports a mechanical fault."),
        Say("Switch it off and on. If it stays, print at another window and call support."),
    ),
    Condition.DRAWER_OPEN: ConditionWords(
        Say("drawer open"),
        Say("The cash drawer is open."),
        Say("Push it shut."),
    ),
    Condition.DRAWER_LEFT_OPEN: ConditionWords(
        Say("drawer left open"),
        Say("The cash drawer has been open for too long."),
        Say("Push it shut. How long it stood open is on record."),
    ),
    Condition.TICKET_WAITING: ConditionWords(
        Say("ticket to take"),
        Say("{device}: a printed ticket waits to be taken."),
        Say("Take it; the next one prints then."),
    ),
    Condition.NO_PERMISSION: ConditionWords(
        Say("not permitted"),
        Say("This computer does not let Foyer use {device}."),
        Say("Ask whoever looks after this computer to give this account access to the port."),
    ),
    Condition.NO_SERVICE: ConditionWords(
        Say("service not running"),
        Say("{device}: the computer's service for it is not running."),
        Say("Start it again (smart cards: pcscd, or Smart Card on Windows). Foyer goes on trying."),
    ),
    Condition.NOT_INSTALLED: ConditionWords(
        Say("software missing"),
        Say("{device}: software that it needs is not installed on this computer."),
        Say("Run make run again, or see Devices in the README."),
    ),
    Condition.NOT_TRUSTED: ConditionWords(
        Say("not trusted"),
        Say("{device}: what answers there cannot prove that it is this venue's terminal."),
        Say(
            "Take no cards on it and call a supervisor. Look at its serial number, and in "
            "window.toml at address, poi_id and ca_file."
        ),
    ),
    Condition.KEY_REFUSED: ConditionWords(
        Say("key refused"),
        Say("{device} and this window do not share one key."),
        Say(
            "Whoever set it up looks at [payment_terminal] in window.toml: the secret (passphrase "
            "or api_key, set by foyer secret), key_identifier and key_version are the terminal's."
        ),
    ),
    Condition.PROCESSOR_UNREACHABLE: ConditionWords(
        Say("bank not reached"),
        Say("{device}: the payment processor cannot be reached."),
        Say("Take cash or a check meanwhile. Foyer goes on trying; look at the internet line."),
    ),
    Condition.NOT_REGISTERED: ConditionWords(
        Say("not registered"),
        Say("{device} takes no cards: it is not in the register."),
        Say("Tap its light. A supervisor looks at it and registers it."),
    ),
    Condition.INSPECTION_OVERDUE: ConditionWords(
        Say("to be looked at"),
        Say("{device} takes no cards: it has to be looked at first."),
        Say("Tap its light, look at seal, cable, slot and serial, and say what you saw."),
    ),
    Condition.TERMINAL_BUSY: ConditionWords(
        Say("busy"),
        Say("{device} is in the middle of something else."),
        Say("See what it shows and finish or cancel that there, then try again."),
    ),
}

WORST_FIRST: tuple[Condition, ...] = (
    Condition.NOT_INSTALLED,
    Condition.NOT_TRUSTED,
    Condition.KEY_REFUSED,
    Condition.NO_SERVICE,
    Condition.NO_PERMISSION,
    Condition.HELD_BY_OTHER,
    Condition.UNREACHABLE,
    Condition.PROCESSOR_UNREACHABLE,
    Condition.TERMINAL_BUSY,
    Condition.NOT_REGISTERED,
    Condition.INSPECTION_OVERDUE,
    Condition.JAM,
    Condition.CUTTER_JAM,
    Condition.MECHANICAL,
    Condition.COVER_OPEN,
    Condition.OUT_OF_STOCK,
    Condition.ILLEGAL_DATA,
    Condition.UNINTELLIGIBLE,
    Condition.SILENT,
    Condition.RESTARTED,
    Condition.DRAWER_LEFT_OPEN,
    Condition.DRAWER_OPEN,
    Condition.TICKET_WAITING,
    Condition.LOW_STOCK,
)
"""Which condition is spoken of when there are several."""
