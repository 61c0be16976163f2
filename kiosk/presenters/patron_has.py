"""What somebody has beside orders: memberships, subscriptions to be renewed, gifts and their
letters, accounts. The parts of a person's page that stand under the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.presenters.showing import Presenter
from pos.errors import PosError
from pos.ids import CommandId, PatronId

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.presenters.desk import Desk
    from kiosk.presenters.tasks import Reports, Tasks
    from pos.ids import Ids
    from pos.office import Office
    from pos.views.donations import GiftRow
    from pos.views.members import MemberView
    from pos.views.patrons import BalanceRow
    from pos.views.people import SessionView
    from pos.views.renewals import RenewalRow
    from pos.views.subscriptions import OpenSeries


@dataclass(frozen=True, slots=True)
class PatronHasState:
    """``open_series``: series that may have more dates. ``accounts``: those among what the person
    has a balance on; ``written``: the files that were made last. ``erased``: nobody is known any
    more who could want anything of it."""

    patron_id: PatronId | None = None
    members: tuple[MemberView, ...] = ()
    renewals: tuple[RenewalRow, ...] = ()
    open_series: tuple[OpenSeries, ...] = ()
    gifts: tuple[GiftRow, ...] = ()
    accounts: tuple[BalanceRow, ...] = ()
    written: tuple[Path, ...] = ()
    erased: bool = False
    busy: bool = False
    refusal: PosError | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years in which they gave something that is paid, the newest first."""
        paid = {gift.given_on.year for gift in self.gifts if gift.unpaid is None}
        return tuple(sorted(paid, reverse=True))


class PatronHas(Presenter[PatronHasState]):
    """See the module. GUI thread.

    Args:
        reports: Writes letters and statements; ledger thread.
    """

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, reports: Reports) -> None:
        super().__init__(PatronHasState())
        self._tasks = tasks
        self._desk = desk
        self._ids = ids
        self._reports = reports
        self.member_wanted: Callable[[str], None] = lambda _number: None
        """Let a membership's price count in the cart."""
        self.member_opened: Callable[[str], None] = lambda _member_id: None
        """Look at a membership where it is renewed."""
        self.renewal_opened: Callable[[RenewalRow], None] = lambda _row: None
        """Renew a subscription."""
        self.dates_wanted: Callable[[OpenSeries], None] = lambda _row: None
        """Add dates to a series."""

    def open(self, patron_id: PatronId) -> None:
        """Read what the person has whose page was opened."""
        self._become(PatronHasState(patron_id=patron_id))
        self._read()

    def leave(self) -> None:
        """The page was left."""
        self._become(PatronHasState())

    def _read(self) -> None:
        patron_id, session = self.state.patron_id, self._desk.person
        if patron_id is None:
            return

        def done(found: PatronHasState) -> None:
            if self.state.patron_id == patron_id:
                written, busy = self.state.written, self.state.busy
                self._become(replace(found, written=written, busy=busy))

        self._tasks.ask(lambda office: _found(office, session, patron_id), done, self._refuse, self)

    # ---- acts ----

    def show_member(self, number: str) -> None:
        """The membership is to count in the cart."""
        self.member_wanted(number)

    def look_at_member(self, member_id: str) -> None:
        """Renew it, raise it, print its card: at the counter."""
        self.member_opened(member_id)

    def renew(self, row: RenewalRow) -> None:
        """Renew a subscription of last season."""
        self.renewal_opened(row)

    def add_dates(self, row: OpenSeries) -> None:
        """Choose more dates for a series that was sold."""
        self.dates_wanted(row)

    def letter(self, extra_id: str) -> None:
        """Write the letter for one gift."""
        command = CommandId(self._ids.new())
        self._write(
            lambda office, who: self._reports.donation_letters(
                (office.giving.letter(command, who, extra_id),)
            )
        )

    def year_letter(self, year: int) -> None:
        """Write the letter about all gifts of a year."""
        patron_id, command = self.state.patron_id, CommandId(self._ids.new())
        if patron_id is not None:
            self._write(
                lambda office, who: (
                    self._reports.year_letters(
                        (office.giving.year(command, who, patron_id, year),)
                    ),
                )
            )

    def statement(self, value_id: str) -> None:
        """Write the statement of an account."""
        self._write(
            lambda office, who: (self._reports.account(office.accounts.statement(who, value_id)),)
        )

    def open_account(self) -> None:
        """Open an account for the person."""
        patron_id, command = self.state.patron_id, CommandId(self._ids.new())

        def act(office: Office, who: SessionView) -> tuple[Path, ...]:
            if patron_id is not None:
                office.accounts.open_for(command, who, patron_id)
            return ()

        self._write(act)

    def _write(self, work: Callable[[Office, SessionView], tuple[Path, ...]]) -> None:
        if self.state.busy:
            return
        who = self._desk.person
        self._now(busy=True, refusal=None)
        self._tasks.change(lambda office: work(office, who), self._written, self._refuse, self)

    def _written(self, places: tuple[Path, ...]) -> None:
        self._now(busy=False, written=places)
        self._read()

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)


def _found(office: Office, session: SessionView, patron_id: PatronId) -> PatronHasState:
    history = office.histories.of(session, patron_id)
    orders = tuple(str(order.order_id) for order in history.bought)
    return PatronHasState(
        patron_id=patron_id,
        members=office.members.of_orders(session, orders),
        renewals=office.renewing.of_orders(session, orders),
        open_series=office.adding_dates.of_orders(session, orders),
        gifts=office.giving.of_orders(session, orders),
        accounts=tuple(value for value in history.values if value.kind == "account"),
        erased=office.patrons.again(session, patron_id).erased,
    )
