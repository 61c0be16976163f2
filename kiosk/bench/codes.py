"""Codes to scan at the bench, from the demo's own books.

Codes of tickets and certificates are on no screen and in no service's answer, so they are read from
the storage behind the services. Demo and training only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from pos.lifecycles import TICKET, OrderState, TicketState
from pos.paying.codes import CODE_KEY, code_of

if TYPE_CHECKING:
    from pos.errors import PosError
    from pos.office import Office

NOTHING_THERE = "FOYER-NOTHING-THERE"
"""Scanned where the books have no such code yet: the window says that it knows none."""
LOOKED_THROUGH = 100
"""How many of the newest orders a ticket is looked for in."""
_EVERY_ORDER = 2_000
_DEAD = (TicketState.REVOKED, TicketState.RETURNED)


class Code(Enum):
    """Which code."""

    WAITING_ORDER = "waiting_order"
    """The number of an order at will-call; the next one each time."""
    WAITING_TICKET = "waiting_ticket"
    """The barcode of such an order's first ticket."""
    NEWEST_TICKET = "newest_ticket"
    """What was sold here last."""
    DEAD_TICKET = "dead_ticket"
    """Replaced or returned, the newest of them."""
    NEWEST_CERTIFICATE = "newest_certificate"
    """The gift certificate that was sold last."""


class Asks(Protocol):
    """What ``kiosk.tasks.Ledger`` has of this."""

    def ask(
        self,
        work: Callable[[Office], str],
        done: Callable[[str], None],
        failed: Callable[[PosError], None],
    ) -> None: ...


class Codes:
    """Finds codes. GUI thread; ``ledger`` looks them up on its own.

    Args:
        ledger: The way to the office.
        failed: Told when the office could not be asked.
    """

    def __init__(self, ledger: Asks, failed: Callable[[PosError], None]) -> None:
        self._ledger = ledger
        self._failed = failed
        self._turn = 0

    def then(self, code: Code, scan: Callable[[str], None]) -> None:
        """Find a code of that kind, or ``NOTHING_THERE``, and hand it to ``scan``."""
        self._turn += code in (Code.WAITING_ORDER, Code.WAITING_TICKET)
        turn = self._turn
        self._ledger.ask(lambda office: find(office, code, turn), scan, self._failed)


def find(office: Office, code: Code, turn: int = 0) -> str:
    """Return a code, or ``NOTHING_THERE``; ``turn`` chooses among the orders that wait. Thread:
    ledger.
    """
    if code is Code.NEWEST_CERTIFICATE:
        found = _certificates(office)
    elif code in (Code.WAITING_ORDER, Code.WAITING_TICKET):
        found = _waiting(office, code, turn)
    else:
        found = _sold_here(office, code)
    return next(found, NOTHING_THERE)


def _certificates(office: Office) -> Iterator[str]:
    for row in office.orders.find("", LOOKED_THROUGH):
        with office.storage.read() as uow:
            key = uow.people.secret(CODE_KEY)
            made = [uow.values.codes(value.value_id) for value in uow.values.of_order(row.order_id)]
        yield from (code_of(key, codes[-1].value_id, codes[-1].seq) for codes in made if key)


def _waiting(office: Office, code: Code, turn: int) -> Iterator[str]:
    rows = [r for r in office.will_call.find("", None, _EVERY_ORDER) if r.collected_at is None]
    if not rows:
        return
    row = rows[turn % len(rows)]
    if code is Code.WAITING_ORDER:
        yield row.order_number
        return
    with office.storage.read() as uow:
        codes = [ticket.code for ticket in uow.orders.tickets(row.order_id)]
    yield from codes


def _sold_here(office: Office, code: Code) -> Iterator[str]:
    wanted = _DEAD if code is Code.DEAD_TICKET else (TicketState.LIVE,)
    for row in office.orders.find("", LOOKED_THROUGH):
        if row.state != OrderState.COLLECTED.value:
            continue
        with office.storage.read() as uow:
            codes = [
                ticket.code
                for ticket in uow.orders.tickets(row.order_id)
                if uow.states.of(TICKET, ticket.ticket_id) in wanted
            ]
        yield from codes
