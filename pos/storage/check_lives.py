"""Every life along its table and against its projection, for ``foyer verify``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pos import lifecycles
from pos.machine import AnyMachine
from pos.storage import check_closing, check_payments
from pos.storage import check_statements as statements
from pos.storage.check_json import as_far_as_it_goes
from pos.views.cash import Finding

if TYPE_CHECKING:
    from pos.storage.check_books import Books

_ARROWS = "SELECT * FROM transition ORDER BY machine, subject_id, seq, transition_id"


def states(books: Books) -> tuple[Finding, ...]:
    """Walk every life, and look for what has none."""
    return (*as_far_as_it_goes("state", partial(_arrows, books)), *_without_state(books))


def _arrows(books: Books) -> Iterator[Finding]:
    """Walk every life along its table, and compare where it ended with the projection."""
    tables = {machine.name: machine for machine in lifecycles.ALL}
    now = {
        (row["machine"], row["subject_id"]): (row["state"], row["seq"])
        for row in books.each("SELECT * FROM current_state")
    }
    at: dict[tuple[str, str], tuple[str, int]] = {}
    for key, arrows in groupby(books.each(_ARROWS), lambda r: (r["machine"], r["subject_id"])):
        seq, before, here = -1, frozenset[str](), {""}
        for row in arrows:
            number = seq + 1
            if row["seq"] == seq and books.own is not None:
                number = seq  # two windows took one each, not knowing of each other
            else:
                before, here = frozenset(here), set()
                at[key] = (row["to_state"], row["seq"])
            machine = tables.get(row["machine"])
            follows = row["from_state"] in before and row["seq"] == number
            legal = machine is not None and follows and _legal(machine, row)
            if not legal and books.is_ours(row["subject_id"]):
                arrow = f"{row['from_state']} {row['trigger']} {row['to_state']}"
                yield Finding("error", "state.illegal", " ".join(key), evidence=(arrow,))
            here.add(row["to_state"])
            seq = row["seq"]
    for key in sorted(at.keys() | now.keys()):
        if at.get(key) != now.get(key):
            evidence = (str(at.get(key)), str(now.get(key)))
            yield Finding("error", "state.projection", " ".join(key), evidence=evidence)


def _without_state(books: Books) -> Iterator[Finding]:
    beside = {**check_payments.STATES, **check_closing.STATES}
    for machine, facts in {**statements.MISSING_STATE, **beside}.items():
        if not books.may_find(facts):
            continue
        known = {
            row["subject_id"]
            for row in books.rows(
                "SELECT subject_id FROM current_state WHERE machine = :machine",
                machine=machine,
            )
        }
        for row in books.rows(facts):
            if row["subject"] not in known:
                yield Finding("error", "state.missing", f"{machine} {row['subject']}")


def _legal(machine: AnyMachine, row: Mapping[str, Any]) -> bool:
    if row["seq"] == 0:
        return (row["trigger"], row["to_state"]) == ("enter", machine.start.value)
    taken = (row["from_state"], row["trigger"], row["to_state"])
    return any(
        taken == (state.value, trigger.value, to.value)
        for (state, trigger), to in machine.table.items()
    )
