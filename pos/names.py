"""Whom an id stands for, in words that people use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork


def name_of(uow: UnitOfWork, user_id: str) -> str:
    """Return a person's name, or "" for somebody who never worked here."""
    found = uow.people.member(user_id)
    return found[0].name if found else ""
