"""People from another system: every fault with its line, all or nothing, once however often."""

from __future__ import annotations

from datetime import UTC

import pytest

from kiosk.messages import finding_text, load_words
from pos.catalogue.patrons_file import PatronField
from pos.errors import FileRefused
from pos.patrons.importing import ImportingPatrons
from pos.views.cash import Finding
from tests.integration.small_house import House

LIST = """Customer ID;First name;Surname;E-mail;Mobile;City;Comments;Shoe size
17;Věra;Dvořáková;vera@example.org;+1 206 555 0142;Seattle;Aisle, please;38
18;Otto;Berg;;;;;
"""


def load(house: House, text: str, *, dry_run: bool = False) -> dict[str, int]:
    office = house.office
    importing = ImportingPatrons(office.storage, office.ids, office.window)
    view = importing.load(text.encode(), "people.csv", dry_run=dry_run)
    load.findings = [finding.code for finding in view.findings]  # type: ignore[attr-defined]
    return dict(view.counts)


def warned() -> list[str]:
    return load.findings  # type: ignore[attr-defined, no-any-return]


def test_a_list_is_read_by_its_header_and_its_people_are_found(house: House) -> None:
    assert load(house, LIST) == {"patrons": 2, "added": 2, "known_already": 0}
    assert warned() == ["orders.column_ignored"]
    (row,) = house.office.patrons.find("dvorakova")
    assert (row.town, row.phone_last4) == ("Seattle", "0142")
    view = house.office.patrons.get(house.sign_in("Ada Clerk"), row.patron_id)
    assert [note.text for note in view.notes] == ["Aisle, please"]


def test_read_again_it_makes_nobody_twice_and_says_what_differs(house: House) -> None:
    load(house, LIST)
    changed = LIST.replace("Berg", "Bergman")
    assert load(house, changed) == {"patrons": 2, "added": 0, "known_already": 2}
    assert "patrons.changed" in warned()
    assert [row.name for row in house.office.patrons.find("otto")] == ["Otto Berg"]


def test_who_has_the_phone_of_somebody_known_is_said(house: House) -> None:
    house.office.patrons.add(house.command(), house.sign_in("Ada Clerk"), "V. D.", "2065550142")
    load(house, LIST)
    assert "patrons.like" in warned()


def test_a_dry_run_changes_nothing(house: House) -> None:
    assert load(house, LIST, dry_run=True)["added"] == 2
    assert house.office.patrons.find("otto") == ()


def test_who_was_erased_does_not_come_back_with_the_next_list(house: House) -> None:
    load(house, LIST)
    (row,) = house.office.patrons.find("otto")
    boss = house.sign_in("Max House")
    house.office.forgetting.erase(house.command(), boss, row.patron_id)
    assert load(house, LIST)["added"] == 0
    assert house.office.patrons.find("otto") == ()


@pytest.mark.parametrize(
    ("line", "place", "code"),
    [
        ("19;;;;;;;", "people.csv:4 name", "field.empty"),
        (";Ida;Falk;;;;;", "people.csv:4 Customer ID", "field.empty"),
        ("19;Ida;Falk;ida at home;;;;", "people.csv:4 E-mail", "patrons.no_contact"),
        ("19;Ida;Falk;;call me;;;", "people.csv:4 Mobile", "patrons.no_contact"),
        ("17;Ida;Falk;;;;;", "people.csv:4 Customer ID", "patrons.reference_twice"),
        ("19;Ida;Falk;;;;4111 1111 1111 1111;", "people.csv:4 Comments", "field.card_number"),
        ("19;Ida;Falk", "people.csv:4", "orders.row_short"),
    ],
)
def test_every_fault_is_named_by_its_line_and_nothing_is_changed(
    house: House, line: str, place: str, code: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        load(house, f"{LIST}{line}\n")
    found = refused.value.findings
    told = [(finding.subject, finding.code) for finding in found if finding.severity == "error"]
    assert told == [(place, code)]
    assert house.office.patrons.find("otto") == ()


def test_without_a_reference_it_could_not_be_read_twice(house: House) -> None:
    with pytest.raises(FileRefused) as refused:
        load(house, "name;phone\nOtto Berg;\n")
    assert "orders.column_missing" in [finding.code for finding in refused.value.findings]


def test_a_column_that_is_given_and_not_there_is_named(house: House) -> None:
    office = house.office
    importing = ImportingPatrons(office.storage, office.ids, office.window)
    with pytest.raises(FileRefused) as refused:
        importing.load(LIST.encode(), "people.csv", {PatronField.NOTE: "Nix"})
    told = refused.value.findings[0]
    assert isinstance(told, Finding)
    assert (told.code, told.evidence) == ("orders.column_not_there", ("Nix", "note"))
    assert "There is no column Nix" in finding_text(told, load_words("en", UTC))
