"""Sales by the thousand: parcels like that of one sale which the services made, each with ids,
numbers, codes and seats of its own.

What is in them is what a window keeps of a sale, row by row; only the audit's hashes are those of
the first one, which nobody but its own window looks at.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from pos.hub.parcels import Parcel, Position, following, opened
from pos.ids import Ids, PerformanceId

if TYPE_CHECKING:
    from pos.clock import Clock

KEYS = {
    "batch": "batch_id",
    "orders": "order_id",
    "transition": "transition_id",
    "tender": "tender_id",
    "ticket": "ticket_id",
    "drawer_opening": "opening_id",
    "print_job": "job_id",
}
"""What a sale makes new, and the name of its id."""
_OWN = 4
"""The last letters of an id, by which those of one sale differ."""


class Stamp:
    """Makes parcels of a window out of one that holds a sale.

    Args:
        content: That of the parcel.
        window_id: Whose parcels these are.
        clock: Ids begin with its time.
    """

    def __init__(self, content: bytes, window_id: str, clock: Clock) -> None:
        tables = {
            name: [dict(zip(columns, row, strict=True)) for row in rows]
            for name, (columns, rows) in opened(content).items()
        }
        (order,) = tables["orders"]
        self._ids = [str(row[key]) for name, key in KEYS.items() for row in tables[name]]
        self._seats = [str(row["seat_id"]) for row in tables["ticket"]]
        self._codes = [str(row["code"]) for row in tables["ticket"]]
        numbers = [str(order["order_number"]), str(order["receipt_number"])]
        self._performance = PerformanceId(str(tables["ticket"][0]["performance_id"]))
        names = [*self._ids, *self._seats, *self._codes, *numbers, self._performance]
        text = (
            zlib.decompress(content).decode().replace(f'"{order["window_id"]}"', f'"{window_id}"')
        )
        pieces = re.split("(" + "|".join(map(re.escape, names)) + ")", text)
        self._template = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
        self._wanted = itemgetter(*(names.index(name) for name in pieces[1::2]))
        self._window_id = window_id
        self._fresh = Ids(clock)
        self._made = 0
        self.position = Position()

    @property
    def seats(self) -> int:
        """How many seats a sale has."""
        return len(self._seats)

    def sale(self, seats: Sequence[str], performance: PerformanceId | None = None) -> Parcel:
        """Return the window's next parcel, a sale of these seats; None: of the same evening."""
        self._made += 1
        number = f"{self._window_id}-{self._made:06d}"
        common = self._fresh.new()[:-_OWN]
        new = [f"{common}{number:0{_OWN}x}" for number in range(len(self._ids))]
        codes = [one.upper()[-20:] for one in new[: len(self._codes)]]
        evening = performance or self._performance
        words = [*new, *seats, *codes, number, number.replace("-", "-R"), evening]
        content = zlib.compress((self._template % self._wanted(words)).encode(), 1)
        self.position = following(self.position, content)
        return Parcel(self._window_id, self.position, content)
