"""What the service's numbers mean."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from hardware.readers.scard import Scard, pcsc_service, seen_in
from hardware.readers.service import CardTrouble, Seen, Trouble

NUMBERS = [
    (0x8010001D, Trouble.NO_SERVICE),
    (0x8010001E, Trouble.NO_SERVICE),
    (0x80100003, Trouble.NO_SERVICE),
    (0x8010006A, Trouble.NO_SERVICE),
    (0x80100027, Trouble.NO_PERMISSION),
    (0x80100009, Trouble.NO_READER),
    (0x80100017, Trouble.NO_READER),
    (0x8010000B, Trouble.HELD),
    (0x80100069, Trouble.CARD_GONE),
    (0x8010000C, Trouble.CARD_GONE),
    (0x80100016, Trouble.FAILED),
    (0x80100066, Trouble.FAILED),
]


def signed(number: int) -> int:
    return number - (1 << 32) if number >> 31 else number


def library(**functions: Any) -> Any:
    return SimpleNamespace(SCARD_SCOPE_USER=0, SCARD_PCI_T0="T0", SCARD_PCI_T1="T1", **functions)


@pytest.mark.parametrize("sign", [int, signed])
@pytest.mark.parametrize(("number", "trouble"), NUMBERS)
def test_each_number_has_a_meaning(number: int, trouble: Trouble, sign: Any) -> None:
    scard = Scard(library(SCardListReaders=lambda *_: (sign(number), [])), 1)
    with pytest.raises(CardTrouble) as caught:
        scard.readers()
    assert (caught.value.trouble, caught.value.code) == (trouble, f"{number:08X}")


def test_no_reader_at_all_is_no_trouble() -> None:
    assert Scard(library(SCardListReaders=lambda *_: (0x8010002E, [])), 1).readers() == ()


def test_a_refusal_at_the_door_is_a_matter_of_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    from smartcard import scard

    monkeypatch.setattr(scard, "SCardEstablishContext", lambda _: (signed(0x8010006A), 0))
    with pytest.raises(CardTrouble) as caught:
        pcsc_service()
    assert caught.value.trouble is Trouble.NO_PERMISSION


def test_a_library_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smartcard", None)
    with pytest.raises(CardTrouble) as caught:
        pcsc_service()
    assert caught.value.trouble is Trouble.NOT_INSTALLED


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        (0x00000012, Seen(raw=0x10)),
        (0x00010022, Seen(True, events=1, atr=b"\x3b", raw=0x10020)),
        (0x000300A0, Seen(True, held=True, events=3, atr=b"\x3b", raw=0x300A0)),
        (0x00010222, Seen(True, mute=True, events=1, atr=b"\x3b", raw=0x10220)),
        (0x00020012, Seen(events=2, raw=0x20010)),
    ],
)
def test_a_state_word_is_taken_apart(state: int, seen: Seen) -> None:
    assert seen_in(state, b"\x3b") == seen


@pytest.mark.parametrize("state", [0x0006, 0x000E])
def test_an_unplugged_reader_is_no_reader(state: int) -> None:
    with pytest.raises(CardTrouble) as caught:
        seen_in(state, b"")
    assert caught.value.trouble is Trouble.NO_READER


@pytest.mark.parametrize("code", [0x80100002, 0x80100012])
def test_a_wait_that_was_ended_changes_nothing(code: int) -> None:
    known = {"Desk": Seen(raw=0x10)}
    scard = Scard(library(SCardGetStatusChange=lambda *_: (code, [])), 1)
    assert scard.wait(("Desk", "New"), known, 0.5) == known


def test_a_wait_that_ran_out_keeps_what_was_known() -> None:
    told = [("Desk", 0, []), ("New", 0x10022, [0x3B])]
    scard = Scard(library(SCardGetStatusChange=lambda *_: (0x8010000A, told)), 1)
    seen = scard.wait(("Desk", "New"), {"Desk": Seen(raw=0x10)}, 0.5)
    assert seen == {"Desk": Seen(raw=0x10), "New": Seen(True, events=1, atr=b"\x3b", raw=0x10020)}


def test_waiting_hands_back_what_was_known() -> None:
    asked: list[Any] = []

    def wait(*args: Any) -> tuple[int, list[Any]]:
        asked.append(args)
        return 0, []

    Scard(library(SCardGetStatusChange=wait), 7).wait(("A", "B"), {"A": Seen(raw=0x30020)}, 0.5)
    assert asked == [(7, 500, [("A", 0x30020), ("B", 0)])]


@pytest.mark.parametrize(("protocol", "header"), [(1, "T0"), (2, "T1")])
def test_a_card_is_talked_to_and_left_as_it_is(protocol: int, header: str) -> None:
    calls: list[Any] = []

    def transmit(*args: Any) -> tuple[int, list[int]]:
        calls.append(args)
        return 0, [0x90, 0x00]

    scard = Scard(
        library(
            SCardConnect=lambda *args: (0, 42, protocol),
            SCardTransmit=transmit,
            SCardDisconnect=lambda *args: calls.append(args),
        ),
        7,
    )
    with scard.connect("Desk") as link:
        assert link.exchange(b"\xff\xca") == b"\x90\x00"
    assert calls == [(42, header, [0xFF, 0xCA]), (42, 0)]


def test_an_answer_without_a_status_is_none() -> None:
    scard = Scard(
        library(
            SCardConnect=lambda *_: (0, 42, 2),
            SCardTransmit=lambda *_: (0, []),
            SCardDisconnect=lambda *_: None,
        ),
        7,
    )
    with scard.connect("Desk") as link, pytest.raises(CardTrouble) as caught:
        link.exchange(b"\xff\xca")
    assert caught.value.trouble is Trouble.FAILED
