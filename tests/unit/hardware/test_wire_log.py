from __future__ import annotations

from hardware.wire_log import HEAD, Direction, WireLog


def test_the_oldest_is_forgotten() -> None:
    log = WireLog(capacity=2)
    for at_s in (1.0, 2.0, 3.0):
        log.note(at_s, Direction.OUT, b"x")
    assert [exchange.at_s for exchange in log.last()] == [2.0, 3.0]


def test_only_the_head_is_kept() -> None:
    log = WireLog()
    log.note(0.0, Direction.OUT, b"<RC1,1>" + b"A patron's name" * 50)
    (exchange,) = log.last()
    assert len(exchange.head) == HEAD
    assert exchange.length == 757


def test_it_reads_aloud() -> None:
    log = WireLog()
    log.note(1.25, Direction.IN, b"\x06")
    log.note(2.5, Direction.LINE, b"open")
    assert [str(exchange) for exchange in log.last()] == ["1.250 in 1: 06", "2.500 line 4: open"]


def test_of_what_is_a_persons_only_the_length_is_kept() -> None:
    log = WireLog(hears_people=True)
    log.note(1.0, Direction.IN, b"4111111111111111")
    log.note(2.0, Direction.OUT, b"\x07")
    assert [str(exchange) for exchange in log.last()] == ["1.000 in 16: ", "2.000 out 1: 07"]
