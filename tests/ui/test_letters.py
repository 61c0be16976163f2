"""Letters that are owed to donors, written in a batch that may stop and goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pos.errors import StorageNotWritable
from pos.ids import CommandId
from pos.money import Money
from pos.office import Office
from pos.views.donations import DonationLetterView
from pos.views.selling import TenderGiven, TenderKind
from tests.ui.window_kit import SavedReports, WindowKit

DONORS = ("Ann Example", "Bela Probe", "Cy Sample")


def test_owed_letters_are_written_one_by_one_and_a_failure_goes_on_where_it_stopped(
    window: WindowKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open_till()
    session, ids = window.rooms.desk.person, window.rooms.letters._ids

    def give(office: Office) -> None:
        for donor in DONORS:
            cart = office.seating.new_cart()
            cart = office.counter.give(session, cart, "annual", Money(30_000))
            tender = TenderGiven(TenderKind.CASH, cart.total, cart.total)
            sale = office.selling.sell(CommandId(ids.new()), session, cart, (tender,), donor)
            if donor != "Cy Sample":
                known = office.patrons.add(CommandId(ids.new()), session, donor)
                office.patrons.link(CommandId(ids.new()), session, sale.order_id, known.patron_id)

    window.ask(give)
    window.rooms.lock.switch()
    window.sign_in("Max Holloway")
    window.tap("rail.patrons")
    window.tap("patrons.letters")
    assert "3 letters are owed." in " ".join(window.texts())

    whole, made = SavedReports.donation_letters, []

    def full_disk(self: SavedReports, views: Sequence[DonationLetterView]) -> tuple[Path, ...]:
        made.append(views[0].number)
        if len(made) == 2:
            raise StorageNotWritable(file="letter.pdf", reason="full")
        return whole(self, views)

    monkeypatch.setattr(SavedReports, "donation_letters", full_disk)
    window.tap("letters.write")
    window.wait(lambda: window.rooms.letters.state.refusal is not None)
    window.quiet()
    assert [row.donor for row in window.rooms.letters.state.owed] == ["Cy Sample"]
    window.tap("letters.row.1")  # the one whose file was not written: again, under its number
    assert made[1:] == ["W1-L000002", "W1-L000002"]
    window.tap("letters.write")
    window.wait(lambda: not window.rooms.letters.state.owed)
    assert [row.letter for row in window.rooms.letters.state.made] == [
        f"W1-L00000{n}" for n in (1, 2, 3)
    ]
    assert window.text("letters.said") == "Written: donation-W1-000003.pdf"
    assert str(window.reports.folder) in window.find("letters.said").accessibleName()
    opened: list[Path] = []
    window.rooms.letters.opens = lambda place: not opened.append(place)  # type: ignore[func-returns-value]
    window.tap("letters.print")
    assert window.text("letters.year") == "Year's letters of 2026"
    window.tap("letters.year")
    assert [place.name for place in opened] == [
        "letters-together.pdf",
        "gifts-W1-L000004-W1-L000005.pdf",  # of those who are written down
    ]
    assert window.ask(lambda office: office.verify()) == ()
