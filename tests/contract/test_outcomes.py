"""Every driver under every fault: what becomes of the paper, and what happens next.

The table is data (``outcomes.py``) and the README's. Every rig is also checked at its end: nothing
came out twice, nothing was believed printed that is not on paper.
"""

from __future__ import annotations

import pytest

from pos.lifecycles import DeviceState
from pos.ports.devices import PrintOutcome
from tests.contract.conftest import MakeRig
from tests.contract.outcomes import Cell, Row, Then, cases
from tests.contract.rig import WORKS, Kind, Rig

STOPPED = frozenset({DeviceState.STOPPED})
OUT_OF_ORDER = frozenset({DeviceState.STOPPED, DeviceState.LOST})


@pytest.mark.parametrize(
    ("row", "kind"), list(cases()), ids=lambda one: one.name if isinstance(one, Kind) else one.words
)
def test_what_becomes_of_the_paper(make_rig: MakeRig, row: Row, kind: Kind) -> None:
    rig, cell = make_rig(kind), row.cells[kind]
    states: list[DeviceState] = []
    rig.printer.watch(lambda status: states.append(status.state))
    if row.fault:
        rig.fault(row.fault, **row.values)
        if row.fault == "held":
            rig.until(OUT_OF_ORDER)
        rig.let_pass(0.0)  # what it says of that has been heard
    paper = rig.print(1)
    if cell.waits:
        rig.until(STOPPED, cell.waits)
        for _ in range(40):
            rig.let_pass(1.0)
        assert not paper.done()
        help_out(rig, row)
    result = rig.after_a_while(paper)
    assert result.outcome is cell.outcome
    assert result.condition in cell.whys
    if cell.shows:
        rig.until(frozenset({DeviceState.ATTENTION}), cell.shows)
    NEXT[cell.then](rig, row, cell)
    assert (DeviceState.LOST in states) >= (cell.then is Then.RECONNECTS)


def help_out(rig: Rig, row: Row) -> None:
    """What the person at the printer does."""
    rig.do(row.help, **({"count": 100} if row.help == "load_stock" else {}))


def goes_on(rig: Rig, row: Row, cell: Cell) -> None:
    rig.until(WORKS)
    assert rig.after_a_while(rig.print(9)).outcome is PrintOutcome.PRINTED


def helped(rig: Rig, row: Row, cell: Cell) -> None:
    if cell.shows is None:
        rig.until(STOPPED, cell.whys[0])
    second = rig.print(2)
    for _ in range(40):
        rig.let_pass(1.0)
    assert not second.done()
    help_out(rig, row)
    assert rig.after_a_while(second).outcome is PrintOutcome.PRINTED
    goes_on(rig, row, cell)


def restored(rig: Rig, row: Row, cell: Cell) -> None:
    rig.until(OUT_OF_ORDER)
    assert rig.after_a_while(rig.print(2)).outcome is PrintOutcome.NOT_SENT
    help_out(rig, row)
    rig.until(WORKS)
    assert rig.after_a_while(rig.print(3)).outcome is PrintOutcome.PRINTED


NEXT = {
    Then.GOES_ON: goes_on,
    Then.RECONNECTS: goes_on,
    Then.HELPED: helped,
    Then.RESTORED: restored,
}
