"""How panels come to lie over the room: each is made when its presenter first has something to
show in it, and comes and goes as it asks. GUI thread only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from kiosk.presenters.showing import Presenter
from kiosk.widgets.panel import Panel

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from kiosk.shell import Shell
    from kiosk.widgets.late import Late
    from printing.words import Words

    class Shown(DataclassInstance, Protocol):
        """A state that says whether anything of it is to be seen."""

        @property
        def shown(self) -> bool: ...


S = TypeVar("S", bound="Shown")


def lay(shell: Shell, presenter: Presenter[S], make: Callable[[Words], Panel]) -> Late[Panel]:
    """Return the panel in which ``presenter`` shows what it has; it attaches itself to it."""

    def made() -> Panel:
        panel = make(shell.words)
        panel.wanted.connect(partial(_come_or_go, shell, panel))
        return panel

    def foreseen(state: S) -> None:
        if state.shown:
            panel.now()

    panel = shell.lay_panel(made)
    presenter.foresee(foreseen)
    return panel


def _come_or_go(shell: Shell, panel: Panel, wanted: bool) -> None:
    if wanted:
        shell.show_panel(panel)
    else:
        shell.hide_panel(panel)
