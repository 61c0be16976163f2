"""From each exception to its papers and to what may be behind it, over a whole close."""

from __future__ import annotations

import pytest

from pos.errors import NotAllowed
from pos.ids import OrderId
from pos.views.causes import CauseKind
from pos.views.closing import CloseExceptionView, ExceptionCase, ExceptionKind, LeadKind
from pos.views.statements import Cell, StatementName
from tests.integration.a_close import play_close
from tests.integration.small_house import House

K, L = ExceptionKind, LeadKind


def test_each_exception_leads_to_its_papers_and_what_may_be_behind_it(house: House) -> None:
    play_close(house)
    manager, causes = house.sign_in("Max House"), house.office.causes
    every = house.office.exceptions.every()
    assert {one.window for one in every} == {"Window 1"}
    cases = {one.kind: (one, causes.of_exception(manager, one.exception_id)) for one in every}
    ways = {kind: {lead.kind for lead in case.leads} for kind, (_, case) in cases.items()}
    assert ways == {
        K.DROP_DIFFERENCE: {L.CASHIER},
        K.SAFE_DIFFERENCE: set(),
        K.CARD_TOTALS: {L.CASHIER},
        K.CHECK_MISSING: {L.ORDER, L.CASHIER, L.CHECKS},
        K.TILL_DIFFERENCE: {L.CASHIER},
        K.DEPOSIT_DIFFERENCE: {L.DEPOSIT},
        K.SETTLEMENT: {L.SETTLEMENT, L.ORDER},
    }
    assert _first(cases[K.CHECK_MISSING]) is CauseKind.PAPER_MISSING
    assert _first(cases[K.SAFE_DIFFERENCE]) is CauseKind.PIECES
    assert _first(cases[K.DEPOSIT_DIFFERENCE]) is CauseKind.PIECES
    for _, case in cases.values():
        assert all(cause.rows for each in case.explained for cause in each.causes)
        for lead in (lead for lead in case.leads if lead.kind is L.ORDER):
            assert house.office.orders.get(OrderId(lead.subject_id)).order_number == lead.name
    told = set()
    for day in ("2026-11-21", "2026-11-22"):
        paper = house.office.statements.make(manager, StatementName.EXCEPTIONS, day)
        tables = {section.code: section.rows for section in paper.sections}
        told |= _kinds(tables["waiting"]) | _kinds(tables["settled"])
    assert told == {one.kind.value for one in every}
    with pytest.raises(NotAllowed):
        causes.of_exception(house.sign_in("Ada Clerk"), every[0].exception_id)


def _first(found: tuple[CloseExceptionView, ExceptionCase]) -> CauseKind:
    (explained,) = found[1].explained
    assert explained.off == found[0].amount
    return explained.causes[0].kind


def _kinds(rows: tuple[tuple[Cell, ...], ...]) -> set[Cell]:
    """Return the codes of kinds, wherever they stand in a row."""
    return {cell for row in rows for cell in row if cell in {kind.value for kind in K}}
