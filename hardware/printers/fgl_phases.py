"""What an FGL driver is doing, and what moves it on.

::

    DOWN ──LINE_UP──> ASKING ──ANSWERED──> READY ──BEGIN──> PRINTING ──ACK──> READY
    PRINTING ──ACK_IN_DOUBT──> CONFIRMING ──ACK──> READY
    any but DOWN ──ASK──> ASKING          any ──LINE_DOWN──> DOWN

ASKING: ``<S2>`` is out. It queues behind print data, so its answer means that everything before it
is done, and it tells the count; no answer means the printer is not ready. Silence is never "all
well".
"""

from __future__ import annotations

from enum import Enum

from pos.machine import Machine


class Phase(Enum):
    """What the driver is doing."""

    DOWN = "down"
    ASKING = "asking"
    READY = "ready"
    PRINTING = "printing"
    CONFIRMING = "confirming"


class Step(Enum):
    """What moves the driver on."""

    LINE_UP = "line_up"
    LINE_DOWN = "line_down"
    ASK = "ask"
    ANSWERED = "answered"
    BEGIN = "begin"
    ACK = "ack"
    ACK_IN_DOUBT = "ack_in_doubt"


PHASES = Machine(
    "fgl_printer",
    Phase,
    Step,
    Phase.DOWN,
    {
        (Phase.DOWN, Step.LINE_UP): Phase.ASKING,
        (Phase.ASKING, Step.ANSWERED): Phase.READY,
        (Phase.READY, Step.BEGIN): Phase.PRINTING,
        (Phase.PRINTING, Step.ACK): Phase.READY,
        (Phase.PRINTING, Step.ACK_IN_DOUBT): Phase.CONFIRMING,
        (Phase.CONFIRMING, Step.ACK): Phase.READY,
        **{(phase, Step.ASK): Phase.ASKING for phase in Phase if phase is not Phase.DOWN},
        **{(phase, Step.LINE_DOWN): Phase.DOWN for phase in Phase},
    },
)

UNDER_WAY = (Phase.PRINTING, Phase.CONFIRMING)
