"""The forms of an order's page: another name, who picks up which part, an order of their own for
some tickets, back to will-call, a note. What comes of it is said above the button that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.order_acts import OrderAct, OrderActs, OrderActsState
from kiosk.screens.parts import Choices, Strip, free_text, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import GuardedLineEdit
from kiosk.widgets.labels import Card
from pos.errors import PosError
from pos.views.order_life import OrderNames

if TYPE_CHECKING:
    from printing.words import Words

ACTS = tuple(OrderAct)


class OrderActCard(Card):
    """Shows the form that is open of an ``OrderActsState``; hidden while none is."""

    def __init__(self, presenter: OrderActs) -> None:
        super().__init__()
        self._presenter = presenter
        self._open: tuple[str, OrderAct] | None = None
        self._title = label("strong", name="order.act_title")
        self._name = _NameForm()
        self._part = _OneField("order.part_name")
        self._own = _OwnForm()
        self._back = _BackForm(presenter)
        self._note = _OneField("order.note")
        forms = (self._name, self._part, self._own, self._back, self._note)
        self._forms: dict[OrderAct, QWidget] = dict(zip(ACTS, forms, strict=True))
        self._says = label("body", name="order.act_says")
        self._refusal = Strip("order.refusal")
        self._no = Button("", "plain", compact=True)
        self._no.setObjectName("order.act_cancel")
        self._go = Button("", "primary", "check", compact=True)
        self._go.setObjectName("order.act_go")
        last = QHBoxLayout()
        margins(last)
        last.addWidget(self._says, 1)
        last.addWidget(self._no)
        last.addWidget(self._go)
        column = QVBoxLayout(self)
        margins(column, 16)
        for widget in (self._title, *self._forms.values(), self._refusal):
            column.addWidget(widget)
        column.addLayout(last)
        self._no.clicked.connect(presenter.close)
        self._go.clicked.connect(self._do)
        self._alone = (self._part.field, self._back.field, self._note.field)
        for field in (*self._name.fields, *self._own.fields, *self._alone):
            field.returnPressed.connect(self._do)

    def _do(self) -> None:
        presenter, act = self._presenter, self._presenter.state.act
        if act is OrderAct.NAME:
            presenter.rename(self._name.names)
        elif act is OrderAct.PART:
            presenter.split(self._part.field.text().strip())
        elif act is OrderAct.OWN:
            presenter.split_off(self._own.names, self._own.reason.text().strip())
        elif act is OrderAct.BACK:
            presenter.send_back(self._back.field.text().strip())
        elif act is OrderAct.NOTE:
            presenter.note(self._note.field.text().strip())

    def draw(self, state: OrderActsState, words: Words) -> None:
        """Show the form that is open."""
        self.setVisible(state.act is not None)
        self._begin(state)
        if state.act is None:
            return
        for act, form in self._forms.items():
            form.setVisible(act is state.act)
        self._title.setText(_title(state.act, words))
        self._says.setText(_says(state, words))
        self._go.setText(_go(state, words))
        self._back.draw(state, words)
        missing = self._fields_of(state.act, state.refusal)
        self._refusal.say_error(None if missing else state.refusal, words)
        ready = state.act is not OrderAct.PART or bool(state.chosen)
        ready = ready and (state.act is not OrderAct.OWN or state.plan is not None)
        usable(self._go, yes=ready and not state.busy)

    def _begin(self, state: OrderActsState) -> None:
        """A form was opened: it begins with what the order says, and with the keyboard."""
        order = state.order
        now = (order.order_id, state.act) if order is not None and state.act is not None else None
        if now == self._open:
            return
        self._open = now
        if order is None or state.act is None:
            return
        self._own.begin()
        for field in self._alone:
            field.setText("")
        self._name.begin(order.names)
        first = {
            OrderAct.NAME: self._name.fields[0],
            OrderAct.PART: self._part.field,
            OrderAct.OWN: self._own.fields[0],
            OrderAct.BACK: self._back.field,
            OrderAct.NOTE: self._note.field,
        }
        first[state.act].setFocus()

    def _fields_of(self, act: OrderAct, refusal: PosError | None) -> bool:
        """Mark the field that is empty; return whether one is."""
        self._name.fields[0].show_missing(refusal if act is OrderAct.NAME else None, "name")
        self._part.field.show_missing(refusal if act is OrderAct.PART else None, "name")
        self._own.show_missing(refusal if act is OrderAct.OWN else None)
        self._back.field.show_missing(refusal if act is OrderAct.BACK else None, "reason")
        self._note.field.show_missing(refusal if act is OrderAct.NOTE else None, "note")
        return refusal is not None and refusal.code == "text_missing"

    def forget(self) -> None:
        """Empty what was typed."""
        self._open = None
        self._name.begin(OrderNames(""))
        self._own.begin()
        for field in self._alone:
            field.setText("")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._no.setText(words("Leave it"))
        self._name.retranslate(words)
        self._own.retranslate(words)
        self._back.retranslate(words)
        self._part.field.set_name(words("Name of who picks them up"))
        self._note.field.set_name(words("Note"))


class _NameForm(QWidget):
    """Name, who else may collect it, phone, e-mail."""

    def __init__(self) -> None:
        super().__init__()
        names = ("name", "alternates", "phone", "email")
        self.fields: tuple[GuardedLineEdit, ...] = tuple(free_text(f"order.{n}") for n in names)
        grid = QGridLayout(self)
        margins(grid)
        for index, field in enumerate(self.fields):
            grid.addWidget(field, index // 2, index % 2)

    @property
    def names(self) -> OrderNames:
        """What was typed."""
        name, alternates, phone, email = (field.text().strip() for field in self.fields)
        return OrderNames(name, alternates, phone, email)

    def begin(self, names: OrderNames) -> None:
        """Begin with what the order goes by."""
        said = (names.name, names.alternates, names.phone, names.email)
        for field, text in zip(self.fields, said, strict=True):
            field.setText(text)

    def retranslate(self, words: Words) -> None:
        said = (words("Name"), words("Who else may collect it"), words("Phone"), words("E-mail"))
        for field, text in zip(self.fields, said, strict=True):
            field.set_name(text)


class _OneField(QWidget):
    """A line of text."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.field = free_text(name)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self.field)


