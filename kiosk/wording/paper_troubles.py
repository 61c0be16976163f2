"""What is said about papers that have not come out: in the banner, and beside the change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kiosk.messages import Message, device_trouble
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus

if TYPE_CHECKING:
    from kiosk.presenters.print_tasks import PrintTasksState
    from pos.views.selling import PrintTaskView
    from printing.words import Words

_CANNOT_WORK = frozenset({DeviceState.STOPPED, DeviceState.LOST})
_NAMED_AT_MOST = 6


def wants_somebody(status: DeviceStatus) -> bool:
    """Whether work stands still until somebody comes: also while a lost device is tried again."""
    tried_again = status.state is DeviceState.CONNECTING and bool(status.conditions)
    left_open = Condition.DRAWER_LEFT_OPEN in status.conditions
    return status.state in _CANNOT_WORK or tried_again or left_open


def of_kind(tasks: PrintTasksState, kind: str) -> tuple[tuple[PrintTaskView, ...], ...]:
    """Return the papers of a kind: in doubt, in the printer now, waiting."""
    groups = (tasks.in_doubt, tasks.printing, tasks.waiting)
    doubt, printing, waiting = (tuple(t for t in group if t.kind == kind) for group in groups)
    return doubt, printing, waiting


def printer_trouble(
    status: DeviceStatus, kind: str, tasks: PrintTasksState, words: Words
) -> Message | None:
    """Return what is the matter with a printer of ``kind`` of paper and what to do, with where
    every paper is; None when nothing is the matter."""
    trouble = device_trouble(status, words)
    if trouble is None:
        return None
    return Message(trouble.what, f"{trouble.remedy} {where_words(tasks, kind, words)}".strip())


def where_words(tasks: PrintTasksState, kind: str, words: Words) -> str:
    """Return where the papers of a kind are, so that they add up to what was sold: came out, in the
    printer now, in doubt, waiting. Nothing when none is under way."""
    doubt, printing, waiting = of_kind(tasks, kind)
    if not printing and not waiting:
        return ""
    naming = _Naming(words)
    out = dict.fromkeys(label for task in (*doubt, *printing, *waiting) for label in task.came_out)
    said = []
    if out:
        said.append(words("Came out: {papers}.", papers=naming.named(list(out))))
    if printing:
        said.append(words("In the printer now: {papers}.", papers=naming.of(printing)))
    if doubt:
        said.append(words("In doubt: {papers}.", papers=naming.of(doubt)))
    if waiting:
        said.append(_waiting(kind, len(waiting), naming.of(waiting), words))
    return " ".join(said)


def doubt_trouble(tasks: Sequence[PrintTaskView], words: Words) -> Message:
    """Return the question about papers in doubt and what to do."""
    return Message(
        _in_doubt({task.kind for task in tasks}, len(tasks), _Naming(words).of(tasks), words),
        words("Look at the printer and say what you see. Nothing prints twice by itself."),
    )


def _waiting(kind: str, count: int, papers: str, words: Words) -> str:
    if kind == "ticket":
        return words.plural(
            "{n} ticket waits: {papers}.", "{n} tickets wait: {papers}.", count, papers=papers
        )
    return words.plural(
        "{n} receipt waits: {papers}.", "{n} receipts wait: {papers}.", count, papers=papers
    )


def _in_doubt(kinds: set[str], count: int, papers: str, words: Words) -> str:
    if kinds == {"ticket"}:
        return words.plural(
            "{n} ticket may or may not have come out: {papers}.",
            "{n} tickets may or may not have come out: {papers}.",
            count,
            papers=papers,
        )
    if kinds == {"receipt"}:
        return words.plural(
            "{n} receipt may or may not have come out: {papers}.",
            "{n} receipts may or may not have come out: {papers}.",
            count,
            papers=papers,
        )
    return words.plural(
        "{n} paper may or may not have come out: {papers}.",
        "{n} papers may or may not have come out: {papers}.",
        count,
        papers=papers,
    )


class _Naming:
    """Names papers; a production that was named last is not named again."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._last = ""

    def of(self, tasks: Iterable[PrintTaskView]) -> str:
        """Name the papers of ``tasks``."""
        return self.named([task.what for task in tasks])

    def named(self, labels: Sequence[str]) -> str:
        """Name the first few, and say how many there are beside."""
        parts = []
        for label in labels[:_NAMED_AT_MOST]:
            production, _, seat = label.rpartition(" · ")
            parts.append(seat if production and production == self._last else label)
            self._last = production
        named = ", ".join(parts)
        more = len(labels) - _NAMED_AT_MOST
        if more <= 0:
            return named
        return self._words("{papers} and {more} more", papers=named, more=more)
