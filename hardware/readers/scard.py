"""The computer's smart card service through pyscard: WinSCard, macOS's, or pcscd.

pyscard's plain functions are used, not its ``CardMonitor``: that one has a thread of its own that
polls without end, keeps a card's connection across threads and cannot be closed within a deadline.
Its functions let other threads run while they wait, and a cancel from another thread ends a wait or
does nothing: it is never mistaken for an answer (both verified: pyscard 2.3.1, pcsc-lite 1.9.9).

Source: PC/SC specification parts 5 and 3; error numbers as Microsoft's ``winerror.h`` and pcsc-lite
have them (documented).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType

from hardware.readers.service import CardLink, CardTrouble, Seen, Trouble

_OK = 0
_CANCELLED = frozenset({0x80100002, 0x80100012})
_TIMEOUT = 0x8010000A
_NO_READERS = 0x8010002E
_REFUSED = 0x8010006A
"""Security violation: pcscd asks polkit who may use it."""
_TROUBLES: Mapping[int, Trouble] = {
    0x00000006: Trouble.NO_SERVICE,  # Windows: handle of a service that has ended
    0x0000006D: Trouble.NO_SERVICE,  # Windows: broken pipe, in a remote session
    0x80100003: Trouble.NO_SERVICE,  # invalid handle: the service was started anew
    0x8010001D: Trouble.NO_SERVICE,
    0x8010001E: Trouble.NO_SERVICE,  # stopped
    0x80100009: Trouble.NO_READER,  # unknown
    0x80100017: Trouble.NO_READER,  # unavailable
    _NO_READERS: Trouble.NO_READER,
    0x8010000B: Trouble.HELD,  # sharing violation
    0x80100027: Trouble.NO_PERMISSION,  # no access
    _REFUSED: Trouble.NO_SERVICE,  # what pcsc-lite says when its daemon dies in a wait (verified)
    0x8010000C: Trouble.CARD_GONE,  # no card
    0x80100069: Trouble.CARD_GONE,  # removed
}

_PRESENT, _EXCLUSIVE, _MUTE, _CHANGED = 0x0020, 0x0080, 0x0200, 0x0002
_NO_READER_THERE = 0x0004 | 0x0008  # unknown, unavailable
_EVENTS_SHIFT = 16
_LEAVE_CARD = 0
_SHARED = 2
_T0, _T1 = 1, 2
_SHORTEST_ANSWER = 2
"""The status word. vpcd answers with nothing, and success, when its card has gone (verified)."""


def pcsc_service() -> Scard:
    """Return a new connection to the service.

    Raises:
        CardTrouble: NOT_INSTALLED, NO_SERVICE, NO_PERMISSION.
    """
    try:
        from smartcard import scard
    except (ImportError, OSError) as error:
        raise CardTrouble(Trouble.NOT_INSTALLED, type(error).__name__) from None
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if code & 0xFFFFFFFF == _REFUSED:
        raise CardTrouble(Trouble.NO_PERMISSION, "refused")
    _check(code)
    return Scard(scard, context)


class Scard:
    """Implements ``hardware.readers.service.CardService``."""

    def __init__(self, scard: ModuleType, context: int) -> None:
        self._scard = scard
        self._context = context

    def readers(self) -> tuple[str, ...]:
        code, names = self._scard.SCardListReaders(self._context, [])
        if code & 0xFFFFFFFF == _NO_READERS:
            return ()
        _check(code)
        return tuple(names)

    def wait(
        self, readers: Sequence[str], known: Mapping[str, Seen], timeout_s: float
    ) -> dict[str, Seen]:
        asked = [(name, known[name].raw if name in known else 0) for name in readers]
        code, told = self._scard.SCardGetStatusChange(self._context, int(timeout_s * 1000), asked)
        if code & 0xFFFFFFFF in _CANCELLED:
            return {name: known[name] for name in readers if name in known}
        if code & 0xFFFFFFFF != _TIMEOUT:
            _check(code)
        return {
            name: seen_in(state, bytes(atr)) if state else known.get(name, Seen())
            for name, state, atr in told
        }

    @contextmanager
    def connect(self, reader: str) -> Iterator[CardLink]:
        code, handle, protocol = self._scard.SCardConnect(self._context, reader, _SHARED, _T0 | _T1)
        _check(code)
        try:
            yield _Link(self._scard, handle, protocol)
        finally:
            self._scard.SCardDisconnect(handle, _LEAVE_CARD)

    def cancel(self) -> None:
        self._scard.SCardCancel(self._context)

    def release(self) -> None:
        self._scard.SCardReleaseContext(self._context)


class _Link:
    def __init__(self, scard: ModuleType, handle: int, protocol: int) -> None:
        self._scard = scard
        self._handle = handle
        self._header = scard.SCARD_PCI_T0 if protocol == _T0 else scard.SCARD_PCI_T1

    def exchange(self, command: bytes) -> bytes:
        code, answer = self._scard.SCardTransmit(self._handle, self._header, list(command))
        _check(code)
        if len(answer) < _SHORTEST_ANSWER:
            raise CardTrouble(Trouble.FAILED, "no answer")
        return bytes(answer)


def seen_in(state: int, atr: bytes) -> Seen:
    """Return what the service's state word says.

    Raises:
        CardTrouble: NO_READER, it has been unplugged.
    """
    if state & _NO_READER_THERE:
        raise CardTrouble(Trouble.NO_READER, "unplugged")
    present = bool(state & _PRESENT)
    return Seen(
        present=present,
        mute=present and bool(state & _MUTE),
        held=present and bool(state & _EXCLUSIVE),
        events=(state >> _EVENTS_SHIFT) & 0xFFFF,
        atr=atr if present else b"",
        raw=state & ~_CHANGED,
    )


def _check(code: int) -> None:
    number = code & 0xFFFFFFFF
    if number != _OK:
        raise CardTrouble(_TROUBLES.get(number, Trouble.FAILED), f"{number:08X}")
