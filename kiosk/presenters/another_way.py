"""What a card did not take back goes another way: a check that the office writes, or on the
patron's account. Never in cash: whoever paid by card could otherwise turn a card into notes.

Each wants a manager's word and a reason. The check is written by finance, who enter its number when
it is; the account has its credit at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, TextMissing
from pos.ids import CommandId, Ids
from pos.views.paying import ExtraKind, GiveBackLine, Instead, OwedBackView, ValueView
from pos.views.people import Approval, SessionView

if TYPE_CHECKING:
    from pos.office import Office

MOST_ACCOUNTS = 4
BY_OFFICE = ("check", "elsewhere")
"""Ways that the office sees to: its check, whose number is asked for, and what whoever sold the
order gives back, which is only to be confirmed."""


class Way(Enum):
    """Where money goes that a card does not take; values as in ``GiveBackLine.how``."""

    CHECK = "check"
    ACCOUNT = "on_account"


WAYS = (Way.CHECK, Way.ACCOUNT)


@dataclass(frozen=True, slots=True)
class AnotherState:
    """``part``: whose form is open; ``way``: what was chosen. ``text``: whose account is looked
    for; ``accounts``: those that fit, ``searched``: somebody looked; ``account``: the one chosen.
    """

    part: OwedBackView | None = None
    way: Way = Way.CHECK
    text: str = ""
    accounts: tuple[ValueView, ...] = ()
    searched: bool = False
    account: ValueView | None = None
    busy: bool = False
    refusal: PosError | None = None

    @property
    def by_office(self) -> bool:
        """Whether the office sees to this part already: only its word that it was paid is
        missing."""
        return self.part is not None and self.part.how in BY_OFFICE

    @property
    def by_seller(self) -> bool:
        """Whether whoever sold the order gives this part back: there is no check with a number."""
        return self.part is not None and self.part.how == "elsewhere"

    @property
    def can_send(self) -> bool:
        """Whether everything is said but the reason."""
        return not self.busy and (self.way is Way.CHECK or self.account is not None)


class AnotherWay(Presenter[AnotherState]):
    """The form of one part that is owed. ``moved`` runs when a part went another way. GUI
    thread."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        moved: Callable[[], None],
    ) -> None:
        super().__init__(AnotherState())
        self._tasks = tasks
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._moved = moved
        self._asked = 0

    def form(self, part: OwedBackView | None) -> None:
        """Open the form of a part, or shut it."""
        if self.state.busy:
            return
        self._asked += 1
        again = part is not None and part == self.state.part
        self._become(AnotherState(part=None if again else part))

    def forget(self) -> None:
        """The panel went away, or its person did."""
        self._asked += 1
        self._become(AnotherState())

    def still_owed(self, owed: tuple[OwedBackView, ...]) -> None:
        """Shut the form of a part that is not among what is owed any more."""
        if self.state.part is not None and self.state.part not in owed:
            self._now(part=None)

    def choose(self, way: Way) -> None:
        """Where it shall go; for an account, whoever ordered is looked for at once."""
        part = self.state.part
        if part is None or self.state.busy:
            return
        self._now(way=way, refusal=None)
        if way is Way.ACCOUNT and not self.state.searched:
            self.search(part.name)

    def search(self, text: str) -> None:
        """Look for accounts by name, phone or number."""
        self._asked += 1
        number = self._asked
        self._now(text=text, account=None, refusal=None)
        if not text.strip():
            self._now(accounts=(), searched=False)
            return

        def know(found: tuple[ValueView, ...]) -> None:
            if number == self._asked:
                self._now(accounts=found, searched=True)

        self._tasks.ask(
            lambda office: office.values.accounts(text, MOST_ACCOUNTS), know, self._refuse, self
        )

    def pick(self, value_id: str) -> None:
        """This account."""
        found = next((one for one in self.state.accounts if one.value_id == value_id), None)
        if found is not None and not self.state.busy:
            self._now(account=found, refusal=None)

    def open_account(self) -> None:
        """Open an account under the name that was looked for."""
        name = self.state.text.strip()
        if not name or self.state.busy:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, _word: Approval | None
        ) -> ValueView:
            return office.values.open_account(command, session, name)

        def opened(account: ValueView) -> None:
            self._now(accounts=(account,), account=account)

        self._now(busy=True, refusal=None)
        self._act.do(("account", name), work, opened, self._refuse)

    def send(self, reason: str) -> None:
        """Send it the chosen way."""
        part, way, account = self.state.part, self.state.way, self.state.account
        if part is None or self.state.by_office or not self.state.can_send:
            return
        if not reason.strip():
            self._now(refusal=TextMissing(field="reason"))
            return
        value_id = account.value_id if account is not None and way is Way.ACCOUNT else ""

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> str:
            return office.giving_back.another_way(
                command, session, part.refund_id, part.line, way.value, reason, value_id, word
            )

        where: GiveBackLine | Instead = GiveBackLine("", part.kind, way.value, part.amount)
        if account is not None and way is Way.ACCOUNT:
            where = Instead(ExtraKind.CREDIT, name=account.holder, value_id=value_id)
        about = Deed(
            part.name, part.order_number, goes=((where, part.amount),), reason=reason.strip()
        )
        self._do((part, way, value_id, reason), work, about)

    def written(self, reference: str) -> None:
        """A part was paid out; ``reference``: the number of the office's check, or what whoever
        sold the order said of it, if anything."""
        part = self.state.part
        if part is None or self.state.busy or not self.state.by_office:
            return

        def work(
            office: Office, command: CommandId, session: SessionView, _word: Approval | None
        ) -> str:
            return office.giving_back.written(
                command, session, part.refund_id, part.line, reference
            )

        self._do(("written", part, reference), work)

    def _do(
        self,
        content: tuple[object, ...],
        work: Callable[[Office, CommandId, SessionView, Approval | None], str],
        about: Deed | None = None,
    ) -> None:
        def done(_: str) -> None:
            self._become(AnotherState())
            self._moved()

        self._now(busy=True, refusal=None)
        self._act.do(content, work, done, self._refuse, about=about)

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)
