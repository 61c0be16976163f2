"""The settlement panel: files at first, then one of them: totals, classes, findings with rows."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import error_text, finding_text
from kiosk.presenters.settlement import Settlement, SettlementState
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, label, margins, usable
from kiosk.screens.settlement_columns import ColumnsView
from kiosk.screens.settlement_finding import FindingView
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.pages import Pages
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow
from kiosk.wording.settlement import CLASS_WORDS, KIND_WORDS, STEP_WORDS
from pos.errors import FileRefused
from pos.money import Money
from pos.views.settlement import LineClass

if TYPE_CHECKING:
    from pos.views.settlement import SettlementFinding, SettlementView
    from printing.words import Words

_WIDE, _TALL, _SIDE = 1180, 470, 330
_ADVICE = 42
"""Letters of what to do that stand in one line of a row; no sentence of it is cut off."""
MOST_ROWS = 60
"""Findings listed at once; a class narrows them."""
_MOST_FAULTS = 3


class SettlementPanel(InlinePanel):
    """Shows a ``SettlementState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: Settlement) -> None:
        super().__init__()
        self.setObjectName("settlement")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("settlement.refusal")
        self._lists = _Lists(presenter)
        self._file = _File(presenter, words)
        self._pages = Pages()
        self._pages.setMinimumHeight(theme_of(self).px(_TALL))
        self._pages.addWidget(self._lists)
        self._pages.addWidget(self._file)
        self._columns = ColumnsView(presenter)
        self._pages.addWidget(self._columns)
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._pages, 1)
        self._close = self._foot("settlement.close", "plain")
        self._map = self._foot("settlement.columns", "plain")
        self._load = self._foot("settlement.load", "primary")
        self._close.clicked.connect(presenter.close)
        self._load.clicked.connect(presenter.load)
        self._map.clicked.connect(presenter.map_columns)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _foot(self, name: str, kind: str) -> Button:
        button = Button("", kind)
        button.setObjectName(name)
        return self.add_button(button)

    def draw(self, state: SettlementState) -> None:
        """Show ``state``."""
        words, view = self._words, state.view
        self._say_refusal(state)
        if state.columns is not None:
            self.say(state.wanted, words("Which column is what?"))
            self._columns.draw(state, state.columns, words)
            self._pages.setCurrentWidget(self._columns)
        elif view is None:
            where = words("Put the processor's files into {place}.", place=state.place)
            self.say(words("Card settlement"), where if state.place else "")
            self._lists.draw(state, words)
            self._pages.setCurrentWidget(self._lists)
        else:
            self.say(view.file.name, _standing(view, words))
            self._file.draw(state, view, words)
            self._pages.setCurrentWidget(self._file)
        kept = view is None or view.loaded
        self._load.setVisible(not kept and state.columns is None)
        self._map.setVisible(state.mappable)
        for button in (self._load, self._map, self._close):
            usable(button, yes=not state.busy)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def _say_refusal(self, state: SettlementState) -> None:
        error = state.refusal
        if isinstance(error, FileRefused) and error.findings:
            said = [
                finding_text(each, self._words)  # type: ignore[arg-type]
                for each in error.findings[:_MOST_FAULTS]
            ]
            self._refusal.say(error_text(error, self._words), "\n".join(said), "danger")
        else:
            self._refusal.say_error(error, self._words)

    def forget(self) -> None:
        """Empty the note: it was somebody else's."""
        self._file.forget()
        self._columns.forget()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._close.setText(words("Back"))
        self._load.setText(words("Keep it"))
        self._map.setText(words("Columns"))
        self._columns.retranslate(words)
        self._lists.retranslate(words)
        self._file.retranslate(words)
        self.draw(self._presenter.state)


class _Rows(Scrolled):
    """A scrolled list of rows; ``chosen`` says which was touched."""

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._pool = Pool(self._make, in_column(self.column))
        self.column.addStretch(1)

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"{self._name}.{index}")
        row.clicked.connect(lambda: self.chosen.emit(index))
        return row

    def show_rows(self, rows: list[tuple[str, str, str, str]], lit: int = -1) -> None:
        """Show (what, under, figure, mark) for each."""
        for index, (row, said) in enumerate(zip(self._pool.show(len(rows)), rows, strict=True)):
            what, under, figure, mark = said
            advice = wrap(under, _ADVICE)
            row.say(what, *advice, figure=figure, mark=mark)
            row.setCheckable(lit >= 0)
            row.setChecked(index == lit)
        self.settle()


class _Lists(QWidget):
    """Files in the folder beside files that were loaded."""

    def __init__(self, presenter: Settlement) -> None:
        super().__init__()
        self._presenter = presenter
        self._new_name, self._old_name = label("section"), label("section")
        self._new, self._old = _Rows("settlement.new"), _Rows("settlement.old")
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        for name, rows in ((self._new_name, self._new), (self._old_name, self._old)):
            column = QVBoxLayout()
            column.addWidget(name)
            column.addWidget(rows, 1)
            whole.addLayout(column, 1)
        self._new.chosen.connect(lambda at: presenter.look(presenter.state.names[at]))
        self._old.chosen.connect(lambda at: presenter.show(presenter.state.files[at].file_id))

    def draw(self, state: SettlementState, words: Words) -> None:
        """Show the lists."""
        self._new.show_rows([(name, "", "", "") for name in state.names])
        self._old.show_rows(
            [
                (
                    each.name,
                    words.day_and_time(each.at),
                    words.money(Money(each.net_minor, each.currency)),
                    "",
                )
                for each in state.files
            ]
        )

    def retranslate(self, words: Words) -> None:
        """Name the lists."""
        self._new_name.setText(words("In the folder"))
        self._old_name.setText(words("Files kept"))


