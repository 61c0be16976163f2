"""A virtual bar code scanner on a line of its own.

Source: hardware facts 8. Example: with prefix ``07`` and suffix ``0D`` the code ``ABC`` in Code 128
is ``07 5D 43 30 41 42 43 0D``.
"""

from __future__ import annotations

from typing import ClassVar

from hardware.simulators.device import Answer, BadRequest, Request
from hardware.simulators.faults import BadFault, Fault, FaultPlan
from hardware.simulators.reader import SUFFIX, VirtualReader, bytes_of, text_of
from pos.clock import Clock

AIM = {"": b"", "code128": b"]C0", "code39": b"]A0", "pdf417": b"]L0", "qr": b"]Q1"}


class VirtualScanner(VirtualReader):
    """See the module. ``prefix`` goes before each code."""

    kind: ClassVar[str] = "scanner"

    def __init__(self, clock: Clock, plan: FaultPlan, prefix: bytes = b"") -> None:
        super().__init__(clock, plan)
        self._prefix = prefix

    def command(self, request: Request) -> Answer:
        """Do what a person at the bench asks: also ``scan`` with ``text`` and, if not the scanner's
        own, ``symbology`` (a name), ``prefix`` and ``suffix`` (hex); ``swipe``: a payment card.
        """
        match request.get("do"):
            case "scan":
                self._scan(request)
            case "swipe":
                self.swipe()
            case _:
                return super().command(request)
        return self.all_state()

    def strike_reading(self, fault: Fault) -> None:
        raise BadFault(f"a scanner has no fault {fault.kind.value}")

    def _scan(self, request: Request) -> None:
        text, symbology = text_of(request, "text"), text_of(request, "symbology")
        if not text:
            raise BadRequest("text is what the code says")
        if symbology not in AIM:
            raise BadRequest(f"symbology is one of {', '.join(filter(None, AIM))}")
        prefix = bytes_of(request, "prefix", self._prefix)
        suffix = bytes_of(request, "suffix", SUFFIX)
        self.begin_reading()
        self.speak(prefix + AIM[symbology] + text.encode(), suffix)