class _OwnForm(QWidget):
    """Whose the new order is, and why."""

    def __init__(self) -> None:
        super().__init__()
        self.fields = tuple(free_text(f"order.own_{each}") for each in ("name", "phone", "reason"))
        self._name, self._phone, self.reason = self.fields
        self._usual = ""
        grid = QGridLayout(self)
        margins(grid)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._phone, 0, 1)
        grid.addWidget(self.reason, 1, 0, 1, 2)

    @property
    def names(self) -> OrderNames:
        """What was typed."""
        return OrderNames(self._name.text().strip(), phone=self._phone.text().strip())

    def begin(self) -> None:
        """Begin with nobody's name and the usual reason."""
        for field, text in zip(self.fields, ("", "", self._usual), strict=True):
            field.setText(text)

    def show_missing(self, refusal: PosError | None) -> None:
        """Mark the field that is empty."""
        self._name.show_missing(refusal, "name")
        self.reason.show_missing(refusal, "reason")

    def retranslate(self, words: Words) -> None:
        before, self._usual = self._usual, words("Pays apart")
        for field, text in zip(
            self.fields, (words("Name"), words("Phone"), words("Reason")), strict=True
        ):
            field.set_name(text)
        if self.reason.text() in ("", before):
            self.reason.setText(self._usual)


class _BackForm(QWidget):
    """Where the paper is, and why it goes back."""

    def __init__(self, presenter: OrderActs) -> None:
        super().__init__()
        self._paper = Choices("order.paper", across=2)
        self.field = free_text("order.back_reason")
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._paper)
        column.addWidget(self.field)
        self._paper.chosen.connect(lambda index: presenter.paper_is(here=index == 0))

    def draw(self, state: OrderActsState, words: Words) -> None:
        self._paper.setVisible(bool(state.papers))
        texts = (words("The tickets lie here"), words("The tickets are gone"))
        self._paper.offer(texts, int(not state.here))

    def retranslate(self, words: Words) -> None:
        self._paper.setAccessibleName(words("Where the old paper is"))
        self.field.set_name(words("Reason"))


