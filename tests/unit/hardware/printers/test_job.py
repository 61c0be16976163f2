from __future__ import annotations

from hardware.printers.job import Job, Outbox
from pos.ports.devices import Condition, PrintOutcome, PrintResult


def test_a_job_with_no_byte_out_was_not_sent() -> None:
    job = Job(b"x")
    job.lose(Condition.SILENT)
    assert job.future.result(0) == PrintResult(PrintOutcome.NOT_SENT, Condition.SILENT)


def test_a_job_with_a_byte_out_is_unknown() -> None:
    job = Job(b"x")
    assert job.begin()
    job.first_byte_s = 1.0
    job.lose(None)
    assert job.future.result(0) == PrintResult(PrintOutcome.UNKNOWN, None, 1.0)


def test_a_cancelled_job_does_not_begin_and_ends_quietly() -> None:
    job = Job(b"x")
    assert job.future.cancel()
    assert not job.begin()
    assert job.future.cancelled()


def test_a_job_cancelled_before_it_began_ends_quietly() -> None:
    job = Job(b"x")
    assert job.future.cancel()
    job.lose(None)
    assert job.future.cancelled()


def test_the_outbox_gives_out_what_was_put_in() -> None:
    out = Outbox()
    assert out.empty
    out.put(b"abc")
    assert (out.next(2), out.next()) == (b"ab", b"abc")
    out.took(2)
    out.put(b"de")
    assert out.next() == b"cde"
    out.took(3)
    assert out.empty
    out.put(b"x")
    out.clear()
    assert (out.empty, out.next()) == (True, b"")
