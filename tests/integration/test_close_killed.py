"""kill -9 just before and just after each step of the close is on disk, from the count to the files
of the export: the next start goes on where it was, and nothing is counted, posted or written
twice."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from kiosk import settings
from kiosk.journal_files import EXPORT_FORMATS, JournalFiles
from kiosk.messages import load_words
from kiosk.papers import Papers
from pos.lifecycles import TillState
from pos.storage.unit_of_work import SqlUnitOfWork
from pos.views.cash import HalfCount
from pos.views.people import Permission, SessionView
from pos.views.statements import StatementName
from tests.integration.small_house import ZONE, House, open_house
from tests.integration.test_closing import all_papers, evening, sheet, word_of
from tests.integration.test_selling import rows

SHORT = 150
FACTS = ("till_count", "till_close", "day_close", "deposit", "deposit_step", "journal_export")
STEPS = (
    "start",
    "half",
    "count",
    "lock",
    "day",
    "prepare",
    "seal",
    "collect",
    "confirm",
    "export",
    "files",
)


@dataclass
class Fate:
    """When this life ends: ``before`` or ``after`` the next step is on disk; None: never."""

    when: str | None
    armed: bool = False

    def meet(self, act: Callable[[], object]) -> None:
        """Do what puts a step on disk, and die if it is time."""
        if not self.armed or self.when is None:
            act()
            return
        if self.when == "after":
            act()
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Night:
    """A person who looks where things stand and does what comes next."""

    house: House
    people: MappingProxyType[str, SessionView]
    folder: Path
    fate: Fate

    def go_on(self) -> None:
        """Finish the close from wherever it is."""
        while (step := self._next()) is not None:
            getattr(self, f"_{step}")()

    def _next(self) -> str | None:
        office, max_ = self.house.office, self.people["Max House"]
        till = office.tills.current()
        if till is not None:
            return {
                TillState.OPEN.value: "start",
                TillState.COUNTING.value: "half" if self._typed() is None else "count",
                TillState.COUNTED.value: "lock",
            }[till.state]
        if not office.closing.day_reports():
            return "day"
        deposits = office.deposits.every(max_)
        stands = deposits[0].state if deposits else "none"
        deposit = {"none": "prepare", "prepared": "seal", "sealed": "collect"}
        deposit["collected"] = "confirm"
        if stands in deposit:
            return deposit[stands]
        ((day, number),) = office.books.days(max_)
        if number is None:
            return "export"
        names = {f"journal-{day.isoformat()}-{number}.{kind}" for kind in EXPORT_FORMATS}
        there = {place.name for place in self.folder.iterdir()} if self.folder.exists() else set()
        return None if there == names else "files"

    def _start(self) -> None:
        self.fate.armed = True
        self.house.office.closing.start_count(self.house.command(), self.people["Ada Clerk"])

    def _typed(self) -> HalfCount | None:
        return self.house.office.closing.half_count(self.people["Ada Clerk"])

    def _half(self) -> None:
        """Type it all in; nothing of it is handed in."""
        typed = HalfCount(sheet(22_000 - SHORT), all_papers(self.house))
        self.fate.armed = True
        self.house.office.closing.keep_half(self.people["Ada Clerk"], typed)

    def _count(self) -> None:
        typed = self._typed()
        assert typed is not None
        self.fate.armed = True
        self.house.office.closing.submit_count(
            self.house.command(), self.people["Ada Clerk"], typed.sheet, typed.papers
        )

    def _lock(self) -> None:
        till = self.house.office.tills.current()
        assert till is not None
        command = self.house.command()
        ada = self.people["Ada Clerk"]
        word = word_of(self.house, "Max House", command, ada, Permission.APPROVE_CLOSE)
        self.fate.armed = True
        self.house.office.closing.approve(command, ada, till.till_id, word, "wrong change")

    def _day(self) -> None:
        command, ada = self.house.command(), self.people["Ada Clerk"]
        word = word_of(self.house, "Max House", command, ada, Permission.CLOSE_DAY)
        self.fate.armed = True
        self.house.office.closing.close_day(command, ada, word)

    def _prepare(self) -> None:
        deposits, lead = self.house.office.deposits, self.people["Sue Lead"]
        plan = deposits.plan(lead)
        tills = [till.till_id for till in plan.tills]
        self.fate.armed = True
        deposits.prepare(self.house.command(), lead, tills, plan.proposed)

    def _seal(self) -> None:
        lead, command = self.people["Sue Lead"], self.house.command()
        word = word_of(self.house, "Max House", command, lead, Permission.DEPOSIT)
        of = self._deposit()
        self.fate.armed = True
        self.house.office.deposits.seal(command, lead, of, "B-1", "", word)

    def _collect(self) -> None:
        of = self._deposit()
        self.fate.armed = True
        self.house.office.deposits.collect(
            self.house.command(), self.people["Sue Lead"], of, "Armored car 7"
        )

    def _confirm(self) -> None:
        deposits, manager = self.house.office.deposits, self.people["Max House"]
        (one,) = deposits.every(manager)
        self.fate.armed = True
        deposits.confirm(
            self.house.command(), manager, one.deposit_id, one.total, date(2026, 11, 21)
        )

    def _deposit(self) -> str:
        (one,) = self.house.office.deposits.every(self.people["Max House"])
        return one.deposit_id

    def _export(self) -> None:
        manager = self.people["Max House"]
        ((day, _),) = self.house.office.books.days(manager)
        self.fate.armed = True
        self.house.office.books.export(self.house.command(), manager, day)

    def _files(self) -> None:
        manager, office = self.people["Max House"], self.house.office
        ((day, _),) = office.books.days(manager)
        view = office.books.journal(manager, day)
        made = office.statements.make(manager, StatementName.JOURNAL, day.isoformat())
        papers = Papers(settings.Settings(), load_words("en", ZONE))
        self.fate.armed = True
        JournalFiles(self.folder, papers).save(view, made)


@pytest.fixture
def sold(house: House) -> tuple[Path, House, MappingProxyType[str, SessionView]]:
    """Ada sold for cash and by check; Sue and Max are there. The office is closed again."""
    people = {"Ada Clerk": evening(house)}
    people |= {name: house.sign_in(name) for name in ("Sue Lead", "Max House")}
    house.office.close()
    return house.path, house, MappingProxyType(people)


def _live(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Live until the end, or until ``fate``: what is on disk is there after a commit, and after a
    file that was not there got its name."""
    commit, replace, fate = SqlUnitOfWork.commit, Path.replace, night.fate
    with monkeypatch.context() as patched:
        patched.setattr(SqlUnitOfWork, "commit", lambda uow: fate.meet(lambda: commit(uow)))
        patched.setattr(
            Path,
            "replace",
            lambda at, to: replace(at, to) if to.exists() else fate.meet(lambda: replace(at, to)),
        )
        night.go_on()