def act_name(act: OrderAct, words: Words) -> str:
    """Return what the button of a form says."""
    names = {
        OrderAct.NAME: words("Change name"),
        OrderAct.PART: words("Pick up apart"),
        OrderAct.OWN: words("Split the order"),
        OrderAct.BACK: words("Back to will-call"),
        OrderAct.NOTE: words("Add a note"),
    }
    return names[act]


def _title(act: OrderAct, words: Words) -> str:
    names = {
        OrderAct.NAME: words("What is the order to go by?"),
        OrderAct.PART: words("Touch the tickets that somebody else picks up."),
        OrderAct.OWN: words("Touch the tickets that become somebody else's own order."),
        OrderAct.BACK: words("Why does it go back to will-call?"),
        OrderAct.NOTE: words("What should everybody know about this order?"),
    }
    return names[act]


def _says(state: OrderActsState, words: Words) -> str:
    """Return what comes of it."""
    if state.act is OrderAct.NAME:
        kept = words("It is found by both names.")
        out = words("Tickets that are out keep the old name; print them again if that matters.")
        return f"{kept} {out}" if state.papers else kept
    if state.act is OrderAct.PART:
        many = words.plural("{n} ticket chosen.", "{n} tickets chosen.", len(state.chosen))
        if state.joins:
            return f"{many} " + words("Without a name they are picked up with the rest again.")
        return f"{many} " + words("What was paid stays with this order.")
    if state.act is OrderAct.OWN:
        return _own_says(state, words)
    if state.act is OrderAct.BACK:
        return _back_says(state, words)
    return words("It is kept, with your name.")


def _own_says(state: OrderActsState, words: Words) -> str:
    """Return where the money goes, and what becomes of paper that is out."""
    plan = state.plan
    said = [words.plural("{n} ticket chosen.", "{n} tickets chosen.", len(state.chosen))]
    if plan is not None and plan.paid:
        said.append(
            words(
                "{amount} that was paid goes with them; should they come back, it goes on account.",
                amount=plan.paid,
            )
        )
    if plan is not None and plan.owing:
        said.append(words("{amount} is owed there.", amount=plan.owing))
    if plan is not None and plan.papers:
        said.append(_dead(plan.papers, words))
    return " ".join(said)


def _dead(papers: int, words: Words) -> str:
    return words.plural(
        "{n} barcode is dead at once; a new ticket prints when the order is handed out.",
        "{n} barcodes are dead at once; new tickets print when the order is handed out.",
        papers,
    )


def _back_says(state: OrderActsState, words: Words) -> str:
    if not state.papers:
        return words("The order waits under its name; its tickets print when they are handed out.")
    dead = _dead(state.papers, words)
    keep = words("Keep the old paper: it is counted at the close.")
    return f"{dead} {keep}" if state.here else dead


def _go(state: OrderActsState, words: Words) -> str:
    if state.act is OrderAct.PART and state.joins:
        return words("Put together again")
    names = {
        OrderAct.NAME: words("Change it"),
        OrderAct.PART: words("Pick up apart"),
        OrderAct.OWN: words("Split the order"),
        OrderAct.BACK: words("Send back"),
        OrderAct.NOTE: words("Keep the note"),
    }
    return names[state.act] if state.act is not None else ""


def done_words(state: OrderActsState, words: Words) -> str:
    """Return what was done last; empty when nothing was."""
    name = state.order.name if state.order is not None else ""
    if state.done is OrderAct.NAME:
        return words("The order goes by {name}.", name=name)
    if state.done is OrderAct.PART:
        return words("Kept: will-call finds each part by its own name.")
    if state.done is OrderAct.OWN and state.made is not None:
        return words("Order {number} waits at will-call.", number=state.made.order_number)
    if state.done is OrderAct.BACK:
        return words("The order waits at will-call again.")
    return words("The note is kept.") if state.done is OrderAct.NOTE else ""
