"""Which role holds which permission. What is not written here is not allowed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pos.views.people import Permission, Role

_CASHIER = frozenset(
    {
        Permission.SELL,
        Permission.HAND_OVER,
        Permission.OPEN_TILL,
        Permission.NO_SALE,
        Permission.COUNT_TILL,
        Permission.RESOLVE_PRINT,
    }
)
_SUPERVISOR = _CASHIER | {
    Permission.SELL_COMP,
    Permission.HAND_TO_OTHERS,
    Permission.REPRINT,
    Permission.ADJUST_STOCK,
    Permission.APPROVE_CLOSE,
    Permission.CLOSE_DAY,
    Permission.SEE_EXPECTED,
    Permission.SEE_REPORTS,
    Permission.UNLOCK_STAFF,
    Permission.GIVE_BACK,
    Permission.OFFLINE_CARDS,
    Permission.REGISTER_TERMINAL,
    Permission.MOVE_CASH,
    Permission.DEPOSIT,
    Permission.MERGE_PATRONS,
}
_MANAGER = _SUPERVISOR | {
    Permission.SET_PRICE,
    Permission.APPROVE_DIFFERENCE,
    Permission.MANAGE_STAFF,
    Permission.IMPORT,
    Permission.GIVE_BACK_ANY,
    Permission.FORCE_PAYMENT,
    Permission.SETTLE_EXCEPTION,
    Permission.WRITE_OFF,
    Permission.RETURNED_CHECK,
    Permission.CARRY_EXCEPTION,
    Permission.RECONCILE,
    Permission.EXPORT_BOOKS,
    Permission.ISSUE_PROMOTIONAL,
    Permission.PAPER_TICKETS,
    Permission.RUN_HUB,
    Permission.RELEASE_HOUSE,
    Permission.HOLD_PLACES,
    Permission.CANCEL_PERFORMANCE,
    Permission.PATRON_PRIVACY,
    Permission.SEE_ACCESS,
}
_FINANCE = frozenset(
    {
        Permission.APPROVE_CLOSE,
        Permission.APPROVE_DIFFERENCE,
        Permission.CLOSE_DAY,
        Permission.SEE_EXPECTED,
        Permission.SEE_REPORTS,
        Permission.SETTLE_EXCEPTION,
        Permission.WRITE_OFF,
        Permission.RETURNED_CHECK,
        Permission.CARRY_EXCEPTION,
        Permission.DEPOSIT,
        Permission.RECONCILE,
        Permission.EXPORT_BOOKS,
        Permission.SEE_ACCESS,
    }
)

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.CASHIER: _CASHIER,
        Role.SUPERVISOR: _SUPERVISOR,
        Role.MANAGER: _MANAGER,
        Role.FINANCE: _FINANCE,
        Role.OWNER: frozenset(Permission),
    }
)
"""Finance reviews and locks; it never takes money, so that who counts and who books stay two
people.
"""


def permissions_of(role: Role) -> frozenset[Permission]:
    """Return everything the role may do."""
    return ROLE_PERMISSIONS[role]


def may_place(maker: Role, placed: Role) -> bool:
    """Return whether ``maker`` may give a person the role ``placed`` or change somebody who has it.

    Only an owner makes or changes owners; a manager everybody else.
    """
    if Permission.MANAGE_STAFF not in ROLE_PERMISSIONS[maker]:
        return False
    return maker is Role.OWNER or placed is not Role.OWNER
