"""The Printer port over every driver on its virtual printer, fault by fault.

Beside what each test asserts, every rig is checked at the end: no paper came out twice, nothing was
believed printed that did not come out, nothing said not to be sent did, and the driver never broke
the protocol.
"""

from __future__ import annotations

import socket

import pytest

from hardware.simulators.faults import Fault, FaultKind, FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome
from tests.contract.conftest import MakeRig
from tests.contract.rig import (
    CLONE,
    ESCPOS,
    ESCPOS_TTY,
    FGL,
    FGL_TTY,
    PURGING,
    SINGLE,
    WORKS,
    Kind,
    Rig,
)

PRINTED, UNKNOWN = PrintOutcome.PRINTED, PrintOutcome.UNKNOWN
SPOILED, NOT_SENT = PrintOutcome.SPOILED, PrintOutcome.NOT_SENT
STOPPED = frozenset({DeviceState.STOPPED})
LOST = frozenset({DeviceState.LOST})
EVERY_KIND = pytest.mark.parametrize(
    "kind", [FGL, SINGLE, ESCPOS, CLONE], ids=lambda kind: kind.name
)


def prints(rig: Rig, number: int) -> None:
    """The printer works again, without anybody restarting anything on our side."""
    rig.until(WORKS)
    assert rig.after_a_while(rig.print(number)).outcome is PRINTED


# ---- all well ----


def test_jobs_print_in_order_and_are_acknowledged(rig: Rig) -> None:
    futures = [rig.print(number) for number in range(6)]
    results = [rig.result(future) for future in futures]
    assert [result.outcome for result in results] == [PRINTED] * 6
    assert rig.whole_papers() == [rig.expected(number) for number in range(6)]
    assert all(result.condition is None for result in results)


def test_the_first_byte_is_timed_on_the_injected_clock(rig: Rig) -> None:
    rig.clock.step(1.5)
    assert rig.result(rig.print(1)).first_byte_s == rig.clock.monotonic()


def test_a_job_cancelled_while_it_waits_never_goes_out(rig: Rig) -> None:
    rig.fault("hang")
    rig.print(1)
    second = rig.print(2)
    assert second.cancel()
    rig.do("clear")
    prints(rig, 3)
    assert rig.expected(2) not in rig.whole_papers()


def test_an_empty_job_is_not_sent(rig: Rig) -> None:
    assert rig.result(rig.printer.print(b"")).outcome is NOT_SENT


def test_status_is_told_at_once_and_at_each_change(rig: Rig) -> None:
    seen: list[DeviceState] = []
    rig.printer.watch(lambda status: seen.append(status.state))
    assert seen == [DeviceState.READY]
    rig.fault("out_of_stock")
    rig.until(STOPPED)
    rig.do("load_stock", count=50)
    rig.until(WORKS)
    assert seen == [DeviceState.READY, DeviceState.STOPPED, DeviceState.READY]


def test_data_may_arrive_byte_by_byte(rig: Rig) -> None:
    rig.fault("byte_split")
    assert [rig.result(rig.print(number)).outcome for number in range(3)] == [PRINTED] * 3


def test_a_slow_printer_is_waited_for(rig: Rig) -> None:
    rig.fault("slow", rate=500.0)
    assert rig.after_a_while(rig.print(1)).outcome is PRINTED


@pytest.mark.parametrize(
    "kind", [FGL, ESCPOS, CLONE, FGL_TTY, ESCPOS_TTY], ids=lambda kind: kind.label
)
def test_noise_around_the_replies_is_not_taken_for_a_word(make_rig: MakeRig, kind: Kind) -> None:
    rig = make_rig(kind)
    rig.fault("noise")
    assert [rig.after_a_while(rig.print(number)).outcome for number in range(3)] == [PRINTED] * 3


def test_a_line_that_stalls_for_a_moment_is_waited_for(rig: Rig) -> None:
    rig.fault("stall", seconds=1.0)
    assert rig.after_a_while(rig.print(1)).outcome is PRINTED


