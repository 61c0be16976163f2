"""The holds of a performance: its map with what is kept, the codes, for whom and until when; what
happened before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.holds import Did, HoldsRoom, HoldsState, Until
from kiosk.screens.holds_map import HoldsMap
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    usable,
)
from kiosk.screens.places_count import PlacesCount
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.labels import Card
from kiosk.widgets.pages import Pages
from kiosk.widgets.panel import InlinePanel
from kiosk.wording.holds import code_name, held_text, step_text
from pos.views.holds import HoldCode, HoldKind

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _NARROW, _TALL, _SIDE_WIDE = 1240, 1080, 360, 360
_LOWER = 280
"""What the map may shrink to while something is said above it."""


class HoldsPanel(InlinePanel):
    """Shows a ``HoldsState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: HoldsRoom) -> None:
        super().__init__()
        self.setObjectName("holds")
        self.setMinimumWidth(theme_of(self).px(_NARROW))
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._told = Strip("holds.told")
        self._map: HoldsMap | None = None
        self._counted = _Counted(presenter)
        self._history = _History()
        self._middle = Pages()
        self._codes = Scrolled()
        self._rows = Pool(lambda index: _CodeRow(index, presenter), in_column(self._codes.column))
        self._codes.column.addStretch(1)
        self._whom = free_text("holds.whom")
        self._note = free_text("holds.note")
        self._until = Choices("holds.until", across=len(Until))
        self._until.chosen.connect(self._end_chosen)
        self._chosen = label("strong", name="holds.chosen")
        self._looked = label("soft", name="holds.looked")
        self._lay_out()
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _lay_out(self) -> None:
        presenter = self._presenter
        for page in (self._counted, self._history):
            self._middle.addWidget(page)
        side = QWidget()
        side.setFixedWidth(theme_of(self).px(_SIDE_WIDE))
        column = QVBoxLayout(side)
        margins(column)
        column.addWidget(self._codes, 1)
        for part in (self._whom, self._note):
            column.addWidget(part)
        row = QHBoxLayout()
        margins(row, spacing=12)
        row.addWidget(self._middle, 1)
        row.addWidget(side)
        self.body.addWidget(self._told)
        self.body.addLayout(row, 1)
        self.body.addWidget(self._until)
        self.body.addWidget(self._chosen)
        self.body.addWidget(self._looked)
        self._past, self._whole_rows = Choice(), Choice()
        self._past.clicked.connect(lambda yes: presenter.show_history(yes=yes))
        self._whole_rows.clicked.connect(lambda yes: presenter.whole_rows(yes=yes))
        self._clear, self._close = Button("", "plain"), Button("", "plain")
        self._clear.clicked.connect(presenter.clear)
        self._close.clicked.connect(presenter.close)
        self._release, self._hold = Button("", "plain"), Button("", "primary")
        self._sell = Button("", "plain")
        self._sell.clicked.connect(presenter.sell)
        self._release.clicked.connect(lambda: presenter.release(self._note.text()))
        self._hold.clicked.connect(lambda: presenter.hold(self._whom.text(), self._note.text()))
        self.setFocusProxy(self._close)
        for name, button in (
            ("history", self._past),
            ("rows", self._whole_rows),
            ("clear", self._clear),
            ("close", self._close),
            ("sell", self._sell),
            ("release", self._release),
            ("hold", self._hold),
        ):
            button.setObjectName(f"holds.{name}")
            self.add_button(button)

    # ---- draw ----

    def draw(self, state: HoldsState) -> None:
        """Show ``state``."""
        words, shown = self._words, state.performance
        if state.shown and not self._shown:
            self.forget()
        if shown is not None:
            when = words.day_and_time(shown.starts_at)
            self.say(words("Holds of {performance}", performance=shown.production), when)
        self._tell(state)
        self._draw_middle(state)
        self._draw_codes(state)
        ends = [_until_text(until, words) for until in state.ends]
        self._until.offer(ends, state.ends.index(state.until))
        self._say_chosen(state)
        self._draw_buttons(state)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def _tell(self, state: HoldsState) -> None:
        if state.needs:
            words = self._words
            what = words("Does somebody of the party need an accessible place?")
            more = words("Ask just that, of everybody alike. Nothing about it is kept.")
            self._told.say(f"{what} {more}", tone="info")
        elif state.refusal is not None:
            self._told.say_error(state.refusal, self._words)
        elif state.done is not None:
            self._told.say(_done_text(state.done, self._words), tone="good")
            if not state.busy:
                self.forget()
        else:
            self._told.say("")
        tall = _TALL if self._told.isHidden() else _LOWER
        self._middle.setMinimumHeight(theme_of(self).px(tall))

    def _draw_middle(self, state: HoldsState) -> None:
        if state.history:
            self._history.draw(state, self._words)
            self._middle.setCurrentWidget(self._history)
        elif state.counted:
            self._counted.draw(state, self._words)
            self._middle.setCurrentWidget(self._counted)
        elif state.shown:
            if self._map is None:
                self._map = HoldsMap(self._words, self._presenter)
                self._middle.addWidget(self._map)
            self._map.show_holds(state)
            self._middle.setCurrentWidget(self._map)

    def _draw_codes(self, state: HoldsState) -> None:
        codes = state.codes
        for row, code in zip(self._rows.show(len(codes)), codes, strict=True):
            row.draw(code, state, self._words)
        self._codes.settle()

    def _say_chosen(self, state: HoldsState) -> None:
        words = self._words
        free, held = len(state.to_hold), len(state.to_release)
        parts = [words.plural("{n} free seat chosen", "{n} free seats chosen", free)] * bool(free)
        parts += [words.plural("{n} held seat chosen", "{n} held seats chosen", held)] * bool(held)
        nothing = words("Touch seats on the map: free ones to hold, held ones to release.")
        self._chosen.setText("" if state.counted else " · ".join(parts) or nothing)
        self._chosen.setVisible(not state.counted)
        held_seat = state.held
        self._looked.setText(" ".join(held_text(held_seat, words)) if held_seat else "")

    def _draw_buttons(self, state: HoldsState) -> None:
        words, code = self._words, state.chosen_code
        name = code_name(code, words) if code is not None else ""
        self._hold.setText(words("Hold for {code}", code=name))
        if code is not None and code.kind is HoldKind.KILL:
            self._hold.setText(words("Take out of sale"))
        free = state.holds.places_free if state.holds is not None else 0
        held = state.places_held
        many = state.places
        holds = 0 < many <= free if state.counted else bool(state.to_hold)
        releases = bool(state.to_release)
        if state.counted:
            releases = held is not None and 0 < many <= held.places
        usable(self._hold, yes=holds and code is not None and not state.busy)
        is_hold = code is not None and code.kind is HoldKind.HOLD
        usable(self._release, yes=releases and not state.busy)
        self._sell.setVisible(state.counted)
        usable(self._sell, yes=releases and is_hold and not state.busy)
        usable(self._clear, yes=(bool(state.chosen) or state.needs) and not state.busy)
        usable(self._close, yes=not state.busy)
        self._past.setChecked(state.history)
        self._whole_rows.setChecked(state.rows)
        for button in (self._past, self._release, self._hold):
            button.setVisible(not state.needs)
        self._whole_rows.setVisible(not state.counted)
        self._clear.setVisible(not state.counted or state.needs)
        self._clear.setText(words("No") if state.needs else words("Choose none"))
        self._sell.setText(words("Yes") if state.needs else words("Sell from the hold"))

    def _end_chosen(self, index: int) -> None:
        self._presenter.set_until(self._presenter.state.ends[index])

    def forget(self) -> None:
        """Empty what was typed."""
        self._whom.clear()
        self._note.clear()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._whom.set_name(words("For whom"))
        self._note.set_name(words("Note"))
        self._until.setAccessibleName(words("Until when"))
        self._counted.retranslate(words)
        if self._map is not None:
            self._map.retranslate(words)
        self._past.setText(words("History"))
        self._whole_rows.setText(words("Whole rows"))
        self._close.setText(words("Back"))
        self._release.setText(words("Release"))
        self.draw(self._presenter.state)


