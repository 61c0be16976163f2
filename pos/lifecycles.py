"""The states things go through: one enum, one set of triggers and one table each.

Every arrow taken is an appended ``transition`` row; the current state is a projection of those
rows.
"""

from __future__ import annotations

from enum import Enum

from pos.machine import AnyMachine, Machine


class OrderState(Enum):
    PLACED = "placed"
    """Sold elsewhere or here, not fully paid."""
    PAID = "paid"
    COLLECTED = "collected"
    """Its tickets are in the patron's hand."""
    UNPAID = "unpaid"
    """Its tickets are in the patron's hand and the money went back: a check returned, a stored card
    sale declined."""
    CANCELLED = "cancelled"


class OrderTrigger(Enum):
    PAY = "pay"
    UNPAY = "unpay"
    """What paid for it turned out to be no money."""
    HAND_OVER = "hand_over"
    HAND_PART = "hand_part"
    """Some of its tickets; the others still wait. Two windows that do it alone are found by it."""
    UNDO_HAND_OVER = "undo_hand_over"
    CANCEL = "cancel"


ORDER = Machine(
    "order",
    OrderState,
    OrderTrigger,
    OrderState.PLACED,
    {
        (OrderState.PLACED, OrderTrigger.PAY): OrderState.PAID,
        (OrderState.PLACED, OrderTrigger.CANCEL): OrderState.CANCELLED,
        (OrderState.PAID, OrderTrigger.HAND_OVER): OrderState.COLLECTED,
        (OrderState.PAID, OrderTrigger.HAND_PART): OrderState.PAID,
        (OrderState.PAID, OrderTrigger.UNDO_HAND_OVER): OrderState.PAID,
        (OrderState.PAID, OrderTrigger.CANCEL): OrderState.CANCELLED,
        (OrderState.COLLECTED, OrderTrigger.UNDO_HAND_OVER): OrderState.PAID,
        (OrderState.COLLECTED, OrderTrigger.CANCEL): OrderState.CANCELLED,
        (OrderState.PAID, OrderTrigger.UNPAY): OrderState.PLACED,
        (OrderState.COLLECTED, OrderTrigger.UNPAY): OrderState.UNPAID,
        (OrderState.UNPAID, OrderTrigger.PAY): OrderState.COLLECTED,
        (OrderState.UNPAID, OrderTrigger.CANCEL): OrderState.CANCELLED,
    },
)


class TicketState(Enum):
    LIVE = "live"
    REVOKED = "revoked"
    """Its barcode no longer opens the door; another ticket may stand for the seat."""
    RETURNED = "returned"
    SCANNED = "scanned"


class TicketTrigger(Enum):
    REVOKE = "revoke"
    RETURN = "return"
    SCAN = "scan"


TICKET = Machine(
    "ticket",
    TicketState,
    TicketTrigger,
    TicketState.LIVE,
    {
        (TicketState.LIVE, TicketTrigger.REVOKE): TicketState.REVOKED,
        (TicketState.LIVE, TicketTrigger.RETURN): TicketState.RETURNED,
        (TicketState.LIVE, TicketTrigger.SCAN): TicketState.SCANNED,
        (TicketState.SCANNED, TicketTrigger.REVOKE): TicketState.REVOKED,
        (TicketState.SCANNED, TicketTrigger.RETURN): TicketState.RETURNED,
    },
)


class PaymentState(Enum):
    """A request for money to or from a card: a charge, a refund or a reversal."""

    CREATED = "created"
    """The intent is on disk; nothing left for the terminal."""
    SENT = "sent"
    UNKNOWN = "unknown"
    """It may have been charged; only the terminal, or a manager's force, can say."""
    APPROVED = "approved"
    """The money moved and stands nowhere in our books yet: money in doubt."""
    APPLIED = "applied"
    """It is a tender of an order."""
    DECLINED = "declined"
    """No money moved."""
    REVERSED = "reversed"
    """It was charged, and all of it given back before it became a tender."""
    BOUNCED = "bounced"
    """It counted and no money ever moved: what was stored and declined, a force that was wrong."""
    WRITTEN_OFF = "written_off"
    """It went out and nobody owed it any more: two people gave it up, and the books say so."""


