"""People who live together: one address, one head, and what they bought and gave seen as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import NotFound
from pos.events import PatronsChanged
from pos.patrons.identity import root_of
from pos.patrons.keeping import NAME_LONGEST, checked_address
from pos.patrons.patrons import require_known
from pos.patrons.rows import household_id_of, household_view
from pos.records import Household, HouseholdMember
from pos.text import checked_text
from pos.views.patrons import Address, HouseholdView
from pos.views.people import Permission, SessionView

if TYPE_CHECKING:
    from pos.ids import CommandId, Ids, PatronId
    from pos.ports.storage import Storage, UnitOfWork
    from pos.window import Window


class Households:
    """See the module. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def join(
        self,
        command: CommandId,
        session: SessionView,
        head: PatronId,
        other: PatronId,
        name: str = "",
        address: Address | None = None,
    ) -> HouseholdView:
        """Let ``other`` belong to the household of ``head``, which begins with that where they had
        none: at the head's address and under their name, unless others are given. Durable on
        return.

        Raises:
            NotAllowed: Who sells may.
            TextRefused, CardNumberRefused, PatronErased, NotFound: As named.
        """
        require(session, Permission.SELL)
        name = checked_text("name", name, longest=NAME_LONGEST)
        address = checked_address(address) if address is not None else None

        def act() -> str:
            first, second = require_known(uow, head), require_known(uow, other)
            household_id = household_id_of(uow, first)
            if not household_id:
                household_id = self._begin(uow, session, first, name, address)
                self._put(uow, session, first, household_id)
            if second != first:
                self._put(uow, session, second, household_id)
            self._tell(uow, session, "household.joined", second, household=household_id)
            return household_id

        with self._storage.begin() as uow:
            content = (head, other, name, address, session.user_id)
            household_id = uow.commands.once(command, "join_household", content, str, act)
            view = household_view(uow, household_id)
            uow.commit()
        if view is None:
            raise NotFound(kind="household", key=household_id)
        return view

    def leave(self, command: CommandId, session: SessionView, patron_id: PatronId) -> None:
        """Let a person belong to no household; where it was the head, who is left first heads it.
        Durable on return.

        Raises:
            NotAllowed: Who sells may.
            NotFound: They belong to none.
        """
        require(session, Permission.SELL)

        def act() -> str:
            root = root_of(uow, patron_id)
            household_id = household_id_of(uow, root)
            if not household_id:
                raise NotFound(kind="household", key=patron_id)
            leave_household(uow, self._ids, self._window, session, root)
            self._tell(uow, session, "household.left", root, household=household_id)
            return household_id

        with self._storage.begin() as uow:
            content = (patron_id, session.user_id)
            uow.commands.once(command, "leave_household", content, str, act)
            uow.commit()

    def _begin(
        self,
        uow: UnitOfWork,
        session: SessionView,
        head: str,
        name: str,
        address: Address | None,
    ) -> str:
        detail = uow.patrons.detail(head)
        lives = address or Address(detail.street, detail.postal_code, detail.town, detail.country)
        household_id = self._ids.new()
        uow.add(
            Household(
                state_id=self._ids.new(),
                household_id=household_id,
                seq=1,
                name=name or detail.name,
                head_id=head,
                street=lives.street,
                postal_code=lives.postal_code,
                town=lives.town,
                country=lives.country,
                window_id=self._window.window_id,
                user_id=session.user_id,
                at=uow.now(),
            )
        )
        return household_id

    def _put(
        self, uow: UnitOfWork, session: SessionView, patron_id: str, household_id: str
    ) -> None:
        put_in_household(uow, self._ids, self._window, session, patron_id, household_id)

    def _tell(
        self, uow: UnitOfWork, session: SessionView, event: str, patron_id: str, **details: str
    ) -> None:
        who, here = session.user_id, self._window.window_id
        subject = ("patron", patron_id)
        uow.audit(audit_entry(uow.now(), who, here, event, subject, **details))
        uow.publish(PatronsChanged())


def put_in_household(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    patron_id: str,
    household_id: str,
) -> None:
    """Say to which household a record belongs; empty: to none."""
    seq = uow.patrons.household_of(patron_id)[0] + 1
    who, here, at = session.user_id, window.window_id, uow.now()
    uow.add(HouseholdMember(ids.new(), patron_id, household_id, seq, here, who, at))


def leave_household(
    uow: UnitOfWork, ids: Ids, window: Window, session: SessionView, root: str
) -> str:
    """Take a person, with every record of theirs, out of their household; the next one heads it.
    Return the household where nobody is left in it, else ""."""
    household_id = household_id_of(uow, root)
    if not household_id:
        return ""
    for member in uow.patrons.members(household_id):
        if root_of(uow, member) == root:
            put_in_household(uow, ids, window, session, member, "")
    left = uow.patrons.members(household_id)
    if not left:
        return household_id
    now = uow.patrons.household(household_id)
    if root_of(uow, now.head_id) == root:
        head = root_of(uow, left[0])
        uow.add(_headed_by(now, head, ids, window, session, uow))
    return ""


def _headed_by(
    now: Household, head: str, ids: Ids, window: Window, session: SessionView, uow: UnitOfWork
) -> Household:
    return Household(
        state_id=ids.new(),
        household_id=now.household_id,
        seq=now.seq + 1,
        name=uow.patrons.detail(head).name,
        head_id=head,
        street=now.street,
        postal_code=now.postal_code,
        town=now.town,
        country=now.country,
        window_id=window.window_id,
        user_id=session.user_id,
        at=uow.now(),
    )
