"""Which level of a drawer's sensor means open, learned at set-up with a person standing by.

The printer tells only whether pin 3 is high or low; what that means depends on the drawer, and an
unplugged drawer also reads as one constant level (hardware facts 4, documented). So: read it shut,
kick, read it open, have a person push it shut, read again. A level that does not change at the kick
but does when a person shuts the drawer tells that it stood open to begin with; then it goes round
once more. No I/O and no clock: ``foyer doctor --kick`` and the set-up screen do what ``step`` says
and tell what they read::

    learning = Learning()
    while learning.step is not Step.DONE:
        if learning.step is Step.KICK:
            result = drawer.kick().result()
            ...wait until drawer.sensor_level() differs from learning.level, at most learning.wait_s
            learning.kicked(result, drawer.sensor_level())
        else:
            ...ask a person to shut the drawer; wait in the same way
            learning.shut(drawer.sensor_level())
    learning.learnt
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pos.errors import InvariantBroken
from pos.ports.devices import KickResult

SPRINGS_WITHIN_S = 1.5
"""How long a drawer may take to spring open and its sensor to be told."""
TOLD_WITHIN_S = 11.0
"""How long a printer that tells nothing by itself may take to be asked again: its idle poll."""


class Step(Enum):
    """What is to be done next."""

    SHUT = "shut"
    """A person shuts the drawer, or says that it is shut."""
    KICK = "kick"
    SHUT_AGAIN = "shut_again"
    """A person pushes it shut again."""
    DONE = "done"


class Why(Enum):
    """How the answer was found. The codes are stable: doctor and screen have words for them."""

    SEEN = "seen"
    """The level changed when it opened and changed back when it was shut."""
    CONSTANT = "constant"
    """One level, open or shut: no sensor, not plugged in, or the drawer never opened."""
    NEVER_TOLD = "never_told"
    """The printer does not tell a level."""
    NOT_KICKED = "not_kicked"
    """The pulse did not leave; nothing was learned."""
    NOT_SHUT = "not_shut"
    """It opened and was not seen shut again; nothing was learned."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The answer: ``sensor`` as in window.toml (``high``, ``low``, ``none``)."""

    sensor: str
    why: Why
    was_open: bool = False
    """It stood open to begin with, whatever the person said."""

    @property
    def certain(self) -> bool:
        """Whether it may be written down; otherwise begin anew."""
        return self.why not in (Why.NOT_KICKED, Why.NOT_SHUT)


class Learning:
    """One attempt. Calls that ``step`` did not ask for are our own mistake."""

    def __init__(self) -> None:
        self.step = Step.SHUT
        self.level: bool | None = None
        """The newest level that was told."""
        self.learnt: Learnt | None = None
        self._shut_level: bool | None = None
        self._sprang = False
        self._was_open = False

    @property
    def wait_s(self) -> float:
        """How long to wait at most for the level to differ from ``level`` before it is told."""
        if self.step is Step.KICK:
            return SPRINGS_WITHIN_S
        return TOLD_WITHIN_S if self.step is Step.SHUT_AGAIN else 0.0

    def shut(self, level: bool | None) -> None:
        """A person says it is shut, and this is the level now."""
        self._asked_for(Step.SHUT, Step.SHUT_AGAIN)
        first = self.step is Step.SHUT
        self.level = level
        if level is None:
            self._done("none", Why.NEVER_TOLD)
        elif first:
            self._shut_level = level
            self.step = Step.KICK
        else:
            self._shut_again(level)

    def kicked(self, result: KickResult, level: bool | None) -> None:
        """The drawer was kicked with this result, and this is the level now."""
        self._asked_for(Step.KICK)
        self.level = level
        if not result.sent:
            self._done("none", Why.NOT_KICKED)
        elif level is None:
            self._done("none", Why.NEVER_TOLD)
        else:
            self._sprang = level is not self._shut_level
            self.step = Step.SHUT_AGAIN

    def _shut_again(self, level: bool) -> None:
        changed = level is not self._shut_level
        if self._sprang and not changed:
            self._done("low" if self._shut_level else "high", Why.SEEN)
        elif self._sprang:
            self._done("none", Why.NOT_SHUT)
        elif changed and not self._was_open:  # it had been open: now it is shut for the first time
            self._was_open = True
            self._shut_level = level
            self.step = Step.KICK
        else:
            self._done("none", Why.CONSTANT)

    def _done(self, sensor: str, why: Why) -> None:
        self.step = Step.DONE
        self.learnt = Learnt(sensor, why, self._was_open)

    def _asked_for(self, *steps: Step) -> None:
        if self.step not in steps:
            raise InvariantBroken("drawer.learning_out_of_step", step=self.step.value)
