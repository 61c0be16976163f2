"""After the tills: bags counted, the deposit, the processors' files, the day locked, the books."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from pos.codec import from_json
from pos.ids import TillId
from pos.views.cash import CountSheet
from pos.views.causes import Explained
from pos.views.closing import ExceptionKind, ExceptionStanding
from pos.views.deposits import DepositView
from pos.views.people import Permission, SessionView
from pos.views.settlement import LineClass, OurPayment, SettlementFinding
from tests.conftest import VENUE_ZONE
from tests.integration.small_house import House, usd
from tests.integration.test_closing import word_of
from tests.integration.test_deposits import dollars
from tests.integration.test_safe import count_bag, give_safe
from tests.integration.test_selling import rows
from tests.integration.test_settlement import moved
from tests.torture.closing_more_nights import MORE_DEPOSITS, MORE_PROCESSORS, settled_late
from tests.torture.closing_shift import Injected, Shift, Slip
from tests.unit.pos.closing.settlement.card_season import Moved, adyen, other, square_csv, stripe

LATE = timedelta(days=6)
"""Longer than a venue waits for a card payment to settle."""
BANK_SHORT = "deposit short"
_AT_THE_PROCESSOR = {
    "charged, no order": LineClass.CHARGED_NO_ORDER,
    "order, no charge": LineClass.ORDER_NO_CHARGE,
    "charged twice": LineClass.DUPLICATE,
    "cents changed": LineClass.AMOUNT_DIFFERS,
    "chargeback": LineClass.CHARGEBACK,
}
NIGHT = (*_AT_THE_PROCESSOR, BANK_SHORT)
MORE_NIGHT = (*MORE_PROCESSORS, *MORE_DEPOSITS)
"""Mistakes that are made after the tills are locked."""


class Night:
    """What comes after the tills of an evening."""

    def __init__(self, house: House, chance: random.Random, shifts: list[Shift]) -> None:
        self.house = house
        self.chance = chance
        self.shifts = shifts
        self.injected: list[Injected] = []
        self.manager: SessionView = house.sign_in("Max House")
        self.owner: SessionView = house.office.people.sign_in(
            next(p.user_id for p in house.office.people.staff() if p.name == "Olga Owner"), "7302"
        )
        self.lead: SessionView = house.sign_in("Sue Lead")
        self.deposits: list[DepositView] = []
        self.findings: dict[object, SettlementFinding] = {}
        self.explained: tuple[Explained, ...] = ()
        self.asked_of_people = 0
        """Findings that somebody had to look at, load by load."""

    # ---- the safe, the deposit ----

    def bags(self) -> None:
        """Count every drop's bag."""
        for shift in self.shifts:
            for movement_id, really in shift.drops:
                count_bag(self.house, self.owner, movement_id, really, "Max House")

    def safe(self, held: int) -> None:
        """Whoever has the safe counts it and gives it on; it ``held`` so much before the tills."""
        now = usd(held + sum(shift.took.minor for shift in self.shifts))
        sheet = replace(dollars(now), coins=((1, now.minor % 100),))
        give_safe(self.house, self.manager, sheet, to="Sue Lead")

    def seal(self) -> None:
        """Put all tills into one deposit, or each into its own, and seal it."""
        every = self.house.office.deposits.plan(self.lead).tills
        if len(every) > 1 and all(till.cash.minor > 0 for till in every):
            cut = self.chance.randrange(len(every))
        else:
            cut = 0
        for tills in (every[:cut], every[cut:]):
            if tills:
                self._seal([till.till_id for till in tills])

    def _seal(self, till_ids: list[TillId]) -> None:
        house, deposits = self.house, self.house.office.deposits
        plan = deposits.plan(self.lead, till_ids)
        sheet = plan.proposed if plan.proposed.total == plan.cash else dollars(plan.cash)
        if sheet.total != plan.cash:
            sheet = replace(sheet, coins=((1, plan.cash.minor % 100),))
        tills = [till.till_id for till in plan.tills]
        made, command = deposits.prepare(house.command(), self.lead, tills, sheet), house.command()
        word = word_of(house, "Max House", command, self.lead, Permission.DEPOSIT)
        deposits.seal(command, self.lead, made.deposit_id, f"bag-{made.number}", "S", word)
        self.deposits.append(made)

    def confirm(self, mistakes: tuple[str, ...]) -> None:
        """The bank says what it got, and what may be behind a difference is asked for."""
        off = 0
        for name in mistakes:
            if name == BANK_SHORT:
                off = -self.chance.choice((500, 2_000, 10_000))
                self.injected.append(Injected(BANK_SHORT))
            elif name in MORE_DEPOSITS:
                made = MORE_DEPOSITS[name](self.deposits[-1], self.chance)
                if made is None:
                    continue
                off = made.cash
                self.injected.append(replace(made, cash=0))
            else:
                continue
            found = (ExceptionKind.DEPOSIT_DIFFERENCE, off)
            self.injected[-1] = replace(self.injected[-1], exceptions=(found,))
            break
        day = self.house.clock.now().astimezone(VENUE_ZONE).date()
        office = self.house.office
        for deposit in self.deposits:
            bank = deposit.total + usd(off if deposit is self.deposits[-1] else 0)
            confirm = office.deposits.confirm
            confirm(self.house.command(), self.manager, deposit.deposit_id, bank, day)
            self.explained += office.causes.of_deposit(self.manager, deposit.deposit_id)

    # ---- exceptions, the day ----

    def settle_all(self) -> None:
        """Somebody looks into everything that is open."""
        exceptions = self.house.office.exceptions
        for each in exceptions.waiting():
            if each.standing is ExceptionStanding.OPEN:
                exceptions.settle(
                    self.house.command(), self.owner, each.exception_id, "Looked into"
                )

    def lock_day(self) -> None:
        """The day ends."""
        command = self.house.command()
        word = word_of(self.house, "Olga Owner", command, self.manager, Permission.CLOSE_DAY)
        self.house.office.closing.close_day(command, self.manager, word)

    # ---- cards ----

    def processors(self, mistakes: tuple[str, ...]) -> None:
        """Both processors send their files, the next day and a week later, with their own clocks:
        UTC, New York's, the house's. What a terminal had only stored was declined."""
        with self.house.office.storage.read() as uow:
            payments = uow.settlements.payments()
        asked = [each for each in payments if not each.typed and not each.offline]
        moves = settled(sorted(asked, key=lambda each: each.at))
        slips = {slip.code: slip for shift in self.shifts for slip in shift.slips}
        typed = [
            replace(moved_slip(each), minor=slips[each.approval_code].minor)
            for each in payments
            if each.approval_code in slips
        ]
        typed += [moved_stray(slip) for shift in self.shifts for slip in shift.strays]
        *first, last = self._mistaken(moves, mistakes)
        first, later, made = settled_late(first, mistakes, self.chance)
        self.injected += made
        self.house.clock.advance(timedelta(days=1))
        write = self.chance.choice((stripe, adyen, square_csv))
        files = [write(first)]
        if typed:
            files.append(other(typed))
        for number, data in enumerate(files):
            self._load(data, f"file-{number}.csv")
        if later:
            self.house.clock.advance(timedelta(days=2))
            self._load(write(later), "two-days-late.csv")
        self.house.clock.advance(LATE)
        self._load(write([replace(last, payout="po_b")]), "later.csv")

    def _load(self, data: bytes, name: str) -> None:
        settlement = self.house.office.settlement
        loaded = settlement.load(self.house.command(), self.manager, name, data)
        self.asked_of_people += loaded.needs_person + len(loaded.faults)
        self.findings = {
            each.row: each
            for file in settlement.files(self.manager)
            for each in settlement.results(self.manager, file.file_id).findings
        }

    def _mistaken(self, moves: list[Moved], mistakes: tuple[str, ...]) -> list[Moved]:
        """Return the movements with mistakes in them; each on a payment of its own, never on the
        first or the last one, which say how far the files reach."""
        free = list(range(1, len(moves) - 1))
        self.chance.shuffle(free)
        gone: set[int] = set()
        extra: list[Moved] = []
        for name in mistakes:
            if name not in _AT_THE_PROCESSOR or not free:
                continue
            place = free.pop()
            one = moves[place]
            if name == "cents changed":
                moves[place] = replace(one, minor=one.minor + self.chance.choice((-1, 10, 100)))
            elif name == "order, no charge":
                gone.add(place)
            else:
                extra.append(self._added(name, one))
            self.injected.append(Injected(name, classes=(_AT_THE_PROCESSOR[name],)))
        kept = [one for place, one in enumerate(moves[:-1]) if place not in gone]
        return [*kept, *extra, moves[-1]]

    def _added(self, name: str, one: Moved) -> Moved:
        if name == "chargeback":
            return replace(
                one, kind=name, movement="txn_d", own="dp_1", minor=-one.minor, fee=1_500
            )
        if name == "charged twice":
            return replace(one, movement="txn_t", at=one.at + timedelta(seconds=40))
        at = one.at + timedelta(hours=3)
        stranger = replace(one, movement="txn_x", own="pi_x", payment="pi_x", reference="")
        return replace(stranger, minor=one.minor + 123, at=at)

    # ---- what must always hold ----

    def broken(self) -> list[str]:
        """Return everything in the books that does not hold together."""
        found = [f"verify {each.code}: {each.subject}" for each in self.house.office.verify()]
        took = sum(shift.took.minor for shift in self.shifts)
        deposited = sum(each.cash.minor for each in self.deposits)
        kept = 0  # left in the drawer beyond what a till began with: a later till brings it
        floats = rows(
            self.house,
            "SELECT till.float_minor, till_close.left FROM till_close"
            " JOIN till USING (till_id) ORDER BY till_close.at, till_close.z_number",
        )
        for began, left in floats:
            sheet = from_json(str(left), CountSheet) if left else CountSheet()
            kept = max(0, kept + sheet.total.minor - int(str(began)))
        if deposited != took - kept:
            found.append(f"deposits of {deposited}, the tills took {took}, {kept} is in the drawer")
        if sum(amount.minor for each in self.deposits for _, amount in each.proof) != deposited:
            found.append("the deposits' proofs do not add up")
        posted = rows(self.house, "SELECT account, amount_minor FROM posting")
        off = sum(
            each.over_short.minor
            for shift in self.shifts
            if shift.counted
            for each in shift.counted.differences
            if each.kind in ("cash", "check")
        )
        kinds = (ExceptionKind.DROP_DIFFERENCE, ExceptionKind.DEPOSIT_DIFFERENCE)
        off += sum(
            each.amount.minor for each in self.house.office.exceptions.every() if each.kind in kinds
        )
        booked = sum(int(str(minor)) for account, minor in posted if account == "5020")
        if booked != -off:
            found.append(f"over and short is {booked}, counted differences are {off}")
        return found + self._journals()

    def _journals(self) -> list[str]:
        """Hold the journal of every locked day against its postings."""
        found, books = [], self.house.office.books
        before = None
        for day, _ in books.days(self.manager):
            view = books.journal(self.manager, day)
            posted = rows(
                self.house,
                "SELECT account, amount_minor FROM posting JOIN batch USING (batch_id)"
                f" WHERE business_date <= '{day}' AND business_date > '{before or ''}'",
            )
            sums = Counter[str]()
            for account, minor in posted:
                sums[str(account)] += int(str(minor))
            lines = Counter[str]()
            for line in view.lines:
                lines[line.ours] += line.debit.minor - line.credit.minor
            if {k: v for k, v in sums.items() if v} != {k: v for k, v in lines.items() if v}:
                found.append(f"the journal of {day} is not its postings")
            if sum(line.debit.minor - line.credit.minor for line in view.lines):
                found.append(f"the journal of {day} does not balance")
            before = day
        return found


def settled(payments: list[OurPayment]) -> list[Moved]:
    """Return what the processor makes of them: what was voided the same day it never settles."""
    by_id = {each.payment_id: each for each in payments}
    voided = {each.parent_id for each in payments if each.kind == "reversal"}
    moves = []
    for each in payments:
        if each.kind == "charge" and each.payment_id not in voided:
            moves.append(moved(each))
        elif each.kind == "refund":
            charge = by_id[each.parent_id or ""]
            back = replace(moved(each), kind="refund", fee=0, own_reference=each.reference)
            moves.append(replace(back, payment=charge.keys[0], reference=charge.reference))
    return moves


def moved_slip(payment: OurPayment) -> Moved:
    """Return what the bank's own terminal settles for a slip."""
    return Moved(
        kind="charge",
        movement=f"t{payment.approval_code}",
        own="",
        payment="",
        reference="",
        minor=payment.amount_minor,
        fee=60,
        at=payment.at + timedelta(seconds=3),
        payout="bank_a",
        last_four=payment.last_four,
        approval=payment.approval_code,
    )


def moved_stray(slip: Slip) -> Moved:
    """Return what the bank's own terminal settles though it was never typed here."""
    assert slip.at is not None
    return Moved(
        kind="charge" if slip.minor > 0 else "refund",
        movement=f"t{slip.code}",
        own="",
        payment="",
        reference="",
        minor=slip.minor,
        fee=60 if slip.minor > 0 else 0,
        at=slip.at,
        payout="bank_a",
        last_four=slip.last_four,
        approval=slip.code,
    )
