"""What people see of the hub's open tasks, and what they may do at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pos.hub.talk import TaskKind
from pos.ids import OrderId, TicketId


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
    RENEWED = "renewed"
    """All papers are void and new ones printed."""
    GONE = "gone"
    """There was nothing left to settle."""
    COPY_ENDED = "copy_ended"
    """One of two papers of a ticket opens the door no more."""
    KEPT = "kept"
    """Both stand, and nobody is harmed."""
    HEIR = "heir"
    """The machine that greets next goes on as the window."""


WAYS: dict[TaskKind, tuple[Settled, ...]] = {
    TaskKind.SEAT_SOLD_TWICE: (Settled.KEPT,),
    TaskKind.SEAT_NOT_HELD: (Settled.KEPT,),
    TaskKind.PLACES_OVERSOLD: (Settled.KEPT,),
    TaskKind.HANDED_OUT_TWICE: (Settled.RENEWED, Settled.TAKEN_BACK, Settled.KEPT),
    TaskKind.CHANGED_TWICE: (Settled.CORRECTED, Settled.KEPT),
    TaskKind.NUMBER_TWICE: (Settled.CORRECTED, Settled.KEPT),
    TaskKind.CLONED: (Settled.HEIR,),
    TaskKind.CLAIM_REFUSED: (Settled.KEPT,),
}
"""How each kind may be settled as a whole; what is done to one side, ``SIDE_ACTS`` say."""


class SideAct(Enum):
    """What is done to one side of a task, here and now."""

    MOVE = "move"
    """Its party is seated elsewhere."""
    GIVE_BACK = "give_back"
    """Its money goes back: the order is shown for that."""
    END_COPY = "end_copy"
    """It is one of two papers of a ticket: its barcode opens nothing any more."""
    LOOK = "look"


SIDE_ACTS: dict[TaskKind, tuple[SideAct, ...]] = {
    TaskKind.SEAT_SOLD_TWICE: (SideAct.MOVE, SideAct.GIVE_BACK, SideAct.LOOK),
    TaskKind.SEAT_NOT_HELD: (SideAct.MOVE, SideAct.GIVE_BACK, SideAct.LOOK),
    TaskKind.CLAIM_REFUSED: (SideAct.MOVE, SideAct.GIVE_BACK, SideAct.LOOK),
    TaskKind.PLACES_OVERSOLD: (SideAct.GIVE_BACK, SideAct.LOOK),
    TaskKind.CHANGED_TWICE: (SideAct.GIVE_BACK, SideAct.LOOK),
    TaskKind.HANDED_OUT_TWICE: (SideAct.LOOK,),
    TaskKind.NUMBER_TWICE: (SideAct.LOOK,),
    TaskKind.CLONED: (),
}


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a task. ``order_id`` None: it is no order that is known here. ``patron``: name of
    the order. ``did``: name of who acted; ``window``: where; ``what``: ``order.hand_over``, as in
    an order's life, where it is not the sale; ``holder``: who has the right to the seat, where the
    side is nothing else. ``ticket_id``: the ticket that stands for this side now, None when its
    money went back; ``seat_id`` and ``place``: where it sits; ``code``: the end of its barcode,
    where it is told from another paper of the same ticket by that."""

    order_id: OrderId | None = None
    order_number: str = ""
    patron: str = ""
    did: str = ""
    window: str = ""
    at: datetime | None = None
    holder: str = ""
    what: str = ""
    ticket_id: TicketId | None = None
    seat_id: str = ""
    place: str = ""
    code: str = ""

    def may(self, act: SideAct) -> bool:
        """Whether there is anything to do it to."""
        if act is SideAct.LOOK:
            return self.order_id is not None
        return self.ticket_id is not None and (act is not SideAct.MOVE or bool(self.seat_id))


@dataclass(frozen=True, slots=True)
class TaskView:
    """``title``: the performance, where it is about one; ``place``: the seat as a person names it,
    or the hall, or the till. ``window``: whose word came later. ``gone``: its cause went away
    meanwhile. ``copies``: its sides are two papers of one ticket, which two windows printed again.
    ``over``: how many places too many were sold, ``sold``: by whom how many."""

    task_id: str
    kind: TaskKind
    at: datetime
    window_id: str
    window: str
    sides: tuple[SideView, SideView]
    title: str = ""
    starts_at: datetime | None = None
    place: str = ""
    gone: bool = False
    copies: bool = False
    over: int = 0
    sold: tuple[tuple[str, int], ...] = ()


def side_acts(task: TaskView) -> tuple[SideAct, ...]:
    """Return what may be done to a side of this task."""
    return (SideAct.END_COPY, SideAct.LOOK) if task.copies else SIDE_ACTS[task.kind]


def ways(task: TaskView) -> tuple[Settled, ...]:
    """Return how this task may be settled as a whole."""
    if task.gone:
        return (Settled.GONE,)
    return () if task.copies else WAYS[task.kind]
