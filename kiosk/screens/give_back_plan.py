"""What giving back would do, sum by sum, before it is done; and what is to be done after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.messages import error_text, permission_text, remedy_text
from kiosk.presenters.give_back import GiveBackState
from kiosk.screens.instead_words import against_words, goes_to
from kiosk.screens.order_lines import MoneyLine
from kiosk.screens.parts import Pool, Strip, in_column, label, margins
from kiosk.widgets.labels import Card
from pos.errors import NotThisWay
from pos.money import Money, total
from pos.views.paying import GiveBackLine, GiveBackPlan
from pos.views.people import Permission

if TYPE_CHECKING:
    from printing.words import Words


class PlanCard(Card):
    """Shows a ``GiveBackPlan``."""

    def __init__(self) -> None:
        super().__init__(sunken=True)
        self._name = label("section")
        self._sum = label("heading", wrap=False, name="give_back.sum")
        self._none = label("soft")
        self._rows = QVBoxLayout()
        margins(self._rows)
        self._pool = Pool(lambda _index: MoneyLine(), in_column(self._rows))
        self._rounded = label("soft")
        self._refused = Strip("give_back.refused", "warning")
        self._against = Strip("give_back.against", "warning")
        column = QVBoxLayout(self)
        margins(column, 12)
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._name, 1)
        head.addWidget(self._sum)
        column.addLayout(head)
        column.addWidget(self._none)
        column.addLayout(self._rows)
        column.addWidget(self._rounded)
        column.addWidget(self._refused)
        column.addWidget(self._against)
        column.addStretch(1)

    def draw(self, state: GiveBackState, words: Words) -> None:
        """Show what would happen."""
        plan = state.plan
        lines = () if plan is None else plan.lines
        self._sum.setVisible(plan is not None)
        self._none.setVisible(plan is None or not plan.amount)
        if plan is None:
            self._none.setText(words("Touch what comes back."))
        else:
            self._sum.setText(words.money(plan.amount))
            self._none.setText(no_money_words(plan, words))
        said = [(way_words(line, words), words.money(line.amount)) for line in lines]
        if plan is not None and plan.terms is not None and plan.terms.fee:
            said.insert(0, (words("Kept by the house's rules"), words.money(plan.terms.fee)))
        if plan is not None and plan.fees_back:
            said.insert(0, (words("Exchange fee, with it"), words.money(plan.fees_back)))
        if plan is not None and plan.instead is not None and plan.instead_amount:
            said.append((goes_to(plan.instead, words), words.money(plan.instead_amount)))
        for row, (what, figure) in zip(self._pool.show(len(said)), said, strict=True):
            row.say(what, "", figure)
        self._against.say(against_words(plan.terms if plan else None, words))
        rounding = plan.rounding if plan is not None else None
        self._rounded.setVisible(bool(rounding))
        if rounding:
            self._rounded.setText(words("Cash is rounded by {amount}.", amount=rounding))
        self._say_refused(lines, words)

    def _say_refused(self, lines: tuple[GiveBackLine, ...], words: Words) -> None:
        why = [line.refused for line in lines if line.refused]
        if not why:
            self._refused.say("")
            return
        error = NotThisWay(what=why[0])
        self._refused.say(error_text(error, words), remedy_text(error, words))

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._name.setText(words("What goes back"))


def needs_words(plan: GiveBackPlan | None, words: Words) -> str:
    """Return what a second person is asked for, "" where nobody is."""
    if plan is None or not plan.needs:
        return ""
    what = permission_text(Permission(plan.needs), words)
    return words("A second person is asked: {what}.", what=what)


def given_here(back: GiveBackPlan) -> Money:
    """Return what of it goes back here, not by whoever sold it."""
    there = (line.amount for line in back.lines if line.how == "elsewhere")
    return back.amount - total(there, back.amount.currency)


def no_money_words(plan: GiveBackPlan, words: Words) -> str:
    """Return that no money goes back and what happens instead, "" where some does."""
    if plan.amount:
        return ""
    if plan.instead_amount:
        return words("No money goes back to a tender.")
    if plan.owes_less is not None:
        return words("No money goes back; the order owes {amount} less.", amount=plan.owes_less)
    return words("No money goes back.")


def stay_words(plan: GiveBackPlan | None, words: Words) -> str:
    """Return which tickets stay live that were got with those which come back."""
    if plan is None or not plan.cheaper_stay:
        return ""
    return words.plural(
        "{n} ticket that was cheaper because of these stays valid.",
        "{n} tickets that were cheaper because of these stay valid.",
        plan.cheaper_stay,
    )


def way_words(line: GiveBackLine, words: Words) -> str:
    """Return where a part goes and how."""
    if line.how == "cash":
        return words("In cash, out of the drawer")
    if line.how == "void":
        return words("{card}: the charge is undone at the terminal", card=line.shown)
    if line.how == "refund":
        return words("{card}: refunded at the terminal", card=line.shown)
    if line.how == "typed":
        return words("{card}: refund it by hand on the other terminal", card=line.shown)
    if line.how == "certificate":
        return words("Back on the certificate {code}", code=line.shown)
    if line.how == "on_account":
        return words("Back on the patron's account")
    if line.how == "check":
        return words("A check that the office writes")
    if line.how == "had":
        return words("{card}: has this money already, nothing more goes out", card=line.shown)
    return words("Whoever sold it gives it back")


def new_tickets_words(many: int, words: Words, *, prints: bool) -> str:
    """Return where tickets are that took the place of others: what was not collected waits."""
    if prints:
        return words.plural("{n} new ticket prints.", "{n} new tickets print.", many)
    return words("The new tickets wait at will call.")


def done_lines(state: GiveBackState, words: Words) -> tuple[str, ...]:
    """Return what a person has to do now that it is on disk."""
    given, plan = state.given, state.plan
    if given is None or plan is None:
        return ()
    said = []
    if given.new_tickets:
        many = len(given.new_tickets)
        said.append(new_tickets_words(many, words, prints=given.tickets_print))
    if given.cash:
        said.append(words("Hand over {amount} in cash; the drawer opens.", amount=given.cash))
    for line in plan.lines:
        if line.how == "typed":
            said.append(
                words(
                    "Refund {amount} to {card} on the other terminal now.",
                    amount=line.amount,
                    card=line.shown,
                )
            )
        elif line.how in ("certificate", "on_account", "check", "had", "elsewhere"):
            said.append(f"{way_words(line, words)}: {words.money(line.amount)}")
    return tuple(said)
