"""The Outage panel: the kit of papers, emergency tickets, and paper sales keyed in afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.kit_files import KitMade, KitPapers
from kiosk.presenters.check_slip import CheckSlip, ReadCheck, check_given
from kiosk.presenters.desk import Desk
from kiosk.presenters.kit import Kit, KitState
from kiosk.presenters.one_act import OneAct
from kiosk.presenters.paper_time import time_on_paper
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.clock import Clock
from pos.errors import AmountInvalid, PaperCount, PaperKeyed, PosError, TextMissing
from pos.ids import Ids, PerformanceId, PriceTypeId, ZoneId
from pos.money import Money, total
from pos.paying.rounding import cash_due
from pos.views.catalogue import PerformanceView, PriceTypeView, ZoneView
from pos.views.outage import (
    MOST,
    Keyed,
    PaperBlock,
    PaperLine,
    PaperSale,
    PaperSold,
    PaperTicket,
)
from pos.views.paying import SlipTyped
from pos.views.people import Permission
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from datetime import datetime

    from pos.office import Office

MINUTE_S = 60.0


class OutagePage(Enum):
    """What the panel shows of the performance that is chosen."""

    KIT = "kit"
    TICKETS = "tickets"
    KEY = "key"


_NO_KIT = KitState()
_WAYS = {"outage": OutagePage.KIT, "paper_sales": OutagePage.KEY}
"""Where ``desk.walk_to`` leads."""


@dataclass(frozen=True, slots=True)
class Show:
    """A performance to choose. ``out``: emergency tickets that are neither keyed in nor given
    back."""

    performance_id: PerformanceId
    production: str
    starts_at: datetime
    out: int


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A ticket of the sale that is being keyed. ``prices``: what it may have been sold as;
    ``chosen``: which of them."""

    ticket: PaperTicket
    prices: tuple[tuple[PriceTypeView, Money], ...]
    chosen: int

    @property
    def price(self) -> Money:
        """What it costs."""
        return self.prices[self.chosen][1]

    @property
    def kind(self) -> PriceTypeView:
        """What it was sold as."""
        return self.prices[self.chosen][0]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What was typed beside the tickets of one line of the tally sheet. ``taken`` empty: what the
    tickets cost; ``time`` empty: now."""

    taken: str = ""
    time: str = ""
    sold_by: str = ""
    check: CheckSlip | None = None
    slip: SlipTyped | None = None


@dataclass(frozen=True, slots=True)
class OutageState:
    """``kit``: how the papers stand, ``age_min`` old. ``zones``: of the chosen performance, where
    it has several; ``room``: how many emergency tickets can be made there now, under None
    wherever is best. ``lines``: tickets of the sale being keyed; ``sold``: the sale keyed last;
    ``tally``: the sum of the tally sheet, as far as it was typed. ``returning``: the block of which
    a reason is asked."""

    shown: bool = False
    page: OutagePage = OutagePage.KIT
    shows: tuple[Show, ...] = ()
    chosen: PerformanceId | None = None
    kit: KitState = _NO_KIT
    age_min: int = 0
    blocks: tuple[PaperBlock, ...] = ()
    zones: tuple[ZoneView, ...] = ()
    zone: ZoneId | None = None
    room: Mapping[ZoneId | None, int] = field(default_factory=dict)
    made: PaperBlock | None = None
    returning: str = ""
    lines: tuple[KeyLine, ...] = ()
    kind: TenderKind = TenderKind.CASH
    keyed: Keyed | None = None
    sold: PaperSold | None = None
    tally: Money | None = None
    may_make: bool = False
    may_print: bool = False
    may_return: bool = False
    serves: bool = False
    read: bool = False
    busy: bool = False
    refusal: PosError | None = None

    @property
    def show(self) -> Show | None:
        """The performance that is chosen."""
        return next((show for show in self.shows if show.performance_id == self.chosen), None)

    @property
    def papers(self) -> KitPapers | None:
        """The files of the chosen performance in the kit."""
        made = self.kit.made
        every = made.performances if made is not None else ()
        return next((each for each in every if each.performance_id == self.chosen), None)

    @property
    def mine(self) -> tuple[PaperBlock, ...]:
        """The blocks of the chosen performance."""
        return tuple(block for block in self.blocks if block.performance_id == self.chosen)

    @property
    def to_print(self) -> int:
        """How many emergency tickets of the chosen performance may go to the ticket printer."""
        return sum(block.to_print for block in self.mine) if self.may_print else 0

    @property
    def due(self) -> Money | None:
        """What the tickets of the sale being keyed cost; None while there is none."""
        if not self.lines:
            return None
        return total((line.price for line in self.lines), self.lines[0].price.currency)


@dataclass(frozen=True, slots=True)
class _Known:
    performances: tuple[PerformanceView, ...]
    blocks: tuple[PaperBlock, ...]


@dataclass(frozen=True, slots=True)
class _Chosen:
    zones: tuple[ZoneView, ...]
    keyed: Keyed
    room: dict[ZoneId | None, int]


class Outage(Presenter[OutageState]):
    """Opened by ``desk.walk_to("outage")``, or ``paper_sales`` for those to be keyed in. GUI
    thread.

    ``opens``: shows a file with the computer's own program; the screen brings it.
    """

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, clock: Clock, timers: Timers, kit: Kit
    ) -> None:
        super().__init__(OutageState())
        self._tasks = tasks
        self._desk = desk
        self._clock = clock
        self._timers = timers
        self._kit = kit
        self._making = OneAct(tasks, desk, ids, self._is_busy)
        self._returning = OneAct(tasks, desk, ids, self._is_busy)
        self._printing = OneAct(tasks, desk, ids, self._is_busy)
        self._keying = OneAct(tasks, desk, ids, self._is_busy)
        self._opening = OneAct(tasks, desk, ids, self._is_busy)
        self._asked = 0
        self._ticks: Timer | None = None
        self.opens: Callable[[Path], bool] | None = None
        self.on_ticket_stock = False
        """The window has a ticket printer, which may print emergency tickets too."""
        kit.watch(self._kit_is)
        desk.walks.append(self._walked)
        desk.changed.append(self._desk_changed)

    # ---- come, go, choose ----

    def close(self) -> None:
        """Put the panel away."""
        if not self.state.busy:
            self._forget()

    def go(self, page: OutagePage) -> None:
        """Show another page of the chosen performance."""
        self._now(page=page, refusal=None, made=None, returning="", sold=None)

    def choose(self, performance_id: PerformanceId) -> None:
        """Look at another performance; what was keyed half is dropped."""
        if self.state.busy or performance_id == self.state.chosen:
            return
        self._now(
            chosen=performance_id,
            zones=(),
            zone=None,
            room={},
            keyed=None,
            lines=(),
            sold=None,
            made=None,
            returning="",
            tally=None,
            refusal=None,
        )
        self._read_chosen()

    def refresh(self) -> None:
        """Read again what is shown."""
        if self.state.shown:
            self._read()

    # ---- the kit ----

    def fresh(self) -> None:
        """Make the papers now, and show those of the chosen performance when they are there."""
        self._now(refusal=None)
        self._kit.now(self._open_fresh)

    def open_papers(self) -> None:
        """Show the papers as they lie there."""
        papers = self.state.papers
        if papers is not None:
            self._open(papers.papers)

    def open_tickets(self) -> None:
        """Show the sheets of emergency tickets that lie there."""
        papers = self.state.papers
        if papers is not None and papers.tickets:
            self._open(papers.tickets)

    def _open_fresh(self, _made: KitMade) -> None:
        if self.state.shown:
            self.open_papers()

    def _open(self, name: str) -> None:
        made = self.state.kit.made
        if made is not None and self.opens is not None:
            self.opens(made.file(name))

    # ---- emergency tickets ----

    def choose_zone(self, zone: ZoneId | None) -> None:
        """Where the places of the next block are to be; None: wherever is best."""
        self._now(zone=zone)

    def make(self, count: str) -> None:
        """Make so many emergency tickets for the chosen performance, and the papers anew."""
        state = self.state
        if state.chosen is None or state.busy:
            return
        number = count.strip()
        if not number.isdecimal() or not 0 < len(number) <= 3:
            self._now(refusal=PaperCount(most=MOST))
            return
        chosen, zone, many = state.chosen, state.zone, int(number)
        self._now(refusal=None, made=None)
        self._making.do(
            (chosen, zone, many),
            lambda office, command, who: office.paper_blocks.make(command, who, chosen, zone, many),
            self._made,
            self._refuse,
        )

    def _made(self, block: PaperBlock) -> None:
        self._now(made=block)
        self._read()
        self._kit.now(lambda _made: self.open_tickets() if self.state.shown else None)

    def print_out(self) -> None:
        """Print the emergency tickets of the chosen performance on ticket stock; the sheets go
        without them from then on."""
        state = self.state
        chosen = state.chosen
        if chosen is None or state.busy:
            return
        self._now(refusal=None)
        self._printing.do(
            (chosen, state.to_print),
            lambda office, command, who: office.paper_blocks.print_out(command, who, chosen),
            self._printed,
            self._refuse,
        )

    def _printed(self, _count: int) -> None:
        self._now(made=None)
        self._read()
        self._kit.now()

    def ask_back(self, block_id: str) -> None:
        """Papers of a block are to be given back: ask why."""
        again = "" if self.state.returning == block_id else block_id
        self._now(returning=again, refusal=None, made=None)

    def give_back(self, reason: str) -> None:
        """Give back what is out of the block that was asked about."""
        block_id, why = self.state.returning, reason.strip()
        if not block_id or self.state.busy:
            return
        if not why:
            self._now(refusal=TextMissing(field="reason"))
            return
        self._now(refusal=None)
        self._returning.do(
            (block_id, why),
            lambda office, command, who: office.paper_blocks.give_back(command, who, block_id, why),
            self._given_back,
            self._refuse,
        )

    def _given_back(self, _block: PaperBlock) -> None:
        self._now(returning="")
        self._read()
        self._kit.now()

    # ---- paper sales ----

    @property
    def takes_codes(self) -> bool:
        """Whether what is scanned now is an emergency ticket to be keyed in."""
        return self.state.shown and self.state.page is OutagePage.KEY

    def add(self, text: str) -> None:
        """A number was typed, or a paper scanned: one ticket more in this sale."""
        chosen = self.state.chosen
        if chosen is None or self.state.busy or not text.strip():
            return
        self._now(refusal=None, sold=None)

        def work(office: Office) -> KeyLine:
            ticket = office.paper_sales.find(chosen, text)
            return KeyLine(ticket, office.paper_sales.prices(ticket), 0)

        self._tasks.ask(work, self._added, self._refuse, self)

    def _added(self, line: KeyLine) -> None:
        state = self.state
        if line.ticket.performance_id != state.chosen:
            return
        if any(line.ticket == one.ticket for one in state.lines):
            self._now(refusal=PaperKeyed(number=line.ticket.number))
            return
        if state.lines:  # the next ticket of a sale is most often like the one before
            same = state.lines[-1].kind.price_type_id
            places = [kind.price_type_id for kind, _ in line.prices]
            line = replace(line, chosen=places.index(same) if same in places else 0)
        self._now(lines=(*state.lines, line))

    def next_type(self, index: int) -> None:
        """It was sold as something else: the next price type."""
        line = self.state.lines[index]
        changed = replace(line, chosen=(line.chosen + 1) % len(line.prices))
        lines = list(self.state.lines)
        lines[index] = changed
        self._now(lines=tuple(lines), refusal=None)

    def drop(self, index: int) -> None:
        """Take a ticket off this sale again."""
        lines = self.state.lines
        self._now(lines=(*lines[:index], *lines[index + 1 :]), refusal=None)

    def paid_by(self, kind: TenderKind) -> None:
        """How it was paid."""
        self._now(kind=kind, refusal=None)

    def key_in(self, form: PaperForm) -> None:
        """Put the sale into the books."""
        due, chosen = self.state.due, self.state.chosen
        if due is None or chosen is None or self.state.busy:
            return
        try:
            sale = self._sale(form, due)
        except PosError as error:
            self._now(refusal=error)
            return
        self._now(refusal=None)
        self._keying.do(
            sale,
            lambda office, command, who: (
                office.paper_sales.key_in(command, who, sale),
                office.paper_blocks.keyed(chosen),
            ),
            self._keyed_in,
            self._refuse,
        )

    def _sale(self, form: PaperForm, due: Money) -> PaperSale:
        kind, company = self.state.kind, self._desk.company
        zone = company.zone if company is not None else "UTC"
        sold_at = time_on_paper(form.time, self._clock.now(), zone)
        if kind is TenderKind.CASH and company is not None:
            due = cash_due(due, company.paying.cash_rounding)
        taken = Money.parse(form.taken.strip(), due.currency) if form.taken.strip() else due
        check = None
        if kind is TenderKind.CHECK:
            check = check_given(form.check or CheckSlip("", ""), ReadCheck(), self._desk.today())
        return PaperSale(
            lines=tuple(
                PaperLine(line.ticket.emergency_id, PriceTypeId(line.kind.price_type_id))
                for line in self.state.lines
            ),
            kind=kind,
            taken=taken,
            sold_at=sold_at,
            sold_by=form.sold_by,
            check=check,
            slip=form.slip if kind is TenderKind.CARD else None,
        )

    def _keyed_in(self, answer: tuple[PaperSold, Keyed]) -> None:
        sold, keyed = answer
        self._now(sold=sold, keyed=keyed, lines=())
        self._read()

    def open_drawer(self, reason: str) -> None:
        """Cash of paper sales goes into the drawer: open it, for this reason."""
        self._now(refusal=None)
        self._opening.do(
            (reason, len(self.state.keyed.sales) if self.state.keyed is not None else 0),
            lambda office, command, who: office.tills.no_sale(command, who, reason),
            lambda _opening: None,
            self._refuse,
        )

    def tally_is(self, text: str) -> None:
        """The sum under the tally sheet is typed."""
        keyed = self.state.keyed
        if keyed is None:
            return
        try:
            self._now(tally=Money.parse(text.strip(), keyed.currency) if text.strip() else None)
        except AmountInvalid:
            self._now(tally=None)

    # ---- inside ----

    def _read(self) -> None:
        self._tasks.ask(
            lambda office: _Known(office.kits.performances(), office.paper_blocks.blocks()),
            self._know,
            self._refuse,
            self,
        )

    def _know(self, known: _Known) -> None:
        if not self.state.shown:
            return
        out: dict[PerformanceId, int] = {}
        shows: dict[PerformanceId, Show] = {}
        for block in known.blocks:
            out[block.performance_id] = out.get(block.performance_id, 0) + block.out
        told = [(b.performance_id, b.production, b.starts_at) for b in known.blocks]
        told += [(p.performance_id, p.production, p.starts_at) for p in known.performances]
        for key, production, starts_at in told:
            shows[key] = Show(key, production, starts_at, out.get(key, 0))
        ordered = tuple(sorted(shows.values(), key=lambda show: show.starts_at))
        self._now(shows=ordered, blocks=known.blocks, read=True)
        if self.state.chosen is None and ordered:
            self.choose(self._first(ordered))
        else:
            self._read_chosen()

    def _first(self, shows: tuple[Show, ...]) -> PerformanceId:
        """Return what is likeliest wanted: papers to be keyed in, what is sold, what is next."""
        waiting = [show for show in shows if show.out]
        if self.state.page is OutagePage.KEY and waiting:
            return waiting[0].performance_id
        sold = [show for show in shows if show.performance_id == self._desk.chosen]
        ahead = [show for show in shows if show.starts_at > self._clock.now()]
        return (sold or ahead or list(shows))[0].performance_id

    def _read_chosen(self) -> None:
        chosen = self.state.chosen
        if chosen is None:
            return
        self._asked += 1
        number = self._asked

        def work(office: Office) -> _Chosen:
            papers = office.paper_blocks
            return _Chosen(papers.zones(chosen), papers.keyed(chosen), papers.room(chosen))

        def know(found: _Chosen) -> None:
            if number == self._asked:
                self._now(zones=found.zones, keyed=found.keyed, room=found.room)

        self._tasks.ask(work, know, self._refuse, self)

    def _kit_is(self, kit: KitState) -> None:
        self._now(kit=kit, age_min=self._age(kit))

    def _age(self, kit: KitState) -> int:
        """Return how many whole minutes old the papers are."""
        if kit.made is None:
            return 0
        return max(int((self._clock.now() - kit.made.as_of).total_seconds() // MINUTE_S), 0)

    def _tick(self) -> None:
        """A minute went by while somebody looks."""
        self._ticks = None
        if self.state.shown:
            self._now(age_min=self._age(self.state.kit))
            self._ticks = self._timers.after(MINUTE_S, self._tick)

    def _is_busy(self, busy: bool) -> None:
        self._now(busy=busy)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _forget(self) -> None:
        if self._ticks is not None:
            self._ticks.cancel()
            self._ticks = None
        self._become(OutageState(kit=self.state.kit))

    def _walked(self, where: str) -> None:
        page = _WAYS.get(where)
        if page is None or self._desk.session is None:
            return
        may = self._desk.may
        self._become(
            OutageState(
                shown=True,
                page=page,
                kit=self.state.kit,
                age_min=self._age(self.state.kit),
                may_make=may(Permission.PAPER_TICKETS),
                may_print=may(Permission.PAPER_TICKETS) and self.on_ticket_stock,
                may_return=may(Permission.CLOSE_DAY),
                serves=self._desk.serves,
            )
        )
        self._read()
        self._tick()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._forget()
        elif self.state.shown:
            self._now(serves=self._desk.serves)
