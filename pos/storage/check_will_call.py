"""What was handed out at will-call, for ``foyer verify``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pos.views.cash import Finding

if TYPE_CHECKING:
    from pos.storage.check_books import Books

_SIGNED = """
    SELECT s.handout_id, s.strokes, s.signs, o.order_number,
      EXISTS (SELECT 1 FROM erased e WHERE e.kind = 'order' AND e.subject_id = h.order_id) AS erased
    FROM signature s
    LEFT JOIN handout h ON h.handout_id = s.handout_id
    LEFT JOIN orders o ON o.order_id = h.order_id"""
_TICKETS = "SELECT position FROM handout_ticket WHERE handout_id = :id ORDER BY position"


def signatures(books: Books) -> Iterator[Finding]:
    """Hold every signature against what it was given for: the order, its tickets and the strokes
    themselves, which the audit does not vouch for because they go with a person who is erased."""
    for row in books.rows(_SIGNED):
        if row["erased"] and not row["strokes"]:
            continue
        positions = [each["position"] for each in books.rows(_TICKETS, id=row["handout_id"])]
        wrong = row["signs"] != _signs(row["order_number"], positions, row["strokes"])
        if wrong and books.is_ours(row["handout_id"]):
            yield Finding("error", "signature.other", f"handout {row['handout_id']}")


def _signs(order_number: str, positions: list[int], strokes: str) -> str:
    """The digest of a signature as ``pos/will_call/handing_out.py`` makes it, computed here on its
    own."""
    what = json.dumps([order_number, positions, strokes], separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(what.encode()).hexdigest()
