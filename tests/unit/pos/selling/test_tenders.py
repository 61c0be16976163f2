from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.errors import (
    AmountInvalid,
    CardNumberRefused,
    CheckRefused,
    NotFound,
    PaymentMismatch,
    RoutingInvalid,
    TenderShort,
    TextRefused,
)
from pos.money import Money, total
from pos.paying.rounding import cash_due
from pos.selling.tenders import change_of, checked_tenders
from pos.views.paying import CheckGiven
from pos.views.paying_rules import LAUNCH_RULES, CashRounding
from pos.views.selling import TenderGiven, TenderKind

TODAY = date(2026, 11, 21)
NICKEL = replace(LAUNCH_RULES, cash_rounding=CashRounding.NICKEL)
CUSTOMER = replace(LAUNCH_RULES, cash_rounding=CashRounding.CUSTOMER)
CHECK = CheckGiven("1204", "Ann Example", TODAY, "503 555 0100", "123456780", "4321", id_seen=True)


def cash(minor: int, given_minor: int | None = None) -> TenderGiven:
    given_minor = minor if given_minor is None else given_minor
    return TenderGiven(TenderKind.CASH, Money(minor), Money(given_minor))


def of(kind: TenderKind, minor: int) -> TenderGiven:
    amount = Money(minor)
    if kind is TenderKind.CHECK:
        return TenderGiven(kind, amount, amount, check=CHECK)
    if kind is TenderKind.CARD:
        return TenderGiven(kind, amount, amount, payment_id="p1")
    if kind is TenderKind.CASH:
        return cash(minor)
    return TenderGiven(kind, amount, amount, value_id="v1")


KINDS = st.sampled_from(
    [
        TenderKind.CASH,
        TenderKind.CHECK,
        TenderKind.CARD,
        TenderKind.CERTIFICATE,
        TenderKind.PROMOTIONAL,
        TenderKind.ON_ACCOUNT,
    ]
)
SPLITS = st.lists(st.tuples(KINDS, st.integers(1, 20_000)), min_size=1, max_size=6)


@settings(max_examples=60)
@given(SPLITS)
def test_any_split_in_any_order_makes_exactly_what_is_due(
    split: list[tuple[TenderKind, int]],
) -> None:
    tenders = [of(kind, minor) for kind, minor in split]
    due = total(tender.amount for tender in tenders)
    clean = checked_tenders(due, tenders, TODAY)
    others = [t for t in tenders if t.kind is not TenderKind.CASH]
    assert [t.amount for t in clean if t.kind is not TenderKind.CASH] == [t.amount for t in others]
    assert total(t.amount for t in clean) == due
    assert sum(t.kind is TenderKind.CASH for t in clean) == (len(others) < len(tenders))
    with pytest.raises(TenderShort):
        checked_tenders(due + Money(1), tenders, TODAY)
    with pytest.raises(AmountInvalid):
        checked_tenders(due - Money(1), tenders, TODAY)


@settings(max_examples=60)
@given(SPLITS, st.integers(1, 20_000), st.sampled_from([NICKEL, CUSTOMER]))
def test_where_cash_is_rounded_the_tenders_still_make_what_is_due(
    split: list[tuple[TenderKind, int]], rest: int, rules: object
) -> None:
    """Cash settles the rest, last or first: its own amount and the rounding are what remained."""
    assert rules in (NICKEL, CUSTOMER)
    chosen = NICKEL if rules == NICKEL else CUSTOMER
    others = [of(kind, minor) for kind, minor in split if kind is not TenderKind.CASH]
    due = total(tender.amount for tender in others) + Money(rest)
    asked = cash_due(Money(rest), chosen.cash_rounding)
    for tenders in ((*others, cash(asked.minor)), (cash(asked.minor), *others)):
        clean = checked_tenders(due, tenders, TODAY, chosen)
        assert total(tender.amount for tender in clean) == due
        rounding = [t for t in clean if t.kind is TenderKind.ROUNDING]
        assert [t.amount for t in rounding] == (
            [Money(rest) - asked] if asked.minor != rest else []
        )
        assert not change_of(rounding, "USD")


def test_over_every_residue_symmetric_rounding_comes_to_nothing() -> None:
    rounded = []
    for cents in range(100):
        due = Money(1_000 + cents)
        clean = checked_tenders(
            due, [cash(cash_due(due, CashRounding.NICKEL).minor)], TODAY, NICKEL
        )
        rounded += [t.amount.minor for t in clean if t.kind is TenderKind.ROUNDING]
    assert sum(rounded) == 0
    assert len(rounded) == 80


def test_exact_cash_is_taken_where_cash_is_rounded() -> None:
    assert checked_tenders(Money(1003), [cash(1003)], TODAY, NICKEL) == (cash(1003),)


