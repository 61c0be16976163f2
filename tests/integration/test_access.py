"""Who can get in: the review, accounts nobody uses, and what came up in keeping card data out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.errors import SignInFailed, TextRefused
from pos.views.people import AccessRow, Role
from tests.integration.small_house import House


def the(house: House, name: str) -> AccessRow:
    return next(row for row in house.office.access.review() if row.name == name)


def test_the_review_says_who_may_what_and_who_came_when(house: House) -> None:
    ada = next(p for p in house.office.people.staff() if p.name == "Ada Clerk")
    before = the(house, "Ada Clerk").last_proved_at
    house.clock.advance(timedelta(hours=1))
    with pytest.raises(SignInFailed):
        house.office.people.sign_in(ada.user_id, "1590")
    assert the(house, "Ada Clerk").last_proved_at == before
    row = the(house, "Ada Clerk")
    assert (row.role, row.enabled, row.locked, row.has_badge) == (Role.CASHIER, True, False, False)
    assert "sell" in row.permissions
    assert "force_payment" not in row.permissions


def test_an_account_nobody_used_for_ninety_days_is_disabled_and_an_owner_stays(
    house: House,
) -> None:
    house.clock.advance(timedelta(days=90) - timedelta(minutes=5))
    assert house.office.access.disable_idle() == ()
    house.clock.advance(timedelta(days=1))
    named = house.office.access.disable_idle()
    assert "Ada Clerk" in named
    for row in house.office.access.review():
        assert row.enabled == (row.role is Role.OWNER)
    assert house.office.access.disable_idle() == ()
    assert [f for f in house.office.verify() if f.code.startswith("people")] == []


def test_a_refused_card_is_recorded_without_the_card(house: House) -> None:
    house.office.access.card_refused(None, "orders.search")
    house.office.access.searched(("foyer.log byte 0",))
    house.office.access.searched(())
    assert [f.code for f in house.office.verify() if f.severity == "error"] == []
    with pytest.raises(TextRefused):
        house.office.access.card_refused(None, "x" * 300)