class PaymentTrigger(Enum):
    SEND = "send"
    APPROVE = "approve"
    DECLINE = "decline"
    LOSE = "lose"
    """The answer did not come, or cannot be matched."""
    APPLY = "apply"
    REVERSE = "reverse"
    BOUNCE = "bounce"
    REVIVE = "revive"
    """What had reversed it, or made it a loss, never was: it is money in doubt again."""
    WRITE_OFF = "write_off"


PAYMENT = Machine(
    "payment",
    PaymentState,
    PaymentTrigger,
    PaymentState.CREATED,
    {
        (PaymentState.CREATED, PaymentTrigger.SEND): PaymentState.SENT,
        (PaymentState.CREATED, PaymentTrigger.APPROVE): PaymentState.APPROVED,
        (PaymentState.CREATED, PaymentTrigger.DECLINE): PaymentState.DECLINED,
        (PaymentState.SENT, PaymentTrigger.APPROVE): PaymentState.APPROVED,
        (PaymentState.SENT, PaymentTrigger.DECLINE): PaymentState.DECLINED,
        (PaymentState.SENT, PaymentTrigger.LOSE): PaymentState.UNKNOWN,
        (PaymentState.UNKNOWN, PaymentTrigger.APPROVE): PaymentState.APPROVED,
        (PaymentState.UNKNOWN, PaymentTrigger.DECLINE): PaymentState.DECLINED,
        (PaymentState.DECLINED, PaymentTrigger.APPROVE): PaymentState.APPROVED,
        (PaymentState.APPROVED, PaymentTrigger.APPLY): PaymentState.APPLIED,
        (PaymentState.APPROVED, PaymentTrigger.REVERSE): PaymentState.REVERSED,
        (PaymentState.APPROVED, PaymentTrigger.BOUNCE): PaymentState.BOUNCED,
        (PaymentState.APPROVED, PaymentTrigger.WRITE_OFF): PaymentState.WRITTEN_OFF,
        (PaymentState.APPLIED, PaymentTrigger.BOUNCE): PaymentState.BOUNCED,
        (PaymentState.REVERSED, PaymentTrigger.BOUNCE): PaymentState.BOUNCED,
        (PaymentState.REVERSED, PaymentTrigger.REVIVE): PaymentState.APPROVED,
        (PaymentState.WRITTEN_OFF, PaymentTrigger.BOUNCE): PaymentState.BOUNCED,
        (PaymentState.WRITTEN_OFF, PaymentTrigger.REVIVE): PaymentState.APPROVED,
        (PaymentState.BOUNCED, PaymentTrigger.APPROVE): PaymentState.APPROVED,
    },
)
"""Created -> approved without *sent*: keyed on a terminal that is not connected and typed here.
Declined -> approved: a late answer, or evidence, that money did move after all.
Bounced -> approved: so says the terminal of what was forced, and the evidence had denied."""

PAYMENT_OPEN = frozenset({PaymentState.CREATED, PaymentState.SENT, PaymentState.UNKNOWN})
"""No new charge for the same cart or order until these are resolved."""
PAYMENT_IN_DOUBT = PAYMENT_OPEN | {PaymentState.APPROVED}
"""In the money-in-doubt inbox; blocks the close."""


class TillState(Enum):
    OPEN = "open"
    COUNTING = "counting"
    """No more sales; the blind count is going on."""
    COUNTED = "counted"
    """Counted and revealed; waits for the second person."""
    CLOSED = "closed"


class TillTrigger(Enum):
    START_COUNT = "start_count"
    RESUME = "resume"
    COUNT = "count"
    RECOUNT = "recount"
    APPROVE = "approve"


