"""The engine under every lifecycle: a table, and no way round it."""

from __future__ import annotations

from enum import Enum

import pytest

from pos.errors import IllegalTransition, InvariantBroken
from pos.machine import Machine


class Door(Enum):
    OPEN = "open"
    SHUT = "shut"
    BRICKED_UP = "bricked_up"


class Act(Enum):
    SHUT = "shut"
    OPEN = "open"
    BRICK_UP = "brick_up"


TABLE = {
    (Door.OPEN, Act.SHUT): Door.SHUT,
    (Door.SHUT, Act.OPEN): Door.OPEN,
    (Door.SHUT, Act.BRICK_UP): Door.BRICKED_UP,
}


def a_door() -> Machine[Door, Act]:
    return Machine("door", Door, Act, Door.OPEN, TABLE)


def test_a_move_in_the_table_leads_where_the_table_says() -> None:
    door = a_door()
    assert door.allows(Door.OPEN, Act.SHUT)
    assert door.advance(Door.OPEN, Act.SHUT) is Door.SHUT


def test_any_other_move_is_refused_by_name() -> None:
    door = a_door()
    assert not door.allows(Door.OPEN, Act.BRICK_UP)
    with pytest.raises(IllegalTransition) as caught:
        door.advance(Door.OPEN, Act.BRICK_UP)
    assert caught.value.params == {"machine": "door", "state": "open", "trigger": "brick_up"}


def test_a_state_with_no_way_out_is_final() -> None:
    assert a_door().final == {Door.BRICKED_UP}


def test_a_state_nothing_leads_to_is_a_bug_in_the_table() -> None:
    with pytest.raises(InvariantBroken) as caught:
        Machine("door", Door, Act, Door.OPEN, {(Door.OPEN, Act.SHUT): Door.SHUT})
    assert caught.value.params == {"machine": "door", "states": ["bricked_up"]}


def test_the_table_cannot_be_changed_from_outside() -> None:
    table = dict(TABLE)
    door = Machine("door", Door, Act, Door.OPEN, table)
    table[Door.BRICKED_UP, Act.OPEN] = Door.OPEN
    assert not door.allows(Door.BRICKED_UP, Act.OPEN)
    with pytest.raises(TypeError):
        door.table[Door.BRICKED_UP, Act.OPEN] = Door.OPEN  # type: ignore[index]
