"""Gift certificates and patron accounts outside of a sale: the balance and its movements, paid out,
replaced, given away.

A code is asked about and forgotten: the state keeps its last symbols only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timers
from kiosk.presenters.typing import Typing
from pos.errors import PosError, TextMissing
from pos.ids import CommandId, Ids
from pos.money import Money
from pos.views.paying import CashOutView, ValueKind, ValueLine, ValueView
from pos.views.people import Approval, Permission, SessionView

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from pos.office import Office

    Find = Callable[[Office], ValueView]
    Act = Callable[[Office, CommandId, SessionView, Approval | None], ValueView]

MOST_ACCOUNTS = 6


class Form(Enum):
    """What is being filled in."""

    NONE = "none"
    REISSUE = "reissue"
    """A lost certificate gets a new code."""
    CREDIT = "credit"
    """Goodwill on a patron's account."""
    PROMOTIONAL = "promotional"
    """A certificate is given away."""
    ACCOUNT = "account"
    """A patron's account is opened."""


class Did(Enum):
    """What was just done."""

    PAID_OUT = "paid_out"
    REISSUED = "reissued"
    CREDITED = "credited"
    GIVEN = "given"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class CertificatesState:
    """``found``: what is looked at, with its ``lines``. ``accounts``: those that fit the name
    typed; ``searched``: something was. ``did`` and ``amount``: what was just done, and for how
    much. ``by_number``: a certificate may be found by its number."""

    shown: bool = False
    found: ValueView | None = None
    lines: tuple[ValueLine, ...] = ()
    accounts: tuple[ValueView, ...] = ()
    searched: bool = False
    form: Form = Form.NONE
    did: Did | None = None
    amount: Money | None = None
    by_number: bool = False
    busy: bool = False
    refusal: PosError | None = None


@dataclass(frozen=True, slots=True)
class _Looked:
    value: ValueView
    lines: tuple[ValueLine, ...]


