"""The outage kit as files: for each performance its papers, its emergency tickets and the list of
codes for the door, in one folder that is its owner's alone.

A paper is replaced whole or not at all. What the last kit had and this one has not goes only when
everything new is on disk; ``kit.json``, written last, says of when it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.whole_files import write_whole
from pos.codec import from_json, to_json
from pos.errors import StorageNotWritable

if TYPE_CHECKING:
    from pos.views.outage import KitView
    from printing.fonts import FontSource
    from printing.words import Words

_CONTENTS = "kit.json"
_OURS = re.compile(r"\.?\d{4}-\d\d-\d\d-\d{4}-.+(\.pdf|-door\.csv)(\.part)?")
"""What ``kit_name`` makes, and what was left of one that broke off; whatever else lies in the
folder is somebody's own."""


@dataclass(frozen=True, slots=True)
class KitPapers:
    """The files of one performance, by name. ``tickets``: emergency tickets that are out and not on
    ticket stock, empty where there are none; ``count``: how many."""

    performance_id: str
    production: str
    starts_at: datetime
    papers: str
    tickets: str
    doors: str
    count: int

    @property
    def names(self) -> tuple[str, ...]:
        """The files there are."""
        return tuple(name for name in (self.papers, self.tickets, self.doors) if name)


@dataclass(frozen=True, slots=True)
class KitMade:
    """A kit that lies in ``folder``, as of ``as_of``."""

    folder: str
    as_of: datetime
    performances: tuple[KitPapers, ...]

    def file(self, name: str) -> Path:
        """Return where one of its files lies."""
        return Path(self.folder) / name


def write_kit(
    folder: Path,
    kits: Sequence[KitView],
    as_of: datetime,
    words: Words,
    fonts: FontSource,
    page: str,
    stopped: Callable[[], bool] = lambda: False,
    told: Callable[[int, int], None] = lambda at, of: None,
) -> KitMade | None:
    """Write the papers of every performance, and return what was written; None when ``stopped``
    said so before the end. ``told``: before each, which one it is (from 1) of how many. Takes about
    a second a performance. Durable on return. Thread: any.

    Raises:
        StorageNotWritable: The folder cannot be written; each paper is the new one or the old one,
            and says of when it is.
    """
    written = []
    for number, view in enumerate(kits, start=1):
        if stopped():
            return None
        told(number, len(kits))
        written.append(_write(folder, view, words, fonts, page))
    made = KitMade(str(folder), as_of, tuple(written))
    write_whole(folder / _CONTENTS, to_json(made).encode(), private=True)
    _take_away(folder, {name for papers in written for name in papers.names})
    return made


def last_kit(folder: Path) -> KitMade | None:
    """Return the kit that lies in ``folder``; None where there is none that can be read."""
    try:
        made = from_json((folder / _CONTENTS).read_text(encoding="utf-8"), KitMade)
    except (OSError, ValueError):
        return None
    return KitMade(str(folder), made.as_of, made.performances)


def _write(folder: Path, view: KitView, words: Words, fonts: FontSource, page: str) -> KitPapers:
    from kiosk.papers import ONE_PDF
    from printing.door_csv import door_csv
    from printing.pdf.emergency_tickets import emergency_tickets_pdf
    from printing.pdf.outage_kit import outage_kit_pdf

    name = kit_name(view)
    papers, doors = f"{name}.pdf", f"{name}-door.csv"
    on_sheets = [paper for paper in view.papers if not paper.on_stock]
    tickets = f"{name}-tickets.pdf" if on_sheets else ""
    with ONE_PDF:
        whole = outage_kit_pdf(view, words, fonts, page)
        sheets = emergency_tickets_pdf(view, on_sheets, words, fonts, page)
    write_whole(folder / papers, whole, private=True)
    if tickets:
        write_whole(folder / tickets, sheets, private=True)
    write_whole(folder / doors, door_csv(view), private=True)
    return KitPapers(
        view.performance_id,
        view.production,
        view.starts_at,
        papers,
        tickets,
        doors,
        len(on_sheets),
    )


def _take_away(folder: Path, keep: set[str]) -> None:
    """Remove papers of earlier kits: of performances that are over, tickets that are not out."""
    for each in sorted(folder.iterdir()):
        if _OURS.fullmatch(each.name) and each.name not in keep:
            try:
                each.unlink()
            except OSError as error:
                raise StorageNotWritable(file=each.name, reason=error.strerror or "") from error


def kit_name(view: KitView) -> str:
    """Return the name of a performance's papers without its suffix: ``2026-11-21-1930-SYM-1``."""
    code = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in view.code)
    return f"{view.starts_at:%Y-%m-%d-%H%M}-{code}"
