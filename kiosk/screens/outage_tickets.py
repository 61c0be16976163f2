"""Emergency tickets of a performance: a new block, the blocks there are, and what is given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.outage import Outage, OutageState
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
from kiosk.screens.reason import Reason
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Rule
from kiosk.widgets.tiles import ListRow
from pos.views.outage import PaperBlock

if TYPE_CHECKING:
    from printing.words import Words


class TicketsPage(QWidget):
    """Shows the blocks of the performance that is chosen."""

    def __init__(self, presenter: Outage) -> None:
        super().__init__()
        self._presenter = presenter
        self._made = Strip("outage.made", "good")
        self._new = label("section")
        self._how = label("soft")
        self._zones = Choices("outage.zones", across=8)
        self._most = label("soft", name="outage.most")
        self._last: PaperBlock | None = None
        self._count = free_text("outage.count")
        self._count.setMaxLength(3)
        self._make = Button("", "primary", "plus")
        self._make.setObjectName("outage.make")
        self._rule = Rule()
        self._there = label("section")
        self._print = Button(compact=True)
        self._print.setObjectName("outage.print")
        self._list = Scrolled()
        self._rows: Pool[ListRow] = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._why = QWidget()
        self._which = label("strong", name="outage.which")
        self._reason = Reason("outage.back_reason")
        self._give_back = Button("", "danger")
        self._give_back.setObjectName("outage.give_back")
        self._lay_out()
        self._zones.chosen.connect(self._choose_zone)
        self._make.clicked.connect(lambda: presenter.make(self._count.text()))
        self._count.returnPressed.connect(self._make.setFocus)
        self._print.clicked.connect(presenter.print_out)
        self._give_back.clicked.connect(lambda: presenter.give_back(self._reason.text()))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        margins(line)
        line.addWidget(self._count, 1)
        line.addWidget(self._make, 2)
        why = QVBoxLayout(self._why)
        margins(why)
        why.addWidget(self._which)
        why.addWidget(self._reason)
        why.addWidget(self._give_back)
        card = Card()
        column = QVBoxLayout(card)
        margins(column, 20, 12)
        for widget in (self._made, self._new, self._how, self._zones):
            column.addWidget(widget)
        column.addWidget(self._most)
        column.addLayout(line)
        column.addWidget(self._rule)
        there = QHBoxLayout()
        margins(there)
        there.addWidget(self._there, 1)
        there.addWidget(self._print)
        column.addLayout(there)
        column.addWidget(self._list, 1)
        column.addWidget(self._why)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(card, 1)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"outage.block.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        block = self._presenter.state.mine[index]
        if block.out and self._presenter.state.may_return:
            self._presenter.ask_back(block.block_id)
        else:
            self._presenter.ask_back("")

    def _choose_zone(self, index: int) -> None:
        zones = self._presenter.state.zones
        self._presenter.choose_zone(zones[index - 1].zone_id if index else None)

    def draw(self, state: OutageState, words: Words) -> None:
        """Show ``state``."""
        made = state.made
        said = ""
        if made is not None:
            said = words("{block}: good at the door from now on.", block=_name(made, words))
        self._made.say(said, words("Their sheets open for printing. Cut them, and count them."))
        several = len(state.zones) > 1
        names = [words("Best"), *(zone.name for zone in state.zones)]
        places = [zone.zone_id for zone in state.zones]
        chosen = places.index(state.zone) + 1 if state.zone in places else 0
        self._zones.offer(names if several else [], chosen if several else None)
        offered = state.may_make and not state.returning
        for widget in (self._new, self._count, self._make, self._rule):
            widget.setVisible(offered)
        if made is not None and made is not self._last:  # a second touch makes as many once more
            self._count.setText("")
        self._last = made
        most = state.room.get(state.zone)
        self._most.setVisible(offered and most is not None)
        self._most.setText(_most(most or 0, words))
        self._how.setVisible(offered and made is None)
        self._zones.setVisible(offered and several)
        usable(self._make, yes=state.chosen is not None and not state.busy)
        blocks = state.mine
        for row, block in zip(self._rows.show(len(blocks)), blocks, strict=True):
            row.say(_name(block, words), _stands(block, words))
            row.setChecked(block.block_id == state.returning)
        self._list.settle()
        self._there.setText(
            words("Made so far") if blocks else words("No emergency tickets for this performance.")
        )
        self._print.setVisible(bool(state.to_print) and not state.returning)
        usable(self._print, yes=not state.busy)
        self._draw_back(state, words)

    def _draw_back(self, state: OutageState, words: Words) -> None:
        asked = next((b for b in state.mine if b.block_id == state.returning), None)
        self._why.setVisible(asked is not None)
        self._reason.show_missing(state.refusal)
        if asked is not None:
            self._which.setText(
                words.plural(
                    "Give back {n} ticket that was not sold? Its code opens nothing any more.",
                    "Give back {n} tickets that were not sold? Their codes open nothing any more.",
                    asked.out,
                )
            )
        usable(self._give_back, yes=not state.busy)

    def clear(self) -> None:
        """Empty what was typed."""
        self._count.setText("")
        self._reason.clear()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._new.setText(words("New emergency tickets"))
        self._how.setText(
            words(
                "Their places are not on sale any more. Each has a number and a code that opens "
                "the door; price and payment are written on the tally sheet."
            )
        )
        self._zones.setAccessibleName(words("Zone"))
        self._count.set_name(words("How many"))
        self._make.setText(words("Make emergency tickets"))
        self._print.setText(words("Print on ticket stock instead"))
        usual = (words("Not sold"), words("The network is back"), words("Printed badly"))
        self._reason.retranslate(usual, words("Usual reasons"), words("Reason"))
        self._give_back.setText(words("Give them back"))


def _most(many: int, words: Words) -> str:
    """Return how many can be made now."""
    if not many:
        return words("None can be made here now: no place is left that can be had.")
    return words.plural("{n} can be made here now.", "Up to {n} can be made here now.", many)


def _name(block: PaperBlock, words: Words) -> str:
    if len(block.tickets) == 1:
        return block.first
    return words("{first} to {last}", first=block.first, last=block.last)


def _stands(block: PaperBlock, words: Words) -> str:
    """Return how many of a block are where, and who made it."""
    parts = [
        words.plural("{n} on paper", "{n} on paper", block.out) if block.out else "",
        _counted(words("{n} keyed in", n=block.count("keyed")), block.count("keyed")),
        _counted(words("{n} given back", n=block.count("returned")), block.count("returned")),
        f"{block.made_by}, {words.day_and_time(block.made_at)}",
    ]
    return " · ".join(part for part in parts if part)


def _counted(said: str, count: int) -> str:
    return said if count else ""
