"""The hub's tables on PostgreSQL: every window's facts, and what the hub itself keeps.

The fact tables are the windows' own (``pos/storage/schema.py``) with their primary keys and nothing
else that could refuse a row: a fact that came here has happened. What collides (a seat with two
live tickets, an order number twice) is found when it arrives and becomes a task for a person.

Everything is in the schema ``foyer``, which no window may use; what a window may call is in
``foyer_api`` (``functions/*.sql``). What changes often lies in a row of its own for each window, so
that a sign of life never waits for a long sending, nor a lease for either.

Times are microseconds since 1970 UTC. Ids compare by their bytes, whatever the database's language.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB

from pos.storage import schema as window

SCHEMA, API = "foyer", "foyer_api"
NOT_MIRRORED = frozenset({"audit"})
"""Stay in their parcels: the audit's key is a number of each window's own."""

metadata = sa.MetaData(schema=SCHEMA)
_TEXT = sa.Text(collation="C")
_KEY: dict[str, Any] = {"primary_key": True}
_ZERO: dict[str, Any] = {"nullable": False, "server_default": "0"}
_EMPTY: dict[str, Any] = {"nullable": False, "server_default": ""}


def _mirrored(table: sa.Table) -> sa.Table:
    columns = [
        sa.Column(c.name, _plain(c), primary_key=c.primary_key, nullable=not c.primary_key)
        for c in table.columns
    ]
    return sa.Table(table.name, metadata, *columns)


def _plain(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    """Return what a fact's column is here: text, a number or a yes."""
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, sa.Boolean):
        return sa.Boolean()
    return sa.BigInteger() if isinstance(kind, sa.Integer) else _TEXT


FACTS = {
    table.name: _mirrored(table)
    for table in sorted(window.TRAVELS, key=lambda each: each.name)
    if table.name not in NOT_MIRRORED
}

# What collides is looked for by these when it arrives. What only begins a life cannot.
sa.Index(
    "transition_by_arrow",
    *(FACTS["transition"].c[n] for n in ("machine", "subject_id", "seq")),
    postgresql_where=FACTS["transition"].c.seq > 0,
)
sa.Index("order_by_number", FACTS["orders"].c.order_number)

hub = sa.Table(
    "hub",
    metadata,
    sa.Column("hub_id", _TEXT, **_KEY),
    sa.Column("generation", sa.BigInteger(), nullable=False),
    sa.Column("mode", _TEXT, nullable=False),
    sa.Column("schema_version", sa.Integer(), nullable=False),
    sa.Column("server", _TEXT, **_EMPTY),
)
"""One row. ``mode``: ``granting``, or ``recovering`` after a restore. ``server``: which server and
database this was, and in which timeline (``foyer.server_now``); in another one it came out of a
backup or is a standby's. Its lock is what a restore waits for: whoever grants holds it shared."""

mirrored = sa.Table("mirrored", metadata, sa.Column("name", _TEXT, **_KEY))
"""The fact tables: where rows that a window sends may go, and nowhere else."""

hub_window = sa.Table(
    "hub_window",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("role", _TEXT, nullable=False, unique=True),
    sa.Column("name", _TEXT, nullable=False),
    sa.Column("standing", _TEXT, nullable=False),
    sa.Column("instance", _TEXT, **_EMPTY),
    sa.Column("ancestors", ARRAY(_TEXT), nullable=False, server_default="{}"),
    sa.Column("machine", ARRAY(_TEXT), nullable=False, server_default="{}"),
    sa.Column("generation", sa.BigInteger(), **_ZERO),
    sa.Column("schema_version", sa.Integer(), nullable=False, server_default="-1"),
    sa.Column("known", JSONB(), nullable=False, server_default="{}"),
    sa.Column("acknowledged", sa.BigInteger(), **_ZERO),
    sa.Column("owes", sa.Boolean(), nullable=False, server_default=sa.true()),
    sa.Column("decided_by", _TEXT, **_EMPTY),
    sa.Column("decided_why", _TEXT, **_EMPTY),
)
"""``standing``: ``invited`` until it joined, then as ``pos.hub.talk.Standing``. ``role``: what it
signs in as. ``instance``: the start of its program that was let in last, "" lets in any;
``ancestors``: those that this one named; ``machine``: marks of its computer. ``generation``: the
last that it was told. ``schema_version``: the form of its facts when it greeted; -1 before.
``known``,
``acknowledged``: how far it said to know the others, and that it is known. ``owes``: it has not
said what it holds, since it joined or the hub was restored."""

