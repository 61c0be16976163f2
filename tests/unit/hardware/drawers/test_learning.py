from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.drawers.learning import Learning, Learnt, Step, Why
from pos.errors import InvariantBroken
from pos.ports.devices import Condition, KickResult

SENT = KickResult(sent=True)
REFUSED = KickResult(sent=False, condition=Condition.UNREACHABLE)


class Drawer:
    """A drawer with hands in front of it. ``open_level`` None: its level is constant."""

    def __init__(self, open_level: bool | None, *, is_open: bool = False, stuck: bool = False):
        self.open_level = open_level
        self.is_open = is_open
        self.stuck = stuck
        self.asked_to_shut = 0

    def level(self) -> bool:
        return False if self.open_level is None else self.is_open is self.open_level

    def learn(self, *, obedient: bool = True) -> Learnt:
        """A person who says that it is shut without looking, the first time."""
        learning = Learning()
        learning.shut(self.level())
        while learning.step is not Step.DONE:
            if learning.step is Step.KICK:
                self.is_open = self.is_open or not self.stuck
                learning.kicked(SENT, self.level())
            else:
                self.asked_to_shut += 1
                self.is_open = self.is_open and not obedient
                learning.shut(self.level())
        assert learning.learnt is not None
        return learning.learnt


@pytest.mark.parametrize(("open_level", "sensor"), [(True, "high"), (False, "low")])
def test_polarity_is_seen(open_level: bool, sensor: str) -> None:
    drawer = Drawer(open_level)
    assert drawer.learn() == Learnt(sensor, Why.SEEN)
    assert drawer.asked_to_shut == 1


@pytest.mark.parametrize(("open_level", "sensor"), [(True, "high"), (False, "low")])
def test_a_drawer_that_stood_open_is_noticed(open_level: bool, sensor: str) -> None:
    drawer = Drawer(open_level, is_open=True)
    assert drawer.learn() == Learnt(sensor, Why.SEEN, was_open=True)
    assert drawer.asked_to_shut == 2


def test_an_unplugged_drawer_has_no_sensor() -> None:
    learnt = Drawer(None).learn()
    assert learnt == Learnt("none", Why.CONSTANT)
    assert learnt.certain


def test_a_drawer_that_sticks_shut_teaches_nothing() -> None:
    assert Drawer(True, stuck=True).learn() == Learnt("none", Why.CONSTANT)


def test_one_that_stood_open_and_then_sticks_is_not_guessed() -> None:
    """Its level changed once, but nobody saw which side was which by a kick."""
    learnt = Drawer(True, is_open=True, stuck=True).learn()
    assert learnt == Learnt("none", Why.CONSTANT, was_open=True)


def test_one_that_nobody_shuts_teaches_nothing() -> None:
    learnt = Drawer(True).learn(obedient=False)
    assert learnt == Learnt("none", Why.NOT_SHUT)
    assert not learnt.certain


def test_a_printer_that_tells_no_level_has_no_sensor() -> None:
    learning = Learning()
    learning.shut(None)
    assert learning.learnt == Learnt("none", Why.NEVER_TOLD)


def test_a_level_lost_on_the_way_is_no_level() -> None:
    learning = Learning()
    learning.shut(False)
    learning.kicked(SENT, None)
    assert learning.learnt == Learnt("none", Why.NEVER_TOLD)


def test_a_pulse_that_did_not_leave_teaches_nothing() -> None:
    learning = Learning()
    learning.shut(False)
    learning.kicked(REFUSED, False)
    assert learning.learnt == Learnt("none", Why.NOT_KICKED)
    assert not learning.learnt.certain


def test_nobody_skips_a_step() -> None:
    learning = Learning()
    with pytest.raises(InvariantBroken):
        learning.kicked(SENT, True)
    learning.shut(False)
    with pytest.raises(InvariantBroken):
        learning.shut(False)


@given(
    open_level=st.sampled_from([True, False, None]),
    is_open=st.booleans(),
    stuck=st.booleans(),
    obedient=st.booleans(),
)
def test_a_polarity_is_never_wrong(
    open_level: bool | None, is_open: bool, stuck: bool, obedient: bool
) -> None:
    learnt = Drawer(open_level, is_open=is_open, stuck=stuck).learn(obedient=obedient)
    if learnt.sensor != "none":
        assert learnt.sensor == ("high" if open_level else "low")
        assert open_level is not None
