"""All that is known of a person as files for them: one JSON file that machines read, and tables
that people open."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.whole_files import write_whole
from pos.codec import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pos.ids import PatronId
    from pos.office import Office
    from pos.views.patrons import KnownView
    from pos.views.people import SessionView


class PatronFiles:
    """Writes a folder a person, named by their number, that only this account of the machine can
    read. Thread: ledger."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(
        self, office: Office, session: SessionView, patron_id: PatronId
    ) -> tuple[Path, ...]:
        """Write them down, and return where: the folder.

        Raises:
            NotAllowed, NotFound: See ``Histories.known``.
            StorageNotWritable: The folder cannot be written.
        """
        known = office.histories.known(session, patron_id)
        place = self._folder / known.patron.number
        write_whole(place / "everything.json", to_json(known).encode(), private=True)
        for name, rows in _tables(known):
            write_whole(place / f"{name}.csv", _csv(rows), private=True)
        return (place,)


def _tables(known: KnownView) -> Iterable[tuple[str, list[Sequence[object]]]]:
    patron, history = known.patron, known.history
    rows: list[Sequence[object]] = [("record", "what", "value")]
    for who, details in zip(
        (patron.number, *(row.number for row in patron.merged)),
        (patron.details, *patron.also),
        strict=True,
    ):
        address = details.address
        rows += [(who, "name", details.name)]
        rows += [(who, "phone", phone) for phone in details.phones]
        rows += [(who, "e-mail", email) for email in details.emails]
        rows += [
            (who, "street", address.street),
            (who, "postal code", address.postal_code),
            (who, "town", address.town),
            (who, "country", address.country),
            (who, "language", details.language),
            (who, "contact by", details.contact_by.value),
        ]
        rows += [(who, "likes", each.value) for each in sorted(details.likes, key=str)]
        rows += [(who, "needs", each.value) for each in sorted(details.needs, key=str)]
    yield "details", [row for row in rows if row[2]]
    yield "notes", [("at", "by", "note"), *((n.at, n.by, n.text) for n in patron.notes)]
    yield (
        "orders",
        [
            ("order", "at", "where", "state", "tickets", "attended", "total", "given back"),
            *(
                (
                    *(order.order_number, order.placed_at, order.channel, order.state),
                    *(order.tickets, order.attended, order.total, order.given_back),
                )
                for order in history.bought
            ),
        ],
    )
    yield (
        "balances",
        [("kind", "number", "balance"), *((v.kind, v.serial, v.balance) for v in history.values)],
    )
    yield (
        "who-looked",
        [
            ("at", "who", "where", "window"),
            *((k.at, k.by, k.screen, k.window) for k in known.looks),
        ],
    )


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[_safe(str(cell)) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    """A spreadsheet takes no text for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
