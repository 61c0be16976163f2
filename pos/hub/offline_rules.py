"""What a window of a hub may not do alone, in one place: without the hub (box office 5), and
without the right to the thing that it is done to.

Selling from its own block, handing out, taking cash, checks and cards, opening and closing a till
harm nobody. What draws on something another window may draw on at the same moment does: money that
is given back, the balance of a certificate or an account, the holds of the house, the season.

While the hub is heard, one window at a time has the right to an order, a certificate or an account
(``pos.hub.things``), and knows then all that was done to it. What it holds when the hub is lost it
may go on using. Beside that there is one exception, and the reason for it: what was made here since
the hub was lost was never on its way to anybody (``Link.lost_at``), so no other window can know it,
let alone have refunded or redeemed it. Such a sale may go back for cash, such a certificate may be
used. A certificate from before may be held by a window that we cannot hear, whoever issued it; so
no weaker rule is safe.
"""

from __future__ import annotations

from enum import Enum

from pos.errors import NotOffline
from pos.hub.leases import MARGIN
from pos.hub.parcels import LARGEST, unpack
from pos.hub.things import Thing, ThingKind, ThingWanted, is_unheard, is_waived
from pos.ports.link import EVER, Link
from pos.ports.storage import UnitOfWork


class Act(Enum):
    """What needs the hub, or the right to the thing that it is done to."""

    GIVE_BACK = "give_back"
    """Cash, a check or a certificate back, for tickets or anything else of an order."""
    EXCHANGE = "exchange"
    """Other tickets in the place of an order's: their places are taken out of the own block."""
    ADD_DATES = "add_dates"
    """More dates for a series that an order has, up to as many as it may have."""
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
    """Loading a season; with the right to the lists, one of orders sold elsewhere."""
    HOLD = "hold"
    """Lowering or moving what is held back or killed."""
    HAND_OUT = "hand_out"
    """Giving out the tickets of an order sold elsewhere, and taking what it owes."""
    CHARGE = "charge"
    """Charging a card for an order that owes."""
    CORRECT = "correct"
    """Saying that a tender was another one, that a check came back."""
    REPRINT = "reprint"
    """Another ticket in the place of one."""
    END_COPY = "end_copy"
    """Ending one of two papers of a ticket: two windows would end one each, and none is left."""
    NAME = "name"
    """Another name for an order, a note about it, or who picks up which part: of two names the
    newest counts, and both are kept."""
    CANCEL_SHOW = "cancel_show"
    """Cancelling a performance: until every window hears it, places of it are sold."""
    RECALL = "recall"
    """Taking a cart that was put aside in hand again, or giving its places back."""
    LOOK = "look"
    """Looking a certificate up: nobody else is to draw on it until it is paid with."""


ALONE = frozenset({Act.HAND_OUT, Act.CHARGE, Act.CORRECT, Act.REPRINT, Act.NAME, Act.LOOK})
"""What is done without the hub, as it always was: two windows that do it to one thing, not knowing
of each other, make a task that a person settles. With the hub it needs the right to the thing."""

_KINDS = {
    Act.GIVE_BACK: ThingKind.ORDER,
    Act.EXCHANGE: ThingKind.ORDER,
    Act.ADD_DATES: ThingKind.ORDER,
    Act.MOVE: ThingKind.ORDER,
    Act.CARD_REFUND: ThingKind.ORDER,
    Act.CERTIFICATE: ThingKind.VALUE,
    Act.ACCOUNT: ThingKind.VALUE,
    Act.PAY_OUT: ThingKind.VALUE,
    Act.HAND_OUT: ThingKind.ORDER,
    Act.CHARGE: ThingKind.ORDER,
    Act.CORRECT: ThingKind.ORDER,
    Act.REPRINT: ThingKind.ORDER,
    Act.END_COPY: ThingKind.ORDER,
    Act.NAME: ThingKind.ORDER,
    Act.RECALL: ThingKind.CART,
    Act.LOOK: ThingKind.VALUE,
    Act.IMPORT: ThingKind.LISTS,
}
"""What each act is done to; the others are done to nothing that can be had by itself."""
_OWN = {
    Act.GIVE_BACK: ("orders", "order_id"),
    Act.EXCHANGE: ("orders", "order_id"),
    Act.ADD_DATES: ("orders", "order_id"),
    Act.MOVE: ("orders", "order_id"),
    Act.CERTIFICATE: ("stored_value", "value_id"),
    Act.RECALL: ("parked_cart", "parked_id"),
}
"""Acts that may be done with what nobody else can know: the table and key of it."""


def require_allowed(uow: UnitOfWork, act: Act, subject: str = "") -> None:
    """Return if ``act`` may be done now: the window has no hub, has the right to the ``subject``
    (the id of the order, of the certificate or account), hears the hub where the act has none, or
    nobody else can know the subject.

    Raises:
        NotOffline: It has to wait for the hub.
        ThingWanted: The right is to be had of the hub first.
    """
    link = uow.link.link()
    if link is None:
        return
    thing = Thing(_KINDS[act], subject) if act in _KINDS and subject else None
    if thing is not None and _has(uow, link, thing):
        return
    if link.lost_at is None:
        if thing is not None and not is_waived(thing, act.value):
            raise ThingWanted(thing, act.value)
        return
    if act in ALONE:
        return
    if act in _OWN and subject and _made_since(uow, link.lost_at, *_OWN[act], subject):
        return
    raise NotOffline(what=act.value)


def _has(uow: UnitOfWork, link: Link, thing: Thing) -> bool:
    until = None if link.stopped or is_unheard() else uow.things.until(thing)
    return until is not None and uow.now() + MARGIN <= until


def _made_since(uow: UnitOfWork, lost_at: int, table: str, key: str, subject: str) -> bool:
    """Return whether ``subject`` is in a parcel after number ``lost_at``."""
    if lost_at >= EVER:
        return False
    return any(
        row[key] == subject
        for parcel in uow.link.parcels(lost_at, LARGEST)
        for row in unpack(parcel.content).get(table, ())
    )
