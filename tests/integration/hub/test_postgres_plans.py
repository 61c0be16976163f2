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
