"""The panel of statements: an answer that comes late belongs to what was asked then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

from kiosk.presenters.desk import Desk
from kiosk.presenters.statements import StatementRoom
from pos.clock import ManualClock
from pos.errors import TillNotCounted
from pos.ids import Ids
from pos.views.statements import KeptStatement, Offer, Statement, StatementName
from tests.unit.kiosk.fake_office import FakeOffice, session_of
from tests.unit.kiosk.inline_tasks import FakeReports, InlineTasks

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
DAYS = ("2026-11-21", "2026-11-20")


def made(name: StatementName, subject: str, number: int | None = None) -> Statement:
    return Statement(name, subject, "Harbour Arts", (), "USD", NOW, (), (), number)


class FakeStatements:
    def __init__(self) -> None:
        self.kept_ones: list[KeptStatement] = []
        self.refusal: TillNotCounted | None = None

    def names(self, session: object) -> tuple[StatementName, ...]:
        return (StatementName.DAILY, StatementName.CHECKS)

    def offers(self, session: object, name: StatementName) -> tuple[Offer, ...]:
        return tuple(Offer(day, day=date.fromisoformat(day)) for day in DAYS)

    def kept(self, session: object) -> tuple[KeptStatement, ...]:
        return tuple(self.kept_ones)

    def make(self, session: object, name: StatementName, subject: str) -> Statement:
        if self.refusal is not None:
            raise self.refusal
        return made(name, subject)

    def keep(self, command: str, session: object, name: StatementName, subject: str) -> Statement:
        self.kept_ones.append(KeptStatement(name, len(self.kept_ones) + 1, subject, NOW))
        return made(name, subject, len(self.kept_ones))

    def again(self, session: object, name: StatementName, number: int) -> Statement:
        return made(name, self.kept_ones[number - 1].subject, number)


class Panel:
    def __init__(self) -> None:
        self.statements = FakeStatements()
        self.tasks = InlineTasks(SimpleNamespace(statements=self.statements))
        clock = ManualClock(NOW)
        self.desk = Desk(clock)
        self.desk.sit_down(session_of("mia"), FakeOffice().seating.new_cart())
        self.room = StatementRoom(self.tasks, self.desk, Ids(clock), FakeReports())
        self.desk.walk_to("statements")
        self.tasks.run()


def test_the_first_is_shown_and_kept_ones_stand_behind_what_is_offered() -> None:
    panel = Panel()
    room = panel.room
    room.choose(0)
    panel.tasks.run()
    assert room.state.statement == made(StatementName.DAILY, DAYS[0])
    room.about(1)
    panel.tasks.run()
    room.keep()
    panel.tasks.run()
    assert room.state.statement == made(StatementName.DAILY, DAYS[1], 1)
    assert [place.name for place in room.state.saved] == ["daily-1.pdf"]
    assert not room.state.may_keep
    room.about(0)
    room.about(2)
    panel.tasks.run()
    assert room.state.statement == made(StatementName.DAILY, DAYS[1], 1)


def test_a_refusal_is_shown_and_goes_with_the_next_choice() -> None:
    panel = Panel()
    panel.statements.refusal = TillNotCounted()
    panel.room.choose(0)
    panel.tasks.run()
    assert panel.room.state.refusal is panel.statements.refusal
    assert panel.room.state.statement is None
    panel.statements.refusal = None
    panel.room.about(1)
    panel.tasks.run()
    assert panel.room.state.refusal is None
    assert panel.room.state.statement == made(StatementName.DAILY, DAYS[1])


def test_back_goes_to_the_list_then_to_the_room() -> None:
    panel = Panel()
    panel.room.choose(1)
    panel.tasks.run()
    panel.room.close()
    assert (panel.room.state.shown, panel.room.state.name) == (True, None)
    assert panel.room.state.names
    panel.room.close()
    assert not panel.room.state.shown


def test_an_answer_to_an_earlier_choice_is_not_shown() -> None:
    panel = Panel()
    panel.room.choose(0)
    panel.tasks.holding = True
    panel.room.about(0)
    panel.room.about(1)
    panel.tasks.run_one()
    assert panel.room.state.statement is None
    panel.tasks.run()
    assert panel.room.state.statement == made(StatementName.DAILY, DAYS[1])
