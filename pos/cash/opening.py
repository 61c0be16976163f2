"""A till session as it begins: whose it is, the day it belongs to, its float out of the safe."""

from __future__ import annotations

from pos.audit import audit_entry
from pos.cash.till import day_subject, day_to_open
from pos.codec import to_json
from pos.errors import TillAlreadyOpen
from pos.events import TillChanged
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import DAY, TILL
from pos.names import name_of
from pos.ports.storage import UnitOfWork
from pos.records import Batch, Till
from pos.views.cash import CountSheet
from pos.window import Window


def open_session(
    uow: UnitOfWork, ids: Ids, window: Window, user_id: str, sheet: CountSheet
) -> Till:
    """Begin a person's session at the window's drawer with a counted float, and return it.

    Raises:
        TillAlreadyOpen: The drawer or the person has one; ``cashier`` says who.
    """
    _refuse_second(uow, window, user_id)
    till = Till(
        till_id=ids.new(),
        window_id=window.window_id,
        user_id=user_id,
        opened_at=uow.now(),
        business_date=day_to_open(uow, window),
        currency=sheet.currency,
        float_minor=sheet.total.minor,
        sheet=to_json(sheet),
        window_name=window.name,
    )
    if not uow.tills.tills_of_day(window.window_id, till.business_date):
        uow.states.enter(DAY, day_subject(window, till.business_date), user_id)
    uow.add(till)
    uow.states.enter(TILL, till.till_id, user_id)
    uow.tills.occupy(window.window_id, till.till_id, user_id)
    _post_float(uow, ids, till, sheet)
    subject = ("till", till.till_id)
    uow.audit(
        audit_entry(
            till.opened_at,
            user_id,
            window.window_id,
            "till.opened",
            subject,
            float=till.float_minor,
        )
    )
    uow.publish(TillChanged())
    return till


def _refuse_second(uow: UnitOfWork, window: Window, user_id: str) -> None:
    there = uow.tills.session_at(window.window_id)
    if there is not None:
        raise TillAlreadyOpen(cashier=name_of(uow, there[0].user_id))
    if uow.tills.open_of(user_id) is not None:
        raise TillAlreadyOpen(cashier=name_of(uow, user_id))


def _post_float(uow: UnitOfWork, ids: Ids, till: Till, sheet: CountSheet) -> None:
    if not sheet.total:
        return
    batch = Batch(
        batch_id=ids.new(),
        kind="till_float",
        business_date=till.business_date,
        at=till.opened_at,
        user_id=till.user_id,
        window_id=till.window_id,
        till_id=till.till_id,
    )
    entry = Entry(batch, sheet.currency)
    entry.debit(Account.CASH, sheet.total, till_id=till.till_id)
    entry.credit(Account.CASH, sheet.total)
    uow.post(entry)
