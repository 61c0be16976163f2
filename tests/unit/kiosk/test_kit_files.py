"""The outage kit on disk: whole papers only, old ones gone when the new ones are there."""

from __future__ import annotations

import gettext
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.kit_files import last_kit, write_kit
from kiosk.papers import typeface
from pos.errors import StorageNotWritable
from pos.views.outage import KitView
from printing.words import Words
from tests.unit.printing.outage_samples import KIT

WORDS = Words("en", gettext.NullTranslations(), ZoneInfo("America/Los_Angeles"))
FONTS = typeface()
SMALL = replace(KIT, seats=(), will_call=(), general_admission=True, free=3)
LATER = replace(SMALL, code="LATE/1", starts_at=KIT.starts_at + timedelta(hours=2), papers=())


TOLD: list[tuple[int, int]] = []


def write(folder: Path, *kits: KitView, minutes: int = 0, stop: bool = False) -> object:
    as_of = KIT.as_of + timedelta(minutes=minutes)
    TOLD.clear()
    return write_kit(
        folder, kits, as_of, WORDS, FONTS, "letter", lambda: stop, lambda *at: TOLD.append(at)
    )


def there(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


FIRST = [
    "2026-11-22-0330-SYM-1-door.csv",
    "2026-11-22-0330-SYM-1-tickets.pdf",
    "2026-11-22-0330-SYM-1.pdf",
    "2026-11-22-0530-LATE-1-door.csv",
    "2026-11-22-0530-LATE-1.pdf",
    "kit.json",
]


def test_a_kit_is_replaced_and_what_is_over_goes(tmp_path: Path) -> None:
    folder = tmp_path / "kit"
    assert last_kit(folder) is None
    made = write(folder, SMALL, LATER)
    assert last_kit(folder) == made
    assert TOLD == [(1, 2), (2, 2)]
    assert there(folder) == FIRST
    assert not any(each.stat().st_mode & 0o077 for each in (folder, *folder.iterdir()))
    (folder / "notes.txt").write_text("somebody's own")
    write(folder, LATER, minutes=20)
    assert there(folder) == [*FIRST[3:], "notes.txt"]
    kept = last_kit(folder)
    assert kept is not None
    assert kept.as_of == KIT.as_of + timedelta(minutes=20)


class Killed(BaseException):
    """The program is gone at once: nothing of ours runs after it."""


@pytest.mark.parametrize("end", [OSError(28, "No space left on device"), Killed()], ids=type)
def test_a_full_disk_or_a_kill_leaves_the_kit_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: BaseException
) -> None:
    made = write(tmp_path, SMALL, LATER)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    calls = iter(range(100))

    def full(_: int) -> None:
        if next(calls) == 2:
            raise end

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises((StorageNotWritable, Killed)):
            write(tmp_path, replace(SMALL, free=2), LATER, minutes=20)
    assert last_kit(tmp_path) == made
    for name, data in before.items():
        whole = (tmp_path / name).read_bytes()
        assert whole == data or (whole.startswith(b"%PDF") and whole.rstrip().endswith(b"%%EOF"))
    write(tmp_path, SMALL, LATER, minutes=40)
    assert there(tmp_path) == FIRST
    (tmp_path / ".2026-11-20-1930-OVER.pdf.part").write_bytes(b"%PDF")
    write(tmp_path, LATER, minutes=60)
    assert there(tmp_path) == FIRST[3:]


def test_one_that_is_stopped_in_between_claims_nothing(tmp_path: Path) -> None:
    made = write(tmp_path, LATER)
    assert write(tmp_path, SMALL, stop=True, minutes=20) is None
    assert last_kit(tmp_path) == made


def test_what_is_no_list_of_a_kit_is_none(tmp_path: Path) -> None:
    (tmp_path / "kit.json").write_text("{")
    assert last_kit(tmp_path) is None
    write(tmp_path, LATER)
    assert last_kit(tmp_path) is not None
