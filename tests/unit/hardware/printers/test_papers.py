from __future__ import annotations

from hardware.printers.job import Job
from hardware.printers.papers import Papers
from pos.ports.devices import Condition, PrintOutcome


def test_one_after_the_other_and_none_that_was_cancelled() -> None:
    papers, jobs = Papers(), [Job(b"one"), Job(b"two"), Job(b"three")]
    for job in jobs:
        papers.add(job)
    jobs[1].future.cancel()
    assert papers.begin() == b"one"
    papers.end(PrintOutcome.PRINTED)
    assert papers.begin() == b"three"
    assert not papers.wait
    assert jobs[0].future.result(0).outcome is PrintOutcome.PRINTED
    assert not jobs[2].future.done()


def test_nothing_is_said_of_what_is_not_there() -> None:
    papers = Papers()
    assert papers.begin() == b""
    assert not papers.untouched
    papers.byte_left(1.0)
    papers.end(PrintOutcome.PRINTED)
    papers.lose(Condition.SILENT)


def test_what_is_lost_was_sent_once_a_byte_has_left() -> None:
    papers, jobs = Papers(), [Job(b"one"), Job(b"two")]
    for job in jobs:
        papers.add(job)
    papers.begin()
    assert papers.untouched
    papers.byte_left(5.0)
    papers.byte_left(6.0)
    assert not papers.untouched
    assert papers.begun
    papers.lose(Condition.UNREACHABLE)
    papers.lose_waiting(Condition.UNREACHABLE)
    results = [job.future.result(0) for job in jobs]
    assert [result.outcome for result in results] == [PrintOutcome.UNKNOWN, PrintOutcome.NOT_SENT]
    assert results[0].first_byte_s == 5.0
