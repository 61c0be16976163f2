"""What is known of a person: how they are reached, what they need, with whom they live, which
records are theirs, and what was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.screens.parts import Pool, Scrolled, Strip, free_text, in_column, label, margins, usable
from kiosk.screens.patron_words import address_words, known_lines, say_row
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.widgets.tiles import ListRow

if TYPE_CHECKING:
    from kiosk.presenters.patron_page import PatronPage, PatronPageState
    from pos.views.patrons import NoteView, PatronDetails, PatronRow, PatronView
    from printing.words import Words


class KnownPart(Scrolled):
    """The left half of the page."""

    def __init__(self, words: Words, presenter: PatronPage) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._torn = Strip("patron.torn", "warning")
        self._twins = Strip("patron.twins", "warning")
        self._erased_twin = Strip("patron.erased_twin", "warning")
        torn, home, merged, notes = (QVBoxLayout() for _ in range(4))
        for rows in (torn, home, merged, notes):
            margins(rows)
        self._torn_pool = Pool(lambda index: _TornRow(index, presenter), in_column(torn))
        self._contact = Card()
        lines = QVBoxLayout(self._contact)
        margins(lines, 16, 4)
        self._lines = Pool(_Line, in_column(lines))
        self._nothing = label("soft")
        lines.addWidget(self._nothing)
        self._home_name = label("section")
        self._home = label("soft", name="patron.home")
        self._leave = Button("", "quiet", compact=True)
        self._leave.setObjectName("patron.leave")
        self._home_pool = Pool(self._make_home, in_column(home))
        self._merged_name = label("section")
        self._merged_pool = Pool(lambda index: _MergedRow(index, presenter), in_column(merged))
        self._notes_name = label("section")
        self._note = free_text("patron.note")
        self._write = Button("", "plain", "plus", compact=True)
        self._write.setObjectName("patron.write")
        self._notes_pool = Pool(lambda index: _NoteLine(), in_column(notes))
        self._notes_shown = 0
        lived = QHBoxLayout()
        margins(lived)
        lived.addWidget(self._home, 1)
        lived.addWidget(self._leave)
        writing = QHBoxLayout()
        margins(writing)
        writing.addWidget(self._note, 1)
        writing.addWidget(self._write)
        column = self.column
        column.addWidget(self._torn)
        column.addLayout(torn)
        column.addWidget(self._twins)
        column.addWidget(self._erased_twin)
        column.addWidget(self._contact)
        column.addWidget(self._notes_name)
        column.addLayout(writing)
        column.addLayout(notes)
        column.addWidget(self._home_name)
        column.addLayout(lived)
        column.addLayout(home)
        column.addWidget(self._merged_name)
        column.addLayout(merged)
        column.addStretch(1)
        self._leave.clicked.connect(presenter.leave)
        self._write.clicked.connect(self._send)
        self._note.returnPressed.connect(self._send)
        self.retranslate(words)

    def _make_home(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"patron.home.{index}")
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        view = self._presenter.state.patron
        if view is not None:
            self._presenter.open(self._others(view)[index].patron_id)

    @staticmethod
    def _others(view: PatronView) -> tuple[PatronRow, ...]:
        """Return who else lives there."""
        if view.household is None:
            return ()
        return tuple(row for row in view.household.members if row.patron_id != view.patron_id)

    def _send(self) -> None:
        self._presenter.note(self._note.text())

    def draw(self, state: PatronPageState, view: PatronView) -> None:
        """Show what is known."""
        words = self._words
        self._torn.say(
            words("Corrected at two windows at once: which one stands?") if state.torn else ""
        )
        for torn, details in zip(self._torn_pool.show(len(state.torn)), state.torn, strict=True):
            torn.draw(details, words, busy=state.busy)
        self._draw_twins(state)
        known = known_lines(view.details, words)
        more = tuple(line for also in view.also for line in known_lines(also, words))
        every = tuple(dict.fromkeys((*known, *more)))
        for line, said in zip(self._lines.show(len(every)), every, strict=True):
            line.say(*said)
        self._nothing.setVisible(not every)
        self._nothing.setText(
            words("Nothing is known of them any more; what they bought stays, without a name.")
            if view.erased
            else words("Nothing but the name is known.")
        )
        self._draw_home(state, view)
        merged = self._merged_pool.show(len(view.merged))
        for row, each in zip(merged, view.merged, strict=True):
            row.draw(each, words, there=not view.erased, may=state.may_merge and not state.busy)
        self._merged_name.setVisible(bool(view.merged))
        self._draw_notes(state, view)
        self.settle()

    def _draw_twins(self, state: PatronPageState) -> None:
        """Say which records may be the same person's, by themselves."""
        words, twins = self._words, state.twins
        where = ", ".join(f"{row.name} {row.number}" for row in twins.patrons)
        self._twins.say(
            words("The same person may stand once more: {where}", where=where) if where else "",
            words("Merge the records if that is so."),
        )
        self._erased_twin.say(
            words("Another window had an order of theirs for somebody who was erased since.")
            if twins.erased
            else "",
            words("If it is the same person, erase this record too."),
        )

    def _draw_home(self, state: PatronPageState, view: PatronView) -> None:
        words, home = self._words, view.household
        for widget in (self._home_name, self._home, self._leave):
            widget.setVisible(home is not None)
        others = self._others(view)
        for row, member in zip(self._home_pool.show(len(others)), others, strict=True):
            say_row(row, member, words)
        if home is not None:
            said = (home.name, address_words(home.address))
            self._home.setText(" · ".join(part for part in said if part))
        usable(self._leave, yes=not state.busy)

    def _draw_notes(self, state: PatronPageState, view: PatronView) -> None:
        words = self._words
        for widget in (self._notes_name, self._note, self._write):
            widget.setVisible(not view.erased)
        newest = view.notes[::-1]
        for line, note in zip(self._notes_pool.show(len(newest)), newest, strict=True):
            line.draw(note, words)
        usable(self._write, yes=not state.busy)
        if state.done == "noted" and len(newest) != self._notes_shown:
            self._note.setText("")
        self._notes_shown = len(newest)

    def forget(self) -> None:
        """Empty a note that was typed and not kept."""
        self._note.setText("")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._home_name.setText(words("Household"))
        self._leave.setText(words("Leave household"))
        self._merged_name.setText(words("Merged into this record"))
        self._notes_name.setText(words("Notes about them"))
        self._note.set_name(words("Write a note"))
        self._write.setText(words("Keep"))


