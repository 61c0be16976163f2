"""The close of a day with 10,000 sales, the day's statement, and matching 100,000 settlement
lines.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.benchmarks.lines import Figure, middle
from kiosk.benchmarks.plain_sums import CLONE, CLOSE, DAILY, MATCHING, SUMS
from kiosk.benchmarks.sample import Sample, at_work, command, open_home, open_sample, prepared
from kiosk.commands.load import load
from kiosk.demo.preparing import DEMO, MANAGER, TERMINAL_DRIVER, TERMINAL_SERIAL
from kiosk.settings import Home
from pos.ids import CommandId
from pos.lifecycles import PAYMENT, PaymentTrigger
from pos.ports.devices import PrintOutcome, PrintResult
from pos.records import CardAnswer, CardPayment
from pos.views.cash import CountSheet, PaperCounted
from pos.views.people import Permission
from pos.views.selling import TenderGiven, TenderKind
from pos.views.statements import StatementName

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.people import Approval, SessionView

SALES = 10_000
MADE = 100
"""Sales that the services make; the others are copies of them, row by row."""
CHECK_EVERY = 20
LINES = 100_000
AT_A_TIME = 1_000
ROUNDS = 3
_DONE = PrintResult(PrintOutcome.PRINTED)
_DOLLAR = 100


def figures(sales: int = SALES, lines: int = LINES, made: int = MADE) -> Iterator[Figure]:
    """Yield the close of a day with ``sales``, its statement, and matching of ``lines``."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _day(Path(scratch), sales, made)
    with tempfile.TemporaryDirectory() as scratch:
        yield from _matching(Path(scratch), lines)


# ---- the day ----


def _day(folder: Path, sales: int, made: int) -> Iterator[Figure]:
    home = Home(folder / "home")
    cash, check = _sold(home, folder, sales, made)
    office = open_home(home)
    sample = at_work(office)
    took, day = _closed(sample, cash, check)
    if office.closing.day_reports()[-1].sales != sales:
        raise RuntimeError("the day has other sales than were made")
    manager = _manager(office)
    statement = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        office.statements.make(manager, StatementName.DAILY, day)
        statement.append((time.perf_counter() - begun) * 1000)
    office.close()
    of = f"{sales:,} sales"
    yield Figure(
        "close_of_a_day",
        took,
        "ms",
        _plain(home, CLOSE),
        f"plain sqlite3 summing the same {of} for two reports, what is earned and a journal",
    )
    yield Figure(
        "daily_statement",
        middle(statement),
        "ms",
        _plain(home, DAILY),
        f"plain sqlite3 summing the same {of} by tender, hour, performance and day",
    )


def _plain(home: Home, statements: str) -> float:
    return middle(json.loads(_run(SUMS, home.database, statements, ROUNDS)))


