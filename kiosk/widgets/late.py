"""What is made when it is first looked at, and what waits for that. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, Generic, TypeVar

from typing_extensions import ParamSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound="QWidget")
P = ParamSpec("P")


class Late(Generic[W]):
    """A screen, a panel or a page that is not there before somebody wants to see it.

    Args:
        make: Makes it, once.
        put: Puts it where it will be seen.
    """

    def __init__(self, make: Callable[[], W], put: Callable[[W], object] | None = None) -> None:
        self._make: Callable[[], W] | None = make
        self._put = put
        self._made: W | None = None
        self._told: dict[str, Callable[[W], object]] = {}

    @property
    def made(self) -> W | None:
        """It, if it is there already."""
        return self._made

    def now(self) -> W:
        """Return it; make it first where that was not done yet."""
        if self._made is None:
            assert self._make is not None, "a part of the window that asks for itself"
            make, self._make, put, self._put = self._make, None, self._put, None
            self._made = made = make()
            if put is not None:
                put(made)
            told, self._told = self._told, {}
            for say in told.values():
                say(made)
        return self._made

    def tell(
        self, say: Callable[Concatenate[W, P], object], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Call a method of it: now, or when it is made, and then only with what came last."""
        if self._made is not None:
            say(self._made, *args, **kwargs)
        else:
            self._told[say.__qualname__] = lambda made: say(made, *args, **kwargs)
