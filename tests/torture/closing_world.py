"""Evenings of two tills with known mistakes, closed by the real services; what the close shows is
held against what was done.

    python -m tests.torture.closing_world --evenings 1000 --seed 1 --dir DIR --set both

Two people wrote the mistakes: the first also wrote the causes that are proposed, the second had not
read them; ``--set`` chooses whose. Every second evening is clean (``--clean``: how many of a
hundred). Prints one JSON object; exits 1 when a mistake was not found or not classed right, a clean
evening raised anything, or the books do not hold together.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

from pos.clock import ManualClock
from pos.views.cash import CARD_SLIP, CHECK, CountSheet
from pos.views.causes import Cause, RowKind
from pos.views.causes import CauseKind as C
from pos.views.closing import ExceptionKind
from pos.views.closing_rules import ClosingRules
from pos.views.paying_rules import PayingRules
from pos.views.selling import SaleView
from pos.views.settlement import LineClass
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import MODEL, SERIAL
from tests.integration.small_house import House, open_house
from tests.integration.test_safe import give_safe
from tests.integration.test_selling import rows
from tests.torture.closing_busy import BUSY
from tests.torture.closing_drawer import digits_swapped
from tests.torture.closing_mistakes import CASH, COUNTS, PAPERS, clock_back, forgotten
from tests.torture.closing_more_mistakes import MORE_CASH, MORE_COUNTS, MORE_PAPERS
from tests.torture.closing_night import MORE_NIGHT, NIGHT, Night
from tests.torture.closing_shift import Injected, Shift

FLOAT = CountSheet(notes=((1_000, 4), (500, 6), (100, 20)), coins=((25, 40),))
IN_SAFE = CountSheet(notes=((2_000, 100), (100, 300)), rolls=((25, 20),))
PLACES = 100_000
MOST_AT_ONCE = 4
TOLD_AFTER = 10
CROSSED = 0.15
"""How often two mistakes of cash are made at one till, so that only their sum is to be seen."""
TILL = {"forgotten till": forgotten, "clock back": clock_back}
FLOAT_MISCOUNTED, OFFLINE = "float miscounted", "offline declined"
CASH_ACROSS, CHECK_ACROSS = "cash in the other till", "check in the other till"
"""Made at both tills of an evening."""
KINDS = (*CASH, *PAPERS, *TILL, FLOAT_MISCOUNTED, OFFLINE, *NIGHT)
MORE_KINDS = (*MORE_CASH, *MORE_PAPERS, CASH_ACROSS, CHECK_ACROSS, *MORE_NIGHT)
SETS = {"first": KINDS, "second": MORE_KINDS, "both": (*KINDS, *MORE_KINDS)}
ALL_CASH = {**CASH, **MORE_CASH}
ALL_COUNTS = {**COUNTS, **MORE_COUNTS}
AT_THE_TILL = {**ALL_CASH, **PAPERS, **MORE_PAPERS, **TILL}
_PAPER = {"missing": ExceptionKind.CHECK_MISSING, "extra": ExceptionKind.CHECK_EXTRA}
EXCEPTIONAL = 5_000


class Evening:
    """One evening: Ada's till, then Ben's, then the night."""

    def __init__(self, path: Path, seed: int, kinds: tuple[str, ...]) -> None:
        self.chance = random.Random(seed)
        self.house = open_house(path, ManualClock(DOORS_OPEN), seed, PLACES)
        self.kinds = kinds
        self.shifts: list[Shift] = []
        self.injected: list[Injected] = []
        self.night: Night
        self.lying: dict[str, SaleView] = {}
        """What of the first till turns up at the second."""

    def play(self) -> None:
        """Play it through."""
        self._furnish()
        at = {kind: self.chance.randrange(2) for kind in self.kinds}
        cash = [kind for kind in self.kinds if kind in (*ALL_CASH, FLOAT_MISCOUNTED)]
        first = self.chance.randrange(2)
        counts = sum(kind in ALL_COUNTS for kind in cash)  # a till is counted once
        apart = self.chance.random() > CROSSED or counts > 1
        at |= {kind: (first + place * apart) % 2 for place, kind in enumerate(cash)}
        really = FLOAT
        cashiers = ("Ada Clerk", "Ben Clerk", "Ada Clerk")[: 2 + (self.chance.random() < 0.4)]
        self.shifts = [
            Shift(self.house, self.chance, cashier, number)
            for number, cashier in enumerate(cashiers)
        ]
        for number, shift in enumerate(self.shifts):
            mine = tuple(kind for kind in self.kinds if at[kind] == number)
            self._shift(shift, really, mine)
            really = shift.left
            self.injected += [replace(each, shift=number) for each in shift.injected]
        self.night = Night(self.house, self.chance, self.shifts)
        self._night()
        self.injected += self.night.injected

    def _furnish(self) -> None:
        lead, office = self.house.sign_in("Sue Lead"), self.house.office
        office.terminals.register(self.house.command(), lead, SERIAL, MODEL, "Window 1")
        office.terminals.register(self.house.command(), lead, "standalone W1", "", "Window 1")
        if not self.kinds:
            give_safe(self.house, lead, IN_SAFE)
        closing = ClosingRules(short_relief=True)
        rules = PayingRules(
            offline_cards=True, offline_per_sale_minor=10**6, offline_per_terminal_minor=10**7
        )
        with office.storage.read() as uow:
            company = uow.catalogue.company()
        shelf = office.storage.shelf  # type: ignore[attr-defined]
        shelf.company = replace(company, paying=rules, closing=closing)

    def _shift(self, shift: Shift, really: CountSheet, kinds: tuple[str, ...]) -> None:
        if shift.counted is None and not shift.opened_with.total:
            sheet = self._float(shift, really) if FLOAT_MISCOUNTED in kinds else really
            shift.open(sheet, really.total.minor)
        shift.by_card()  # from here on a processor's files reach
        made = [kind for kind in kinds if kind in (*AT_THE_TILL, OFFLINE)]
        if shift.number < 2:
            made += [kind for kind in self.kinds if kind in (CASH_ACROSS, CHECK_ACROSS)]
        self.chance.shuffle(made)
        for kind in made:
            shift.work(self.chance.randrange(3, 7))
            shift.tick()
            self._make(shift, kind)
        if not self.kinds:
            self._everything(shift)
        shift.work(self.chance.randrange(5, 10))
        for _ in range(2):
            shift.tick()
            shift.by_card()
        before = shift.drawer.cash
        result = shift.count(self._taker(shift))
        self._miscounted(shift, result.counted.total.minor - before)

    def _everything(self, shift: Shift) -> None:
        """Let all that can happen happen on a clean evening: each thing at one of the first tills,
        and cash moved at both."""
        acts = [act for place, act in enumerate(BUSY) if place % 2 == shift.number]
        self.chance.shuffle(acts)
        for act in acts:
            shift.tick()
            act(shift)
        if shift.number < 2:
            shift.move_all()

    def _taker(self, shift: Shift) -> Shift | None:
        """Return who takes the till over as it is, on some clean evenings."""
        after = [each for each in self.shifts if each.number == shift.number + 1]
        if not after or self.kinds or self.chance.random() < 0.5:
            return None
        return after[0]

    def _make(self, shift: Shift, kind: str) -> None:
        if kind == OFFLINE:
            self._offline(shift)
            return
        if kind in (CASH_ACROSS, CHECK_ACROSS):
            make = {CASH_ACROSS: self._cash_across, CHECK_ACROSS: self._check_across}[kind]
        else:
            make = AT_THE_TILL[kind]
        made = make(shift)
        while made is None:
            shift.tick()
            shift.by_cash()
            made = make(shift)
        shift.injected.append(made)

    def _cash_across(self, shift: Shift) -> Injected:
        """What the first till's patron laid down is put into the second's drawer."""
        if not shift.number:
            sale = shift.by_cash(really=0)
            self.lying[CASH_ACROSS] = sale
            truth = "The money of this sale did not come into this drawer"
            off, causes, about = -sale.total.minor, {C.ONE_SALE}, {shift.tender_id(sale.order_id)}
        else:
            other, sale = self.shifts[0], self.lying[CASH_ACROSS]
            shift.drawer.cash += sale.total.minor
            truth = "The other till is short of the same sum"
            off, causes, about = sale.total.minor, {C.TILL_OTHERWISE}, {other.till_id}
        made = Injected(CASH_ACROSS, cash=off, causes=frozenset(causes), about=frozenset(about))
        return replace(made, truth=truth, second=True)

    def _check_across(self, shift: Shift) -> Injected:
        """A check of the first till lies in the second's envelope."""
        if not shift.number:
            self.lying[CHECK_ACROSS] = sale = shift.by_check(lambda _: None)
            missing = (CHECK, "missing", -sale.total.minor)
            return Injected(CHECK_ACROSS, papers=(missing,), tender="check", second=True)
        sale = self.lying[CHECK_ACROSS]
        with self.house.office.storage.read() as uow:
            (tender,) = uow.orders.tenders(sale.order_id)
        shift.drawer.put(CHECK, tender.reference, "Cy Example", sale.total.minor)
        return Injected(
            CHECK_ACROSS,
            papers=((CHECK, "extra", sale.total.minor),),
            causes=frozenset({C.OF_OTHER_TILL}),
            about=frozenset({tender.tender_id}),
            tender="check",
            truth="It is the check that the other till misses",
            second=True,
        )

    def _float(self, shift: Shift, really: CountSheet) -> CountSheet:
        """Count the float wrong: what lay there is known from the till before, or digits of it are
        swapped."""
        if shift.number and self.chance.random() < 0.7:
            value, pieces = self.chance.choice(really.notes)
            wrong = tuple(
                (v, pieces + self.chance.choice((-2, -1, 1, 2)) if v == value else n)
                for v, n in really.notes
            )
            sheet = replace(really, notes=tuple((v, max(n, 0)) for v, n in wrong))
        else:
            sheet = digits_swapped(really, self.chance) or replace(really, notes=really.notes[1:])
        off = really.total.minor - sheet.total.minor
        causes = frozenset({C.FLOAT_MISCOUNTED})
        seen = ((ExceptionKind.FLOAT_DIFFERENCE, -off),) if shift.number and off > 0 else ()
        shift.injected.append(Injected(FLOAT_MISCOUNTED, off, exceptions=seen, causes=causes))
        return sheet

    def _miscounted(self, shift: Shift, off: int) -> None:
        """Note what a mistaken count came to; one that could not be made was none."""
        shift.injected = [
            replace(each, cash=off, row=shift.row if each.of_row else None)
            if shift.miscount and _of_count(each)
            else each
            for each in shift.injected
        ]
        shift.injected = [each for each in shift.injected if not _of_count(each) or each.cash]

    def _offline(self, shift: Shift) -> None:
        """The terminal stores a sale, its bank says no, and nobody says so here."""
        lead = self.house.sign_in("Sue Lead")
        switch = self.house.office.terminals.switch_offline
        switch(self.house.command(), lead, on=True, reason="The line is down")
        shift.by_card(offline=True)
        switch(self.house.command(), lead, on=False, reason="It is up again")
        shift.injected.append(Injected(OFFLINE, classes=(LineClass.ORDER_NO_CHARGE,)))

    def _night(self) -> None:
        night = self.night
        night.bags()
        if not self.kinds:
            night.safe(IN_SAFE.total.minor)
        night.seal()
        night.settle_all()
        night.lock_day()
        night.processors(self.kinds)
        night.confirm(self.kinds)


