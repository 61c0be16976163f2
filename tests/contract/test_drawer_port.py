"""The CashDrawer port over a drawer behind a virtual receipt printer, fault by fault."""

from __future__ import annotations

import functools
from concurrent.futures import Future

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.drawers.learning import Learning, Learnt, Step, Why
from hardware.simulators.escpos_printer import EscposPrinter, Make
from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.faults import FaultPlan
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, KickResult, OpenSpell, PrintOutcome, TellsOpenings
from tests.contract.conftest import MakeRig
from tests.contract.patience import looks
from tests.contract.rig import ESCPOS, STAR, Device, Kind, Rig, escpos_job

STOPPED = frozenset({DeviceState.STOPPED})
LOST = frozenset({DeviceState.LOST})


def drawer_state(rig: Rig) -> tuple[DeviceState, frozenset[Condition]]:
    status = rig.drawer.status()
    return status.state, status.conditions


def until_drawer(rig: Rig, state: DeviceState) -> None:
    for _ in looks():
        if rig.drawer.status().state is state:
            return
        rig.let_pass(0.25)
    raise AssertionError(f"the drawer is {rig.drawer.status()}")


def test_a_kick_opens_the_drawer_and_it_is_seen(escpos: Rig) -> None:
    assert escpos.result(escpos.drawer.kick()) == KickResult(sent=True, seen_open=True)
    assert escpos.do("state")["drawer_open"] is True


def test_an_open_drawer_is_a_condition_until_it_is_shut(escpos: Rig) -> None:
    seen: list[frozenset[Condition]] = []
    escpos.drawer.watch(lambda status: seen.append(status.conditions))
    escpos.result(escpos.drawer.kick())
    until_drawer(escpos, DeviceState.ATTENTION)
    escpos.do("close_drawer")
    until_drawer(escpos, DeviceState.READY)
    assert seen == [frozenset(), frozenset({Condition.DRAWER_OPEN}), frozenset()]


def test_a_drawer_opened_by_key_is_noticed(escpos: Rig) -> None:
    escpos.do("open_drawer")
    until_drawer(escpos, DeviceState.ATTENTION)


def test_the_drawer_opens_before_the_receipt_asked_for_after_it(escpos: Rig) -> None:
    with escpos.simulator.control() as watching:
        watching.do("watch")
        kick, receipt = escpos.drawer.kick(), escpos.print(1)
        assert escpos.result(kick).seen_open is True
        assert escpos.after_a_while(receipt).outcome is PrintOutcome.PRINTED
        assert [watching.event()["event"] for _ in range(3)] == ["pulse", "drawer", "paper"]


def test_a_kick_goes_before_receipts_that_wait(escpos: Rig) -> None:
    with escpos.simulator.control() as watching:
        watching.do("watch")
        escpos.fault("slow", rate=2000.0)
        watching.until("fault")
        receipts = [escpos.print(number) for number in range(3)]
        kick = escpos.drawer.kick()
        assert escpos.after_a_while(kick).seen_open is True
        for receipt in receipts:
            assert escpos.after_a_while(receipt).outcome is PrintOutcome.PRINTED
        order = [watching.event()["event"] for _ in range(5)]
    assert order == ["paper", "pulse", "drawer", "paper", "paper"]


def test_no_pulse_while_printing_and_no_printing_during_the_pulse(escpos: Rig) -> None:
    """The virtual printer complains of a pulse in the middle of a receipt; the rig checks that."""
    kicks = [escpos.drawer.kick() for _ in range(3)]
    receipts = [escpos.print(number) for number in range(3)]
    for kick in kicks:
        assert escpos.after_a_while(kick).sent
    started = escpos.clock.monotonic()
    assert escpos.after_a_while(receipts[0]).first_byte_s >= 0.3 - started  # type: ignore[operator]
    assert [escpos.after_a_while(one).outcome for one in receipts] == [PrintOutcome.PRINTED] * 3


def test_a_drawer_that_sticks_is_told_from_one_that_opened(escpos: Rig) -> None:
    escpos.fault("drawer_stuck")
    assert escpos.after_a_while(escpos.drawer.kick()) == KickResult(sent=True, seen_open=False)
    escpos.do("clear")
    assert escpos.after_a_while(escpos.drawer.kick()).seen_open is True


def test_a_drawer_that_was_open_already_says_so(escpos: Rig) -> None:
    escpos.do("open_drawer")
    until_drawer(escpos, DeviceState.ATTENTION)
    wanted = KickResult(sent=True, seen_open=True, condition=Condition.DRAWER_OPEN)
    assert escpos.result(escpos.drawer.kick()) == wanted


