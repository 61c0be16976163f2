"""The hub's tasks told from this window's copy of everybody's facts: who did each side, where, when
and to which seat, and whether there is still anything to settle."""

from __future__ import annotations

from dataclasses import replace

from pos.errors import NotFound
from pos.hub.talk import HubTask, TaskKind
from pos.hub.task_views import SideView, TaskView
from pos.ids import OrderId, PerformanceId, TicketId
from pos.lifecycles import ORDER, TICKET, TILL
from pos.machine import AnyMachine
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import Ticket, Transition
from pos.seat_names import place_label
from pos.selling.copies import copies_of
from pos.selling.orders import counted_tickets
from pos.selling.papers import seat_of

_SEATS = frozenset({TaskKind.SEAT_SOLD_TWICE, TaskKind.SEAT_NOT_HELD, TaskKind.CLAIM_REFUSED})
_ARROWS = frozenset({TaskKind.HANDED_OUT_TWICE, TaskKind.CHANGED_TWICE})
_CODE_END = 5
"""Letters of a barcode that two papers are told apart by: the last group on the ticket."""
_MACHINES: tuple[AnyMachine, ...] = (ORDER, TICKET, TILL)


def described(uow: UnitOfWork, task: HubTask) -> TaskView:
    """Return a task with what is known here of both sides."""
    copies = _copies(uow, task)
    if len(copies) > 1:
        sides = (_copy_side(uow, copies[0]), _copy_side(uow, copies[1]))
    else:
        sides = (_side(uow, task, task.one), _side(uow, task, task.other))
    view = TaskView(
        task_id=task.task_id,
        kind=task.kind,
        at=task.at,
        window_id=task.window_id,
        window=uow.books.window_name(task.window_id),
        sides=sides,
        gone=len(copies) == 1 or _is_gone(uow, task, sides),
        copies=len(copies) > 1,
    )
    performance_id, _, seat_id = task.subject.partition("/")
    try:
        performance = uow.catalogue.performance(PerformanceId(performance_id))
    except NotFound:  # about an order, a till or a window
        return replace(view, place=_of_till(uow, task.subject))
    seat = seat_of(uow.catalogue.hall_of(performance.performance_id), seat_id or None)
    place = place_label(seat.section, seat.row, seat.number) if seat else performance.hall
    view = replace(view, title=performance.production, starts_at=performance.starts_at, place=place)
    return view if seat_id else _with_places(uow, view, performance_id)


def _with_places(uow: UnitOfWork, view: TaskView, performance_id: str) -> TaskView:
    """Return the task with who sold how many places, and how many too many that is."""
    sold = uow.orders.places_sold(performance_id)
    by = tuple((_seller(uow, holder), many) for holder, many in sold)
    places = uow.catalogue.hall_of(performance_id).places
    over = max(sum(many for _, many in by) - places, 0)
    gone = bool(by) and not over
    return replace(view, over=over, sold=by, gone=gone)


def _seller(uow: UnitOfWork, holder: str) -> str:
    kind, _, name = holder.partition(":")
    return uow.books.window_name(name) if kind == "window" else name


def _of_till(uow: UnitOfWork, till_id: str) -> str:
    """Return which till it is, where it is one."""
    try:
        till = uow.tills.till(till_id)
    except NotFound:
        return ""
    return " · ".join(part for part in (till.window_name, name_of(uow, till.user_id)) if part)


# ---- copies ----


def _copies(uow: UnitOfWork, task: HubTask) -> tuple[Ticket, ...]:
    """Return what stands of a ticket that two windows printed again, not knowing of each other;
    none where the task is about something else."""
    try:
        if task.kind is TaskKind.SEAT_SOLD_TWICE:
            one, other = uow.orders.ticket(task.one), uow.orders.ticket(task.other)
            same = (one.order_id, one.position) == (other.order_id, other.position)
            return copies_of(uow, one) if same else ()
        if task.kind is TaskKind.CHANGED_TWICE:
            ticket = uow.orders.ticket(task.subject)
            every = uow.orders.tickets(ticket.order_id)
            again = [one for one in every if one.replaces == ticket.ticket_id]
            return copies_of(uow, ticket) if len(again) > 1 else ()
    except NotFound:  # not known here yet
        return ()
    return ()


def _copy_side(uow: UnitOfWork, ticket: Ticket) -> SideView:
    """Return one of two papers of a ticket: who printed it, where and when."""
    made, side = _life(uow, TICKET, ticket.ticket_id)[0], _by_ticket(uow, ticket.ticket_id)
    return replace(
        side,
        ticket_id=TicketId(ticket.ticket_id),
        did=name_of(uow, made.user_id),
        window=uow.books.window_name(made.window_id) if made.window_id else "",
        at=made.at,
        code=ticket.code[-_CODE_END:],
    )


# ---- sides ----


