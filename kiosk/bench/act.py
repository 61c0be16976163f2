"""Something that can be done with a virtual device by one tap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardware.simulators.control import Json


def _always(_state: Json) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Act:
    """One button. ``usable`` says by the device's state whether it makes sense now."""

    name: str
    word: str
    do: Callable[[], None]
    icon: str = ""
    kind: str = "plain"
    usable: Callable[[Json], bool] = _always
