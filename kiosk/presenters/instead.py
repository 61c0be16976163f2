"""Where money can go that does not go back to its tenders: on an account of the patron's name, to a
certificate, to a fund of the season."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.views.paying import ExtraKind, Instead

if TYPE_CHECKING:
    from pos.office import Office

MOST_ACCOUNTS = 2


def ways_for(office: Office, name: str) -> tuple[Instead, ...]:
    """Return every way for who ordered under ``name``. Ledger thread."""
    found = office.values.accounts(name, MOST_ACCOUNTS) if name.strip() else ()
    accounts = tuple(
        Instead(ExtraKind.CREDIT, name=f"{one.holder} {one.serial}", value_id=one.value_id)
        for one in found
    )
    certificate = Instead(ExtraKind.CERTIFICATE, text=name)
    funds = tuple(
        Instead(ExtraKind.DONATION, fund.code, fund.name) for fund in office.counter.shelf().funds
    )
    return (*accounts, certificate, *funds)