TILL = Machine(
    "till",
    TillState,
    TillTrigger,
    TillState.OPEN,
    {
        (TillState.OPEN, TillTrigger.START_COUNT): TillState.COUNTING,
        (TillState.COUNTING, TillTrigger.RESUME): TillState.OPEN,
        (TillState.COUNTING, TillTrigger.COUNT): TillState.COUNTED,
        (TillState.COUNTED, TillTrigger.RECOUNT): TillState.COUNTING,
        (TillState.COUNTED, TillTrigger.APPROVE): TillState.CLOSED,
    },
)


class DayState(Enum):
    OPEN = "open"
    CLOSED = "closed"


class DayTrigger(Enum):
    CLOSE = "close"


DAY = Machine(
    "day", DayState, DayTrigger, DayState.OPEN, {(DayState.OPEN, DayTrigger.CLOSE): DayState.CLOSED}
)


class DepositState(Enum):
    PREPARED = "prepared"
    SEALED = "sealed"
    """In its bag, two people saw it; the money counts as on its way."""
    COLLECTED = "collected"
    CONFIRMED = "confirmed"
    """The bank said how much it got."""
    UNDONE = "undone"
    """Taken apart before it was collected; what was in it can be deposited again."""


class DepositTrigger(Enum):
    SEAL = "seal"
    COLLECT = "collect"
    CONFIRM = "confirm"
    UNDO = "undo"


DEPOSIT = Machine(
    "deposit",
    DepositState,
    DepositTrigger,
    DepositState.PREPARED,
    {
        (DepositState.PREPARED, DepositTrigger.SEAL): DepositState.SEALED,
        (DepositState.PREPARED, DepositTrigger.UNDO): DepositState.UNDONE,
        (DepositState.SEALED, DepositTrigger.COLLECT): DepositState.COLLECTED,
        (DepositState.SEALED, DepositTrigger.UNDO): DepositState.UNDONE,
        (DepositState.SEALED, DepositTrigger.CONFIRM): DepositState.CONFIRMED,
        (DepositState.COLLECTED, DepositTrigger.CONFIRM): DepositState.CONFIRMED,
    },
)
"""Sealed -> confirmed: whoever sealed it carried it to the bank."""


class PrintState(Enum):
    QUEUED = "queued"
    SENT = "sent"
    PRINTED = "printed"
    FAILED_BEFORE_SEND = "failed_before_send"
    UNKNOWN = "unknown"
    """Bytes left and no acknowledgement came; a person decides."""
    SPOILED = "spoiled"
    """Paper came out bad or not at all; its barcode is revoked and another job replaces it."""
    CANCELLED = "cancelled"
    """Never sent and no longer wanted."""


class PrintTrigger(Enum):
    SEND = "send"
    FAIL = "fail"
    ACKNOWLEDGE = "acknowledge"
    LOSE = "lose"
    SPOIL = "spoil"
    CONFIRM = "confirm"
    """A person says: it is in my hand and good."""
    CANCEL = "cancel"


PRINT = Machine(
    "print",
    PrintState,
    PrintTrigger,
    PrintState.QUEUED,
    {
        (PrintState.QUEUED, PrintTrigger.SEND): PrintState.SENT,
        (PrintState.QUEUED, PrintTrigger.CANCEL): PrintState.CANCELLED,
        (PrintState.FAILED_BEFORE_SEND, PrintTrigger.SEND): PrintState.SENT,
        (PrintState.FAILED_BEFORE_SEND, PrintTrigger.CANCEL): PrintState.CANCELLED,
        (PrintState.SENT, PrintTrigger.FAIL): PrintState.FAILED_BEFORE_SEND,
        (PrintState.SENT, PrintTrigger.ACKNOWLEDGE): PrintState.PRINTED,
        (PrintState.SENT, PrintTrigger.LOSE): PrintState.UNKNOWN,
        (PrintState.SENT, PrintTrigger.SPOIL): PrintState.SPOILED,
        (PrintState.UNKNOWN, PrintTrigger.ACKNOWLEDGE): PrintState.PRINTED,
        (PrintState.UNKNOWN, PrintTrigger.CONFIRM): PrintState.PRINTED,
        (PrintState.UNKNOWN, PrintTrigger.SPOIL): PrintState.SPOILED,
        (PrintState.PRINTED, PrintTrigger.SPOIL): PrintState.SPOILED,
    },
)

