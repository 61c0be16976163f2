"""The catalogue's tables: loaded from files, replaced as a whole, never a fact.

What was sold keeps the ids it was sold under; they come from the codes in the files and stay the
same when a season is loaded again.
"""

from __future__ import annotations

import sqlalchemy as sa

from pos.storage.tables import UtcTime, metadata

season = sa.Table(
    "season",
    metadata,
    sa.Column("name", sa.Text(), primary_key=True),
    sa.Column("company", sa.Text(), nullable=False),
)
venue = sa.Table(
    "venue",
    metadata,
    sa.Column("code", sa.Text(), primary_key=True),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("document", sa.Text(), nullable=False),
)
"""``document``: a ``season.Venue`` in JSON."""
hall = sa.Table(
    "hall",
    metadata,
    sa.Column("hall_id", sa.Text(), primary_key=True),
    sa.Column("code", sa.Text(), nullable=False, unique=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("venue", sa.Text(), nullable=False),
    sa.Column("width", sa.Float(), nullable=False),
    sa.Column("height", sa.Float(), nullable=False),
    sa.Column("places", sa.Integer(), nullable=False),
    sa.Column("plan", sa.Text(), nullable=False),
    sa.Column("rules", sa.Text(), nullable=False),
    sa.Column("drawing", sa.Text(), nullable=False),
)
"""``rules``: a ``season.HallRules``; ``drawing``: labels, shapes and where the stage is. Both JSON.
"""
zone = sa.Table(
    "zone",
    metadata,
    sa.Column("zone_id", sa.Text(), primary_key=True),
    sa.Column("hall_id", sa.Text(), nullable=False, index=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("colour", sa.Text(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
)
seat = sa.Table(
    "seat",
    metadata,
    sa.Column("seat_id", sa.Text(), primary_key=True),
    sa.Column("hall_id", sa.Text(), nullable=False, index=True),
    sa.Column("guid", sa.Text(), nullable=False),
    sa.Column("section", sa.Text(), nullable=False),
    sa.Column("row", sa.Text(), nullable=False),
    sa.Column("number", sa.Text(), nullable=False),
    sa.Column("x", sa.Float(), nullable=False),
    sa.Column("y", sa.Float(), nullable=False),
    sa.Column("zone_id", sa.Text(), nullable=False),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("rank", sa.Integer(), nullable=False),
    sa.Column("row_order", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
)
price_type = sa.Table(
    "price_type",
    metadata,
    sa.Column("price_type_id", sa.Text(), primary_key=True),
    sa.Column("code", sa.Text(), nullable=False, unique=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("needs_reason", sa.Boolean(), nullable=False),
)
production = sa.Table(
    "production",
    metadata,
    sa.Column("code", sa.Text(), primary_key=True),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("subtitle", sa.Text(), nullable=False),
    sa.Column("series", sa.Text(), nullable=False),
    sa.Column("facts", sa.Text(), nullable=False),
)
performance = sa.Table(
    "performance",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("code", sa.Text(), nullable=False, unique=True),
    sa.Column("production", sa.Text(), nullable=False),
    sa.Column("hall_id", sa.Text(), nullable=False),
    sa.Column("starts_at", UtcTime(), nullable=False, index=True),
    sa.Column("doors_at", UtcTime(), nullable=True),
)
price = sa.Table(
    "price",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("zone_id", sa.Text(), primary_key=True),
    sa.Column("price_type_id", sa.Text(), primary_key=True),
    sa.Column("face_minor", sa.BigInteger(), nullable=False),
    sa.Column("fee_minor", sa.BigInteger(), nullable=False),
    sa.Column("currency", sa.Text(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
)
offer = sa.Table(
    "offer",
    metadata,
    sa.Column("kind", sa.Text(), primary_key=True),
    sa.Column("code", sa.Text(), primary_key=True),
    sa.Column("document", sa.Text(), nullable=False),
)
"""Promotions, groups, sources, subscriptions, memberships, fees, taxes, funds and goods: ``kind``
and their dataclass in JSON."""

plan = sa.Table(
    "plan",
    metadata,
    sa.Column("file", sa.Text(), primary_key=True),
    sa.Column("document", sa.Text(), nullable=False),
)
"""Seating plans by file name, as they were imported; a season may name one that came before it."""
season_hold = sa.Table(
    "season_hold",
    metadata,
    sa.Column("performance_id", sa.Text(), primary_key=True),
    sa.Column("holder", sa.Text(), primary_key=True),
    sa.Column("seat_id", sa.Text(), primary_key=True),
    sa.Column("places", sa.BigInteger(), nullable=False),
)
"""What a season file asked to be kept from sale and was: an import gives back what its file no
longer names, and takes nothing again that somebody released. ``seat_id`` is empty for places."""
catalogue_version = sa.Table(
    "catalogue_version", metadata, sa.Column("stamp", sa.Text(), primary_key=True)
)
"""One row, new with every change of the catalogue."""
