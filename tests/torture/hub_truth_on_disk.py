"""What must be true of a venue of real processes once everybody has caught up: read from the real
databases and the windows' journals, apart from the program that wrote them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from kiosk.bootstrap import open_office
from kiosk.settings import Home, read
from pos.clock import SystemClock
from pos.events import Events
from pos.ids import Ids
from pos.storage import schema
from pos.storage.hub.schema import FACTS
from pos.storage.taking_in import STAYS
from tests.integration.small_house import PLACES
from tests.torture.hub_life import JOURNAL

Homes = Mapping[str, Path]
Hub = psycopg.Connection[Any]
Rows = set[tuple[Any, ...]]

MADE_BY_HAND = ("handed_out_twice", "changed_twice")
"""Tasks of what two windows may do to one thing while they cannot hear each other."""
_SHARED = " WHERE machine <> 'print'"
_UNBALANCED = """
    SELECT batch_id FROM posting GROUP BY batch_id, currency HAVING sum(amount_minor) <> 0"""
_GOOD = """
    SELECT {} FROM ticket t JOIN current_state s
    ON s.machine = 'ticket' AND s.subject_id = t.ticket_id AND s.state = 'live'"""
_TWICE = f"{_GOOD.format('t.performance_id, t.seat_id')} WHERE t.seat_id IS NOT NULL"
_TWICE += " GROUP BY 1, 2 HAVING count(*) > 1"
_TOO_MANY = f"{_GOOD.format('t.performance_id')} WHERE t.seat_id IS NULL"
_TOO_MANY += f" GROUP BY 1 HAVING count(*) > {PLACES}"
NEVER_HERE = {
    "a batch does not balance": _UNBALANCED,
    "a seat is sold twice": _TWICE,
    "more places are sold than there are": _TOO_MANY,
}
"""What no window's books may hold."""
RESTORED = "the hub believes that it was restored"
NEVER_THERE = {
    "a batch does not balance": _UNBALANCED.replace("FROM ", "FROM foyer."),
    "a seat has two live tickets": """
        select performance_id, seat_id from foyer.live_ticket where seat_id is not null
        group by 1, 2 having count(*) > 1""",
    "a live ticket stands on a right that somebody else has": """
        select t.ticket_id, t.holder, r.holder from foyer.live_ticket t
        left join foyer.seat_right r using (performance_id, seat_id)
        where t.seat_id is not null and r.holder is distinct from t.holder""",
    "more places are held than there are": """
        select performance_id from foyer.place_right r
        join foyer.performance_offered p using (performance_id)
        group by performance_id, p.places having sum(r.places) > p.places""",
    "a window has sold more places than it holds": """
        select t.performance_id, t.holder from foyer.live_ticket t
        left join foyer.place_right r using (performance_id, holder)
        where t.seat_id is null
        group by 1, 2, r.places having count(*) > coalesce(r.places, 0)""",
    RESTORED: "select generation from foyer.hub where generation>1",
    "the hub does not grant": "select mode from foyer.hub where mode <> 'granting'",
    "a window is not what it was": """
        select window_id, standing from foyer.hub_window where standing <> 'joined'""",
    "a task for nothing": f"""
        select kind, subject, one, other from foyer.hub_task where kind not in {MADE_BY_HAND}""",
    "a task about two arrows that do not meet": """
        select k.kind, k.subject, k.one, k.other from foyer.hub_task k
        where not exists (select 1 from foyer.transition a join foyer.transition b
            using (machine, subject_id, seq)
            where a.transition_id = k.one and b.transition_id = k.other)""",
    "one thing was done twice and no task says so": """
        select a.machine, a.subject_id, a.seq, a.trigger, b.trigger, a.transition_id
        from foyer.transition a join foyer.transition b using (machine, subject_id, seq)
        where a.transition_id <> b.transition_id and not exists
            (select 1 from foyer.hub_task k where a.transition_id in (k.one, k.other))""",
}
"""What may never be found at the hub: here nothing is restored, and nobody is written off."""


@dataclass(frozen=True)
class Told:
    """What windows wrote down after it was done: orders and their tickets, orders handed out,
    tickets taken back."""

    sold: dict[str, list[str]] = field(default_factory=dict)
    handed_out: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)


def read_journals(homes: Homes) -> Told:
    """Return what all windows wrote down."""
    told = Told()
    for home in homes.values():
        for line in (home / JOURNAL).read_bytes().splitlines():
            what, *values = json.loads(line)
            if what == "sold":
                told.sold[values[0]] = values[1:]
            elif what == "handed_out":
                told.handed_out.add(values[0])
            elif what == "returned":
                told.returned.add(values[0])
    return told


def ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    """Read a window's database, whoever has it open."""
    with closing(sqlite3.connect(home / "foyer.db", timeout=60)) as books:
        return books.execute(query).fetchall()


def _hear(hub: Hub, query: str, *about: object) -> list[tuple[Any, ...]]:
    return hub.execute(query.encode(), about or None).fetchall()


# ---- has everybody caught up? ----


