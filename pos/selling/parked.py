"""Carts that are put aside for a patron who comes back, and taken in hand again.

A parked cart is a fact. Its places pass to ``hold:cart-`` and its id in the same transaction, so
that no window can sell them; at a window of a hub the hub does the same as soon as it is there. Who
recalls one takes the right to it first (``pos.hub.things``): of two windows one has it, and the
other is told who. Then the places pass from the hold to that window, and are nobody's in between.

Without the hub only what was put aside here since it was lost can be recalled: of everything else
another window may have it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.codec import from_json, to_json
from pos.errors import (
    CartEmpty,
    CartGone,
    HouseNotChecked,
    InHandElsewhere,
    NotFound,
    NotHeld,
    NotOffline,
    PaymentOpen,
)
from pos.events import HouseChanged, ParkedChanged
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.rights import HELD_CART, HoldWhy, RightsAuthority, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId
from pos.lifecycles import PARKED, ParkedState, ParkedTrigger
from pos.names import name_of
from pos.pricing.prices import answered_for
from pos.pricing.pricing import reprice
from pos.records import ParkedCart
from pos.seat_names import place_label
from pos.seating.answering import comps_answered_for
from pos.seating.left_over import carts_in_doubt
from pos.selling.cart_texts import check_cart_texts
from pos.text import checked_text
from pos.views.holds import HoldAct
from pos.views.parked import ParkedView, PriceMoved, RecalledView
from pos.views.people import Permission, SessionView
from pos.views.selling import CartLine, CartView
from pos.window import Window

if TYPE_CHECKING:
    from pos.ports.storage import Storage, UnitOfWork

NAME_LONGEST = 80
GRACE = timedelta(minutes=2)
"""How long after its time a cart waits for the window that put it aside, before another one gives
its places back: that one is dead, or off."""
EVENING = timedelta(hours=12)
"""How long a cart that ran out stays in the list."""


class Parked:
    """See the module. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, rights: RightsAuthority, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._rights = rights
        self._ids = ids
        self._window = window

    def park(
        self, command: CommandId, session: SessionView, cart: CartView, name: str = ""
    ) -> ParkedView:
        """Put a cart aside, its places kept for it; whoever had it has an empty one now. Durable on
        return.

        Raises:
            CartEmpty: There is nothing in it.
            NotHeld: Its places are not this window's any more.
            PaymentOpen: A card payment of it is in doubt.
            TextRefused, CardNumberRefused: The name, or a text of the cart.
        """
        require(session, Permission.SELL)
        name = checked_text("cart_name", name, longest=NAME_LONGEST)
        if not cart.lines and not cart.extras:
            raise CartEmpty()
        check_cart_texts(cart)
        with self._storage.begin() as uow:
            parked_id = uow.commands.once(
                command,
                "park_cart",
                (cart, name, session.user_id),
                str,
                lambda: self._park(uow, command, session, cart, name),
            )
            view = self._view(uow, uow.parked.cart(parked_id))
            uow.commit()
        return view

    def _park(
        self, uow: UnitOfWork, command: CommandId, session: SessionView, cart: CartView, name: str
    ) -> str:
        if cart.cart_id in carts_in_doubt(uow):
            raise PaymentOpen()
        seats, places = uow.rights.held_by_cart(cart.cart_id)
        if (seats, places) != _places_of(cart):
            raise NotHeld()
        parked = ParkedCart(
            parked_id=self._ids.new(),
            window_id=self._window.window_id,
            window_name=self._window.name,
            user_id=session.user_id,
            at=uow.now(),
            until=_until(uow, cart),
            name=name,
            content=to_json(cart),
        )
        uow.add(parked)
        uow.states.enter(PARKED, parked.parked_id, session.user_id)
        for number, part in enumerate(_parts(cart)):
            uow.rights.apply(
                replace(
                    part,
                    command_id=CommandId(f"{command}:{number}"),
                    holder=_hold(parked.parked_id),
                    out_of=self._window.holder,
                    out_cart=cart.cart_id,
                )
            )
            uow.publish(HouseChanged(part.performance_id))
        self._tell(uow, "cart.parked", parked, session.user_id)
        return parked.parked_id

    def waiting(self) -> tuple[ParkedView, ...]:
        """Return the venue's parked carts as far as they are known here, and those that ran out
        this evening; oldest first."""
        with self._storage.read() as uow:
            over = uow.parked.ended(ParkedState.RAN_OUT.value, uow.now() - EVENING)
            found = sorted((*uow.parked.waiting(), *over), key=lambda cart: cart.at)
            return tuple(self._view(uow, each) for each in found)

    def due(self) -> tuple[str, ...]:
        """Return the ids of those whose time is over and whose places this window is to give back:
        its own, and another's that does not."""
        with self._storage.read() as uow:
            now = uow.now()
            return tuple(each.parked_id for each in uow.parked.waiting() if self._from(each) <= now)

    def _from(self, parked: ParkedCart) -> datetime:
        here = parked.window_id == self._window.window_id
        return parked.until if here else parked.until + GRACE

    def recall(self, command: CommandId, session: SessionView, parked_id: str) -> RecalledView:
        """Take a parked cart in hand, at today's prices. A comp or a price by hand that somebody
        else gave and nobody has approved is a ticket at the usual price. Durable on return.

        Raises:
            CartGone: Somebody has it, or its places went back (``what``, ``who``, ``window``).
            InHandElsewhere: Another window is about to have it, or has not let it go yet.
            NotOffline: The hub is away, and another window may have it.
            HubUnreachable: As above; it is as it was.
            HouseNotChecked: A machine that was lost may have sold its places.
        """
        require(session, Permission.SELL)
        with self._storage.begin() as uow:
            again = uow.commands.answered(command)
            parked = uow.parked.cart(parked_id)
            if not again:
                self._require_parked(uow, parked)
                _require_checked(uow, parked)
                require_allowed(uow, Act.RECALL, parked_id)
        cart = from_json(parked.content, CartView)
        parts = [
            replace(
                part,
                command_id=CommandId(f"{command}:{number}"),
                holder=self._window.holder,
                cart_id=cart.cart_id,
                out_of=_hold(parked_id),
            )
            for number, part in enumerate(_parts(cart))
        ]
        told = [self._fetch(part) for part in parts] if not again else []
        with self._storage.begin() as uow:
            recalled = uow.commands.once(
                command,
                "recall_cart",
                (parked_id, session.user_id),
                RecalledView,
                lambda: self._recall(uow, session, parked, cart, parts, told=all(told)),
            )
            uow.commit()
        return recalled

    def _fetch(self, part: RightsCommand) -> bool:
        """Have the hub pass the places on, and return whether it was asked."""
        answer = self._rights.fetch(part)
        if answer.granted:
            return not answer.away
        holder = answer.refused[0].holder if answer.refused else ""
        with self._storage.read() as uow:
            window = uow.books.window_name(holder.removeprefix("window:")) if holder else ""
        raise InHandElsewhere(what="cart", window=window, away=False)

    def _recall(
        self,
        uow: UnitOfWork,
        session: SessionView,
        parked: ParkedCart,
        cart: CartView,
        parts: list[RightsCommand],
        *,
        told: bool,
    ) -> RecalledView:
        self._require_parked(uow, parked)
        link = uow.link.link()
        if link is not None and link.lost_at is None and not told:
            raise NotOffline(what=Act.RECALL.value)  # lost since we looked
        for part in parts:
            if not uow.rights.apply(part, told=told).granted:
                raise InHandElsewhere(what="cart", window="", away=False)
            uow.publish(HouseChanged(part.performance_id))
        uow.states.advance(PARKED, parked.parked_id, ParkedTrigger.RECALL, session.user_id)
        self._tell(uow, "cart.recalled", parked, session.user_id)
        now = _at_prices_of_now(uow, session, cart)
        return RecalledView(now, _moved(cart, now))

    def give_back(self, command: CommandId, session: SessionView, parked_id: str) -> None:
        """Give a parked cart's places back: nobody comes for it. Durable on return.

        Raises:
            As ``recall``.
        """
        require(session, Permission.SELL)
        with self._storage.begin() as uow:
            uow.commands.once(
                command,
                "give_back_parked",
                (parked_id, session.user_id),
                str,
                lambda: self._end(uow, parked_id, ParkedTrigger.GIVE_BACK, session.user_id),
            )
            uow.commit()

    def run_out(self, parked_id: str) -> None:
        """Give the places of a parked cart back whose time is over. Durable on return; nothing
        where it is not ``due``.

        Raises:
            As ``recall``.
        """
        with self._storage.begin() as uow:
            parked = uow.parked.cart(parked_id)
            state = uow.states.of(PARKED, parked_id)
            if state is ParkedState.PARKED and self._from(parked) <= uow.now():
                self._end(uow, parked_id, ParkedTrigger.RUN_OUT, SYSTEM)
                uow.commit()

    def _end(self, uow: UnitOfWork, parked_id: str, trigger: ParkedTrigger, user_id: str) -> str:
        parked = uow.parked.cart(parked_id)
        self._require_parked(uow, parked)
        _require_checked(uow, parked)
        require_allowed(uow, Act.RECALL, parked_id)
        cart_id = from_json(parked.content, CartView).cart_id
        held, places = uow.rights.held_by(_hold(parked_id))
        for performance in sorted({each for each, _ in held} | set(places)):
            seats = tuple(SeatId(seat) for each, seat in sorted(held) if each == performance)
            all_of = RightsCommand(
                CommandId(self._ids.new()),
                _hold(parked_id),
                PerformanceId(performance),
                CartId(""),
                give_back=seats,
                give_places=places.get(performance, 0),
            )
            left = self._back_on_hold(uow, cart_id, all_of)
            if left.give_back or left.give_places:
                uow.rights.apply(left)
            uow.publish(HouseChanged(PerformanceId(performance)))
        uow.states.advance(PARKED, parked_id, trigger, user_id)
        what = "cart.ran_out" if trigger is ParkedTrigger.RUN_OUT else "cart.given_back"
        self._tell(uow, what, parked, user_id)
        return parked_id

    def _back_on_hold(self, uow: UnitOfWork, cart_id: str, all_of: RightsCommand) -> RightsCommand:
        """What the cart had from a hold of the house is held again; return what is left to be given
        back."""
        behind = uow.holds.behind(cart_id, all_of.performance_id)
        left = all_of
        for holder in dict.fromkeys((*behind.seats.values(), *behind.places)):
            seats = tuple(s for s in left.give_back if behind.seats.get(s) == holder)
            places = min(behind.places.get(holder, 0), left.give_places)
            again = RightsCommand(
                CommandId(self._ids.new()),
                holder,
                all_of.performance_id,
                CartId(""),
                take=seats,
                take_places=places,
                out_of=all_of.holder,
            )
            if (seats or places) and uow.rights.apply(again).granted:
                why = HoldWhy(HoldAct.CAME_BACK.value, SYSTEM, self._window.window_id)
                uow.holds.keep(replace(again, cart_id=CartId(cart_id)), why)
                left = replace(
                    left,
                    give_back=tuple(s for s in left.give_back if s not in seats),
                    give_places=left.give_places - places,
                )
        return left

    def _require_parked(self, uow: UnitOfWork, parked: ParkedCart) -> None:
        state = uow.states.of(PARKED, parked.parked_id)
        if state is ParkedState.PARKED:
            return
        arrow = uow.parked.last_arrow(parked.parked_id)
        window = uow.books.window_name(arrow.window_id) if arrow.window_id else self._window.name
        raise CartGone(what=state.value, who=name_of(uow, arrow.user_id), window=window)

    def _view(self, uow: UnitOfWork, parked: ParkedCart) -> ParkedView:
        return ParkedView(
            parked_id=parked.parked_id,
            name=parked.name,
            who=name_of(uow, parked.user_id),
            window=parked.window_name,
            at=parked.at,
            until=parked.until,
            cart=from_json(parked.content, CartView),
            state=str(uow.states.of(PARKED, parked.parked_id).value),
            here=parked.window_id == self._window.window_id,
        )

    def _tell(self, uow: UnitOfWork, event: str, parked: ParkedCart, user_id: str) -> None:
        uow.audit(
            audit_entry(
                uow.now(),
                user_id,
                self._window.window_id,
                event,
                ("parked_cart", parked.parked_id),
            )
        )
        uow.publish(ParkedChanged())


