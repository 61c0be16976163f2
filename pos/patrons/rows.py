"""A person in lists, and the whole person."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pos.errors import NotFound
from pos.ids import PatronId
from pos.names import name_of
from pos.patrons.contact import last_four, masked
from pos.patrons.identity import records_of, root_of
from pos.views.patrons import (
    Address,
    ContactBy,
    HouseholdView,
    Like,
    Need,
    NoteView,
    PatronDetails,
    PatronRow,
    PatronView,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pos.ports.storage import UnitOfWork
    from pos.records import Patron, PatronDetail

ERASED = "patron"


def today(uow: UnitOfWork) -> date:
    """Return the day at the venue; before a season was loaded, that of UTC."""
    try:
        zone = ZoneInfo(uow.catalogue.company().zone)
    except NotFound:
        return uow.now().date()
    return uow.now().astimezone(zone).date()


def row_of(uow: UnitOfWork, patron_id: str) -> PatronRow:
    """Return one record as a row; ``merged_into`` says whose it is. Raises NotFound."""
    return rows_of(uow, [patron_id])[patron_id]


def rows_of(uow: UnitOfWork, patron_ids: Sequence[str]) -> dict[str, PatronRow]:
    """Return records as rows, by id: a few questions for all of them. Raises NotFound."""
    merged = uow.patrons.ever_merged(patron_ids)
    roots = {each: root_of(uow, each) if each in merged else each for each in patron_ids}
    whole = {
        root: records_of(uow, root) if each in merged else (root,) for each, root in roots.items()
    }
    ranks = uow.patrons.ranks(whole, today(uow)) if whole else {}
    return {
        patron.patron_id: _row(patron, detail, roots[patron.patron_id], ranks)
        for patron, detail in uow.patrons.listed(patron_ids)
    }


def _row(patron: Patron, detail: PatronDetail, root: str, ranks: Mapping[str, str]) -> PatronRow:
    return PatronRow(
        patron_id=PatronId(patron.patron_id),
        number=patron.number,
        name=detail.name,
        phone_last4=last_four(lines(detail.phones)[0]) if detail.phones else "",
        email_masked=masked(lines(detail.emails)[0]) if detail.emails else "",
        town=detail.town,
        rank=ranks.get(root, ""),
        merged_into="" if root == patron.patron_id else root,
    )


def view_of(uow: UnitOfWork, patron_id: str) -> PatronView:
    """Return the whole person that a record belongs to. Raises NotFound."""
    root, *others = records_of(uow, patron_id)
    patron, detail = uow.patrons.patron(root), uow.patrons.detail(root)
    every = (root, *others)
    return PatronView(
        patron_id=PatronId(root),
        number=patron.number,
        details=details_of(detail),
        seq=detail.seq,
        added_at=patron.at,
        added_by=name_of(uow, patron.user_id),
        rank=uow.patrons.rank(every, today(uow)),
        external_ref=patron.external_ref,
        notes=tuple(
            NoteView(note.text, name_of(uow, note.user_id), note.at)
            for note in uow.patrons.notes(every)
            if note.text
        ),
        household=household_view(uow, household_id_of(uow, root)),
        also=tuple(details_of(uow.patrons.detail(other)) for other in others),
        merged=tuple(row_of(uow, other) for other in others),
        erased=uow.patrons.is_erased(ERASED, root),
    )


def household_id_of(uow: UnitOfWork, patron_id: str) -> str:
    """Return to which household a person belongs, by any record of theirs; empty: to none."""
    every = (uow.patrons.household_of(each)[1] for each in records_of(uow, patron_id))
    return next((household_id for household_id in every if household_id), "")


def household_view(uow: UnitOfWork, household_id: str) -> HouseholdView | None:
    """Return a household with everybody in it; None where there is none."""
    if not household_id:
        return None
    known = uow.patrons.household(household_id)
    roots = {root_of(uow, member): None for member in uow.patrons.members(household_id)}
    head = root_of(uow, known.head_id) if known.head_id else ""
    ordered = sorted(roots, key=lambda each: (each != head, each))
    return HouseholdView(
        household_id,
        known.name,
        Address(known.street, known.postal_code, known.town, known.country),
        tuple(row_of(uow, each) for each in ordered),
    )


def details_of(detail: PatronDetail) -> PatronDetails:
    """Return a state of somebody's details as people correct it."""
    return PatronDetails(
        name=detail.name,
        phones=lines(detail.phones),
        emails=lines(detail.emails),
        address=Address(detail.street, detail.postal_code, detail.town, detail.country),
        language=detail.language,
        contact_by=ContactBy(detail.contact_by),
        likes=frozenset(Like(code) for code in detail.likes.split(",") if code),
        needs=frozenset(Need(code) for code in detail.needs.split(",") if code),
    )


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that are not empty."""
    return tuple(line for line in text.split("\n") if line)
