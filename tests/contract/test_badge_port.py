"""The badge reader port over the real smart card daemon with a virtual reader, fault by fault."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.simulators.badge import PAYMENT_CARD
from hardware.simulators.control import ControlClient, ControlRefused
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, TellsFacts
from pos.ports.readers import BadgeRead, ReadProblem
from tests.contract.badge_outcomes import OUTAGES, PUTS, Outage, Put
from tests.contract.badge_rig import BadgeRig
from tests.contract.pcscd import PATIENCE_S, READER, Pcscd

BADGE, OTHER = "04A1B2C3D4E5F6", "04FFEEDDCCBBAA"
MakeRig = Callable[..., BadgeRig]


@pytest.fixture(scope="session")
def the_daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pcscd]:
    """A daemon for the whole run: its socket's name is read once by each process."""
    daemon = Pcscd(tmp_path_factory.mktemp("pcscd"))
    try:
        daemon.start()
        yield daemon
    finally:
        daemon.close()


@pytest.fixture
def make_rig(the_daemon: Pcscd) -> Iterator[MakeRig]:
    """Rigs that are closed at the end; no virtual card was asked for what is none of our business
    unless the test says so."""
    rigs: list[BadgeRig] = []

    def make(**values: str) -> BadgeRig:
        rigs.append(BadgeRig(the_daemon, **values))
        return rigs[-1]

    try:
        yield make
    finally:
        errors = [rig.do("state")["errors"] for rig in rigs]
        for rig in rigs:
            rig.close()
    assert not any(errors)


@pytest.fixture
def rig(make_rig: MakeRig) -> BadgeRig:
    """An open reader with nothing on it."""
    rig = make_rig()
    rig.open()
    return rig


def badge(uid: str) -> BadgeRead:
    return BadgeRead("badge_reader", uid)


def problem(why: ReadProblem) -> BadgeRead:
    return BadgeRead("badge_reader", problem=why)


# ---- badges ----


def test_two_badges_one_after_the_other(rig: BadgeRig) -> None:
    for uid in (BADGE, OTHER):
        rig.put_on(uid)
        assert rig.read() == badge(uid)
        rig.take_away()


def test_a_badge_that_lay_there_before_is_read(make_rig: MakeRig) -> None:
    rig = make_rig()
    rig.put_on(BADGE)
    rig.open()
    assert rig.read() == badge(BADGE)


def test_put_on_twice_is_told_twice(rig: BadgeRig) -> None:
    for _ in range(2):
        rig.put_on(BADGE)
        assert rig.read() == badge(BADGE)
        rig.take_away()
        rig.a_while()


def test_a_flicker_is_not_put_on_again(rig: BadgeRig) -> None:
    rig.put_on(BADGE)
    assert rig.read() == badge(BADGE)
    rig.take_away()
    rig.put_on(BADGE)
    while not rig.do("state")["id_reads"]:
        pass
    rig.take_away()
    rig.put_on(OTHER)
    assert rig.read() == badge(OTHER)


def test_the_reader_tells_facts(rig: BadgeRig) -> None:
    assert isinstance(rig.reader, TellsFacts)
    rig.put_on(BADGE)
    rig.read()
    assert rig.reader.facts() == {"reader": READER, "atr": "3B 81 ... (6)"}


def test_a_watch_over_both_slots(make_rig: MakeRig) -> None:
    rig = make_rig(part="virtual pcd")
    rig.open()
    rig.put_on(BADGE)
    assert rig.read() == badge(BADGE)
    assert rig.reader.facts()["reader"] == "Virtual PCD 00 00, Virtual PCD 00 01"


# ---- fault by fault ----


@pytest.mark.parametrize("put", PUTS, ids=lambda put: put.words)
def test_what_becomes_of_a_card(rig: BadgeRig, put: Put) -> None:
    uid = str(put.values.get("uid", BADGE))
    if put.fault:
        rig.do("fault", **put.fault)
    rig.do(put.do, **({"uid": uid, **put.values} if put.do == "present" else {}))
    if put.silent:
        rig.until_silent()
    if put.helped:
        rig.do("clear")
    assert rig.read() == (badge(uid) if put.problem is None else problem(put.problem))
    if put.problem is None:
        return
    rig.do("clear")
    if rig.do("state")["card"]:
        rig.do("remove")
    rig.until_empty()
    rig.put_on(OTHER)
    assert rig.read() == badge(OTHER)