def behind(homes: Homes, hub: Hub) -> list[str]:
    """Return what is still on its way."""
    made = {name: _newest(home) for name, home in homes.items()}
    there = dict(_hear(hub, "select window_id, seq from foyer.window_sent"))
    waits = [
        f"{name} has {made[name]}, the hub {there[name]}"
        for name in made
        if made[name] != there[name]
    ]
    rights = _rights_there(hub)
    for name, home in homes.items():
        known = dict(ask(home, "SELECT window_id, seq FROM hub_known"))
        others = {other: seq for other, seq in made.items() if other != name}
        if known != others:
            waits.append(f"{name} knows {known} of {others}")
        if asked := ask(home, "SELECT number FROM lease_command WHERE NOT answered"):
            waits.append(f"{name} has asked {asked}")
        if differ := rights ^ _rights_here(home):
            waits.append(f"{name} knows other holders than the hub: {min(differ)}")
    return waits


def _newest(home: Path) -> int:
    ((seq,),) = ask(home, "SELECT coalesce(max(seq), 0) FROM outbox")
    return int(seq)


def _rights_there(hub: Hub) -> Rows:
    query = """
        select performance_id, seat_id, holder, 0 from foyer.seat_right where holder <> ''
        union all select performance_id, '', holder, places from foyer.place_right where places > 0
        """
    return set(_hear(hub, query))


def _rights_here(home: Path) -> Rows:
    query = """
        SELECT performance_id, seat_id, holder, 0 FROM hub_seat WHERE holder <> ''
        UNION ALL SELECT performance_id, '', holder, places FROM hub_place WHERE places > 0"""
    return set(ask(home, query))


# ---- is everything as it must be? ----


def wrong_on_disk(
    homes: Homes, hub: Hub, told: Told, allowed: Collection[str] = ()
) -> Iterator[str]:
    """Yield everything that is not as it must be; ``allowed``: what may be found there, of
    ``NEVER_THERE``. Nobody has a window's database open."""
    yield from behind(homes, hub)
    yield from _parcels(homes, hub)
    yield from _facts(homes, hub)
    yield from _told(homes, hub, told)
    for name, home in homes.items():
        for what, query in NEVER_HERE.items():
            if found := ask(home, query):
                yield f"{what} at {name}: {found[0]}"
        yield from _verified(name, Home(home))
    for what, query in NEVER_THERE.items():
        if what not in allowed and (found := _hear(hub, query)):
            yield f"{what}: {found[0]}"


def _parcels(homes: Homes, hub: Hub) -> Iterator[str]:
    for name, home in homes.items():
        made = ask(home, "SELECT seq, chain, content FROM outbox ORDER BY seq")
        query = "select seq, chain, content from foyer.parcel where window_id = %s order by seq"
        if made != _hear(hub, query, name):
            yield f"the hub has other parcels of {name} than it made"


def _facts(homes: Homes, hub: Hub) -> Iterator[str]:
    """The hub has every window's rows and no others; the windows all have the same, but for what is
    only theirs."""
    for table in sorted(FACTS):
        columns = ", ".join(f'"{column.name}"' for column in FACTS[table].columns)
        rows = {
            name: set(ask(home, f"SELECT {columns} FROM {table}")) for name, home in homes.items()
        }
        there = set(_hear(hub, f"select {columns} from foyer.{table}"))
        if differ := there ^ set().union(*rows.values()):
            yield f"{len(differ)} rows of {table} differ at the windows and the hub: {min(differ)}"
    shared = {t.name for t in schema.TRAVELS} - STAYS | {"current_state"}
    first, *others = homes
    for table in sorted(shared):
        only = _SHARED if table in ("transition", "current_state") else ""
        rows_of = {
            name: set(ask(home, f"SELECT * FROM {table}{only}")) for name, home in homes.items()
        }
        for name in others:
            if differ := rows_of[first] ^ rows_of[name]:
                yield f"{len(differ)} rows of {table} differ at {first} and {name}: {differ}"[:300]
    columns = "subject_id, state"
    tickets = f"SELECT {columns} FROM current_state WHERE machine = 'ticket'"
    if set(ask(homes[first], tickets)) != set(
        _hear(hub, f"select {columns} from foyer.current_state where machine = 'ticket'")
    ):
        yield "the hub sees other states of tickets than the windows"


def _told(homes: Homes, hub: Hub, told: Told) -> Iterator[str]:
    """What was said to be done is known everywhere."""
    tickets = {(order, ticket) for order, many in told.sold.items() for ticket in many}
    done = {(order, "collected") for order in told.handed_out}
    done |= {(ticket, "returned") for ticket in told.returned}
    known = {name: (_sold_here(home), _done_here(home)) for name, home in homes.items()}
    known["the hub"] = (
        set(_hear(hub, "select order_id, ticket_id from foyer.ticket")),
        set(_hear(hub, "select subject_id, to_state from foyer.transition")),
    )
    for name, (sold, arrows) in known.items():
        if missing := tickets - sold:
            yield f"{name} lacks {len(missing)} sold tickets: {min(missing)}"
        if missing := done - arrows:
            yield f"{name} lacks {len(missing)} things that were done: {min(missing)}"


def _sold_here(home: Path) -> Rows:
    return set(ask(home, "SELECT order_id, ticket_id FROM ticket"))


def _done_here(home: Path) -> Rows:
    return set(ask(home, "SELECT subject_id, to_state FROM transition"))


def _verified(name: str, home: Home) -> Iterator[str]:
    clock = SystemClock()
    office = open_office(home, read(home.settings_file).window, clock, Ids(clock), Events())
    try:
        yield from (f"{name}: {found.code} {found.subject}" for found in office.verify())
    finally:
        office.close()
