"""Who can get in, who did, and what came up in keeping card data out: for whoever reviews it.

Sources: PCI DSS 4.0.1, 7.2.4 (access reviewed every six months), 8.2.6 (accounts idle for 90 days
off), 10.2.1 (what is logged), 12.10.7 (card data where none should be).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pos.audit import SYSTEM, audit_entry
from pos.ids import Ids
from pos.people.lockout import standing
from pos.people.roles import permissions_of
from pos.records import Staff, StaffStanding
from pos.text import checked_text
from pos.views.people import AccessRow, Role, SessionView
from pos.window import Window

if TYPE_CHECKING:
    from pos.ports.storage import Storage, UnitOfWork

IDLE_AFTER = timedelta(days=90)
_PLACE_LONGEST = 200
_PLACES_TOLD = 50


class Access:
    """The access review and the incidents. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def review(self) -> tuple[AccessRow, ...]:
        """Return everybody who works or worked here, by name, with what they may do and when they
        last proved who they are."""
        with self._storage.read() as uow:
            return tuple(_row(uow, *pair) for pair in uow.people.staff())

    def disable_idle(self) -> tuple[str, ...]:
        """Disable everybody who has not proved who they are for 90 days; return their names.

        Owners stay, so that somebody can always let the others in again. Durable on return.
        """
        with self._storage.begin() as uow:
            idle = [pair for pair in uow.people.staff() if _is_idle(uow, *pair)]
            for member, present in idle:
                self._disable(uow, member, present)
            uow.commit()
        return tuple(member.name for member, _ in idle)

    def card_refused(self, session: SessionView | None, place: str) -> None:
        """Record that a card number was typed, scanned or swiped where none belongs, and wiped.

        ``place``: the field or device; what was there is not carried. Durable on return.
        """
        who = SYSTEM if session is None else session.user_id
        named = checked_text("place", place, longest=_PLACE_LONGEST)
        with self._storage.begin() as uow:
            self._audit(uow, who, "card_number.refused", ("place", named), "refused")
            uow.commit()

    def searched(self, places: Sequence[str]) -> None:
        """Record a search for card numbers and the places where some were found (none: good).
        Durable on return."""
        outcome = "found" if places else "ok"
        told = [place[:_PLACE_LONGEST] for place in places[:_PLACES_TOLD]]
        with self._storage.begin() as uow:
            subject = ("search", self._window.window_id)
            self._audit(
                uow, SYSTEM, "card_number.searched", subject, outcome, n=len(places), places=told
            )
            uow.commit()

    def _disable(self, uow: UnitOfWork, member: Staff, present: StaffStanding) -> None:
        now = StaffStanding(
            standing_id=self._ids.new(),
            user_id=member.user_id,
            seq=present.seq + 1,
            role=present.role,
            locale=present.locale,
            enabled=False,
            at=uow.now(),
            by_user=SYSTEM,
        )
        uow.add(now)
        self._audit(uow, SYSTEM, "staff.idle", ("staff", member.user_id), "ok")

    def _audit(
        self,
        uow: UnitOfWork,
        who: str,
        event: str,
        subject: tuple[str, str],
        outcome: str,
        **details: object,
    ) -> None:
        here = self._window.window_id
        uow.audit(audit_entry(uow.now(), who, here, event, subject, outcome, **details))


def _row(uow: UnitOfWork, member: Staff, present: StaffStanding) -> AccessRow:
    role = Role(present.role)
    lock = standing(uow.people.tries_since_ok(member.user_id), uow.now())
    return AccessRow(
        name=member.name,
        role=role,
        permissions=tuple(sorted(p.value for p in permissions_of(role))),
        enabled=present.enabled,
        locked=lock.locked_until is not None,
        has_badge=uow.people.badge_of(member.user_id) is not None,
        created_at=member.created_at,
        last_proved_at=uow.people.last_proved_at(member.user_id),
    )


def _is_idle(uow: UnitOfWork, member: Staff, present: StaffStanding) -> bool:
    if not present.enabled or present.role == Role.OWNER.value:
        return False
    proved: datetime | None = uow.people.last_proved_at(member.user_id)
    since = max(present.at, proved) if proved else present.at
    return uow.now() - since >= IDLE_AFTER