PRINTS_BY_ITSELF = frozenset({PrintState.QUEUED, PrintState.FAILED_BEFORE_SEND})
PRINT_NEEDS_PERSON = frozenset({PrintState.UNKNOWN})


class EmergencyState(Enum):
    OUT = "out"
    """On paper: it may have been sold, and opens the door."""
    KEYED = "keyed"
    """Sold on paper and keyed in; from here on it is the life of the ticket with its code."""
    RETURNED = "returned"
    """Not used; its place went back and its code is dead."""


class EmergencyTrigger(Enum):
    KEY = "key"
    GIVE_BACK = "give_back"


EMERGENCY = Machine(
    "emergency",
    EmergencyState,
    EmergencyTrigger,
    EmergencyState.OUT,
    {
        (EmergencyState.OUT, EmergencyTrigger.KEY): EmergencyState.KEYED,
        (EmergencyState.OUT, EmergencyTrigger.GIVE_BACK): EmergencyState.RETURNED,
    },
)


class ParkedState(Enum):
    """A cart that was put aside for a patron who comes back."""

    PARKED = "parked"
    """Its places are kept for it."""
    RECALLED = "recalled"
    """Somebody has it in hand again: it is an ordinary cart."""
    RAN_OUT = "ran_out"
    """Nobody came in time; its places went back."""
    GIVEN_BACK = "given_back"
    """Somebody gave its places back."""


class ParkedTrigger(Enum):
    RECALL = "recall"
    RUN_OUT = "run_out"
    GIVE_BACK = "give_back"


PARKED = Machine(
    "parked",
    ParkedState,
    ParkedTrigger,
    ParkedState.PARKED,
    {
        (ParkedState.PARKED, ParkedTrigger.RECALL): ParkedState.RECALLED,
        (ParkedState.PARKED, ParkedTrigger.RUN_OUT): ParkedState.RAN_OUT,
        (ParkedState.PARKED, ParkedTrigger.GIVE_BACK): ParkedState.GIVEN_BACK,
    },
)


class BatchState(Enum):
    """Will-call of a performance that is printed ahead."""

    RUNNING = "running"
    """One envelope after the other goes to the printer."""
    STOPPED = "stopped"
    DONE = "done"
    CANCELLED = "cancelled"
    """What was not at the printer yet stays unprinted."""


class BatchTrigger(Enum):
    STOP = "stop"
    GO_ON = "go_on"
    FINISH = "finish"
    CANCEL = "cancel"


BATCH = Machine(
    "batch",
    BatchState,
    BatchTrigger,
    BatchState.RUNNING,
    {
        (BatchState.RUNNING, BatchTrigger.STOP): BatchState.STOPPED,
        (BatchState.STOPPED, BatchTrigger.GO_ON): BatchState.RUNNING,
        (BatchState.RUNNING, BatchTrigger.FINISH): BatchState.DONE,
        (BatchState.RUNNING, BatchTrigger.CANCEL): BatchState.CANCELLED,
        (BatchState.STOPPED, BatchTrigger.CANCEL): BatchState.CANCELLED,
    },
)


class DeviceState(Enum):
    CLOSED = "closed"
    CONNECTING = "connecting"
    READY = "ready"
    ATTENTION = "attention"
    """Works, but wants something soon: low stock, near end."""
    STOPPED = "stopped"
    """Connected and cannot work until a person helps: out of stock, cover, jam."""
    LOST = "lost"
    """No connection; reconnecting."""


class DeviceTrigger(Enum):
    OPEN = "open"
    CONNECTED = "connected"
    WARN = "warn"
    STOP = "stop"
    CLEAR = "clear"
    LOSE = "lose"
    RETRY = "retry"
    CLOSE = "close"


