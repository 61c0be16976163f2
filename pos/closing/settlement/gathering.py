"""The lines and payments that can have a part in a matching, and no others.

Matching a file again must not cost what all files before it did. So only what is still open comes
along by itself: lines somebody has to look at, payments no line was matched with. All else is
looked up by what it has in common with these: ids, charges and their refunds, approval codes, a
sum within minutes. The pool that this makes gives every row in it the class that the pool of all
rows would.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from pos.closing.settlement.facts import found, row_of
from pos.closing.settlement.pool import IN_THE_BOOKS, NEAR, is_charge, is_counted
from pos.ports.storage import UnitOfWork
from pos.records import SettlementLine, SettlementMatch
from pos.views.settlement import FoundLine, LineKind, MatchRules, OurPayment, RowRef
from pos.views.settlement_reach import Reach

WINDOW = timedelta(days=60)
"""How long before the end of what was settled a payment without a line is looked for. Whatever is
older has been told late, or was matched, when the files reached this far."""
_DAYS = timedelta(days=3)
"""How far the day of a file without hours may be from ours."""
_ONE_BY_ONE = (LineKind.CHARGE, LineKind.REFUND)


class Gathering:
    """All rows of one matching, as they are found."""

    def __init__(self, uow: UnitOfWork, rules: MatchRules, file_id: str = "") -> None:
        """``file_id``: the file that is being loaded: its lines bring what is older with them."""
        self._uow = uow
        self._rules = rules
        self._store = uow.settlements
        self.lines: dict[RowRef, FoundLine] = {}
        self.payments: dict[str, OurPayment] = {}
        self.before: dict[RowRef, SettlementMatch] = {}
        """The newest row of each line and payment here, where there is one."""
        self._new_lines: list[FoundLine] = []
        self._new_payments: set[str] = set()
        self._known: set[str] = set()
        self._loading = file_id
        self.reach = Reach()

    def gather(self, lines: Iterable[FoundLine], payments: Iterable[str] = ()) -> None:
        """Bring in ``lines`` and ``payments``, what is open, and all that these may meet."""
        given = list(lines)
        earlier = self._store.reach(but=self._loading)
        self.reach = earlier.with_lines(given)
        self._add(given)
        self._keep(self._store.lines_open(self._rules.terminals))
        self._want(payments)
        since = self._since(earlier)
        if since is not None:
            self._want(self._store.payments_missing(IN_THE_BOOKS, since))
        self._follow()
        looked: set[RowRef] = set()
        while lost := self._lost(looked):
            looked.update(RowRef(line.file_id, line.line) for line in lost)
            self._by_clue(lost)
            self._by_moment(lost)
            self._follow()
        self._rung_twice()

    def _since(self, earlier: Reach) -> datetime | None:
        """Return from when on payments may be missing that nobody was told of yet."""
        first = _moment(self.reach.first_at, self.reach.first_day)
        began = _moment(earlier.first_at, earlier.first_day)
        end = _moment(earlier.last_at, earlier.last_day)
        if first is None:
            return None
        if began is None or end is None or first < began:
            return first - _DAYS
        return end - max(WINDOW, timedelta(days=2 * self._rules.wait_days))

    # ---- by ids ----

    def _follow(self) -> None:
        """Look up what is known by the ids of what is new, until nothing is."""
        while self._new_lines or self._new_payments:
            lines, self._new_lines = self._new_lines, []
            fresh, self._new_payments = self._new_payments, set()
            self._known |= fresh
            kept = [(line.file_id, line.line) for line in lines if line.file_id != self._loading]
            for match in self._store.matches_of(kept, fresh):
                self.before[row_of(match)] = match
                if match.payment_id:
                    self._want((match.payment_id,))
            refs = {line.payment_ref for line in lines if line.payment_ref}
            names = refs | {line.own_ref for line in lines if line.own_ref}
            references = {line.our_reference for line in lines if line.our_reference}
            self._want(self._store.payments_named(names, references))
            self._want(self._store.payments_related(fresh))
            self._keep(self._store.lines_about(refs, fresh, self._loading))
        missing = self._known - self.payments.keys()
        for payment in self._store.payments(only=missing):
            self.payments[payment.payment_id] = payment

    def _add(self, lines: Iterable[FoundLine]) -> None:
        for line in lines:
            row = RowRef(line.file_id, line.line)
            if row not in self.lines:
                self.lines[row] = line
                self._new_lines.append(line)

    def _keep(self, lines: Iterable[SettlementLine]) -> None:
        self._add(
            found(line) for line in lines if RowRef(line.file_id, line.line) not in self.lines
        )

    def _want(self, payments: Iterable[str]) -> None:
        self._new_payments |= set(payments) - self._known

    # ---- by what two rows have in common ----

    def _lost(self, looked: set[RowRef]) -> list[FoundLine]:
        """Return charges and refunds that no id leads to a payment."""
        names = {key for payment in self.payments.values() for key in payment.keys}
        references = {payment.reference for payment in self.payments.values()}
        return [
            line
            for row, line in self.lines.items()
            if row not in looked
            and line.kind is not LineKind.FEE
            and line.own_ref not in names
            and line.payment_ref not in names
            and line.our_reference not in references
        ]

    def _by_clue(self, lost: list[FoundLine]) -> None:
        """Bring in what has the same approval codes at about the same time."""
        approvals = {line.approval_code.casefold() for line in lost if line.approval_code}
        moments = [at for line in lost if (at := _moment(line.at, line.day)) is not None]
        if not approvals or not moments:
            return
        since, until = min(moments) - _DAYS, max(moments) + _DAYS
        disputed = any(line.kind not in _ONE_BY_ONE for line in lost)
        if disputed:  # of a charge from whenever
            since = datetime.min.replace(tzinfo=UTC, year=1970)
        self._want(self._store.payments_approved(approvals, since, until))
        self._keep(self._store.lines_approved(approvals, since, until))

    def _by_moment(self, lost: list[FoundLine]) -> None:
        """Bring in what may be the same by sum and minute: payments, and charges that agreed."""
        timed = [(line, line.at) for line in lost if line.at and line.kind in _ONE_BY_ONE]
        if not timed:
            return
        self._want(self._store.payments_near((at for _, at in timed), NEAR))
        wanted = {(line.gross_minor, at) for line, at in timed if line.last_four}
        self._keep(self._store.lines_near(wanted, NEAR))

    def _rung_twice(self) -> None:
        """Bring in what a slip that is missing at the processor may have been rung again as."""
        matched = {one.payment_id for row, one in self.before.items() if row.line}
        slips = [
            payment.at
            for payment in self.payments.values()
            if payment.typed
            and is_charge(payment)
            and is_counted(payment)
            and payment.payment_id not in matched
        ]
        if slips:
            self._want(self._store.payments_near(slips, NEAR))
            self._follow()


def _moment(at: datetime | None, day: date | None) -> datetime | None:
    if at is not None:
        return at
    return datetime.combine(day, time.min, tzinfo=UTC) if day is not None else None
