from __future__ import annotations

from pathlib import Path

import pytest

from hardware.simulators.device import BUFFER, BadRequest
from hardware.simulators.faults import Fault, FaultKind, FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import LOW_AT, FglPrinter
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray

TICKET = b"<CB><RC10,10>Seat<p>"


class Bench:
    """A virtual printer without a line."""

    def __init__(self, folder: Path, *faults: Fault, stock: int = 100) -> None:
        self.clock = SteppedClock()
        self.folder = folder
        tray, plan = PaperTray(folder, "ticket"), FaultPlan(faults, seed=7)
        self.printer = FglPrinter(self.clock, tray, plan, STOCKS["boca-200dpi-5.5x2"], stock)
        self.printer.connected()
        self.hears = self.printer.take_output()

    def send(self, data: bytes) -> bytes:
        self.printer.received(data)
        return self.printer.take_output()

    def wait(self, seconds: float) -> bytes:
        self.clock.step(seconds)
        self.printer.tick()
        return self.printer.take_output()

    def do(self, what: str, **values: object) -> bytes:
        self.printer.command({"do": what, **values})
        return self.printer.take_output()

    def papers(self) -> list[str]:
        return sorted(file.name for file in self.folder.glob("ticket-*.png"))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_it_says_that_it_was_switched_on(bench: Bench) -> None:
    assert bench.hears == b"\x12\x11"


def test_without_stock_it_starts_in_error(tmp_path: Path) -> None:
    assert Bench(tmp_path, stock=0).hears == b"\x12\x10\x13"


def test_a_ticket_is_printed_then_acknowledged(bench: Bench) -> None:
    assert bench.send(TICKET[:-1]) == b""
    assert bench.papers() == []
    assert bench.send(TICKET[-1:]) == b"\x06"
    assert bench.papers() == ["ticket-0001.png"]
    events = [event for event in bench.printer.take_events() if event["event"] == "paper"]
    assert events == [{"event": "paper", "file": "ticket-0001.png", "whole": True, "clipped": []}]


def test_it_counts(bench: Bench) -> None:
    assert bench.send(b"<S2>") == b"0000000 PROM = FGL46G42"
    bench.send(TICKET * 3)
    assert bench.send(b"<S2>") == b"0000003 PROM = FGL46G42"
    assert bench.printer.all_state()["stock"] == 97


def test_it_answers_when_asked(bench: Bench) -> None:
    assert bench.send(b"<S1>") == b"\x11"
    assert bench.send(b"<S92>") == b"A"
    bench.do("fault", kind="near_end")
    assert bench.send(b"<S1>") == b"\x0f"


def test_extra_copies_are_extra(bench: Bench) -> None:
    assert bench.send(b"<RC1,1>x<RE2><p>") == b"\x06" * 3
    assert len(bench.papers()) == 3


def test_the_page_is_fresh_unless_it_is_kept(bench: Bench) -> None:
    bench.send(b"<RC1,1><G1>\xff<h><p><p>")
    first, second, third = [(bench.folder / name).read_bytes() for name in bench.papers()]
    assert first == second != third


@pytest.mark.expects_log("unknown command <RO>")
def test_illegal_data_is_said_and_nothing_is_printed(bench: Bench) -> None:
    assert bench.send(b"<CB><RO><RC1,1>x<p>") == b"\x19"
    assert bench.papers() == []
    assert bench.printer.errors == 1
    assert bench.send(TICKET) == b"\x06"


@pytest.mark.expects_log("row 400, column 0 is not on the ticket")
def test_a_position_off_the_ticket_is_illegal(bench: Bench) -> None:
    assert bench.send(b"<RC400,0>x<p>") == b"\x19"


@pytest.mark.expects_log("<QR> has no {} to close it")
def test_a_missing_delimiter_is_illegal(bench: Bench) -> None:
    assert bench.send(b"<RC1,1><QR>{CODE<p>") == b"\x19"


@pytest.mark.expects_log("<S3> is not in this printer")
def test_modes_that_take_the_acknowledgement_away_are_refused(bench: Bench) -> None:
    assert bench.send(b"<S3><p>") == b"\x19"


# ---- stock ----


def test_low_stock_is_said_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stock=LOW_AT + 2)
    assert [bench.send(TICKET) for _ in range(4)] == [b"\x06", b"\x0f\x06", b"\x06", b"\x06"]


def test_out_of_stock_keeps_the_ticket_and_prints_it_after_loading(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stock=1)
    assert bench.hears == b"\x12\x11\x0f"
    assert bench.send(TICKET * 2) == b"\x06\x10\x13"
    assert bench.send(b"<S1>") == b""
    assert bench.do("load_stock", count=50) == b"\x0c\x11" + b"\x06" + b"\x11"
    assert len(bench.papers()) == 2