def test_only_cash_is_rounded() -> None:
    for kind in (TenderKind.CHECK, TenderKind.CARD, TenderKind.CERTIFICATE, TenderKind.ON_ACCOUNT):
        with pytest.raises(AmountInvalid):
            checked_tenders(Money(1003), [of(kind, 1005)], TODAY, NICKEL)
    with pytest.raises(AmountInvalid):
        checked_tenders(Money(1003), [of(TenderKind.CARD, 3), cash(1005)], TODAY, NICKEL)


def test_cash_in_two_parts_is_one_payment_and_rounded_once() -> None:
    parts = [cash(500), of(TenderKind.CARD, 2000), cash(505, 600)]
    clean = checked_tenders(Money(3003), parts, TODAY, NICKEL)
    assert [t.amount.minor for t in clean] == [1005, 2000, -2]
    assert change_of(clean, "USD") == Money(95)


def test_nothing_is_rounded_where_the_venue_does_not() -> None:
    with pytest.raises(TenderShort):
        checked_tenders(Money(1001), [cash(1000)], TODAY)


@pytest.mark.parametrize(
    ("tender", "refusal"),
    [
        (cash(0), AmountInvalid),
        (cash(-5), AmountInvalid),
        (cash(1000, 900), AmountInvalid),
        (replace(of(TenderKind.CARD, 1000), given=Money(1100)), AmountInvalid),
        (replace(of(TenderKind.CARD, 1000), payment_id=""), PaymentMismatch),
        (replace(of(TenderKind.CERTIFICATE, 1000), value_id=""), NotFound),
        (TenderGiven(TenderKind.ROUNDING, Money(1000), Money(1000)), AmountInvalid),
        (TenderGiven(TenderKind.ELSEWHERE, Money(1000), Money(1000)), AmountInvalid),
        (
            replace(of(TenderKind.CERTIFICATE, 1000), reference="4111111111111111"),
            CardNumberRefused,
        ),
    ],
)
def test_a_tender_that_is_none_is_refused(tender: TenderGiven, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        checked_tenders(Money(1000), [tender], TODAY)


# ---- checks ----


def taken(check: CheckGiven) -> TenderGiven:
    tender = TenderGiven(TenderKind.CHECK, Money(1000), Money(1000), check=check)
    return checked_tenders(Money(1000), [tender], TODAY)[0]


def test_a_check_carries_what_stands_on_it() -> None:
    tender = taken(replace(CHECK, number=" 1204 ", routing="123 456 780"))
    assert tender.check == CHECK
    assert (tender.reference, tender.payer) == ("1204", "Ann Example")


def test_a_check_of_which_number_and_payer_are_known_is_of_today() -> None:
    tender = TenderGiven(TenderKind.CHECK, Money(1000), Money(1000), "1204", "Ann Example")
    (clean,) = checked_tenders(Money(1000), [tender], TODAY)
    assert clean.check == CheckGiven("1204", "Ann Example", TODAY)


@pytest.mark.parametrize(("days", "what"), [(-1, "post_dated"), (181, "stale")])
def test_the_date_on_a_check_counts(days: int, what: str) -> None:
    with pytest.raises(CheckRefused) as refused:
        taken(replace(CHECK, dated=TODAY - timedelta(days=days)))
    assert refused.value.params == {"what": what}


@pytest.mark.parametrize("days", [0, 180])
def test_the_last_days_a_check_is_taken(days: int) -> None:
    assert taken(replace(CHECK, dated=TODAY - timedelta(days=days)))


@pytest.mark.parametrize(
    "routing", ["123456789", "12345678", "1234567800", "000000000", "12345678O", "21345678٠"]
)
def test_a_routing_number_adds_up(routing: str) -> None:
    with pytest.raises(RoutingInvalid):
        taken(replace(CHECK, routing=routing))


@pytest.mark.parametrize(
    ("check", "refusal"),
    [
        (replace(CHECK, number=""), TextRefused),
        (replace(CHECK, payer="  "), TextRefused),
        (replace(CHECK, payer="x" * 81), TextRefused),
        (replace(CHECK, account_last4="43210"), TextRefused),
        (replace(CHECK, account_last4="43x1"), TextRefused),
        (replace(CHECK, payer="4111 1111 1111 1111"), CardNumberRefused),
        (replace(CHECK, phone="4111 1111 1111 1111"), CardNumberRefused),
        (replace(CHECK, routing="4111 1111 1111 1111"), CardNumberRefused),
    ],
)
def test_what_does_not_belong_on_a_check_is_refused(
    check: CheckGiven, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        taken(check)
