"""Which checks are taken: what must stand on one, which dates, whose.

Source: money and compliance 4; the routing number's sum is the banks' own (ABA). The account number
is never taken, its last four digits at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from pos.errors import CheckRefused, RoutingInvalid, TextRefused
from pos.ledger import Account
from pos.ports.storage import UnitOfWork
from pos.text import checked_text, name_key
from pos.views.paying import CheckGiven
from pos.views.paying_rules import PayingRules

NUMBER_LONGEST = 20
PAYER_LONGEST = 80
PHONE_LONGEST = 40
_WEIGHTS = (3, 7, 1) * 3


def checked_check(check: CheckGiven, rules: PayingRules, today: date) -> CheckGiven:
    """Return what stands on the check with clean texts. ``today``: the venue's calendar date, as
    the patron writes it.

    Raises:
        CheckRefused: It carries a date to come, or one too long ago.
        RoutingInvalid: The bank's number is not nine digits that add up.
        TextRefused, CardNumberRefused: Number and payer are needed; at most four digits of the
            account.
    """
    routing = checked_text("routing", check.routing.replace(" ", ""), longest=40)
    if routing and not routing_adds_up(routing):
        raise RoutingInvalid()
    if not re.fullmatch(r"[0-9]{0,4}", check.account_last4):
        raise TextRefused(field="account_last4", limit=4)
    clean = CheckGiven(
        number=checked_text("check_number", check.number, longest=NUMBER_LONGEST, required=True),
        payer=checked_text("check_payer", check.payer, longest=PAYER_LONGEST, required=True),
        dated=check.dated,
        phone=checked_text("phone", check.phone, longest=PHONE_LONGEST),
        routing=routing,
        account_last4=check.account_last4,
        id_seen=check.id_seen,
    )
    if check.dated > today:
        raise CheckRefused(what="post_dated")
    if (today - check.dated).days > rules.check_stale_days:
        raise CheckRefused(what="stale")
    return clean


def routing_adds_up(routing: str) -> bool:
    """Return whether these are nine digits with 3, 7 and 1 times each in turn a multiple of ten;
    nine zeros are no bank."""
    if not re.fullmatch(r"[0-9]{9}", routing) or not routing.strip("0"):
        return False
    return sum(int(d) * w for d, w in zip(routing, _WEIGHTS, strict=True)) % 10 == 0


def refuse_blocked(uow: UnitOfWork, payer: str) -> None:
    """Refuse the checks of a payer whose earlier check came back and is still owed, whatever became
    of its order.

    Raises:
        CheckRefused: ``payer_blocked``.
    """
    for returned in uow.orders.returned_by(name_key(payer)):
        if uow.orders.balance((Account.NSF.value,), returned.order_id) > 0:
            raise CheckRefused(what="payer_blocked")


def refuse_checks(uow: UnitOfWork, checks: Iterable[CheckGiven], today: date) -> None:
    """Refuse checks that a sale of now would refuse: before a card is charged beside them.

    Raises:
        As ``checked_check`` and ``refuse_blocked``.
    """
    rules = uow.catalogue.company().paying
    for check in checks:
        refuse_blocked(uow, checked_check(check, rules, today).payer)