def _of_count(each: Injected) -> bool:
    return each.kind in ALL_COUNTS


@dataclass
class Summary:
    """All evenings together."""

    evenings: int = 0
    clean: int = 0
    false_alarms: int = 0
    seconds: float = 0.0
    injected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    proposed: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    """Mistakes of cash and checks whose true cause was looked for."""
    tender: dict[str, str] = field(default_factory=dict)
    """By kind: at which tender its difference was."""
    second: set[str] = field(default_factory=set)
    happened: Counter[str] = field(default_factory=Counter)
    """On clean evenings."""
    hopeless: set[str] = field(default_factory=set)
    crossed: list[int] = field(default_factory=lambda: [0, 0])
    """Of cash mistakes made together at one till: with their cause proposed, and all."""
    wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of those, how many have it among the proposals."""
        proposed, _, every, _ = self.of(self.explained)
        return proposed / max(every, 1)

    def of(self, kinds: Iterable[str]) -> tuple[int, int, int, float]:
        """Return of mistakes of these kinds how many have their cause proposed, how many first, all
        of them, and the share that has it proposed."""
        own = [kind for kind in kinds if kind in self.explained]
        proposed = sum(self.proposed[kind] for kind in own)
        every = sum(self.explained[kind] for kind in own)
        first = sum(self.first[kind] for kind in own)
        return proposed, first, every, round(proposed / max(every, 1), 4)

    def by_author(self) -> dict[str, tuple[int, int, int, float]]:
        """Return the same for each author's set, what the bank found with the cash; of the second's
        also without what no row tells."""
        kinds, second = set(self.explained), self.second
        cards = {kind for kind in kinds if self.tender[kind] == "card"}
        checks = {kind for kind in kinds if self.tender[kind] == "check"}
        cash = kinds - cards - checks
        return {
            "first, cash": self.of(cash - second),
            "first, checks": self.of(checks - second),
            "second, cash": self.of(cash & second),
            "second, cash that rows can tell": self.of(cash & second - self.hopeless),
            "second, checks": self.of(checks & second),
            "first, cash and checks": self.of(kinds - second - cards),
            "second, cash and checks": self.of(kinds & second - cards),
            "second, cash and checks that rows can tell": self.of(
                kinds & second - cards - self.hopeless
            ),
        }

    def add(self, other: Summary) -> None:
        """Put another summary to this one."""
        for name in ("evenings", "clean", "false_alarms", "seconds", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("injected", "found", "first", "proposed", "explained", "happened"):
            getattr(self, name).update(getattr(other, name))
        self.tender.update(other.tender)
        self.second |= other.second
        self.hopeless |= other.hopeless
        self.crossed = [
            mine + theirs for mine, theirs in zip(self.crossed, other.crossed, strict=True)
        ]

    def told(self) -> str:
        """Return it as one line of JSON."""
        shares = {
            kind: [self.proposed[kind], self.first[kind], number]
            for kind, number in sorted(self.explained.items())
        }
        return json.dumps(
            {
                "evenings": self.evenings,
                "clean": self.clean,
                "false_alarms": self.false_alarms,
                "mistakes": sum(self.injected.values()),
                "found": sum(self.found.values()),
                "kinds": {k: [self.found[k], n] for k, n in sorted(self.injected.items())},
                "top5": round(self.share, 4),
                "top1": round(self.of(self.explained)[1] / max(self.of(self.explained)[2], 1), 4),
                "by_author": self.by_author(),
                "causes": shares,
                "crossed": self.crossed,
                "on clean evenings": dict(sorted(self.happened.items())),
                "seconds": round(self.seconds, 1),
                "wrong": len(self.wrong),
                "first_wrong": self.wrong[:20],
            }
        )


class Score:
    """One evening held against what was done in it."""

    def __init__(self, evening: Evening, seed: int, summary: Summary) -> None:
        self.evening = evening
        self.summary = summary
        self.seed = seed
        self.before = len(summary.wrong)

    def add(self) -> None:
        """Count it."""
        summary, evening = self.summary, self.evening
        summary.evenings += 1
        self._say(evening.night.broken())
        self._cash()
        self._papers()
        self._exceptions()
        self._classes()
        good = len(summary.wrong) == self.before
        clean = not evening.injected
        summary.clean += clean
        if clean:
            self._clean(good=good)
        for each in evening.injected:
            summary.injected[each.kind] += 1
            summary.found[each.kind] += good
            if each.causes or each.truth:
                self._causes(each)

    def _clean(self, *, good: bool) -> None:
        """Nothing at all may have been said of it, in the end or on the way."""
        evening, summary = self.evening, self.summary
        said = [
            *(f"cause {each}" for shift in evening.shifts for each in shift.explained),
            *(f"cause {each}" for each in evening.night.explained),
            *(f"exception {each.kind}" for each in evening.house.office.exceptions.every()),
            *(["a settlement asked for somebody"] if evening.night.asked_of_people else []),
        ]
        if said or not good:
            summary.false_alarms += 1
            self._say(["a clean evening raised something", *said])
        summary.happened += happened(evening.house)

    def _say(self, found: list[str]) -> None:
        kinds = [each.kind for each in self.evening.injected]
        self.summary.wrong += [f"seed {self.seed} {kinds}: {each}" for each in found]

    def _cash(self) -> None:
        for shift in self.evening.shifts:
            assert shift.counted is not None
            off = shift.counted.differences[0].over_short.minor
            made = sum(each.cash for each in shift.injected)
            if off != made:
                self._say([f"cash of till {shift.number} is off by {off}, made {made}"])

    def _papers(self) -> None:
        for shift in self.evening.shifts:
            assert shift.counted is not None
            seen = Counter(
                (each.kind, each.what, each.counted.minor - each.expected.minor)
                for each in shift.counted.papers
                if each.kind != "certificate"
            )
            made = Counter(paper for each in shift.injected for paper in each.papers)
            if seen != made:
                self._say([f"papers of till {shift.number}: {seen}, made {made}"])

    def _exceptions(self) -> None:
        made = Counter(each for one in self.evening.injected for each in one.exceptions)
        for shift in self.evening.shifts:
            made.update(self._opened(shift))
        seen = Counter(
            (each.kind, 0 if each.kind is ExceptionKind.CLOCK else each.amount.minor)
            for each in self.evening.house.office.exceptions.every()
            if each.kind is not ExceptionKind.SETTLEMENT
        )
        if seen != made:
            self._say([f"exceptions missing {made - seen}, too many {seen - made}"])

    def _opened(self, shift: Shift) -> Counter[tuple[ExceptionKind, int]]:
        """Return the exceptions that differences of this size open."""
        opened: Counter[tuple[ExceptionKind, int]] = Counter()
        by_tender: dict[str, list[int]] = {"check": [], "card": []}
        for kind, what, off in (paper for each in shift.injected for paper in each.papers):
            slip = kind == CARD_SLIP
            found = (
                ExceptionKind.CARD_SLIP if slip else _PAPER.get(what, ExceptionKind.CHECK_AMOUNT)
            )
            opened[found, off] += 1
            by_tender["card" if slip else "check"].append(off)
        cash = sum(each.cash for each in shift.injected)
        if abs(cash) > EXCEPTIONAL:
            opened[ExceptionKind.TILL_DIFFERENCE, cash] += 1
        for offs in by_tender.values():
            if max(abs(sum(offs)), sum(abs(off) for off in offs)) > EXCEPTIONAL:
                opened[ExceptionKind.TILL_DIFFERENCE, sum(offs)] += 1
        return opened

    def _classes(self) -> None:
        made = Counter(each for one in self.evening.injected for each in one.classes)
        findings = self.evening.night.findings.values()
        seen = Counter(each.line_class for each in findings if each.needs_person)
        if seen != made:
            self._say([f"settlement says {dict(seen)}, made {dict(made)}"])

    def _causes(self, made: Injected) -> None:
        """Look for the true cause among the proposals of its difference."""
        summary, evening = self.summary, self.evening
        at_bank = made.tender == "deposit"
        shift = evening.shifts[made.shift]
        told = [
            each
            for each in (evening.night.explained if at_bank else shift.explained)
            if each.tender == made.tender
            and (not made.papers or made.cash or each.off.minor in _offs(made))
        ]
        assert all(len(each.causes) <= 5 for each in told)
        with_cash = [each for each in shift.injected if each.cash]
        crossed = bool(made.cash) and len(with_cash) > 1
        kinds = {*made.causes, C.TWO_ROWS} if crossed and made.about else made.causes
        places = [
            cause.rank
            for each in told
            for cause in each.causes
            if cause.kind in kinds and _names(cause, made)
        ]
        if crossed:
            summary.crossed[0] += bool(places)
            summary.crossed[1] += 1
            return
        summary.tender[made.kind] = made.tender
        if made.second:
            summary.second.add(made.kind)
        if made.hopeless:
            summary.hopeless.add(made.kind)
        summary.explained[made.kind] += 1
        summary.proposed[made.kind] += bool(places)
        summary.first[made.kind] += 0 in places


def _offs(made: Injected) -> set[int]:
    return {off for _, _, off in made.papers}


def _names(cause: Cause, made: Injected) -> bool:
    """Whether the proposal points at the rows where it happened."""
    named = {row.subject_id for row in cause.rows}
    if made.row is not None:
        value, pieces = made.row
        return any(
            row.kind is RowKind.PIECES
            and row.amount.minor == value
            and (pieces is None or row.pieces == pieces)
            for row in cause.rows
        )
    return made.about <= named if made.all_of else not made.about or bool(made.about & named)


def happened(house: House) -> Counter[str]:
    """Return how often what happened on an evening."""
    return Counter(
        {
            f"{what} {kind}".strip(): int(str(number))
            for what, query in HAPPENED.items()
            for kind, number in rows(house, query)
            if number
        }
    )


HAPPENED = {
    "till": "SELECT '', count(*) FROM till",
    "order": "SELECT '', count(*) FROM orders",
    "tender": "SELECT kind, count(*) FROM tender WHERE amount_minor > 0 GROUP BY kind",
    "given back": "SELECT kind, count(*) FROM tender WHERE amount_minor < 0 GROUP BY kind",
    "moved": "SELECT kind, count(*) FROM cash_movement GROUP BY kind",
    "stored card": "SELECT '', count(*) FROM audit WHERE event = 'payment.forwarded'",
    "relief": "SELECT '', count(*) FROM till_relief",
    "handed over": "SELECT '', count(*) FROM audit WHERE event = 'till.handed_over'",
    "deposit": "SELECT '', count(*) FROM deposit",
    "safe counted": "SELECT '', count(*) FROM safe_custody",
    "settlement file": "SELECT processor, count(*) FROM settlement_file GROUP BY processor",
}


def play(folder: Path, seed: int, kinds: tuple[str, ...], summary: Summary) -> None:
    """Play one evening and score it."""
    started = time.process_time()
    path = folder / f"evening-{seed}.sqlite3"
    evening = Evening(path, seed, kinds)
    evening.play()
    Score(evening, seed, summary).add()
    evening.house.office.close()
    summary.seconds += time.process_time() - started
    for left in folder.glob(f"{path.name}*"):
        left.unlink()


def play_all(
    folder: Path, seed: int, evenings: int, of: tuple[str, ...] = KINDS, clean: int = 50
) -> Summary:
    """Play so many evenings, ``clean`` of a hundred without a mistake, kinds in turn and
    together."""
    summary = Summary()
    for number, kinds in enumerate(programme(seed, evenings, of, clean)):
        play(folder, seed + number, kinds, summary)
        if number % TOLD_AFTER == TOLD_AFTER - 1:
            sys.stderr.write(summary.told() + "\n")
    return summary


def play_at_once(folder: Path, seed: int, programmed: list[tuple[str, ...]], jobs: int) -> Summary:
    """Play these evenings in so many processes; what they saw is one summary."""
    summary = Summary()
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        asked = [
            pool.submit(_played, folder, seed + number, kinds)
            for number, kinds in enumerate(programmed)
        ]
        for number, one in enumerate(asked):
            summary.add(one.result())
            if number % TOLD_AFTER == TOLD_AFTER - 1:
                sys.stderr.write(summary.told() + "\n")
    return summary


def _played(folder: Path, seed: int, kinds: tuple[str, ...]) -> Summary:
    summary = Summary()
    play(folder, seed, kinds, summary)
    return summary


def programme(seed: int, evenings: int, of: tuple[str, ...], clean: int) -> list[tuple[str, ...]]:
    """Return the kinds of mistakes of each evening; ``clean`` of a hundred have none."""
    chance, turn = random.Random(seed), 0
    programmed = []
    for number in range(evenings):
        kinds: tuple[str, ...] = ()
        if (number + 1) * (100 - clean) // 100 > number * (100 - clean) // 100:
            more = chance.sample(of, min(chance.randrange(MOST_AT_ONCE), len(of)))
            kinds = tuple(dict.fromkeys((of[turn % len(of)], *more)))
            kinds = _two_of_cash_at_most(kinds)
            turn += 1
        programmed.append(kinds)
    return programmed


def _two_of_cash_at_most(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kinds without a third mistake of cash: there are two tills."""
    cash = [kind for kind in kinds if kind in (*ALL_CASH, FLOAT_MISCOUNTED, CASH_ACROSS)]
    if CASH_ACROSS in cash:
        cash.sort(key=CASH_ACROSS.__ne__)
        return tuple(kind for kind in kinds if kind not in cash[1:])
    return tuple(kind for kind in kinds if kind not in cash[2:])


def main() -> int:
    """Play; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evenings", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--set", choices=SETS, default="both")
    parser.add_argument("--kind", choices=SETS["both"], help="only this one")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--clean", type=int, default=50, metavar="PERCENT")
    chosen = parser.parse_args()
    kinds = (chosen.kind,) if chosen.kind else SETS[chosen.set]
    programmed = programme(chosen.seed, chosen.evenings, kinds, chosen.clean)
    summary = play_at_once(chosen.dir, chosen.seed, programmed, chosen.jobs)
    sys.stdout.write(summary.told() + "\n")
    return 1 if summary.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
