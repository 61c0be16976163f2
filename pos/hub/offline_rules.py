"""What a window may not do alone while the hub is away (box office 5), in one place.

Selling from its own block, handing out, taking cash, checks and cards, opening and closing a till
harm nobody. What draws on something another window may draw on at the same moment does: money that
is given back, the balance of a certificate or an account, the holds of the house, the season.

One exception, and the reason for it: what was made here since the hub was lost was never on its way
to anybody (``Link.lost_at``), so no other window can know it, let alone have refunded or redeemed
it. Such a sale may go back for cash, such a certificate may be used. A certificate from before may
be held by a window that we cannot hear, whoever issued it; so no weaker rule is safe.
"""

from __future__ import annotations

from enum import Enum

from pos.errors import NotOffline
from pos.hub.parcels import LARGEST, unpack
from pos.ports.link import EVER
from pos.ports.storage import UnitOfWork


class Act(Enum):
    """What has to wait for the hub."""

    GIVE_BACK = "give_back"
    """Cash, a check or a certificate back, for tickets or anything else of an order."""
    MOVE = "move"
    """Seating a ticket of an order elsewhere: its seat is free by that for who leases it."""
    CARD_REFUND = "card_refund"
    KEYED_CARD = "keyed_card"
    CERTIFICATE = "certificate"
    """Paying with one."""
    ACCOUNT = "account"
    """Paying from an account, or putting money on it."""
    PAY_OUT = "pay_out"
    """The rest of a certificate in cash."""
    IMPORT = "import"
    HOLD = "hold"
    """Lowering or moving what is held back or killed."""


_OWN = {
    Act.GIVE_BACK: ("orders", "order_id"),
    Act.MOVE: ("orders", "order_id"),
    Act.CERTIFICATE: ("stored_value", "value_id"),
}
"""Acts that may be done with what nobody else can know: the table and key of it."""


def require_allowed(uow: UnitOfWork, act: Act, subject: str = "") -> None:
    """Return if ``act`` may be done now: the window has no hub, hears it, or the ``subject`` (the
    id of the order, of the certificate) cannot be known to anybody else.

    Raises:
        NotOffline: It has to wait for the hub.
    """
    link = uow.link.link()
    if link is None or link.lost_at is None:
        return
    if act in _OWN and subject and _made_since(uow, link.lost_at, *_OWN[act], subject):
        return
    raise NotOffline(what=act.value)


def _made_since(uow: UnitOfWork, lost_at: int, table: str, key: str, subject: str) -> bool:
    """Return whether ``subject`` is in a parcel after number ``lost_at``."""
    if lost_at >= EVER:
        return False
    return any(
        row[key] == subject
        for parcel in uow.link.parcels(lost_at, LARGEST)
        for row in unpack(parcel.content).get(table, ())
    )