def _sold(home: Home, folder: Path, sales: int, made: int) -> tuple[int, int]:
    """Make the day's sales; return the cash, and what stands on every check, minor units."""
    prepared(home)
    shutil.copytree(DEMO, folder / "demo")
    season = folder / "demo" / "season.toml"
    season.write_text(season.read_text().replace("places = 180", f"places = {2 * sales + 180}"))
    office = open_home(home)
    load(office, "season", season)
    sample = at_work(office)
    tonight = next(p for p in office.catalogue.performances() if p.general_admission)
    zone = office.catalogue.hall(tonight.hall_id).zones[0].zone_id
    cash = check = 0
    for number in range(made):
        empty = office.seating.new_cart()
        cart = office.seating.take_places(
            command(office), sample.session, empty, tonight.performance_id, 2, zone
        )
        if number % CHECK_EVERY:
            cash += cart.total.minor
            sample.sell(cart)
        else:
            check = cart.total.minor
            tender = TenderGiven(TenderKind.CHECK, cart.total, cart.total, "1204", "Ann Example")
            office.selling.sell(command(office), sample.session, cart, (tender,))
        for device in ("ticket_printer", "receipt_printer"):
            while (work := office.prints.begin(device)) is not None:
                office.prints.settle(work.job_id, _DONE)
    office.close()
    _run(CLONE, home.database, sales // made)
    return cash * (sales // made), check


def _closed(sample: Sample, cash: int, check: int) -> tuple[float, str]:
    """Count, lock, lock the day, make its journal; return milliseconds and the day. The second
    person's PINs are looked at before."""
    office, session, closing = sample.office, sample.session, sample.office.closing
    till, manager = office.tills.current(), _manager(office)
    if till is None:
        raise RuntimeError("no till is open")
    dollars, cents = divmod(cash, _DOLLAR)
    sheet = CountSheet(
        notes=((_DOLLAR * _DOLLAR, dollars // _DOLLAR), (_DOLLAR, dollars % _DOLLAR)),
        coins=((1, cents),),
    )
    lock = _word(office, session, Permission.APPROVE_CLOSE)
    lock_day = _word(office, session, Permission.CLOSE_DAY)
    begun = time.perf_counter()
    closing.start_count(command(office), session)
    papers = tuple(
        PaperCounted(each.kind, each.subject_id, each.number, each.payer, check)
        for each in closing.papers_to_count(session, till.till_id)
    )
    closing.submit_count(command(office), session, sheet, papers)
    closing.approve(CommandId(lock.command), session, till.till_id, lock, "")
    day = closing.close_day(CommandId(lock_day.command), session, lock_day).business_date
    office.books.journal(manager, day)
    return (time.perf_counter() - begun) * 1000, day.isoformat()


def _manager(office: Office) -> SessionView:
    person = next(p for p in office.people.staff() if p.name == MANAGER.name)
    return office.people.sign_in(person.user_id, MANAGER.pin)


def _word(office: Office, session: SessionView, permission: Permission) -> Approval:
    person = next(p for p in office.people.staff() if p.name == MANAGER.name)
    return office.people.approve(person.user_id, MANAGER.pin, permission, command(office), session)


# ---- settlement ----


def _matching(folder: Path, lines: int) -> Iterator[Figure]:
    home = Home(folder / "home")
    sample = open_sample(home.root)
    paid = _paid(sample, lines)
    office, manager = sample.office, _manager(sample.office)
    data = _file(paid)
    begun = time.perf_counter()
    looked = office.settlement.look(manager, "payouts.csv", data)
    matched = (time.perf_counter() - begun) * 1000
    begun = time.perf_counter()
    view = office.settlement.load(command(office), manager, "payouts.csv", data)
    loaded = (time.perf_counter() - begun) * 1000
    begun = time.perf_counter()
    again = office.settlement.results(manager, view.file.file_id)
    shown = (time.perf_counter() - begun) * 1000
    office.close()
    if looked.findings or again.findings or view.file.lines != lines:
        raise RuntimeError("lines that agree did not")
    plain = middle(json.loads(_run(SUMS, home.database, MATCHING, ROUNDS)))
    joined = f"plain sqlite3 joining the same {lines:,} lines and payments"
    yield Figure("settlement_matched", matched, "ms", plain, joined)
    yield Figure("settlement_file_loaded", loaded, "ms", plain, joined)
    yield Figure("settlement_file_shown", shown, "ms", plain, joined)


def _paid(sample: Sample, number: int) -> list[CardPayment]:
    """Put so many card payments that were approved on disk, as facts: no terminal is that fast."""
    office, every = sample.office, list[CardPayment]()
    first = office.clock.now().replace(microsecond=0) - timedelta(days=40)
    day = first.date()
    for start in range(0, number, AT_A_TIME):
        with office.storage.begin() as uow:
            for each in range(start, min(start + AT_A_TIME, number)):
                at = first + timedelta(seconds=20 * each)
                payment = _payment(office, sample.session.user_id, at, day, each)
                every.append(payment)
                uow.add(payment, _answer(office, payment, each))
                uow.states.enter(PAYMENT, payment.payment_id, payment.user_id)
                for trigger in (PaymentTrigger.APPROVE, PaymentTrigger.APPLY):
                    uow.states.advance(PAYMENT, payment.payment_id, trigger, payment.user_id)
            uow.commit()
    return every


def _payment(office: Office, user_id: str, at: datetime, day: date, number: int) -> CardPayment:
    payment_id = office.ids.new()
    return CardPayment(
        payment_id=payment_id,
        reference=payment_id,
        message_id=f"{number:010d}",
        kind="charge",
        driver=TERMINAL_DRIVER,
        terminal=TERMINAL_SERIAL,
        window_id=office.window.window_id,
        till_id=None,
        business_date=day,
        for_kind="order",
        for_id=payment_id,
        amount_minor=1_000 + number % 20_000,
        currency="USD",
        keyed=False,
        content="",
        at=at,
        user_id=user_id,
    )


def _answer(office: Office, payment: CardPayment, number: int) -> CardAnswer:
    return CardAnswer(
        answer_id=office.ids.new(),
        payment_id=payment.payment_id,
        seq=1,
        source="terminal",
        outcome="approved",
        amount_minor=payment.amount_minor,
        currency="USD",
        brand="visa",
        last_four=f"{number % 10_000:04d}",
        approval_code=f"{number:06X}",
        terminal_reference=f"pi_{number:08d}",
        entry="chip",
        verified="",
        declined="",
        emv="{}",
        receipts="[]",
        offline=False,
        condition="",
        at=payment.at,
        user_id=payment.user_id,
    )


def _file(paid: Sequence[CardPayment]) -> bytes:
    """Return an itemised payout reconciliation of them in Stripe's columns."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(_HEADERS)
    for number, payment in enumerate(paid):
        due = f"{payment.at + timedelta(days=2):%Y-%m-%d %H:%M:%S}"
        gross, fee = payment.amount_minor, 30 + payment.amount_minor // 40
        rows.writerow(
            (
                f"po_{payment.at:%j}",
                due,
                f"txn_{number:08d}",
                f"{payment.at:%Y-%m-%d %H:%M:%S}",
                due,
                "usd",
                *(f"{minor / _DOLLAR:.2f}" for minor in (gross, fee, gross - fee)),
                "charge",
                f"pi_{number:08d}",
                f"ch_pi_{number:08d}",
                f"pi_{number:08d}",
                "card_present",
                "Box office, window",
                payment.reference,
            )
        )
    return text.getvalue().encode()


_HEADERS = (
    "automatic_payout_id",
    "automatic_payout_effective_at_utc",
    "balance_transaction_id",
    "created_utc",
    "available_on_utc",
    "currency",
    "gross",
    "fee",
    "net",
    "reporting_category",
    "source_id",
    "charge_id",
    "payment_intent_id",
    "payment_method_type",
    "description",
    "payment_metadata[foyer_reference]",
)


def _run(source: str, *arguments: object) -> str:
    line = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout
