"""How patrons pay at the played window: cash, checks, cards with all that happens to them, gift
certificates.

Eyes read the presenters, hands touch the widgets, and the card is held to the virtual terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from kiosk.bench.codes import Code, find
from kiosk.demo.counter import Counter
from kiosk.demo.hands import Hands
from kiosk.demo.plan import CARD_PAYS, Paid
from kiosk.demo.player import Script, Stuck, Wait
from kiosk.demo.tally import Tally
from kiosk.presenters.desk import DrawerState
from kiosk.presenters.pay_state import Stage
from pos.lifecycles import PaymentState
from pos.ports.terminals import TerminalShows
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from kiosk.application import StaffedWindow
    from kiosk.presenters.rooms import Rooms
    from pos.office import Office

PART_MINOR = 2_000
"""What is paid first where a patron pays in two parts."""
DATED_EVERY = 3
"""Every third check has its date typed."""
_BUTTONS = {Paid.CHECK: "check", **dict.fromkeys(CARD_PAYS, "card")}
"""What is touched in the cart; everything else begins with cash."""


class Paying:
    """Takes money from one patron after the other.

    Args:
        window: The window they stand at.
        hands: The cashier's.
        counter: What lies around the window within reach.
        tally: Counts what is taken.
        picture: Takes a picture of the screen under a name, the first time the name comes.
    """

    def __init__(
        self,
        window: StaffedWindow,
        hands: Hands,
        counter: Counter,
        tally: Tally,
        picture: Callable[[str], None],
    ) -> None:
        self._window = window
        self._hands = hands
        self.counter = counter
        self._tally = tally
        self._picture = picture

    @property
    def _rooms(self) -> Rooms:
        return self._window.rooms

    def way_of(self, paid: Paid) -> Paid:
        """Return how the patron pays here: in cash where no card can be held to anything."""
        return Paid.EXACT if paid in CARD_PAYS and not self.counter.takes_cards else paid

    def pay(self, paid: Paid) -> Script:
        """Pay for the cart."""
        pay = self._rooms.pay
        free = not self._rooms.cart.state.total
        yield from self._hands.touch(f"cart.pay.{'cash' if free else _BUTTONS.get(paid, 'cash')}")
        yield Wait(lambda: pay.state.stage is Stage.TAKING, "the pay panel")
        yield from self.patron_sees_what_is_due()
        self._picture("pay-card" if pay.state.kind is TenderKind.CARD else "pay")
        yield from self.tender(paid)
        yield from self.finish()

    def tender(self, paid: Paid) -> Script:
        """Take what is due in that way."""
        pay = self._rooms.pay
        if not pay.state.due:
            yield from self._hands.touch("pay.issue")
        elif paid is Paid.CHECK:
            yield from self._check()
        elif paid is Paid.NOTE and pay.state.notes:
            yield from self._hands.touch(f"pay.note.{pay.state.notes[-1].minor}")
        elif paid is Paid.SPLIT and pay.state.due.minor > PART_MINOR:
            yield from self._part("pay.pad")
            yield from self._hands.touch("pay.take")
            yield from self._hands.touch("pay.kind.check")
            self._picture("split")
            yield from self._check()
        elif paid in CARD_PAYS:
            yield from self._by_card(paid)
        elif paid is Paid.CERTIFICATE:
            yield from self._certificate()
        else:
            yield from self._hands.touch("pay.exact")

    def patron_sees_what_is_due(self) -> Script:
        """Wait for the amount on the pole, where there is one."""
        due = self._rooms.pay.state.due
        amount = f"{due.minor // 100:,}.{due.minor % 100:02d}"
        if self.counter.pole() is None:
            return
        yield Wait(lambda: amount in (self.counter.pole() or ""), f"{amount} on the pole")
        self._tally.shown_to_patron += 1

    def finish(self) -> Script:
        """Wait for the sale on disk, give the change, shut the drawer."""
        pay = self._rooms.pay
        yield Wait(self._paid, "the sale on disk")
        for tender in pay.state.tenders:
            number = tender.check.number if tender.check else tender.reference
            self._tally.take(tender.kind, tender.amount.minor, number)
        settled = pay.state.settled
        self._tally.newest_order = settled.order_id if settled else None
        by_card = any(tender.payment_id for tender in pay.state.tenders)
        plain = "paid-by-card" if by_card else "done"
        self._picture("change" if settled and settled.change else plain)
        if settled and settled.cash:
            yield from self.drawer_shut()
        yield from self._hands.touch("pay.done")
        yield Wait(lambda: pay.state.stage is Stage.AWAY, "ready for the next patron")

    def drawer_shut(self) -> Script:
        """Push the drawer shut once it has opened."""
        desk = self._rooms.desk
        if desk.drawer is DrawerState.UNKNOWN:
            return
        yield Wait(lambda: desk.drawer is DrawerState.OPEN, "the drawer to open")
        self.counter.shut_drawer()
        yield Wait(lambda: desk.drawer is DrawerState.SHUT, "the drawer to be shut")

    def _paid(self) -> bool:
        pay = self._rooms.pay.state
        if pay.refusal is not None:
            raise Stuck(f"refused: {pay.refusal}")
        return pay.stage is Stage.DONE

    def _part(self, pad: str) -> Script:
        for key in str(PART_MINOR):
            yield from self._hands.touch(f"{pad}.key.{key}")

    def _cash(self) -> Script:
        yield from self._hands.touch("pay.kind.cash")
        yield from self._hands.touch("pay.exact")

    # --------------------------------------------------------------------------------- check

    def _check(self) -> Script:
        number = str(1001 + self._tally.sales)
        if not self._tally.checks_read and self.counter.pull_check(number):
            pay = self._rooms.pay
            yield Wait(lambda: pay.state.check.number == number, "the check's number read")
            self._tally.checks_read += 1
        else:
            yield from self._hands.type("pay.check_number", number)
        yield from self._hands.type("pay.check_payer", "Wilhelmina Quill")
        today = self._rooms.pay.state.today
        if len(self._tally.checks) % DATED_EVERY == 0 and today is not None:
            yield from self._hands.type("pay.check_date", f"{today.month}/{today.day}")
        self._picture("check")
        yield from self._hands.touch("pay.take_check")

    # ---------------------------------------------------------------------------------- card

    def _by_card(self, paid: Paid) -> Script:
        due = self._rooms.pay.state.remaining.minor
        if self._rooms.pay.state.kind is not TenderKind.CARD:
            yield from self._hands.touch("pay.kind.card")
        if paid is Paid.CARD_DECLINED:
            yield from self._declined()
        elif paid is Paid.CARD_PARTIAL:
            yield from self._partial(max(due // 2, 1))
        elif paid is Paid.CARD_LOST:
            yield from self._lost()
        elif paid is Paid.SET_ASIDE:
            yield from self._set_aside()
        elif paid is Paid.CARD_SPLIT and due > PART_MINOR:
            yield from self._part("pay.card_pad")
            yield from self._hold_card("insert")
            yield from self._card_over()
            yield from self._cash()
        else:
            yield from self._hold_card("tap")

    def _hold_card(self, way: str, **card: object) -> Script:
        """Charge, and hold a card to the terminal as soon as that asks for one. Where the terminal
        was out of reach just then, nothing was charged, and it is touched again once it is back.
        """
        cards, pay = self._rooms.cards, self._rooms.pay
        asks = False
        while not asks:
            yield Wait(lambda: cards.state.free and cards.state.reachable, "the card terminal")
            yield from self._hands.touch("pay.charge_card")
            yield Wait(
                lambda: self._asks_for_card() or pay.state.stage is Stage.TAKING,
                "the terminal to ask for a card",
            )
            asks = pay.state.stage is not Stage.TAKING
        self._picture("card-at-terminal")
        self.counter.present(way, card)

    def _asks_for_card(self) -> bool:
        refusal = self._rooms.card_pay.state.refusal
        if refusal is not None:
            raise Stuck(f"refused: {refusal}")
        shows = self._rooms.cards.state.shows
        return shows is TerminalShows.PRESENT_CARD and self.counter.waits_for_card()

    def _card_over(self) -> Script:
        pay, card = self._rooms.pay, self._rooms.card_pay
        yield Wait(
            lambda: not card.state.busy and pay.state.stage is Stage.TAKING,
            "the card to be through",
        )

    def _declined(self) -> Script:
        yield from self._hold_card("tap", decline="no_funds")
        yield from self._card_over()
        last = self._rooms.card_pay.state.last
        if last is None or last.state != PaymentState.DECLINED.value:
            raise Stuck(f"a card without funds: {last}")
        self._picture("card-declined")
        self._tally.cards_declined += 1
        yield from self._cash()

    def _partial(self, most_minor: int) -> Script:
        yield from self._hold_card("insert", partial_minor=most_minor)
        yield from self._card_over()
        self._picture("card-partial")
        self._tally.cards_partial += 1
        yield from self._cash()

    def _lost(self) -> Script:
        """The desk asks by itself until the terminal says what it did."""
        card = self._rooms.card_pay
        self.counter.lose_answer()
        yield from self._hold_card("insert")
        yield Wait(lambda: card.state.unknown, "the answer to be missed")
        self._picture("card-unknown")
        yield Wait(lambda: not card.state.busy, "the terminal to be asked")
        self._tally.cards_found += 1

    def _set_aside(self) -> Script:
        """Part is on a card as the patron walks off; the sale is finished from the inbox."""
        pay, doubt = self._rooms.pay, self._rooms.money_in_doubt
        yield from self._part("pay.card_pad")
        yield from self._hold_card("tap")
        yield from self._card_over()
        yield from self._hands.touch("pay.back")
        yield from self._hands.wait_for("pay.leave_aside")
        self._picture("pay-leaving")
        yield from self._hands.touch("pay.leave_aside")
        yield Wait(lambda: bool(doubt.state.count), "the charge in the inbox")
        yield from self._hands.wait_for("banner.action")
        self._picture("banner-money")
        yield from self._hands.touch("banner.action")
        yield from self._hands.wait_for("money.finish.0")
        self._picture("money-in-doubt")
        yield from self._hands.touch("money.finish.0")
        yield Wait(lambda: pay.state.stage is Stage.TAKING, "the sale to be finished")
        self._tally.set_aside += 1
        yield from self._cash()

    def card_given_back(self) -> Script:
        """Wait until the terminal has given the money back; it may want to see the card."""
        given = self._rooms.give_back

        def over() -> bool:
            state = given.state
            if state.refusal is not None:
                raise Stuck(f"refused: {state.refusal}")
            return state.last is not None and not state.trying

        yield Wait(lambda: over() or self.counter.waits_for_card(), "the terminal at it")
        if not over():
            self.counter.present("tap", {})
            yield Wait(over, "the card to be given its money")

    # --------------------------------------------------------------------------- certificate

    def _certificate(self) -> Script:
        """Scan the certificate that was sold last; what it does not cover is paid in cash."""
        pay, values = self._rooms.pay, self._rooms.values_pay
        code = yield from self._newest_certificate()
        yield from self._hands.touch("pay.kind.certificate")
        if self.counter.scan(code):
            self._tally.scans += 1
        else:
            yield from self._hands.type("pay.value_code", code)
            yield from self._hands.touch("pay.value_look")
        yield Wait(self._balance_found, "the certificate's balance")
        self._picture("pay-certificate")
        assert values.state.left is not None
        yield from self._hands.touch("pay.value_use")
        yield Wait(lambda: bool(pay.state.tenders), "the certificate taken")
        self._tally.gifts_used += 1
        if pay.state.remaining:
            yield from self._cash()

    def _balance_found(self) -> bool:
        values = self._rooms.values_pay.state
        if values.refusal is not None:
            raise Stuck(f"refused: {values.refusal}")
        return values.found is not None and not values.busy

    def _newest_certificate(self) -> Generator[Wait, None, str]:
        """Read what stands on the paper the patron brings back."""
        found: list[str] = []

        def look(office: Office) -> str:
            return find(office, Code.NEWEST_CERTIFICATE)

        self._window.ledger.ask(look, found.append, self._window.stops.failed)
        yield Wait(lambda: bool(found), "the code of the certificate")
        return found[0]
