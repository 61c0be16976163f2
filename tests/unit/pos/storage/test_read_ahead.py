"""What is read in a process of its own is what is read here, and who cannot have one reads here."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing.context import SpawnProcess
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from pos.errors import ParcelDamaged
from pos.hub.parcels import FIRST_CHAIN, Parcel, Position, following, pack
from pos.storage import read_ahead
from pos.storage.loads import load_of
from pos.storage.read_ahead import ReadAhead

AUDIT = frozenset({"audit"})


@pytest.fixture
def ahead() -> Iterator[ReadAhead]:
    ahead = ReadAhead(AUDIT)
    yield ahead
    ahead.rest()
    assert readers() == []


def readers() -> list[BaseProcess]:
    return [one for one in multiprocessing.active_children() if one.name == read_ahead.NAME]


def parcel(*numbers: int) -> Parcel:
    rows = [{"user_id": f"u{n}", "name": 'Ann "A" Nguyễn, [1]', "created_at": n} for n in numbers]
    return Parcel("w1", Position(1, FIRST_CHAIN), pack({"staff": rows}))


def people(ahead: ReadAhead, *parcels: Parcel) -> object:
    return ahead.load(parcels, AUDIT).batched["staff"]._rest


def test_a_load_is_the_same_from_another_process(ahead: ReadAhead) -> None:
    one, other = parcel(1), parcel(2, 3)
    ahead.read((one, other))
    (reader,) = readers()
    read = ahead.load([one, other], AUDIT)
    assert read is ahead.load([one, other], AUDIT)
    here = load_of([one, other], AUDIT)
    assert read.batched["staff"]._rest == here.batched["staff"]._rest
    assert (read.rows, read.columns, read.subjects, read.keys, read.catalogues) == (
        (here.rows, here.columns, here.subjects, here.keys, here.catalogues)
    )
    ahead.read((parcel(4),))
    assert readers() == [reader]


def test_what_was_read_is_used_for_nothing_else(ahead: ReadAhead) -> None:
    one, other, third = parcel(1), parcel(2), parcel(3)
    ahead.read((one,))
    ahead.read((other,))
    assert ahead.load([one], {"staff"}).batched == {}
    assert people(ahead, other, one) == [
        ("u2", 'Ann "A" Nguyễn, [1]', 2),
        ("u1", 'Ann "A" Nguyễn, [1]', 1),
    ]
    first, second = ahead.load([one], AUDIT), ahead.load([other], AUDIT)
    ahead.read((third,))
    assert ahead.load([other], AUDIT) is second
    assert ahead.load([one], AUDIT) is not first, "the one before the last is let go of"


def test_what_is_damaged_is_found_by_whoever_takes_it_in(ahead: ReadAhead) -> None:
    damaged = Parcel("w1", Position(1, FIRST_CHAIN), b"nonsense")
    ahead.read((parcel(1), damaged))
    with pytest.raises(ParcelDamaged):
        ahead.load([parcel(1), damaged], AUDIT)
    ahead.read((parcel(1),))
    assert len(readers()) == 1


def test_a_chain_is_proved_ahead_link_by_link_and_a_false_one_is_not(ahead: ReadAhead) -> None:
    chain, last = [], Position()
    for content in (parcel(number).content for number in range(4)):
        last = following(last, content)
        chain.append(Parcel("w1", last, content))
    first, second, third, fourth = chain
    false = Parcel("w1", third.position, fourth.content)
    ahead.read((second, false, fourth))
    assert ahead.follows(first.position, second)
    assert not ahead.follows(Position(), second)
    assert not ahead.follows(second.position, false)
    assert ahead.follows(false.position, fourth)
    assert not ahead.follows(second.position, fourth)
    assert ReadAhead(AUDIT).follows(second.position, third)


def test_nothing_runs_before_the_first_load_nor_after_the_last(ahead: ReadAhead) -> None:
    assert readers() == []
    ahead.read((parcel(1),))
    ahead.rest()
    assert readers() == []
    ahead.read((parcel(2),))
    assert len(readers()) == 1


@pytest.mark.expects_log("read without a process of its own")
def test_a_process_that_dies_is_done_without(ahead: ReadAhead) -> None:
    ahead.read((parcel(1),))
    (reader,) = readers()
    reader.kill()
    reader.join()
    for number in (2, 3):
        one = parcel(number)
        ahead.read((one,))
        assert ahead.load([one], AUDIT) is ahead.load([one], AUDIT), "it was read ahead"
        assert readers() == []


@pytest.mark.expects_log("read without a process of its own")
def test_without_any_process_it_is_read_here(
    ahead: ReadAhead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: SpawnProcess) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(SpawnProcess, "start", refuse)
    one = parcel(1)
    ahead.read((one,))
    assert ahead.load([one], AUDIT) is ahead.load([one], AUDIT)


def test_closing_while_it_reads_waits_for_nothing(
    ahead: ReadAhead, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, read = threading.Event(), read_ahead._Reader.read

    def asking(*of: Any) -> Any:
        asked.set()
        return read(*of)

    monkeypatch.setattr(read_ahead._Reader, "read", asking)
    ahead.read((parcel(1),))
    (reader,) = readers()
    assert reader.pid is not None
    os.kill(reader.pid, signal.SIGSTOP)
    one = parcel(2)
    reading = threading.Thread(target=ahead.read, args=((one,),))
    reading.start()
    asked.wait()
    ahead.rest()
    reading.join()
    assert ahead.load([one], AUDIT) is not ahead.load([one], AUDIT), "nothing was read"


@pytest.mark.expects_log("no answer within")
def test_a_process_that_hangs_is_done_without(
    ahead: ReadAhead, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead.read((parcel(1),))
    (reader,) = readers()
    assert reader.pid is not None
    os.kill(reader.pid, signal.SIGSTOP)
    monkeypatch.setattr(read_ahead, "PATIENCE_S", 0.0)
    one = parcel(2)
    ahead.read((one,))
    assert readers() == []
    assert ahead.load([one], AUDIT) is ahead.load([one], AUDIT), "it was read ahead"


def test_ctrl_c_is_for_the_program_alone(ahead: ReadAhead) -> None:
    ahead.read((parcel(1),))
    (reader,) = readers()
    assert reader.pid is not None
    os.kill(reader.pid, signal.SIGINT)
    ahead.read((parcel(2),))
    assert readers() == [reader]
