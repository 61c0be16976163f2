from __future__ import annotations

import pytest

from hardware.health import Health
from pos.errors import IllegalTransition
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus

LOW, OUT, SILENT = Condition.LOW_STOCK, Condition.OUT_OF_STOCK, Condition.SILENT


def connected() -> Health:
    health = Health("printer")
    health.opening()
    health.report(frozenset())
    return health


@pytest.mark.parametrize(
    ("conditions", "state"),
    [
        (set(), DeviceState.READY),
        ({LOW}, DeviceState.ATTENTION),
        ({Condition.DRAWER_OPEN}, DeviceState.ATTENTION),
        ({OUT}, DeviceState.STOPPED),
        ({LOW, OUT}, DeviceState.STOPPED),
        ({SILENT}, DeviceState.STOPPED),
    ],
)
def test_conditions_decide_the_state(conditions: set[Condition], state: DeviceState) -> None:
    health = connected()
    health.report(frozenset(conditions))
    assert health.status == DeviceStatus("printer", state, frozenset(conditions))


def test_every_change_is_told_once() -> None:
    health, seen = Health("printer"), []
    health.watch(lambda status: seen.append((status.state, status.conditions)))
    health.opening()
    health.report(frozenset({LOW}))
    health.report(frozenset({LOW}))
    health.lost(Condition.UNREACHABLE)
    health.retrying()
    health.closed()
    assert [state.value for state, _ in seen] == [
        "closed",
        "connecting",
        "attention",
        "lost",
        "connecting",
        "closed",
    ]


def test_why_it_was_lost_stays_true_while_it_is_tried_again() -> None:
    health = connected()
    health.lost(Condition.HELD_BY_OTHER)
    health.retrying()
    assert health.status.conditions == {Condition.HELD_BY_OTHER}


def test_a_device_that_is_not_open_cannot_report() -> None:
    with pytest.raises(IllegalTransition):
        Health("printer").report(frozenset())


def test_a_watcher_may_watch() -> None:
    health, seen = connected(), []
    health.watch(lambda _: health.watch(seen.append) if not seen else None)
    assert len(seen) == 1
