"""What stands there before anything else is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.first_picture import CURTAIN_PART, FirstPicture
from kiosk.languages import opening_words
from kiosk.opening import Opening
from kiosk.screens.sign_in import SignInScreen
from kiosk.settings import Home
from kiosk.shell import Shell
from kiosk.theme import Theme, day, house_dark
from printing.words import Words

ROOT = Path(__file__).parents[2]
HEAVY = (
    "sqlalchemy",
    "babel",
    "msgspec",
    "PIL",
    "reportlab",
    "escpos",
    "argon2",
    "alembic",
    "segno",
)


@pytest.mark.parametrize("theme", [day(), house_dark()], ids=lambda theme: theme.name)
def test_curtain_and_words_in_both_themes(qtbot: QtBot, theme: Theme) -> None:
    picture = FirstPicture("Opening the box office…", "Window 1", theme)
    qtbot.addWidget(picture)
    picture.resize(1280, 800)
    painted = picture.grab().toImage()
    ground = QColor(theme.colours.ground)
    assert painted.pixelColor(1270, 10) == ground
    edge = round(1280 * CURTAIN_PART)
    assert painted.pixelColor(edge - 5, 400) != ground
    ink = QColor(theme.colours.text)
    said = [painted.pixelColor(x, y) for x in range(edge, 1100, 2) for y in range(230, 280, 2)]
    assert ink in said


def test_the_sign_in_screen_takes_its_place_without_a_jump(qtbot: QtBot, words: Words) -> None:
    shell = Shell(words, day())
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show_cover(FirstPicture(opening_words("en"), "Window 1", day()))
    shell.show()
    before = shell.grab().toImage()
    shell.show_cover(SignInScreen(words, None, "Window 1"))
    after = shell.grab().toImage()
    for x, y in ((20, 300), (200, 500), (480, 700), (900, 60), (1200, 400)):
        assert before.pixelColor(x, y) == after.pixelColor(x, y), (x, y)


def test_it_speaks_the_window_s_language_and_falls_back_to_english() -> None:
    assert opening_words("en-US") == "Opening the box office…"
    assert opening_words("tlh") == "Opening the box office…"


def test_the_first_picture_loads_nothing_heavy_and_not_the_enums_of_qt() -> None:
    code = (
        "import sys\n"
        "from kiosk.first_picture import FirstPicture\n"
        "from kiosk.languages import opening_words\n"
        "from kiosk.shell import Shell\n"
        "from kiosk.theme import load_fonts\n"
        "opening_words('en')\n"
        "print(' '.join(sys.modules))\n"
        "print('Qt' in vars(sys.modules['PySide6.QtCore']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded, qt_enums = done.stdout.splitlines()
    names = {name.split(".")[0] for name in loaded.split()}
    assert names & set(HEAVY) == set()
    assert "printing" not in names
    assert not {name for name in loaded.split() if name.startswith("pos.views")}
    assert qt_enums == "False"


def test_the_sign_in_screen_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "import kiosk.shell, kiosk.screens.sign_in, kiosk.languages\n"
        "print(' '.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {name.split(".")[0] for name in done.stdout.split()} & set(HEAVY) == set()


def test_the_window_stands_before_anything_else_is_loaded(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    home.settings_file.write_text('[window]\nname = "Window 7"\ntheme = "house-dark"\n')
    order: list[str] = []
    opening = Opening(
        qapp, home, lambda: order.append("painted"), lambda shell: order.append("loaded")
    )
    qtbot.addWidget(opening.shell)
    qtbot.waitUntil(lambda: order == ["painted", "loaded"])
    assert opening.shell.theme.dark
    assert opening.shell.covered
    cover = opening.shell.centralWidget().currentWidget()
    assert cover.accessibleName() == "Window 7: Opening the box office…"


def test_wrong_settings_do_not_stop_the_first_picture(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    home.settings_file.write_text("[windo]\nname = 7\n")
    painted: list[bool] = []
    opening = Opening(qapp, home, lambda: painted.append(True), lambda shell: None)
    qtbot.addWidget(opening.shell)
    qtbot.waitUntil(lambda: bool(painted))
    assert not opening.shell.theme.dark
