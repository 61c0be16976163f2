"""Where the readers' words go: a badge to whoever asks for a person, a code to the order it stands
for, a check to the payment.

A badge says who, never that it is they: the PIN follows. A code never presses a button: it opens an
order, and a person decides. What nobody wants is said, not swallowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.certificates import Certificates
from kiosk.presenters.check_slip import ReadCheck
from kiosk.presenters.desk import Desk, Presence, rooms_for
from kiosk.presenters.give_back import GiveBack
from kiosk.presenters.lock import Lock
from kiosk.presenters.members import Members
from kiosk.presenters.orders import Orders
from kiosk.presenters.outage import Outage
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_state import Stage
from kiosk.presenters.pay_values import ValuesPay
from kiosk.presenters.sign_in import SignIn
from kiosk.presenters.tasks import Tasks
from kiosk.presenters.will_call import WillCall
from pos.errors import PosError, TillNotOpen
from pos.ids import UserId
from pos.ports.readers import BadgeRead, CheckRead, ReadProblem, Scan
from pos.views.people import StaffView
from pos.views.selling import ScannedView, TenderKind

if TYPE_CHECKING:
    from kiosk.presenters.rooms import Rooms
    from pos.office import Office


Reads = Scan | BadgeRead | CheckRead
"""Whatever a reader can say."""


class Unwanted(Enum):
    """Why something read went nowhere."""

    NOBODYS_BADGE = "nobodys_badge"
    NOT_ASKED = "not_asked"
    """A badge whose owner may not approve this, or who is signed in already."""
    SIGN_IN_FIRST = "sign_in_first"
    PAYING = "paying"
    """A code while money is taken: the payment comes first."""
    NO_CHECK_WANTED = "no_check_wanted"
    NOT_YOUR_ROOM = "not_your_room"
    """The code is an order's, and this role does not open orders."""
    DEAD_TICKET = "dead_ticket"
    """The scanned ticket was replaced or returned; its order is shown all the same."""


_WORTH_SOMETHING = ReadProblem.PARTIAL
"""A check read in part: its number saves typing."""


@dataclass(frozen=True, slots=True)
class MemberCardScanned:
    """The code that was scanned is on a member's card, alive or not; ``number``: the member's."""

    code: str
    number: str


def _what(office: Office, code: str) -> ScannedView | MemberCardScanned:
    """Return what a code stands for. Raises NotFound."""
    number = office.members.on_card(code)
    return office.orders.scanned(code) if number is None else MemberCardScanned(code, number)


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """Something to say about what was read: a ``problem`` of the reading, an ``unwanted`` reading,
    or a refusal of the office."""

    device: str
    problem: ReadProblem | None = None
    unwanted: Unwanted | None = None
    refusal: PosError | None = None


