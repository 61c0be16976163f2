from __future__ import annotations

import pytest

from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.fields import Fields
from pos.catalogue.season_closing import read_closing
from pos.views.closing_rules import (
    LAUNCH_CLOSING,
    AccountName,
    CashPurpose,
    CashWay,
    ClosingRules,
    Tiers,
)


def read(table: dict[str, object]) -> tuple[ClosingRules, list[tuple[str, FaultCode]]]:
    faults = Faults("f")
    rules = read_closing(Fields(table, "closing", faults), "USD")
    return rules, [
        (found.subject.removeprefix("f "), FaultCode(found.code)) for found in faults.findings()
    ]


def test_what_is_not_said_is_as_at_the_launch() -> None:
    assert read_closing(None, "USD") == LAUNCH_CLOSING
    assert read({}) == (LAUNCH_CLOSING, [])


def test_everything_can_be_said() -> None:
    rules, faults = read(
        {
            "cash": {"post": "1.00", "reason": "5.00", "exception": "20.00"},
            "recounts": 1,
            "short_relief": True,
            "drop_above": "800.00",
            "two_for_movements": False,
            "paid_limit": "50.00",
            "purposes": [{"name": "Parking", "way": "out", "account": "6120"}],
            "next_float": {"20.00": 2, "0.25": 40},
            "settlement_days": 6,
            "bank_days": 2,
            "accounts": {"1020": {"account": "10200", "name": "Cash in tills"}},
        }
    )
    assert faults == []
    assert rules == ClosingRules(
        cash=Tiers(100, 500, 2_000),
        recounts=1,
        short_relief=True,
        drop_above_minor=80_000,
        two_for_movements=False,
        paid_limit_minor=5_000,
        purposes=(CashPurpose("Parking", CashWay.OUT, "6120"),),
        next_float=((2_000, 2), (25, 40)),
        settlement_days=6,
        bank_days=2,
        accounts=(AccountName("1020", "10200", "Cash in tills"),),
    )


@pytest.mark.parametrize(
    ("table", "place", "code"),
    [
        ({"recount": 3}, "closing.recount", FaultCode.FIELD_UNKNOWN),
        (
            {"cash": {"post": "5.00", "reason": "1.00"}},
            "closing.cash.reason",
            FaultCode.FIELD_OUT_OF_RANGE,
        ),
        ({"next_float": {"3.00": 2}}, "closing.next_float.3.00", FaultCode.FIELD_UNKNOWN),
        ({"paid_limit": 50.0}, "closing.paid_limit", FaultCode.FIELD_WRONG_TYPE),
        (
            {"purposes": [{"name": "A", "way": "up", "account": "1"}]},
            "closing.purposes[0].way",
            FaultCode.FIELD_NOT_ONE_OF,
        ),
        (
            {"purposes": [{"name": "A", "way": "in", "account": "1"}] * 2},
            "closing.purposes[1].name",
            FaultCode.FIELD_REPEATED,
        ),
        (
            {"accounts": {"1020": {"account": "1"}}},
            "closing.accounts.1020.name",
            FaultCode.FIELD_MISSING,
        ),
    ],
)
def test_each_fault_is_named(table: dict[str, object], place: str, code: FaultCode) -> None:
    found = [(where.replace('"', ""), what) for where, what in read(table)[1]]
    assert found == [(place, code)]
