"""The panel of statements: an answer that comes late belongs to what was asked then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

from kiosk.presenters.desk import Desk
from kiosk.presenters.statements import StatementRoom
from pos.clock import ManualClock
from pos.errors import TillNotCounted
from pos.ids import Ids
from pos.views.statements import (
    Column,
    KeptStatement,
    Offer,
    Section,
    Shows,
    Statement,
    StatementName,
)
from tests.unit.kiosk.fake_office import FakeOffice, session_of
from tests.unit.kiosk.inline_tasks import FakeReports, InlineTasks

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
DAYS = ("2026-11-21", "2026-11-20")


CHECKS = Section(
    "checks",
    tuple(Column(code, Shows.TEXT) for code in ("check_number", "order", "fate")),
    (("1043", "W1-000012", "returned"), ("1044", "W1-000013", "on_hand")),
)


def made(name: StatementName, subject: str, number: int | None = None) -> Statement:
    sections = (CHECKS,) if name is StatementName.CHECKS else ()
    return Statement(name, subject, "Harbour Arts", (), "USD", NOW, (), sections, number)


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

    def keep(
        self,
        command: str,
        session: object,
        name: StatementName,
        subject: str,
        paper: tuple[str, str],
    ) -> Statement:
        assert paper == FakeReports.written_as
        self.kept_ones.append(KeptStatement(name, len(self.kept_ones) + 1, subject, NOW))
        return made(name, subject, len(self.kept_ones))

    def again(self, session: object, name: StatementName, number: int) -> Statement:
        return made(name, self.kept_ones[number - 1].subject, number)


class Panel:
    def __init__(self) -> None:
        self.statements = FakeStatements()
        self.owed = [SimpleNamespace(order_number="W1-000012", number="1043", return_id="r")]
        checks = SimpleNamespace(
            owed=lambda: tuple(self.owed),
            letter=lambda return_id: SimpleNamespace(check_number="1043"),
        )
        self.tasks = InlineTasks(SimpleNamespace(statements=self.statements, checks=checks))
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


def test_the_pdf_is_opened_where_it_can_be_printed_and_it_is_said_where_it_cannot() -> None:
    panel = Panel()
    opened: list[Path] = []
    panel.room.opens = lambda place: opened.append(place) is None
    panel.room.choose(0)
    panel.tasks.run()
    panel.room.show_pdf()
    panel.tasks.run()
    assert (panel.room.state.viewed, panel.room.state.busy) == (True, False)
    assert opened == list(panel.room.state.saved)
    panel.room.opens = lambda _place: False
    panel.room.show_pdf()
    panel.tasks.run()
    assert panel.room.state.viewed is False
    panel.room.save()
    panel.tasks.run()
    assert panel.room.state.viewed is None


def test_letters_go_to_whoever_wrote_a_check_that_came_back_and_owes_still() -> None:
    panel = Panel()
    room = panel.room
    room.choose(0)
    panel.tasks.run()
    assert not room.state.may_write
    room.choose(1)
    panel.tasks.run()
    assert room.state.may_write
    room.letters()
    panel.tasks.run()
    assert [place.name for place in room.state.saved] == ["check-1043.pdf"]
    panel.owed.clear()
    room.letters()
    panel.tasks.run()
    assert (room.state.saved, room.state.none_due) == ((), True)
