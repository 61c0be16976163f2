"""What people see of the hub's open tasks, and what they may do at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pos.hub.talk import TaskKind
from pos.ids import OrderId


class VenueAct(Enum):
    """What a person does at the hub that other windows feel."""

    WRITE_OFF = "write_off"
    TAKE_BACK = "take_back"
    PASS_OVER = "pass_over"
    """Close a day although the window may know something of it that nobody knows here."""
    SETTLE = "settle"


class Settled(Enum):
    """How a task was settled. The word stays at the hub."""

    MOVED = "moved"
    """One party sits elsewhere now."""
    REFUNDED = "refunded"
    """One party got its money back."""
    TAKEN_BACK = "taken_back"
    """One set of papers was taken back."""
    CORRECTED = "corrected"
    """What was wrong was put right in the orders, at the till or by a new number."""
    KEPT = "kept"
    """Both stand, and nobody is harmed."""
    HEIR = "heir"
    """The machine that greets next goes on as the window."""


WAYS: dict[TaskKind, tuple[Settled, ...]] = {
    TaskKind.SEAT_SOLD_TWICE: (Settled.MOVED, Settled.REFUNDED, Settled.KEPT),
    TaskKind.SEAT_NOT_HELD: (Settled.MOVED, Settled.REFUNDED, Settled.KEPT),
    TaskKind.PLACES_OVERSOLD: (Settled.MOVED, Settled.REFUNDED, Settled.KEPT),
    TaskKind.HANDED_OUT_TWICE: (Settled.TAKEN_BACK, Settled.KEPT),
    TaskKind.CHANGED_TWICE: (Settled.CORRECTED, Settled.KEPT),
    TaskKind.NUMBER_TWICE: (Settled.CORRECTED, Settled.KEPT),
    TaskKind.CLONED: (Settled.HEIR,),
    TaskKind.CLAIM_REFUSED: (Settled.MOVED, Settled.REFUNDED, Settled.KEPT),
}
"""How each kind may be settled."""


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a task. ``order_id`` None: it is no order that is known here. ``patron``: name of
    the order. ``did``: name of who acted; ``window``: where; ``holder``: who has the right to the
    seat, where the side is nothing else."""

    order_id: OrderId | None = None
    order_number: str = ""
    patron: str = ""
    did: str = ""
    window: str = ""
    at: datetime | None = None
    holder: str = ""


@dataclass(frozen=True, slots=True)
class TaskView:
    """``title``: the performance, where it is about one; ``place``: the seat as a person names it,
    or the hall. ``window``: whose word came later."""

    task_id: str
    kind: TaskKind
    at: datetime
    window_id: str
    window: str
    sides: tuple[SideView, SideView]
    title: str = ""
    starts_at: datetime | None = None
    place: str = ""
