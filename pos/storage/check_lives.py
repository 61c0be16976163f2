"""Every life along its table and against its projection, for ``foyer verify``."""

from __future__ import annotations

import json
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

_TAKEN = ", ".join(
    f"('{machine.name}', '{state.value}', '{trigger.value}', '{to.value}')"
    for machine in lifecycles.ALL
    for (state, trigger), to in machine.table.items()
)
_STARTS = ", ".join(f"('{m.name}', '', 'enter', '{m.start.value}')" for m in lifecycles.ALL)
_ODD = f"""
    WITH taken (machine, from_state, how, to_state) AS (VALUES {_TAKEN}),
    starts (machine, from_state, how, to_state) AS (VALUES {_STARTS})
    SELECT machine, subject_id FROM transition t
    WHERE iif(seq = 0,
      (machine, from_state, "trigger", to_state) NOT IN starts
        OR NOT EXISTS (SELECT 1 FROM current_state s
          WHERE s.machine = t.machine AND s.subject_id = t.subject_id),
      (machine, from_state, "trigger", to_state) NOT IN taken
        OR NOT EXISTS (SELECT 1 FROM transition b
          WHERE b.machine = t.machine AND b.subject_id = t.subject_id
            AND b.seq = t.seq - 1 AND b.to_state = t.from_state))
    UNION
    SELECT machine, subject_id FROM transition
    GROUP BY machine, subject_id, seq HAVING count(*) > 1
    UNION
    SELECT machine, subject_id FROM current_state s
    WHERE seq IS NOT (SELECT max(t.seq) FROM transition t
        WHERE t.machine = s.machine AND t.subject_id = s.subject_id)
      OR NOT EXISTS (SELECT 1 FROM transition t
        WHERE t.machine = s.machine AND t.subject_id = s.subject_id
          AND t.seq = s.seq AND t.to_state = s.state)"""  # noqa: S608 - our own words
"""Every life but those that plainly go along their table, one arrow after the other, to where the
projection says: few, and the only ones to be walked."""
_OF_THEM = "(machine, subject_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:odd))"
_ARROWS = f"""
    SELECT * FROM transition WHERE {_OF_THEM}
    ORDER BY machine, subject_id, seq, transition_id"""  # noqa: S608 - our own words
_NOW = f"SELECT * FROM current_state WHERE {_OF_THEM}"  # noqa: S608 - our own words
_STATELESS = """
    SELECT subject FROM ({facts}) WHERE subject NOT IN (
      SELECT subject_id FROM current_state WHERE machine = :machine)"""


def states(books: Books) -> tuple[Finding, ...]:
    """Walk every life, and look for what has none."""
    return (*as_far_as_it_goes("state", partial(_arrows, books)), *_without_state(books))


def _arrows(books: Books) -> Iterator[Finding]:
    """Walk every life along its table, and compare where it ended with the projection."""
    odd = json.dumps(list(books.plain(_ODD)))
    tables = {machine.name: machine for machine in lifecycles.ALL}
    now = {
        (row["machine"], row["subject_id"]): (row["state"], row["seq"])
        for row in books.each(_NOW, odd=odd)
    }
    at: dict[tuple[str, str], tuple[str, int]] = {}
    each = books.each(_ARROWS, odd=odd)
    for key, arrows in groupby(each, lambda r: (r["machine"], r["subject_id"])):
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
        sql = _STATELESS.format(facts=facts)
        for (subject,) in books.plain(sql, machine=machine):
            yield Finding("error", "state.missing", f"{machine} {subject}")


def _legal(machine: AnyMachine, row: Mapping[str, Any]) -> bool:
    if row["seq"] == 0:
        return (row["trigger"], row["to_state"]) == ("enter", machine.start.value)
    taken = (row["from_state"], row["trigger"], row["to_state"])
    return any(
        taken == (state.value, trigger.value, to.value)
        for (state, trigger), to in machine.table.items()
    )
