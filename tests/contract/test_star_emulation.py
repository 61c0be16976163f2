"""A Star printer in ESC/POS emulation: its DLE EOT tells nothing, so its fences must do.

The driver neither hangs nor lies: it cannot say what is the matter, only that nobody answers.
"""

from __future__ import annotations

import pytest

from hardware.simulators.faults import FaultPlan
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome, TellsFacts
from tests.contract.conftest import MakeRig
from tests.contract.rig import STAR, WORKS

UNKNOWN = PrintOutcome.UNKNOWN
PRINTED = PrintOutcome.PRINTED


def test_it_is_told_from_an_epson_and_works(make_rig: MakeRig) -> None:
    rig = make_rig(STAR)
    printer = rig.printer
    assert isinstance(printer, TellsFacts)
    assert printer.facts() == {
        "acknowledges_by": "status",
        "real_time_status": "unlike_epson",
        "automatic_status": "not_seen",
    }
    assert rig.result(rig.print(1)).outcome is PRINTED
    for _ in range(40):
        rig.let_pass(1.0)
    assert rig.printer.status().state in WORKS


@pytest.mark.parametrize(
    ("kind", "values", "help_out", "outcome"),
    [
        ("near_end", {}, "load_stock", PRINTED),
        ("out_of_stock", {}, "load_stock", UNKNOWN),
        ("out_of_stock", {"mid": True}, "load_stock", UNKNOWN),
        ("cover", {}, "clear", UNKNOWN),
        ("jam", {"mid": True}, "clear", UNKNOWN),
        ("cutter", {}, "clear", UNKNOWN),
        ("hang", {"after": 0}, "clear", UNKNOWN),
        ("hang", {"after": 0, "seconds": 2}, "clear", PRINTED),
        ("ack_lost", {}, "clear", UNKNOWN),
        ("ack_late", {"seconds": 30}, "clear", UNKNOWN),
        ("power_cycle", {"after": 0}, "clear", UNKNOWN),
        ("power_cycle", {"after": 0, "keep_line": True}, "clear", UNKNOWN),
        ("byte_split", {}, "clear", PRINTED),
        ("slow", {"rate": 500.0}, "clear", PRINTED),
    ],
)
def test_what_it_cannot_say_is_in_doubt_and_it_comes_back(
    make_rig: MakeRig, kind: str, values: dict[str, object], help_out: str, outcome: PrintOutcome
) -> None:
    rig = make_rig(STAR, FaultPlan(seed=7))
    rig.fault(kind, **values)
    rig.let_pass(0.0)
    assert rig.after_a_while(rig.print(1)).outcome is outcome
    if kind == "near_end":
        rig.until(WORKS, Condition.LOW_STOCK)  # its fence tells of paper
    for _ in range(60):
        rig.let_pass(1.0)
    rig.do(help_out, **({"count": 100} if help_out == "load_stock" else {}))
    rig.until(WORKS)
    assert rig.after_a_while(rig.print(2)).outcome is PRINTED


def test_silence_at_rest_is_not_paper(make_rig: MakeRig) -> None:
    """It cannot say that it is out of paper; that it says nothing is noticed all the same."""
    rig = make_rig(STAR)
    rig.fault("out_of_stock")
    rig.until(frozenset({DeviceState.STOPPED}), Condition.SILENT)
    rig.do("load_stock", count=100)
    rig.until(WORKS)
    assert rig.after_a_while(rig.print(1)).outcome is PRINTED