def test_a_line_that_stalls_is_given_up_in_time_and_found_again(rig: Rig) -> None:
    rig.fault("stall")
    first, second = rig.print(1), rig.print(2)
    for future in (first, second):
        assert rig.after_a_while(future).outcome in (NOT_SENT, UNKNOWN)
    rig.do("clear")
    prints(rig, 3)


# ---- stock ----


@pytest.mark.parametrize("mid", [False, True])
def test_out_of_stock_waits_and_resumes_by_itself(rig: Rig, mid: bool) -> None:
    rig.fault("out_of_stock", after=1, mid=mid)
    futures = [rig.print(number) for number in range(3)]
    assert rig.result(futures[0]).outcome is PRINTED
    rig.until(STOPPED, Condition.OUT_OF_STOCK)
    for _ in range(100):
        rig.let_pass(1.0)
    assert not futures[1].done()
    rig.do("load_stock", count=100)
    assert [rig.after_a_while(future).outcome for future in futures] == [PRINTED] * 3


def test_low_stock_is_a_warning_only(rig: Rig) -> None:
    rig.fault("near_end")
    rig.until(frozenset({DeviceState.ATTENTION}), Condition.LOW_STOCK)
    assert rig.result(rig.print(1)).outcome is PRINTED
    rig.do("load_stock", count=400)
    rig.until(frozenset({DeviceState.READY}))


def test_a_job_given_while_stock_is_out_waits_unsent(rig: Rig) -> None:
    rig.fault("out_of_stock")
    rig.until(STOPPED, Condition.OUT_OF_STOCK)
    future = rig.print(1)
    rig.do("load_stock", count=100)
    assert rig.after_a_while(future).outcome is PRINTED


def test_a_purging_printer_leaves_the_ticket_in_doubt(make_rig: MakeRig) -> None:
    rig = make_rig(PURGING)
    rig.fault("out_of_stock", after=0)
    result = rig.result(rig.print(1))
    assert (result.outcome, result.condition) == (UNKNOWN, Condition.OUT_OF_STOCK)
    rig.do("load_stock", count=100)
    prints(rig, 2)
    assert rig.expected(1) not in rig.whole_papers()


# ---- what may not leave ----


@pytest.mark.expects_log("<RO> at byte 4 is not a command of a ticket")
def test_what_may_not_leave_is_not_sent(fgl: Rig) -> None:
    result = fgl.result(fgl.printer.print(b"<CB><RO><RC10,10>x<p>"))
    assert (result.outcome, result.condition) == (NOT_SENT, Condition.ILLEGAL_DATA)
    prints(fgl, 2)


# ---- lines and power ----


@pytest.mark.parametrize("mid", [False, True])
def test_a_power_cut_while_printing_leaves_doubt(rig: Rig, mid: bool) -> None:
    rig.fault("power_cycle", after=1, mid=mid)
    futures = [rig.print(number) for number in range(2)]
    assert rig.result(futures[0]).outcome is PRINTED
    assert rig.after_a_while(futures[1]).outcome is UNKNOWN
    prints(rig, 2)


@pytest.mark.parametrize("kind", [FGL, SINGLE, ESCPOS, CLONE, FGL_TTY], ids=lambda kind: kind.label)
def test_a_power_cut_that_keeps_the_line_is_noticed_all_the_same(
    make_rig: MakeRig, kind: Kind
) -> None:
    """Not on a slow line to a receipt printer that says nothing when it starts: README, limits."""
    rig = make_rig(kind)
    rig.fault("power_cycle", after=0, keep_line=True)
    assert rig.after_a_while(rig.print(1)).outcome is UNKNOWN
    prints(rig, 2)