window_sent = sa.Table(
    "window_sent",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("seq", sa.BigInteger(), **_ZERO),
    sa.Column("chain", _TEXT, nullable=False, server_default="0" * 64),
    sa.Column("mark", sa.BigInteger(), **_ZERO),
)
"""How far a window's parcels are here, without a gap. ``mark``: see ``parcel``."""

window_asked = sa.Table(
    "window_asked",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("number", sa.BigInteger(), **_ZERO),
    sa.Column("greeted", sa.BigInteger(), **_ZERO),
)
"""Number of a window's last lease command, and the last that it said to have the answer of."""

thing_had = sa.Table(
    "thing_had",
    metadata,
    sa.Column("performance_id", _TEXT, **_KEY),
    sa.Column("seat_id", _TEXT, **_KEY),
    sa.Column("window_id", _TEXT, **_KEY),
)
"""Which windows ever had the right to a thing: what any of them did to it has to be known to
whoever takes it next."""

window_heard = sa.Table(
    "window_heard",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("heard_at", sa.BigInteger()),
    sa.Column("version", _TEXT, **_EMPTY),
    sa.Column("wall_off", sa.BigInteger(), **_ZERO),
    sa.Column("queue", sa.BigInteger(), **_ZERO),
    sa.Column("seats_left", sa.BigInteger(), **_ZERO),
    sa.Column("places_left", sa.BigInteger(), **_ZERO),
)
"""A window's last sign of life. ``wall_off``: its clock less ours, microseconds."""

window_held_up = sa.Table(
    "window_held_up",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("began", sa.BigInteger(), **_KEY),
)
"""What was ended since a window's role did what no window's program does (``foyer.end_stuck``)."""

parcel = sa.Table(
    "parcel",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("seq", sa.BigInteger(), **_KEY),
    sa.Column("chain", _TEXT, nullable=False),
    sa.Column("mark", sa.BigInteger(), nullable=False),
    sa.Column("arrived_at", sa.BigInteger(), nullable=False),
    sa.Column("content", BYTEA(), nullable=False),
)
"""What came, as it came. ``mark``: greater than that of every parcel that was here when it arrived,
so whatever its window knew when it made it comes before. Two that arrived at once may have the
same, so no counter makes windows wait for each other."""

current_state = sa.Table(
    "current_state",
    metadata,
    sa.Column("machine", _TEXT, **_KEY),
    sa.Column("subject_id", _TEXT, **_KEY),
    sa.Column("state", _TEXT, nullable=False),
    sa.Column("seq", sa.BigInteger(), nullable=False),
    sa.Column("transition_id", _TEXT, nullable=False),
)
"""Projection, of tickets only: the arrow furthest on; of two as far on the one with the lower id,
so that everybody who has both agrees whatever came first."""

live_ticket = sa.Table(
    "live_ticket",
    metadata,
    sa.Column("ticket_id", _TEXT, **_KEY),
    sa.Column("performance_id", _TEXT, nullable=False),
    sa.Column("seat_id", _TEXT),
    sa.Column("holder", _TEXT, nullable=False),
    sa.Column("replaces", sa.Boolean(), nullable=False),
    sa.Index("live_by_seat", "performance_id", "seat_id"),
    sa.Index(
        "live_places", "performance_id", "holder", postgresql_where=sa.text("seat_id is null")
    ),
)
"""Projection: tickets that open the door. ``holder``: whose right it stands on, ``window:ID`` of
its seller, or of who put it in by an exchange, or, of an order that
was split off, as the split says, or ``channel:NAME``."""