class _Line(Card):
    """One thing that is known."""

    def __init__(self, index: int) -> None:
        super().__init__(sunken=True)
        self._what = label("soft", wrap=False)
        self._is = label("body", name=f"patron.known.{index}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(self._what)
        row.addWidget(self._is, 1)

    def say(self, what: str, how: str) -> None:
        """Show it."""
        self._what.setText(what)
        self._is.setText(how)


class _NoteLine(Card):
    """One note with who wrote it."""

    def __init__(self) -> None:
        super().__init__(sunken=True)
        self._text = label("body")
        self._by = label("soft")
        column = QVBoxLayout(self)
        margins(column, 12, 0)
        column.addWidget(self._text)
        column.addWidget(self._by)

    def draw(self, note: NoteView, words: Words) -> None:
        """Show it."""
        self._text.setText(note.text)
        self._by.setText(f"{note.by} · {words.day_and_time(note.at)}")


class _MergedRow(Card):
    """A record that was merged into this one."""

    def __init__(self, index: int, presenter: PatronPage) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._row: PatronRow | None = None
        self._said = label("body")
        self._apart = Button("", "quiet", compact=True)
        self._apart.setObjectName(f"patron.apart.{index}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._said, 1)
        row.addWidget(self._apart)
        self._apart.clicked.connect(self._take_apart)

    def _take_apart(self) -> None:
        if self._row is not None:
            self._presenter.take_apart(self._row.patron_id)

    def draw(self, row: PatronRow, words: Words, *, there: bool, may: bool) -> None:
        """Show it. ``there``: it is somebody's who is known."""
        self._row = row
        self._apart.setVisible(there)
        self._said.setText(" · ".join(part for part in (row.name, row.number) if part))
        self._apart.setText(words("Take apart"))
        usable(self._apart, yes=may)


class _TornRow(Card):
    """One of two corrections at once."""

    def __init__(self, index: int, presenter: PatronPage) -> None:
        super().__init__()
        self._presenter = presenter
        self._details: PatronDetails | None = None
        self._name = label("strong")
        self._said = label("body")
        self._keep = Button("", "primary", "check", compact=True)
        self._keep.setObjectName(f"patron.stands.{index}")
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._name)
        said.addWidget(self._said)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.addLayout(said, 1)
        row.addWidget(self._keep)
        self._keep.clicked.connect(self._stand)

    def _stand(self) -> None:
        if self._details is not None:
            self._presenter.keep(self._details)

    def draw(self, details: PatronDetails, words: Words, *, busy: bool) -> None:
        """Show it."""
        self._details = details
        self._name.setText(details.name)
        lines = known_lines(details, words)
        self._said.setText("\n".join(f"{what}: {how}" for what, how in lines))
        self._keep.setText(words("This one stands"))
        usable(self._keep, yes=not busy)
