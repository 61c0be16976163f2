"""Statements: made fresh, kept under a number, and given again as they were kept."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from pos.allowed import require
from pos.audit import audit_entry
from pos.closing.looking import note_look
from pos.closing.statements.building import subject_day
from pos.closing.statements.cashier import till_of
from pos.closing.statements.donations import donation_letters
from pos.closing.statements.makers import MAKERS
from pos.closing.statements.offers import about_a_day, offers
from pos.closing.statements.seeing import require_sight, require_sight_of_house
from pos.codec import from_json, to_json
from pos.errors import DayNotBegun, InvariantBroken, NotFound
from pos.ids import CommandId, Ids
from pos.ports.storage import Storage, UnitOfWork
from pos.records import StatementMade, Till
from pos.views.donations import DonationLetterView
from pos.views.people import Permission, SessionView
from pos.views.statements import KeptStatement, Offer, Statement, StatementName
from pos.window import Window


class Statements:
    """Every report that is a ``Statement``. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def names(self, session: SessionView | None = None) -> tuple[StatementName, ...]:
        """Return the statements there are, in the order in which they are offered: to a cashier the
        report of the own tills. Without a person: all."""
        every = session is None or Permission.SEE_REPORTS in session.permissions
        return tuple(
            name
            for name in StatementName
            if name in MAKERS and (every or name is StatementName.CASHIER)
        )

    def offers(self, session: SessionView | None, name: StatementName) -> tuple[Offer, ...]:
        """Return what a statement can be about, what is most likely wanted first."""
        with self._storage.read() as uow:
            return offers(uow, self._window, session, name)

    def of_the_house(self, name: StatementName, subject: str) -> Statement:
        """Return a statement as of now for the command line, which has no person.

        Raises:
            TillNotCounted: It would tell what is expected in a till that nobody has counted.
            NotFound: There is no such statement or subject.
        """
        with self._storage.read() as uow:
            subject = self._subject(uow, name, subject)
            require_sight_of_house(uow, name, subject)
            return self._make(uow, name, subject)

    def kept_by_the_house(self, name: StatementName, number: int) -> Statement:
        """Return a kept statement for the command line.

        Raises:
            TillNotCounted: It tells what is expected in a till that nobody has counted.
            NotFound: There is none with this number.
        """
        with self._storage.read() as uow:
            made, kept = self._again(uow, name, number)
            require_sight_of_house(uow, name, made.subject, kept)
            return made

    def make(self, session: SessionView, name: StatementName, subject: str) -> Statement:
        """Return the statement as of now; nothing of it is kept. Who is told of a till that is not
        counted is written down (``looking``), here and in ``again`` and ``letters``.

        Raises:
            NotAllowed: Only who may see reports; a cashier may see the report of the own till.
            TillNotCounted: The person still has a till to count: from no sum may be worked out what
                is expected in it.
            NotFound: There is no such statement or subject.
        """
        with self._storage.read() as uow:
            subject = self._subject(uow, name, subject)
            told_of = require_sight(uow, session, name, subject)
            made = self._make(uow, name, subject)
        self._note_look(session, told_of)
        return made

    def keep(
        self,
        command: CommandId,
        session: SessionView,
        name: StatementName,
        subject: str,
        paper: tuple[str, str] = ("", ""),
    ) -> Statement:
        """Make the statement and keep it under the next number of its name. Durable on return.

        ``paper``: language and size of the papers it is to come on again.

        Raises:
            NotAllowed, TillNotCounted, NotFound: As ``make``.
        """
        with self._storage.begin() as uow:
            number = uow.commands.once(
                command,
                "keep_statement",
                (session.user_id, name.value, subject),
                int,
                lambda: self._keep(uow, session, name, subject, paper),
            )
            made, _ = self._again(uow, name, number)
            uow.commit()
        return made

    def again(self, session: SessionView, name: StatementName, number: int) -> Statement:
        """Return a kept statement as it was kept: its papers come out byte for byte.

        Raises:
            NotAllowed, TillNotCounted: As ``make``; what was kept before a till was opened tells
                nothing of it.
            NotFound: There is none with this number.
        """
        with self._storage.read() as uow:
            made, kept = self._again(uow, name, number)
            told_of = require_sight(uow, session, name, made.subject, kept)
        self._note_look(session, told_of)
        return made

    def kept(self, session: SessionView) -> tuple[KeptStatement, ...]:
        """Return what was kept, newest first.

        Raises:
            NotAllowed: Only who may see reports.
        """
        require(session, Permission.SEE_REPORTS)
        with self._storage.read() as uow:
            return tuple(
                KeptStatement(StatementName(one.name), one.number, one.subject, one.at)
                for one in uow.figures.kept()
            )

    def letters(self, session: SessionView, day: str) -> tuple[DonationLetterView, ...]:
        """Return the letters that are due to the donors of a business day (ISO).

        Raises:
            NotAllowed, TillNotCounted: As for the statement of donations.
            NotFound: It is no date.
        """
        with self._storage.read() as uow:
            told_of = require_sight(uow, session, StatementName.DONATIONS, day)
            letters = donation_letters(uow, day)
        self._note_look(session, told_of)
        return letters

    def letters_of_house(self, day: str) -> tuple[DonationLetterView, ...]:
        """As ``letters``, for the command line."""
        with self._storage.read() as uow:
            require_sight_of_house(uow, StatementName.DONATIONS, day)
            return donation_letters(uow, day)

    def _note_look(self, session: SessionView, tills: tuple[Till, ...]) -> None:
        """Write down, before it is shown, that the person is told of these. Durable on return."""
        if not tills:
            return
        with self._storage.begin() as uow:
            note_look(uow, self._window, session, tills)
            uow.commit()

    def _subject(self, uow: UnitOfWork, name: StatementName, subject: str) -> str:
        """Return the id of the till a cashier's report is about; any other subject as it is."""
        if name is StatementName.CASHIER:
            return till_of(uow, self._window, subject)
        return subject

    def _make(self, uow: UnitOfWork, name: StatementName, subject: str) -> Statement:
        if name not in MAKERS:
            raise NotFound(kind="statement", key=name.value)
        if about_a_day(name) and subject_day(subject) > uow.catalogue.business_date():
            raise DayNotBegun(day=subject)
        return MAKERS[name](uow, self._window, subject)

    def _keep(
        self,
        uow: UnitOfWork,
        session: SessionView,
        name: StatementName,
        subject: str,
        paper: tuple[str, str],
    ) -> int:
        subject = self._subject(uow, name, subject)
        told_of = require_sight(uow, session, name, subject)
        note_look(uow, self._window, session, told_of)
        number = uow.orders.next_number(f"statement:{name.value}")
        language, page = paper
        made = replace(self._make(uow, name, subject), number=number, language=language, page=page)
        content = to_json(made)
        fact = StatementMade(
            statement_id=self._ids.new(),
            name=name.value,
            number=number,
            subject=made.subject,
            content=content,
            sha256=hashlib.sha256(content.encode()).hexdigest(),
            at=uow.now(),
            user_id=session.user_id,
        )
        uow.add(fact)
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "statement.kept",
                ("statement", fact.statement_id),
                name=name.value,
                number=number,
                sha256=fact.sha256,
            )
        )
        return number

    def _again(self, uow: UnitOfWork, name: StatementName, number: int) -> tuple[Statement, str]:
        """Return a kept statement and its id."""
        found = uow.figures.kept_as(name.value, number)
        if found is None:
            raise NotFound(kind="kept_statement", key=f"{name.value} {number}")
        if hashlib.sha256(found.content.encode()).hexdigest() != found.sha256:
            raise InvariantBroken("statement.changed", name=name.value, number=number)
        return replace(from_json(found.content, Statement), digest=found.sha256), found.statement_id
