"""Carts that were put aside, on SQLite."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from pos.errors import NotFound
from pos.lifecycles import PARKED, ParkedState
from pos.records import ParkedCart, Transition
from pos.storage import schema
from pos.storage.reading import Reading, state_of

_CART = schema.parked_cart
_STATE = state_of(PARKED.name, _CART.c.parked_id)


class SqlParked(Reading):
    """See ``pos.ports.parked.ParkedStore``."""

    def cart(self, parked_id: str) -> ParkedCart:
        return self._one(ParkedCart, "parked_cart", _CART.c.parked_id, parked_id)

    def waiting(self) -> tuple[ParkedCart, ...]:
        states = schema.current_state
        parked = sa.select(states.c.subject_id).where(
            states.c.machine == PARKED.name, states.c.state == ParkedState.PARKED.value
        )
        by = (_CART.c.at, _CART.c.parked_id)
        return self._many(ParkedCart, _CART.c.parked_id.in_(parked), by=by)

    def ended(self, state: str, since: datetime) -> tuple[ParkedCart, ...]:
        by = (_CART.c.at, _CART.c.parked_id)
        return self._many(ParkedCart, _CART.c.at >= since, _STATE.in_((state,)), by=by)

    def last_arrow(self, parked_id: str) -> Transition:
        table = schema.transition
        row = self._uow.execute(
            sa.select(table)
            .where(table.c.machine == PARKED.name, table.c.subject_id == parked_id)
            .order_by(table.c.seq.desc(), table.c.transition_id)
            .limit(1)
        ).first()
        if row is None:
            raise NotFound(kind="parked_cart", key=parked_id)
        return Transition(**row._mapping)