@pytest.mark.parametrize("level", ["none", "low"])
def test_without_a_true_sensor_nothing_is_claimed(make_rig: MakeRig, level: str) -> None:
    rig = make_rig(Kind("escpos", "escpos", escpos_job), drawer={"sensor": level})
    result = rig.after_a_while(rig.drawer.kick())
    assert result.sent
    if level == "none":
        assert result.seen_open is None
        assert rig.drawer.status().state is DeviceState.READY
    else:  # the level said "open" all along
        assert result.condition is Condition.DRAWER_OPEN


@pytest.mark.parametrize("fault", ["out_of_stock", "cover"])
def test_a_printer_that_waits_for_a_person_still_opens_the_drawer(escpos: Rig, fault: str) -> None:
    escpos.fault(fault)
    escpos.until(STOPPED)
    assert escpos.after_a_while(escpos.drawer.kick()).seen_open is True
    assert escpos.drawer.status().state is DeviceState.ATTENTION


def test_it_opens_while_a_receipt_waits_for_paper(escpos: Rig) -> None:
    escpos.fault("out_of_stock", after=0)
    receipt = escpos.print(1)
    escpos.until(STOPPED, Condition.OUT_OF_STOCK)
    assert escpos.after_a_while(escpos.drawer.kick()).seen_open is True
    escpos.do("load_stock", count=50)
    assert escpos.after_a_while(receipt).outcome is PrintOutcome.PRINTED


def test_without_a_connection_no_pulse_is_sent(escpos: Rig) -> None:
    escpos.fault("held")
    escpos.until(LOST)
    until_drawer(escpos, DeviceState.LOST)
    result = escpos.result(escpos.drawer.kick())
    assert (result.sent, result.seen_open) == (False, None)
    # On a tty the first try again may already have learnt who has it.
    assert result.condition in {Condition.UNREACHABLE, Condition.HELD_BY_OTHER}
    escpos.do("clear")
    until_drawer(escpos, DeviceState.READY)
    assert escpos.after_a_while(escpos.drawer.kick()).seen_open is True


def test_a_kick_does_not_wait_for_ever(escpos: Rig) -> None:
    escpos.fault("hang", after=0)
    escpos.print(1)
    result = escpos.after_a_while(escpos.drawer.kick())
    assert (result.sent, result.condition) == (False, Condition.SILENT)
    escpos.do("clear")
    until_drawer(escpos, DeviceState.READY)


def test_a_line_that_breaks_after_the_pulse_claims_nothing(escpos: Rig) -> None:
    escpos.fault("drawer_stuck")
    kick = escpos.drawer.kick()
    escpos.let_pass(0.0)
    escpos.fault("line_cut")
    result = escpos.after_a_while(kick)
    assert (result.sent, result.seen_open) == (True, None)


def test_closed_drawers_do_not_kick(make_rig: MakeRig) -> None:
    rig = make_rig(ESCPOS)
    rig.drawer.close()
    assert rig.drawer.status().state is DeviceState.CLOSED
    assert rig.result(rig.drawer.kick()).sent is False
    rig.drawer.open()
    assert rig.after_a_while(rig.drawer.kick()).seen_open is True


def test_a_cancelled_kick_never_goes_out(escpos: Rig) -> None:
    escpos.fault("hang", after=0)
    escpos.print(1)
    kick = escpos.drawer.kick()
    assert kick.cancel()
    escpos.do("clear")
    until_drawer(escpos, DeviceState.READY)
    assert escpos.do("state")["drawer_open"] is False


# ---- open too long ----


def test_a_drawer_left_open_is_told_once_and_for_how_long(make_rig: MakeRig) -> None:
    rig = make_rig(ESCPOS, drawer={"alarm_after": 30})
    seen: list[frozenset[Condition]] = []
    spells: list[OpenSpell] = []
    drawer = rig.drawer
    assert isinstance(drawer, TellsOpenings)
    drawer.watch(lambda status: seen.append(status.conditions))
    drawer.watch_openings(spells.append)
    rig.result(drawer.kick())
    until_drawer(rig, DeviceState.ATTENTION)
    for _ in range(60):
        rig.let_pass(1.0)
    rig.do("close_drawer")
    until_drawer(rig, DeviceState.READY)
    is_open, shut = frozenset({Condition.DRAWER_OPEN}), frozenset[Condition]()
    assert seen == [shut, is_open, is_open | {Condition.DRAWER_LEFT_OPEN}, shut]
    (spell,) = spells
    assert spell.too_long
    assert spell.seen_shut
    assert 60 <= spell.open_s < 62


# ---- polarity, learned at set-up ----


