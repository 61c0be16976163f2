"""Every field of a whole window, also those of pages that are not open: a card number typed, pasted
or swiped into it is wiped, nobody hears of a digit, and the window hears of the field once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kiosk.warm_up import make_one
from kiosk.widgets.fields import GuardedLineEdit
from pos.card_guard import looks_like_card
from tests.ui.test_pay_card import by_hand
from tests.ui.window_kit import WindowKit, open_window

CARD = "4111111111111111"
LAYOUTS = (
    CARD,
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "Ann, 5555.5555.5555.4444, thanks",
    "378282246310005 12/29",
    "\uff14111 1111 1111 1111",
)
SHORTEST = 13
"""Digits of the shortest card number: a field of fewer signs holds none."""
TRACKS = (
    f"%B{CARD}^SPECIMEN/PAT^29121010000000000000?",
    f";{CARD}=29121010000012300000?",
)


@pytest.fixture(scope="module")
def window(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    season_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[WindowKit]:
    kit = open_window(QtBot(request), season_file, tmp_path_factory.mktemp("fields"))
    by_hand(kit)
    for kind in ("check", "certificate", "on_account", "card"):
        kit.tap(f"pay.kind.{kind}")
    while make_one(kit.shell):
        pass
    yield kit
    kit.close()
    assert kit.crashes == []


@dataclass
class Ears:
    """Who hears of fields: the window of refusals, presenters of what was typed."""

    places: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def ears(window: WindowKit) -> Ears:
    made = Ears()
    window.shell.card_typed.connect(made.places.append)
    for one in guarded(window):
        one.edited.connect(made.heard.append)
    return made


def guarded(window: WindowKit) -> list[GuardedLineEdit]:
    return window.shell.findChildren(GuardedLineEdit)


def test_every_field_for_text_is_a_guarded_one_or_takes_a_few_digits(window: WindowKit) -> None:
    fields = window.shell.findChildren(QLineEdit)
    for one in fields:
        if not isinstance(one, GuardedLineEdit):
            QTest.keyClicks(one, CARD)
            assert len(one.text()) < SHORTEST, one.objectName()
            one.setText("")
    for kind in (QTextEdit, QPlainTextEdit):
        assert window.shell.findChildren(kind) == []
    assert not any(box.isEditable() for box in window.shell.findChildren(QComboBox))


def test_every_field_has_a_name_for_the_record(window: WindowKit) -> None:
    names = Counter(one.objectName() for one in guarded(window))
    assert "" not in names
    assert {
        "willcall.search",
        "orders.search",
        "cart.promo",
        "cart.gift_whom",
        "close.reason",
        "pay.card_code",
        "pay.card_last_four",
        "pay.check_number",
        "pay.check_payer",
        "till.reason",
    } <= set(names)


@pytest.mark.parametrize("text", [*LAYOUTS, *TRACKS])
def test_no_field_takes_a_card(window: WindowKit, ears: Ears, text: str) -> None:
    for one in guarded(window):
        ears.places.clear()
        one.setText("")
        one.insert(text)  # as a paste does
        assert not looks_like_card(one.text()), one.objectName()
        if one.maxLength() < SHORTEST:
            assert len(one.text()) <= 4, one.objectName()
        else:
            assert (one.text(), one.isUndoAvailable()) == ("", False), one.objectName()
            assert ears.places == [one.objectName()]
        one.setText("")
    assert not any(looks_like_card(said) for said in ears.heard)


def test_a_card_typed_key_by_key_leaves_none_of_its_first_digits(window: WindowKit) -> None:
    for one in guarded(window):
        one.setText("")
        QTest.keyClicks(one, CARD)
        assert len(one.text()) <= (4 if one.maxLength() < SHORTEST else 0), one.objectName()
        one.setText("")


def test_what_is_typed_into_nothing_goes_nowhere(window: WindowKit) -> None:
    QTest.keyClicks(window.find("rail.sell", QWidget), TRACKS[1])
    said = " ".join([*window.texts(), *window.names()])
    assert "4111" not in said
