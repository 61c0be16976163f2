"""The outage kit of a real window: made beside the open office, from a view of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from queue import Queue

import pytest

from kiosk.beside import Beside
from kiosk.kit_files import KitMade
from kiosk.kit_side import KitSide
from kiosk.settings import Home, Settings
from pos.clock import ManualClock
from pos.errors import NotFound, PosError, StorageNotWritable
from tests.integration.small_house import SYMPHONY, open_house
from tests.integration.test_outage import block


def made_by(side: KitSide, posted: Queue[Callable[[], None]]) -> KitMade | PosError:
    """Return what the thread answers; its call is run here, as the bridge would."""
    answers: list[KitMade | PosError] = []
    side.make(answers.append, lambda at, of: None)
    while not answers:
        posted.get(timeout=60)()
    return answers[0]


def test_the_kit_is_made_beside_an_open_office(tmp_path: Path, manual_clock: ManualClock) -> None:
    home = Home(tmp_path / "home")
    home.make()
    house = open_house(home.database, manual_clock)
    papers = block(house, 3)
    posted: Queue[Callable[[], None]] = Queue()
    beside = Beside("kit", posted.put)
    side = KitSide(home, Settings(), manual_clock, beside)
    assert side.last() is None
    made = made_by(side, posted)
    assert isinstance(made, KitMade)
    assert [each.count for each in made.performances] == [3, 0]
    symphony = made.performances[0]
    assert symphony.performance_id == SYMPHONY
    for name in symphony.names:
        assert made.file(name).stat().st_size > 100
    doors = made.file(symphony.doors).read_text(encoding="utf-8")
    assert all(paper.code in doors for paper in papers.tickets)
    assert side.last() == made
    manager = house.sign_in("Max House")
    house.office.paper_blocks.print_out(house.command(), manager, SYMPHONY)
    made = made_by(side, posted)
    assert isinstance(made, KitMade)
    assert (made.performances[0].count, made.performances[0].tickets) == (0, "")
    assert not made.file(symphony.tickets).exists()  # they are on ticket stock
    assert home.kit.stat().st_mode & 0o077 == 0
    home.kit.rename(tmp_path / "away")
    home.kit.write_text("no folder")
    assert isinstance(made_by(side, posted), StorageNotWritable)
    beside.close()
    house.office.close()


def test_without_a_season_there_is_none(tmp_path: Path, manual_clock: ManualClock) -> None:
    from kiosk.bootstrap import make_kit

    home = Home(tmp_path / "home")
    with pytest.raises(NotFound):
        make_kit(home, Settings(), manual_clock, home.kit)
