from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from hardware.simulators.tray import PaperTray

PAPER = Image.new("1", (10, 10), 1)


def test_papers_are_numbered_and_ruined_ones_named(tmp_path: Path) -> None:
    tray = PaperTray(tmp_path / "new" / "folder", "ticket")
    assert [tray.put(PAPER), tray.put(PAPER, "jam"), tray.put(PAPER)] == [
        "ticket-0001.png",
        "ticket-0002-jam.png",
        "ticket-0003.png",
    ]
    names = sorted(file.name for file in (tmp_path / "new" / "folder").iterdir())
    assert names == ["ticket-0001.png", "ticket-0002-jam.png", "ticket-0003.png"]


def test_numbers_go_on_where_they_ended(tmp_path: Path) -> None:
    (tmp_path / "receipt-0099.png").touch()
    PaperTray(tmp_path, "ticket").put(PAPER)
    assert PaperTray(tmp_path, "ticket").put(PAPER) == "ticket-0002.png"


def test_without_a_folder_papers_are_only_counted() -> None:
    tray = PaperTray(None, "ticket")
    assert (tray.put(PAPER), tray.put(PAPER)) == ("ticket-0001.png", "ticket-0002.png")
    tray.note({"stock": 3})


def test_the_state_lies_beside_the_papers(tmp_path: Path) -> None:
    PaperTray(tmp_path, "ticket").note({"stock": 3})
    assert json.loads((tmp_path / "state.json").read_text()) == {"stock": 3}
