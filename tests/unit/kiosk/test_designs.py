"""Designs by name: the venue's own before Foyer's, and nothing from outside their folders."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.designs import RECEIPT, SHIPPED, TICKET, Designs, usual_ticket
from kiosk.papers import Papers, typeface
from kiosk.previews import ticket_preview
from kiosk.settings import parse
from kiosk.wording.designs import DESIGN_WORDS
from pos.errors import FileRefused, NotFound, SettingsInvalid
from printing import designcheck, designfile
from printing.artwork import read_png
from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES
from printing.samples import TYPICAL
from tests.unit.kiosk.test_papers import TWO_PRINTERS
from tests.unit.printing.pictures import png

FONTS = typeface()
NO_MARK = ("ticket-5.5x2", "receipt-80mm")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "designs"
    folder.mkdir(parents=True)
    return folder


def a_copy(folder: Path, name: str = "ours.toml") -> Path:
    place = folder / name
    shutil.copy(SHIPPED / "ticket-8x3.25.toml", place)
    return place


def test_shipped_designs_are_sound_and_named() -> None:
    designs = Designs()
    for name in designs.names():
        if designs.kind(name) == RECEIPT:
            assert designs.receipt(name).name
        else:
            assert designs.ticket(name).name
    assert {"ticket-5.5x2", "ticket-8x3.25", "receipt-80mm"} <= set(designs.names())


def test_the_venues_own_goes_first(own: Path) -> None:
    place = a_copy(own, "ticket-8x3.25.toml")
    place.write_text(place.read_text().replace("Theatre ticket 8 x 3.25 in", "Ours"))
    assert Designs(own).ticket("ticket-8x3.25").name == "Ours"
    assert Designs().ticket("ticket-8x3.25").name != "Ours"
    assert Designs(own).names().count("ticket-8x3.25") == 1


def test_the_venues_mark_stands_on_a_shipped_ticket(own: Path) -> None:
    (own / "company.png").write_bytes(png(8, 8))
    with_mark = [name for name in Designs().names() if name not in NO_MARK]
    assert {"ticket-8x3.25", "ticket-5.5x2-mark"} < set(with_mark)
    for name in with_mark:
        (logo,) = Designs(own).ticket(name).logos
        assert logo.artwork == read_png(png(8, 8))


def test_a_design_may_be_named_with_or_without_its_ending(own: Path) -> None:
    a_copy(own)
    assert Designs(own).ticket("ours") == Designs(own).ticket("ours.toml")
    assert Designs(own).kind("ours") == TICKET


@pytest.mark.parametrize(
    "name", ["../outside", "sub/inside", "/etc/passwd", "..", "", "a\0b", "x" * 300, "C:\\outside"]
)
def test_nothing_outside_the_folders_is_read(name: str, own: Path) -> None:
    a_copy(own.parent, "outside.toml")
    (own / "sub").mkdir()
    a_copy(own / "sub", "inside.toml")
    with pytest.raises(NotFound) as refused:
        Designs(own).ticket(name)
    assert refused.value.params["kind"] == "design"


def test_links_out_of_the_folder_are_not_followed(own: Path) -> None:
    (own / "linked.toml").symlink_to(a_copy(own.parent, "outside.toml"))
    with pytest.raises(NotFound):
        Designs(own).ticket("linked")
    outside = own.parent / "outside.png"
    outside.write_bytes(png())
    a_copy(own)
    (own / "company.png").symlink_to(outside)
    (logo,) = Designs(own).ticket("ours").logos
    assert logo.artwork != read_png(png())


def test_a_file_at_work_finds_its_pictures_beside_it(tmp_path: Path) -> None:
    file = a_copy(tmp_path)
    (tmp_path / "company.png").write_bytes(png(3, 5))
    (logo,) = Designs().beside(file).ticket("ours").logos
    assert (logo.artwork.width, logo.artwork.height) == (3, 5)


def test_a_huge_picture_is_not_read_whole(own: Path) -> None:
    (own / "company.png").write_bytes(png() + bytes(5 * 2**20))
    with pytest.raises(FileRefused) as refused:
        Designs(own).ticket("ticket-8x3.25")
    assert refused.value.params["count"] == 1


def test_every_printer_has_a_design_for_its_stock() -> None:
    for profile in (*FGL_PROFILES.values(), *ESCPOS_PROFILES.values()):
        if profile.name == "generic-58mm":  # no ticket of ours is that narrow
            continue
        design = Designs().ticket(usual_ticket(profile.name))
        assert designcheck.stock_fault(design, profile) is None, profile.name


def test_every_printer_can_be_previewed() -> None:
    from tests.unit.kiosk.test_papers import papers

    for profile in (*FGL_PROFILES.values(), *ESCPOS_PROFILES.values()):
        design = Designs().ticket(usual_ticket(profile.name))
        drawn = ticket_preview(TYPICAL, design, profile, papers()._words, FONTS)
        assert len(drawn.papers) == 1, profile.name
        assert not drawn.complaints, profile.name


def checked(settings: str, own: Path) -> SettingsInvalid:
    from tests.unit.kiosk.test_papers import papers

    words = papers()._words
    with pytest.raises(SettingsInvalid) as refused:
        Papers(parse(settings), words, Designs(own)).check()
    return refused.value


def with_design(design: str, printer: str = "ticket_printer") -> str:
    return TWO_PRINTERS.replace(f"[{printer}]\n", f"[{printer}]\ndesign = '{design}'\n")


@pytest.mark.parametrize("printer", ["ticket_printer", "receipt_printer"])
def test_a_design_that_is_not_there_stops_the_window_with_its_place(
    printer: str, own: Path
) -> None:
    a_copy(own)
    refused = checked(with_design("gone", printer), own)
    assert refused.params["place"] == f"{printer}.design"
    assert refused.params["reason"] == "not_one_of"


def test_a_design_for_other_stock_is_refused(own: Path) -> None:
    refused = checked(with_design("ticket-8x3.25"), own)
    assert refused.params["reason"] == "design_not_for_stock"


def test_a_design_with_faults_is_refused(own: Path) -> None:
    place = a_copy(own)
    place.write_text(place.read_text() + "colour = 'red'\n")
    refused = checked(with_design("ours"), own)
    assert refused.params["reason"] == "faulty_design"


def test_the_chosen_design_is_printed(own: Path) -> None:
    from tests.unit.kiosk.test_papers import papers

    chosen = parse(with_design("ticket-2x5.5-portrait"))
    made = Papers(chosen, papers()._words, Designs(own))
    made.check()
    assert made._ticket_design.logos


def test_every_finding_has_its_words() -> None:
    said = (designfile.__doc__ or "") + (designcheck.__doc__ or "") + "``design_not_for_stock``"
    codes = {part for part in said.split("``") if part.startswith(("design_", "ticket_"))}
    assert codes == set(DESIGN_WORDS)