def _require_checked(uow: UnitOfWork, parked: ParkedCart) -> None:
    for part in _parts(from_json(parked.content, CartView)):
        if uow.restoring.is_closed(part.performance_id):
            raise HouseNotChecked(performance=part.performance_id)


def _hold(parked_id: str) -> str:
    return f"{HELD_CART}{parked_id}"


def _places_of(cart: CartView) -> tuple[frozenset[tuple[str, str]], dict[str, int]]:
    """Return what the rights to the cart's places are, as the database says them."""
    seats = {(line.performance_id, line.seat_id) for line in cart.lines if line.seat_id}
    counted = Counter(line.performance_id for line in cart.lines if line.seat_id is None)
    places = {str(show): count for show, count in counted.items()}
    return frozenset((str(show), str(seat)) for show, seat in seats), places


def _parts(cart: CartView) -> list[RightsCommand]:
    """Return what is to be taken of each performance, for nobody yet."""
    lines: dict[PerformanceId, list[CartLine]] = defaultdict(list)
    for line in cart.lines:
        lines[line.performance_id].append(line)
    return [
        RightsCommand(
            CommandId(""),
            "",
            performance,
            CartId(""),
            take=tuple(line.seat_id for line in of if line.seat_id is not None),
            take_places=sum(line.seat_id is None for line in of),
        )
        for performance, of in lines.items()
    ]


