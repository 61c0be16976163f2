"""A simulator on a thread of this process: for tests, and wherever a process of its own is too
much.
"""

from __future__ import annotations

import threading

from hardware.simulators.control import ControlClient
from hardware.simulators.doors import Address
from hardware.simulators.server import LOOPBACK, Device, SimulatorServer
from hardware.transports.address import TcpAddress
from pos.clock import Clock

_END_S = 10.0
PATIENCE_S = 60.0
"""Longest that a control connection waits: who serves it is a thread beside others, and may be
late."""


class RunningSimulator:
    """Serves ``device`` from ``__enter__`` to ``__exit__``.

    ``address``: a free port on loopback, unless it says otherwise; a ``SerialAddress`` makes a
    pseudo-terminal. ``baud``: see ``SimulatorServer``.
    """

    def __init__(
        self,
        device: Device,
        clock: Clock,
        address: Address = TcpAddress(LOOPBACK, 0),  # noqa: B008  # frozen
        baud: int | None = None,
    ) -> None:
        self.device = device
        self._server = SimulatorServer(device, clock, address, 0, baud)
        self._thread = threading.Thread(
            target=self._server.run, name=f"simulator-{device.kind}", daemon=True
        )

    @property
    def address(self) -> Address:
        """Where the device is."""
        return self._server.address

    @property
    def control_port(self) -> int:
        """Where it takes orders."""
        port = self._server.control_port
        assert port is not None
        return port

    def control(self) -> ControlClient:
        """Return a new connection to the control port."""
        return ControlClient(self.control_port, PATIENCE_S)

    def wake(self) -> None:
        """Have the simulator look at the clock."""
        self._server.wake()

    def stop(self) -> None:
        """End the simulator and wait for it."""
        self._server.stop()
        self._thread.join(_END_S)

    def __enter__(self) -> RunningSimulator:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
