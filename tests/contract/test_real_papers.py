"""Papers as long as real ones on an ESC/POS printer: its buffer is full long before the end.

A printer that is stopped then takes nothing at all, no question either. What it said before of why
it is stopped still holds; that is no silence.
"""

from __future__ import annotations

from functools import partial

import pytest

from hardware.simulators.device import BUFFER
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, KickResult, PrintOutcome
from tests.contract.conftest import MakeRig
from tests.contract.rig import CLONE, ESCPOS, Kind, Rig, escpos_job

LOOKS = 9
"""Seconds of waiting, fewer than those after which a line that does not confirm is given up: the
clock moved by hand outruns the network's own confirmations."""
STOPPED = frozenset({DeviceState.STOPPED})
EITHER = pytest.mark.parametrize("kind", [ESCPOS, CLONE], ids=lambda kind: kind.name)


def long_rig(make_rig: MakeRig, kind: Kind, rows: int) -> Rig:
    long = Kind(kind.name, kind.driver, partial(escpos_job, rows=rows), **kind.section)
    assert len(long.job(1)) > BUFFER
    return make_rig(long)


@EITHER
@pytest.mark.parametrize("rows", [220, 1400], ids=["receipt", "ticket"])
@pytest.mark.parametrize(
    ("fault", "values", "condition", "help_out"),
    [
        ("out_of_stock", {"after": 0}, Condition.OUT_OF_STOCK, "load_stock"),
        ("cover", {"after": 0}, Condition.COVER_OPEN, "clear"),
    ],
    ids=["out_of_stock", "cover"],
)
def test_a_stopped_printer_with_a_full_buffer_waits_and_prints(
    make_rig: MakeRig,
    kind: Kind,
    rows: int,
    fault: str,
    values: dict[str, int],
    condition: Condition,
    help_out: str,
) -> None:
    rig = long_rig(make_rig, kind, rows)
    states: list[DeviceState] = []
    rig.printer.watch(lambda status: states.append(status.state))
    rig.fault(fault, **values)
    paper = rig.print(1)
    rig.until(STOPPED, condition)
    for _ in range(LOOKS):
        rig.let_pass(1.0)
    assert rig.printer.status().conditions == {condition}
    assert not paper.done()
    rig.do(help_out, **({"count": 100} if help_out == "load_stock" else {}))
    assert rig.result(paper).outcome is PrintOutcome.PRINTED
    assert rig.after_a_while(rig.print(2)).outcome is PrintOutcome.PRINTED
    assert DeviceState.LOST not in states


@EITHER
@pytest.mark.parametrize("rows", [220, 1400], ids=["receipt", "ticket"])
def test_a_kick_behind_a_full_buffer_is_refused_and_opens_nothing_later(
    make_rig: MakeRig, kind: Kind, rows: int
) -> None:
    rig = long_rig(make_rig, kind, rows)
    rig.fault("out_of_stock", after=0)
    paper = rig.print(1)
    rig.until(STOPPED, Condition.OUT_OF_STOCK)
    wanted = KickResult(sent=False, condition=Condition.OUT_OF_STOCK)
    assert rig.after_a_while(rig.drawer.kick()) == wanted
    rig.do("load_stock", count=100)
    assert rig.result(paper).outcome is PrintOutcome.PRINTED
    assert rig.do("state")["drawer_open"] is False
    assert rig.after_a_while(rig.drawer.kick()).seen_open is True


def text_job(number: int) -> bytes:
    """A receipt of lines only: what is left of it prints whatever was lost before."""
    lines = b"".join(b"Receipt %d, line %d\n" % (number, line) for line in range(500))
    return b"\x1b@" + lines + b"\x1dVB\x03"


@EITHER
@pytest.mark.parametrize("off", [True, False], ids=["off-and-on", "helped"])
def test_a_stopped_printer_that_was_off_on_a_line_that_stays_is_found_out(
    make_rig: MakeRig, kind: Kind, off: bool
) -> None:
    assert len(text_job(1)) > 2 * BUFFER
    rig = make_rig(Kind(kind.name, kind.driver, text_job, **kind.section))
    rig.fault("out_of_stock", mid=True)
    paper = rig.print(1)
    rig.until(STOPPED, Condition.OUT_OF_STOCK)
    if off:
        rig.fault("power_cycle", keep_line=True)
    rig.do("load_stock", count=100)
    became = (PrintOutcome.UNKNOWN, Condition.RESTARTED) if off else (PrintOutcome.PRINTED, None)
    result = rig.after_a_while(paper)
    assert (result.outcome, result.condition) == became
    assert rig.after_a_while(rig.print(2)).outcome is PrintOutcome.PRINTED


def test_a_late_answer_is_not_the_paper_of_a_job_that_stands(make_rig: MakeRig) -> None:
    """Job 1 was answered too late; its word comes while job 2 waits for stock."""
    rig = make_rig(CLONE)
    rig.fault("ack_late", seconds=9)
    assert rig.after_a_while(rig.print(1)).outcome is PrintOutcome.UNKNOWN
    rig.until(frozenset({DeviceState.READY}))
    rig.fault("out_of_stock", after=0)
    second = rig.print(2)
    rig.until(STOPPED, Condition.OUT_OF_STOCK)
    for _ in range(LOOKS):
        rig.let_pass(1.0)
    assert not second.done()
    rig.do("load_stock", count=100)
    assert rig.after_a_while(second).outcome is PrintOutcome.PRINTED
    assert rig.came_out(2)
