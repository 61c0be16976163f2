"""A file is there whole or not at all, and under a name of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.statement_files import file_name
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


def test_two_numbers_that_differ_by_a_mark_have_two_names() -> None:
    assert file_name("WEB-4102") == "WEB-4102"
    names = {file_name(number) for number in ("WEB-4102", "WEB/4102", "WEB#4102", "WEB 4102")}
    assert len(names) == 4
    assert all(name.startswith("WEB-4102") and "/" not in name for name in names)
    assert file_name("WEB/4102") == file_name("WEB/4102")
