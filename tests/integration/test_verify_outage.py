"""What ``foyer verify`` finds about emergency tickets: each fault planted behind our back."""

from __future__ import annotations

import pytest

from pos.storage.check_outage import PAPERS
from tests.integration.small_house import LATE, House
from tests.integration.test_outage import SEAT, block, sale
from tests.integration.test_verify import codes, plant

FAULTS = [
    (
        "emergency.code_taken",
        """UPDATE emergency_sale SET emergency_id =
        (SELECT emergency_id FROM emergency_ticket WHERE number = 'W1-E0002')""",
    ),
    ("emergency.no_right", "DELETE FROM seat_right WHERE holder = 'hold:paper-w1'"),
    ("emergency.no_right", "UPDATE seat_right SET holder = 'hold:house'"),
    ("emergency.no_place", "UPDATE place_right SET places = 1"),
    (
        "emergency.right_left_over",
        "UPDATE current_state SET state = 'returned' WHERE machine = 'emergency'",
    ),
    ("emergency.no_order", "DELETE FROM emergency_sale"),
    ("emergency.no_order", "UPDATE ticket SET code = 'another'"),
    ("emergency.no_order", "UPDATE emergency_sale SET order_id = 'another'"),
    (
        "emergency.not_keyed",
        "UPDATE current_state SET state = 'out' WHERE machine = 'emergency'",
    ),
    ("emergency.no_state", "DELETE FROM current_state WHERE machine = 'emergency'"),
    ("fact.changed", "UPDATE emergency_ticket SET number = 'W1-E0009' WHERE number = 'W1-E0005'"),
    ("fact.changed", "UPDATE emergency_sale SET sold_by = 'somebody else'"),
    ("sequence.gap", "DELETE FROM emergency_ticket WHERE number = 'W1-E0002'"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[0])
def test_a_planted_fault_is_named(house: House, fault: tuple[str, ...]) -> None:
    papers = block(house, 3)
    block(house, 2, LATE)
    clerk = house.open_till()
    house.office.paper_sales.key_in(house.command(), clerk, sale(house, papers, (0,), SEAT))
    code, *statements = fault
    plant(house, *statements)
    assert code in codes(house)


def test_every_statement_has_a_fault_that_it_finds() -> None:
    assert set(PAPERS) <= {fault[0] for fault in FAULTS}
