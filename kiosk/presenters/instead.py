"""Where money can go that does not go back to its tenders: on an account of the patron's name, to a
certificate, to a fund of the season."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.views.paying import ExtraKind, Instead
from pos.views.selling import OrderView, TenderKind

if TYPE_CHECKING:
    from pos.office import Office

MOST_ACCOUNTS = 2


def ways_for(office: Office, order: OrderView) -> tuple[Instead, ...]:
    """Return every way for who ordered. Not the account that paid for all of it: what goes back
    where it came from goes there. Ledger thread."""
    name = order.name
    found = office.values.accounts(name, MOST_ACCOUNTS) if name.strip() else ()
    paid = {(tender.kind, tender.shown) for tender in order.tenders if tender.left}
    accounts = tuple(
        Instead(ExtraKind.CREDIT, name=f"{one.holder} {one.serial}", value_id=one.value_id)
        for one in found
        if paid != {(TenderKind.ON_ACCOUNT, one.serial)}
    )
    certificate = Instead(ExtraKind.CERTIFICATE, text=name)
    funds = tuple(
        Instead(ExtraKind.DONATION, fund.code, fund.name) for fund in office.counter.shelf().funds
    )
    return (*accounts, certificate, *funds)