_UP = (DeviceState.READY, DeviceState.ATTENTION, DeviceState.STOPPED)

DEVICE = Machine(
    "device",
    DeviceState,
    DeviceTrigger,
    DeviceState.CLOSED,
    {
        (DeviceState.CLOSED, DeviceTrigger.OPEN): DeviceState.CONNECTING,
        (DeviceState.CONNECTING, DeviceTrigger.CONNECTED): DeviceState.READY,
        (DeviceState.CONNECTING, DeviceTrigger.LOSE): DeviceState.LOST,
        (DeviceState.CONNECTING, DeviceTrigger.CLOSE): DeviceState.CLOSED,
        (DeviceState.LOST, DeviceTrigger.RETRY): DeviceState.CONNECTING,
        (DeviceState.LOST, DeviceTrigger.CLOSE): DeviceState.CLOSED,
        **{(state, DeviceTrigger.WARN): DeviceState.ATTENTION for state in _UP},
        **{(state, DeviceTrigger.STOP): DeviceState.STOPPED for state in _UP},
        **{(state, DeviceTrigger.CLEAR): DeviceState.READY for state in _UP},
        **{(state, DeviceTrigger.LOSE): DeviceState.LOST for state in _UP},
        **{(state, DeviceTrigger.CLOSE): DeviceState.CLOSED for state in _UP},
    },
)


class ConnectionState(Enum):
    """How a window stands with the venue's hub."""

    ALONE = "alone"
    """It never joined one and is its own hub."""
    OFFLINE = "offline"
    """The hub does not answer: the window sells what it holds."""
    SENDING = "sending"
    """The hub is back: what was sold meanwhile is handed over, what happened elsewhere taken in."""
    ONLINE = "online"
    STOPPED = "stopped"
    """The hub answers and gives this window nothing until a person decides."""


class ConnectionTrigger(Enum):
    JOIN = "join"
    WELCOME = "welcome"
    CATCH_UP = "catch_up"
    """Nothing waits to be sent, and the hub's word about rights is in."""
    LOSE = "lose"
    STOP = "stop"
    RESUME = "resume"
    """A person decided that it goes on, and its rights were heard anew."""


CONNECTION = Machine(
    "connection",
    ConnectionState,
    ConnectionTrigger,
    ConnectionState.ALONE,
    {
        (ConnectionState.ALONE, ConnectionTrigger.JOIN): ConnectionState.OFFLINE,
        (ConnectionState.OFFLINE, ConnectionTrigger.WELCOME): ConnectionState.SENDING,
        (ConnectionState.OFFLINE, ConnectionTrigger.STOP): ConnectionState.STOPPED,
        (ConnectionState.SENDING, ConnectionTrigger.CATCH_UP): ConnectionState.ONLINE,
        (ConnectionState.SENDING, ConnectionTrigger.LOSE): ConnectionState.OFFLINE,
        (ConnectionState.SENDING, ConnectionTrigger.STOP): ConnectionState.STOPPED,
        (ConnectionState.ONLINE, ConnectionTrigger.LOSE): ConnectionState.OFFLINE,
        (ConnectionState.ONLINE, ConnectionTrigger.STOP): ConnectionState.STOPPED,
        (ConnectionState.STOPPED, ConnectionTrigger.RESUME): ConnectionState.SENDING,
    },
)
"""Held in memory only: every start of the program begins alone, then offline."""

SHARED = frozenset({ORDER.name, TICKET.name, TILL.name, PARKED.name})
"""Machines of which two windows of a hub may take one arrow each, not knowing of the other."""

ALL: tuple[AnyMachine, ...] = (
    ORDER,
    TICKET,
    PAYMENT,
    TILL,
    DAY,
    DEPOSIT,
    PRINT,
    EMERGENCY,
    PARKED,
    BATCH,
    DEVICE,
    CONNECTION,
)
"""Every machine, for the tests that walk their full tables."""
