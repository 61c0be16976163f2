"""The demo venue in a fresh home: its season, its orders at will-call, its people.

Everything comes in the way a real venue would bring it in. The people do not exist, and their PINs
are shown on the sign-in screen of the demo; nowhere else is there a PIN anybody knows beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hardware.simulators.nexo_options import POI_ID
from kiosk.settings import TICKET_PRINTER
from pos.ids import CommandId, UserId
from pos.views.people import Role

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.people import SessionView

DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo"
SEASON = DEMO / "season.toml"
ORDERS = DEMO / "will-call.csv"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo. ``badge``: its number in hex, made up as no maker gives it out."""

    name: str
    role: Role
    pin: str
    badge: str
    locale: str = "en"


OWNER = Person("Olive Owner", Role.OWNER, "8520", "04C0FFEE000001")
PEOPLE = (
    Person("Cassie Till", Role.CASHIER, "1470", "04C0FFEE000002"),
    Person("Ned Window", Role.CASHIER, "2583", "04C0FFEE000003"),
    Person("Sue Pervisor", Role.SUPERVISOR, "3691", "04C0FFEE000004"),
    Person("Max Manager", Role.MANAGER, "4826", "04C0FFEE000005"),
    Person("Fina Ledger", Role.FINANCE, "5937", "04C0FFEE000006"),
)
FIRST_CASHIER, SECOND_CASHIER, SUPERVISOR, MANAGER = PEOPLE[:4]
TERMINAL_MODEL, _, TERMINAL_SERIAL = POI_ID.partition("-")
TERMINAL_DRIVER = "nexo"
LOADED = 2_000
"""Blank tickets in the printer when the evening begins."""


def prepare(office: Office) -> None:
    """Fill an empty office. Takes a few seconds. Thread: ledger."""
    from kiosk.commands.load import load

    owner = office.people.set_up(_command(office), OWNER.name, OWNER.pin, OWNER.locale)
    _give_badge(office, owner, owner.user_id, OWNER)
    for person in PEOPLE:
        staff = office.people.add_staff(
            _command(office), owner, person.name, person.role, person.pin, person.locale
        )
        _give_badge(office, owner, staff.user_id, person)
    load(office, "season", SEASON)
    load(office, "orders", ORDERS)
    office.stock.load(_command(office), owner, TICKET_PRINTER, LOADED)
    _know_terminal(office, owner)


def _know_terminal(office: Office, owner: SessionView) -> None:
    """Put the virtual card terminal into the register, and look at it."""
    serial, model = TERMINAL_SERIAL, TERMINAL_MODEL
    office.terminals.register(
        _command(office), owner, serial, model, "Window 1", driver=TERMINAL_DRIVER
    )
    office.terminals.inspect(_command(office), owner, serial, good=True)


def _give_badge(office: Office, owner: SessionView, user_id: str, person: Person) -> None:
    office.badges.give_badge(_command(office), owner, UserId(user_id), person.badge)


def pins_line() -> str:
    """Return the line on the curtain that tells the demo's PINs."""
    return " · ".join(f"{person.name.split()[0]} {person.pin}" for person in PEOPLE)


def _command(office: Office) -> CommandId:
    return CommandId(office.ids.new())
