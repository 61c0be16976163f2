"""A movement of cash as screens and papers show it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pos.money import Money
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import CashMovement
from pos.views.movements import MovementKind, MovementView, VoucherView

_WIDE = 4


def movement_view(uow: UnitOfWork, moved: CashMovement) -> MovementView:
    """Return a movement with the names of who moved it."""
    return MovementView(
        movement_id=moved.movement_id,
        number=f"V{moved.number:0{_WIDE}d}",
        kind=MovementKind(moved.kind),
        amount=Money(moved.amount_minor, moved.currency),
        purpose=moved.purpose,
        reason=moved.reason,
        person=moved.person,
        bag=moved.bag or "",
        at=moved.at.astimezone(ZoneInfo(uow.catalogue.company().zone)),
        business_date=moved.business_date,
        cashier=name_of(uow, moved.user_id),
        second=name_of(uow, moved.second_user_id) if moved.second_user_id else "",
    )


def voucher_view(uow: UnitOfWork, movement_id: str, window: str, *, copy: bool) -> VoucherView:
    """Return the slip of a movement. ``window``: the name it bears."""
    company = uow.catalogue.company()
    moved = movement_view(uow, uow.movements.one(movement_id))
    return VoucherView(company.name, company.address, window, moved, copy)