def test_out_of_stock_in_the_middle_leaves_half_a_ticket(bench: Bench) -> None:
    bench.do("fault", kind="out_of_stock", mid=True)
    assert bench.send(TICKET) == b"\x10\x13"
    assert bench.papers() == ["ticket-0001-half.png"]
    assert bench.do("load_stock", count=50) == b"\x0c\x11\x06"
    assert bench.papers() == ["ticket-0001-half.png", "ticket-0002.png"]


@pytest.mark.parametrize("command", [b"<PP>", b"<ppe>"])
def test_in_purge_mode_unprinted_tickets_are_dropped(tmp_path: Path, command: bytes) -> None:
    bench = Bench(tmp_path, stock=1)
    bench.send(command)
    bench.wait(3)
    bench.send(TICKET * 3)
    bench.do("load_stock", count=50)
    assert len(bench.papers()) == 1
    assert bench.send(TICKET) == b"\x06"


def test_unloading_ends_the_stock(bench: Bench) -> None:
    assert bench.send(b"<US>") == b"\x10\x13"


# ---- the buffer ----


def test_a_full_buffer_says_busy_and_ready_again(bench: Bench) -> None:
    bench.do("fault", kind="out_of_stock")
    strips = b"".join(b"<RC%d,0><G1000>" % (8 * n) + b"\xaa" * 1000 for n in range(9))
    bench.send(strips[:BUFFER])
    assert bench.printer.room == 0
    bench.do("clear")
    assert bench.printer.room == 0  # clearing loads no stock
    bench.do("load_stock", count=5)
    assert bench.printer.room == BUFFER


def test_a_slow_printer_says_busy_while_it_works(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Fault(FaultKind.SLOW, rate=1000.0))
    dots = b"<G800>" + b"\x55" * 800
    heard = bench.send((b"<RC0,0>" + dots) * 6)
    assert b"\x13" in heard
    for _ in range(40):
        heard += bench.wait(0.25)
    assert heard.endswith(b"\x11")


# ---- flash ----


def test_writing_flash_makes_it_deaf_then_it_restarts(bench: Bench) -> None:
    assert bench.send(b"<ppe>") == b""
    assert bench.send(TICKET) == b""  # lost without notice
    assert bench.wait(1.9) == b""
    assert bench.wait(1.2) == b"\x12\x11"
    assert bench.papers() == []
    assert bench.send(TICKET) == b"\x06"
    assert bench.printer.all_state()["purge"] is True


def test_settings_can_share_one_deaf_time(bench: Bench) -> None:
    bench.send(b"<bce><ppe><s90>")
    assert bench.printer.all_state()["deaf"] is False
    bench.send(b"<bcd>")
    assert bench.printer.all_state()["deaf"] is True


@pytest.mark.parametrize(("mode", "heard"), [(b"<s90>", b"\x06"), (b"<s91>", b"")])
def test_status_modes_say_less(bench: Bench, mode: bytes, heard: bytes) -> None:
    bench.send(mode)
    bench.wait(3)
    assert bench.send(TICKET) == heard
    bench.send(b"<cs>")
    bench.wait(3)
    assert bench.send(TICKET) == b"\x06"


@pytest.mark.parametrize("mode", [b"<s90>", b"<s91>"])
def test_in_the_solicited_modes_it_answers_while_in_error(bench: Bench, mode: bytes) -> None:
    bench.send(mode)
    bench.wait(3)
    assert bench.send(b"<S92>") == b"A"
    bench.do("fault", kind="near_end")
    assert bench.send(b"<S92>")[-1:] == b"?"
    bench.do("fault", kind="jam")
    bench.send(TICKET)
    assert bench.send(TICKET + b"<S92>") == b"H"
    bench.do("clear")
    bench.do("fault", kind="out_of_stock")
    assert bench.send(b"<S92><S92>")[-2:] == b"@@"
    assert bench.send(b"<S2>") == b""
    assert b"0000001 PROM = " in bench.do("load_stock", count=50)


def test_a_ticket_in_the_exit_holds_the_next(bench: Bench) -> None:
    bench.do("fault", kind="presented")
    assert bench.send(TICKET * 2) == b"\x06\x17"
    assert len(bench.papers()) == 1
    assert bench.do("clear") == b"\x16\x06"


def test_a_setting_changed_by_hand_makes_it_deaf(bench: Bench) -> None:
    assert bench.do("fault", kind="deaf") == b""
    assert bench.send(TICKET + b"<S2>") == b""
    assert bench.wait(3) == b"\x12\x11"
    assert bench.send(TICKET) == b"\x06"
    assert len(bench.papers()) == 1


