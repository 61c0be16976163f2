"""What two windows of a hub did to one place, not knowing of each other: a seat sold twice, more
places sold than there are, a ticket printed again twice.

The books hold, and the hub has a task of it for a person. So it is told as known, whether that task
is open or both parties stay; what one window alone did is a fault.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pos.ids import SeatId
from pos.seat_names import place_label
from pos.storage.check_parcels import joined
from pos.storage.standing import HOLDER_OF
from pos.views.cash import KNOWN, Finding

if TYPE_CHECKING:
    from pos.storage.check_books import Books
    from pos.views.catalogue import PerformanceView

_LIVE = """
    FROM ticket t JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
    WHERE s.state IN ('live', 'scanned')"""
_SHARING = f"""
    SELECT json_group_array(t.ticket_id) AS tickets {_LIVE} AND t.seat_id IS NOT NULL
    GROUP BY t.performance_id, t.seat_id HAVING count(*) > 1
    UNION ALL
    SELECT json_group_array(t.ticket_id) {_LIVE} AND t.replaces IS NOT NULL
    GROUP BY t.order_id, t.position HAVING count(*) > 1"""
"""Live tickets that share a seat, and papers of one ticket."""
_TOLD = f"""
    SELECT t.ticket_id, t.order_id, t.position, t.performance_id, t.seat_id, o.order_number,
      o.window_id, {HOLDER_OF} AS holder,
      EXISTS (SELECT 1 FROM live_seat l WHERE l.performance_id = t.performance_id
        AND l.seat_id = t.seat_id AND l.ticket_id = t.ticket_id) AS lives
    FROM ticket t JOIN orders o ON o.order_id = t.order_id
    WHERE t.ticket_id IN (SELECT value FROM json_each(:tickets)) ORDER BY t.ticket_id"""  # noqa: S608
_PRINTED = """
    SELECT count(*) AS papers,
      (SELECT json_group_array(DISTINCT a.window_id) FROM transition a WHERE a.machine = 'ticket'
         AND a.subject_id = k.replaces AND a.to_state = 'revoked') AS windows
    FROM ticket k WHERE k.order_id = :order_id AND k.position = :position AND k.replaces IS NOT NULL
    GROUP BY k.replaces HAVING count(*) > 1"""
"""What was printed more than once in the place of one ticket, and the windows that ended that."""
_TOO_MANY = """
    SELECT r.performance_id, sum(r.places) - h.places AS over,
      count(DISTINCT iif(r.holder LIKE 'window:%', r.holder, NULL)) AS windows
    FROM place_right r JOIN performance p ON p.performance_id = r.performance_id
    JOIN hall h ON h.hall_id = p.hall_id GROUP BY r.performance_id HAVING over > 0"""
"""Performances of which more places are held than there are: the hub lets a window have what it
sold."""

Row = Mapping[str, Any]


class Twice:
    """What was done twice, read once. At a window without a hub there is nothing of it."""

    def __init__(self, books: Books) -> None:
        self._books = books

    @cached_property
    def _rows(self) -> Sequence[Row]:
        if not joined(self._books.uow):
            return ()
        ids = [one for row in self._books.each(_SHARING) for one in json.loads(row["tickets"])]
        return self._books.rows(_TOLD, tickets=json.dumps(ids)) if ids else ()

    @cached_property
    def _papers(self) -> Mapping[tuple[Any, ...], Sequence[str]]:
        """Tickets of several papers, by order and position -> the windows that printed them."""
        found: dict[tuple[Any, ...], Sequence[str]] = {}
        for ticket, rows in _by(self._rows, "order_id", "position").items():
            if len(rows) > 1:
                order_id, position = ticket
                forks = self._books.rows(_PRINTED, order_id=order_id, position=position)
                windows = [json.loads(fork["windows"]) for fork in forks]
                papers = [fork["papers"] for fork in forks]
                if forks and papers == list(map(len, windows)):
                    found[ticket] = sorted({one for by in windows for one in by})
        return found

    @cached_property
    def _seats(self) -> Sequence[Sequence[Row]]:
        """The tickets of each seat that stands once: sold by windows that all differ, or one
        ticket's papers."""
        seats = _by((row for row in self._rows if row["seat_id"]), "performance_id", "seat_id")
        return [rows for rows in seats.values() if len(rows) > 1 and self._is_known(rows)]

    def _is_known(self, rows: Sequence[Row]) -> bool:
        parties = _by(rows, "order_id", "position")
        sellers = {_seller(party[0]) for party in parties.values()}
        again = (ticket in self._papers for ticket, party in parties.items() if len(party) > 1)
        return len(sellers) == len(parties) and all(again)

    @cached_property
    def _oversold(self) -> Mapping[str, Sequence[tuple[str, int]]]:
        """Performances whose windows hold too many places, no more of them than they sold -> whose
        those are."""
        found: dict[str, Sequence[tuple[str, int]]] = {}
        if joined(self._books.uow):
            for row in self._books.rows(_TOO_MANY):
                every = self._books.uow.orders.places_sold(row["performance_id"])
                sold = [one for one in every if one[0].startswith("window:")]
                if row["windows"] > 1 and row["over"] <= sum(many for _, many in sold):
                    found[row["performance_id"]] = sold
        return found

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """JSON lists of tickets for the statements. ``aside``: those that stand beside the one that
        has the seat; ``copies``: those whose money another paper stands for. ``oversold``:
        performances."""
        tickets = _by(self._rows, "order_id", "position")
        copies = [one for ticket in self._papers for one in _beside(tickets[ticket])]
        aside = [one for rows in self._seats for one in _beside(rows)]
        lists = {"aside": aside, "copies": copies, "oversold": list(self._oversold)}
        return {name: json.dumps(every) for name, every in lists.items()}

    def findings(self) -> Iterator[Finding]:
        """Yield each in words: performance and place, and whose orders."""
        for rows in self._seats:
            parties = [party[0] for party in _by(rows, "order_id", "position").values()]
            if len(parties) > 1:
                yield self._told("seat.sold_twice", rows[0], [(r, _seller(r)) for r in parties])
        tickets = _by(self._rows, "order_id", "position")
        for ticket, windows in self._papers.items():
            row = tickets[ticket][0]
            yield self._told("ticket.printed_twice", row, [(row, window) for window in windows])

        for performance_id, sold in self._oversold.items():
            show = self._books.uow.catalogue.performance(performance_id)
            name = self._books.uow.books.window_name
            by = (f"{many} by {name(holder.removeprefix('window:'))}" for holder, many in sold)
            yield Finding(KNOWN, "place.oversold", _where(show, show.hall), evidence=tuple(by))

    def _told(self, code: str, row: Row, who: Sequence[tuple[Row, str]]) -> Finding:
        uow = self._books.uow
        show = uow.catalogue.performance(row["performance_id"])
        seat = uow.catalogue.hall_of(show.performance_id).seat(SeatId(row["seat_id"] or ""))
        place = place_label(seat.section, seat.row, seat.number) if seat is not None else show.hall
        orders = (f"{row['order_number']} of {uow.books.window_name(by)}" for row, by in who)
        return Finding(KNOWN, code, _where(show, place), evidence=tuple(orders))


def _where(show: PerformanceView, place: str) -> str:
    return f"{show.production}, {show.starts_at:%Y-%m-%d %H:%M}, {place}"


def _by(rows: Iterable[Row], *names: str) -> Mapping[tuple[Any, ...], Sequence[Row]]:
    """Return rows by what they say under these names."""
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in names)].append(row)
    return found


def _seller(row: Row) -> str:
    """Return the window that put a ticket on its seat: of a channel's, the one that took it in."""
    kind, _, name = str(row["holder"]).partition(":")
    return name if kind == "window" else str(row["window_id"])


def _beside(rows: Sequence[Row]) -> list[str]:
    """Return the tickets but for the one that has the place, which is the first where none has."""
    stands = next((row for row in rows if row["lives"]), rows[0])
    return [str(row["ticket_id"]) for row in rows if row is not stands]
