"""Driver x fault x outcome of printers, as data: the contract suite runs it, the README shows it.

A row is one thing that goes wrong; a cell is what becomes of the ticket or receipt asked for right
after that, and what happens next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from pos.ports.devices import Condition, PrintOutcome
from tests.contract.readme import as_markdown
from tests.contract.rig import CLONE, ESCPOS, FGL, PURGING, SINGLE, Kind


class Then(Enum):
    """What happens to the next paper."""

    GOES_ON = "goes on"
    RECONNECTS = "reconnects"
    """The line is lost and comes back by itself."""
    HELPED = "the next waits for a person"
    """It is taken and held until somebody has put things right."""
    RESTORED = "nothing more until put right"
    """Nothing is taken meanwhile."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One driver under one fault.

    ``waits``: nothing is decided while the device says this; a person helps, then the outcome
    comes. ``whys``: what the outcome may give as its condition. ``shows``: a warning meanwhile.
    """

    outcome: PrintOutcome
    whys: tuple[Condition | None, ...] = (None,)
    then: Then = Then.GOES_ON
    waits: Condition | None = None
    shows: Condition | None = None

    def __str__(self) -> str:
        said = "" if self.whys[0] is None else " " + " or ".join(f"`{_name(w)}`" for w in self.whys)
        parts = [f"waits `{_name(self.waits)}`"] if self.waits else []
        parts.append(f"{self.outcome.name}{said}")
        parts += [f"`{_name(self.shows)}`"] if self.shows else []
        parts += [self.then.value] if self.then is not Then.GOES_ON else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Row:
    """One fault, thrown into a working printer before the paper is asked for. ``help``: what the
    person at the printer does."""

    words: str
    cells: Mapping[Kind, Cell]
    fault: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    help: str = "clear"


KINDS: Mapping[Kind, str] = {
    FGL: "FGL",
    PURGING: "FGL purge",
    SINGLE: "FGL s90",
    ESCPOS: "ESC/POS with ids",
    CLONE: "ESC/POS clone",
}
_NORMAL = (FGL, PURGING)
_FGL = (FGL, PURGING, SINGLE)
_ESCPOS = (ESCPOS, CLONE)


def _name(condition: Condition | None) -> str:
    return "" if condition is None else condition.name


def _all(cell: Cell, *more: Mapping[Kind, Cell]) -> dict[Kind, Cell]:
    cells = dict.fromkeys(KINDS, cell)
    for one in more:
        cells.update(one)
    return cells


def _for(kinds: tuple[Kind, ...], cell: Cell) -> dict[Kind, Cell]:
    return dict.fromkeys(kinds, cell)


PRINTED = Cell(PrintOutcome.PRINTED)
OUT = Cell(PrintOutcome.PRINTED, waits=Condition.OUT_OF_STOCK)
PURGED = Cell(PrintOutcome.UNKNOWN, (Condition.OUT_OF_STOCK,), Then.HELPED)
SILENT = Cell(PrintOutcome.UNKNOWN, (Condition.SILENT,))
DEAD = Cell(PrintOutcome.UNKNOWN, (Condition.SILENT,), Then.RESTORED)
HELD_BACK = Cell(PrintOutcome.NOT_SENT, (Condition.SILENT,), Then.RESTORED)
RESTARTED = Cell(PrintOutcome.UNKNOWN, (Condition.RESTARTED,))
CUT = Cell(PrintOutcome.UNKNOWN, (Condition.UNREACHABLE,), Then.RECONNECTS)


def _spoiled(condition: Condition, then: Then = Then.HELPED) -> Cell:
    return Cell(PrintOutcome.SPOILED, (condition,), then)


UNHEARD = Cell(PrintOutcome.NOT_SENT, (Condition.SILENT,), Then.RESTORED)

ROWS = (
    Row("none", _all(PRINTED)),
    Row("out of stock at rest", _all(OUT), "out_of_stock", help="load_stock"),
    Row(
        "out of stock before the paper",
        _all(OUT, {PURGING: PURGED}),
        "out_of_stock",
        {"after": 0},
        "load_stock",
    ),
    Row(
        "out of stock in the middle of it",
        _all(OUT, {PURGING: PURGED}),
        "out_of_stock",
        {"mid": True},
        "load_stock",
    ),
    Row(
        "low stock",
        _all(Cell(PrintOutcome.PRINTED, shows=Condition.LOW_STOCK)),
        "near_end",
        help="load_stock",
    ),
    Row(
        "jam",
        _all(_spoiled(Condition.JAM), _for(_ESCPOS, _spoiled(Condition.MECHANICAL))),
        "jam",
        {"mid": True},
    ),
    Row("cutter jam", _all(_spoiled(Condition.CUTTER_JAM)), "cutter"),
    Row(
        "cover open",
        _for(_FGL, HELD_BACK)
        | _for(_ESCPOS, Cell(PrintOutcome.PRINTED, waits=Condition.COVER_OPEN)),
        "cover",
    ),
    Row(
        "illegal data",
        _for(_NORMAL, _spoiled(Condition.ILLEGAL_DATA, Then.GOES_ON)) | {SINGLE: SILENT},
        "illegal",
    ),
    Row(
        "ticket refused (NAK)",
        _for(_NORMAL, _spoiled(Condition.MECHANICAL, Then.GOES_ON)) | {SINGLE: SILENT},
        "nak",
    ),
    Row(
        "ticket left in the exit",
        _for(
            _FGL, Cell(PrintOutcome.PRINTED, (None,), Then.HELPED, None, Condition.TICKET_WAITING)
        ),
        "presented",
    ),
    Row(
        "deaf for three seconds, a setting was written",
        _for(_FGL, RESTARTED),
        "deaf",
        {"after": 0},
    ),
    Row("power cut, line gone", _all(CUT), "power_cycle", {"after": 0}),
    Row("power cut on half a paper", _all(CUT), "power_cycle", {"mid": True}),
    Row(
        "power cut, line kept",
        _all(RESTARTED, _for(_ESCPOS, SILENT)),
        "power_cycle",
        {"after": 0, "keep_line": True},
    ),
    Row("line cut before the paper", _all(CUT), "line_cut", {"after": 0}),
    Row("line cut behind the paper", _all(CUT), "line_cut", {"mid": True}),
    Row("acknowledgement lost", _all(SILENT), "ack_lost"),
    Row("acknowledgement late, in time", _all(PRINTED), "ack_late", {"seconds": 2}),
    Row(
        "acknowledgement too late",
        _all(SILENT),
        "ack_late",
        {"seconds": 30},
    ),
    Row("hangs", _all(DEAD), "hang", {"after": 0}),
    Row("hangs for two seconds", _all(PRINTED), "hang", {"after": 0, "seconds": 2}),
    Row(
        "another host has it",
        _all(
            Cell(
                PrintOutcome.NOT_SENT,
                (Condition.HELD_BY_OTHER, Condition.UNREACHABLE),
                Then.RESTORED,
            )
        ),
        "held",
    ),
    Row("replies byte by byte", _all(PRINTED), "byte_split"),
    Row("slow", _all(PRINTED), "slow", {"rate": 500.0}),
    Row("the line stalls for a second", _all(PRINTED), "stall", {"seconds": 1}),
    Row("noise around the replies", _all(PRINTED, {SINGLE: UNHEARD}), "noise"),
)


def cases() -> Iterator[tuple[Row, Kind]]:
    """Return every cell there is."""
    for row in ROWS:
        for kind in row.cells:
            yield row, kind


def as_table() -> str:
    """Return the README's table."""
    rows = [
        (row.words, *(str(row.cells[kind]) if kind in row.cells else "–" for kind in KINDS))
        for row in ROWS
    ]
    return as_markdown(("Fault", *KINDS.values()), rows)
