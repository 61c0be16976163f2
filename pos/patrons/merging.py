"""Two records that are one person: merged, and taken apart again exactly as they were.

Nothing is copied: a merge is one fact that says to which record another one belongs, and whoever
asks what a person bought, holds or is owed asks for all their records. So taking them apart is
another fact, and both stand as before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import NotFound, PatronsTheSame
from pos.events import PatronsChanged
from pos.patrons.identity import records_of
from pos.patrons.patrons import keep_look, require_known
from pos.patrons.rows import view_of
from pos.records import PatronMerge
from pos.views.patrons import MergeSide, PatronView
from pos.views.people import Permission, SessionView

if TYPE_CHECKING:
    from pos.ids import CommandId, Ids, PatronId
    from pos.ports.storage import Storage, UnitOfWork
    from pos.window import Window


class Merging:
    """See the module. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def sides(
        self, session: SessionView, patron_ids: tuple[PatronId, ...]
    ) -> tuple[MergeSide, ...]:
        """Return people as they are compared before a merge; that they were looked at is written
        down.

        Raises:
            NotAllowed: Who sells may.
            NotFound: As named.
        """
        require(session, Permission.SELL)
        with self._storage.begin() as uow:
            sides = tuple(_side(uow, patron_id) for patron_id in patron_ids)
            for side in sides:
                about = (side.patron.patron_id, "merge")
                keep_look(uow, self._ids, self._window, session, *about)
            uow.commit()
        return sides

    def merge(
        self, command: CommandId, session: SessionView, kept: PatronId, gone: PatronId
    ) -> PatronView:
        """Let everything of ``gone`` belong to ``kept`` from now on: orders, memberships, accounts,
        notes. The details of ``kept`` count. Durable on return.

        Raises:
            NotAllowed: A supervisor may.
            PatronsTheSame: They are one person already.
            PatronErased, NotFound: As named.
        """
        require(session, Permission.MERGE_PATRONS)

        def act() -> str:
            root, other = require_known(uow, kept), require_known(uow, gone)
            if root == other:
                raise PatronsTheSame()
            self._belongs(uow, session, other, root)
            self._tell(uow, session, "patron.merged", other, into=root)
            return root

        with self._storage.begin() as uow:
            content = (kept, gone, session.user_id)
            root = uow.commands.once(command, "merge_patrons", content, str, act)
            view = view_of(uow, root)
            uow.commit()
        return view

    def take_apart(
        self, command: CommandId, session: SessionView, patron_id: PatronId
    ) -> PatronView:
        """Let a record that was merged belong to itself again, with what was merged into it before.
        Return the person it was taken out of. Durable on return.

        Raises:
            NotAllowed: A supervisor may.
            NotFound: It belongs to none.
        """
        require(session, Permission.MERGE_PATRONS)

        def act() -> str:
            into = uow.patrons.into(patron_id)
            if into == patron_id:
                raise NotFound(kind="merge", key=patron_id)
            self._belongs(uow, session, patron_id, "")
            if patron_id in _way_up(uow, into):  # a ring: two windows merged them either way
                self._belongs(uow, session, into, "")
            self._tell(uow, session, "patron.taken_apart", patron_id, out_of=into)
            return into

        with self._storage.begin() as uow:
            content = (patron_id, session.user_id)
            into = uow.commands.once(command, "take_patrons_apart", content, str, act)
            view = view_of(uow, into)
            uow.commit()
        return view

    def _belongs(self, uow: UnitOfWork, session: SessionView, patron_id: str, into: str) -> None:
        seq = uow.patrons.merge_seq(patron_id) + 1
        who, here = session.user_id, self._window.window_id
        uow.add(PatronMerge(self._ids.new(), patron_id, into, seq, here, who, uow.now()))

    def _tell(
        self, uow: UnitOfWork, session: SessionView, event: str, patron_id: str, **details: str
    ) -> None:
        who, here = session.user_id, self._window.window_id
        subject = ("patron", patron_id)
        uow.audit(audit_entry(uow.now(), who, here, event, subject, **details))
        uow.publish(PatronsChanged())


def _way_up(uow: UnitOfWork, patron_id: str) -> list[str]:
    """Return the records from this one on to the one that stands for the person."""
    way = [patron_id]
    while (onward := uow.patrons.into(way[-1])) not in way:
        way.append(onward)
    return way


def _side(uow: UnitOfWork, patron_id: str) -> MergeSide:
    view = view_of(uow, patron_id)
    return MergeSide(view, len(uow.patrons.orders(records_of(uow, patron_id))))
