"""What is the matter with an FGL printer, as far as it has told."""

from __future__ import annotations

from pos.ports.devices import WARNINGS, Condition

STOPS = frozenset(
    {Condition.OUT_OF_STOCK, Condition.JAM, Condition.CUTTER_JAM, Condition.MECHANICAL}
)
"""What the printer has told us it waits for a person about: no deadline runs meanwhile."""


class Conditions(set[Condition]):
    """The conditions that hold now."""

    @property
    def stopped(self) -> bool:
        """Whether it prints nothing until a person has helped."""
        return bool(self & STOPS)

    @property
    def held(self) -> bool:
        """Whether a person is needed before it goes on."""
        return self.stopped or Condition.TICKET_WAITING in self

    @property
    def why(self) -> Condition:
        """Why it takes nothing now."""
        return min(self - WARNINGS, key=lambda one: one.value, default=Condition.SILENT)

    def went_on(self) -> None:
        """Whatever it waited for is over."""
        self -= STOPS | {Condition.TICKET_WAITING}
