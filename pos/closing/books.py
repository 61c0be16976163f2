"""The journal of a locked business day: one balanced entry for the venue's books.

Summed from postings each time and kept nowhere, so it cannot drift; what was exported once is
exported again unchanged, and a journal that would differ is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pos.allowed import require
from pos.audit import audit_entry
from pos.closing.chart import chart
from pos.codec import digest, from_json, to_json
from pos.errors import DayNotReady, InvariantBroken, NotFound
from pos.ids import CommandId, Ids
from pos.ledger import Account
from pos.money import Money
from pos.ports.storage import Storage, UnitOfWork
from pos.records import JournalExport
from pos.views.closing import JournalLine, JournalView
from pos.views.closing_rules import AccountName
from pos.views.people import Permission, SessionView
from pos.window import Window

BY_PERFORMANCE = frozenset({Account.DEFERRED_TICKETS.value, Account.TICKET_REVENUE.value})
"""Accounts that the books keep by performance."""


class Books:
    """Makes journals and remembers which were exported. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def days(self, session: SessionView) -> tuple[tuple[date, int | None], ...]:
        """Return (locked business day, number of its export or None), oldest first.

        Raises:
            NotAllowed: The role may not see reports.
        """
        require(session, Permission.SEE_REPORTS)
        with self._storage.read() as uow:
            exported = {one.business_date: one.number for one in uow.books.exports()}
            closes = uow.tills.day_closes(self._window.window_id)
        return tuple((close.business_date, exported.get(close.business_date)) for close in closes)

    def journal(self, session: SessionView, day: date) -> JournalView:
        """Return the journal of a locked day. Moves nothing.

        Raises:
            NotAllowed: The role may not see reports.
            NotFound: The day is not locked, or never was one.
            DayNotReady: Another window has not locked it (``open_window``).
        """
        require(session, Permission.SEE_REPORTS)
        with self._storage.read() as uow:
            return journal_of(uow, self._window, day)

    def journal_of_the_house(self, day: date) -> JournalView:
        """As ``journal``, for the command line."""
        with self._storage.read() as uow:
            return journal_of(uow, self._window, day)

    def export(self, command: CommandId, session: SessionView, day: date) -> JournalView:
        """Return the journal of a locked day under its number, which it keeps for ever.

        The number is durable on return; a second export returns the first.

        Raises:
            NotAllowed: The role may not export.
            NotFound, DayNotReady: As for ``journal``.
            InvariantBroken: It is not what was exported before.
        """
        require(session, Permission.EXPORT_BOOKS)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "export_journal",
                (session.user_id, day),
                JournalView,
                lambda: self._export(uow, session, day),
            )
            uow.commit()
        return view

    def _export(self, uow: UnitOfWork, session: SessionView, day: date) -> JournalView:
        view = journal_of(uow, self._window, day)
        if view.number is not None:
            return view
        number = uow.orders.next_number("journal")
        export = JournalExport(
            self._ids.new(),
            number,
            day,
            to_json(view.lines),
            uow.now(),
            session.user_id,
            self._window.window_id,
        )
        uow.add(export)
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "journal.exported",
                ("day", day.isoformat()),
                number=number,
                sha256=digest(view.lines),
            )
        )
        return journal_of(uow, self._window, day)


def journal_of(uow: UnitOfWork, window: Window, day: date) -> JournalView:
    """Return the journal of a locked business day.

    Raises:
        NotFound, DayNotReady: As for ``Books.journal``.
        InvariantBroken: It does not balance, or is not what this window exported. Another one's
            may be of more, or less, than is known here yet.
    """
    closes = uow.tills.day_closes(window.window_id)
    before = [close.business_date for close in closes if close.business_date < day]
    if not any(close.business_date == day for close in closes):
        raise NotFound(kind="day", key=day.isoformat())
    exported = uow.books.export_of(day)
    if exported is None:  # after it another window may come with a till of that day
        for other in uow.books.windows_open(day):
            raise DayNotReady(reason="open_window", count=1, subject=other)
    company = uow.catalogue.company()
    after = max(before) if before else None
    lines = _lines(uow, uow.books.net_until(day, after=after), company.currency)
    if sum(line.debit.minor - line.credit.minor for line in lines):
        raise InvariantBroken("journal.unbalanced", day=day.isoformat())
    if exported is not None:
        kept = from_json(exported.content, tuple[JournalLine, ...])
        if exported.window_id in ("", window.window_id) and _sums(kept) != _sums(lines):
            raise InvariantBroken("journal.changed", day=day.isoformat())
        lines = kept
    return JournalView(
        business_date=day,
        since=after + timedelta(days=1) if after else uow.books.first_day() or day,
        number=exported.number if exported else None,
        company=company.name,
        lines=lines,
        total=Money(sum(line.debit.minor for line in lines), company.currency),
        exported_at=exported.at if exported else None,
    )


def _sums(lines: Iterable[JournalLine]) -> list[tuple[str, str, int]]:
    """Return the lines without the names the venue has for its accounts, which may change."""
    return [(line.ours, line.memo, line.debit.minor - line.credit.minor) for line in lines]


def _lines(
    uow: UnitOfWork, sums: Iterable[tuple[str, str | None, int]], currency: str
) -> tuple[JournalLine, ...]:
    """Return the net by account, and by performance where the books keep it so."""
    net: dict[tuple[str, str], int] = {}
    for account, performance_id, minor in sums:
        by = performance_id or "" if account in BY_PERFORMANCE else ""
        net[account, by] = net.get((account, by), 0) + minor
    catalogue = uow.catalogue
    known = chart(catalogue.company().closing, catalogue.funds(), catalogue.goods())
    codes = uow.books.names(sorted({by for _, by in net if by}))
    nothing = Money.zero(currency)
    lines = []
    for (account, by), minor in net.items():
        if minor:
            name = known.get(account) or AccountName(account, account, account)
            amount = Money(abs(minor), currency)
            debit, credit = (amount, nothing) if minor > 0 else (nothing, amount)
            memo = codes.get(by, by)
            lines.append(JournalLine(account, name.theirs, name.name, memo, debit, credit))
    return tuple(sorted(lines, key=lambda line: (line.ours, line.memo)))
