"""A whole evening at the window, played through the real screens with real touches: ``foyer demo
--evening``.

Two cashiers, walk-up sales and will-call, paper that runs out, an answer that is lost, two counted
tills and a closed day, on a clock moved by hand. What it leaves is checked against what the hands
counted; the same seed leaves the same totals.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Callable, Generator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication, QWidget

from hardware.simulators.control import ControlClient
from kiosk.application import Seams, StaffedWindow
from kiosk.demo import pictures, plan
from kiosk.demo.cashier import Cashier
from kiosk.demo.counter import Counter
from kiosk.demo.folder import claim
from kiosk.demo.hub_pictures import HubPictures
from kiosk.demo.plan import Collector, Coupon, Event, Offer, Paid, Walkup
from kiosk.demo.player import Player, Script, Stuck, Wait
from kiosk.demo.preparing import (
    FIRST_CASHIER,
    MANAGER,
    SECOND_CASHIER,
    SUPERVISOR,
    Person,
    pins_line,
    prepare,
)
from kiosk.demo.virtual import DESK, Starting, VirtualDevice, introduce, window_toml
from kiosk.settings import (
    CHECK_READER,
    PAYMENT_TERMINAL,
    RECEIPT_PRINTER,
    SCANNER,
    TICKET_PRINTER,
    Home,
)
from pos.clock import ManualClock, SystemClock
from pos.lifecycles import PrintState
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.cash import Finding, TillReportView
    from pos.views.catalogue import HallView, HouseView

ZONE = ZoneInfo("America/Los_Angeles")
OPENS = time(17, 50)
FLOAT_MINOR = 30_000
SHORT_MINOR = 500
"""What is missing in the second till: wrong change was given."""
ANSWER_WITHIN_S = 8
"""How long a lost answer is waited for; a virtual printer answers in a tenth of a second, and
in many times that on a busy machine: what came later would be one more paper in doubt."""
COUPONS = (
    Coupon("OVERTURE15", ("NW-2", "RACH-1"), 1),
    Coupon("NEIGHBOR10", ("NW-2", "RACH-1"), 3),
    Coupon("RUSH20", ("NW-2", "SWAN-1"), 0, "student"),
)
"""What the demo season's promo codes are good for."""
PARTS = ("home", "tickets", "receipts", "terminal", "screens", "reports")
GIFT_DOLLARS = 60


@dataclass(slots=True)
class Outcome:
    """What the evening left, as ``evening.json`` tells it."""

    seed: int
    date: str
    counts: dict[str, int] = field(default_factory=dict)
    totals_minor: dict[str, int] = field(default_factory=dict)
    terminal_minor: dict[str, int] = field(default_factory=dict)
    """What the terminal's own journal says."""
    papers: dict[str, int] = field(default_factory=dict)
    disagreements: list[str] = field(default_factory=list)
    findings: list[dict[str, object]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)
    """One line a patron: what they bought or collected."""
    seconds: float = 0.0
    touches: int = 0
    screens: int = 0

    @property
    def good(self) -> bool:
        """Whether the books agree with themselves, with the hands and with the paper."""
        return not self.findings and not self.disagreements


