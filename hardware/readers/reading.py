"""What is asked of a card: is it a payment card, and if not, what is its id?

The order is the rule: a card that knows a payment directory is refused before its id is asked for,
and no record of it is read.

Source: EMV book 1, 12.2 (payment system environments ``1PAY.SYS.DDF01``, chip, and
``2PAY.SYS.DDF01``, contactless: documented); PC/SC part 3, 3.2.2.1.3 (Get Data, the id) and
3.1.3.2.3.2 (what a memory card's ATR looks like: documented); hardware facts 5 (the id: verified on
a virtual card).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from hardware.readers.service import CardLink, CardTrouble, Trouble
from pos.ports.readers import ReadProblem

PAYMENT_DIRECTORIES = (b"2PAY.SYS.DDF01", b"1PAY.SYS.DDF01")
SELECT = b"\x00\xa4\x04\x00"
GET_ID = b"\xff\xca\x00\x00\x00"
ID_SIZES = (4, 7, 10)

_DONE = 0x9000
_MORE = 0x61
"""First byte: so many further bytes wait. T=0 answers a successful select like this."""
_BLOCKED = 0x6283
"""The directory is there and blocked: still a payment card."""
_MEMORY_CARD = bytes.fromhex("A000000306")
"""Stands in the ATR that a reader makes up for a card without a processor."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An id in upper-case hex, or why there is none."""

    uid: str = field(default="", repr=False)
    problem: ReadProblem | None = None


def read_badge(connect: Callable[[], AbstractContextManager[CardLink]], atr: bytes) -> Reading:
    """Return what the card says. A payment card's id is not read.

    A card without a processor knows no commands, and some readers fail instead of saying so; it
    cannot be a payment card, so its id is asked for on a fresh connection.

    Raises:
        CardTrouble: It could not be asked: gone, held, no answer.
    """
    try:
        with connect() as link:
            return Reading(problem=ReadProblem.PAYMENT_CARD) if _pays(link) else _id(link)
    except CardTrouble as trouble:
        if trouble.trouble is not Trouble.FAILED or _MEMORY_CARD not in atr:
            raise
    with connect() as link:
        return _id(link)


def _pays(link: CardLink) -> bool:
    return any(_knows(link, name) for name in PAYMENT_DIRECTORIES)


def _knows(link: CardLink, name: bytes) -> bool:
    answer = link.exchange(SELECT + bytes([len(name)]) + name + b"\x00")
    status = int.from_bytes(answer[-2:], "big")
    return status in (_DONE, _BLOCKED) or status >> 8 == _MORE


def _id(link: CardLink) -> Reading:
    answer = link.exchange(GET_ID)
    uid, status = answer[:-2], int.from_bytes(answer[-2:], "big")
    if status != _DONE or len(uid) not in ID_SIZES:
        return Reading(problem=ReadProblem.UNREADABLE)
    return Reading(uid.hex().upper())