def _until_text(until: Until, words: Words) -> str:
    if until.value is None:
        return words("Until released")
    if until.value % 60:
        return words("{n} min before", n=until.value)
    return words.plural("{n} h before", "{n} h before", until.value // 60)


def _done_text(done: Did, words: Words) -> str:
    if not done.held:
        return words.plural(
            "{n} place is on sale again.", "{n} places are on sale again.", done.count
        )
    if done.code is not None and done.code.kind is HoldKind.KILL:
        return words.plural("{n} place is out of sale.", "{n} places are out of sale.", done.count)
    name = code_name(done.code, words) if done.code is not None else ""
    return words.plural(
        "{n} place is held for {code}.", "{n} places are held for {code}.", done.count, code=name
    )


class _CodeRow(Card):
    """A code and how much is under it; a touch means it for what is held next, the button chooses
    all that is under it."""

    def __init__(self, index: int, presenter: HoldsRoom) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._code: HoldCode | None = None
        self._name = Choice()
        self._name.setObjectName(f"holds.code.{index}")
        self._all = Button("", "plain", compact=True)
        self._all.setObjectName(f"holds.all.{index}")
        row = QHBoxLayout(self)
        margins(row, 8, 4)
        row.addWidget(self._name, 1)
        row.addWidget(self._all)
        self._name.clicked.connect(self._choose)
        self._all.clicked.connect(self._choose_all)

    def _choose(self) -> None:
        if self._code is not None:
            self._name.setChecked(True)  # a second touch takes nothing back
            self._presenter.choose_code(self._code)

    def _choose_all(self) -> None:
        if self._code is not None:
            self._presenter.choose_all_of(self._code)

    def draw(self, code: HoldCode, state: HoldsState, words: Words) -> None:
        """Show ``code``."""
        self._code = code
        kept, name = state.kept(code), code_name(code, words)
        if code.letter:
            name = words("{letter} · {code}", letter=code.letter, code=name)
        self._name.setText(name)
        self._name.set_caption(_terms(code, kept, words))
        self._name.setChecked(code.holder == state.code)
        usable(self._name, yes=not state.busy)
        self._all.setText(words("All"))
        self._all.setAccessibleName(words("All of {code}", code=code_name(code, words)))
        self._all.setVisible(not state.counted)
        usable(self._all, yes=kept > 0 and not state.busy)


def _terms(code: HoldCode, kept: int, words: Words) -> str:
    """Return how much is under a code, and when it goes on sale by itself."""
    many = words.plural("{n} place", "{n} places", kept)
    if code.kind is HoldKind.KILL:
        return " · ".join((words("Out of sale"), many))
    if code.release_on is not None:
        return words("{places} · until {day}", places=many, day=words.date(code.release_on))
    if code.release_minutes is not None:
        return words("{places} · until {n} min before", places=many, n=code.release_minutes)
    return many


class _Counted(PlacesCount):
    """Where there are no seats: how many places."""

    def __init__(self, presenter: HoldsRoom) -> None:
        super().__init__("holds", presenter.count)

    def draw(self, state: HoldsState, words: Words) -> None:
        """Show how many."""
        free = state.holds.places_free if state.holds is not None else 0
        held = state.places_held
        self._what.setText(
            words("{free} free, {held} held here", free=free, held=held.places if held else 0)
        )
        self._many.setText(words.number(state.places))
        for step, button in self._steps.items():
            usable(button, yes=(step > 0 or state.places > 0) and not state.busy)

    def retranslate(self, words: Words) -> None:
        """Say how it is done in another language."""
        self._how.setText(words("Say how many, then hold them or release them."))


class _History(Card):
    """What happened to held places, the newest first."""

    def __init__(self) -> None:
        super().__init__(sunken=True)
        self._list = Scrolled()
        self._rows = Pool(_make_step, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._none = label("soft")
        column = QVBoxLayout(self)
        margins(column, 12)
        column.addWidget(self._none)
        column.addWidget(self._list, 1)

    def draw(self, state: HoldsState, words: Words) -> None:
        """Show the history of ``state``."""
        steps = state.holds.history if state.holds is not None else ()
        self._none.setText(words("Nobody held or released anything here yet."))
        self._none.setVisible(not steps)
        for row, step in zip(self._rows.show(len(steps)), steps, strict=True):
            what, more = step_text(step, words)
            row.say(what, more)
        self._list.settle()


class _Step(QWidget):
    """One line of it."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self._what = label("strong", name=f"holds.step.{index}")
        self._more = label("soft")
        column = QVBoxLayout(self)
        margins(column, 4, 0)
        column.addWidget(self._what)
        column.addWidget(self._more)

    def say(self, what: str, more: str) -> None:
        self._what.setText(what)
        self._more.setText(more)


def _make_step(index: int) -> _Step:
    return _Step(index)
