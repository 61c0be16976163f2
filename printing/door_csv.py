"""Every code that opens the door of one performance, for scanners that work from a list."""

from __future__ import annotations

import csv
from io import StringIO

from pos.views.outage import KitView
from printing.till_csv import safe_cell

HEADER = ("code", "place", "number")


def door_csv(view: KitView) -> bytes:
    """Return the list as CSV: UTF-8, one header row, RFC 4180 line ends. ``number``: of the order,
    or of the emergency ticket (``W1-E0012``), whose codes are on the list whether it was sold or
    not."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for line in view.doors:
        writer.writerow((line.code, safe_cell(line.place), safe_cell(line.number)))
    return out.getvalue().encode("utf-8")
