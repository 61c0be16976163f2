"""Memberships, subscriptions, gifts and accounts on a person's page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.patron_has import PatronHas, PatronHasState
from kiosk.screens.member_desk import member_says
from kiosk.screens.parts import Pool, Strip, in_column, label, margins, usable
from kiosk.screens.patron_page import PagePart
from kiosk.screens.renewals import renewal_says
from kiosk.widgets.buttons import Button
from kiosk.wording.series import open_words
from pos.views.donations import GiftRow, Tribute

if TYPE_CHECKING:
    from printing.words import Words

_MOST = 8


class HasRow(QWidget):
    """Something somebody has: what it is, more about it, and one or two things to do with it."""

    def __init__(self, name: str, index: int, acts: Sequence[Callable[[int], None]]) -> None:
        super().__init__()
        self._title = label("strong", name=f"{name}.{index}")
        self._under = label("soft", name=f"{name}_says.{index}")
        self.buttons = []
        across = QHBoxLayout()
        margins(across)
        across.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        margins(column, spacing=0)
        column.addLayout(across)
        column.addWidget(self._under)
        for number, act in enumerate(acts):
            button = Button("", "plain", compact=True)
            button.setObjectName(f"{name}_act{number}.{index}")
            button.clicked.connect(lambda _=False, act=act: act(index))
            across.addWidget(button)
            self.buttons.append(button)

    def say(self, title: str, under: str, acts: Sequence[str], *, usable_now: bool) -> None:
        """Show it; an act without words is not there."""
        self._title.setText(title)
        self._under.setText(under)
        self._under.setVisible(bool(under))
        for button, text in zip(self.buttons, acts, strict=True):
            button.setText(text)
            button.setAccessibleName(f"{text}: {title}")
            button.setVisible(bool(text))
            usable(button, yes=usable_now)


class PatronHasPart(PagePart):
    """Shows a ``PatronHasState``. GUI thread."""

    def __init__(self, words: Words, presenter: PatronHas) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._refusal = Strip("patron.has_refusal")
        self._written = Strip("patron.has_written", "good")
        self._titles = [label("section") for _ in range(5)]
        columns = [QVBoxLayout() for _ in range(6)]
        for one in columns:
            margins(one)
        members, series, renewals, gifts, years, accounts = columns
        self._members = Pool(
            lambda n: HasRow("patron.member", n, (self._show, self._look)), in_column(members)
        )
        self._renewals = Pool(
            lambda n: HasRow("patron.renewal", n, (self._renew,)), in_column(renewals)
        )
        self._series = Pool(lambda n: HasRow("patron.series", n, (self._dates,)), in_column(series))
        self._gifts = Pool(lambda n: HasRow("patron.gift", n, (self._letter,)), in_column(gifts))
        self._years = Pool(lambda n: HasRow("patron.gifts", n, (self._year,)), in_column(years))
        self._accounts = Pool(
            lambda n: HasRow("patron.account", n, (self._statement,)), in_column(accounts)
        )
        self._open = Button("", "quiet", "plus", compact=True)
        self._open.setObjectName("patron.open_account")
        self._open.clicked.connect(presenter.open_account)
        column = QVBoxLayout(self)
        margins(column)
        for strip in (self._refusal, self._written):
            column.addWidget(strip)
        for title, parts in zip(
            self._titles,
            ((members,), (series,), (renewals,), (gifts, years), (accounts,)),
            strict=True,
        ):
            column.addWidget(title)
            for part in parts:
                column.addLayout(part)
        column.addWidget(self._open)
        self.retranslate(words)
        presenter.attach(self)

    # ---- touched ----

    def _show(self, index: int) -> None:
        self._presenter.show_member(self._presenter.state.members[index].row.number)

    def _look(self, index: int) -> None:
        self._presenter.look_at_member(self._presenter.state.members[index].row.member_id)

    def _dates(self, index: int) -> None:
        self._presenter.add_dates(self._presenter.state.open_series[index])

    def _renew(self, index: int) -> None:
        self._presenter.renew(self._presenter.state.renewals[index])

    def _letter(self, index: int) -> None:
        self._presenter.letter(self._presenter.state.gifts[index].extra_id)

    def _year(self, index: int) -> None:
        self._presenter.year_letter(self._presenter.state.years[index])

    def _statement(self, index: int) -> None:
        self._presenter.statement(self._presenter.state.accounts[index].value_id)

    # ---- drawn ----

    def draw(self, state: PatronHasState) -> None:
        """Show what the person has."""
        words, can, there = self._words, not state.busy, not state.erased
        self._refusal.say_error(state.refusal, words)
        names = ", ".join(place.name for place in state.written)
        self._written.say(words("Written: {files}", files=names) if names else "")
        members, renewals = state.members[:_MOST], state.renewals[:_MOST]
        gifts, accounts = state.gifts[-_MOST:], state.accounts
        open_series = state.open_series[:_MOST]
        parts = (members, open_series, renewals, gifts, accounts)
        for title, some in zip(self._titles, parts, strict=True):
            title.setVisible(bool(some))
        for row, member in zip(self._members.show(len(members)), members, strict=True):
            name = " · ".join(p for p in (member.row.holder, member.row.number) if p)
            under = "\n".join(member_says(member, words))
            acts = (words("Show card"), words("Renew…"))
            row.say(name, under, acts if there else ("", ""), usable_now=can)
        shown = self._series.show(len(open_series))
        for row, one in zip(shown, open_series, strict=True):
            act = words("Add dates…")
            row.say(one.name, open_words(one, words), (act if there else "",), usable_now=can)
        for row, offer in zip(self._renewals.show(len(renewals)), renewals, strict=True):
            under, act = renewal_says(offer, words)
            row.say(offer.order_number, under, (act if there else "",), usable_now=can)
        shown = self._gifts.show(len(gifts))
        for row, gift in zip(shown, gifts, strict=True):
            given = f"{words.money(gift.amount)} · {gift.fund}"
            act = words("Letter again") if gift.letter else words("Letter")
            row.say(given, gift_says(gift, words), (act if there else "",), usable_now=can)
        for row, year in zip(self._years.show(len(state.years)), state.years, strict=True):
            said = words("All gifts of {year}", year=str(year))
            row.say(said, "", (words("Year's letter") if there else "",), usable_now=can)
        for row, account in zip(self._accounts.show(len(accounts)), accounts, strict=True):
            under = words("{amount} left", amount=account.balance)
            act = words("Statement") if there else ""
            row.say(account.serial, under, (act,), usable_now=can)
        self._open.setVisible(state.patron_id is not None and there and not accounts)
        usable(self._open, yes=can)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        said = (
            words("Memberships"),
            words("Series with open dates"),
            words("Subscriptions to renew"),
            words("Gifts"),
            words("On account"),
        )
        for title, text in zip(self._titles, said, strict=True):
            title.setText(text)
        self._open.setText(words("Open an account"))
        self.draw(self._presenter.state)


def gift_says(gift: GiftRow, words: Words) -> str:
    """Return when something was given, for whose sake, and which letter is due or was made."""
    parts = [words.date(gift.given_on), gift.order_number]
    if gift.tribute is Tribute.MEMORY:
        parts.append(words("in memory of {name}", name=gift.of_whom))
    elif gift.tribute is Tribute.HONOUR:
        parts.append(words("in honour of {name}", name=gift.of_whom))
    if gift.letter and gift.letter_at is not None:
        day = words.date(gift.letter_at)
        parts.append(words("letter {number}, {day}", number=gift.letter, day=day))
    elif gift.is_owed:
        parts.append(words("a letter is owed"))
    if gift.unpaid is not None:
        parts.append(words("Owes {amount}", amount=gift.unpaid))
    return " · ".join(parts)
