from __future__ import annotations

from hardware.printers.escpos_receipts import Receipts
from hardware.printers.job import Job
from pos.ports.devices import Condition, PrintOutcome


def test_one_after_the_other_and_none_that_was_cancelled() -> None:
    receipts, jobs = Receipts(), [Job(b"one"), Job(b"two"), Job(b"three")]
    for job in jobs:
        receipts.add(job)
    jobs[1].future.cancel()
    assert receipts.begin() == b"one"
    receipts.end(PrintOutcome.PRINTED)
    assert receipts.begin() == b"three"
    assert not receipts.wait
    assert jobs[0].future.result(0).outcome is PrintOutcome.PRINTED
    assert not jobs[2].future.done()


def test_nothing_is_said_of_what_is_not_there() -> None:
    receipts = Receipts()
    assert receipts.begin() == b""
    assert not receipts.untouched
    receipts.byte_left(1.0)
    receipts.end(PrintOutcome.PRINTED)
    receipts.lose(Condition.SILENT)


def test_what_is_lost_was_sent_once_a_byte_has_left() -> None:
    receipts, jobs = Receipts(), [Job(b"one"), Job(b"two")]
    for job in jobs:
        receipts.add(job)
    receipts.begin()
    assert receipts.untouched
    receipts.byte_left(5.0)
    receipts.byte_left(6.0)
    assert not receipts.untouched
    receipts.lose_all(Condition.UNREACHABLE)
    results = [job.future.result(0) for job in jobs]
    assert [result.outcome for result in results] == [PrintOutcome.UNKNOWN, PrintOutcome.NOT_SENT]
    assert results[0].first_byte_s == 5.0