class Reading:
    """Brings what was read to where it is wanted. GUI thread.

    Args:
        say: Shows one note for a few seconds.
    """

    def __init__(self, tasks: Tasks, rooms: Rooms, say: Callable[[ReadingNote], None]) -> None:
        self._tasks = tasks
        self._desk: Desk = rooms.desk
        self._sign_in: SignIn = rooms.sign_in
        self._lock: Lock = rooms.lock
        self._approval: ApprovalDesk = rooms.approval
        self._pay: Pay = rooms.pay
        self._values_pay: ValuesPay = rooms.values_pay
        self._certificates: Certificates = rooms.certificates
        self._give_back: GiveBack = rooms.give_back
        self._will_call: WillCall = rooms.will_call
        self._orders: Orders = rooms.orders
        self._outage: Outage = rooms.outage
        self._members: Members = rooms.members
        self._say = say
        self._members.refused = lambda error: say(ReadingNote("scanner", refusal=error))
        self.badge_wanted: Callable[[str], None] | None = None
        """Gets the next badge's uid instead of everybody else: somebody is given a badge."""
        self.card_refused: list[Callable[[str], None]] = []
        """Told the device at which a payment card was refused."""
        self.room: Callable[[], str] = str
        """Returns the key of the room that is shown."""
        self.tried: tuple[str, Callable[[Reads], None]] | None = None
        """A device that is being tried, and who gets all it reads meanwhile."""

    # ---- badges ----

    def badge(self, read: BadgeRead) -> None:
        """A badge was put on the reader."""
        if self._is_tried(read) or self._has_problem(read.device, read.problem):
            return
        if self.badge_wanted is not None:
            wanted, self.badge_wanted = self.badge_wanted, None
            wanted(read.uid)
            return
        self._tasks.change(
            lambda office: office.badges.who_has(read.uid),
            lambda person: self._person(read.device, person),
            lambda error: self._say(ReadingNote(read.device, refusal=error)),
            self,
        )

    def _person(self, device: str, person: StaffView | None) -> None:
        if person is None:
            self._unwanted(device, Unwanted.NOBODYS_BADGE)
        elif self._desk.presence is Presence.NOBODY:
            self._choose(person)
        elif self._approval.state.permission is not None:
            self._approve(device, person)
        elif person.user_id != self._desk.person.user_id:
            self._switch_to(person)
        elif self._desk.presence is Presence.WORKING:
            self._unwanted(device, Unwanted.NOT_ASKED)

    def _choose(self, person: StaffView) -> None:
        known = {one.user_id for one in self._sign_in.state.people}
        if person.user_id in known:
            self._sign_in.choose(UserId(person.user_id))

    def _approve(self, device: str, person: StaffView) -> None:
        if person.user_id in {one.user_id for one in self._approval.state.people}:
            self._approval.choose(UserId(person.user_id))
        else:
            self._unwanted(device, Unwanted.NOT_ASKED)

    def _switch_to(self, person: StaffView) -> None:
        """Somebody else takes the window; the cart of the one who left is kept. Not while money is
        on the counter."""
        if self._pay.state.stage is not Stage.AWAY:
            self._unwanted("badge_reader", Unwanted.PAYING)
            return
        self._lock.switch()
        self._choose(person)

    # ---- codes ----

    def scan(self, read: Scan) -> None:
        """A code was scanned."""
        if self._is_tried(read) or self._has_problem(read.device, read.problem):
            return
        if self._desk.presence is not Presence.WORKING:
            self._unwanted(read.device, Unwanted.SIGN_IN_FIRST)
        elif self._wants_certificate:
            self._lock.touched()
            self._values_pay.look_up(read.text)
        elif self._certificates.state.shown and self._approval.state.permission is None:
            self._lock.touched()
            self._certificates.look_up(read.text)
        elif self._outage.takes_codes and self._approval.state.permission is None:
            self._lock.touched()
            self._outage.add(read.text)
        elif self._money_is_moved:
            self._unwanted(read.device, Unwanted.PAYING)
        else:
            self._lock.touched()
            self._tasks.ask(
                lambda office: _what(office, read.text),
                lambda found: self._found(read.device, found),
                lambda error: self._say(ReadingNote(read.device, refusal=error)),
                self,
            )

    @property
    def _wants_certificate(self) -> bool:
        """Whether the Pay panel waits for the code of a certificate."""
        pay, approving = self._pay.state, self._approval.state.permission is not None
        waits = pay.stage is Stage.TAKING and pay.kind is TenderKind.CERTIFICATE
        return waits and not approving

    @property
    def _money_is_moved(self) -> bool:
        """Whether something else than a scan is wanted: money is taken or given back."""
        approving = self._approval.state.permission is not None
        giving = self._give_back.state.order is not None
        return self._pay.state.stage is not Stage.AWAY or approving or giving

    def _found(self, device: str, found: ScannedView | MemberCardScanned) -> None:
        if self._desk.presence is not Presence.WORKING:
            return
        if isinstance(found, MemberCardScanned):
            self._member(device, found)
            return
        rooms = rooms_for(self._desk.session)
        if found.ticket_state in ("revoked", "returned"):
            self._unwanted(device, Unwanted.DEAD_TICKET)
        if found.waiting and "will_call" in rooms:
            self._desk.walk_to("will_call")
            self._will_call.show(found.order_id, found.order_number)
        elif "orders" in rooms:
            self._desk.walk_to("orders")
            self._orders.open(found.order_id)
        else:
            self._unwanted(device, Unwanted.NOT_YOUR_ROOM)

    def _member(self, device: str, card: MemberCardScanned) -> None:
        """At will call a member's card finds what they have. Elsewhere it counts in the cart, and
        the cart is where that is seen."""
        if self.room() == "will_call":
            self._will_call.type(card.number)
        elif self._members.state.till_ready:
            self._desk.walk_to("sell")
            self._members.card(card.code)
        else:
            self._say(ReadingNote(device, refusal=TillNotOpen()))

    # ---- checks ----

    def check(self, read: CheckRead) -> None:
        """A check was pulled through: its number stands on the Pay panel, the rest is typed."""
        if self._is_tried(read):
            return
        if self._has_problem(read.device, read.problem) and read.problem is not _WORTH_SOMETHING:
            return
        if self._pay.state.stage is not Stage.TAKING:
            self._unwanted(read.device, Unwanted.NO_CHECK_WANTED)
            return
        self._pay.use(TenderKind.CHECK)
        self._pay.check_read(ReadCheck(read.number, read.routing, read.account[-4:]))

    # ---- inside ----

    def _is_tried(self, read: Reads) -> bool:
        """Whether the device is being tried; then its word goes there, problems too."""
        if self.tried is None or self.tried[0] != read.device:
            return False
        self.tried[1](read)
        return True

    def _has_problem(self, device: str, problem: ReadProblem | None) -> bool:
        """Say a problem; return whether there is one."""
        if problem is ReadProblem.PAYMENT_CARD:
            for refused in self.card_refused:
                refused(device)
        if problem is not None:
            self._say(ReadingNote(device, problem=problem))
        return problem is not None

    def _unwanted(self, device: str, why: Unwanted) -> None:
        self._say(ReadingNote(device, unwanted=why))