class OtherDrawer(Kind):
    """A whole Epson with a drawer of another make. ``open_is_high`` None: not plugged in."""

    def __init__(self, open_is_high: bool | None, make: Make) -> None:
        super().__init__("escpos-drawer", "escpos", escpos_job)
        self.open_is_high = open_is_high
        self.make = make

    def device(self, clock: SteppedClock, tray: PaperTray, plan: FaultPlan) -> Device:
        return EscposPrinter(
            clock, tray, plan, ROLLS["TM-T88V"], make=self.make, open_is_high=self.open_is_high
        )


def learn(rig: Rig) -> Learnt:
    """What set-up does, with a person who shuts the drawer whenever asked but the first time."""
    learning = Learning()
    learning.shut(rig.drawer.sensor_level())
    while learning.step is not Step.DONE:
        if learning.step is Step.KICK:
            tell = functools.partial(learning.kicked, rig.after_a_while(rig.drawer.kick()))
        else:
            tell = learning.shut
            rig.do("close_drawer")
        until_s = rig.clock.monotonic() + learning.wait_s
        while rig.drawer.sensor_level() is learning.level and rig.clock.monotonic() < until_s:
            rig.let_pass(0.25)
        tell(rig.drawer.sensor_level())
    assert learning.learnt is not None
    return learning.learnt


@pytest.mark.parametrize("make", [Make.EPSON, Make.CLONE])
@pytest.mark.parametrize(("open_is_high", "sensor"), [(True, "high"), (False, "low")])
@pytest.mark.parametrize("was_open", [False, True])
def test_polarity_is_learned(
    make_rig: MakeRig, make: Make, open_is_high: bool, sensor: str, was_open: bool
) -> None:
    rig = make_rig(OtherDrawer(open_is_high, make), drawer={"sensor": "none"})
    if was_open:
        rig.do("open_drawer")
        rig.let_pass(0.5)
    assert learn(rig) == Learnt(sensor, Why.SEEN, was_open=was_open)


def test_an_unplugged_drawer_is_learned_to_have_no_sensor(make_rig: MakeRig) -> None:
    rig = make_rig(OtherDrawer(None, Make.EPSON), drawer={"sensor": "none"})
    assert learn(rig) == Learnt("none", Why.CONSTANT)


def test_a_drawer_that_sticks_teaches_nothing(make_rig: MakeRig) -> None:
    rig = make_rig(ESCPOS, drawer={"sensor": "none"})
    rig.fault("drawer_stuck")
    assert learn(rig) == Learnt("none", Why.CONSTANT)


def test_a_printer_that_tells_no_level_teaches_nothing(make_rig: MakeRig) -> None:
    assert learn(make_rig(STAR)) == Learnt("none", Why.NEVER_TOLD)


# ---- pulses and papers in any order ----


@settings(max_examples=15, deadline=None)
@given(
    acts=st.lists(
        st.sampled_from(["kick", "print", "shut", "cover", "clear", "wait", "while"]), max_size=14
    ),
    pulse=st.sampled_from([2, 100, 150, 510]),
    kind=st.sampled_from([ESCPOS, OtherDrawer(False, Make.CLONE), STAR]),
)
def test_pulses_and_papers_never_meet(
    tmp_path_factory: pytest.TempPathFactory, acts: list[str], pulse: int, kind: Kind
) -> None:
    """The virtual printer complains of paper during a pulse, of a pulse in a paper, of one longer
    than 510 ms and of one before the last has rested; ``check`` reads its complaints.
    """
    rig = Rig(kind, tmp_path_factory.mktemp("rig"), FaultPlan(), {"pulse": pulse})
    try:
        rig.open()
        kicks = [play(rig, act, number) for number, act in enumerate(acts)]
        rig.do("clear")
        for future in [*rig.futures.values(), *(kick for kick in kicks if kick)]:
            rig.after_a_while(future)
        state = rig.do("state")
        assert state["errors"] == 0
        assert all(one.result(0).outcome is PrintOutcome.PRINTED for one in rig.futures.values())
    finally:
        rig.close()
    rig.check()


def play(rig: Rig, act: str, number: int) -> Future[KickResult] | None:
    """Do one thing; return the kick if it was one."""
    match act:
        case "kick":
            return rig.drawer.kick()
        case "print":
            rig.print(number)
        case "shut":
            rig.do("close_drawer")
        case "cover" if rig.kind is not STAR:  # whose cover nobody can ask about
            rig.fault("cover")
        case "clear":
            rig.do("clear")
        case "wait":
            rig.let_pass(0.05)
        case "while":
            rig.let_pass(1.0)
    return None


# ---- Star in emulation ----


def test_a_drawer_behind_star_opens_and_nothing_is_claimed(make_rig: MakeRig) -> None:
    rig = make_rig(STAR)
    assert rig.after_a_while(rig.drawer.kick()) == KickResult(sent=True)
    assert rig.do("state")["drawer_open"] is True
    assert rig.drawer.status().state is DeviceState.READY
