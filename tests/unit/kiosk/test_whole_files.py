"""A file is there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.whole_files import write_whole
from pos.errors import StorageNotWritable


def test_what_was_there_is_replaced_whole(tmp_path: Path) -> None:
    place = tmp_path / "new" / "journal.csv"
    assert write_whole(place, b"first") == place
    write_whole(place, b"second")
    assert place.read_bytes() == b"second"
    assert list(place.parent.iterdir()) == [place]


def test_a_disk_that_refuses_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = write_whole(tmp_path / "journal.csv", b"first")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StorageNotWritable) as refused:
            write_whole(place, b"second")
    assert refused.value.params == {"file": "journal.csv", "reason": "No space left on device"}
    assert place.read_bytes() == b"first"
    write_whole(place, b"third")
    assert (place.read_bytes(), list(tmp_path.iterdir())) == (b"third", [place])
