"""What is said for each sale must not read whole tables, which grow for years."""

from __future__ import annotations

import re

from tests.hub_server import Venue


def test_whether_a_tickets_seat_is_its_sellers_is_looked_up(venue: Venue) -> None:
    ((source,),) = venue.rows("select prosrc from pg_proc where proname = 'place_tickets'")
    found = re.search(r"touched := array\((.*?)\);\n", source, re.DOTALL)
    assert found is not None
    asked = re.sub(r"--.*", "", found[1]).replace("touched", "array['ticket']")
    venue.do("set enable_seqscan = off")
    plan = [line for (line,) in venue.rows(f"explain {asked}")]
    venue.do("reset enable_seqscan")
    assert any("seat_right_pkey" in line for line in plan)
    assert not any("Seq Scan" in line for line in plan)


def test_all_rights_are_looked_through_once_for_all_windows(venue: Venue) -> None:
    """Somebody waits for that who takes the right to an order, and a venue has forty windows."""
    for number in range(5):
        venue.join(f"W{number}")

    def looked() -> int:
        ((scans,),) = venue.rows(
            "select seq_scan + coalesce(idx_scan, 0) from pg_stat_xact_all_tables"
            " where schemaname = 'foyer' and relname = 'seat_right'"
        )
        return int(scans)

    venue.do("begin")
    before = looked()
    venue.rows("select foyer.windows_there()")
    times = looked() - before
    venue.do("rollback")
    assert times == 1
