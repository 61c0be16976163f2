"""The people who come: written down with two fields, corrected, looked at, found before a second
record is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import PatronChanged, PatronErased
from pos.events import PatronsChanged
from pos.ids import PatronId
from pos.patrons.by_card import member_of, patron_of
from pos.patrons.contact import told_apart
from pos.patrons.identity import root_of
from pos.patrons.keeping import checked_details, content_of, keep_details
from pos.patrons.likeness import likely
from pos.patrons.linking import link_order
from pos.patrons.rows import ERASED, details_of, row_of, rows_of, view_of
from pos.records import Patron, PatronLook, PatronNote
from pos.text import checked_text
from pos.views.patrons import PatronDetails, PatronRow, PatronView
from pos.views.people import Permission, SessionView

if TYPE_CHECKING:
    from pos.ids import CommandId, Ids, OrderId
    from pos.ports.storage import Storage, UnitOfWork
    from pos.window import Window

NOTE_LONGEST = 500
ON_PAGE = "patron"
ON_ORDER_PAGE = "order_page"


class Patrons:
    """See the module. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def add(
        self, command: CommandId, session: SessionView, name: str, contact: str = ""
    ) -> PatronView:
        """Write somebody down. ``contact``: a phone number or an e-mail address, told apart here.
        Durable on return.

        Raises:
            NotAllowed: Who sells may.
            TextMissing, TextRefused, CardNumberRefused, ContactRefused: As named.
        """
        phone, email = told_apart(contact)
        phones, emails = ((text,) if text else () for text in (phone, email))
        return self.add_with(command, session, PatronDetails(name, phones, emails))

    def add_with(
        self,
        command: CommandId,
        session: SessionView,
        details: PatronDetails,
        external_ref: str = "",
    ) -> PatronView:
        """Write somebody down with all that is known. Durable on return. Raises as ``add``."""
        require(session, Permission.SELL)
        details = checked_details(details)

        def act() -> str:
            return add_patron(uow, self._ids, self._window, session, details, external_ref)

        with self._storage.begin() as uow:
            content = (content_of(details), external_ref, session.user_id)
            patron_id = uow.commands.once(command, "add_patron", content, str, act)
            view = view_of(uow, patron_id)
            uow.commit()
        return view

    def correct(
        self,
        command: CommandId,
        session: SessionView,
        patron_id: PatronId,
        details: PatronDetails,
        seen: int,
    ) -> PatronView:
        """Put these details in the place of those that were seen (``PatronView.seq``). Durable on
        return.

        Raises:
            NotAllowed: Who sells may.
            PatronChanged: Somebody else corrected them meanwhile.
            PatronErased, NotFound: As named.
            TextMissing, TextRefused, CardNumberRefused, ContactRefused: As named.
        """
        require(session, Permission.SELL)
        details = checked_details(details)

        def act() -> str:
            root = require_known(uow, patron_id)
            now = uow.patrons.detail(root).seq
            if now != seen:
                raise PatronChanged()
            keep_details(uow, self._ids, self._window, session, root, now + 1, details)
            self._tell(uow, session, "patron.corrected", root)
            return root

        with self._storage.begin() as uow:
            content = (patron_id, seen, content_of(details), session.user_id)
            root = uow.commands.once(command, "correct_patron", content, str, act)
            view = view_of(uow, root)
            uow.commit()
        return view

    def note(
        self, command: CommandId, session: SessionView, patron_id: PatronId, text: str
    ) -> PatronView:
        """Write something about a person, under one's own name. Durable on return.

        Raises:
            NotAllowed: Who sells may.
            TextMissing, TextRefused, CardNumberRefused, PatronErased, NotFound: As named.
        """
        require(session, Permission.SELL)
        text = checked_text("note", text, longest=NOTE_LONGEST, required=True)

        def act() -> str:
            root = require_known(uow, patron_id)
            who, here = session.user_id, self._window.window_id
            uow.add(PatronNote(self._ids.new(), root, text, here, who, uow.now()))
            self._tell(uow, session, "patron.noted", root)
            return root

        with self._storage.begin() as uow:
            content = (patron_id, text, session.user_id)
            root = uow.commands.once(command, "note_patron", content, str, act)
            view = view_of(uow, root)
            uow.commit()
        return view

    def get(self, session: SessionView, patron_id: PatronId, screen: str = ON_PAGE) -> PatronView:
        """Return a person, as the record that stands for all of theirs; that it was looked at is
        written down first.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such person.
        """
        require(session, Permission.SELL)
        with self._storage.begin() as uow:
            view = view_of(uow, patron_id)
            keep_look(uow, self._ids, self._window, session, view.patron_id, screen)
            uow.commit()
        return view

    def again(self, session: SessionView, patron_id: PatronId) -> PatronView:
        """Return a person who is being looked at already. Raises NotAllowed, NotFound."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            return view_of(uow, patron_id)

    def torn(self, limit: int = 20) -> tuple[PatronRow, ...]:
        """Return people whose details two windows corrected at once, not knowing of each other; who
        corrects them once more settles it."""
        with self._storage.read() as uow:
            return tuple(row_of(uow, each) for each in uow.patrons.torn(limit))

    def both(self, patron_id: PatronId) -> tuple[PatronDetails, ...]:
        """Return what each of several windows made of a person's details at once; empty where they
        agree."""
        with self._storage.read() as uow:
            now = uow.patrons.detail(root_of(uow, patron_id))
            every = [each for each in uow.patrons.details(now.patron_id) if each.seq == now.seq]
            return tuple(details_of(each) for each in every) if len(every) > 1 else ()

    def row(self, patron_id: PatronId) -> PatronRow:
        """Return the person in short. Raises NotFound."""
        with self._storage.read() as uow:
            return row_of(uow, root_of(uow, patron_id))

    def find(self, text: str, limit: int = 50) -> tuple[PatronRow, ...]:
        """Return whom somebody looks for, the likeliest first: by any word of their name in any
        script, their number, that on their member's card, the end of a phone number, an e-mail
        address. Each person once, as the record that stands for them. For each key."""
        with self._storage.read() as uow:
            member = member_of(uow, text)
            own = patron_of(uow, member) if member is not None else ""
            if member is not None and not own:
                text = member.holder or text
            found = () if own else uow.finding.find(text, kinds=("patron",), limit=limit)
            every = [own] if own else [each.subject_id for each in found]
            merged = uow.patrons.ever_merged(every)
            roots = dict.fromkeys(root_of(uow, each) if each in merged else each for each in every)
            rows = rows_of(uow, [*roots])
            return tuple(rows[each] for each in roots)

    def like(self, name: str, contact: str = "", limit: int = 5) -> tuple[PatronRow, ...]:
        """Return who might be the person that somebody begins to write down: the same phone or
        e-mail first, then names that are the same, begin so or sound alike, or are a part of this
        one. For each key: nothing is refused."""
        with self._storage.read() as uow:
            return likely(uow, name, (contact,), limit)

    def of_order(self, order_id: OrderId) -> PatronRow | None:
        """Return whose an order is; None for nobody's."""
        with self._storage.read() as uow:
            link = uow.patrons.link(order_id)
            if link is None or not link.patron_id:
                return None
            return row_of(uow, root_of(uow, link.patron_id))

    def seen_on(self, session: SessionView, order_id: OrderId) -> PatronRow | None:
        """Return whose an order is whose page is opened; None for nobody's. The page says how they
        are reached: that it was looked at is written down first, whoever looks."""
        with self._storage.begin() as uow:
            link = uow.patrons.link(order_id)
            if link is None or not link.patron_id:
                return None
            root = root_of(uow, link.patron_id)
            keep_look(uow, self._ids, self._window, session, root, ON_ORDER_PAGE)
            uow.commit()
            return row_of(uow, root)

    def link(
        self, command: CommandId, session: SessionView, order_id: OrderId, patron_id: PatronId
    ) -> None:
        """Say whose an order is; with an empty id: nobody's. The newest word counts. Durable on
        return.

        Raises:
            NotAllowed: Who sells may.
            NotFound, PatronErased: As named.
        """
        require(session, Permission.SELL)

        def act() -> str:
            uow.orders.order(order_id)
            root = require_known(uow, patron_id) if patron_id else ""
            link_order(uow, self._ids, order_id, root, self._window.window_id, session.user_id)
            who, here = session.user_id, self._window.window_id
            subject = ("order", order_id)
            uow.audit(audit_entry(uow.now(), who, here, "order.linked", subject, patron=root))
            uow.publish(PatronsChanged())
            return root

        with self._storage.begin() as uow:
            content = (order_id, patron_id, session.user_id)
            uow.commands.once(command, "link_patron", content, str, act)
            uow.commit()

    def _tell(self, uow: UnitOfWork, session: SessionView, event: str, patron_id: str) -> None:
        who, here = session.user_id, self._window.window_id
        uow.audit(audit_entry(uow.now(), who, here, event, ("patron", patron_id)))
        uow.publish(PatronsChanged())


