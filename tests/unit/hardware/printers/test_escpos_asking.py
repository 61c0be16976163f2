from __future__ import annotations

import math

from hardware.printers.escpos_asking import ASK_PAPER, FORGET_S, MOST_OWED, Fences, Round

ID = b"\x1d(H\x06\x00\x30\x30"


def test_a_round_asks_one_after_the_other() -> None:
    asking = Round(2.0)
    assert asking.start((1, 2), 10.0) == b"\x10\x04\x01"
    assert (asking.running, asking.until_s) == (True, 12.0)
    assert asking.start((1,), 10.0) == b""
    assert asking.answered(0x12, 11.0) == b"\x10\x04\x02"
    assert asking.until_s == 13.0
    assert asking.answered(0x32, 12.0) == b""
    assert (asking.running, asking.until_s) == (False, math.inf)
    assert asking.answers == {1: 0x12, 2: 0x32}


def test_a_dropped_round_expects_nothing() -> None:
    asking = Round(2.0)
    asking.start((1, 2), 0.0)
    asking.drop()
    assert (asking.running, asking.until_s) == (False, math.inf)
    assert asking.start((4,), 0.0) == b"\x10\x04\x04"


def test_answers_begin_afresh_with_each_round() -> None:
    asking = Round(2.0)
    asking.start((1,), 0.0)
    asking.answered(0x1A, 0.0)
    asking.start((4,), 0.0)
    asking.answered(0x12, 0.0)
    assert asking.answers == {4: 0x12}


def test_every_id_is_new_and_only_the_newest_is_mine() -> None:
    fences = Fences(35, by_id=True)
    first, second = fences.behind_job(0.0), fences.behind_job(0.0)
    assert first == ID + b"0100"
    assert second == ID + b"1100"
    assert not fences.is_mine(b"0100")
    assert fences.is_mine(b"1100")
    fences.settle()
    assert not fences.is_mine(b"1100")


def test_ids_start_again_after_the_last() -> None:
    fences = Fences(36**4 - 1, by_id=True)
    assert fences.behind_job(0.0) == ID + b"0000"


def test_without_ids_answers_are_counted() -> None:
    fences = Fences(0, by_id=False)
    assert fences.behind_job(0.0) == ASK_PAPER
    assert fences.by_status_alone
    assert not fences.proves_job
    assert fences.behind_job(0.0) == ASK_PAPER * 2
    assert not fences.status_came(0.0)
    assert not fences.proves_job
    assert not fences.status_came(0.0)
    assert fences.proves_job
    assert fences.status_came(0.0)


def test_an_answer_is_written_off_only_while_the_queue_moves() -> None:
    fences = Fences(0, by_id=False)
    fences.probe(with_id=False)
    fences.standing(10.0)
    assert fences.behind_job(9.9 + FORGET_S) == ASK_PAPER * 2
    fences.standing(100.0)
    assert not fences.status_came(101.0)
    assert not fences.status_came(101.0)
    assert fences.behind_job(101.0 + FORGET_S) == ASK_PAPER


def test_a_job_waits_while_too_many_answers_are_missing() -> None:
    fences = Fences(0, by_id=False)
    fences.standing(5.0)
    for _ in range(MOST_OWED):
        fences.probe(with_id=False)
    assert fences.free_at_s() == -math.inf
    fences.probe(with_id=False)
    assert fences.free_at_s() == 5.0 + FORGET_S
    fences.by_id = True
    assert fences.free_at_s() == -math.inf


def test_a_probe_asks_both_ways() -> None:
    fences = Fences(0, by_id=True)
    assert fences.probe(with_id=True) == ID + b"1000" + ASK_PAPER
    assert fences.is_mine(b"1000")
    assert fences.probe(with_id=False) == ASK_PAPER
    assert fences.by_status_alone
