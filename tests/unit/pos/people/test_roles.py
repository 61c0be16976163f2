"""The whole matrix of roles and permissions, written out: a change must be meant."""

from __future__ import annotations

import pytest

from pos.people.roles import ROLE_PERMISSIONS, may_place, permissions_of
from pos.views.people import Permission, Role

# A line a permission, a letter a role that has it: Cashier, Supervisor, Manager, Finance, Owner.
MATRIX = {
    Permission.SELL: "CSM O",
    Permission.SELL_COMP: " SM O",
    Permission.SET_PRICE: "  M O",
    Permission.HAND_OVER: "CSM O",
    Permission.HAND_TO_OTHERS: " SM O",
    Permission.OPEN_TILL: "CSM O",
    Permission.NO_SALE: "CSM O",
    Permission.COUNT_TILL: "CSM O",
    Permission.APPROVE_CLOSE: " SMFO",
    Permission.APPROVE_DIFFERENCE: "  MFO",
    Permission.CLOSE_DAY: " SMFO",
    Permission.SEE_EXPECTED: " SMFO",
    Permission.SEE_REPORTS: " SMFO",
    Permission.RESOLVE_PRINT: "CSM O",
    Permission.REPRINT: " SM O",
    Permission.ADJUST_STOCK: " SM O",
    Permission.UNLOCK_STAFF: " SM O",
    Permission.MANAGE_STAFF: "  M O",
    Permission.IMPORT: "  M O",
    Permission.GIVE_BACK: " SM O",
    Permission.GIVE_BACK_ANY: "  M O",
    Permission.FORCE_PAYMENT: "  M O",
    Permission.SETTLE_EXCEPTION: "  MFO",
    Permission.WRITE_OFF: "  MFO",
    Permission.OFFLINE_CARDS: " SM O",
    Permission.REGISTER_TERMINAL: " SM O",
    Permission.RETURNED_CHECK: "  MFO",
    Permission.ISSUE_PROMOTIONAL: "  M O",
    Permission.MOVE_CASH: " SM O",
    Permission.CARRY_EXCEPTION: "  MFO",
    Permission.DEPOSIT: " SMFO",
    Permission.RECONCILE: "  MFO",
    Permission.EXPORT_BOOKS: "  MFO",
    Permission.PAPER_TICKETS: "  M O",
    Permission.RUN_HUB: "  M O",
    Permission.RELEASE_HOUSE: "  M O",
    Permission.HOLD_PLACES: "  M O",
    Permission.MERGE_PATRONS: " SM O",
    Permission.PATRON_PRIVACY: "  M O",
    Permission.CANCEL_PERFORMANCE: "  M O",
    Permission.SEE_ACCESS: "  MFO",
}
LETTER = {
    Role.CASHIER: "C",
    Role.SUPERVISOR: "S",
    Role.MANAGER: "M",
    Role.FINANCE: "F",
    Role.OWNER: "O",
}


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_the_matrix(role: Role, permission: Permission) -> None:
    assert (permission in permissions_of(role)) == (LETTER[role] in MATRIX[permission])


def test_every_role_is_written_down() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)


@pytest.mark.parametrize("maker", Role)
@pytest.mark.parametrize("placed", Role)
def test_only_an_owner_places_owners(maker: Role, placed: Role) -> None:
    expected = maker is Role.OWNER or (maker is Role.MANAGER and placed is not Role.OWNER)
    assert may_place(maker, placed) == expected
