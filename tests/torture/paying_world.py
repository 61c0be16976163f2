"""Card sales, walk-aways and refunds at one window with a bad line and a bad power supply.

    python -m tests.torture.paying_world --payments 100000 --seed 1 --dir DIR

The cashier does what the card desk does: on disk, to the terminal, on disk, sold; asks about what
is not known, and never charges again. At the end the terminal's journal is held against the books.
Prints one JSON object; exits 1 with ``disagreements``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from pos.errors import (
    NotForCertificate,
    NotThisWay,
    PaidAlready,
    PaymentMismatch,
    PaymentsUnresolved,
    Refused,
    SeatTaken,
)
from pos.ids import OrderId, TicketId
from pos.money import Money
from pos.office import Office
from pos.ports.terminals import CardOutcome, CardResult
from pos.selling.extras import add_certificate
from pos.views.paying import (
    AnswerSource,
    CardBegun,
    OwedBackView,
    PayingFor,
    PaymentKind,
    PaymentView,
)
from pos.views.selling import CardAsked, CartView, PaidContent, TenderGiven, TenderKind
from tests.integration.card_sales import MODEL, SERIAL, card
from tests.integration.small_house import LATE, OPEN
from tests.torture.paying_books import disagreements
from tests.torture.paying_terminal import Line, Terminal
from tests.torture.paying_window import Hardware, PowerCutError, command

A = TypeVar("A")

WORLD = 1_000
"""Sales and refunds in one database."""
PAUSES_S = (2, 4, 8, 15, 30, 60, 60, 60, 60, 60, 60)
PATIENCE = 4
"""How often a cashier waits before a manager is called or the patron is set aside."""
NO_PATIENCE = 0.2
"""How often a manager decides before anybody asked the terminal."""
OPEN_STATES = ("created", "sent", "unknown")
TELLS_NOTHING = (CardOutcome.UNKNOWN, CardOutcome.IN_PROGRESS, CardOutcome.NOT_SENT)
REMEMBERED = 200
RETRIED = 0.02
"""How often a command is sent again."""


@dataclass
class Tally:
    """What was done."""

    sales: int = 0
    sold: int = 0
    charges: int = 0
    refunds: int = 0
    reversals: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)


@dataclass
class Sold:
    """An order and what of it may still come back."""

    order_id: OrderId
    tickets: list[TicketId]
    extras: bool


class Evening:
    """One window until it has seen so many sales."""

    def __init__(self, path: Path, seed: int) -> None:
        self.hardware = Hardware(path, seed)
        self.chance = random.Random(seed + 1)
        now = self.hardware.clock.now
        self.terminal = Terminal(self.chance, now)
        self.line = Line(self.chance, self.terminal)
        self.tally = Tally()
        self.office: Office
        self.free = self.hardware.seats()
        self.chance.shuffle(self.free)
        self.orders: list[Sold] = []
        self.forced: dict[str, tuple[CardBegun, datetime]] = {}

    # ---- lives ----

    def run(self, acts: int) -> None:
        """Sell and give back so often, through as many lives as it takes."""
        self.survive(self.open)
        tally, tidied = self.tally, 0
        while tally.sales + tally.refunds < acts:
            self.survive(self.sale)
            if self.chance.random() < 0.35:
                self.survive(self.refund)
            if tally.sales - tidied > 30:
                tidied = tally.sales
                self.survive(self.tidy)
        self.last_orders()

    def survive(self, act: Callable[[], None]) -> None:
        """Do it; when the power goes, start again and recover, however often that takes."""
        try:
            act()
        except PowerCutError:
            while True:
                try:
                    self.open()
                    return
                except PowerCutError:
                    continue

    def open(self) -> None:
        """Start the program: as the window does, before anything is sold."""
        self.office = self.hardware.start()
        if self.chance.random() < 0.2 and self.office.cards.to_resolve():
            self._must_wait()
        self.recover()

    def recover(self) -> None:
        """Give back what nobody has, ask about everything that is open; no charge before that."""
        self.office.seating.release_left_over()
        opened = self.office.cards.to_resolve()
        while opened:
            for begun in opened:
                self.ask_until_known(begun, PAUSES_S)
            opened = self.office.cards.to_resolve()

    def _must_wait(self) -> None:
        cart = self.fill()
        try:
            self.begin(cart, cart.total, ())
        except PaymentsUnresolved:
            self.tally.acts["charge refused before recovery"] += 1
            self.office.seating.abandon(command(self.office), self.hardware.session, cart)
        else:
            raise AssertionError("charged before recovery")

    # ---- a sale ----

    def sale(self) -> None:
        """One patron: some seats or a certificate, paid with a card at least in part."""
        self.tally.sales += 1
        self.hardware.clock.advance(timedelta(seconds=self.chance.randrange(2, 20)))
        cart = self.fill()
        tenders: tuple[TenderGiven, ...] = ()
        if self.chance.random() < 0.1:
            cash = Money(self.chance.randrange(1, cart.total.minor), cart.currency)
            tenders = (_cash(cash),)
        while due := _due(cart, tenders):
            asked = due
            if due.minor > 1 and self.chance.random() < 0.08:
                asked = Money(self.chance.randrange(1, due.minor), due.currency)
            try:
                view = self.charge(cart, asked, tenders)
            except PaidAlready:  # a card that was taken for declined gave its money after all
                self.tally.refused["paid_already"] += 1
                found = self.paid_after_all(cart, tenders)
                if found is None:
                    self.tally.acts["set aside"] += 1
                    return
                tenders = found
                continue
            if view.state in OPEN_STATES:
                self.tally.acts["set aside"] += 1
                return
            if view.state == "approved":
                tenders = (*tenders, card(view))
                leaves = self.chance.random() < 0.02
            else:
                leaves = self.declined(cart, tenders)
                if not leaves and self.chance.random() < 0.5:
                    tenders = (*tenders, _cash(_due(cart, tenders)))
            if leaves:
                self.walk_away(cart, tenders)
                return
        self.sell(cart, tenders)

    def paid_after_all(
        self, cart: CartView, tenders: tuple[TenderGiven, ...]
    ) -> tuple[TenderGiven, ...] | None:
        """What a cashier finds in the inbox of a sale that is not made yet is a tender of it, as
        far as that much is due, or goes back first; None when it does not."""
        mine = {tender.payment_id for tender in tenders}
        for view in self.office.cards.in_doubt():
            charge = view.kind == PaymentKind.CHARGE.value and view.state == "approved"
            if not charge or view.for_id != cart.cart_id or view.payment_id in mine:
                continue
            assert view.approved is not None
            if view.approved <= _due(cart, tenders):
                tenders = (*tenders, card(view))
                self.tally.acts["declined card paid after all"] += 1
            elif self.reverse(view.payment_id).state != "reversed":
                return None
        return tenders

    def declined(self, cart: CartView, tenders: tuple[TenderGiven, ...]) -> bool:
        """Return whether a patron whose card was declined leaves."""
        self.tally.acts["card declined"] += 1
        return self.chance.random() < 0.4

    def fill(self) -> CartView:
        """Return a cart with one to three tickets, or a certificate."""
        office, session = self.office, self.hardware.session
        cart = office.seating.new_cart()
        if self.chance.random() < 0.05:
            amount = Money(self.chance.randrange(500, 20_000), cart.currency)
            return add_certificate(cart, amount)
        number = self.chance.choice((1, 1, 2, 2, 3))
        if self.free and self.chance.random() < 0.4:
            performance, seat = self.free.pop()
            try:
                return office.seating.take_seats(
                    command(office), session, cart, performance, (seat,)
                )
            except SeatTaken:
                self.tally.acts["seat taken"] += 1
        return office.seating.take_places(command(office), session, cart, LATE, number, OPEN)

    def begin(self, cart: CartView, amount: Money, tenders: tuple[TenderGiven, ...]) -> CardBegun:
        """Put a charge on disk."""
        content = PaidContent(cart=cart, name="Ann Example", tenders=tenders)
        wish = CardAsked(
            PayingFor.CART, cart.cart_id, amount, content, "nexo", terminal=SERIAL, model=MODEL
        )
        cards, session, name = self.office.cards, self.hardware.session, command(self.office)
        return self.twice(lambda: cards.begin(name, session, wish))

    def charge(
        self, cart: CartView, amount: Money, tenders: tuple[TenderGiven, ...]
    ) -> PaymentView:
        """Charge a card; return how the payment stands when the cashier has to go on."""
        begun = self.begin(cart, amount, tenders)
        self.tally.charges += 1
        return self.exchange(begun)

    def sell(self, cart: CartView, tenders: tuple[TenderGiven, ...], name: str = "") -> None:
        """The sale's own transaction."""
        selling, session, act = self.office.selling, self.hardware.session, command(self.office)
        try:
            sale = self.twice(lambda: selling.sell(act, session, cart, tenders, name))
        except NotForCertificate:  # stored by the terminal: no certificate for it
            self.tally.refused["not_for_certificate"] += 1
            self.walk_away(cart, tenders)
            return
        except PaymentMismatch as refusal:  # forced, and by now the terminal says: less than that
            if refusal.params["what"] != "amount":
                raise
            self.tally.refused["payment_mismatch amount"] += 1
            self.tally.acts["set aside"] += 1  # finished from the inbox, with what the card gave
            return
        self.tally.sold += 1
        self.orders.append(Sold(sale.order_id, list(sale.ticket_ids), extras=bool(cart.extras)))
        del self.orders[:-REMEMBERED]

    def twice(self, act: Callable[[], A]) -> A:
        """Send a command, and now and then the same one again: its answer is the first one."""
        first = act()
        if self.chance.random() < RETRIED:
            self.tally.acts["command repeated"] += 1
            assert act() == first
        return first

    def walk_away(self, cart: CartView, tenders: tuple[TenderGiven, ...]) -> None:
        """The patron leaves: what was charged is reversed, or stays in the inbox with its seats."""
        self.tally.acts["walked away"] += 1
        cards = [tender.payment_id for tender in tenders if tender.payment_id]
        if cards and self.chance.random() < 0.3:
            self.tally.acts["left in the inbox"] += 1
            return
        views = [self.reverse(payment_id) for payment_id in cards]
        if all(view.state == "reversed" for view in views):
            self.office.seating.abandon(command(self.office), self.hardware.session, cart)

    def reverse(self, payment_id: str) -> PaymentView:
        """Give back a charge that is no tender; return how the reversal stands."""
        cards, session, act = self.office.cards, self.hardware.session, command(self.office)
        begun = self.twice(lambda: cards.reverse(act, session, payment_id))
        self.tally.reversals += 1
        return self.exchange(begun)

    # ---- the terminal ----

    def exchange(self, begun: CardBegun) -> PaymentView:
        """Send what is on disk, put on disk what is heard, ask while nothing is known."""
        self.stragglers(begun)
        for result in self.line.send(begun):
            view = self.settle(begun, result, AnswerSource.TERMINAL)
        if view.state not in OPEN_STATES:
            return view
        no_patience = NO_PATIENCE if begun.kind is PaymentKind.CHARGE else 3 * NO_PATIENCE
        if view.state == "unknown" and self.chance.random() < no_patience:
            return self.force(begun)
        return self.ask_until_known(begun, PAUSES_S[:PATIENCE])

    def ask_until_known(self, begun: CardBegun, pauses: tuple[int, ...]) -> PaymentView:
        """Ask about the same message id, again and again; a manager may lose patience."""
        cards = self.office.cards
        for pause in pauses:
            view = cards.view(begun.payment_id)
            if view.state not in OPEN_STATES:
                return view
            self.stragglers(begun)
            result = self.line.ask(begun)
            if result.outcome not in TELLS_NOTHING or self.chance.random() < 0.2:
                self.settle(begun, result, AnswerSource.ASKED)
            self.hardware.clock.advance(timedelta(seconds=pause))
        view = cards.view(begun.payment_id)
        if view.state == "unknown" and self.chance.random() < 0.3:
            return self.force(begun)
        return view

    def settle(self, begun: CardBegun, result: CardResult, source: AnswerSource) -> PaymentView:
        return self.office.cards.settle(begun.payment_id, result, source, SERIAL)

    def stragglers(self, now: CardBegun) -> None:
        """Late answers: each for its own payment, or taken for the answer to the one at hand."""
        for begun, result in self.line.stragglers():
            if self.chance.random() < 0.5:
                self.settle(begun, result, AnswerSource.TERMINAL)
            else:
                self.settle(now, result, AnswerSource.TERMINAL)

    def force(self, begun: CardBegun) -> PaymentView:
        """A manager guesses. Evidence comes later."""
        cards, session, act = self.office.cards, self.hardware.session, command(self.office)
        if self.terminal.gave_less(begun):
            self.tally.acts["forced, and the card gave less"] += 1
        charged = self.chance.random() < 0.5
        code = "A1B2C3" if charged else ""
        self.tally.acts["forced"] += 1
        self.forced[begun.payment_id] = (begun, self.hardware.clock.now())
        self.twice(
            lambda: cards.force(
                act,
                session,
                begun.payment_id,
                charged=charged,
                reason="The terminal was silent",
                approval_code=code,
            )
        )
        return cards.view(begun.payment_id)

    # ---- refunds ----

    def refund(self) -> None:
        """Give some or all of an earlier order back."""
        if not self.orders:
            return
        sold = self.chance.choice(self.orders)
        number = self.chance.randint(min(1, len(sold.tickets)), len(sold.tickets))
        tickets = tuple(sold.tickets[:number])
        extras: tuple[str, ...] = ()
        if sold.extras:
            order = self.office.orders.get(sold.order_id)
            extras = tuple(extra.extra_id for extra in order.extras if not extra.returned)
        del sold.tickets[:number]
        sold.extras = False
        if not sold.tickets:
            self.orders.remove(sold)
        self.give_back(sold.order_id, tickets, extras)

    def give_back(
        self, order_id: OrderId, tickets: tuple[TicketId, ...], extras: tuple[str, ...]
    ) -> None:
        """One act of giving back, with the cards it asks for."""
        office, session, act = self.office, self.hardware.session, command(self.office)
        try:
            plan = office.giving_back.plan(session, order_id, tickets, extras)
            given = self.twice(
                lambda: office.giving_back.give_back(act, session, plan, "Cannot come")
            )
        except Refused as refusal:
            what = refusal.params.get("what", "")
            self.tally.refused[f"{refusal.code} {what}".strip()] += 1
            return
        self.tally.refunds += 1
        self.tally.acts["card had it"] += any(line.how == "had" for line in plan.lines)
        for payment_id in given.cards:
            self.exchange(self.office.cards.send(payment_id))

    def owed(self) -> None:
        """What a terminal declined is tried again, or a check is written for it: one after the
        other, each as it stands by then."""
        office, session = self.office, self.hardware.session
        seen: set[tuple[str, int]] = set()
        while owed := self.next_owed(seen):
            seen.add((owed.refund_id, owed.line))
            self.tally.acts["card takes no more"] += not owed.card_takes
            if owed.card_takes and self.chance.random() < 0.7:
                payment_id = office.giving_back.try_again(
                    command(office), session, owed.refund_id, owed.line
                )
                self.exchange(office.cards.send(payment_id))
                self.tally.acts["refund tried again"] += 1
            else:
                act = command(office)
                office.giving_back.another_way(
                    act, session, owed.refund_id, owed.line, "check", "Card is gone"
                )
                self.tally.acts["refund by check"] += 1

    def next_owed(self, seen: set[tuple[str, int]]) -> OwedBackView | None:
        """Return the oldest part that nobody is at and nobody has tried in this round."""
        parts = self.office.giving_back.owing()
        return next((x for x in parts if x.stuck and (x.refund_id, x.line) not in seen), None)

    # ---- between patrons ----

    def tidy(self) -> None:
        """What a good cashier does when nobody is there."""
        for begun in self.office.cards.to_resolve():
            self.ask_until_known(begun, PAUSES_S[:2])
        self.inbox()
        self.forwarding()
        self.evidence(timedelta(minutes=10))
        self.losses()
        self.never_paid()
        self.owed()
        self.office.seating.release_left_over()

    def inbox(self) -> None:
        """Finish, give back or leave what is in doubt."""
        doubt = self.office.cards.in_doubt()
        held_up = {view.for_id for view in doubt if view.state != "approved"}
        seen: set[str] = set()
        for view in doubt:
            charge = view.kind == PaymentKind.CHARGE.value and view.state == "approved"
            if not charge or view.for_id in held_up | seen or self.chance.random() < 0.3:
                continue
            seen.add(view.for_id)
            if not view.has_cart or self.chance.random() < 0.3 or not self.finish(view, doubt):
                self.reverse(view.payment_id)

    def finish(self, view: PaymentView, doubt: tuple[PaymentView, ...]) -> bool:
        """Make the sale from what the payment kept; False when its money does not fit any more."""
        cards = [one for one in doubt if one.for_id == view.for_id and one.kind == view.kind]
        content = self.office.cards.content(cards[-1].payment_id)
        assert content.cart is not None
        if any(one.given_back for one in cards):
            return False
        tenders = tuple(card(one) for one in cards)
        due = _due(content.cart, tenders)
        if due.minor < 0:
            return False
        if due:
            tenders = (*tenders, _cash(due))
        self.sell(content.cart, tenders, content.name)
        self.tally.acts["finished from the inbox"] += 1
        return True

    def losses(self, patience: float = 0.3) -> None:
        """What went out twice is written off by two people, now and then, and in the end."""
        office, hardware = self.office, self.hardware
        for view in office.cards.in_doubt():
            if view.state != "approved" or view.kind == PaymentKind.CHARGE.value:
                continue
            if self.chance.random() < patience:
                continue
            act = command(office)
            said = (act, hardware.session, view.payment_id, "Paid twice", hardware.word(act))
            try:
                self.twice(partial(office.cards.write_off, *said))
            except NotThisWay as refusal:
                self.tally.refused[f"write off: {refusal.params['what']}"] += 1
            else:
                self.tally.acts["written off"] += 1

    def never_paid(self) -> None:
        """What an order owes for a card whose money never came is given up now and then."""
        office, hardware = self.office, self.hardware
        for view in office.cards.not_paid():
            if view.state == "placed" or self.chance.random() < 0.7:
                continue
            act = command(office)
            said = (act, hardware.session, view.order_id, "Moved away", hardware.word(act))
            self.twice(partial(office.cards.give_up, *said))
            self.tally.acts["given up"] += 1

    def forwarding(self, reached: float = 0.5) -> None:
        """The terminal has its processor again, as often as ``reached``, and somebody says what
        became of what it stored."""
        office, session = self.office, self.hardware.session
        for view in office.cards.awaiting_forwarding():
            if self.chance.random() >= reached:
                continue
            with office.storage.read() as uow:
                message_id = uow.payments.payment(view.payment_id).message_id
            word = self.terminal.forward(message_id)
            if word is not None:
                act = command(office)
                office.cards.forwarded(act, session, view.payment_id, approved=word)
                if not word and view.kind != PaymentKind.CHARGE.value:
                    self.tally.acts[f"{view.state} {view.kind} declined when forwarded"] += 1

    def evidence(self, age: timedelta) -> None:
        """Somebody else looks the forces up, once the terminal is done with them."""
        cards, before = self.office.cards, self.hardware.clock.now() - age
        self.terminal.wake()  # whoever looks into its record sees what has arrived
        for exception in cards.exceptions():
            begun, at = self.forced[exception.payment_id]
            booked = self.terminal.journal.get(begun.message_id)
            if at > before:
                continue
            charged = booked is not None and booked.minor != 0
            if charged and booked is not None:  # its own record: how much, and whether only stored
                self.settle(begun, booked.result, AnswerSource.ASKED)
            if booked is not None and booked.stored and self.waits_for_the_bank(begun):
                continue
            settle = partial(cards.settle_exception, charged=charged)
            said = (exception.exception_id, "terminal", "Looked up")
            self.twice(partial(settle, command(self.office), self.hardware.auditor, *said))
            self.tally.acts["force settled"] += 1

    def waits_for_the_bank(self, begun: CardBegun) -> bool:
        """Whether whoever looks a force up wants the processor's word too: of a sale always."""
        return begun.kind is PaymentKind.CHARGE or self.chance.random() < 0.5

    def last_orders(self) -> None:
        """Everything that can still come comes; then one more start, in good order."""
        self.hardware.clock.advance(timedelta(minutes=10))
        for begun, result in self.line.late:
            self.survive(lambda b=begun, r=result: self.settle(b, r, AnswerSource.TERMINAL))
        self.line.late = []
        for _ in range(3):
            self.survive(self.tidy)
            self.hardware.clock.advance(timedelta(minutes=10))
        self.office = self.hardware.start(powered=False)
        self.recover()
        self.line.late = []
        self.evidence(timedelta())
        self.forwarding(reached=1.0)
        self.evidence(timedelta())  # what was stored, and what a terminal said of the first ones
        self.losses(patience=0.0)
        self.recover()


