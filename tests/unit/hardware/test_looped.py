from __future__ import annotations

from hardware.displays.pole import pole_display_of
from hardware.looped import Listeners
from hardware.simulators.stepped_clock import SteppedClock
from pos.lifecycles import DeviceState
from pos.ports.devices import DeviceStatus


def test_everybody_who_listens_is_told_in_order() -> None:
    listeners: Listeners[str] = Listeners()
    told: list[tuple[str, str]] = []
    listeners.tell("nobody yet")
    listeners.add(lambda text: told.append(("first", text)))
    listeners.add(lambda text: told.append(("second", text)))
    listeners.tell("code")
    assert told == [("first", "code"), ("second", "code")]


def test_a_device_has_a_name_a_health_and_a_wire_log_before_it_is_open() -> None:
    device = pole_display_of({"address": "tcp://127.0.0.1:1"}, SteppedClock())
    seen: list[DeviceStatus] = []
    device.watch(seen.append)
    assert device.name == "customer_display"
    assert [status.state for status in seen] == [DeviceState.CLOSED]
    assert device.wire.last() == ()
    assert device.facts() == {}
    device.stop()
    device.close()
    assert device.status().state is DeviceState.CLOSED
