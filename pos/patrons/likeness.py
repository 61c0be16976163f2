"""Who might be the person that somebody begins to write down: before there are two of one."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from pos.finding.words import is_part_of, typed_words
from pos.patrons.contact import email_key, phone_key
from pos.patrons.identity import root_of
from pos.patrons.rows import rows_of
from pos.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pos.ports.storage import UnitOfWork
    from pos.views.patrons import PatronRow

_FEWEST = 4
"""Digits that many people's numbers may end with."""
_MOST_WORDS = 5
"""Of a name, that are looked for two by two."""
_LOOKED = 50


def likely(
    uow: UnitOfWork, name: str, contacts: Iterable[str], limit: int
) -> tuple[PatronRow, ...]:
    """Return people with the same phone or e-mail first, then names that are the same, begin so or
    sound alike, then names that are a part of this one."""
    found: dict[str, None] = {}
    for contact in contacts:
        for key in keys_of(contact):
            for each in uow.patrons.with_key(*key, limit):
                found[root_of(uow, each)] = None
    if len(name_key(name)) > 1:
        for like in uow.finding.find(name, kinds=("patron",), limit=limit):
            found[root_of(uow, like.subject_id)] = None
        for part in _parts(uow, name) if len(found) < limit else ():
            found[root_of(uow, part)] = None
    roots = [*found][:limit]
    rows = rows_of(uow, roots)
    return tuple(rows[each] for each in roots)


def keys_of(contact: str) -> list[tuple[str, str]]:
    """Return by which (kind, value) somebody is told from others who is reached so; none where many
    are."""
    if "@" in contact:
        return [("email", email_key(contact))]
    return [("phone", phone_key(contact))] if len(phone_key(contact)) > _FEWEST else []


def _parts(uow: UnitOfWork, name: str) -> list[str]:
    """Return who goes by a part of a name of three words or more, in any order: Hoa Nguyen of
    Nguyễn Thị Hoa, and not Nguyễn Thị Lan."""
    words = typed_words(name)[:_MOST_WORDS]
    found: dict[str, None] = {}
    for pair in combinations(words, 2) if len(words) > 2 else ():
        for each in uow.finding.find(" ".join(pair), kinds=("patron",), limit=_LOOKED):
            found[each.subject_id] = None
    listed = uow.patrons.listed([*found]) if found else ()
    return [who.patron_id for who, detail in listed if is_part_of(detail.name, name)]
