"""A physical standby of a hub's server: it streams, and takes over when that server is lost."""

from __future__ import annotations

import os
import signal

from tests.hub_server import Venue

_NAME = "standby"
SETTINGS = {"synchronous_standby_names": _NAME}
"""Of the hub's server: whoever commits with ``synchronous_commit`` on waits for the standby. By the
settings of tests nobody does who does not say so."""


class Standby:
    """It has all that the venue's server has when this is made."""

    def __init__(self, venue: Venue) -> None:
        self.local = venue.server.local.standby(_NAME, {})
        with venue.plain_superuser() as root:
            root.execute("set synchronous_commit = on")
            root.execute("update foyer.hub set mode = mode")  # answered once the standby has it
            ((self._sender,),) = root.execute("select pid from pg_stat_replication").fetchall()

    def hear_no_more(self) -> None:
        """Nothing that is committed from now on gets there."""
        os.kill(self._sender, signal.SIGSTOP)

    def take_over(self, venue: Venue) -> None:
        """Be the venue's server, whose own has ended."""
        venue.move(self.local)
        with venue.server.superuser() as root:
            root.execute("select pg_promote()")