def add_patron(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    details: PatronDetails,
    external_ref: str = "",
    **told: object,
) -> str:
    """Add a person and what is known of them; return the id. ``told``: what else the audit says."""
    number = f"{window.prefix}-P{uow.orders.next_number(f'patron:{window.prefix}'):06d}"
    who, here, at = session.user_id, window.window_id, uow.now()
    patron = Patron(ids.new(), number, here, who, at, external_ref)
    uow.add(patron)
    keep_details(uow, ids, window, session, patron.patron_id, 1, details)
    subject = ("patron", patron.patron_id)
    uow.audit(audit_entry(at, who, here, "patron.added", subject, "ok", **told))
    uow.publish(PatronsChanged())
    return patron.patron_id


def keep_look(
    uow: UnitOfWork, ids: Ids, window: Window, session: SessionView, patron_id: str, screen: str
) -> None:
    """Write down who sees a person's data, and where."""
    who, here = session.user_id, window.window_id
    uow.add(PatronLook(ids.new(), patron_id, screen, here, who, uow.now()))


def require_known(uow: UnitOfWork, patron_id: str) -> str:
    """Return the record that stands for a person.

    Raises:
        NotFound: There is none.
        PatronErased: There was one.
    """
    uow.patrons.patron(patron_id)
    root = root_of(uow, patron_id)
    if uow.patrons.is_erased(ERASED, root):
        raise PatronErased()
    return root