class PlayedEvening:
    """One evening.

    Args:
        app: The application; its event loop is run here.
        out: The folder everything is left in. What an earlier evening left there is removed.
        seed: Who comes, and what they want.
        window_file: Devices to use in the place of the virtual ones.
        playing: Told of the player before it begins.
        patrons: How many come; None: as many as of an evening.
    """

    def __init__(
        self,
        app: QApplication,
        out: Path,
        seed: int,
        window_file: Path | None = None,
        playing: Callable[[Player], None] = lambda player: None,
        patrons: int | None = None,
    ) -> None:
        self._app = app
        self._out = out
        self._seed = seed
        self._window_file = window_file
        self.playing = playing
        self._patrons = plan.PATRONS if patrons is None else patrons
        today = SystemClock().now().astimezone(ZONE).date()
        self.clock = ManualClock(datetime.combine(today, OPENS, ZONE))
        self._devices: dict[str, VirtualDevice] = {}
        self._controls: dict[str, ControlClient] = {}
        self._pictures: list[str] = []
        self._error: BaseException | None = None
        self.outcome = Outcome(seed, today.isoformat())

    def play(self) -> Outcome:
        """Play it to the end and return what it left.

        Raises:
            Stuck: Something that was awaited did not come.
        """
        took = QElapsedTimer()
        took.start()
        home = self._clean_folder()
        self._start_devices(home)
        try:
            self._play(home)
        finally:
            self._stop_devices()
        if self._error is not None:
            raise self._error
        self.outcome.seconds = round(took.elapsed() / 1000, 1)
        self._count_papers()
        self._write()
        return self.outcome

    # ---------------------------------------------------------------------------- before, after

    def _clean_folder(self) -> Home:
        self._lock = claim(self._out, PARTS)
        return Home(self._out / "home")

    def _start_devices(self, home: Home) -> None:
        if self._window_file is not None:
            shutil.copy(self._window_file, home.settings_file)
            return
        folders = {
            TICKET_PRINTER: self._out / "tickets",
            RECEIPT_PRINTER: self._out / "receipts",
            PAYMENT_TERMINAL: self._out / "terminal",
        }
        self._devices = Starting({**folders, **dict.fromkeys(DESK)}, self._seed).wait()
        text = window_toml(self._devices, name="Window 1", answer_within_s=ANSWER_WITHIN_S)
        home.settings_file.write_text(text, encoding="utf-8")
        introduce(self._devices, home)
        self._controls = {
            name: ControlClient(device.control) for name, device in self._devices.items()
        }

    def _stop_devices(self) -> None:
        for control in self._controls.values():
            control.close()
        for device in self._devices.values():
            device.stop()

    def _play(self, home: Home) -> None:
        bytes_of = random.Random(self._seed).randbytes
        seams = Seams(self.clock, bytes_of, prepare=prepare, reports=self._out / "reports")
        self.window = StaffedWindow(home, seams)
        self.window.stopped.connect(self._stopped)
        previous, sys.excepthook = sys.excepthook, self.window.stops.unhandled
        self.window.show()
        self.window.sign_in.set_line(pins_line())
        self.cashier = Cashier(self.window, Counter(self._controls), self._picture)
        self.player = Player(self._script(), self._finished)
        self.playing(self.player)
        self.player.start()
        try:
            self._app.exec()
        finally:
            self.window.close()
            self.window.shell.hide()
            sys.excepthook = previous

    def _finished(self, error: BaseException | None) -> None:
        if error is not None:
            self._error = error
            self._picture("stuck")
        self._app.quit()

    def _stopped(self, why: str) -> None:
        self._finished(Stuck(f"the window stopped: {why}"))

    # ------------------------------------------------------------------------------- the script

    def _script(self) -> Script:
        yield Wait(lambda: self._ready, "the office to open")
        evening = yield from self._plan()
        cashier = self.cashier
        shifts = ((FIRST_CASHIER, 0), (SECOND_CASHIER, SHORT_MINOR))
        for (person, short), turns in zip(shifts, evening.shifts, strict=True):
            yield from cashier.sign_in(person)
            if person is SECOND_CASHIER:
                yield from cashier.change_theme()
            yield from cashier.open_till(FLOAT_MINOR)
            if person is FIRST_CASHIER:
                yield from self._show_hub()
            for turn in turns:
                self._until(turn.at)
                yield from self._turn(turn.what, person)
            yield from self._papers_out()
            self._until(turns[-1].at)
            yield from cashier.close_till(MANAGER, short)
            if person is FIRST_CASHIER:
                yield from cashier.sign_out()
        yield from cashier.close_day(MANAGER)
        yield from self._ask(self._take_stock)
        yield from self._show_bench()
        self._ask_the_readers()

    @property
    def _ready(self) -> bool:
        return self.window.device_side is not None and self.window.entry.state.ready

    def _until(self, moment: datetime) -> None:
        self.clock.advance(max(moment - self.clock.now(), moment - moment))
        self.window.shell.tick()

    def _turn(self, what: Walkup | Collector | Event, person: Person) -> Script:
        if isinstance(what, Walkup):
            yield from self.cashier.sell(what, SUPERVISOR)
        elif isinstance(what, Collector):
            yield from self.cashier.hand_over(what)
        else:
            yield from self._event(what, person)

    def _event(self, event: Event, person: Person) -> Script:
        cashier = self.cashier
        acts: Mapping[Event, Callable[[], Script]] = {
            Event.NO_SALE: lambda: cashier.no_sale("Change for the usher"),
            Event.REPRINT: self._reprint,
            Event.SEAT_REFUSED: self._look_and_point,
            Event.X_REPORT: cashier.x_report,
            Event.LOCK: lambda: cashier.lock_and_come_back(person),
            Event.OUT_OF_STOCK: self._out_of_stock,
            Event.LOST_ANSWER: self._lost_answer,
            Event.CARD_DECLINED: lambda: self._family_pays(Paid.CARD_DECLINED),
            Event.CARD_PARTIAL: lambda: self._family_pays(Paid.CARD_PARTIAL),
            Event.CARD_LOST: lambda: self._family_pays(Paid.CARD_LOST),
            Event.SET_ASIDE: lambda: self._family_pays(Paid.SET_ASIDE),
            Event.GIFT_SOLD: lambda: cashier.sell_gift(GIFT_DOLLARS, "Zoë Quill", Paid.CARD),
            Event.GIVE_BACK: self._give_back,
            Event.GIFT_USED: lambda: self._family_pays(Paid.CERTIFICATE),
        }
        yield from acts[event]()

    def _family_pays(self, paid: Paid) -> Script:
        yield from self.cashier.sell(self._four_for_the_family(paid), SUPERVISOR)

    def _give_back(self) -> Script:
        if not self.cashier.counter.takes_cards:
            return
        yield from self._family_pays(Paid.CARD)
        yield from self.cashier.give_back(MANAGER)

    def _look_and_point(self) -> Script:
        if self._controls:
            yield from self.cashier.look_at_devices()
        yield from self.cashier.look_up_facts()
        yield from self.cashier.touch_taken_seat()

    def _reprint(self) -> Script:
        yield from self._papers_out()
        yield from self.cashier.reprint(SUPERVISOR)

    # --------------------------------------------------------------------------------- trouble

    def _out_of_stock(self) -> Script:
        """Two of four tickets come out, then the stock is gone; the rest prints after loading."""
        if not self._controls:
            return
        yield from self._papers_out()
        tickets = self._controls[TICKET_PRINTER]
        tickets.do("fault", {"kind": "out_of_stock", "after": 2})
        yield from self.cashier.sell(self._four_for_the_family(), SUPERVISOR)
        yield from self.cashier.hands.wait_for("banner")
        yield Wait(lambda: len(self._waiting()) >= 1, "tickets waiting")
        self._picture("banner-out-of-tickets")
        tickets.do("load_stock", {"count": 1_000})
        yield from self._papers_out()
        yield from self.cashier.hands.wait_away("banner")

    def _lost_answer(self) -> Script:
        """The paper is good and its acknowledgement never comes: a person looks and says so."""
        if not self._controls:
            return
        yield from self._papers_out()
        self._controls[TICKET_PRINTER].do("fault", {"kind": "ack_lost"})
        yield from self.cashier.sell(self._four_for_the_family(), SUPERVISOR)
        yield from self.cashier.say_it_came_out()

    def _four_for_the_family(self, paid: Paid = Paid.EXACT) -> Walkup:
        return Walkup(self._family, 4, plan.How.BEST, 3, (), "", paid, 0)

    def _waiting(self) -> tuple[object, ...]:
        return self.window.rooms.print_tasks.state.waiting

    def _papers_out(self) -> Script:
        """Wait until nothing is queued or under way at any printer."""
        quiet: list[bool] = []
        for _ in range(10_000):
            quiet.clear()
            yield from self._ask(lambda office: quiet.append(self._is_quiet(office)))
            if quiet[0]:
                return

    def _is_quiet(self, office: Office) -> bool:
        """Thread: ledger."""
        equipment = self.window.equipment
        assert equipment is not None
        queued = (office.prints.queued(name) for name in (TICKET_PRINTER, RECEIPT_PRINTER))
        return not any(queued) and not equipment.spool.busy

    # ----------------------------------------------------------------------------- eyes, voice

    def _show_bench(self) -> Script:
        """Take a picture of the bench as it would stand there."""
        if not self._devices:
            return
        bench = pictures.bench(self.window, self._devices)
        yield Wait(lambda: bench.heard == set(self._devices), "every device to have told")
        bench.grab()  # lays it out, unseen
        bench.look_at(SCANNER)
        self._keep("bench", bench)
        bench.deleteLater()

    def _show_hub(self) -> Script:
        """Take pictures of what a window of a venue with a hub shows besides."""
        window = self.window
        show = next(show for show in window.desk.performances if not show.general_admission)
        asked: list[tuple[HallView, HouseView]] = []

        def look(office: Office) -> None:
            of = office.catalogue
            asked.append((of.hall(show.hall_id), of.house(show.performance_id, None)))

        yield from self._ask(look)
        pages = HubPictures(window, show, *asked[0])
        window.shell.top_bar.set_connection(*pages.chip)
        for name, page in (("hub", pages.page), ("hub-blocks", pages.map)):
            window.shell.show_panel(page)
            page.grab()  # lays it out, unseen
            self._picture(name)
            window.shell.hide_panel(page)
        window.shell.top_bar.set_connection("", "good")

    def _picture(self, name: str) -> None:
        """Keep the screen under a name, and what the patron reads while they pay."""
        new = self._keep(name, self.window.shell)
        if new and name == "pay" and (page := pictures.second_screen(self.window)) is not None:
            self._keep("patron", page)
            page.deleteLater()

    def _keep(self, name: str, shown: QWidget) -> bool:
        """Return whether it is the first picture of that name."""
        name = f"{name}-dark" if self.window.shell.theme.dark else name
        if name in self._pictures:
            return False
        self._pictures.append(name)
        file = self._out / "screens" / f"{len(self._pictures):02d}-{name}.png"
        return shown.grab().save(str(file))

    def _ask(self, work: Callable[[Office], object]) -> Script:
        answered: list[object] = []
        self.window.ledger.ask(work, answered.append, answered.append)
        yield Wait(lambda: bool(answered), "an answer of the office")
        if isinstance(answered[0], Exception):
            raise answered[0]

    def _plan(self) -> Generator[Wait, None, plan.Evening]:
        asked: list[tuple[list[Offer], list[Collector]]] = []
        yield from self._ask(lambda office: asked.append(self._what_there_is(office)))
        offers, waiting = asked[0]
        self._family = next(each.code for each in offers if not each.tonight and not each.counted)
        opens = self.clock.now()
        sales, pick_ups = plan.shared_out(self._patrons)
        return plan.evening(
            self._seed, offers, waiting, COUPONS, opens, sales=sales, pick_ups=pick_ups
        )

    def _what_there_is(self, office: Office) -> tuple[list[Offer], list[Collector]]:
        """Thread: ledger."""
        today = self.clock.now().astimezone(ZONE).date()
        offers, waiting = [], []
        for show in office.catalogue.performances():
            hall = office.catalogue.hall(show.hall_id)
            zones = tuple(zone.position for zone in hall.zones)
            tonight = show.starts_at.astimezone(ZONE).date() == today
            offers.append(Offer(show.code, show.general_admission, zones, tonight, show.starts_at))
            if tonight:
                rows = office.will_call.find("", show.performance_id, 2_000)
                waiting += [
                    Collector(row.order_number, row.name, bool(row.owing), row.starts_at)
                    for row in sorted(rows, key=lambda row: row.order_number)
                    if row.collected_at is None
                ]
        return offers, waiting

    # --------------------------------------------------------------------------------- stock

    def _take_stock(self, office: Office) -> None:
        """Compare the books with what the hands counted. Thread: ledger."""
        tally, outcome = self.cashier.tally, self.outcome
        day: TillReportView = office.closing.day_reports()[-1]
        outcome.counts = {
            "walk_up_sales": tally.sales,
            "tickets_sold": tally.tickets,
            "comps": tally.comps,
            "with_promo": tally.promos,
            "seats_on_map": tally.on_map,
            "general_admission": tally.counted,
            "will_call_handed_over": tally.collected,
            "will_call_paid_at_window": tally.collected_owing,
            "seats_refused": tally.seats_refused,
            "no_sales": tally.no_sales,
            "reprints": tally.reprints,
            "prints_decided_by_a_person": tally.doubts,
            "scans": tally.scans,
            "checks_read": tally.checks_read,
            "shown_to_patron": tally.shown_to_patron,
            "paid_by_card": tally.by_card,
            "cards_declined": tally.cards_declined,
            "cards_partial": tally.cards_partial,
            "cards_found_by_asking": tally.cards_found,
            "finished_from_money_in_doubt": tally.set_aside,
            "certificates_sold": tally.gifts_sold,
            "certificates_used": tally.gifts_used,
            "given_back": tally.given_back,
            "tills_closed": len(office.closing.z_reports()),
        }
        taken = {row.label: row.net.minor for row in day.by_tender}
        fees = day.fees - day.fees_back
        outcome.totals_minor = {**taken, "gross": day.net.minor, "fees": fees.minor}
        outcome.refused, outcome.journal = tally.refused, tally.journal
        outcome.touches = self.cashier.hands.touches
        outcome.findings = [_as_json(finding) for finding in office.verify()]
        for what, books, hands in (
            ("taken", taken, {k: v for k, v in tally.taken.items() if v}),
            ("sales", day.sales, tally.sales),
            ("comps", day.comps, tally.comps),
            ("no-sales", day.no_sales, tally.no_sales),
        ):
            if books != hands:
                outcome.disagreements.append(f"{what}: the books say {books}, the hands {hands}")
        outcome.papers["tickets_in_books"] = _printed_tickets(office)
        endorsed = sum(row.count for row in day.by_tender if row.label == "check")
        small = endorsed + tally.cards_declined + tally.gifts_sold + tally.given_back
        outcome.papers["receipts_in_books"] = day.sales + tally.collected_owing + small

    def _ask_the_readers(self) -> None:
        """Compare what the readers read with what was held before them."""
        tally = self.cashier.tally
        self._ask_the_terminal()
        for device, hands in ((SCANNER, tally.scans), (CHECK_READER, tally.checks_read)):
            read = self.cashier.counter.readings(device)
            if read is not None and read != hands:
                said = f"{device}: it says {read}, the hands {hands}"
                self.outcome.disagreements.append(said)

    def _ask_the_terminal(self) -> None:
        """Compare what the terminal's own journal says was charged with the books."""
        found = self.cashier.counter.charged()
        if found is None:
            return
        outcome = self.outcome
        outcome.terminal_minor = {"charged": found[0], "given_back": found[1]}
        books = outcome.totals_minor.get(TenderKind.CARD.value, 0)
        if books != found[0] - found[1]:
            said = f"cards: the books say {books}, the terminal {found[0]} less {found[1]}"
            outcome.disagreements.append(said)

    def _count_papers(self) -> None:
        outcome = self.outcome
        outcome.screens = len(self._pictures)
        if not self._devices:
            return
        for name in ("tickets", "receipts"):
            good = [file for file in (self._out / name).glob("*.png") if _is_good(file)]
            outcome.papers[name] = len(good)
            books = outcome.papers[f"{name}_in_books"]
            if books != len(good):
                outcome.disagreements.append(f"{name}: the books say {books}, paper {len(good)}")

    def _write(self) -> None:
        text = json.dumps({**asdict(self.outcome), "good": self.outcome.good}, indent=1)
        (self._out / "evening.json").write_text(text + "\n", encoding="utf-8")


def _printed_tickets(office: Office) -> int:
    """Return how many tickets the books say came out whole, old issues of reprints among them."""
    printed = 0
    for row in office.orders.find("", 100_000):
        if row.state == "collected":
            tickets = office.orders.get(row.order_id).tickets
            printed += sum(t.print_state == PrintState.PRINTED.value for t in tickets)
    return printed


def _is_good(file: Path) -> bool:
    """Return whether a paper came out whole: a ruined one says so in its name."""
    return file.stem.count("-") == 1


def _as_json(finding: Finding) -> dict[str, object]:
    return asdict(finding)
