"""State as an enum and a transition table.

A machine is a frozen table ``{(state, trigger): state}``. Anything not in the table raises; there
is no setter and no
force. The machines of Foyer are listed in ``pos/lifecycles.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pos.errors import IllegalTransition, InvariantBroken

S = TypeVar("S", bound=Enum)
T = TypeVar("T", bound=Enum)


@dataclass(frozen=True, slots=True)
class Machine(Generic[S, T]):
    """A named table of legal moves over the enum of states and the enum of triggers."""

    name: str
    states: type[S]
    triggers: type[T]
    start: S
    table: Mapping[tuple[S, T], S]

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", MappingProxyType(dict(self.table)))
        unreachable = set(self.states) - {self.start} - set(self.table.values())
        if unreachable:
            raise InvariantBroken(
                "machine.unreachable",
                machine=self.name,
                states=sorted(s.value for s in unreachable),
            )

    def advance(self, state: S, trigger: T) -> S:
        """Return the next state.

        Raises:
            IllegalTransition: The table has no such move.
        """
        try:
            return self.table[state, trigger]
        except KeyError:
            raise IllegalTransition(
                machine=self.name, state=state.value, trigger=trigger.value
            ) from None

    def allows(self, state: S, trigger: T) -> bool:
        """Return whether the move is in the table."""
        return (state, trigger) in self.table

    @property
    def final(self) -> frozenset[S]:
        """States with no way out."""
        return frozenset(set(self.states) - {state for state, _ in self.table})


AnyMachine = Machine[Any, Any]
"""A machine whose states and triggers the reader does not need to know."""
