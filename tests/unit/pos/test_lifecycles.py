"""Every lifecycle over the full product of its states and triggers, and the sets beside them."""

from __future__ import annotations

from enum import Enum
from itertools import product

import pytest

from pos import lifecycles
from pos.errors import IllegalTransition
from pos.lifecycles import ALL, PAYMENT, PRINT, PaymentState, PrintState, PrintTrigger
from pos.machine import Machine

each_machine = pytest.mark.parametrize("machine", ALL, ids=lambda machine: machine.name)


@each_machine
def test_every_pair_is_in_the_table_or_raises(machine: Machine[Enum, Enum]) -> None:
    for state, trigger in product(machine.states, machine.triggers):
        if (state, trigger) in machine.table:
            assert machine.advance(state, trigger) is machine.table[state, trigger]
        else:
            with pytest.raises(IllegalTransition):
                machine.advance(state, trigger)


@each_machine
def test_every_state_can_be_reached_from_the_start(machine: Machine[Enum, Enum]) -> None:
    reached, edge = set(), {machine.start}
    while edge:
        reached |= edge
        edge = {to for (state, _), to in machine.table.items() if state in edge} - reached
    assert reached == set(machine.states)


@each_machine
def test_every_trigger_does_something_somewhere(machine: Machine[Enum, Enum]) -> None:
    assert {trigger for _, trigger in machine.table} == set(machine.triggers)


@each_machine
def test_a_final_state_has_no_exit_and_every_other_has_one(machine: Machine[Enum, Enum]) -> None:
    with_exit = {state for state, _ in machine.table}
    assert machine.final == set(machine.states) - with_exit
    for state, trigger in product(machine.final, machine.triggers):
        assert not machine.allows(state, trigger)


@each_machine
def test_stored_values_are_stable_lower_case_words(machine: Machine[Enum, Enum]) -> None:
    for member in (*machine.states, *machine.triggers):
        assert member.value == member.name.lower()


def test_every_machine_is_listed_once() -> None:
    here = [value for value in vars(lifecycles).values() if isinstance(value, Machine)]
    assert list(ALL) == here
    assert len({machine.name for machine in ALL}) == len(ALL)


def test_an_unknown_payment_is_left_only_by_learning_what_happened() -> None:
    ways_out = {trigger.value for state, trigger in PAYMENT.table if state is PaymentState.UNKNOWN}
    assert ways_out == {"approve", "decline"}


def test_nothing_whose_bytes_left_prints_again_by_itself() -> None:
    resent = {state for (state, trigger) in PRINT.table if trigger is PrintTrigger.SEND}
    assert resent == lifecycles.PRINTS_BY_ITSELF
    assert not lifecycles.PRINTS_BY_ITSELF & {
        PrintState.SENT,
        PrintState.PRINTED,
        *lifecycles.PRINT_NEEDS_PERSON,
    }
