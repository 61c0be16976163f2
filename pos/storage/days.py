"""Which business days are locked: asked at every posting, so apart from the rest of the close."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from pos.storage import schema


def newest_locked() -> sa.Select[Any]:
    """Return the statement for the newest locked ``day`` of ``:window``."""
    table = schema.day_close
    return (
        sa.select(table.c.business_date.label("day"))
        .where(table.c.window_id == sa.bindparam("window"))
        .order_by(table.c.business_date.desc())
        .limit(1)
    )
