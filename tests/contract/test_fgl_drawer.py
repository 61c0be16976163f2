"""The CashDrawer port over a drawer behind a virtual ticket printer: nobody sees it open."""

from __future__ import annotations

import pytest

from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, KickResult, PrintOutcome
from tests.contract.conftest import MakeRig
from tests.contract.rig import FGL, SINGLE, Kind, Rig

BOCA = pytest.mark.parametrize("kind", [FGL, SINGLE], ids=lambda kind: kind.name)
SENT = KickResult(sent=True, seen_open=None)


@BOCA
@pytest.mark.parametrize("sensor", ["high", "low", "none"])
def test_a_kick_is_sent_and_never_seen(make_rig: MakeRig, kind: Kind, sensor: str) -> None:
    rig = make_rig(kind, drawer={"sensor": sensor})
    with rig.simulator.control() as watching:
        watching.do("watch")
        assert rig.result(rig.drawer.kick()) == SENT
        assert watching.until("drawer_pulse")["drawer"] == "A"
    assert rig.drawer.sensor_level() is None
    assert rig.drawer.status().state is DeviceState.READY


def test_the_pin_chooses_the_drawer(make_rig: MakeRig) -> None:
    rig = make_rig(FGL, drawer={"pin": 5})
    with rig.simulator.control() as watching:
        watching.do("watch")
        assert rig.result(rig.drawer.kick()) == SENT
        assert watching.until("drawer_pulse")["drawer"] == "B"


@BOCA
def test_a_kick_goes_between_tickets_before_those_that_wait(make_rig: MakeRig, kind: Kind) -> None:
    rig = make_rig(kind)
    rig.fault("slow", rate=2000.0)
    with rig.simulator.control() as watching:
        watching.do("watch")
        tickets = [rig.print(number) for number in range(3)]
        kick = rig.drawer.kick()
        assert rig.after_a_while(kick) == SENT
        assert [rig.after_a_while(one).outcome for one in tickets] == [PrintOutcome.PRINTED] * 3
        order = [watching.event()["event"] for _ in range(4)]
    assert order.index("drawer_pulse") <= 1  # behind the one under way, if it was
    assert order.count("paper") == 3


@BOCA
def test_a_printer_that_waits_for_a_person_refuses_the_kick(make_rig: MakeRig, kind: Kind) -> None:
    rig = make_rig(kind)
    rig.fault("out_of_stock", after=0)
    ticket = rig.print(1)
    rig.until(frozenset({DeviceState.STOPPED}), Condition.OUT_OF_STOCK)
    refused = KickResult(False, None, Condition.OUT_OF_STOCK)
    assert rig.after_a_while(rig.drawer.kick()) == refused
    rig.do("load_stock", count=50)
    assert rig.after_a_while(ticket).outcome is PrintOutcome.PRINTED


def test_without_a_connection_no_pulse_is_sent(fgl: Rig) -> None:
    fgl.fault("held")
    fgl.until(frozenset({DeviceState.LOST}))
    result = fgl.result(fgl.drawer.kick())
    assert (result.sent, result.seen_open) == (False, None)
    assert result.condition in (Condition.UNREACHABLE, Condition.HELD_BY_OTHER)
