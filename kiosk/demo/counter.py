"""What lies on the counter besides the screen: drawer, scanner, check reader, card terminal, the
patron's display.

Each works where its virtual device does and does nothing elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from hardware.simulators.control import ControlClient
from hardware.simulators.nexo_faults import NexoFault
from kiosk.bench.acts import ACCOUNT, ROUTING
from kiosk.settings import (
    CHECK_READER,
    CUSTOMER_DISPLAY,
    PAYMENT_TERMINAL,
    RECEIPT_PRINTER,
    SCANNER,
)


class Counter:
    """The counter of one window.

    Args:
        controls: Control port of each virtual device, by section of window.toml.
    """

    def __init__(self, controls: Mapping[str, ControlClient]) -> None:
        self._controls = controls

    def shut_drawer(self) -> None:
        """Push the drawer shut, as a hip does."""
        if RECEIPT_PRINTER in self._controls:
            self._controls[RECEIPT_PRINTER].do("close_drawer")

    def scan(self, text: str) -> bool:
        """Hold a code under the scanner; False where there is none."""
        if SCANNER not in self._controls:
            return False
        self._controls[SCANNER].do("scan", {"text": text, "symbology": "qr"})
        return True

    def pull_check(self, number: str) -> bool:
        """Pull a check of that number through the reader; False where there is none."""
        if CHECK_READER not in self._controls:
            return False
        check = {"routing": ROUTING, "account": ACCOUNT, "number": number}
        self._controls[CHECK_READER].do("check", check)
        return True

    @property
    def takes_cards(self) -> bool:
        """Whether there is a terminal to hold a card to."""
        return PAYMENT_TERMINAL in self._controls

    def waits_for_card(self) -> bool:
        """Return whether the terminal asks for a card now."""
        return self._controls[PAYMENT_TERMINAL].do("state")["waits_for_card"] is True

    def present(self, way: str, card: Mapping[str, object]) -> None:
        """Hold a card to the terminal, ``tap`` or ``insert``; ``card``: what is wrong with it."""
        self._controls[PAYMENT_TERMINAL].do(way, card)

    def lose_answer(self) -> None:
        """Have the terminal charge the next card and lose its answer."""
        self._controls[PAYMENT_TERMINAL].do("fault", {"kind": NexoFault.LOST_AFTER.value})

    def charged(self) -> tuple[int, int] | None:
        """Return what the terminal's own journal says was charged and given back, in minor units;
        None where there is no terminal.
        """
        if not self.takes_cards:
            return None
        state = self._controls[PAYMENT_TERMINAL].do("state")
        charged, back = state["charged_minor"], state["refunded_minor"]
        assert isinstance(charged, int)
        assert isinstance(back, int)
        return charged, back

    def pole(self) -> str | None:
        """Return what the patron reads, both lines; None where there is no pole."""
        if CUSTOMER_DISPLAY not in self._controls:
            return None
        state = self._controls[CUSTOMER_DISPLAY].do("state")
        return f"{state['upper']} {state['lower']}"

    def readings(self, device: str) -> int | None:
        """Return how often a reader has read; None where there is none."""
        if device not in self._controls:
            return None
        count = self._controls[device].do("state")["readings"]
        assert isinstance(count, int)
        return count
