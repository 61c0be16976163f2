from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pos.records import Tender
from pos.seat_names import in_rows, place_label, places_label
from pos.selling.order_money import corrected_kinds
from pos.views.selling import TenderKind

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
CASH = Tender("t1", "o1", "cash", 4500, 4500, "USD", NOW, "ana")
GONE = replace(CASH, tender_id="t2", amount_minor=-4500, of_tender="t1")
ROUNDING = replace(CASH, tender_id="t3", kind="rounding", amount_minor=2)
CHECK = replace(CASH, tender_id="t4", kind="check")


def test_what_was_put_right_names_what_it_really_was() -> None:
    gone = replace(CHECK, tender_id="t5", amount_minor=-4500, of_tender="t4")
    card = replace(CASH, tender_id="t6", kind="card")
    tenders = (CASH, GONE, ROUNDING, CHECK, gone, card)
    assert corrected_kinds(tenders, set()) == {"t1": TenderKind.CHECK, "t4": TenderKind.CARD}


def test_what_went_back_or_bounced_or_was_paid_later_was_not_put_right() -> None:
    assert corrected_kinds((CASH, replace(GONE, refund_id="r1"), CHECK), set()) == {}
    assert corrected_kinds((CASH, GONE, CHECK), {"t1"}) == {}
    later = replace(CHECK, at=NOW + timedelta(minutes=1))
    assert corrected_kinds((CASH, GONE, later), set()) == {}
    assert corrected_kinds((CASH, GONE), set()) == {}


def test_a_row_and_a_seat_that_are_numbers_do_not_read_as_one() -> None:
    said = [("Boxes left", "3", "1"), ("Boxes left", "3", "2"), ("Boxes left", "5", "4")]
    assert place_label("Boxes left", "3", "1") == "Boxes left 3-1"
    assert places_label(said) == "Boxes left 3: 1, 2; 5-4"
    assert place_label("Orchestra", "A", "12") == "Orchestra A 12"
    assert place_label("", "", "") == ""


def test_the_seats_of_a_row_are_told_by_number_whichever_way_it_is_numbered() -> None:
    row = [("Stalls", "B", number) for number in ("11", "9", "12A", "12", "7", "Loge 2", "102")]
    assert places_label([("Stalls", "C", "4"), *row]) == (
        "Stalls C 4; B 7, 9, 11, 12, 12A, 102, Loge 2"
    )
    kept = in_rows([("Stalls", "C", "4"), *row[:3], ("Stalls", "C", "3")], lambda each: each)
    assert [f"{row}{number}" for _, row, number in kept] == ["C3", "C4", "B9", "B11", "B12A"]
