"""What virtual scanners and check readers have in common: they only speak, one reading at a time.

Readings count as papers do: a fault with ``after`` falls on the reading that follows so many
others. Whatever a host sends is an error: these devices know no commands.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from hardware.simulators.device import Answer, BadRequest, Request, VirtualDevice
from hardware.simulators.faults import OF_THE_LINE, Fault, FaultKind, FaultPlan
from hardware.simulators.tray import PaperTray
from pos.clock import Clock

SUFFIX = b"\r"
_NOISE_BYTES = 12
_QUIET = bytes(set(range(256)) - set(b"\r\n") - set(range(0x20, 0x7F)) - set(range(0xA0, 0x100)))
"""What a broken plug sends: no letter of any kind, so that nothing can be read into it."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """Bytes of a host that has nothing to say here."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)


class VirtualReader(VirtualDevice[Unasked]):
    """See the module."""

    knows: ClassVar[frozenset[FaultKind]] = frozenset(
        {
            FaultKind.STRAY,
            FaultKind.TORN,
            FaultKind.NO_SUFFIX,
            FaultKind.DOUBLE,
            FaultKind.HANG,
            FaultKind.POWER_CYCLE,
            *OF_THE_LINE,
        }
    )

    def __init__(self, clock: Clock, plan: FaultPlan) -> None:
        super().__init__(clock, PaperTray(None, "reading"), plan, 0)
        self.reset()

    def reset(self) -> None:
        self._ends, self._twice = True, False
        self._torn: Fault | None = None

    def begin_reading(self) -> None:
        """Something is held in front of it: let the faults happen that fall on this reading."""
        self.papers += 1
        for fault in self.faults.next_paper():
            self.happen(fault)

    def speak(self, reading: bytes, suffix: bytes = SUFFIX) -> None:
        """Send one reading, or what a fault leaves of it."""
        whole = reading + (suffix if self._ends else b"")
        torn, self._torn = self._torn, None
        if torn is not None:
            self.say(whole[: len(whole) // 2])
            if torn.seconds:
                self.in_seconds(torn.seconds, lambda: self.say(whole[len(whole) // 2 :]))
        else:
            self.say(whole * (2 if self._twice else 1))
        self.tell("reading")

    def strike(self, fault: Fault) -> None:
        match fault.kind:
            case FaultKind.STRAY:
                self.say(bytes(self.random.choices(_QUIET, k=_NOISE_BYTES)))
            case FaultKind.TORN:
                self._torn = fault
            case FaultKind.NO_SUFFIX:
                self._ends = False
            case FaultKind.DOUBLE:
                self._twice = True
            case _:
                self.strike_reading(fault)

    @abstractmethod
    def strike_reading(self, fault: Fault) -> None:
        """Let a fault happen that only this kind of reader has."""

    def clear(self) -> None:
        self._ends, self._twice = True, False

    def swipe(self) -> None:
        """A payment card is pulled through the stripe reader, both tracks (ISO/IEC 7813)."""
        self.begin_reading()
        number = "4" + "1" * 15  # the schemes' test number
        tracks = f"%B{number}^TEST/CARD^30121010000?;{number}=301210100000?"
        self.speak(tracks.encode())

    def tokenize(self, data: bytes) -> list[Unasked]:
        return [Unasked(data)]

    def able(self) -> bool:
        return True

    def perform(self, token: Unasked) -> bool:
        self.complain(f"{token.size} bytes for a device that takes none")
        return True

    def load(self, count: int) -> None:
        raise BadRequest("a reader holds no stock")

    def state(self) -> Answer:
        return {"readings": self.papers}


def text_of(request: Request, key: str, default: str = "") -> str:
    """Return a text of a control request.

    Raises:
        BadRequest: It is none.
    """
    value = request.get(key, default)
    if not isinstance(value, str) or any("\ud800" <= one <= "\udfff" for one in value):
        raise BadRequest(f"{key} is a text")
    return value


def bytes_of(request: Request, key: str, default: bytes) -> bytes:
    """Return bytes that a control request gives in hex.

    Raises:
        BadRequest: They are none.
    """
    try:
        return bytes.fromhex(text_of(request, key, default.hex()))
    except ValueError:
        raise BadRequest(f"{key} is bytes in hex") from None
