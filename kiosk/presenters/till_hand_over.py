"""The till goes to the next person: counted and for good, or uncounted for a short while."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.desk import Desk
from kiosk.presenters.half_count import HalfCounts
from kiosk.presenters.one_act import OneAct, Work
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from kiosk.presenters.word_first import WordFirst
from pos.errors import PosError
from pos.ids import CommandId, Ids
from pos.lifecycles import TillState
from pos.views.cash import CountSheet, HalfCount, TillResult, TillView
from pos.views.movements import HandedOver
from pos.views.people import Permission, SessionView

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.selling import CartView

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HandOverState:
    """``till``: the one that is to be handed over, ``mine``: it belongs to who is signed in.

    ``result`` is there only after a submitted count. ``relief``: the venue lets people relieve each
    other; ``serving``: who does.
    """

    till: TillView | None = None
    mine: bool = False
    relief: bool = False
    serving: str = ""
    half: HalfCount | None = None
    """What was typed of this count before the window began."""
    result: TillResult | None = None
    busy: bool = False
    refusal: PosError | None = None

    @property
    def suffices(self) -> bool:
        """Whether the count is such that the two cashiers are enough."""
        return self.result is not None and not self.result.needs_reason


class TillHandOver(Presenter[HandOverState]):
    """Hand the till over, or let somebody relieve."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk, half: HalfCounts
    ) -> None:
        super().__init__(HandOverState())
        self._tasks = tasks
        self._desk = desk
        self._act = OneAct(tasks, desk, ids, self._is_busy)
        self._two = WordFirst(tasks, desk, ids, approvals, self._is_busy)
        self._half = half
        half.found.append(lambda found: self._now(half=found))
        desk.changed.append(self._desk_changed)

    def look(self) -> None:
        """Read how a counted till stands."""
        self._now(refusal=None)
        if self.state.till is not None and self.state.till.state == TillState.COUNTED.value:
            self._tasks.ask(
                lambda office: office.closing.result(),
                lambda result: self._now(result=result),
                self._refuse,
                self,
            )

    # ---- for good ----

    def start(self) -> None:
        """No more sales: the leaver counts. Papers to hand in are walked in the Close room."""

        def work(office: Office, command: CommandId, session: SessionView) -> tuple[TillView, int]:
            till = office.closing.start_count(command, session)
            return till, len(office.closing.papers_to_count(session, till.till_id))

        def done(started: tuple[TillView, int]) -> None:
            till, papers = started
            self._desk.till_is(till)
            if papers:
                self._desk.walk_to("close")

        self._do("start", work, done)

    def resume(self) -> None:
        """Back to selling; nothing was handed over."""
        self._do(
            "resume", lambda office, cmd, who: office.closing.resume(cmd, who), self._desk.till_is
        )

    def typed(self, sheet: CountSheet) -> None:
        """A piece more or less was counted."""
        if self.state.till is not None and self.state.till.state == TillState.COUNTING.value:
            self._half.typed(sheet)

    def submit(self, sheet: CountSheet) -> None:
        """The leaver's count is in."""
        self._do(
            ("submit", sheet),
            lambda office, cmd, who: office.closing.submit_count(cmd, who, sheet),
            self._counted,
        )

    def _counted(self, result: TillResult) -> None:
        self._now(result=result)
        self._desk.till_is(result.till)

    def close_instead(self) -> None:
        """The count is off by too much: a supervisor closes the till."""
        self._desk.walk_to("close")

    def hand_over(self) -> None:
        """The next cashier gives their PIN and has the till."""
        till = self.state.till
        if till is None:
            return
        self._now(refusal=None)
        self._two.do(
            Permission.OPEN_TILL,
            ("hand_over", till.till_id),
            lambda office, cmd, who, word: office.handing_over.hand_over(
                cmd, who, till.till_id, word
            ),
            self._handed,
            self._refuse,
        )

    def _handed(self, handed: HandedOver) -> None:
        self._change_person(handed.opened, handed.taker)

    # ---- for a while ----

    def relieve(self) -> None:
        """Somebody serves here for a while; cash and any difference stay with the till's owner."""
        self._now(refusal=None)
        self._two.do(
            Permission.SELL,
            ("relieve", self._desk.person.user_id),
            lambda office, cmd, who, word: (
                office.relief.start(cmd, who, word),
                office.tills.current(),
            ),
            lambda found: self._change_person(found[1], found[0]),
            self._refuse,
        )

    def end_relief(self) -> None:
        """The owner is back."""
        self._do(
            "end_relief", lambda office, cmd, who: office.relief.end(cmd, who), self._desk.till_is
        )

    # ---- inside ----

    def _change_person(self, till: TillView | None, session: SessionView) -> None:
        """Who was here leaves, who gave their PIN sits down."""
        left, desk = self._desk.person, self._desk
        desk.till = till
        desk.stand_up()

        def work(office: Office) -> CartView:
            office.people.sign_out(left)
            return office.seating.new_cart()

        self._tasks.change(work, lambda cart: desk.sit_down(session, cart), self._refuse, self)

    def _do(self, content: Hashable, work: Work[T], done: Callable[[T], None]) -> None:
        if not self.state.busy:
            self._now(refusal=None)
            self._act.do(content, work, done, self._refuse)

    def _is_busy(self, busy: bool) -> None:
        self._now(busy=busy)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        desk = self._desk
        if desk.session is None:
            self._become(HandOverState(till=desk.till))
            return
        counted = desk.till is not None and desk.till.state == TillState.COUNTED.value
        counting = desk.till is not None and desk.till.state == TillState.COUNTING.value
        self._now(
            till=desk.till,
            mine=desk.till_is_mine,
            relief=desk.company is not None and desk.company.closing.short_relief,
            serving=desk.till.reliever if desk.till is not None else "",
            result=self.state.result if counted else None,
            half=self.state.half if counting else None,
        )
