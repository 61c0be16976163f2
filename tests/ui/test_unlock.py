"""A person who is locked out, at the window, with a supervisor beside them."""

from __future__ import annotations

from tests.ui.window_kit import PINS, WindowKit


def lock_ana_out(window: WindowKit) -> None:
    window.tap("signin.tile.0")
    for _ in range(5):
        for digit in "0000":
            window.tap(f"pin.key.{digit}")
        window.tap("pin.enter")
        window.quiet()


def test_a_supervisor_lets_a_locked_person_in_again(window: WindowKit) -> None:
    lock_ana_out(window)
    window.tap("signin.unlock")
    window.tap("unlock.reason.1")
    names = [person.name for person in window.rooms.unlock.state.people]
    assert "Ana Castle" not in names
    assert "Ben Quill" not in names
    window.tap(f"approval.tile.{names.index('Sue Moreno')}")
    for digit in PINS["Sue Moreno"]:
        window.tap(f"approval.pin.key.{digit}")
    window.tap("approval.confirm")
    window.wait_for("pin.enter")
    assert not window.sees("signin.unlock")
    for digit in PINS["Ana Castle"]:
        window.tap(f"pin.key.{digit}")
    window.tap("pin.enter")
    window.wait(lambda: not window.shell.covered)
    assert window.rooms.desk.person.name == "Ana Castle"


def test_a_locked_tile_offers_the_supervisor_and_a_free_one_does_not(window: WindowKit) -> None:
    lock_ana_out(window)
    window.tap("signin.back")
    window.tap("signin.tile.1")
    assert not window.sees("signin.unlock")
    window.tap("signin.back")
    window.tap("signin.tile.0")
    assert window.sees("signin.unlock")


def test_cancelled_the_pin_page_comes_back(window: WindowKit) -> None:
    lock_ana_out(window)
    window.tap("signin.unlock")
    assert not window.find("approval.cancel").isHidden()
    window.tap("approval.cancel")
    assert window.sees("signin.unlock")
