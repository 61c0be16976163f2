"""What an ESC/POS driver is doing, and what moves it on.

::

    DOWN ──LINE_UP──> PROBING ──IN_STEP──> READY ──BEGIN──> PRINTING ──ACK──> READY
    any but DOWN ──PROBE──> PROBING          any ──LINE_DOWN──> DOWN
"""

from __future__ import annotations

from enum import Enum

from pos.machine import Machine


class Phase(Enum):
    """What the driver is doing."""

    DOWN = "down"
    PROBING = "probing"
    READY = "ready"
    PRINTING = "printing"


class Step(Enum):
    """What moves the driver on."""

    LINE_UP = "line_up"
    LINE_DOWN = "line_down"
    PROBE = "probe"
    IN_STEP = "in_step"
    BEGIN = "begin"
    ACK = "ack"


PHASES = Machine(
    "escpos_printer",
    Phase,
    Step,
    Phase.DOWN,
    {
        (Phase.DOWN, Step.LINE_UP): Phase.PROBING,
        (Phase.PROBING, Step.IN_STEP): Phase.READY,
        (Phase.READY, Step.BEGIN): Phase.PRINTING,
        (Phase.PRINTING, Step.ACK): Phase.READY,
        **{(phase, Step.PROBE): Phase.PROBING for phase in Phase if phase is not Phase.DOWN},
        **{(phase, Step.LINE_DOWN): Phase.DOWN for phase in Phase},
    },
)