@pytest.mark.parametrize("outage", OUTAGES, ids=lambda outage: outage.words)
def test_what_becomes_of_an_outage(rig: BadgeRig, outage: Outage) -> None:
    rig.put_on(BADGE)
    assert rig.read() == badge(BADGE)
    end = outage.begin(rig)
    rig.until(outage.state, outage.condition)
    end()
    rig.until(DeviceState.READY)
    rig.take_away()  # the badge that lay there all the time is not told again
    rig.put_on(OTHER)
    assert rig.read() == badge(OTHER)


def test_the_line_to_the_card_breaks_and_comes_back(rig: BadgeRig) -> None:
    rig.put_on(BADGE)
    assert rig.read() == badge(BADGE)
    rig.a_while()
    rig.do("fault", kind="line_cut")
    rig.do("remove")
    rig.until_empty()
    rig.put_on(OTHER)
    assert rig.read() == badge(OTHER)


# ---- payment cards ----


def test_a_payment_card_is_refused_and_forgotten(
    rig: BadgeRig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rig.do("present_payment_card")
    read = rig.read()
    assert read == problem(ReadProblem.PAYMENT_CARD)
    state = rig.do("state")
    assert (state["id_reads"], state["errors"]) == (0, 0)
    seen = [repr(read), rig.story(), caplog.text, repr(rig.reader.facts()), repr(vars(rig.reader))]
    uid = PAYMENT_CARD.uid
    for form in (uid.hex(), uid.hex().upper(), uid.hex(" "), uid.hex(" ").upper(), repr(uid)):
        assert not [text for text in seen if form in text]
    rig.take_away()
    rig.put_on(BADGE)
    assert rig.read() == badge(BADGE)


def test_the_wire_log_has_lengths_only(rig: BadgeRig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rig.put_on(BADGE)
    read = rig.read()
    assert BADGE not in repr(read) + caplog.text + repr(vars(rig.reader))
    said = [(e.direction.value, e.length, e.head) for e in rig.reader.wire.last()]
    assert said[1:] == [(way, size, b"") for way, size in _EXCHANGE]


_EXCHANGE = [("out", 20), ("in", 2), ("out", 20), ("in", 2), ("out", 5), ("in", 9)]


# ---- readers by name ----


def test_no_reader_of_that_name(make_rig: MakeRig) -> None:
    rig = make_rig(part="Another make")
    rig.reader.open()
    rig.until(DeviceState.LOST, Condition.UNREACHABLE)


# ---- closing ----


def test_it_closes_while_it_waits(rig: BadgeRig) -> None:
    rig.reader.close()  # a thread that does not end in time is a warning, and fails the test
    assert rig.reader.status().state is DeviceState.CLOSED
    assert "device-badge_reader" not in {thread.name for thread in threading.enumerate()}
    rig.open()
    rig.put_on(BADGE)
    assert rig.read() == badge(BADGE)


def test_it_closes_while_it_rests(make_rig: MakeRig) -> None:
    rig = make_rig(part="Another make")
    rig.reader.open()
    rig.until(DeviceState.LOST, Condition.UNREACHABLE)
    rig.reader.close()
    assert rig.reader.status().state is DeviceState.CLOSED


# ---- the simulator ----


def test_the_virtual_badge_as_a_process(rig: BadgeRig, the_daemon: Pcscd) -> None:
    command = [sys.executable, "-m", "hardware.simulators.run", "badge", "--until-stdin-closes"]
    command += ["--address", f"tcp://127.0.0.1:{the_daemon.port}", "--control", "0"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        ready = json.loads(process.stdout.readline())
        with ControlClient(ready["control"]) as control:
            control.do("present", {"uid": OTHER})
            assert rig.read() == badge(OTHER)
            with pytest.raises(ControlRefused):
                control.do("present", {"uid": BADGE})
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0
    rig.until_empty()
