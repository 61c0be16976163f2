"""What becomes of a code, a check and a picture: fault by fault, as data for suites and README.

``reads``: what the listener is told of one reading during the fault; ``lost``: whether the light
turns. A reading that is not told was not believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos.ports.readers import ReadProblem
from tests.contract.readme import as_markdown

GOOD = "read"
UNREADABLE = ReadProblem.UNREADABLE
Told = tuple[str | ReadProblem, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``costs``: readings after the fault that are refused until one counts again."""

    fault: str
    reads: Told
    words: str
    values: Mapping[str, object] = field(default_factory=dict)
    lost: bool = False
    costs: int = 0

    @property
    def name(self) -> str:
        return "-".join([self.fault, *(f"{key}-{value}" for key, value in self.values.items())])


SCANNER = (
    Outcome("byte_split", (GOOD,), "read"),
    Outcome("double", (GOOD,), "read once"),
    Outcome("torn", (UNREADABLE,), "`UNREADABLE`"),
    Outcome("torn", (UNREADABLE,), "`UNREADABLE`, the rest swallowed", {"seconds": 0.5}),
    Outcome("torn", (UNREADABLE,) * 2, "`UNREADABLE` twice", {"seconds": 3.0}),
    Outcome("no_suffix", (UNREADABLE,), "`UNREADABLE`; read where none ever came"),
    Outcome("noise", (UNREADABLE,), "`UNREADABLE`"),
    Outcome("hang", (), "nothing; READY, since it says nothing of itself"),
    Outcome("line_cut", (), "nothing; LOST, reconnects", lost=True),
    Outcome("power_cycle", (), "nothing; LOST, reconnects", lost=True),
    Outcome("held", (), "nothing; LOST, reconnects", lost=True),
)
"""With a prefix, after a first good reading."""

CHECK_READER = (
    Outcome("byte_split", (GOOD,), "read"),
    Outcome("double", (GOOD, GOOD), "read twice"),
    Outcome("bad_read", (UNREADABLE,), "`UNREADABLE`"),
    Outcome("partial", (ReadProblem.PARTIAL,), "`PARTIAL`, account empty"),
    Outcome("torn", (UNREADABLE,), "`UNREADABLE`; the next is refused too", costs=1),
    Outcome("torn", (UNREADABLE,), "`UNREADABLE`, the rest swallowed", {"seconds": 0.5}),
    Outcome("torn", (UNREADABLE,) * 2, "`UNREADABLE` twice", {"seconds": 3.0}),
    Outcome("no_suffix", (UNREADABLE,), "`UNREADABLE`; the next is refused too", costs=1),
    Outcome("noise", (UNREADABLE,) * 2, "`UNREADABLE`; the next is refused too", costs=1),
    Outcome("hang", (), "nothing; READY, since it says nothing of itself"),
    Outcome("line_cut", (), "nothing; LOST, reconnects", lost=True),
    Outcome("power_cycle", (), "nothing; LOST, reconnects", lost=True),
    Outcome("held", (), "nothing; LOST, reconnects", lost=True),
)

POLE = (
    Outcome("byte_split", (GOOD,), "shown"),
    Outcome("slow", (GOOD,), "shown late; the newest wins", {"rate": 400.0}),
    Outcome("hang", (), "shown when it goes on; READY, since it never answers"),
    Outcome("stall", (), "shown when it goes on; a line that takes nothing for 5 s is hung up"),
    Outcome("line_cut", (), "LOST, drawn anew", lost=True),
    Outcome("power_cycle", (), "LOST, drawn anew", lost=True),
    Outcome("held", (), "LOST, drawn anew", lost=True),
)


def as_table() -> str:
    """Return the README's table of all three."""
    columns = [{one.name: one.words for one in rows} for rows in (SCANNER, CHECK_READER, POLE)]
    faults = {one.name: one for rows in (SCANNER, CHECK_READER, POLE) for one in rows}
    rows = [
        [_fault(one), *(column.get(name, "–") for column in columns)]
        for name, one in faults.items()
    ]
    rows.append(["payment card", "`PAYMENT_CARD`, forgotten", "`PAYMENT_CARD`, forgotten", "–"])
    rows.append(["unplugged", *["LOST (`UNREACHABLE`), works again when plugged in"] * 3])
    return as_markdown(["Fault", "Scanner", "Check reader", "Pole display"], rows)


def _fault(one: Outcome) -> str:
    values = ", ".join(f"{key} {value:g}" for key, value in one.values.items())  # type: ignore[str-format]
    return f"`{one.fault}`" + (f" ({values})" if values else "")
