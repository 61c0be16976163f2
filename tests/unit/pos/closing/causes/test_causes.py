"""What may be behind a difference, from rows made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pos.closing.causes.beside import BagRows, SafeRows, card_causes, explain_bag, explain_safe
from pos.closing.causes.cash import explain_cash
from pos.closing.causes.change import note_mistaken, piece_given, piece_mixed
from pos.closing.causes.deposits import DepositRows, Rung, explain_deposit
from pos.closing.causes.papers import explain_papers
from pos.closing.causes.pieces import is_swapped, miscounted, unswapped
from pos.closing.causes.rows import MOST_CAUSES, MOST_ROWS, TillRows
from pos.ids import TillId
from pos.money import Money
from pos.views.card_totals import CardCause, CardExplanation
from pos.views.cash import CountSheet, PaperDifference
from pos.views.causes import Cause, CauseKind, MovementRow, RowKind, TenderRow
from pos.views.deposits import DepositCheck, DepositTill, DepositView
from pos.views.settlement import OurPayment

C = CauseKind
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
FLOAT = CountSheet(notes=((1_000, 4), (100, 60)))


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def sale(
    number: int, minor: int, given: int = 0, minutes: int = 0, kind: str = "cash"
) -> TenderRow:
    at = AT + timedelta(minutes=minutes or 20 * number)
    name = f"t{number}"
    return TenderRow(name, name, f"o{number}", f"W1-{number}", kind, minor, given or minor, at)


def till(off: int, *tenders: TenderRow, **more: object) -> TillRows:
    return TillRows("till", "USD", off, FLOAT, CountSheet(), tenders=tenders, **more)  # type: ignore[arg-type]


def kinds(causes: tuple[Cause, ...]) -> list[CauseKind]:
    return [cause.kind for cause in causes]


def only(causes: tuple[Cause, ...], kind: CauseKind) -> list[str]:
    """Return the ids of the rows behind one kind."""
    (cause,) = [each for each in causes if each.kind is kind]
    return [row.subject_id for row in cause.rows]


def paper(kind: str, what: str, expected: int, counted: int, subject: str = "") -> PaperDifference:
    return PaperDifference(kind, what, subject, "77", "Ann", usd(expected), usd(counted))


def test_a_till_that_agrees_needs_no_cause() -> None:
    assert explain_cash(till(0, sale(1, 4_500))) == ()


def test_exactly_one_sale_and_half_of_it() -> None:
    rows = (sale(1, 4_500), sale(2, 9_100), sale(3, 2_250))
    assert only(explain_cash(till(-9_100, *rows)), C.ONE_SALE) == ["t2"]
    assert only(explain_cash(till(-4_500, *rows)), C.WRONG_WAY) == ["t3"]
    assert only(explain_cash(till(-4_500, *rows)), C.ONE_SALE) == ["t1"]


def test_money_given_back_that_was_not_given() -> None:
    assert only(explain_cash(till(4_500, sale(1, -4_500))), C.ONE_SALE) == ["t1"]


def test_rung_twice_names_the_second() -> None:
    rows = (sale(1, 4_500, minutes=1), sale(2, 4_500, minutes=3), sale(3, 4_500, minutes=90))
    assert only(explain_cash(till(-4_500, *rows)), C.RUNG_TWICE) == ["t2"]


def test_a_check_rung_as_cash_is_the_surest() -> None:
    extra = paper("check", "extra", 0, 4_500)
    rows = till(-4_500, sale(1, 4_500), papers=(extra,))
    first = explain_cash(rows)[0]
    assert (first.kind, [row.kind for row in first.rows]) == (
        C.CHECK_AS_CASH,
        [RowKind.PAPER, RowKind.TENDER],
    )
    assert explain_papers(rows)[0].causes[0].kind is C.CHECK_AS_CASH


def test_cash_rung_as_a_check() -> None:
    missing = paper("check", "missing", 4_500, 0, "t1")
    rows = till(4_500, sale(1, 4_500, kind="check"), papers=(missing,))
    assert explain_cash(rows)[0].kind is C.CASH_AS_CHECK


def test_movements_not_made_and_the_wrong_way() -> None:
    out = MovementRow("m1", "paid_out", -2_000, AT, "V0001")
    assert only(explain_cash(till(2_000, movements=(out,))), C.ONE_MOVEMENT) == ["m1"]
    assert only(explain_cash(till(4_000, movements=(out,))), C.WRONG_WAY) == ["m1"]


def test_a_bag_that_was_off_by_as_much() -> None:
    bag = MovementRow("m1", "drop", -20_000, AT, "B-1", counted_minor=22_000)
    assert kinds(explain_cash(till(-2_000, movements=(bag,))))[0] is C.DROP_OTHER_SUM


def test_a_drop_nobody_noted_needs_a_drawer_that_held_it() -> None:
    full = [sale(n, 9_700) for n in range(1, 6)]
    assert only(explain_cash(till(-30_000, *full)), C.DROP_NOT_RECORDED) == ["t5"]
    assert C.DROP_NOT_RECORDED not in kinds(explain_cash(till(-30_000, *full[:2])))
    assert C.DROP_NOT_RECORDED not in kinds(explain_cash(till(-30_100, *full)))


def test_the_float() -> None:
    before = {"before": "t0", "left_before": 9_500}
    assert kinds(explain_cash(till(-500, **before)))[0] is C.FLOAT_MISCOUNTED
    assert kinds(explain_cash(till(10_000)))[0] is C.FLOAT_TWICE
    # 60 ones that were 6
    assert C.FLOAT_MISCOUNTED in kinds(explain_cash(till(-5_400)))
    as_left = {"before": "t0", "left_before": 10_000}
    assert C.FLOAT_MISCOUNTED not in kinds(explain_cash(till(-5_400, **as_left)))


def test_the_neighbours_change() -> None:
    rows = (sale(1, 4_500, 5_000, 1), sale(2, 9_100, 10_000, 3), sale(3, 4_500, 10_000, 200))
    assert only(explain_cash(till(400, *rows)), C.CHANGE_OF_OTHER) == ["t2", "t1"]
    assert C.CHANGE_OF_OTHER not in kinds(explain_cash(till(4_600, *rows)))


def test_notes_and_change() -> None:
    assert note_mistaken(sale(1, 4_500, 10_000), -5_000)
    assert not note_mistaken(sale(1, 5_500, 10_000), -5_000), "a fifty would not have paid"
    assert note_mistaken(sale(1, 4_500, 5_000), 5_000)
    assert piece_given(sale(1, 4_500, 5_000), -500)
    assert not piece_given(sale(1, 4_500), -500)
    assert piece_mixed(sale(1, 4_500, 5_000), -500), "a ten for a five"
    assert not piece_mixed(sale(1, 4_500, 5_000), -300)


def test_two_rows_together_unless_too_many_would_do() -> None:
    rows = (sale(1, 4_500), sale(2, 9_130))
    assert only(explain_cash(till(-13_630, *rows)), C.TWO_ROWS) == ["t1", "t2"]
    many = [sale(n, 4_500) for n in range(1, 9)]
    assert C.TWO_ROWS not in kinds(explain_cash(till(-9_000, *many)))


def test_ten_thousand_sales_and_never_more_than_five() -> None:
    rows = [sale(n, 4_500 + n % 7 * 100, 10_000, n) for n in range(1, 10_001)]
    causes = explain_cash(till(-4_500, *rows))
    assert 0 < len(causes) <= MOST_CAUSES
    assert [cause.rank for cause in causes] == list(range(len(causes)))
    assert max(len(cause.rows) for cause in causes) == MOST_ROWS
    assert max(cause.more for cause in causes) > 1_000


# ---- counts ----


@pytest.mark.parametrize(
    ("one", "other", "swapped"),
    [(12, 21, True), (2, 20, True), (123, 132, True), (123, 321, False), (11, 11, False)],
)
def test_swapped_digits(one: int, other: int, *, swapped: bool) -> None:
    assert is_swapped(one, other) is swapped


def test_digits_of_a_denomination() -> None:
    assert unswapped(2_000, 12, -18_000) == 21
    assert unswapped(2_000, 12, -2_000) is None


@pytest.mark.parametrize(
    ("sheet", "off", "kind"),
    [
        (CountSheet(notes=((2_000, 12),)), -18_000, C.DIGITS_SWAPPED),
        (CountSheet(notes=((100, 8),)), -9_900, C.PACK_AS_PIECE),
        (CountSheet(straps=((100, 1),)), 9_900, C.PACK_AS_PIECE),
        (CountSheet(coins=((25, 3),)), -975, C.PACK_AS_PIECE),
        (CountSheet(notes=((500, 7),)), -3_500, C.OTHER_ROW),
        (CountSheet(notes=((500, 7),)), 500, C.PIECES),
    ],
)
def test_a_count_that_went_wrong(sheet: CountSheet, off: int, kind: CauseKind) -> None:
    assert kind in [each.kind for each in miscounted(sheet, off) if each.rows]


# ---- papers ----


def test_papers() -> None:
    rows = till(
        0,
        sale(1, 4_500, kind="check"),
        papers=(
            paper("check", "amount", 4_500, 5_400, "t1"),
            paper("check", "extra", 0, 1_700),
            paper("check", "missing", 1_700, 0, "t9"),
        ),
    )
    found = explain_papers(rows)
    assert [each.causes[0].kind for each in found] == [
        C.PAPER_DIGITS,
        C.PAPERS_MIXED,
        C.PAPERS_MIXED,
    ]
    assert [each.off.minor for each in found] == [900, 1_700, -1_700]


def test_a_slip_typed_twice() -> None:
    first, second = (
        TenderRow(n, f"p-{n}", "o", "W1-1", "card", 4_500, 4_500, AT, last_four="4242")
        for n in ("t1", "t2")
    )
    missing = paper("card_slip", "missing", 4_500, 0, "p-t2")
    (found,) = explain_papers(till(0, first, second, papers=(missing,)))
    assert [cause.kind for cause in found.causes] == [C.SLIP_TWICE, C.PAPER_MISSING]
    assert [row.subject_id for row in found.causes[0].rows] == ["t2", "t1"]


# ---- deposits ----


def deposit(bank: int) -> DepositView:
    day = date(2026, 11, 21)
    return DepositView(
        deposit_id="d",
        number=1,
        state="confirmed",
        business_date=day,
        tills=(DepositTill(TillId("a"), 1, "Ada", day, usd(40_000)),),
        checks=(
            DepositCheck("c1", "1", "Ann", usd(4_500)),
            DepositCheck("c2", "2", "", usd(1_730)),
        ),
        cash=usd(40_000),
        checks_total=usd(6_230),
        sheet=CountSheet(notes=((2_000, 12), (1_000, 16))),
        proof=(),
        prepared_by="Sue",
        at=AT,
        bank=usd(bank),
    )


def told(off: int, **beside: object) -> list[CauseKind]:
    """Return what may be behind a bank's word that is off by so much."""
    return kinds(explain_deposit(DepositRows(deposit(46_230 + off), **beside)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("off", "kind"),
    [
        (-4_500, C.LEFT_OUT),
        (-40_000, C.LEFT_OUT),
        (900, C.PAPER_DIGITS),
        (-6_230, C.TWO_ROWS),
        (45_000, C.DIGITS_SWAPPED),
        (-2_000, C.PIECES),
        (-100_000, C.PACK_AS_PIECE),
        (100_000, C.PACK_AS_PIECE),
        (90, C.SUM_DIGITS),
    ],
)
def test_what_the_bank_got_otherwise(off: int, kind: CauseKind) -> None:
    strapped = replace(
        deposit(46_230 + off), sheet=CountSheet(straps=((1_000, 1),), notes=((2_000, 12),))
    )
    view = strapped if kind is C.PACK_AS_PIECE else deposit(46_230 + off)
    assert kinds(explain_deposit(DepositRows(view)))[0] is kind
    assert explain_deposit(DepositRows(deposit(46_230))) == ()


def test_the_bank_told_of_another_bag() -> None:
    other = replace(deposit(0), deposit_id="e", number=2, bank=None, cash=usd(30_000))
    assert told(-10_000, others=(other,))[0] is C.BAGS_SWAPPED
    assert C.BAGS_SWAPPED not in told(-10_000, others=(replace(other, state="undone"),))
    assert C.BAGS_SWAPPED not in told(-9_900, others=(other,))


def test_what_a_till_missed_turns_up_at_the_bank() -> None:
    assert told(2_000, tills_off={"a": -2_000})[0] is C.TILL_OTHERWISE
    assert C.TILL_OTHERWISE not in told(2_000, tills_off={"a": 2_000})


def test_a_drop_that_stayed_in_the_safe_and_a_check_keyed_wrong() -> None:
    drop = MovementRow("m1", "drop", -20_000, AT, "B-1", till_id="a")
    assert told(-20_000, drops=(drop,))[0] is C.LEFT_OUT
    assert told(300, rung={"c1": Rung(4_800, "o1", "W1-1")})[0] is C.PAPER_AMOUNT


# ---- bags, the safe, terminals ----


def bag(number: int, noted: int, counted: int | None = None) -> MovementRow:
    name = f"m{number}"
    return MovementRow(name, "drop", -noted, AT, f"B-{number}", "", counted, till_id="a")


def test_two_drops_whose_bags_were_mixed_up() -> None:
    one, other = bag(1, 20_000, 26_000), bag(2, 26_000, 20_000)
    (cause,) = explain_bag(BagRows(one, "USD", (other, bag(3, 5_000))))
    assert (cause.kind, [row.subject_id for row in cause.rows]) == (C.BAGS_SWAPPED, ["m2"])


def test_a_bag_that_the_till_makes_up_for_and_one_with_digits_swapped() -> None:
    off = BagRows(bag(1, 21_000, 12_000), "USD", (), till_off=9_000)
    assert kinds(explain_bag(off)) == [C.DROP_OTHER_SUM, C.SUM_DIGITS]
    assert explain_bag(BagRows(bag(1, 20_000), "USD")) == ()


def test_a_bag_that_was_not_counted_with_the_safe() -> None:
    sheet = CountSheet(notes=((2_000, 12),))
    rows = SafeRows(sheet, usd(-20_000), (bag(1, 20_000), bag(2, 7_000)))
    assert only(explain_safe(rows), C.LEFT_OUT) == ["m1"]
    assert explain_safe(SafeRows(sheet, usd(0))) == ()


def test_a_payment_that_the_terminal_does_not_count() -> None:
    paid = OurPayment(
        "p1", "charge", "applied", "r", (), "A1", "Visa", "4242", 4_500, AT, date(2026, 11, 21), "T"
    )
    told_of = CardExplanation(CardCause.NOT_AT_TERMINAL, "visa", ("p1",), 4_500)
    (cause,) = card_causes((told_of,), {"p1": paid}, {"p1": "o1"}, "USD")
    assert (cause.kind, cause.rows[0].order_id) == (C.CARD_NOT_THERE, "o1")