class _File(QWidget):
    """Totals above, classes and payouts at the left, findings at the right."""

    def __init__(self, presenter: Settlement, words: Words) -> None:
        super().__init__()
        self._presenter = presenter
        self._proof = label("strong", name="settlement.proof")
        self._classes = _Rows("settlement.class")
        self._payouts_name = label("section")
        self._payouts = _Rows("settlement.payout")
        self._none = Strip("settlement.none", "good")
        self._findings = _Rows("settlement.finding")
        self._finding = FindingView(presenter, words)
        theme = theme_of(self)
        left = QVBoxLayout()
        left.addWidget(self._classes, 2)
        left.addWidget(self._payouts_name)
        left.addWidget(self._payouts, 1)
        right = QVBoxLayout()
        right.addWidget(self._none)
        right.addWidget(self._findings, 1)
        right.addWidget(self._finding)
        for rows in (self._classes, self._payouts):
            rows.setFixedWidth(theme.px(_SIDE))
        sides = QHBoxLayout()
        sides.addLayout(left)
        sides.addLayout(right, 1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._proof)
        column.addLayout(sides, 1)
        self._classes.chosen.connect(self._narrow)
        self._payouts.chosen.connect(self._post)
        self._findings.chosen.connect(lambda at: presenter.choose(presenter.state.findings[at]))

    def _narrow(self, at: int) -> None:
        view = self._presenter.state.view
        if view is not None:
            self._presenter.narrow(view.proof.by_class[at].line_class)

    def _post(self, at: int) -> None:
        view = self._presenter.state.view
        if view is not None and view.payouts[at].posted_on is None:
            self._presenter.post(view.payouts[at].payout)

    def draw(self, state: SettlementState, view: SettlementView, words: Words) -> None:
        """Show a file."""

        def money(minor: int) -> str:
            return words.money(Money(minor, view.file.currency))

        proof = view.proof
        self._proof.setText(
            words(
                "Ours {ours}, explained {explained}: processor {gross}. "
                "Less fees {fees}: bank {net}.",
                ours=money(proof.ours_minor),
                explained=money(proof.explained_minor),
                gross=money(proof.gross_minor),
                fees=money(proof.fee_minor),
                net=money(proof.net_minor),
            )
        )
        lit = [each.line_class for each in proof.by_class]
        self._classes.show_rows(
            [
                (
                    CLASS_WORDS[each.line_class].to(words, {}),
                    "",
                    money(each.difference_minor) if each.difference_minor else "",
                    str(each.count),
                )
                for each in proof.by_class
            ],
            lit.index(state.only) if state.only in lit else -1,
        )
        self._draw_payouts(state, view, words)
        self._draw_findings(state, view, words)

    def _draw_payouts(self, state: SettlementState, view: SettlementView, words: Words) -> None:
        rows = []
        for each in view.payouts:
            posted = each.posted_on
            asked = each.payout == state.asked
            under = words("Touch again to post it") if asked else words("Touch to post it")
            if posted is not None:
                under = words("Posted on {day}", day=words.date(posted))
            elif not view.loaded:
                under = ""
            amount = words.money(Money(each.net_minor, view.file.currency))
            rows.append((each.payout or view.file.name, under, amount, ""))
        self._payouts.show_rows(rows)

    def _draw_findings(self, state: SettlementState, view: SettlementView, words: Words) -> None:
        findings = state.findings[:MOST_ROWS]
        clear = all(_is_elsewhere(each) for each in view.findings)
        self._none.say(words("Everything agrees to the cent.") if clear else "", tone="good")
        lit = findings.index(state.chosen) if state.chosen in findings else -1
        self._findings.show_rows(
            [_finding_row(each, view.file.currency, words) for each in findings], lit
        )
        self._finding.setVisible(state.chosen is not None)
        if state.chosen is not None:
            self._finding.draw(state, state.chosen, view.file.currency, words)

    def forget(self) -> None:
        """Empty the note."""
        self._finding.forget()

    def retranslate(self, words: Words) -> None:
        """Name things."""
        self._payouts_name.setText(words("Payouts"))
        self._finding.retranslate(words)


def _standing(view: SettlementView, words: Words) -> str:
    """Return whether the file that was touched is kept: only looked at, or known from before."""
    if view.already:
        at = words.day_and_time(view.file.at)
        return words("Loaded already on {at}: nothing was changed.", at=at)
    return "" if view.loaded else words("Only looked at: nothing is kept yet.")


def _is_elsewhere(one: SettlementFinding) -> bool:
    return one.line_class is LineClass.NOT_OURS and not one.needs_person


def _finding_row(one: SettlementFinding, currency: str, words: Words) -> tuple[str, str, str, str]:
    """Return what a finding's row says: what it is about, what to do, how much, which class."""
    kind = KIND_WORDS[one.row.what].to(words, {})
    at = words.day_and_time(one.row.at) if one.row.at is not None else ""
    number = words("line {n}", n=one.row.number) if one.row.line else one.row.number
    what = " · ".join(part for part in (kind, number, at) if part)
    amount = words.money(Money(one.row.amount_minor, currency))
    under = STEP_WORDS[one.step].to(words, {})
    return what, under, amount, CLASS_WORDS[one.line_class].to(words, {})
