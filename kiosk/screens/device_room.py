"""The panel behind the device lights: each device as a picture, what it says, and what can be
tried on it.

Draws ``DeviceRoomState``. GUI thread only.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from hardware.drawers.learning import Learnt, Step, Why
from kiosk.icons import icon
from kiosk.messages import condition_short, device_name, device_text
from kiosk.presenters.device_room import (
    TICKET_PRINTER,
    Can,
    DeviceCard,
    DeviceRoom,
    DeviceRoomState,
    Trial,
)
from kiosk.screens.parts import Pool, Scrolled, Strip, free_text, in_column, label, margins, usable
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Rule
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import Tile
from kiosk.widgets.top_bar import MARKS, drawing_of
from kiosk.wording.device_facts import FACT_NAMES, fact_value
from kiosk.wording.reading import PROBLEM_WORDS
from pos.lifecycles import DeviceState
from pos.ports.devices import PrintOutcome, PrintResult
from pos.ports.readers import BadgeRead, CheckRead, Scan
from pos.views.stock import StockView

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.presenters.reading import Reads
    from kiosk.presenters.sensor_lesson import Lesson
    from printing.words import Words

_WIDE = 1080
_LIST_WIDE = 264
_PICTURE = 112
_PAGE_TALL = 460


class DeviceRoomPanel(InlinePanel):
    """Shows a ``DeviceRoomState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: DeviceRoom) -> None:
        super().__init__()
        self.setObjectName("devices")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._names: tuple[str, ...] = ()
        self._list = Scrolled()
        self._tiles = Pool(self._make_tile, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._page = _DevicePage(words, presenter)
        self._list.setFixedWidth(theme_of(self).px(_LIST_WIDE))
        across = QHBoxLayout()
        margins(across, spacing=20)
        across.addWidget(self._list)
        self._scrolled = Scrolled()
        self._scrolled.column.addWidget(self._page)
        self._scrolled.setMinimumHeight(theme_of(self).px(_PAGE_TALL))
        across.addWidget(self._scrolled, 1)
        self.body.addLayout(across, 1)
        self._close = Button("", "plain")
        self._close.setObjectName("devices.close")
        self.add_button(self._close)
        self._close.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _make_tile(self, index: int) -> Tile:
        tile = Tile()
        tile.setCheckable(True)
        tile.clicked.connect(lambda: self._presenter.choose(self._names[index]))
        return tile

    def draw(self, state: DeviceRoomState) -> None:
        """Show ``state``."""
        self._names = tuple(card.status.device for card in state.cards)
        for tile, card in zip(self._tiles.show(len(state.cards)), state.cards, strict=True):
            self._draw_tile(tile, card, chosen=card.status.device == state.chosen)
        self._list.settle()
        self._page.draw(state)
        self._scrolled.settle()
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def _draw_tile(self, tile: Tile, card: DeviceCard, *, chosen: bool) -> None:
        words, status = self._words, card.status
        colour, _ = MARKS[status.state]
        name = device_name(status.device, words)
        short = ", ".join(sorted(condition_short(one, words) for one in status.conditions))
        tile.setObjectName(f"devices.tile.{status.device}")
        tile.say(name, short or words("ready") if colour == "good" else short or words("…"))
        tile.setChecked(chosen)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.say(words("Devices"), words("What each says, and a way to try it."))
        self._close.setText(words("Back"))
        self._page.retranslate(words)
        self.draw(self._presenter.state)


class _Picture(QWidget):
    """A device drawn large, in the colour of its health."""

    def __init__(self) -> None:
        super().__init__()
        self._device, self._colour = "", "text_soft"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_card(self, card: DeviceCard) -> None:
        """Show this device as it is."""
        self._device = card.status.device
        self._colour, _ = MARKS[card.status.state]
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = theme_of(self).px(_PICTURE)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._device:
            return
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(self._colour))
        soft = "sunken" if self._colour == "text_soft" else f"{self._colour}_soft"
        painter.setBrush(theme.colour(soft))
        painter.drawEllipse(self.rect().adjusted(1, 1, -2, -2))
        side = self.width() // 2
        drawing = icon(drawing_of(self._device), theme.colour(self._colour), side)
        painter.drawPixmap(side // 2, side // 2, drawing)
        painter.end()


class _DevicePage(QWidget):
    """One device: picture, words, trials, facts; the count of blank tickets for the printer."""

    def __init__(self, words: Words, presenter: DeviceRoom) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._picture = _Picture()
        self._name = label("heading", name="devices.name")
        self._says = label("body", name="devices.says")
        self._refusal = Strip("devices.refusal")
        self._trial = Strip("devices.trial", "good")
        self._print = _trial_button("print", "receipt_printer", presenter.print_test)
        self._kick = _trial_button("kick", "cash_drawer", self._ask_kick)
        self._show = _trial_button("show", "customer_display", presenter.show_test)
        self._read = _trial_button("read", "scanner", presenter.try_reading)
        self._learn = _trial_button("learn", "eye", self._ask_learn)
        self._shut = Button("", "primary", "check")
        self._shut.setObjectName("devices.is_shut")
        self._shut.clicked.connect(presenter.is_shut)
        self._facts = label("soft", name="devices.facts")
        self._stock = _StockCard(words, presenter)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        margins(head, spacing=20)
        head.addWidget(self._picture)
        said = QVBoxLayout()
        margins(said, spacing=4)
        said.addWidget(self._name)
        said.addWidget(self._says)
        buttons = QHBoxLayout()
        margins(buttons)
        for button in (self._print, self._kick, self._show, self._read, self._learn):
            buttons.addWidget(button)
        buttons.addStretch(1)
        said.addLayout(buttons)
        said.addStretch(1)
        head.addLayout(said, 1)
        column = QVBoxLayout(self)
        margins(column, spacing=12)
        column.addLayout(head)
        column.addWidget(self._refusal)
        column.addWidget(self._trial)
        column.addWidget(self._shut, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._stock)
        column.addWidget(self._facts)
        column.addStretch(1)

    def _ask_kick(self) -> None:
        self._presenter.kick(self._words("Trial of the drawer"))

    def _ask_learn(self) -> None:
        self._presenter.learn(self._words("Learning the sensor of the drawer"))

    def draw(self, state: DeviceRoomState) -> None:
        """Show the device looked at."""
        words, card = self._words, state.card
        self.setVisible(card is not None)
        if card is None:
            return
        self._picture.show_card(card)
        self._name.setText(device_name(card.status.device, words))
        self._says.setText(_says(card, words))
        self._refusal.say_error(state.refusal, words)
        self._trial.say(*_trial_words(state, words))
        under_way = state.trial is Trial.UNDER_WAY
        for button, can in (
            (self._print, Can.PRINT),
            (self._kick, Can.KICK),
            (self._show, Can.SHOW),
            (self._read, Can.READ),
            (self._learn, Can.LEARN),
        ):
            button.setVisible(can in card.can)
            usable(button, yes=not under_way or can is Can.READ)
        lesson = state.lesson
        asked = lesson is not None and lesson.learnt is None
        self._shut.setVisible(asked)
        usable(self._shut, yes=lesson is not None and not lesson.waiting)
        told = [
            f"{_fact_name(code, words)}: {fact_value(code, value, words)}"
            for code, value in card.facts
        ]
        self._facts.setText("\n".join(told))
        self._stock.draw(state)

    def retranslate(self, words: Words) -> None:
        """Name everything in another language."""
        self._words = words
        self._print.setText(words("Print a test"))
        self._kick.setText(words("Open the drawer"))
        self._show.setText(words("Show a test"))
        self._read.setText(words("Try reading"))
        self._learn.setText(words("Learn the sensor"))
        self._shut.setText(words("It is shut"))
        self._stock.retranslate(words)


def _trial_button(name: str, drawing: str, act: object) -> Button:
    button = Button("", "plain", drawing)
    button.setObjectName(f"devices.{name}")
    button.clicked.connect(act)
    return button


def _says(card: DeviceCard, words: Words) -> str:
    """Return how a device is; of one that says nothing of itself, no more than is known."""
    if Can.READ in card.can and card.status.state is DeviceState.READY:
        return words("Its line is open. It says nothing of itself: try a reading.")
    return device_text(card.status, words)


def _fact_name(code: str, words: Words) -> str:
    known = FACT_NAMES.get(code)
    return code.replace("_", " ") if known is None else words(known.text)


# ---- how a trial goes ----


def _trial_words(state: DeviceRoomState, words: Words) -> tuple[str, str, str]:
    """Return what to say of the trial, what to do, and the tone."""
    card = state.card
    if state.lesson is not None:
        return _lesson_words(state.lesson, words)
    if state.trial is None or card is None:
        return "", "", ""
    if state.read is not None:
        return (*_read_words(state.read, words), "good" if state.trial is Trial.WELL else "warning")
    if state.result is not None:
        return _print_words(state.result, words)
    if Can.KICK in card.can:
        return _kick_words(state.trial, words)
    if Can.READ in card.can:
        return words("Waiting: scan or put something on."), words("It goes nowhere else."), "info"
    if Can.SHOW in card.can:
        return words("It stands there now."), words("Look at it from the patron's side."), "good"
    return words("Printing…"), "", "info"


def _print_words(result: PrintResult, words: Words) -> tuple[str, str, str]:
    why = "" if result.condition is None else condition_short(result.condition, words)
    if result.outcome is PrintOutcome.PRINTED:
        return words("Printed. The printer said so."), words("Look whether it is good."), "good"
    if result.outcome is PrintOutcome.NOT_SENT:
        return words("Nothing was sent: {why}.", why=why or "–"), "", "danger"
    if result.outcome is PrintOutcome.SPOILED:
        return words("Spoiled: {why}.", why=why or "–"), words("Keep the paper."), "danger"
    remedy = words("Look whether it came out.")
    return words("Sent, and the printer never said that it printed."), remedy, "warning"


def _kick_words(trial: Trial, words: Words) -> tuple[str, str, str]:
    if trial is Trial.WELL:
        return words("It opened: the sensor saw it."), words("Push it shut."), "good"
    if trial is Trial.SENT:
        what = words("The pulse was sent; nobody saw the drawer open.")
        return (
            what,
            words("Did it open? Then it has no sensor, or the wrong one is set."),
            "warning",
        )
    return words("Opening…"), "", "info"


def _lesson_words(lesson: Lesson, words: Words) -> tuple[str, str, str]:
    """Return what is to be done with the drawer, or what was learned of it."""
    if lesson.learnt is not None:
        return _learnt_words(lesson, lesson.learnt, words)
    if lesson.step is Step.KICK:
        return words("Watch the drawer: it opens now."), "", "info"
    if lesson.waiting:
        return words("Looking at the sensor…"), "", "info"
    if lesson.step is Step.SHUT_AGAIN:
        return words("Push the drawer shut again."), words("Then tap It is shut."), "info"
    return words("Push the drawer shut."), words("Then tap It is shut. It opens once."), "info"


def _learnt_words(lesson: Lesson, learnt: Learnt, words: Words) -> tuple[str, str, str]:
    what = {
        Why.SEEN: words("The sensor works, and Foyer knows it now."),
        Why.CONSTANT: words("The sensor says the same open and shut: it has none, or no cable."),
        Why.NEVER_TOLD: words("The printer tells nothing of a sensor."),
        Why.NOT_KICKED: words("No pulse left: nothing was learned."),
        Why.NOT_SHUT: words("It was not seen shut again: nothing was learned."),
    }[learnt.why]
    later = words("It counts from the next start of the window.") if lesson.kept else ""
    tone = "good" if learnt.why is Why.SEEN else "warning"
    return what, later, tone


def _read_words(read: Reads, words: Words) -> tuple[str, str]:
    """Return what was read, no more of it than proves that it was: it may be a person's."""
    if read.problem is not None:
        device = device_name(read.device, words)
        return PROBLEM_WORDS[read.problem].to(words, {"device": device}), ""
    if isinstance(read, Scan):
        said = words("Read a code of {n} characters.", n=len(read.text))
        return said, words("It ends in {end}.", end=read.text[-2:])
    if isinstance(read, BadgeRead):
        return words("Read a badge."), words("It ends in {end}.", end=read.uid[-2:])
    return _check_words(read, words)


def _check_words(read: CheckRead, words: Words) -> tuple[str, str]:
    said = words("Read check {number}.", number=read.number or "–")
    return said, words("Its account ends in {end}.", end=read.account[-2:])


# ---- blank tickets ----


class _StockCard(Card):
    """How many blank tickets should be there; load more, or say what really lies there."""

    def __init__(self, words: Words, presenter: DeviceRoom) -> None:
        super().__init__(sunken=True)
        self._words = words
        self._presenter = presenter
        self._acted: tuple[int, datetime | None] = (0, None)
        self._title = label("section")
        self._left = label("title", name="devices.stock")
        self._sum = label("soft", name="devices.stock_sum")
        self._number = free_text("devices.stock_number")
        self._note = free_text("devices.stock_note")
        self._load = Button("", "plain", "plus", compact=True)
        self._load.setObjectName("devices.stock_load")
        self._count = Button("", "plain", "check", compact=True)
        self._count.setObjectName("devices.stock_count")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (self._title, self._left, self._sum, Rule()):
            column.addWidget(widget)
        fields = QHBoxLayout()
        margins(fields)
        fields.addWidget(self._number, 2)
        fields.addWidget(self._note, 3)
        column.addLayout(fields)
        row = QHBoxLayout()
        margins(row)
        row.addWidget(self._load)
        row.addWidget(self._count)
        row.addStretch(1)
        column.addLayout(row)
        self._load.clicked.connect(partial(self._act, loading=True))
        self._count.clicked.connect(partial(self._act, loading=False))

    def _act(self, *, loading: bool) -> None:
        number, note = self._number.text(), self._note.text()
        if loading:
            self._presenter.load_stock(number, note)
        else:
            self._presenter.count_stock(number, note)

    def draw(self, state: DeviceRoomState) -> None:
        """Show the count, where the ticket printer is looked at."""
        stock = state.stock
        shown = stock is not None and state.chosen == TICKET_PRINTER
        acted = stock is not None and (stock.loaded, stock.since) != self._acted
        if shown and (self.isHidden() or acted):
            self._forget()
        self.setVisible(shown)
        if stock is None:
            return
        self._acted = (stock.loaded, stock.since)
        self._left.setText(_left_words(stock, self._words))
        self._sum.setText(_sum_words(stock, self._words))
        for button in (self._load, self._count):
            usable(button, yes=not state.busy)
        self.setMinimumHeight(self.sizeHint().height())

    def _forget(self) -> None:
        self._number.setText("")
        self._note.setText("")

    def retranslate(self, words: Words) -> None:
        """Name everything in another language."""
        self._words = words
        self._title.setText(words("Blank tickets"))
        self._number.set_name(words("How many"))
        self._note.set_name(words("Serial number, or reason"))
        self._load.setText(words("Loaded these"))
        self._count.setText(words("Counted these"))


def _left_words(stock: StockView, words: Words) -> str:
    if not stock.known:
        return words("Nobody has loaded or counted tickets here yet.")
    return words.plural(
        "{n} ticket should be there", "{n} tickets should be there", stock.should_be_there
    )


def _sum_words(stock: StockView, words: Words) -> str:
    parts = [
        words("{n} to begin with", n=stock.start),
        words("{n} loaded", n=stock.loaded),
        words("{n} printed", n=stock.printed),
        words("{n} spoiled", n=stock.spoiled),
        words("{n} for tests", n=stock.test),
    ]
    if stock.in_doubt:
        parts.append(words("{n} in doubt", n=stock.in_doubt))
    return " · ".join(parts)