def _side(uow: UnitOfWork, task: HubTask, known_by: str) -> SideView:
    if task.kind in _ARROWS:
        later = known_by == task.other
        return _arrow_side(uow, task.subject, known_by, task.window_id if later else "")
    if task.kind is TaskKind.CLONED:
        return SideView(window=uow.books.window_name(task.window_id))
    for find in (_by_ticket, _by_order):
        try:
            return find(uow, known_by)
        except NotFound:
            continue  # a ticket, an order, or somebody who holds the seat
    return _holder(uow, task, known_by)


def _holder(uow: UnitOfWork, task: HubTask, holder: str) -> SideView:
    """Return who has the right to a seat, with what was sold of it on that right."""
    kind, _, whose = holder.partition(":")
    if kind != "window":
        return SideView(holder=whose)
    performance_id, _, seat_id = task.subject.partition("/")
    ticket_id = uow.rights.live_ticket(performance_id, seat_id) if seat_id else None
    if ticket_id is not None:
        side = _by_ticket(uow, ticket_id)
        if side.order_id is not None and uow.orders.order(side.order_id).window_id == whose:
            return side
    return SideView(holder=uow.books.window_name(whose))


def _by_ticket(uow: UnitOfWork, ticket_id: str) -> SideView:
    ticket = uow.orders.ticket(ticket_id)
    side = _by_order(uow, ticket.order_id)
    now = _standing(uow, ticket)
    shown = now or ticket
    seat = seat_of(uow.catalogue.hall_of(shown.performance_id), shown.seat_id)
    return replace(
        side,
        ticket_id=TicketId(now.ticket_id) if now is not None else None,
        seat_id=shown.seat_id or "",
        place=place_label(seat.section, seat.row, seat.number) if seat else "",
    )


def _standing(uow: UnitOfWork, ticket: Ticket) -> Ticket | None:
    """Return the ticket that stands where this one did: itself, or what was printed again or moved
    in its place; None when its money went back."""
    alive = copies_of(uow, ticket)
    return ticket if ticket in alive else next(iter(alive), None)


def _by_order(uow: UnitOfWork, order_id: str) -> SideView:
    order = uow.orders.order(order_id)
    return SideView(
        order_id=OrderId(order.order_id),
        order_number=order.order_number,
        patron=order.name,
        did=name_of(uow, order.user_id),
        window=uow.books.window_name(order.window_id),
        at=order.placed_at,
    )


def _arrow_side(uow: UnitOfWork, subject: str, transition_id: str, came_from: str) -> SideView:
    """Return who took an arrow, where and when, and of which order. ``came_from``: whose word it
    was, where the hub knows."""
    lives = ((machine, arrow) for machine in _MACHINES for arrow in _life(uow, machine, subject))
    found = next((each for each in lives if each[1].transition_id == transition_id), None)
    about = _about(uow, subject)
    if found is None:
        return about
    machine, arrow = found
    where = arrow.window_id or came_from
    return replace(
        about,
        did=name_of(uow, arrow.user_id),
        window=uow.books.window_name(where) if where else "",
        at=arrow.at,
        what=f"{machine.name}.{arrow.trigger}",
    )


def _life(uow: UnitOfWork, machine: AnyMachine, subject: str) -> tuple[Transition, ...]:
    return uow.states.life(machine, subject)


def _about(uow: UnitOfWork, subject: str) -> SideView:
    """Return which order a thing is of; who did what to it is another matter."""
    for find in (_by_order, _by_ticket):
        try:
            side = find(uow, subject)
        except NotFound:
            continue  # a till, which is no order's
        return replace(side, did="", window="", at=None)
    return SideView()


# ---- is there anything left to do? ----


def _is_gone(uow: UnitOfWork, task: HubTask, sides: tuple[SideView, SideView]) -> bool:
    """Return whether the cause went away, as far as this window knows. Of seats the hub says so
    itself as soon as it hears of it."""
    seat_id = task.subject.partition("/")[2]
    if task.kind in _SEATS:
        known = [side for side in sides if side.order_id is not None]
        if task.kind is TaskKind.CLAIM_REFUSED:
            return all(side.order_id is None for side in sides[:1])
        return any(side.ticket_id is None or side.seat_id != seat_id for side in known)
    if task.kind is TaskKind.HANDED_OUT_TWICE:
        return _has_none(uow, task.subject)
    if task.kind is TaskKind.CHANGED_TWICE:
        return _was_replaced(uow, task.subject) and sides[0].ticket_id is None
    return False


def _has_none(uow: UnitOfWork, order_id: str) -> bool:
    """Return whether no ticket of an order that is known here opens the door."""
    return bool(uow.orders.tickets(order_id)) and not counted_tickets(uow, order_id)


def _was_replaced(uow: UnitOfWork, ticket_id: str) -> bool:
    try:
        ticket = uow.orders.ticket(ticket_id)
    except NotFound:
        return False
    return any(one.replaces == ticket_id for one in uow.orders.tickets(ticket.order_id))
