"""Nobody with an interest settles: whose money, count or bag an exception of the close is about.

Whoever had a hand in it, by kind; first of all whoever caused it (its ``user_id``):

================================  ================================================================
every kind that names a till      whoever had it, relieved on it or counted it
``float_difference``              also whoever had, relieved or counted the till before it there
``drop_difference``               also the two who made the drop, the two who counted its bag
``safe_difference``               who had the safe, the two who counted it
``deposit_difference`` and        who prepared, sealed (both), sent off and confirmed the bag
``deposit_late``
``settlement``                    whoever took the payments that the finding is about
``late_window``                   who had, relieved or counted the tills whose takings came late
================================  ================================================================

Where nobody else is left who may settle, an owner may: a house of two people gets through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from pos.people.roles import permissions_of
from pos.ports.storage import UnitOfWork
from pos.records import CloseException
from pos.views.closing import ExceptionKind
from pos.views.people import Permission, Role


def may_not_settle(
    uow: UnitOfWork, found: CloseException, payments: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the ids of those who neither settle it nor let it be carried. ``payments``: what it
    is about beside what is on disk."""
    of_kind = _OF_KIND.get(ExceptionKind(found.kind), _nobody)(uow, found)
    took = (uow.payments.payment(each).user_id for each in payments if each)
    every = (found.user_id, *_of_till(uow, found.till_id), *of_kind, *took)
    own = tuple(dict.fromkeys(user_id for user_id in every if user_id))
    left = _left_alone(uow, own)
    return tuple(user_id for user_id in own if user_id not in left)


def _left_alone(uow: UnitOfWork, own: tuple[str, ...]) -> frozenset[str]:
    """Return the owners among them, where nobody else may settle."""
    roles = {
        staff.user_id: Role(standing.role)
        for staff, standing in uow.people.staff()
        if standing.enabled and Permission.SETTLE_EXCEPTION in permissions_of(Role(standing.role))
    }
    if roles.keys() - set(own):
        return frozenset()
    return frozenset(user_id for user_id, role in roles.items() if role is Role.OWNER)


def _of_till(uow: UnitOfWork, till_id: str | None) -> Iterable[str]:
    return sorted(uow.tills.served(till_id)) if till_id else ()


def _nobody(uow: UnitOfWork, found: CloseException) -> Iterable[str]:
    return ()


def _of_float(uow: UnitOfWork, found: CloseException) -> Iterable[str]:
    before = uow.tills.left_before(uow.tills.till(found.subject_id))
    return _of_till(uow, before[0] if before else None)


def _of_drop(uow: UnitOfWork, found: CloseException) -> Iterator[str]:
    for fact in (uow.movements.one(found.subject_id), uow.movements.counted(found.subject_id)):
        if fact is not None:
            yield from (fact.user_id, fact.second_user_id)


def _of_safe(uow: UnitOfWork, found: CloseException) -> Iterable[str]:
    custody = uow.movements.custody_of(found.subject_id)
    return custody.from_user, custody.to_user


def _of_deposit(uow: UnitOfWork, found: CloseException) -> Iterator[str]:
    yield uow.deposits.one(found.subject_id).user_id
    for step in uow.deposits.steps(found.subject_id).values():
        yield from (step.user_id, step.second_user_id)


def _of_late_window(uow: UnitOfWork, found: CloseException) -> Iterator[str]:
    for till_id in uow.exceptions.late_tills(found.exception_id):
        yield from _of_till(uow, till_id)


def _of_settlement(uow: UnitOfWork, found: CloseException) -> Iterable[str]:
    return uow.settlements.takers(found.subject_id)


_OF_KIND: Mapping[ExceptionKind, Callable[[UnitOfWork, CloseException], Iterable[str]]] = (
    MappingProxyType(
        {
            ExceptionKind.FLOAT_DIFFERENCE: _of_float,
            ExceptionKind.DROP_DIFFERENCE: _of_drop,
            ExceptionKind.SAFE_DIFFERENCE: _of_safe,
            ExceptionKind.DEPOSIT_DIFFERENCE: _of_deposit,
            ExceptionKind.DEPOSIT_LATE: _of_deposit,
            ExceptionKind.SETTLEMENT: _of_settlement,
            ExceptionKind.LATE_WINDOW: _of_late_window,
        }
    )
)
