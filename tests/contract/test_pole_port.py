"""The PoleDisplay port over every model on a virtual display, over TCP and a real tty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.displays.commands import MODELS
from hardware.displays.pole import STALLS_S
from hardware.simulators.faults import FaultPlan
from hardware.simulators.pole_display import VirtualPole
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition
from tests.contract.line_rig import LINES, LOST, STEP_S, LineRig
from tests.contract.patience import looks
from tests.contract.reader_outcomes import POLE, Outcome

TOTAL = ("Dvořák: Rusalka", "Total        €120.00")
SHOWN = ("Dvorak: Rusalka", "Total      EUR120.00")


class PoleRig(LineRig):
    """Shows lines and looks at the display."""

    def __init__(self, line: str, folder: Path, model: str) -> None:
        def make(clock: object) -> VirtualPole:
            return VirtualPole(clock, FaultPlan(), model)  # type: ignore[arg-type]

        values = {"driver": "pole", "model": model}
        super().__init__(line, folder, "customer_display", values, make)
        self.errors = 0

    def show(self, upper: str, lower: str) -> None:
        assert self.devices.customer_display is not None
        self.devices.customer_display.show(upper, lower)

    def looks(self, seconds: float = 1.0) -> tuple[object, object]:
        """What stands there a moment later."""
        self.let_pass(seconds)
        state = self.do("state")
        return state["upper"], state["lower"]

    def until_shown(self, *lines: str) -> None:
        """Wait until that stands there. Where a tty was hung up and opened at once, its other end
        may not have noticed: nothing but the display tells when everything has arrived.
        """
        for _ in looks():
            if self.looks(STEP_S) == lines:
                return
        raise AssertionError(f"never {lines}: {self.looks()}")


MakeRig = Callable[..., PoleRig]


@pytest.fixture(params=LINES)
def make_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeRig]:
    rigs: list[PoleRig] = []

    def make(model: str) -> PoleRig:
        rigs.append(PoleRig(request.param, tmp_path, model))
        rigs[-1].open()
        return rigs[-1]

    try:
        yield make
    finally:
        for rig in rigs:
            rig.close()
    for rig in rigs:
        assert rig.virtual.errors == 0, "the driver broke the protocol"


@pytest.fixture(params=sorted(MODELS))
def rig(request: pytest.FixtureRequest, make_rig: MakeRig) -> PoleRig:
    """A working display of every model."""
    return make_rig(request.param)


def test_two_lines_are_shown_in_letters_that_it_has(rig: PoleRig) -> None:
    rig.show(*TOTAL)
    assert rig.looks() == SHOWN
    rig.show("Thank you", "")
    assert rig.looks() == ("Thank you", "")
    rig.show("", "")
    assert rig.looks() == ("", "")


def test_full_lines_do_not_run_into_each_other(rig: PoleRig) -> None:
    rig.show("A" * 20, "B" * 20)
    assert rig.looks() == ("A" * 20, "B" * 20)
    rig.show("C" * 40, "D" * 40)
    assert rig.looks() == ("C" * 20, "D" * 20)


def test_no_text_is_a_command(rig: PoleRig) -> None:
    rig.show("\x1bQA\x0c\x1f\x10\x00", "\x18Y")
    assert rig.looks() == ("_QA  __", "_Y")


def test_nothing_is_sent_while_nothing_changes(rig: PoleRig) -> None:
    rig.show(*TOTAL)
    rig.looks()
    sent = len(rig.device.wire.last())  # type: ignore[attr-defined]
    for _ in range(20):
        rig.show(*TOTAL)
    rig.let_pass(3.0)
    assert len(rig.device.wire.last()) == sent  # type: ignore[attr-defined]


def test_the_newest_wins(rig: PoleRig) -> None:
    for number in range(200):
        rig.show(f"Total {number}", "")
    assert rig.looks() == ("Total 199", "")


@pytest.mark.parametrize("outcome", POLE, ids=lambda outcome: outcome.name)
def test_what_becomes_of_a_picture(rig: PoleRig, outcome: Outcome) -> None:
    rig.show("before", "it")
    assert rig.looks() == ("before", "it")
    rig.fault(outcome.fault, **outcome.values)
    if outcome.lost:
        rig.until_lost(outcome.fault)
        rig.show("while", "it was away")
    else:
        rig.show("passing", "")
        rig.show(*TOTAL)
        assert rig.looks() == (SHOWN if outcome.reads else ("before", "it"))
        assert all(status.state is not LOST for status in rig.seen)
    rig.do("clear")
    rig.until(DeviceState.READY)
    rig.until_shown(*(("while", "it was away") if outcome.lost else SHOWN))
    rig.show("and", "on")
    rig.until_shown("and", "on")


def test_a_display_that_came_back_gets_what_stood_there(rig: PoleRig) -> None:
    rig.show(*TOTAL)
    rig.looks()
    for _ in range(2):
        rig.unplug()
        assert rig.until(LOST).conditions == {Condition.UNREACHABLE}
        rig.let_pass(3.0)
        rig.plug_in_again()
        rig.until(DeviceState.READY)
        rig.until_shown(*SHOWN)


def test_shown_before_it_is_there_it_is_drawn_when_it_comes(
    make_rig: MakeRig, rig: PoleRig
) -> None:
    rig.shut()
    rig.show(*TOTAL)
    rig.open()
    rig.until_shown(*SHOWN)


def test_a_line_that_takes_nothing_is_hung_up_and_tried_again(make_rig: MakeRig) -> None:
    rig = make_rig("cd5220")
    rig.fault("stall")
    before = len(rig.seen)
    for number in range(600):  # a tty holds a few kilobytes; TCP swallows all of it
        rig.show(f"Total {number:14}", "x" * 20)
        rig.settle()
    rig.let_pass(STALLS_S + 1.0)
    if rig.line == "tty":
        assert Condition.SILENT in {
            why for status in rig.seen[before:] for why in status.conditions
        }
    rig.do("clear")
    rig.until(DeviceState.READY)
    rig.until_shown(f"Total {599:14}", "x" * 20)
