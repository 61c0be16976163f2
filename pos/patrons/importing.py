"""People from another system: all of a file or nothing, and once however often it is read.

A person is known again by the list's own reference. One who is known already stays as they are
here; what differs is said. One who has the phone or the e-mail of somebody else who is known is
written down all the same, and said, so that a person may merge the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.audit import SYSTEM, audit_entry
from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.patrons_file import read_patrons
from pos.errors import FileRefused
from pos.ids import UserId
from pos.patrons.contact import email_key, phone_key
from pos.patrons.identity import root_of
from pos.patrons.patrons import add_patron
from pos.patrons.rows import ERASED, details_of
from pos.records import PatronNote
from pos.views.people import Role, SessionView
from pos.views.season import ImportView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos.catalogue.patrons_file import PatronDraft, PatronField
    from pos.ids import Ids
    from pos.ports.storage import Storage, UnitOfWork
    from pos.window import Window


class ImportingPatrons:
    """See the module. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def load(
        self,
        data: bytes,
        file: str,
        mapping: Mapping[PatronField, str] | None = None,
        *,
        dry_run: bool = False,
    ) -> ImportView:
        """Load a list; with ``dry_run`` change nothing and say what would be. Durable on return.

        Raises:
            FileRefused: It has faults, all of which it carries; nothing was changed.
        """
        read = read_patrons(data, file, mapping)
        errors = sum(1 for finding in read.findings if finding.severity == "error")
        if errors:
            raise FileRefused(read.findings, file=file, count=errors)
        faults = Faults(file)
        added = known = 0
        with self._storage.begin() as uow:
            for person in read.people:
                if self._is_known(uow, person, faults):
                    known += 1
                    continue
                self._look_alike(uow, person, faults)
                self._add(uow, person)
                added += 1
            here = self._window.window_id
            entry = audit_entry(
                uow.now(), SYSTEM, here, "patrons.imported", ("file", ""), added=added, known=known
            )
            uow.audit(entry)
            if not dry_run:
                uow.commit()
        counts = (("patrons", len(read.people)), ("added", added), ("known_already", known))
        return ImportView(file, not dry_run, counts, (*read.findings, *faults.findings()))

    def _is_known(self, uow: UnitOfWork, person: PatronDraft, faults: Faults) -> bool:
        there = uow.patrons.by_external_ref(person.reference)
        if there is None:
            return False
        root = root_of(uow, there.patron_id)
        if not uow.patrons.is_erased(ERASED, root):
            now = details_of(uow.patrons.detail(there.patron_id))
            if (now.name, now.phones, now.emails) != (
                person.details.name,
                person.details.phones,
                person.details.emails,
            ):
                faults.warning("", FaultCode.PATRONS_CHANGED, person.reference, line=person.line)
        return True

    def _look_alike(self, uow: UnitOfWork, person: PatronDraft, faults: Faults) -> None:
        keys = [("phone", phone_key(phone)) for phone in person.details.phones]
        keys += [("email", email_key(email)) for email in person.details.emails]
        for key in keys:
            for other in uow.patrons.with_key(*key, 1):
                number = uow.patrons.patron(root_of(uow, other)).number
                faults.warning("", FaultCode.PATRONS_LIKE, number, line=person.line)
                return

    def _add(self, uow: UnitOfWork, person: PatronDraft) -> None:
        session = SessionView(UserId(SYSTEM), "", Role.OWNER, "en", frozenset())
        patron_id = add_patron(
            uow, self._ids, self._window, session, person.details, person.reference
        )
        if person.note:
            note = PatronNote(
                self._ids.new(), patron_id, person.note, self._window.window_id, SYSTEM, uow.now()
            )
            uow.add(note)
