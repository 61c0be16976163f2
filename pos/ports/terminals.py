"""What the box office needs from a payment terminal. Drivers in ``hardware/terminals`` supply it.

The terminal keeps the card. What comes back is on the list of fields below and nothing else: a
driver drops every other field where it parses, so that no card number, expiry date, track, name on
the card or code can reach a future, a log or an error.

**Nothing is sent twice.** The caller has put its own reference and message id on disk before it
calls; a driver sends each request once. What is not known ends UNKNOWN and is resolved by ``ask``
about the same message id, never by another payment.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from pos.money import Money
from pos.ports.devices import Condition, Device


class CardOutcome(Enum):
    """What became of a request, as far as the terminal said."""

    APPROVED = "approved"
    """For the whole amount."""
    PARTIAL = "partial"
    """Approved for less: ``CardResult.amount`` says how much. The rest is still due."""
    DECLINED = "declined"
    CANCELLED = "cancelled"
    """By the patron, by us, or by time; nothing was charged."""
    NOT_SENT = "not_sent"
    """Not one byte of it can have reached the terminal, or it refused before it began (busy,
    not logged in): nothing was charged, and a new try is safe."""
    IN_PROGRESS = "in_progress"
    """Only to ``ask``: the terminal is still at it."""
    NOT_FOUND = "not_found"
    """Only to ``ask``: the terminal never had it."""
    UNKNOWN = "unknown"
    """It may have been charged. Ask; never send another."""


class Declined(Enum):
    """Why not, where the terminal tells; ``kiosk`` has the words for cashier and patron."""

    REFUSED = "refused"
    WRONG_PIN = "wrong_pin"
    CARD_INVALID = "card_invalid"
    CARD_RESTRICTED = "card_restricted"
    """This kind of card or payment is not allowed here."""
    NO_FUNDS = "no_funds"
    HOST_UNREACHABLE = "host_unreachable"
    """The terminal could not reach its processor; nothing was charged."""
    NOT_ALLOWED = "not_allowed"
    OTHER = "other"


class EntryMode(Enum):
    """How the card was read."""

    CHIP = "chip"
    TAP = "tap"
    STRIPE = "stripe"
    KEYED = "keyed"
    """On the terminal, for a phone order."""
    UNKNOWN = "unknown"


class Verified(Enum):
    """How the cardholder was verified."""

    PIN = "pin"
    SIGNATURE = "signature"
    DEVICE = "device"
    """On the patron's own phone or watch."""
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CardRequest:
    """One charge or refund.

    ``reference``: our own, up to 32 letters and digits, printed nowhere; ``message_id``: 1-10
    letters and digits, never used twice in two days, what ``ask`` and ``abort`` go by. ``amount``
    is positive. ``keyed``: a phone order, keyed by the cashier on the terminal.
    """

    reference: str
    message_id: str
    amount: Money
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class TerminalReceipt:
    """One receipt as the terminal wants it: lines to print unaltered. ``for_patron``: otherwise the
    cashier's copy. ``signature``: a signature line is required on it."""

    lines: tuple[str, ...]
    for_patron: bool
    signature: bool = False


@dataclass(frozen=True, slots=True)
class CardResult:
    """The answer to one request, matched to it.

    ``amount``: authorised, None where nothing was. ``terminal_reference``: the terminal's own,
    which reversals and linked refunds need. ``last_four``: four digits at most.

    ``emv``: labelled fields of the chip that receipts must show, from an allow-list (``aid``,
    ``label``, ``tvr``, ``tsi``, ``arc``). ``offline``: taken without the processor's word.
    ``condition``: why the terminal could not be spoken to.
    """

    outcome: CardOutcome
    reference: str
    message_id: str
    amount: Money | None = None
    brand: str = ""
    last_four: str = ""
    approval_code: str = ""
    terminal_reference: str = ""
    entry: EntryMode = EntryMode.UNKNOWN
    verified: Verified = Verified.UNKNOWN
    declined: Declined | None = None
    emv: tuple[tuple[str, str], ...] = ()
    receipts: tuple[TerminalReceipt, ...] = ()
    offline: bool = False
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class TerminalTotals:
    """What the terminal's own journal adds up to since its last reconciliation: count and sum of
    charges, and of refunds, by brand."""

    charges: tuple[tuple[str, int, Money], ...]
    refunds: tuple[tuple[str, int, Money], ...]
    charged: Money
    refunded: Money


@dataclass(frozen=True, slots=True)
class TerminalIdentity:
    """Which terminal answers: for the register of terminals. A serial nobody registered blocks card
    sales."""

    model: str
    serial: str
    software: str = ""


@dataclass(frozen=True, slots=True)
class TerminalCan:
    """What a protocol can do; where it cannot, a person decides."""

    ask: bool = True
    """It can be asked what became of a message id."""
    abort: bool = True
    reverse: bool = True
    refund: bool = True
    keyed: bool = True
    totals: bool = True


class TerminalShows(Enum):
    """What the terminal asks for now, so that the cashier can say it too."""

    IDLE = "idle"
    PRESENT_CARD = "present_card"
    ENTER_PIN = "enter_pin"
    PROCESSING = "processing"
    REMOVE_CARD = "remove_card"
    APPROVED = "approved"
    DECLINED = "declined"


class PaymentTerminal(Device, Protocol):
    """A terminal with a thread of its own.

    Nothing here waits; answers come as futures that complete on the device's thread. One request is
    under way at a time; a second ends NOT_SENT at once.
    """

    @property
    def can(self) -> TerminalCan: ...

    def identity(self) -> TerminalIdentity | None:
        """Return which terminal answered last, None before it has."""
        ...

    def pay(self, request: CardRequest) -> Future[CardResult]:
        """Charge a card. Money may move."""
        ...

    def refund(self, request: CardRequest, terminal_reference: str = "") -> Future[CardResult]:
        """Give money back; with ``terminal_reference`` to the card of that charge. Money may
        move."""
        ...

    def reverse(self, request: CardRequest, terminal_reference: str) -> Future[CardResult]:
        """Undo a charge before it settles, whole or in part. Money may move."""
        ...

    def ask(self, request: CardRequest) -> Future[CardResult]:
        """Ask what became of ``request.message_id``. No money moves. The outcome is the original
        one; IN_PROGRESS, NOT_FOUND or UNKNOWN where there is none."""
        ...

    def abort(self, message_id: str) -> None:
        """Ask the terminal to give up that request. The outcome comes on the request's own future,
        and it may still be APPROVED: an abort that comes too late does nothing."""
        ...

    def totals(self) -> Future[TerminalTotals | None]:
        """Ask for the journal's totals; None when it cannot tell. No money moves."""
        ...

    def watch_display(self, watcher: Callable[[TerminalShows], None]) -> None:
        """Call ``watcher`` at each change of what the terminal shows, on the device's thread."""
        ...
