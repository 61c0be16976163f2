"""A demo empties only what a demo made."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.demo.folder import claim
from pos.errors import FolderTaken, StorageNotWritable


def test_a_new_folder_is_made_and_kept_to_itself(tmp_path: Path) -> None:
    lock = claim(tmp_path / "out", ("home", "tickets"))
    assert sorted(p.name for p in (tmp_path / "out").iterdir() if p.is_dir()) == ["home", "tickets"]
    with pytest.raises(FolderTaken):
        claim(tmp_path / "out", ("home",))
    lock.unlock()


def test_what_an_earlier_demo_left_goes_and_its_summary_first(tmp_path: Path) -> None:
    claim(tmp_path, ("home",)).unlock()
    (tmp_path / "home" / "foyer.db").write_text("old")
    (tmp_path / "evening.json").write_text("{}")
    claim(tmp_path, ("home",)).unlock()
    assert list((tmp_path / "home").iterdir()) == []
    assert not (tmp_path / "evening.json").exists()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderTaken):
        claim(tmp_path, ("home",))
    assert (tmp_path / "home" / "thesis.txt").read_text() == "years of work"


def test_a_place_that_cannot_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageNotWritable):
        claim(tmp_path / "file", ("home",))
