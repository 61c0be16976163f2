"""How a presenter and its screen hold together: the presenter keeps one frozen state, the screen
draws it.

A screen asks nothing and remembers nothing a presenter should; drawing the same state in another
language is how a screen is retranslated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

S = TypeVar("S", bound="DataclassInstance")
S_contra = TypeVar("S_contra", contravariant=True)


class View(Protocol[S_contra]):
    """A screen, as its presenter sees it. GUI thread."""

    def draw(self, state: S_contra) -> None:
        """Show ``state``; called after every change."""
        ...


class Presenter(Generic[S]):
    """Keeps the state of one screen. GUI thread."""

    def __init__(self, state: S) -> None:
        self.state = state
        self._view: View[S] | None = None
        self._watchers: list[Callable[[S], None]] = []
        self._foreseen: list[Callable[[S], None]] = []

    def watch(self, watcher: Callable[[S], None]) -> None:
        """Tell ``watcher`` every state from now on, the present one at once; the view stays."""
        self._watchers.append(watcher)
        watcher(self.state)

    def attach(self, view: View[S]) -> None:
        """Show every state from now on in ``view``, the present one at once."""
        self._view = view
        view.draw(self.state)

    def foresee(self, watcher: Callable[[S], None]) -> None:
        """Tell ``watcher`` every state from now on before it is shown anywhere: what is to show it
        can be made then."""
        self._foreseen.append(watcher)

    def _now(self, **changes: Any) -> None:
        self._become(replace(self.state, **changes))

    def _become(self, state: S) -> None:
        """Keep and show ``state``; what is shown already is not drawn again."""
        if state == self.state:
            return
        for watcher in self._foreseen:
            watcher(state)
        self.state = state
        if self._view is not None:
            self._view.draw(state)
        for watcher in self._watchers:
            watcher(state)
