"""A virtual badge, member card or payment card that is put on a virtual PC/SC reader (``vpcd``).

The card's side of the line connects to the reader's: as long as a card lies there the simulator
keeps a connection, and taking it away ends it. Everything is strict: a command that no box office
has any business to send is an error, and asking a payment card for anything after it has said what
it is counts as one too.

Source: hardware facts 5 (framing and control bytes: verified with vsmartcard-vpcd 3.3); PC/SC part
3 (Get Data: documented); EMV book 1, 12.2 (payment directories: documented); ISO/IEC 7816-4 (status
words: documented). Example: ``0001 04`` asks for the ATR, ``0005 FFCA000000`` for the id, ``0009
04A1B2C3D4E5F6 9000`` answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from hardware.simulators.badge_door import CardDoor
from hardware.simulators.device import Answer, BadRequest, Request, VirtualDevice
from hardware.simulators.doors import Address, Door
from hardware.simulators.faults import Fault, FaultKind, FaultPlan
from hardware.simulators.tray import PaperTray
from pos.clock import Clock

_LENGTH = 2
"""Bytes of a frame's length, big-endian."""
_OFF, _ON, _RESET, _ATR = 0, 1, 2, 4
_SHORTEST_COMMAND = 4
ID_SIZES = (4, 7, 10)

DONE = bytes.fromhex("9000")
NOT_FOUND = bytes.fromhex("6A82")
UNKNOWN_COMMAND = bytes.fromhex("6D00")
WRONG_LENGTH = bytes.fromhex("6700")
FAILED = bytes.fromhex("6300")
"""What some readers say for a card that cannot be asked anything (ACR122U: documented)."""
NOT_ALLOWED = bytes.fromhex("6985")
GARBAGE = bytes.fromhex("0102030405060708090A0B0C1234")
"""Neither an id nor a status that any card has."""

PROCESSOR_ATR = bytes.fromhex("3B8180018080")
MEMORY_ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
"""As a reader makes it up for a card without a processor (PC/SC part 3, 3.1.3.2.3.2)."""
DIRECTORIES = (b"2PAY.SYS.DDF01", b"1PAY.SYS.DDF01")


@dataclass(frozen=True, slots=True)
class Card:
    """One card. ``memory``: it has no processor, the reader answers for it. ``pays``: it knows a
    payment directory."""

    uid: bytes
    memory: bool = False
    pays: bool = False

    @property
    def atr(self) -> bytes:
        return MEMORY_ATR if self.memory else PROCESSOR_ATR


PAYMENT_CARD = Card(bytes.fromhex("08F1E2D3"), pays=True)


@dataclass(frozen=True, slots=True)
class Frame:
    """One message of the reader: a control byte or a command."""

    data: bytes

    @property
    def size(self) -> int:
        return _LENGTH + len(self.data)


