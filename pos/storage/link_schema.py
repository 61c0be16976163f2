"""The tables of a window's hub: what the window knows of it, never a fact and in no parcel.

``hub_seat`` and ``hub_place`` hold the hub's word as it was heard; ``seat_right`` and
``place_right`` say what that means for selling here (``pos/storage/standing.py``).
"""

from __future__ import annotations

import sqlalchemy as sa

from pos.storage.tables import UtcTime, metadata

hub_link = sa.Table(
    "hub_link",
    metadata,
    sa.Column("hub_id", sa.Text(), primary_key=True),
    sa.Column("window_id", sa.Text(), nullable=False),
    sa.Column("generation", sa.BigInteger(), nullable=False),
    sa.Column("acknowledged_seq", sa.BigInteger(), nullable=False),
    sa.Column("acknowledged_chain", sa.Text(), nullable=False),
    sa.Column("since", sa.Text(), nullable=False),
    sa.Column("said", UtcTime(), nullable=True),
    sa.Column("asked_boot", sa.Text(), nullable=False),
    sa.Column("asked_monotonic", sa.Float(), nullable=False),
    sa.Column("asked_wall", UtcTime(), nullable=True),
    sa.Column("watermark", UtcTime(), nullable=False),
    sa.Column("stopped", sa.Text(), nullable=False),
    sa.Column("lost_at", sa.BigInteger(), nullable=True),
    sa.Column("heir_of", UtcTime(), nullable=True),
    sa.Column("heir_findings", sa.BigInteger(), nullable=False),
    sa.Column("machine", sa.Text(), nullable=False),
)
"""One row, or none: a window that never joined. ``since``: instances in JSON, oldest first;
``machine``: marks of the machine, in JSON."""

hub_said = sa.Table(
    "hub_said",
    metadata,
    sa.Column("hub_id", sa.Text(), primary_key=True),
    sa.Column("venue", sa.Text(), nullable=False),
)
"""The venue's windows as the hub had them some minutes ago at the most, a ``VenueThere`` in JSON:
to be read where it cannot be asked, never to decide by."""

hub_known = sa.Table(
    "hub_known",
    metadata,
    sa.Column("window_id", sa.Text(), primary_key=True),
    sa.Column("seq", sa.BigInteger(), nullable=False),
    sa.Column("chain", sa.Text(), nullable=False),
)
"""How far every other window's parcels were taken in."""

hub_taken = sa.Table(
    "hub_taken",
    metadata,
    sa.Column("table_name", sa.Text(), primary_key=True),
    sa.Column("taken", sa.BigInteger(), nullable=False),
)
"""How many rows of each fact table came from other windows: one more or one less is no fact."""

late_batch = sa.Table(
    "late_batch",
    metadata,
    sa.Column("batch_id", sa.Text(), primary_key=True),
    sa.Column("window_id", sa.Text(), nullable=False),
    sa.Column("business_date", sa.Text(), nullable=False),
    sa.Column("exported", sa.Boolean(), nullable=False),
    sa.Index("late_batch_by_day", "business_date", "window_id"),
)
"""Batches of other windows that came after this window had locked their business day;
``exported``: also after it had exported the journal they would have been in."""

rights_known = sa.Table(
    "rights_known",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("version", sa.BigInteger(), nullable=False),
)
"""Up to which version the rights of each performance were heard."""

hub_seat = sa.Table(
    "hub_seat",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("seat_id", sa.Text(), primary_key=True),
    sa.Column("holder", sa.Text(), nullable=False),
    sa.Column("until", UtcTime(), nullable=False),
    sa.Column("version", sa.BigInteger(), nullable=False),
    sa.Column("leaving", sa.Boolean(), nullable=False),
    sa.Index("hub_seat_by_holder", "holder", "performance_id"),
)
"""Who holds a seat by the hub's word. This window's own are its leases; ``leaving``: it asked to
give the lease back and has no answer yet. An empty ``holder`` is nobody, kept only until
``rights_known`` is as new as the answer that it came with."""

hub_place = sa.Table(
    "hub_place",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("holder", sa.Text(), primary_key=True),
    sa.Column("places", sa.BigInteger(), nullable=False),
    sa.Column("until", UtcTime(), nullable=False),
    sa.Column("version", sa.BigInteger(), nullable=False),
    sa.Column("leaving", sa.BigInteger(), nullable=False),
)
"""How many places of general admission a holder has by the hub's word, sold or not."""

lease_command = sa.Table(
    "lease_command",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("performance_id", sa.Text(), nullable=False),
    sa.Column("command", sa.Text(), nullable=False),
    sa.Column("answered", sa.Boolean(), nullable=False, index=True),
)
"""What was asked of the hub, a ``LeaseCommand`` in JSON; kept before it is asked."""
