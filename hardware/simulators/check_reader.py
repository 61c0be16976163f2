"""A virtual check reader: MagTek's forms, or the line as printed.

Source: hardware facts 7 and the manuals named in ``check_readers/micr.py``. Example: routing
111000025, account 1234567, check 101 in form 65 is ``!111000025/1234567/101/`` CR.
"""

from __future__ import annotations

from typing import ClassVar

from hardware.simulators.device import Answer, BadRequest, Request
from hardware.simulators.faults import BadFault, Fault, FaultKind, FaultPlan
from hardware.simulators.reader import VirtualReader, text_of
from pos.clock import Clock

FORMS = ("64", "65", "68", "69", "70", "raw")
_GOOD, _BAD, _JAM = b"\x00", b"\x01", b"\x03"
"""Status bytes in front of raw lines (Unisys EFP9800, Axiohm A758; documented)."""


class VirtualCheckReader(VirtualReader):
    """See the module. ``form``: one of ``FORMS``. ``symbols``: letters of raw lines for transit,
    on-us, amount and dash."""

    kind: ClassVar[str] = "check-reader"
    knows: ClassVar[frozenset[FaultKind]] = VirtualReader.knows | {
        FaultKind.BAD_READ,
        FaultKind.PARTIAL,
        FaultKind.JAM,
    }

    def __init__(
        self, clock: Clock, plan: FaultPlan, form: str = "65", symbols: str = "TU$-"
    ) -> None:
        if form not in FORMS:
            raise BadFault(f"no form is called {form}: {', '.join(FORMS)}")
        self._form = form
        self._symbols = symbols
        super().__init__(clock, plan)

    def reset(self) -> None:
        super().reset()
        self._bad = self._partial = self._jammed = False

    def command(self, request: Request) -> Answer:
        """Do what a person at the bench asks: also ``check`` with ``routing``, ``account``,
        ``number`` and ``format`` (one of ``FORMS``), ``business`` for a business check; ``swipe``:
        a payment card.
        """
        match request.get("do"):
            case "check":
                self._check(request)
            case "swipe":
                self.swipe()
            case _:
                return super().command(request)
        return self.all_state()

    def strike_reading(self, fault: Fault) -> None:
        match fault.kind:
            case FaultKind.BAD_READ:
                self._bad = True
            case FaultKind.PARTIAL:
                self._partial = True
            case FaultKind.JAM:
                self._jammed = True
            case _:
                raise BadFault(f"a check reader has no fault {fault.kind.value}")

    def clear(self) -> None:
        super().clear()
        self._jammed = False

    def state(self) -> Answer:
        return {**super().state(), "jammed": self._jammed}

    def _check(self, request: Request) -> None:
        form = text_of(request, "format", self._form)
        if form not in FORMS:
            raise BadRequest(f"format is one of {', '.join(FORMS)}")
        fields = [text_of(request, key) for key in ("routing", "account", "number")]
        self.begin_reading()
        bad, partial = self._bad, self._partial
        self._bad = self._partial = False
        if partial:
            fields[1] = fields[1][:2] + "?" + fields[1][3:]
        business = request.get("business") is True
        if form == "raw":
            self.speak(self._raw(fields, bad=bad, partial=partial, business=business))
        elif not self._jammed:
            self.speak(_magtek(form, fields, bad=bad))

    def _raw(self, fields: list[str], *, bad: bool, partial: bool, business: bool) -> bytes:
        if self._jammed:
            return _JAM
        if bad:
            return _BAD + b"???"
        routing, account, number = fields
        line = f"T{routing}T {account}U"
        line = f"U{number}U {line}" if business else f"{line} {number}"
        told = line.translate(str.maketrans("TU$-", self._symbols))
        return (_BAD if partial else _GOOD) + told.encode()


def _magtek(form: str, fields: list[str], *, bad: bool) -> bytes:
    if bad:
        return b"0/" if form == "69" else _magtek(form, ["", "", ""], bad=False)
    routing, account, number = fields
    line = {
        "64": f"{routing}{account}{number:<6}",
        "65": f"!{routing}/{account}/{number}/",
        "68": f"{routing}\t{account}\t{number}\t\t",
        "69": f"{routing}{account}{number:0>6}",
        "70": f"{routing},{account},{number:0>8}",
    }[form]
    return line.encode()