def _outcome(house: House, folder: Path) -> dict[str, object]:
    """Return what a close leaves behind, without ids."""
    sums = "SELECT b.kind, p.account, sum(p.amount_minor), count(*) FROM posting p"
    sums += " JOIN batch b USING (batch_id) GROUP BY 1, 2 ORDER BY 1, 2"
    counted = {table: rows(house, f"SELECT count(*) FROM {table}") for table in FACTS}
    assert rows(house, "SELECT count(*) FROM half_count") == [(0,)]
    files = {place.name: place.read_bytes() for place in sorted(folder.iterdir())}
    return {"sums": rows(house, sums), "counted": counted, "files": files}


def test_a_close_goes_on_after_every_kill(
    sold: tuple[Path, House, MappingProxyType[str, SessionView]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, made, people = sold
    whole = tmp_path / "whole.sqlite3"
    shutil.copy(path, whole)
    unharmed = open_house(whole, made.clock, 9)
    Night(unharmed, people, tmp_path / "whole", Fate(None)).go_on()
    expected = _outcome(unharmed, tmp_path / "whole")
    unharmed.office.close()

    folder, kills = tmp_path / "killed", 0
    while (child := os.fork()) != 0:
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert os.waitstatus_to_exitcode(status) == 0
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
        kills += 1
    else:
        try:
            house = open_house(path, made.clock, 10 + kills)
            fate = Fate("after" if kills % 2 else "before")
            _live(Night(house, people, folder, fate), monkeypatch)
        except BaseException as error:  # noqa: BLE001 - a forked child may only exit
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(3)
        os._exit(0)

    house = open_house(path, made.clock, 99)
    assert kills == 2 * (len(STEPS) - 1 + len(EXPORT_FORMATS))
    assert _outcome(house, folder) == expected
    assert house.office.verify() == ()
    house.office.close()
