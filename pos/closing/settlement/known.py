"""Lines of a file that another file of the processor brought before.

One with an id is known by it. One without is known by all it says, on the days that both files
have: as many equal ones as came before count once. Two equal sales of a day may be lost by that
where files meet within the day and say nothing but a sum; the money of a day twice in the books
would be worse, and the warning says how many lines there were.

Thread: ledger, inside the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pos.ports.storage import UnitOfWork
from pos.records import SettlementLine
from pos.views.settlement import FoundLine, LineKind


def lines_known(uow: UnitOfWork, processor: str, lines: Iterable[FoundLine]) -> dict[int, str]:
    """Return the numbers of the lines that came before, each with the file that brought it."""
    given = list(lines)
    ids = {line.processor_id for line in given if line.processor_id}
    by_id = {
        (line.kind, line.processor_id, line.gross_minor): line.file_id
        for line in uow.settlements.lines_moved(processor, ids)
    }
    days = [line.day for line in given if not line.processor_id and line.day is not None]
    same: dict[tuple[object, ...], list[str]] = defaultdict(list)
    if days:
        for each in uow.settlements.lines_unnamed(processor, min(days), max(days)):
            same[_all_it_says(each)].append(each.file_id)
    known = {}
    for line in given:
        if line.processor_id:
            key = (line.kind.value, line.processor_id, line.gross_minor)
            if key in by_id:
                known[line.line] = by_id[key]
        elif equal := same.get(_all_it_says(line)):
            known[line.line] = equal.pop()
    return known


def _all_it_says(line: FoundLine | SettlementLine) -> tuple[object, ...]:
    return (
        line.kind.value if isinstance(line.kind, LineKind) else line.kind,
        line.at,
        line.day,
        line.gross_minor,
        line.net_minor,
        line.approval_code.casefold(),
        line.last_four,
        line.payment_ref,
        line.our_reference,
    )