class VirtualBadge(VirtualDevice[Frame]):
    """The card side of one reader, with or without a card on it. Thread: the simulator's."""

    kind = "badge"
    one_client = True
    knows: ClassVar[frozenset[FaultKind]] = frozenset(
        {
            FaultKind.TAKEN_AWAY,
            FaultKind.NO_ID,
            FaultKind.GARBAGE,
            FaultKind.HANG,
            FaultKind.SLOW,
            FaultKind.BYTE_SPLIT,
            FaultKind.LINE_CUT,
        }
    )

    def __init__(self, clock: Clock, plan: FaultPlan) -> None:
        super().__init__(clock, PaperTray(None, "badge"), plan, stock=0)
        self.card: Card | None = None
        self._arrived = bytearray()
        self._powered = False
        self._no_id = False
        self._garbage = False
        self._reads = 0

    # ---- the line ----

    def door(self, address: Address) -> Door:
        return CardDoor(address, lambda: self.card is not None)

    def connected(self) -> None:
        self._powered = False
        super().connected()

    def disconnected(self) -> None:
        self._arrived.clear()
        self.forget_input()
        super().disconnected()

    def tokenize(self, data: bytes) -> list[Frame]:
        self._arrived += data
        frames = []
        while len(self._arrived) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._arrived[:_LENGTH], "big")
            if len(self._arrived) < end:
                break
            frames.append(Frame(bytes(self._arrived[_LENGTH:end])))
            del self._arrived[:end]
        return frames

    def able(self) -> bool:
        return self.card is not None

    def perform(self, token: Frame) -> bool:
        if len(token.data) == 1:
            self._control(token.data[0])
        elif self.card is not None:
            answer = self._answer(self.card, token.data)
            if answer is not None:
                self._frame(answer)
        return not self._hung

    def _frame(self, data: bytes) -> None:
        self.say(len(data).to_bytes(_LENGTH, "big") + data)

    def _control(self, what: int) -> None:
        if what == _ATR and self.card is not None:
            self._frame(self.card.atr)
        elif what in (_ON, _RESET):
            self._powered = True
        elif what == _OFF:
            self._powered = False
        else:
            self.complain(f"no control is called {what:02x}")

    # ---- the card ----

    def _answer(self, card: Card, command: bytes) -> bytes | None:
        """Return what the card answers; None when it is gone before it could, or hangs."""
        if not self._powered:
            self.complain("a command for a card without power")
            return NOT_ALLOWED
        if len(command) < _SHORTEST_COMMAND:
            self.complain("a command of less than four bytes")
            return WRONG_LENGTH
        name = _NAMES.get(command[:2], command[:2].hex(" ").upper())
        for fault in self.faults.command(name):
            self.happen(fault)
        if self._hung or self.card is not card:
            return None
        if self._garbage:
            return GARBAGE
        act: Callable[[Card, bytes], bytes] | None = {
            "SELECT": self._select,
            "GET DATA": self._get_data,
        }.get(name)
        if act is None:
            self.complain(f"no card here knows {name}")
            return UNKNOWN_COMMAND
        return act(card, command)

    def _select(self, card: Card, command: bytes) -> bytes:
        size = command[4] if len(command) > _SHORTEST_COMMAND else 0
        name = command[5 : 5 + size]
        if command[2] != 4 or not name or len(name) != size or len(command) > 6 + size:
            self.complain("a select without its name, or by another way than by name")
            return WRONG_LENGTH
        if name not in DIRECTORIES:
            self.complain("an application is selected that is none of ours")
            return NOT_FOUND
        if card.memory:
            return FAILED
        return _template(name) + DONE if card.pays else NOT_FOUND

    def _get_data(self, card: Card, command: bytes) -> bytes:
        if command != bytes.fromhex("FFCA000000"):
            self.complain("a Get Data that asks for something else than the id")
            return WRONG_LENGTH
        self._reads += 1
        if card.pays:
            self.complain("a payment card is asked for its id")
        return UNKNOWN_COMMAND if self._no_id else card.uid + DONE

    # ---- people ----

    def command(self, request: Request) -> Answer:
        """Do what a person at the bench asks: also ``present`` with ``uid`` in hex (and ``memory``
        for a card without a processor), ``present_payment_card``, ``remove``.
        """
        match request.get("do"):
            case "present":
                self._put_on(Card(_uid(request), memory=request.get("memory") is True))
            case "present_payment_card":
                self._put_on(PAYMENT_CARD)
            case "remove":
                self._take_away()
            case _:
                return super().command(request)
        return self.all_state()

    def _put_on(self, card: Card) -> None:
        if self.card is not None:
            raise BadRequest("a card lies there already")
        self.card = card
        self._reads = 0
        self.papers += 1
        self.tell("put_on")
        for fault in self.faults.next_paper():
            self.happen(fault)

    def _take_away(self) -> None:
        if self.card is None:
            raise BadRequest("no card lies there")
        self.card = None
        self._cut_line = True
        self.forget_input()
        self.tell("taken_away")

    # ---- faults ----

    def strike(self, fault: Fault) -> None:
        if fault.kind is FaultKind.TAKEN_AWAY and self.card is not None:
            self._take_away()
        elif fault.kind is FaultKind.NO_ID:
            self._no_id = True
        elif fault.kind is FaultKind.GARBAGE:
            self._garbage = True

    def clear(self) -> None:
        self._no_id = self._garbage = False

    def load(self, count: int) -> None:
        raise BadRequest("a badge reader holds no stock")

    def reset(self) -> None:
        self._powered = False

    def state(self) -> Answer:
        return {"card": self.card is not None, "powered": self._powered, "id_reads": self._reads}


_NAMES = {b"\x00\xa4": "SELECT", b"\xff\xca": "GET DATA"}


def _template(name: bytes) -> bytes:
    """Return what a payment directory says of itself: its name, and where its records are."""
    inside = bytes([0x84, len(name)]) + name + bytes.fromhex("A503880101")
    return bytes([0x6F, len(inside)]) + inside


def _uid(request: Request) -> bytes:
    text = request.get("uid")
    try:
        uid = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        uid = b""
    if len(uid) not in ID_SIZES:
        raise BadRequest("uid is 4, 7 or 10 bytes in hex")
    return uid