def test_a_late_acknowledgement_does_not_outlive_a_fresh_start(bench: Bench) -> None:
    bench.do("fault", kind="ack_late", seconds=9)
    assert bench.send(TICKET) == b""
    bench.do("fault", kind="deaf")
    assert bench.wait(3) == b"\x12\x11"
    assert bench.wait(9) == b""


# ---- faults ----


@pytest.mark.parametrize(
    ("kind", "heard", "papers"),
    [
        (FaultKind.JAM, b"\x18\x13", ["ticket-0001-jam.png"]),
        (FaultKind.CUTTER, b"\x1d\x13", ["ticket-0001-uncut.png"]),
        (FaultKind.ILLEGAL, b"\x19", []),
        (FaultKind.NAK, b"\x15", []),
        (FaultKind.ACK_LOST, b"", ["ticket-0001.png"]),
        (FaultKind.OUT_OF_STOCK, b"\x10\x13", []),
        (FaultKind.NEAR_END, b"\x0f\x06", ["ticket-0001.png"]),
        (FaultKind.HANG, b"", []),
        (FaultKind.DEAF, b"", []),
        (FaultKind.PRESENTED, b"\x06\x17", ["ticket-0001.png"]),
    ],
)
def test_faults_on_a_paper(
    tmp_path: Path, kind: FaultKind, heard: bytes, papers: list[str]
) -> None:
    bench = Bench(tmp_path, Fault(kind, after=0))
    assert bench.send(TICKET) == heard
    assert bench.papers() == papers


@pytest.mark.parametrize("kind", ["jam", "cutter"])
def test_after_a_jam_is_cleared_the_next_ticket_prints(bench: Bench, kind: str) -> None:
    bench.do("fault", kind=kind)
    bench.send(TICKET * 2)
    assert bench.do("clear") == b"\x11\x06"


def test_a_late_acknowledgement(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Fault(FaultKind.ACK_LATE, after=1, seconds=9.0))
    assert bench.send(TICKET * 2) == b"\x06"
    assert bench.wait(8.9) == b""
    assert bench.wait(0.2) == b"\x06"
    assert len(bench.papers()) == 2


def test_a_power_cycle_loses_the_buffer_and_says_so(bench: Bench) -> None:
    bench.do("fault", kind="power_cycle", after=0, mid=True)
    bench.send(TICKET * 2)
    assert bench.printer.take_cut()
    assert bench.papers() == ["ticket-0001-half.png"]


def test_a_power_cycle_that_keeps_the_line(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Fault(FaultKind.POWER_CYCLE, after=0, keep_line=True))
    assert bench.send(TICKET) == b"\x12\x11"
    assert not bench.printer.take_cut()


def test_a_hanging_printer_goes_on_when_its_time_is_over(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Fault(FaultKind.HANG, on="S2", seconds=5.0))
    assert bench.send(b"<S2>") == b""
    assert bench.send(TICKET) == b""
    assert bench.wait(5.1).endswith(b"\x06")


def test_status_waits_for_the_next_connection(bench: Bench) -> None:
    bench.printer.received(TICKET)
    bench.printer.disconnected()
    bench.printer.connected()
    assert bench.printer.take_output() == b"\x06"


def test_only_so_much_status_waits_and_the_oldest_goes_first(bench: Bench) -> None:
    bench.printer.disconnected()
    bench.do("fault", kind="near_end")
    for _ in range(400):
        bench.printer.say(b"\x06")
    assert bench.printer.take_output() == b"\x06" * 256


def test_an_open_cover_is_only_not_ready(bench: Bench) -> None:
    assert bench.do("fault", kind="cover") == b"\x13"
    assert bench.do("clear") == b"\x11"


# ---- the control port ----


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "dance"},
        {},
        {"do": "load_stock"},
        {"do": "load_stock", "count": 0},
        {"do": "load_stock", "count": True},
        {"do": "fault"},
        {"do": "fault", "kind": "earthquake"},
        {"do": "fault", "kind": "drawer_stuck"},
        {"do": "fault", "kind": "jam", "when": 3},
        {"do": "close_drawer"},
    ],
)
def test_requests_that_make_no_sense(bench: Bench, request_: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        bench.printer.command(request_)


def test_drawer_pulses_are_told(bench: Bench) -> None:
    bench.send(b"<DA>")
    assert {"event": "drawer_pulse", "drawer": "A"} in bench.printer.take_events()


def test_variables_and_counters_are_printed(bench: Bench) -> None:
    assert bench.send(b"<TC41><RC1,1><PC><RC50,1><VA7><RC100,1><VA14><p>") == b"\x06"


@pytest.mark.expects_log("no variable 99")
def test_a_variable_it_has_not_is_illegal(bench: Bench) -> None:
    assert bench.send(b"<VA99><p>") == b"\x19"
