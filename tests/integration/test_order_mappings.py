"""Which column of somebody's lists means what is said once and kept under a name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main
from pos.catalogue.order_columns import Field
from pos.catalogue.order_mappings import OrderMappings
from pos.errors import CardNumberRefused, NotAllowed, NotFound, TextRefused
from tests.integration.importing_house import GOOD
from tests.integration.small_house import House
from tests.integration.test_selling import rows

ODD = """Beleg,Wer,Performance,Section,Row,Seat,Qty,Type,Paid,Owing
1,Ann Example,P-1,Floor,A,{seat},1,Adult,45.00,0.00
"""
MAP = ("--map", "reference=Beleg", "--map", "name=Wer")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    assert main(["--home", str(home), "import", "season", str(GOOD / "season.toml")]) == 0
    return home


def orders(home: Path, *more: str, seat: int = 1) -> int:
    file = home.parent / "odd.csv"
    file.write_text(ODD.format(seat=seat).replace("1,Ann", f"{seat},Ann"), encoding="utf-8")
    return main(["--home", str(home), "import", "orders", str(file), *more])


def listed(home: Path, capsys: pytest.CaptureFixture[str]) -> object:
    capsys.readouterr()
    assert main(["--home", str(home), "import", "orders", "--mappings", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_columns_are_kept_and_used_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert orders(home) == 1
    assert orders(home, *MAP, "--save-mapping", "odd shop", "--dry-run") == 0
    assert listed(home, capsys) == {}
    assert orders(home, *MAP, "--save-mapping", "odd shop") == 0
    assert listed(home, capsys) == {"odd shop": {"reference": "Beleg", "name": "Wer"}}
    assert orders(home, "--mapping", "odd shop", seat=2) == 0
    assert "1 new" in capsys.readouterr().out
    assert main(["--home", str(home), "import", "orders", "--mappings"]) == 0
    assert capsys.readouterr().out == "odd shop: reference=Beleg, name=Wer\n"
    assert main(["--home", str(home), "verify"]) == 0
    assert main(["--home", str(home), "verify"]) == 0


def test_faults_are_told_in_words(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert orders(home, "--mapping", "nobody") == 1
    said = capsys.readouterr()
    assert "No mapping of columns is saved as nobody" in said.out + said.err
    assert orders(home, "--save-mapping", "nothing") == 1
    said = capsys.readouterr()
    assert "no columns to save as nothing" in said.out + said.err
    assert orders(home, *MAP[:2], "--save-mapping", "half") == 1
    assert listed(home, capsys) == {}


def test_the_newest_of_a_name_counts(house: House) -> None:
    saved = OrderMappings(house.office.storage, house.ids, house.office.window)
    boss, command = house.sign_in("Max House"), house.command()
    for _ in range(2):  # a repeat is no second one
        saved.save(command, boss, "shop", {Field.NAME: "Wer"})
    saved.save(house.command(), boss, "shop", {Field.NAME: "Name, first"})
    saved.save(house.command(), boss, "desk", {Field.SEAT: "Platz"})
    assert saved.every() == (
        ("desk", {Field.SEAT: "Platz"}),
        ("shop", {Field.NAME: "Name, first"}),
    )
    assert saved.of(" shop ") == {Field.NAME: "Name, first"}
    assert rows(house, "SELECT count(*) FROM order_mapping") == [(3,)]
    assert house.office.verify() == ()


def test_what_is_not_kept(house: House) -> None:
    saved = OrderMappings(house.office.storage, house.ids, house.office.window)
    with pytest.raises(NotAllowed):
        saved.save(house.command(), house.sign_in("Ada Clerk"), "shop", {Field.NAME: "Wer"})
    with pytest.raises(CardNumberRefused):
        saved.save(house.command(), None, "shop", {Field.NAME: "4111 1111 1111 1111"})
    with pytest.raises(TextRefused):
        saved.save(house.command(), None, "x" * 61, {Field.NAME: "Wer"})
    with pytest.raises(NotFound):
        saved.of("shop")
    assert saved.every() == ()