def test_a_restart_is_reported_where_the_printer_says_so(fgl: Rig) -> None:
    fgl.fault("power_cycle", after=0, keep_line=True)
    result = fgl.result(fgl.print(1))
    assert (result.outcome, result.condition) == (UNKNOWN, Condition.RESTARTED)
    fgl.until(frozenset({DeviceState.ATTENTION}), Condition.RESTARTED)
    prints(fgl, 2)
    assert fgl.printer.status().state is DeviceState.READY


@pytest.mark.parametrize("mid", [False, True])
def test_a_cut_line_leaves_doubt_and_is_made_again(rig: Rig, mid: bool) -> None:
    rig.fault("line_cut", after=1, mid=mid)
    futures = [rig.print(number) for number in range(2)]
    assert rig.result(futures[0]).outcome is PRINTED
    assert rig.after_a_while(futures[1]).outcome is UNKNOWN
    prints(rig, 2)
    prints(rig, 3)


def test_an_idle_line_that_breaks_comes_back(rig: Rig) -> None:
    rig.fault("line_cut")
    rig.until(LOST)
    prints(rig, 1)


def test_jobs_without_a_connection_are_not_sent(rig: Rig) -> None:
    rig.fault("held")
    rig.until(LOST)
    result = rig.result(rig.print(1))
    assert (result.outcome, result.first_byte_s) == (NOT_SENT, None)
    assert result.condition in (Condition.UNREACHABLE, Condition.HELD_BY_OTHER)
    rig.do("clear")
    prints(rig, 2)


def test_a_printer_held_by_another_program_says_so(make_rig: MakeRig) -> None:
    rig = make_rig(FGL, opened=False)
    address = (rig.simulator.address.host, rig.simulator.address.port)
    with socket.create_connection(address):
        while not rig.do("state")["connected"]:
            rig.let_pass(0.0)
        rig.printer.open()
        rig.until(LOST, Condition.HELD_BY_OTHER)
        assert rig.result(rig.print(1)).condition is Condition.HELD_BY_OTHER
    prints(rig, 2)


@EVERY_KIND
def test_a_printer_that_is_switched_on_later_is_found(make_rig: MakeRig, kind: Kind) -> None:
    rig = make_rig(kind, opened=False)
    rig.fault("held")
    rig.printer.open()
    rig.until(LOST)
    rig.do("clear")
    prints(rig, 1)


@EVERY_KIND
@pytest.mark.parametrize("part", [0.05, 0.3, 0.5, 0.7, 0.95])
def test_what_a_dead_host_left_behind_does_not_stop_the_next(
    make_rig: MakeRig, kind: Kind, part: float, expects_log: list[str]
) -> None:
    """A till that was killed in the middle of a paper leaves half of it in the printer."""
    if kind.driver == "fgl" and part in (
        0.05,
        0.95,
    ):  # cut in a command, which the next cannot mend
        expects_log.append("no > behind")
    rig = make_rig(kind, opened=False)
    job = kind.job(0)
    with socket.create_connection((rig.simulator.address.host, rig.simulator.address.port)) as dead:
        dead.sendall(job[: int(len(job) * part)])
        while not rig.do("state")["connected"]:
            rig.let_pass(0.0)
    rig.open()
    assert rig.after_a_while(rig.printer.print(kind.job(1))).outcome is PRINTED
    (paper,) = rig.whole_papers()
    assert paper.endswith(rig.expected(1))  # on a receipt the half line stands above it
    rig.device.errors = 0


# ---- acknowledgements ----


@pytest.mark.parametrize("kind", [FGL, SINGLE, ESCPOS, CLONE], ids=lambda kind: kind.name)
def test_a_late_acknowledgement_is_not_taken_for_the_next_paper(
    make_rig: MakeRig, kind: Kind
) -> None:
    rig = make_rig(kind)
    rig.fault("ack_late", seconds=30)
    assert rig.after_a_while(rig.print(1)).outcome is UNKNOWN
    prints(rig, 2)
    rig.fault("ack_lost")
    third = rig.print(3)
    rig.until_printed(3)
    rig.clock.step(60)  # now the first one's word comes
    rig.after_a_while(third)
    prints(rig, 4)


