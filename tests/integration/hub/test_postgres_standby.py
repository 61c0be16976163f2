"""A hub's server that is lost for good, and its standby that takes over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.hub_rig import PostgresRig
from tests.contract.hub_teller import GRANTING, RECOVERING, Teller, open_two, refused
from tests.hub_server import Venue, another
from tests.hub_standby import SETTINGS, Standby


@pytest.fixture
def venue() -> Iterator[Venue]:
    """A hub on a server of its own."""
    server = another(SETTINGS)
    made = Venue(server)
    yield made
    made.close()
    made.server.local.stop()
    server.local.stop()


def _go_there(venue: Venue, committing: str, *tellers: Teller) -> None:
    """Windows connect anew, and commit so from then on."""
    with venue.server.superuser() as root:
        root.execute(
            f"alter database {venue.database} set synchronous_commit = {committing}".encode()
        )
    for teller in tellers:
        teller.hub = venue.window(teller.id)


def test_a_standby_takes_over_and_no_seat_is_given_twice(venue: Venue) -> None:
    """Twice: one that was synchronous has everything; one that was not lacks what a window was
    told, and may not give that to another before it has heard of it."""
    one, two = open_two(PostgresRig(venue))
    standby = Standby(venue)
    _go_there(venue, "on", one, two)
    one.lease(take=("A1",))
    lost = venue.server.local
    lost.kill()
    standby.take_over(venue)
    lost.stop()
    _go_there(venue, "local", one, two)
    assert not two.lease(take=("A1",)).granted
    assert one.lease(take=("A2",)).granted
    answer = two.beat()
    assert (answer.mode, answer.generation) == (GRANTING, 1)

    standby = Standby(venue)
    standby.hear_no_more()
    one.lease(take=("A3",))
    lost = venue.server.local
    lost.kill()
    standby.take_over(venue)
    lost.stop()
    _go_there(venue, "local", one, two)
    assert refused(lambda: two.lease(take=("A3",))) == "recovering"
    for teller, seats in ((two, ()), (one, ("A1", "A2", "A3"))):
        assert (teller.beat().mode, teller.hello().claim) == (RECOVERING, True)
        teller.hub.claim(teller.holds(*seats))
    assert two.beat().mode is GRANTING
    assert not two.lease(take=("A3",)).granted
    assert one.rights() == dict.fromkeys(("A1", "A2", "A3"), "window:w1")