def _until(uow: UnitOfWork, cart: CartView) -> datetime:
    """Return when the cart's time is over: by the venue's rule, and not after the next curtain."""
    now = uow.now()
    shows = {line.performance_id for line in cart.lines}
    curtains = [uow.catalogue.performance(show).starts_at for show in shows]
    minutes = timedelta(minutes=uow.catalogue.company().selling.held_cart_minutes)
    return min([now + minutes, *(curtain for curtain in curtains if curtain > now)])


def _at_prices_of_now(uow: UnitOfWork, session: SessionView, cart: CartView) -> CartView:
    try:
        mine = comps_answered_for(uow, session, answered_for(uow, session, cart))
        return reprice(uow, mine)
    except NotFound:  # something went off sale meanwhile: the sale refuses it, by name
        return cart


def _moved(was: CartView, now: CartView) -> tuple[PriceMoved, ...]:
    tickets = (
        PriceMoved(_place(before), before.all_in, after.all_in)
        for before, after in zip(was.lines, now.lines, strict=True)
    )
    cost = {extra.line_id: extra.amount for extra in was.extras if not extra.round_up}
    beside = (
        PriceMoved(extra.name, cost[extra.line_id], extra.amount)
        for extra in now.extras
        if extra.line_id in cost
    )
    return tuple(one for one in (*tickets, *beside) if one.was != one.now)


def _place(line: CartLine) -> str:
    return place_label(line.section, line.row, line.number) or line.zone