# ---- silence ----


class _SetToS91(Kind):
    """A ticket printer in the mode that is not spoken, which nobody has told us."""

    def device(self, clock: SteppedClock, tray: PaperTray, plan: FaultPlan) -> FglPrinter:
        return FglPrinter(clock, tray, plan, STOCKS["boca-200dpi-5.5x2"], stock=500, mode="s91")


@pytest.mark.parametrize("mode", ["normal", "s90"])
def test_a_printer_in_a_mode_that_acknowledges_nothing_is_found_out(
    make_rig: MakeRig, mode: str
) -> None:
    rig = make_rig(_SetToS91("fgl-in-s91", "fgl", FGL.job, status_mode=mode))
    for number in (1, 2):
        assert rig.after_a_while(rig.print(number)).outcome is UNKNOWN
    rig.until(STOPPED, Condition.UNINTELLIGIBLE)
    refused = rig.after_a_while(rig.print(3))
    assert (refused.outcome, refused.condition) == (NOT_SENT, Condition.UNINTELLIGIBLE)


def test_a_hanging_printer_is_given_up_and_found_again(rig: Rig) -> None:
    rig.fault("hang", after=0)
    first, second = rig.print(1), rig.print(2)
    assert rig.after_a_while(first).outcome is UNKNOWN
    rig.until(frozenset({DeviceState.STOPPED, DeviceState.LOST}), Condition.SILENT)
    assert rig.after_a_while(second).outcome is NOT_SENT
    rig.do("clear")
    prints(rig, 3)


@EVERY_KIND
def test_a_silent_printer_is_never_ready(make_rig: MakeRig, kind: Kind) -> None:
    rig = make_rig(kind, opened=False)
    rig.fault("hang")
    seen: list[DeviceState] = []
    rig.printer.watch(lambda status: seen.append(status.state))
    rig.printer.open()
    rig.until(STOPPED, Condition.SILENT)
    assert not WORKS & set(seen)
    rig.do("clear")
    prints(rig, 1)


# ---- closing ----


def test_closing_settles_every_job(rig: Rig) -> None:
    rig.fault("hang", after=0)
    first = rig.print(1)
    while rig.do("state")["hung"] is False:
        rig.let_pass(0.0)
    second = rig.print(2)
    rig.printer.close()
    assert rig.result(first).outcome is UNKNOWN
    assert rig.result(second).outcome is NOT_SENT
    assert rig.printer.status().state is DeviceState.CLOSED
    assert rig.result(rig.print(3)).outcome is NOT_SENT


def test_a_closed_printer_can_be_opened_again(rig: Rig) -> None:
    rig.printer.close()
    rig.printer.open()
    prints(rig, 1)


# ---- an evening of trouble ----

TROUBLE = [
    Fault(FaultKind.ACK_LOST),
    Fault(FaultKind.ACK_LATE, seconds=9),
    Fault(FaultKind.LINE_CUT),
    Fault(FaultKind.POWER_CYCLE, mid=True),
    Fault(FaultKind.POWER_CYCLE, keep_line=True),
    Fault(FaultKind.HANG, seconds=12),
]


@EVERY_KIND
@pytest.mark.parametrize("seed", range(3))
def test_an_evening_of_faults_doubles_and_invents_nothing(
    make_rig: MakeRig, kind: Kind, seed: int
) -> None:
    rig = make_rig(kind, FaultPlan.scattered(seed, 24, TROUBLE, 8))
    outcomes = []
    for number in range(30):
        rig.until(WORKS)
        outcomes.append(rig.after_a_while(rig.print(number)).outcome)
    assert outcomes.count(PRINTED) >= 20
    assert set(outcomes) <= {PRINTED, UNKNOWN, NOT_SENT}