performance_offered = sa.Table(
    "performance_offered",
    metadata,
    sa.Column("performance_id", _TEXT, **_KEY),
    sa.Column("places", sa.BigInteger(), **_ZERO),
    sa.Column("ends_at", sa.BigInteger(), **_ZERO),
    sa.Column("version", sa.BigInteger(), nullable=False),
)
"""A performance. Its lock is held by whoever changes its rights; ``version`` numbers the changes,
those of each generation of the hub above all of the one before."""

seat_right = sa.Table(
    "seat_right",
    metadata,
    sa.Column("performance_id", _TEXT, **_KEY),
    sa.Column("seat_id", _TEXT, **_KEY),
    sa.Column("holder", _TEXT, nullable=False),
    sa.Column("until", sa.BigInteger(), nullable=False),
    sa.Column("version", sa.BigInteger(), nullable=False),
    sa.Index("right_by_version", "performance_id", "version"),
)
"""Whose a seat is. No row, or an empty ``holder``: nobody's."""

place_right = sa.Table(
    "place_right",
    metadata,
    sa.Column("performance_id", _TEXT, **_KEY),
    sa.Column("holder", _TEXT, **_KEY),
    sa.Column("places", sa.BigInteger(), nullable=False),
    sa.Column("until", sa.BigInteger(), nullable=False),
    sa.Column("version", sa.BigInteger(), nullable=False),
)

lease_answer = sa.Table(
    "lease_answer",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("number", sa.BigInteger(), **_KEY),
    sa.Column("digest", _TEXT, nullable=False),
    sa.Column("answer", JSONB(), nullable=False),
)
"""First answers, so that a repeated command changes nothing. ``digest``: of the command, so that
another one under its number, which is a second machine's, is not answered with it."""

want_back = sa.Table(
    "want_back",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("performance_id", _TEXT, **_KEY),
    sa.Column("seat_id", _TEXT, **_KEY),
    sa.Column("for_window", _TEXT, **_KEY),
    sa.Column("places", sa.BigInteger(), **_ZERO),
)
"""What a manager wants a window to give back: a seat, or ``places`` where ``seat_id`` is empty.
``for_window``: who has it then, "" for anybody."""

block_given = sa.Table(
    "block_given",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("performance_id", _TEXT, **_KEY),
    sa.Column("places", sa.BigInteger(), nullable=False),
)
"""How many seats or places managers moved to a window and did not move away again."""

hub_task = sa.Table(
    "hub_task",
    metadata,
    sa.Column("task_id", _TEXT, **_KEY),
    sa.Column("kind", _TEXT, nullable=False),
    sa.Column("at", sa.BigInteger(), nullable=False),
    sa.Column("window_id", _TEXT, nullable=False),
    sa.Column("subject", _TEXT, nullable=False),
    sa.Column("one", _TEXT, nullable=False),
    sa.Column("other", _TEXT, nullable=False),
    sa.Column("settled", _TEXT, **_EMPTY),
    sa.Column("settled_by", _TEXT, **_EMPTY),
    sa.Index("open_task", "at", postgresql_where=sa.text("settled = ''")),
)
"""``task_id`` is made from what it is about, so the same two sides are one task."""

join_code = sa.Table(
    "join_code",
    metadata,
    sa.Column("window_id", _TEXT, **_KEY),
    sa.Column("expires_at", sa.BigInteger(), nullable=False),
    sa.Column("used_at", sa.BigInteger()),
)
"""An invitation. The code itself is the role's first password, of which the server keeps a hash;
joining replaces it."""

venue_secret = sa.Table(
    "venue_secret",
    metadata,
    sa.Column("name", _TEXT, **_KEY),
    sa.Column("value", _TEXT, nullable=False),
)
"""Keys of badges and certificate codes (hex), as the first window brought them."""