class Certificates(Presenter[CertificatesState]):
    """The panel of certificates and accounts. GUI thread."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk, timers: Timers
    ) -> None:
        super().__init__(CertificatesState())
        self._tasks = tasks
        self._desk = desk
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._typing = Typing(timers, self._search)
        self._text = ""
        self._asked = 0
        desk.changed.append(self._desk_changed)
        desk.walks.append(self._walked)

    # ---- open, look ----

    def open(self) -> None:
        """Show the panel, with nothing looked up."""
        if self._desk.session is not None:
            by_number = self._desk.may(Permission.REPRINT)
            self._become(CertificatesState(shown=True, by_number=by_number))

    def close(self) -> None:
        """Put the panel away and forget what was looked at."""
        if not self.state.busy:
            self._forget()

    def sell(self) -> None:
        """Go where one is sold: into the cart, with the form open."""
        if not self.state.busy:
            self.close()
            self._desk.walk_to("sell")
            self._desk.walk_to("sell_certificate")

    def look_up(self, code: str) -> None:
        """A code was typed or scanned."""
        if self.state.busy or not code.strip():
            return
        session = self._desk.person
        self._look(lambda office: office.values.look_up(session, code))

    def by_serial(self, serial: str) -> None:
        """The number of a certificate whose code was lost, or of an account."""
        if self.state.busy or not serial.strip():
            return
        session = self._desk.person
        self._look(lambda office: office.values.by_serial(session, serial))

    def choose(self, value_id: str) -> None:
        """One of the accounts was touched."""
        if not self.state.busy:
            self._look(lambda office: office.values.view(value_id))

    def _look(self, find: Find) -> None:
        self._asked += 1
        number = self._asked
        self._typing.stop()
        self._now(busy=True, found=None, lines=(), form=Form.NONE, did=None, refusal=None)

        def work(office: Office) -> _Looked:
            value = find(office)
            return _Looked(value, office.values.movements(value.value_id))

        self._tasks.change(
            work,
            lambda looked: self._looked(number, looked),
            lambda error: self._not_looked(number, error),
            self,
        )

    def _looked(self, number: int, looked: _Looked) -> None:
        if number == self._asked:
            self._now(busy=False, found=looked.value, lines=looked.lines)

    def _not_looked(self, number: int, error: PosError) -> None:
        if number == self._asked:
            self._now(busy=False, refusal=error)

    def type(self, text: str) -> None:
        """The name of a patron is being typed."""
        self._text = text
        if not text.strip():
            self._typing.stop()
            self._now(accounts=(), searched=False)
        else:
            self._typing.changed()

    def _search(self) -> None:
        self._asked += 1
        number, text = self._asked, self._text

        def know(found: tuple[ValueView, ...]) -> None:
            if number == self._asked:
                self._now(accounts=found, searched=True, found=None, lines=(), did=None)

        self._tasks.ask(
            lambda office: office.values.accounts(text, MOST_ACCOUNTS),
            know,
            lambda error: self._not_looked(number, error),
            self,
        )

    # ---- acts ----

    def open_form(self, form: Form) -> None:
        """Fill in what an act wants; the same again leaves it."""
        again = Form.NONE if self.state.form is form else form
        self._now(form=again, did=None, refusal=None)

    def cash_out(self) -> None:
        """Pay out what is left of a sold certificate, as the rules let it."""
        found = self.state.found
        if found is None or found.cash_out is None or self.state.busy:
            return
        value_id = found.value_id

        def work(
            office: Office, command: CommandId, session: SessionView, _word: Approval | None
        ) -> tuple[CashOutView, tuple[ValueLine, ...]]:
            paid = office.values.cash_out(command, session, value_id)
            return paid, office.values.movements(value_id)

        def done(answer: tuple[CashOutView, tuple[ValueLine, ...]]) -> None:
            paid, lines = answer
            self._done(Did.PAID_OUT, paid.value, lines, paid.amount)

        self._begin()
        self._act.do(("cash_out", value_id), work, done, self._refuse)

    def reissue(self, reason: str) -> None:
        """A lost certificate gets a new code; the old one opens nothing."""
        found = self.state.found
        if found is not None and self._says_why(reason):
            value_id = found.value_id
            self._value_act(
                Did.REISSUED,
                ("reissue", value_id, reason),
                lambda office, command, session, word: office.values.reissue(
                    command, session, value_id, reason, word
                ),
                Deed(found.holder, place=found.serial, amount=found.balance, reason=reason.strip()),
            )

    def credit(self, amount: Money, reason: str) -> None:
        """Put goodwill on the account that is looked at."""
        found = self.state.found
        if found is not None and found.kind is ValueKind.ACCOUNT and self._says_why(reason):
            value_id = found.value_id
            self._value_act(
                Did.CREDITED,
                ("credit", value_id, amount, reason),
                lambda office, command, session, word: office.values.credit_account(
                    command, session, value_id, amount, reason, word
                ),
                Deed(found.holder, place=found.serial, amount=amount, reason=reason.strip()),
                amount,
            )

    def give_promotional(self, amount: Money, holder: str, reason: str) -> None:
        """Give a certificate away."""
        if self._says_why(reason):
            self._value_act(
                Did.GIVEN,
                ("promotional", amount, holder, reason),
                lambda office, command, session, word: office.values.issue_promotional(
                    command, session, amount, holder, reason, word
                ),
                Deed(holder, amount=amount, reason=reason.strip()),
                amount,
            )

    def open_account(self, name: str, phone: str) -> None:
        """Open a patron's account, with nothing on it."""
        if self.state.busy:
            return
        self._value_act(
            Did.OPENED,
            ("account", name, phone),
            lambda office, command, session, _word: office.values.open_account(
                command, session, name, phone
            ),
            None,
        )

    def _says_why(self, reason: str) -> bool:
        if not reason.strip():
            self._now(refusal=TextMissing(field="reason"))
        return bool(reason.strip()) and not self.state.busy

    def _value_act(
        self,
        did: Did,
        content: Hashable,
        act: Act,
        about: Deed | None,
        amount: Money | None = None,
    ) -> None:
        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> _Looked:
            value = act(office, command, session, word)
            return _Looked(value, office.values.movements(value.value_id))

        self._begin()
        self._act.do(
            content,
            work,
            lambda looked: self._done(did, looked.value, looked.lines, amount),
            self._refuse,
            about=about,
        )

    def _begin(self) -> None:
        self._now(busy=True, did=None, refusal=None)

    def _done(
        self, did: Did, value: ValueView, lines: tuple[ValueLine, ...], amount: Money | None
    ) -> None:
        self._now(form=Form.NONE, found=value, lines=lines, did=did, amount=amount, accounts=())

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _forget(self) -> None:
        self._typing.stop()
        self._asked += 1
        self._text = ""
        self._become(CertificatesState())

    def _walked(self, room: str) -> None:
        if room == "certificates" and self._desk.may(Permission.SELL):
            self.open()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._forget()
