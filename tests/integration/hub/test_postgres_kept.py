"""A lease counts once it is on the server's disk, which nobody else waits for."""

from __future__ import annotations

from typing import Any

import pytest

from pos.errors import HubRefused, HubUnreachable
from pos.storage.hub.postgres import PostgresHub
from tests.contract.hub_rig import PostgresRig
from tests.contract.hub_teller import P, open_two
from tests.hub_server import Venue


class PowerCut:
    """A line whose server loses its power after it answered a lease, and is there again at once."""

    def __init__(self, line: Any, venue: Venue) -> None:
        self._line, self._venue = line, venue
        self.cut = True

    def ask_both(self, first: Any, then: Any, deadline: Any) -> Any:
        if not self.cut:
            return self._line.ask_both(first, then, deadline)
        rows = self._line.ask(*first, deadline)
        self.cut = False
        self._venue.do("update foyer.window_asked set number = number - 1")
        self._venue.do("delete from foyer.lease_answer")
        self._venue.do("delete from foyer.seat_right")
        with pytest.raises(HubRefused) as lost:
            self._line.ask(*then, deadline)
        return rows, lost.value

    def close(self) -> None:
        self._line.close()


def test_a_lease_that_a_server_lost_with_its_power_was_never_had(venue: Venue) -> None:
    one, _ = open_two(PostgresRig(venue))
    assert isinstance(one.hub, PostgresHub)
    one.hub._line = PowerCut(one.hub._line, venue)  # type: ignore[assignment]
    command = one.command(take=("A1",))
    with pytest.raises(HubUnreachable):
        one.hub.lease(command)
    assert one.hub.lease(command).granted
    held = "select seat_id, holder from foyer.seat_right"
    assert venue.rows(held) == [("A1", one.holder)]


def test_what_is_heard_of_rights_is_on_disk_before_it_is_told(venue: Venue) -> None:
    """Whoever remembers a version that the server lost would miss the one that gets its number."""
    one, two = open_two(PostgresRig(venue))
    assert one.lease(take=("A1",)).granted

    def written() -> object:
        return venue.rows("select xmin::text from foyer.window_heard where window_id = %s", two.id)

    before = written()
    (word,) = (word for word in two.hub.held_since({}) if word.seat_id)
    assert written() != before
    before = written()
    assert two.hub.held_since({P: word.version}) == ()
    assert written() == before
