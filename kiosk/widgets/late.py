"""What is made when it is first looked at, and what waits for that. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Generic, TypeVar

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
        self._told: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {}

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
            for name, (args, kwargs) in told.items():
                getattr(made, name)(*args, **kwargs)
        return self._made

    def tell(
        self, say: Callable[Concatenate[W, P], object], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Call a method of it: now, or when it is made, and then only with what came last. ``say``
        names the method and its class; a class below may have its own."""
        name = say.__name__
        if self._made is not None:
            getattr(self._made, name)(*args, **kwargs)
        else:
            self._told.pop(name, None)
            self._told[name] = (args, kwargs)

    def remind(self, say: Callable[[W], object]) -> None:
        """Call a method of it, where it is made: who was never there has nothing to do."""
        if self._made is not None:
            getattr(self._made, say.__name__)()
