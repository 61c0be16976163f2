"""Causes that a second author's evenings asked for: whole sums at the drawer, rows keyed wrong, two
papers together, another till."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from pos.closing.causes.cash import explain_cash
from pos.closing.causes.papers import explain_papers
from pos.closing.causes.rows import OtherTill
from pos.views.cash import CARD_SLIP, CERTIFICATE, CHECK, CountSheet
from pos.views.causes import CauseKind as C
from pos.views.causes import Evidence, MovementRow, RowKind, TenderRow
from tests.unit.pos.closing.causes.test_causes import AT, FLOAT, kinds, only, paper, sale, till


def counted(off: int, sheet: CountSheet) -> dict[C, list[tuple[int, str, int | None]]]:
    """Return by kind the rows of a count: denomination, what was written, what would be right."""
    rows = replace(till(off), opening=replace(FLOAT, coins=((25, 40),)), counted=sheet)
    return {
        each.kind: [
            (row.amount.minor, row.number, row.pieces)
            for row in each.rows
            if row.kind is RowKind.PIECES
        ]
        for each in explain_cash(rows)
    }


def test_the_whole_change_stayed_or_went_twice() -> None:
    sales = (sale(1, 4_500, 6_000), sale(2, 4_500, 5_000), sale(3, 2_000))
    assert only(explain_cash(till(1_500, *sales)), C.CHANGE_WHOLE) == ["t1"]
    assert only(explain_cash(till(-1_500, *sales)), C.CHANGE_WHOLE) == ["t1"]
    assert C.CHANGE_WHOLE not in kinds(explain_cash(till(1_300, *sales)))


def test_what_the_patron_handed_over_went_back() -> None:
    sales = (sale(1, 4_500, 10_000), sale(2, 4_500, 5_000))
    assert only(explain_cash(till(-10_000, *sales)), C.HANDED_BACK) == ["t1"]
    assert C.HANDED_BACK not in kinds(explain_cash(till(10_000, *sales)))
    exact = (sale(3, 4_500),)  # nothing was given back beside it: an ordinary sale not taken
    assert C.HANDED_BACK not in kinds(explain_cash(till(-4_500, *exact)))


def test_places_at_another_price_and_places_not_paid() -> None:
    sales = (sale(1, 9_000), sale(2, 2_000), sale(3, 4_500))
    places = (("o1", 4_500), ("o1", 4_500), ("o2", 2_000), ("o3", 4_500))
    twice = explain_cash(till(-5_000, *sales, places=places))
    assert only(twice, C.OTHER_PRICE) == ["t1"]
    more = explain_cash(till(2_500, *sales, places=places))
    assert only(more, C.OTHER_PRICE) == ["t2"]
    one = explain_cash(till(-4_500, *sales, places=places))
    assert only(one, C.PLACE_NOT_PAID) == ["t1"]
    assert C.OTHER_PRICE not in kinds(explain_cash(till(-7_500, *sales, places=places)))


def test_a_certificate_too_many_and_a_cash_sale_of_what_is_short() -> None:
    extra = paper(CERTIFICATE, "extra", 0, 0)
    found = explain_cash(till(-4_500, sale(1, 4_500), papers=(extra,)))
    assert found[0].kind is C.CERTIFICATE_AS_CASH
    assert found[0].rows[-1].subject_id == "t1"
    missing = paper(CERTIFICATE, "missing", 0, 0, "v1")
    for other in ((missing,), ()):
        assert C.CERTIFICATE_AS_CASH not in kinds(
            explain_cash(till(-4_500, sale(1, 4_500), papers=other))
        )


@pytest.mark.parametrize(("minor", "off"), [(-54_000, 9_000), (5_200, -2_700), (-3_100, 1_800)])
def test_digits_of_what_was_noted_as_moved(minor: int, off: int) -> None:
    moved = MovementRow("m1", "drop", minor, AT)
    assert only(explain_cash(till(off, movements=(moved,))), C.SUM_DIGITS) == ["m1"]
    assert C.SUM_DIGITS not in kinds(explain_cash(till(off + 100, movements=(moved,))))


def test_another_till_is_off_the_other_way_round() -> None:
    beside = (OtherTill("ada", "Ada", -4_500), OtherTill("cy", "Cy", 4_500))
    found = explain_cash(till(4_500, beside=beside))
    assert found[0].kind is C.TILL_OTHERWISE
    assert only(found, C.TILL_OTHERWISE) == ["ada"]


@pytest.mark.parametrize(
    ("written", "right"), [(122, 12), (112, 12), (1, 12), (2, 12), (60, 3), (1_200, 120)]
)
def test_a_row_that_was_keyed_wrong(written: int, right: int) -> None:
    sheet = CountSheet(notes=((2_000, written),))
    assert (2_000, str(written), right) in counted(2_000 * (written - right), sheet)[C.ROW_KEYED]


def test_a_row_that_is_not_in_the_count() -> None:
    sheet = CountSheet(notes=((1_000, 5), (100, 9)))
    assert counted(-925, sheet)[C.ROW_LEFT_OUT] == [(25, "0", 37)]
    rolled = replace(sheet, rolls=((25, 1),))
    assert C.ROW_LEFT_OUT not in counted(-925, rolled)
    assert C.ROW_LEFT_OUT not in counted(-910, sheet)


def test_two_rows_that_were_exchanged_name_both() -> None:
    sheet = CountSheet(notes=((1_000, 3), (500, 7)))
    found = counted((3 - 7) * (1_000 - 500), sheet)
    assert found[C.OTHER_ROW] == [(1_000, "3", 7), (500, "7", 3)]


def test_a_pack_nobody_saw_and_one_that_lies_loose() -> None:
    sheet = CountSheet(notes=((100, 130),))
    assert (25, "0", 1) in counted(-1_000, sheet)[C.PACK_AS_PIECE]
    assert (100, "0", 1) in counted(-10_000, sheet)[C.PACK_AS_PIECE]
    assert (100, "130", 30) in counted(10_000, sheet)[C.PACK_AS_PIECE]


# ---- papers ----


def told(
    *papers: object, tenders: tuple[TenderRow, ...] = (), **more: object
) -> list[tuple[C, tuple[Evidence, ...]]]:
    """Return the best cause of each paper."""
    found = explain_papers(till(0, *tenders, papers=papers, **more))
    return [(each.causes[0].kind, each.causes[0].rows) for each in found]


def test_sums_that_were_exchanged() -> None:
    one = paper(CHECK, "amount", 4_500, 9_000, "t1")
    other = paper(CHECK, "amount", 9_000, 4_500, "t2")
    found = told(one, other)
    assert [kind for kind, _ in found] == [C.SUMS_EXCHANGED] * 2
    assert {row.subject_id for row in found[0][1]} == {"t1", "t2"}
    third = replace(other, expected=other.expected + other.expected, counted=other.expected)
    assert C.SUMS_EXCHANGED not in dict(told(one, third))


def test_one_check_for_two_sales() -> None:
    both = paper(CHECK, "amount", 4_500, 6_500, "t1")
    gone = paper(CHECK, "missing", 2_000, 0, "t2")
    found = told(both, gone)
    assert [kind for kind, _ in found] == [C.ONE_FOR_TWO] * 2
    assert {row.subject_id for row in found[1][1]} == {"t1", "t2"}


@pytest.mark.parametrize(
    ("missing", "extra", "kind"),
    [(CHECK, CARD_SLIP, C.CARD_AS_CHECK), (CARD_SLIP, CHECK, C.CHECK_AS_CARD)],
)
def test_a_paper_of_another_kind(missing: str, extra: str, kind: C) -> None:
    found = told(paper(missing, "missing", 4_500, 0, "t1"), paper(extra, "extra", 0, 4_500))
    assert [cause for cause, _ in found] == [kind] * 2
    other = told(paper(missing, "missing", 4_500, 0, "t1"), paper(extra, "extra", 0, 4_400))
    assert kind not in dict(other)


def test_a_check_that_was_rung_twice() -> None:
    twins = (
        replace(sale(1, 4_500, minutes=1, kind="check"), number="77"),
        replace(sale(2, 4_500, minutes=3, kind="check"), number="77"),
    )
    gone = paper(CHECK, "missing", 4_500, 0, "t2")
    ((kind, rows),) = told(gone, tenders=twins)
    assert kind is C.RUNG_TWICE
    assert {row.subject_id for row in rows} == {"t1", "t2"}
    later = (twins[0], replace(sale(2, 4_500, minutes=90, kind="check"), number="77"))
    assert C.RUNG_TWICE not in dict(told(gone, tenders=later))


def test_a_paper_that_another_till_misses() -> None:
    gone = paper(CHECK, "missing", 4_500, 0, "t9")
    extra = paper(CHECK, "extra", 0, 4_500)
    beside = (OtherTill("ada", "Ada", 0, (gone,)),)
    ((kind, rows),) = told(extra, beside=beside)
    assert kind is C.OF_OTHER_TILL
    assert [row.subject_id for row in rows] == ["t9", "ada"]
    assert Counter(row.kind for row in rows) == {RowKind.PAPER: 1, RowKind.TILL: 1}
    assert C.OF_OTHER_TILL not in dict(told(gone, beside=beside))
