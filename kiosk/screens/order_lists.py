"""The panel of lists of orders sold elsewhere: files at first, then one of them with everything
there is to tell of it."""

from __future__ import annotations

from pathlib import PurePath
from textwrap import wrap
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import channel_text, list_finding_text, list_place_text
from kiosk.presenters.order_lists import ListPage, ListsState, OrderLists
from kiosk.screens.order_list_columns import ListColumns
from kiosk.screens.parts import Strip, free_text, margins, usable
from kiosk.screens.wanted_panel import RowList, WantedPanel
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.pages import Pages

if TYPE_CHECKING:
    from pos.views.season import ImportView
    from printing.words import Words

_WIDE, _TALL = 1160, 440
_LETTERS = 100
"""Of a sentence in one line of a row."""
MOST_ROWS = 100
"""Findings listed at once."""


class OrderListsPanel(WantedPanel):
    """Shows a ``ListsState``."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: OrderLists) -> None:
        super().__init__("order_lists")
        self._words = words
        self._presenter = presenter
        self._files = _Files(presenter)
        self._file = _File(presenter)
        self._columns = ListColumns(presenter)
        self._pages = Pages()
        self._pages.setMinimumHeight(theme_of(self).px(_TALL))
        for page in (self._files, self._file, self._columns):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)
        self._back = self._button("back")
        self._map = self._button("columns")
        self._again = self._button("look_again")
        self._missing = self._button("take_missing")
        self._some = self._button("what_can")
        self._load = self._button("load", "primary")
        self._try = self._button("use_columns", "primary")
        self._wire()
        self.retranslate(words)
        presenter.attach(self)

    def _wire(self) -> None:
        presenter = self._presenter
        self._back.clicked.connect(presenter.close)
        self._map.clicked.connect(presenter.map_columns)
        self._again.clicked.connect(lambda: presenter.look(presenter.state.path))
        self._missing.clicked.connect(presenter.take_missing)
        self._some.clicked.connect(presenter.load_what_can)
        self._load.clicked.connect(presenter.load)
        self._try.clicked.connect(presenter.try_columns)
        self.closed.connect(presenter.close)

    def draw(self, state: ListsState) -> None:
        """Show ``state``."""
        words, page = self._words, state.page
        self._refusal.say_error(state.refusal, words)
        self.say(_title(state, words), _under(state, words))
        if page is ListPage.FILES:
            self._files.draw(state, words)
            self._pages.setCurrentWidget(self._files)
        elif page is ListPage.COLUMNS:
            self._columns.draw(state, words)
            self._pages.setCurrentWidget(self._columns)
        else:
            self._file.draw(state, words)
            self._pages.setCurrentWidget(self._file)
        self._draw_buttons(state)
        self._come_or_go(shown=state.shown)

    def _draw_buttons(self, state: ListsState) -> None:
        file, columns = state.page is ListPage.FILE, state.page is ListPage.COLUMNS
        written = state.view is not None and state.view.written
        self._map.setVisible(file and not written)
        self._again.setVisible(file and not state.busy)
        self._missing.setVisible(file and state.fewer)
        self._load.setVisible(file and not written and not state.partly)
        self._some.setVisible(file and state.partly)
        self._try.setVisible(columns)
        usable(self._load, yes=state.loadable)
        usable(self._map, yes=bool(state.columns.header) and not state.busy)
        usable(self._try, yes=not state.columns.missing and not state.busy)

    def forget(self) -> None:
        """Empty what was typed."""
        self._files.forget()
        self._columns.forget()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._back.setText(words("Back"))
        self._map.setText(words("Columns"))
        self._again.setText(words("Look again"))
        self._missing.setText(words("Take back what is missing"))
        self._some.setText(words("Load what can be"))
        self._load.setText(words("Load all of it"))
        self._try.setText(words("Use these columns"))
        self._files.retranslate(words)
        self._columns.retranslate(words)
        self.draw(self._presenter.state)


class _Files(QWidget):
    """What can be chosen, and fields for another path and for where orders were sold."""

    def __init__(self, presenter: OrderLists) -> None:
        super().__init__()
        self._path = free_text("order_lists.path")
        self._open = Button("", "plain", compact=True)
        self._open.setObjectName("order_lists.open")
        self._channel = free_text("order_lists.channel")
        self._none = Strip("order_lists.none", "info")
        self._left = Strip("order_lists.left", "warning")
        self._free = Button("", "plain", compact=True)
        self._free.setObjectName("order_lists.free")
        self._list = RowList("order_lists.file", presenter.choose)
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._path, 3)
        head.addWidget(self._open)
        head.addWidget(self._channel, 1)
        column = QVBoxLayout(self)
        margins(column)
        column.addLayout(head)
        left = QHBoxLayout()
        margins(left)
        left.addWidget(self._left, 1)
        left.addWidget(self._free)
        column.addLayout(left)
        column.addWidget(self._none)
        column.addWidget(self._list, 1)
        self._free.clicked.connect(presenter.free_left)
        self._open.clicked.connect(lambda: presenter.look(self._path.text()))
        self._path.returnPressed.connect(lambda: presenter.look(self._path.text()))
        self._channel.editingFinished.connect(lambda: presenter.sold_at(self._channel.text()))

    def draw(self, state: ListsState, words: Words) -> None:
        """Show the files."""
        nothing = words("No file lies in {place}.", place=state.place)
        self._none.say("" if state.files or not state.place else nothing, tone="info")
        self._left.say(_left(state, words), tone="warning")
        self._free.setVisible(bool(state.left))
        usable(self._free, yes=not state.busy)
        for row, file in zip(self._list.rows(len(state.files)), state.files, strict=True):
            path = PurePath(file.path)
            row.say(path.name, str(path.parent), figure=words.day_and_time(file.at))
        self._list.settle()

    def forget(self) -> None:
        """Empty what was typed."""
        self._path.setText("")
        self._channel.setText("")

    def retranslate(self, words: Words) -> None:
        """Name things."""
        self._path.set_name(words("Another file: its whole path"))
        self._open.setText(words("Open it"))
        self._free.setText(words("Put them on sale"))
        self._channel.set_name(words("Sold where (web)"))


class _File(QWidget):
    """What is told of a file, line by line."""

    def __init__(self, presenter: OrderLists) -> None:
        super().__init__()
        self._presenter = presenter
        self._sum = Strip("order_lists.sum", "good")
        self._list = RowList("order_lists.finding", lambda _at: None)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._sum)
        column.addWidget(self._list, 1)

    def draw(self, state: ListsState, words: Words) -> None:
        """Show the file."""
        what, tone = _standing(state, words)
        self._sum.say(what, tone=tone)
        shown = state.findings[:MOST_ROWS]
        for row, finding in zip(self._list.rows(len(shown)), shown, strict=True):
            text = list_finding_text(finding, words)
            mark = words("Fault") if finding.severity == "error" else words("Note")
            row.say(list_place_text(finding, words), *wrap(text, _LETTERS), mark=mark)
        self._list.settle()


def _left(state: ListsState, words: Words) -> str:
    """Return what loads left that broke off, and what waits for a person; empty for nothing."""
    said = []
    for each in state.left:
        channel = each.idle.holder.partition(":")[2].partition("/")[0]
        what = {"where": each.label, "channel": channel_text(channel, words)}
        if each.idle.waits:
            said.append(words("Kept, {channel} gave them to an order anew: {where}.", **what))
        else:
            said.append(words("Taken for {channel} and in no order: {where}.", **what))
    if said:
        said.append(words("Load the list again, or put them on sale."))
    return " ".join(said)


def _title(state: ListsState, words: Words) -> str:
    if state.page is ListPage.FILES:
        return words("Orders sold elsewhere")
    return PurePath(state.path).name


def _under(state: ListsState, words: Words) -> str:
    if state.page is ListPage.FILES:
        return words("Put lists into {place}, or plug them in.", place=state.place)
    if state.page is ListPage.COLUMNS:
        return words("Which column is what?")
    where = words("Orders that do not say where they were sold: {channel}.", channel=state.channel)
    return f"{words('From a pretix shop.')} {where}" if state.columns.shop else where


def _standing(state: ListsState, words: Words) -> tuple[str, str]:
    """Return how the file stands, and in which tone."""
    if state.busy and state.of:
        far = {"at": state.at, "of": state.of}
        return words("{at} of {of} orders are loaded. Selling goes on.", **far), "info"
    if state.busy:
        return words("It is being read. Selling goes on."), "info"
    if state.refusal is not None and 0 < state.at < state.of:
        far = {"at": state.at, "of": state.of}
        return words(
            "{at} of {of} orders are loaded. Load it again: it goes on there.", **far
        ), "info"
    if state.view is not None:
        said = _did(state.view, words)
        if state.view.written:
            return words("Loaded: {what}", what=said), "good"
        return words("Nothing is loaded yet. It would be: {what}", what=said), "info"
    if state.faults:
        faults = words.plural("{n} fault", "{n} faults", state.faults)
        return words("{faults}: nothing is loaded.", faults=faults), "danger"
    return "", "info"


def _did(view: ImportView, words: Words) -> str:
    counts = dict(view.counts)
    parts = [
        words.plural("{n} new order", "{n} new orders", counts.get("new", 0)),
        words.plural("{n} ticket", "{n} tickets", counts.get("tickets", 0)),
    ]
    if counts.get("changed"):
        parts.append(words.plural("{n} changed", "{n} changed", counts["changed"]))
    if counts.get("taken_back"):
        taken = counts["taken_back"]
        parts.append(words.plural("{n} ticket taken back", "{n} tickets taken back", taken))
    if counts.get("cancelled"):
        rows = counts["cancelled"]
        parts.append(words.plural("{n} cancelled row", "{n} cancelled rows", rows))
    if counts.get("left_out"):
        parts.append(words.plural("{n} left out", "{n} left out", counts["left_out"]))
    known = counts.get("orders", 0) - counts.get("new", 0)
    if known > 0:
        parts.append(words.plural("{n} known already", "{n} known already", known))
    return " · ".join(parts)
