"""The command line: one-line complaints, exit codes, nothing imported that was not asked for."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.cli import Command
from kiosk.settings import Home
from pos.errors import StorageFull

THIS = __name__


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["home", "refuse", "break", "interrupt"])


def run(arguments: argparse.Namespace, home: Home) -> int:
    if arguments.act == "refuse":
        raise StorageFull(file="foyer.db")
    if arguments.act == "break":
        raise ZeroDivisionError
    if arguments.act == "interrupt":
        raise KeyboardInterrupt
    print(home.root)
    return cli.OK


@pytest.fixture(autouse=True)
def _this_module_is_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kiosk.commands.act", sys.modules[THIS])


COMMANDS = (Command("act", "kiosk.commands.act", "does what the test wants"),)


def test_home_before_the_command_names_the_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["--home", str(tmp_path), "act", "home"], COMMANDS) == 0
    assert capsys.readouterr().out == f"{tmp_path}\n"


def test_a_refusal_is_one_line_and_exit_code_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["--home", str(tmp_path), "act", "refuse"], COMMANDS) == 1
    said = capsys.readouterr().err
    assert said.startswith("foyer act: ")
    assert said.count("\n") == 1
    assert "storage_full" not in said


def test_a_fault_of_ours_goes_to_the_log_and_not_to_the_person(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["--home", str(tmp_path), "act", "break"], COMMANDS) == 70
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "ZeroDivisionError" in said
    assert "Traceback" in (tmp_path / "foyer.log").read_text()


def test_an_interrupt_is_no_fault(tmp_path: Path) -> None:
    assert cli.main(["--home", str(tmp_path), "act", "interrupt"], COMMANDS) == 130


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["atc"], "did you mean act?"),
        (["zzz"], "foyer --help lists the commands"),
    ],
)
def test_an_unknown_command_is_refused_with_a_hint(
    argv: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(argv, COMMANDS) == 2
    assert says in capsys.readouterr().err


def test_a_wrong_argument_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--home", str(tmp_path), "act", "fly"], COMMANDS)
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--help"])
    assert left.value.code == 0
    listed = capsys.readouterr().out
    assert all(f"  {command.name} " in listed for command in cli.COMMANDS)


@pytest.mark.parametrize("command", [command.name for command in cli.COMMANDS])
def test_every_command_has_help(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--home", str(tmp_path), command, "--help"])
    assert left.value.code == 0
    assert f"usage: foyer {command}" in capsys.readouterr().out


def test_the_front_door_loads_nothing_heavy() -> None:
    heavy = ("PySide6", "sqlalchemy", "alembic", "msgspec", "babel", "PIL", "reportlab", "escpos")
    code = (
        "import sys\nfrom kiosk.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_the_readme_tells_every_command() -> None:
    readme = Path(cli.__file__).with_name("README.md").read_text(encoding="utf-8")
    told = readme.split("<!-- commands -->\n")[1].split("<!-- /commands -->")[0]
    assert told == "".join(
        f"| `foyer {command.name}` | `{command.module.removeprefix('kiosk.')}` | {command.does} |\n"
        for command in cli.COMMANDS
    )


def test_the_readme_tells_where_everything_is() -> None:
    package = Path(cli.__file__).parent
    table = (package / "README.md").read_text(encoding="utf-8").split("## What is where\n")[1]
    told = set(re.findall(r"`([a-z_]+)/?`", table.split("\n## ")[0]))
    modules = {file.stem for file in package.glob("*.py")} - {"__init__"}
    folders = {file.parent.name for file in package.glob("*/__init__.py")}
    assert told == modules | folders
