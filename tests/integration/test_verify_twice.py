"""What two windows of a hub did to one place is known and no fault; what one did alone is one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.backups import back_up
from kiosk.bootstrap import databases
from kiosk.cli import main
from kiosk.settings import Home
from pos.clock import ManualClock
from pos.ids import SeatId
from pos.views.cash import Finding
from pos.views.people import SessionView
from tests.integration.small_house import ADULT, LATE, OPEN, SYMPHONY, House, seat
from tests.integration.test_selling import cash
from tests.integration.test_twice import sell
from tests.integration.two_windows import Venue, open_venue

SHOW = "Symphony No. 9, 2026-11-21 19:30"


@pytest.fixture
def venue(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Venue]:
    with open_venue(tmp_path, manual_clock) as windows:
        yield windows


def known(house: House) -> list[Finding]:
    """Return what is told, of which nothing is a fault."""
    findings = house.office.verify()
    assert [finding for finding in findings if finding.severity != "known"] == []
    return list(findings)


def codes(house: House) -> set[str]:
    return {each.code for each in house.office.verify() if each.severity == "error"}


def spoil(house: House, statement: str) -> None:
    with closing(sqlite3.connect(house.path)) as db:
        db.execute("DROP TRIGGER ticket_no_update")
        db.execute(statement)
        db.commit()


def test_a_seat_that_two_windows_sold_is_told_in_words_at_both(venue: Venue) -> None:
    one, two = venue.one, venue.two
    session, there = one.open_till("Sue Lead"), two.open_till("Max House")
    theirs = [sell(two, there, number) for number in (2, 3)]
    venue.say(*((SYMPHONY, seat("C", n), "window:w1", 0) for n in (2, 3)))  # written off
    ours = [sell(one, session, number) for number in (2, 3)]
    venue.both_ways()
    for house in (one, two):
        told = [(each.code, each.subject, set(each.evidence)) for each in known(house)]
        assert sorted(told) == [
            (
                "seat.sold_twice",
                f"{SHOW}, Orchestra C {number}",
                {f"{theirs[at].order_number} of Window 2", f"{ours[at].order_number} of Window 1"},
            )
            for at, number in enumerate((2, 3))
        ]
    two.office.orders.reprint(two.command(), there, theirs[0].ticket_ids[0], "lost")
    venue.both_ways()
    assert len(known(one)) == len(known(two)) == 2
    one.office.reseating.move(
        one.command(), session, ours[1].ticket_ids[0], SeatId(seat("B", 9)), "sold twice"
    )
    venue.both_ways()
    assert len(known(one)) == len(known(two)) == 1


def test_a_ticket_that_two_windows_printed_again_is_known(venue: Venue) -> None:
    one, two = venue.one, venue.two
    session, there = one.open_till("Sue Lead"), two.open_till("Max House")
    sale = sell(two, there, 2)
    venue.both_ways()
    for house, who in ((one, session), (two, there)):
        house.office.orders.reprint(house.command(), who, sale.ticket_ids[0], "lost")
    venue.both_ways()
    number = sale.order_number
    for house in (one, two):
        (told,) = known(house)
        assert (told.code, told.subject) == ("ticket.printed_twice", f"{SHOW}, Orchestra C 2")
        assert set(told.evidence) == {f"{number} of Window 1", f"{number} of Window 2"}


def test_more_places_than_there_are_that_two_windows_sold_are_known(venue: Venue) -> None:
    one, two = venue.one, venue.two
    sue, max_ = one.open_till("Sue Lead"), two.open_till("Max House")
    sell_places(two, max_, 3)  # and is not heard any more
    venue.say((LATE, "", "window:w2", 0), (LATE, "", "window:w1", 20))  # written off
    sell_places(one, sue, 20)
    assert known(one) == []
    venue.both_ways()
    for house in (one, two):
        (told,) = known(house)
        assert (told.code, set(told.evidence)) == (
            "place.oversold",
            {"20 by Window 1", "3 by Window 2"},
        )
    spoil(one, "UPDATE place_right SET places = places + 21")
    assert codes(one) >= {"performance.capacity"}


def sell_places(house: House, who: SessionView, many: int) -> None:
    seating = house.office.seating
    cart = seating.take_places(house.command(), who, seating.new_cart(), LATE, many, OPEN, ADULT)
    house.office.selling.sell(house.command(), who, cart, (cash(4500 * many),), "Ann Example")


def test_what_else_is_wrong_of_a_seat_sold_twice_is_found(venue: Venue) -> None:
    one, two = venue.one, venue.two
    session, there = one.open_till("Sue Lead"), two.open_till("Max House")
    sell(two, there, 2)
    venue.say((SYMPHONY, seat("C", 2), "window:w1", 0))
    sell(one, session, 2)
    venue.both_ways()
    assert len(known(one)) == 1
    spoil(one, f"DELETE FROM live_seat WHERE seat_id = '{seat('C', 2)}'")
    assert {"seat.projection"} <= codes(one)
    spoil(two, f"DELETE FROM seat_right WHERE seat_id = '{seat('C', 2)}'")
    assert {"seat.no_right", "performance.capacity"} <= codes(two)


def test_a_seat_that_one_window_sold_twice_is_a_fault_beside_a_hub_too(venue: Venue) -> None:
    one, two = venue.one, venue.two
    there = two.open_till("Max House")
    sell(two, there, 2)
    twice = sell(two, there, 3)
    spoil(
        two,
        f"UPDATE ticket SET seat_id = '{seat('C', 2)}' WHERE ticket_id = '{twice.ticket_ids[0]}'",
    )
    venue.carry(two, one)
    found = codes(two)
    assert {"seat.two_tickets", "seat.projection"} <= found
    assert not [each for each in two.office.verify() if each.severity == "known"]


def test_foyer_verify_and_restore_say_it_and_go_on(
    venue: Venue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = venue.one, venue.two
    theirs = sell(two, two.open_till("Max House"), 2)
    venue.say((SYMPHONY, seat("C", 2), "window:w1", 0))
    ours = sell(one, one.open_till("Sue Lead"), 2)
    venue.both_ways()
    one.office.close()
    home = Home(tmp_path / "home")
    home.make()
    home.database.write_bytes(one.path.read_bytes())
    home.settings_file.write_text('[window]\nname = "Window 1"\nprefix = "W1"\n')
    line = (
        f"known: seat.sold_twice  {SHOW}, Orchestra C 2  "
        f"{ours.order_number} of Window 1  {theirs.order_number} of Window 2\n"
    )
    assert main(["--home", str(home.root), "verify"]) == 0
    assert capsys.readouterr().out == f"{line}no findings, 1 known\n"

    backup = back_up(home, tmp_path, one.clock.now(), databases())
    heir = ["--home", str(tmp_path / "heir"), "restore", str(backup.place)]
    assert main(heir) == 0
    assert line in capsys.readouterr().out