def _cash(amount: Money) -> TenderGiven:
    return TenderGiven(TenderKind.CASH, amount, amount)


def _due(cart: CartView, tenders: tuple[TenderGiven, ...]) -> Money:
    due = cart.total
    for tender in tenders:
        due -= tender.amount
    return due


@dataclass
class Summary:
    """All worlds together."""

    sales: int = 0
    sold: int = 0
    charges: int = 0
    refunds: int = 0
    reversals: int = 0
    worlds: int = 0
    seconds: float = 0.0
    lives: int = 0
    inbox: int = 0
    charged_minor: int = 0
    given_back_minor: int = 0
    power_cuts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)

    @property
    def acts_seen(self) -> int:
        """Sales and refunds."""
        return self.sales + self.refunds

    def told(self) -> str:
        """Return it as one line of JSON, with the first disagreements."""
        first = self.disagreements[:20]
        return json.dumps({**vars(self), "wrong": len(self.disagreements), "disagreements": first})


def play(folder: Path, seed: int, acts: int, summary: Summary) -> None:
    """Play one world and hold its terminal's journal against its books."""
    started = time.process_time()
    evening = Evening(folder / f"world-{seed}.sqlite3", seed)
    evening.run(acts)
    tally, office = evening.tally, evening.office
    found = disagreements(office, evening.terminal.journal, evening.hardware.path)
    summary.disagreements += [f"seed {seed}: {each}" for each in found]
    summary.inbox += len(office.cards.in_doubt())
    for name in ("sales", "sold", "charges", "refunds", "reversals"):
        setattr(summary, name, getattr(summary, name) + getattr(tally, name))
    moved = [booked.minor for booked in evening.terminal.journal.values()]
    summary.charged_minor += sum(minor for minor in moved if minor > 0)
    summary.given_back_minor -= sum(minor for minor in moved if minor < 0)
    summary.worlds += 1
    summary.lives += evening.hardware.lives
    summary.power_cuts += evening.hardware.cuts
    summary.faults += evening.terminal.faults
    summary.acts += tally.acts
    summary.refused += tally.refused
    office.close()
    summary.seconds += time.process_time() - started
    if not found:
        for left in folder.glob(f"world-{seed}.sqlite3*"):
            left.unlink()


def play_all(folder: Path, seed: int, acts: int, world: int = WORLD) -> Summary:
    """Play until so many sales and refunds are seen, a database a world; tell how far it is."""
    summary = Summary()
    while summary.acts_seen < acts:
        play(folder, seed + summary.worlds, min(world, acts - summary.acts_seen), summary)
        sys.stderr.write(summary.told() + "\n")
    return summary


def main() -> int:
    """Play; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=300)
    parser.add_argument("--world", type=int, default=WORLD)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, required=True)
    chosen = parser.parse_args()
    summary = play_all(chosen.dir, chosen.seed, chosen.payments, chosen.world)
    sys.stdout.write(summary.told() + "\n")
    return 1 if summary.disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
