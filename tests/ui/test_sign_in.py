from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kiosk.presenters.approval import ApprovalState
from kiosk.presenters.lock import LockState
from kiosk.presenters.sign_in import SignInState
from kiosk.screens.approval import ApprovalPanel
from kiosk.screens.lock import LockScreen
from kiosk.screens.sign_in import SignInScreen
from kiosk.theme import day, dress
from kiosk.widgets.notice import ErrorStrip
from kiosk.widgets.painted import Painted
from pos.errors import SamePerson, SignInFailed, SignInLocked, StorageLocked
from pos.ids import UserId
from pos.views.people import Permission, Role, StaffView
from printing.words import Words

PEOPLE = (
    StaffView(UserId("u0"), "Ada Quill", Role.CASHIER, "en", False),
    StaffView(UserId("u1"), "Đặng Thị Hương", Role.SUPERVISOR, "vi", False),
    StaffView(UserId("u2"), "Наталья Озерова", Role.MANAGER, "ru", True),
)


class Heard:
    """Stands for a presenter and writes down what the screen asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def choose(self, user_id: UserId) -> None:
        self.asked.append(("choose", user_id))

    def back(self) -> None:
        self.asked.append(("back",))

    def enter(self, pin: str) -> None:
        self.asked.append(("enter", pin))

    def unlock(self, pin: str) -> None:
        self.asked.append(("unlock", pin))

    def confirm(self, pin: str) -> None:
        self.asked.append(("confirm", pin))

    def switch(self) -> None:
        self.asked.append(("switch",))

    def cancel(self) -> None:
        self.asked.append(("cancel",))


@pytest.fixture
def heard() -> Heard:
    return Heard()


def stand(qtbot: QtBot, screen: QWidget) -> None:
    screen.resize(1280, 800)
    dress(screen, day())
    qtbot.addWidget(screen)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()


@pytest.fixture
def sign_in(qtbot: QtBot, words: Words, heard: Heard) -> SignInScreen:
    screen = SignInScreen(words, heard, "Window 1")  # type: ignore[arg-type]
    stand(qtbot, screen)
    return screen


@pytest.fixture
def lock(qtbot: QtBot, words: Words, heard: Heard) -> LockScreen:
    screen = LockScreen(words, heard, "Window 1")  # type: ignore[arg-type]
    stand(qtbot, screen)
    screen.draw(LockState(True, "Ada Quill", 4))
    return screen


@pytest.fixture
def approval(qtbot: QtBot, words: Words, heard: Heard) -> ApprovalPanel:
    panel = ApprovalPanel(words, heard)  # type: ignore[arg-type]
    stand(qtbot, panel)
    panel.draw(ApprovalState(Permission.SELL_COMP, True, PEOPLE[1:]))
    return panel


def control(screen: QWidget, name: str) -> Painted:
    found = screen.findChild(Painted, name)
    assert found is not None, name
    return found


def touch(qtbot: QtBot, screen: QWidget, *names: str) -> None:
    for name in names:
        qtbot.waitUntil(lambda name=name: control(screen, name).height() >= 48)
        assert control(screen, name).isVisible(), name
        qtbot.mouseClick(control(screen, name), Qt.MouseButton.LeftButton)


def read(screen: QWidget) -> str:
    labels = [label.text() for label in screen.findChildren(QLabel) if label.isVisible()]
    return " | ".join(text for text in labels if text)


# ------------------------------------------------------------------------------------ sign in


def test_the_first_picture_says_what_is_going_on(sign_in: SignInScreen) -> None:
    assert "Opening the box office…" in read(sign_in)
    assert sign_in.findChild(Painted, "signin.tile.0") is None


def test_two_of_one_name_are_told_apart_by_when_they_came(sign_in: SignInScreen) -> None:
    came = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    twice = [replace(PEOPLE[0], added_at=came + timedelta(days=day)) for day in range(2)]
    sign_in.draw(SignInState(True, (*twice, PEOPLE[1])))
    names = [control(sign_in, f"signin.tile.{n}").accessibleName() for n in range(3)]
    assert names[0].startswith("Ada Quill, Cashier, here since Sun, Nov 22")
    assert names[0] != names[1]
    assert names[2] == "Đặng Thị Hương, Supervisor"


def test_a_tile_for_everyone_and_one_tap_says_who(
    qtbot: QtBot, sign_in: SignInScreen, heard: Heard
) -> None:
    sign_in.draw(SignInState(True, PEOPLE))
    assert "Who is at the window?" in read(sign_in)
    names = [control(sign_in, f"signin.tile.{n}").accessibleName() for n in range(3)]
    assert names[1] == "Đặng Thị Hương, Supervisor"
    assert names[2] == "Наталья Озерова, Manager, Locked"
    touch(qtbot, sign_in, "signin.tile.1")
    assert heard.asked == [("choose", "u1")]


def test_a_pin_is_handed_on_and_forgotten(
    qtbot: QtBot, sign_in: SignInScreen, heard: Heard
) -> None:
    sign_in.draw(SignInState(True, PEOPLE, PEOPLE[0]))
    touch(qtbot, sign_in, *(f"pin.key.{digit}" for digit in "8052"), "pin.enter")
    assert heard.asked == [("enter", "8052")]
    sign_in.draw(SignInState(True, PEOPLE, PEOPLE[0], busy=True))
    assert "Checking…" in read(sign_in)
    touch(qtbot, sign_in, "pin.enter")
    assert len(heard.asked) == 1


def test_a_pin_can_be_typed_without_touching_anything(
    qtbot: QtBot, sign_in: SignInScreen, heard: Heard
) -> None:
    sign_in.draw(SignInState(True, PEOPLE, PEOPLE[0]))
    qtbot.keyClicks(sign_in.focusWidget(), "8052")
    qtbot.keyClick(sign_in.focusWidget(), Qt.Key.Key_Return)
    assert heard.asked == [("enter", "8052")]


def test_a_wrong_pin_says_how_many_tries_are_left(sign_in: SignInScreen) -> None:
    state = SignInState(True, PEOPLE, PEOPLE[0], False, SignInFailed(tries_left=2))
    sign_in.draw(state)
    assert "2 tries are left." in read(sign_in)
    sign_in.draw(replace(state, refusal=SignInLocked(minutes=30)))
    assert "locked for 30 minutes" in read(sign_in)


def test_the_refusal_goes_when_the_next_digit_comes(qtbot: QtBot, sign_in: SignInScreen) -> None:
    sign_in.draw(SignInState(True, PEOPLE, PEOPLE[0], False, SignInFailed(tries_left=2)))
    touch(qtbot, sign_in, "pin.key.1")
    strip = sign_in.findChild(ErrorStrip, "signin.refusal")
    assert strip is not None
    assert strip.text == ""


def test_not_me_goes_back(qtbot: QtBot, sign_in: SignInScreen, heard: Heard) -> None:
    sign_in.draw(SignInState(True, PEOPLE, PEOPLE[0]))
    touch(qtbot, sign_in, "pin.key.1", "signin.back")
    assert heard.asked == [("back",)]


def test_digits_of_one_person_are_not_left_for_the_next(
    qtbot: QtBot, sign_in: SignInScreen, heard: Heard
) -> None:
    sign_in.draw(SignInState(True, PEOPLE, PEOPLE[0]))
    touch(qtbot, sign_in, "pin.key.1", "pin.key.2")
    sign_in.draw(SignInState(True, PEOPLE))
    sign_in.draw(SignInState(True, PEOPLE, PEOPLE[1]))
    touch(qtbot, sign_in, "pin.enter")
    assert heard.asked == []


def test_trouble_with_the_disk_is_said_where_the_names_would_be(sign_in: SignInScreen) -> None:
    sign_in.draw(SignInState(refusal=StorageLocked()))
    assert "Another program is using Foyer's data" in read(sign_in)


def test_a_house_without_people_says_what_to_do(sign_in: SignInScreen) -> None:
    sign_in.draw(SignInState(True))
    assert "foyer setup" in read(sign_in)


def test_a_language_is_one_tap(qtbot: QtBot, sign_in: SignInScreen) -> None:
    with qtbot.waitSignal(sign_in.language_chosen) as chosen:
        touch(qtbot, sign_in, "signin.language.vi")
    assert chosen.args == ["vi"]


def test_longer_words_stay_inside(qtbot: QtBot, long_words: Words, sign_in: SignInScreen) -> None:
    sign_in.draw(SignInState(True, PEOPLE, PEOPLE[0], False, SignInFailed(tries_left=2)))
    sign_in.retranslate(long_words)
    assert sign_in.minimumSizeHint().width() <= 1280
    assert sign_in.minimumSizeHint().height() <= 768


def test_many_people_scroll(qtbot: QtBot, sign_in: SignInScreen) -> None:
    many = tuple(replace(PEOPLE[0], user_id=UserId(f"u{n}")) for n in range(40))
    sign_in.draw(SignInState(True, many))
    assert sign_in.minimumSizeHint().height() <= 768
    qtbot.waitUntil(lambda: control(sign_in, "signin.tile.39").height() >= 60)


# --------------------------------------------------------------------------------------- lock


def test_the_lock_says_who_is_away_and_what_waits(lock: LockScreen) -> None:
    assert "Welcome back, Ada Quill" in read(lock)
    assert "Your cart with 4 tickets waits" in read(lock)
    lock.draw(LockState(True, "Ada Quill", 0))
    assert "cart" not in read(lock).replace("The cart is kept", "")


def test_the_lock_opens_by_pin(qtbot: QtBot, lock: LockScreen, heard: Heard) -> None:
    lock.setFocus()
    qtbot.keyClicks(lock.focusWidget(), "80")
    touch(qtbot, lock, "lock.pin.key.5", "lock.pin.key.2", "lock.pin.enter")
    assert heard.asked == [("unlock", "8052")]
    lock.draw(LockState(True, "Ada Quill", 4, False, SignInFailed(tries_left=1)))
    assert "1 try is left." in read(lock)


def test_somebody_else_may_take_the_window(qtbot: QtBot, lock: LockScreen, heard: Heard) -> None:
    touch(qtbot, lock, "lock.switch")
    assert heard.asked == [("switch",)]


def test_the_lock_speaks_another_language_at_once(lock: LockScreen, long_words: Words) -> None:
    lock.draw(LockState(True, "Ada Quill", 4, False, SignInFailed(tries_left=1)))
    lock.retranslate(long_words)
    assert "län" in read(lock)
    assert lock.minimumSizeHint().height() <= 768


# ----------------------------------------------------------------------------------- approval


def test_an_approval_says_what_and_what_comes_of_it(approval: ApprovalPanel) -> None:
    assert "Approval: giving a ticket for free" in read(approval)
    assert "go into the books" in read(approval)
    assert "Who approves?" in read(approval)


def test_an_approval_takes_who_pin_and_yes(
    qtbot: QtBot, approval: ApprovalPanel, heard: Heard
) -> None:
    touch(qtbot, approval, "approval.tile.0")
    assert heard.asked == [("choose", "u1")]
    approval.draw(ApprovalState(Permission.SELL_COMP, True, PEOPLE[1:], PEOPLE[1]))
    assert "Đặng Thị Hương, enter your PIN" in read(approval)
    assert not control(approval, "approval.confirm").isEnabled()
    touch(qtbot, approval, *(f"approval.pin.key.{digit}" for digit in "8052"))
    touch(qtbot, approval, "approval.confirm")
    assert heard.asked[1:] == [("confirm", "8052")]


def test_an_approval_can_be_given_up(qtbot: QtBot, approval: ApprovalPanel, heard: Heard) -> None:
    touch(qtbot, approval, "approval.cancel")
    approval.draw(ApprovalState(Permission.SELL_COMP, True, PEOPLE[1:], PEOPLE[1]))
    touch(qtbot, approval, "approval.back")
    qtbot.keyClick(approval, Qt.Key.Key_Escape)
    assert heard.asked == [("cancel",), ("back",), ("cancel",)]


def test_a_refused_approval_says_why(approval: ApprovalPanel) -> None:
    state = ApprovalState(Permission.SELL_COMP, True, PEOPLE[1:], PEOPLE[1])
    approval.draw(replace(state, refusal=SamePerson()))
    assert "A second person is needed" in read(approval)
    approval.draw(replace(state, people=(), person=None))
    assert "Nobody else here may approve this." in read(approval)


def test_the_panel_asks_to_be_shown_and_put_away_once(
    qtbot: QtBot, words: Words, heard: Heard
) -> None:
    panel = ApprovalPanel(words, heard)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    asked: list[bool] = []
    panel.wanted.connect(asked.append)
    panel.draw(ApprovalState())
    panel.draw(ApprovalState(Permission.REPRINT))
    panel.draw(ApprovalState(Permission.REPRINT, True, PEOPLE[1:]))
    panel.draw(ApprovalState())
    assert asked == [True, False]


def test_every_control_has_a_name(
    sign_in: SignInScreen, lock: LockScreen, approval: ApprovalPanel
) -> None:
    for screen in (sign_in, lock, approval):
        controls = screen.findChildren(Painted)
        assert [each.objectName() for each in controls if not each.accessibleName()] == []
