"""foyer design: what a venue sees of its designs before a ticket is printed."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image

from kiosk.cli import main
from kiosk.commands.opening import office_of
from kiosk.demo.preparing import ORDERS, SEASON
from kiosk.designs import SHIPPED, Designs
from kiosk.messages import load_words
from kiosk.papers import typeface
from kiosk.season_tickets import season_tickets
from kiosk.settings import Home
from pos.views.papers import TicketView
from printing.designcheck import check, stock_fault
from printing.fields import TICKET_FIELDS
from printing.fonts import FontSource
from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES
from printing.samples import TYPICAL

TICKETS = [name for name in Designs().names() if name.startswith("ticket-")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="module")
def bare_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo season and no patron."""
    home = tmp_path_factory.mktemp("bare") / "home"
    assert main(["--home", str(home), "import", "season", str(SEASON)]) == 0
    return home


@pytest.fixture(scope="module")
def season_home(bare_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo season and its patrons."""
    home = tmp_path_factory.mktemp("season") / "home"
    copytree(bare_home, home)
    assert main(["--home", str(home), "import", "orders", str(ORDERS)]) == 0
    return home


def foyer(home: Path, what: str, *arguments: str) -> int:
    return main(["--home", str(home), "design", what, *arguments])


def test_list_names_every_design(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = home / "designs"
    own.mkdir(parents=True)
    (own / "broken.toml").write_text('kind = "ticket"\n')
    assert foyer(home, "list") == 0
    told = capsys.readouterr().out
    assert "ticket-8x3.25" in told
    assert "Theatre ticket 5.5 x 2 in" in told
    assert "foyer design check --design broken" in told


@pytest.mark.parametrize(
    ("design", "profile", "size"),
    [
        ("ticket-5.5x2", "boca-200dpi-5.5x2", (1100, 400)),
        ("ticket-5.5x2", "boca-300dpi-5.5x2", (1650, 600)),
        ("ticket-5.5x2-mark", "boca-200dpi-5.5x2", (1100, 400)),
        ("ticket-2x5.5-portrait", "boca-200dpi-5.5x2", (1100, 400)),
        ("ticket-8x3.25", "boca-200dpi-8x3.25", (1600, 650)),
    ],
)
@pytest.mark.parametrize("sample", ["longest", "typical", "general-admission"])
def test_a_previewed_ticket_can_be_scanned(
    design: str, profile: str, size: tuple[int, int], sample: str, home: Path
) -> None:
    out = home.parent / "t.png"
    given = ("--design", design, "--profile", profile, "--sample", sample, "--out", str(out))
    assert foyer(home, "preview", *given) == 0
    with Image.open(out) as paper:
        assert paper.size == size
        read = zxingcpp.read_barcodes(paper.convert("L"))
    assert {code.text for code in read} == {TYPICAL.code}
    expected = {"QRCode", "Code128"} if design == "ticket-8x3.25" else {"QRCode"}
    assert {code.format.name for code in read} == expected


def test_a_receipt_is_previewed(home: Path) -> None:
    out = home.parent / "r.png"
    assert foyer(home, "preview", "--design", "receipt-80mm", "--out", str(out)) == 0
    with Image.open(out) as paper:
        assert paper.width == 512


def test_a_preview_on_other_stock_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = home.parent / "narrow.png"
    given = ("--design", "ticket-5.5x2", "--profile", "generic-58mm", "--out", str(out))
    assert foyer(home, "preview", *given) == 1
    assert "The design is for stock of 139.7 x 50.8 mm" in capsys.readouterr().out


def test_a_file_anywhere_is_previewed_on_its_own_stock(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home.parent / "draft.toml"
    file.write_bytes((SHIPPED / "ticket-8x3.25.toml").read_bytes())
    out = home.parent / "draft.png"
    assert foyer(home, "preview", "--design", str(file), "--out", str(out)) == 0
    assert "boca-200dpi-8x3.25" in capsys.readouterr().out


@pytest.fixture(scope="module")
def fonts() -> FontSource:
    return typeface()


@pytest.fixture(scope="module")
def season(season_home: Path, fonts: FontSource) -> list[TicketView]:
    """Every ticket of the season, as a check goes through them."""
    with office_of(Home(season_home)) as office:
        return list(season_tickets(office, fonts))


def checked(name: str, language: str, tickets: list[TicketView], fonts: FontSource) -> set[str]:
    """Return the codes of what a shipped design's check finds, on a printer that it fits."""
    design = Designs().ticket(name)
    every = (*FGL_PROFILES.values(), *ESCPOS_PROFILES.values())
    profile = next(each for each in every if stock_fault(design, each) is None)
    words = load_words(language, ZoneInfo("America/Los_Angeles"))
    return {found.code for found in check(design, profile, tickets, words, fonts)}


@pytest.mark.parametrize("name", TICKETS)
def test_shipped_designs_hold_the_whole_demo_season(
    name: str, season: list[TicketView], fonts: FontSource
) -> None:
    """Its longest names included; only the emoji of some patrons are not in the typeface."""
    assert checked(name, "en", season, fonts) == {"ticket_character_missing"}


@pytest.fixture(scope="module")
def put_into_words(season: list[TicketView]) -> list[TicketView]:
    """The season's tickets that a language says differently: dates, prices and notes, with the
    widest place of each hall. Seats and patrons are called the same in all of them."""
    said = {(t.hall, t.starts_at, t.price, t.fee_included, t.notes): t for t in reversed(season)}
    return list(said.values())


@pytest.mark.parametrize("language", ["ru", "vi"])
@pytest.mark.parametrize("name", TICKETS)
def test_shipped_designs_hold_it_in_other_languages(
    name: str, language: str, put_into_words: list[TicketView], fonts: FontSource
) -> None:
    assert checked(name, language, put_into_words, fonts) == set()


def test_findings_name_element_ticket_and_text(
    tmp_path: Path, bare_home: Path, season_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "narrow.toml"
    shipped = (SHIPPED / "ticket-5.5x2.toml").read_text()
    draft.write_text(shipped.replace("shrink_to_mm = 3.3\nmax_lines = 3", "shrink_to_mm = 8.9"))
    assert foyer(bare_home, "check", "--design", str(draft)) == 1
    told = capsys.readouterr().out
    assert "text[2] {production}" in told
    assert "is cut to" in told
    assert foyer(season_home, "check", "--design", str(draft), "--json") == 1
    findings = json.loads(capsys.readouterr().out)
    assert {finding["code"] for finding in findings} == {
        "ticket_text_cut",
        "ticket_character_missing",
    }


def test_a_season_file_is_checked_without_a_home(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert foyer(home, "check", "--season", str(SEASON)) == 0
    assert "ticket-5.5x2 on boca-200dpi-5.5x2: no findings" in capsys.readouterr().out
    assert not home.exists()


def test_a_design_with_faults_is_told_fault_by_fault(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home.parent / "bad.toml"
    file.write_text('kind = "ticket"\nname = "Bad"\ncolour = "red"\n')
    profile = ("--profile", "boca-200dpi-5.5x2")
    assert foyer(home, "check", "--design", str(file), *profile, "--season", str(SEASON)) == 1
    told = capsys.readouterr().err
    assert "colour (line 3): A design has nothing of this name." in told
    assert "There are tickets on which no code would stand." in told
    assert "bad.toml: 3 faults; correct what is listed, try again" in told
    given = ("--design", str(file), *profile, "--season", str(SEASON), "--json")
    assert foyer(home, "check", *given) == 1
    assert len(json.loads(capsys.readouterr().out)) == 3


def test_a_preview_of_a_faulty_design_says_what_to_do(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing was to be loaded, so nothing is said of loading."""
    file = home.parent / "bad.toml"
    shipped = (SHIPPED / "ticket-5.5x2.toml").read_text()
    file.write_text(shipped.replace("clear_mm", "cleer_mm", 1))
    out = home.parent / "t.png"
    assert foyer(home, "preview", "--design", str(file), "--out", str(out)) == 1
    told = capsys.readouterr().err
    assert "stock.cleer_mm (line 10): A design has nothing of this name; did you mean" in told
    assert "bad.toml: 1 fault; correct" in told
    assert "load" not in told
    assert not out.exists()


def test_a_preview_makes_the_folder_it_goes_to(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = home.parent / "pictures" / "new" / "t.png"
    assert foyer(home, "preview", "--out", str(out)) == 0
    assert out.is_file()
    blocked = out / "t.png"
    assert foyer(home, "preview", "--out", str(blocked)) == 1
    assert f"{blocked} cannot be written" in capsys.readouterr().err


def test_signs_the_typeface_lacks_are_warnings(
    season_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert foyer(season_home, "check", "--design", "ticket-5.5x2") == 0
    told = capsys.readouterr().out
    assert "warning: " in told
    assert "error: " not in told
    assert "ticket-5.5x2 on boca-200dpi-5.5x2: no errors, " in told


def test_a_picture_over_the_title_is_an_error(
    tmp_path: Path, bare_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "covered.toml"
    place = "x_mm = 10\ny_mm = 8\nwidth_mm = 9\nheight_mm = 9\n"
    shipped = (SHIPPED / "ticket-5.5x2.toml").read_text()
    file.write_text(f'{shipped}\n[[logo]]\nfile = "company.png"\n{place}')
    assert foyer(bare_home, "check", "--design", str(file)) == 1
    told = capsys.readouterr().out
    assert "error: text[2] {production}, " in told
    assert "is printed over by logo[1] company.png" in told
    assert ": 1 error, no warnings" in told


def test_the_fields_are_listed_with_examples(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert foyer(home, "list", "--fields") == 0
    told = capsys.readouterr().out
    assert [line.split("}")[0].removeprefix("{") for line in told.splitlines()] == [*TICKET_FIELDS]
    assert "112,850" in told or "1,128.50" in told


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--design", "gone"), "There is no design called gone"),
        (("--profile", "laser"), "no printer profile called laser"),
    ],
)
def test_what_is_not_there_is_said(
    given: tuple[str, ...], says: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert foyer(home, "preview", *given) == 1
    assert says in capsys.readouterr().err
