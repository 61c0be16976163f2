"""Published test card numbers planted at every input of a house; then every store, log and paper is
searched for them: nothing.

Real services, real drivers, virtual devices. Typed into the fields of a window they are in
``tests/ui/test_no_card_typed.py``.
"""

from __future__ import annotations

import base64
import contextlib
import gettext
import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest

from hardware.scanners.wedge import Wedge
from hardware.wire_file import WireFile
from kiosk.bootstrap import search_for_cards
from kiosk.cli import main
from kiosk.log_sink import close_log, open_log
from kiosk.papers import Papers, ReportFiles
from kiosk.settings import parse
from pos.clock import ManualClock
from pos.errors import CardNumberRefused, PosError, TextRefused
from pos.people.pins import PinHasher
from pos.ports.devices import PrintOutcome, PrintResult
from pos.ports.readers import CheckRead, ReadProblem, Scan
from pos.ports.terminals import CardOutcome, CardResult, EntryMode, TerminalReceipt
from pos.views.paying import CardBegun, CheckGiven, ExtraKind
from pos.views.people import Role, SessionView
from pos.views.selling import CartView, ExtraLine, TenderGiven, TenderKind
from printing.words import Words
from tests.contract.stripe_rig import StripeRig
from tests.contract.terminal_rig import TerminalRig
from tests.contract.test_check_reader_port import CheckRig
from tests.contract.test_scanner_port import ScannerRig
from tests.contract.test_telium_port import TeliumRig
from tests.integration.card_sales import SERIAL, approved, asked, begin, card, settle
from tests.integration.small_house import COMP, ZONE, House, open_house, usd
from tests.integration.test_selling import cart_of, cash

CARD = "4111111111111111"
LAYOUTS = (
    CARD,
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "Ann 4111.1111.1111.1111 exp 12/29",
    "411111111111111112291234",
    "\u0664\u0661\u0661\u0661 1111 1111 1111",
)
TRACKS = (
    f"%B{CARD}^SPECIMEN/PAT^29121010000000000000?",
    f";{CARD}=29121010000012300000?",
)
PLANTED = LAYOUTS + TRACKS
TRACES = (
    *PLANTED,
    CARD[:8],
    "4111 1111",
    "4111-1111",
    "SPECIMEN",
    "PAT EXAMPLE",
    CARD.encode().hex(),
    CARD.encode("utf-16-le").decode("latin-1"),
    base64.b64encode(CARD.encode()).decode()[:16],
)
RECEIPTS = "receipt_printer"
WINDOW = """[ticket_printer]
address = "tcp://127.0.0.1:1"
[receipt_printer]
address = "tcp://127.0.0.1:2"
"""
WORDS = Words("en", gettext.NullTranslations(), ZONE)


@dataclass
class Planting:
    """A house whose home has everything a window leaves behind."""

    house: House
    home: Path
    clerk: SessionView
    boss: SessionView
    cart: CartView
    """Holds a seat and is never sold."""
    searched: dict[tuple[tuple[str, bytes], ...], list[str]] = field(default_factory=dict)
    """What was found in the home, by all that lay in it: the same bytes are searched once."""

    @property
    def office(self) -> Any:
        return self.house.office

    def traces(self) -> list[str]:
        """Return where any of it stands, by our own search and by a plain one."""
        files = sorted(path for path in self.home.rglob("*") if path.is_file())
        lies = tuple((file.name, sha256(file.read_bytes()).digest()) for file in files)
        if lies not in self.searched:
            self.searched[lies] = self._search(files)
        return self.searched[lies]

    def _search(self, files: list[Path]) -> list[str]:
        found = [finding.subject for finding in search_for_cards((self.home,))]
        for file in files:
            text = file.read_bytes().decode("latin-1")
            places = [f"{file.name}: {trace[:4]}" for trace in TRACES if trace in text]
            found += places
        return found

    def print_all(self) -> None:
        """Put every paper that waits into the home, as the bytes a printer would get."""
        papers = Papers(parse(WINDOW), WORDS)
        folder = self.home / "papers"
        folder.mkdir(exist_ok=True)
        for device in (RECEIPTS, "ticket_printer"):
            while work := self.office.prints.begin(device):
                (folder / f"{work.job_id}.bin").write_bytes(papers.compose(work))
                self.office.prints.settle(work.job_id, PrintResult(PrintOutcome.PRINTED))

    def sell(self, begun: CardBegun, cart: CartView, result: CardResult) -> None:
        """Settle a charge with what a driver told, and make the sale of it where money moved."""
        said = replace(result, reference=begun.reference, message_id=begun.message_id)
        view = settle(self.house, begun, said)
        if view.approved is not None:
            self.office.selling.sell(self.house.command(), self.clerk, cart, (card(view),), "Ann")


@pytest.fixture(scope="module")
def planting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planting]:
    home = tmp_path_factory.mktemp("home")
    clock = ManualClock(datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
    house = open_house(home / "foyer.db", clock)
    log = open_log(home / "foyer.log")
    boss = house.sign_in("Max House")
    house.office.terminals.register(house.command(), boss, SERIAL, "V400m", "Window 1")
    clerk = house.open_till()
    yield Planting(house, home, clerk, boss, cart_of(house, clerk, ("C", 8)))
    close_log(log)
    house.office.close()


# ---- typed, scanned and read ----

Act = Callable[[Planting, str], object]
_ANY: Any = None


def _cart(p: Planting) -> CartView:
    return p.office.seating.new_cart()  # type: ignore[no-any-return]


def _beside_a_card(p: Planting, name: str = "", *tenders: TenderGiven) -> object:
    wish = asked(p.cart)
    bad = replace(wish, content=replace(wish.content, name=name, tenders=tenders))
    return p.office.cards.begin(p.house.command(), p.clerk, bad)


def _check(p: Planting, **said: str) -> object:
    day = date(2026, 11, 21)
    check = CheckGiven(**{"number": "1", "payer": "Ann", **said}, dated=day)  # type: ignore[arg-type]
    tender = TenderGiven(TenderKind.CHECK, usd(4500), usd(4500), check=check)
    return p.office.selling.sell(p.house.command(), p.clerk, p.cart, (tender,), "Ann")


def _comp(p: Planting, text: str) -> object:
    lines = tuple(line.line_id for line in p.cart.lines)
    return p.office.seating.set_price_type(
        p.house.command(), p.clerk, p.cart, lines, COMP, comp_reason=text
    )


def _filled(cart: CartView, field: str, text: str) -> CartView:
    """The cart with a card number where only somebody who fills it by hand could put one."""
    if field == "extra":
        gift = ExtraLine("x", ExtraKind.CERTIFICATE, usd(100), text)
        return replace(cart, extras=(gift,))
    said: dict[str, Any] = {field: text}
    return replace(cart, lines=(replace(cart.lines[0], **said),))


CART_TEXTS = (
    "section",
    "row",
    "number",
    "zone",
    "price_type",
    "comp_reason",
    "extra",
)


def _begun_with(field: str, p: Planting, text: str) -> object:
    return p.office.cards.begin(p.house.command(), p.clerk, asked(_filled(p.cart, field, text)))


def _sold_with(field: str, p: Planting, text: str) -> object:
    cart = _filled(p.cart, field, text)
    return p.office.selling.sell(p.house.command(), p.clerk, cart, (cash(cart.total.minor),), "Ann")


REFUSED: dict[str, Act] = {
    **{f"{field} of a cart for a card": partial(_begun_with, field) for field in CART_TEXTS},
    **{f"{field} of a cart that is sold": partial(_sold_with, field) for field in CART_TEXTS},
    "name of an order": lambda p, t: p.office.selling.sell(
        p.house.command(), p.clerk, p.cart, (cash(4500),), t
    ),
    "name beside a card payment": _beside_a_card,
    "check before a card payment": lambda p, t: _beside_a_card(
        p, "", TenderGiven(TenderKind.CHECK, usd(1), usd(1), reference=t)
    ),
    "number of a check": lambda p, t: _check(p, number=t),
    "payer of a check": lambda p, t: _check(p, payer=t),
    "phone of a check": lambda p, t: _check(p, phone=t),
    "reason of a comp": _comp,
    "reason of a price": lambda p, t: p.office.prices.set_by_hand(
        p.house.command(), p.boss, p.cart, (p.cart.lines[0].line_id,), usd(2000), t
    ),
    "promo code": lambda p, t: p.office.prices.add_code(p.clerk, p.cart, t),
    "reason to open the drawer": lambda p, t: p.office.tills.no_sale(p.house.command(), p.clerk, t),
    "note of a drawer's trial": lambda p, t: p.office.tills.test_kick(p.house.command(), p.boss, t),
    "name of a colleague": lambda p, t: p.office.people.add_staff(
        p.house.command(), p.boss, t, Role.CASHIER, "2580", "en"
    ),
    "reason to unlock": lambda p, t: p.office.people.unlock(
        p.house.command(), p.boss, p.clerk.user_id, t
    ),
    "reason to take a badge": lambda p, t: p.office.badges.take_badge(
        p.house.command(), p.boss, p.clerk.user_id, t
    ),
    "approval code of a slip": lambda p, t: p.office.cards.typed(
        p.house.command(), p.clerk, asked(_cart(p), usd(1)), t, "Visa", "1111"
    ),
    "brand of a slip": lambda p, t: p.office.cards.typed(
        p.house.command(), p.clerk, asked(_cart(p), usd(1)), "A1", t, "1111"
    ),
    "last four of a slip": lambda p, t: p.office.cards.typed(
        p.house.command(), p.clerk, asked(_cart(p), usd(1)), "A1", "Visa", t
    ),
    "reason to force a payment": lambda p, t: p.office.cards.force(
        p.house.command(), p.boss, "p", charged=True, reason=t, approval_code="A1"
    ),
    "code of a forced payment": lambda p, t: p.office.cards.force(
        p.house.command(), p.boss, "p", charged=True, reason="slip", approval_code=t
    ),
    "note of the evidence": lambda p, t: p.office.cards.settle_exception(
        p.house.command(), p.boss, "e", "slip", t
    ),
    "serial of a terminal": lambda p, t: p.office.terminals.register(
        p.house.command(), p.boss, t, "V400m", "Window 1"
    ),
    "model of a terminal": lambda p, t: p.office.terminals.register(
        p.house.command(), p.boss, "S-1", t, "Window 1"
    ),
    "place of a terminal": lambda p, t: p.office.terminals.register(
        p.house.command(), p.boss, "S-1", "V400m", t
    ),
    "note of an inspection": lambda p, t: p.office.terminals.inspect(
        p.house.command(), p.boss, SERIAL, good=False, note=t
    ),
    "reason to retire a terminal": lambda p, t: p.office.terminals.retire(
        p.house.command(), p.boss, SERIAL, t
    ),
    "reason to sell without the bank": lambda p, t: p.office.terminals.switch_offline(
        p.house.command(), p.boss, on=True, reason=t
    ),
    "holder of an account": lambda p, t: p.office.values.open_account(p.house.command(), p.boss, t),
    "phone of an account": lambda p, t: p.office.values.open_account(
        p.house.command(), p.boss, "Ann", t
    ),
    "holder of a certificate": lambda p, t: p.office.values.issue_promotional(
        p.house.command(), p.boss, usd(100), t, "Lottery"
    ),
    "reason of a certificate": lambda p, t: p.office.values.issue_promotional(
        p.house.command(), p.boss, usd(100), "Ann", t
    ),
    "reason of a credit": lambda p, t: p.office.values.credit_account(
        p.house.command(), p.boss, "v", usd(100), t
    ),
    "reason of a new code": lambda p, t: p.office.values.reissue(p.house.command(), p.boss, "v", t),
    "reason to give back": lambda p, t: p.office.giving_back.give_back(
        p.house.command(), p.boss, _ANY, t
    ),
    "reason for another way": lambda p, t: p.office.giving_back.another_way(
        p.house.command(), p.boss, "r", 0, "cash", t
    ),
    "reference of a check that was written": lambda p, t: p.office.giving_back.written(
        p.house.command(), p.boss, "r", 0, t
    ),
    "reason of a correction": lambda p, t: p.office.corrections.correct(
        p.house.command(), p.boss, "t", TenderGiven(TenderKind.CASH, usd(1), usd(1)), t
    ),
    "reason of a check that came back": lambda p, t: p.office.checks.returned(
        p.house.command(), p.boss, "t", t
    ),
    "reason to print again": lambda p, t: p.office.orders.reprint(
        p.house.command(), p.boss, "t", t
    ),
    "reason of a bad ticket": lambda p, t: p.office.orders.spoil(p.house.command(), p.boss, "t", t),
    "reason about a paper": lambda p, t: p.office.prints.decide(
        p.house.command(), p.boss, "j", came_out=False, reason=t
    ),
    "number of the first ticket": lambda p, t: p.office.stock.load(
        p.house.command(), p.boss, "ticket_printer", 100, t
    ),
    "note about tickets": lambda p, t: p.office.stock.load(
        p.house.command(), p.boss, "ticket_printer", 100, "", t
    ),
    "place of a refusal": lambda p, t: p.office.access.card_refused(p.boss, t),
}


@pytest.mark.parametrize("what", REFUSED)
def test_no_text_of_a_person_takes_a_card(planting: Planting, what: str) -> None:
    for text in PLANTED:
        with pytest.raises((CardNumberRefused, TextRefused)) as refused:
            REFUSED[what](planting, text)
        assert not any(trace in repr(refused.value.params) for trace in TRACES)
    assert planting.traces() == []


ASKED: dict[str, Act] = {
    "search of orders": lambda p, t: p.office.orders.find(t),
    "search at will call": lambda p, t: p.office.will_call.find(t),
    "scanned code": lambda p, t: p.office.orders.scanned(t),
    "code of a certificate": lambda p, t: p.office.values.look_up(p.clerk, t),
    "number of a certificate": lambda p, t: p.office.values.by_serial(p.clerk, t),
    "search of accounts": lambda p, t: p.office.values.accounts(t),
    "badge": lambda p, t: p.office.badges.who_has(t),
    "PIN": lambda p, t: p.office.people.sign_in(p.clerk.user_id, t),
    "stranger's serial": lambda p, t: p.office.terminals.check_in(t, t),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_is_only_asked_about_is_not_kept(planting: Planting, what: str) -> None:
    for text in PLANTED:
        with contextlib.suppress(PosError):
            ASKED[what](planting, text)
    assert planting.traces() == []


def test_a_swipe_at_a_reader_is_a_refusal_and_nothing_else(
    planting: Planting, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    scanner = ScannerRig("tcp", tmp_path, "")
    checks = CheckRig("tcp", tmp_path, "magtek", "TU$-")
    told: list[Scan | CheckRead] = []
    try:
        for rig in (scanner, checks):
            (device,) = rig.devices.all
            file = WireFile(planting.home / f"wire-{device.name}.log")
            cast("Any", device).wire.keep_in(file, rig.clock)
            cast("Any", device).listen(told.append)
            rig.open()
            rig.do("swipe")
            rig.let_pass(5.0)
    finally:
        scanner.close()
        checks.close()
    wedge = Wedge("keyboard", "")
    for track in TRACKS:
        for at, key in enumerate(f"{track}\r"):
            scan = wedge.key(key, at * 0.003).scan
            told += [scan] if scan is not None else []
    assert {read.problem for read in told} == {ReadProblem.PAYMENT_CARD}
    assert {read.device for read in told} == {"scanner", "check_reader", "keyboard"}
    assert not any(trace in f"{told!r}{caplog.text}" for trace in TRACES)
    assert len(list(planting.home.glob("wire-*.log"))) >= 2
    assert planting.traces() == []


# ---- card terminals ----


def test_what_terminals_stuff_into_their_answers_ends_at_the_driver(
    planting: Planting, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stripe, nexo = StripeRig(), TerminalRig()
    results = []
    try:
        for name, rig in (("nexo", nexo), ("stripe", stripe)):
            file = WireFile(planting.home / f"wire-{name}.log")
            cast("Any", rig.terminal).wire.keep_in(file, rig.clock)
            rig.open()
        nexo.do("fault", kind="stuffed")
        results += [nexo.sale(4500), stripe.sale(4500)]
    finally:
        nexo.close()
        stripe.close()
    assert [result.outcome for result in results] == [CardOutcome.APPROVED] * 2
    assert not any(trace in f"{results!r}{caplog.text}" for trace in TRACES)
    for number, result in zip((4, 5), results, strict=True):
        cart, begun = begin(planting.house, planting.clerk, ("B", number))
        planting.sell(begun, cart, result)
    planting.print_all()
    assert planting.traces() == []


@pytest.mark.expects_log("full answer")
def test_an_answer_in_full_of_a_telium_terminal_is_dropped(
    planting: Planting, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rig = TeliumRig("tcp", tmp_path)
    try:
        rig.terminal.wire.keep_in(WireFile(planting.home / "wire-telium.log"), rig.clock)
        rig.open()
        rig.fault("answer_full")
        result = rig.sell()
    finally:
        rig.close()
    assert result.outcome is CardOutcome.UNKNOWN
    assert not any(trace in f"{result!r}{caplog.text}" for trace in TRACES)
    cart, begun = begin(planting.house, planting.clerk, ("B", 6))
    planting.sell(begun, cart, replace(result, amount=None))
    assert planting.traces() == []


@pytest.mark.parametrize("outcome", [CardOutcome.DECLINED, CardOutcome.APPROVED])
def test_a_driver_that_lets_everything_through_gets_nothing_on_disk_or_paper(
    planting: Planting, outcome: CardOutcome
) -> None:
    seat = ("B", 7 if outcome is CardOutcome.APPROVED else 8)
    cart, begun = begin(planting.house, planting.clerk, seat)
    card_like = " ".join(PLANTED)
    lines = (*PLANTED, "EXP 12/29", "VISA 12/29", "4111 1111", "1111 1111", "411111******1111")
    hostile = replace(
        approved(begun),
        outcome=outcome,
        brand=card_like,
        last_four=card_like,
        approval_code=CARD,
        entry=EntryMode.CHIP,
        emv=(("label", f"{card_like} 12/29"), ("aid", CARD)),
        receipts=(TerminalReceipt(lines, for_patron=outcome is CardOutcome.APPROVED),),
    )
    if outcome is CardOutcome.DECLINED:
        hostile = replace(hostile, amount=None)
    planting.sell(begun, cart, hostile)
    planting.print_all()
    printed = [file.read_bytes() for file in (planting.home / "papers").iterdir()]
    assert any(b"VISA **/**" in data for data in printed) or outcome is CardOutcome.DECLINED
    assert any(b"DECLINED" in data for data in printed) or outcome is CardOutcome.APPROVED
    assert not any(b"12/29" in data or b"411111*" in data for data in printed)
    assert planting.traces() == []


# ---- files and the command line ----


def test_reports_and_the_days_files_hold_none(planting: Planting) -> None:
    reports = ReportFiles(planting.home / "reports", Papers(parse(WINDOW), WORDS))
    reports.save(planting.office.closing.x_report(planting.boss))
    assert {file.suffix for file in (planting.home / "reports").iterdir()} == {".pdf", ".csv"}
    assert planting.traces() == []


def test_the_command_line_takes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pos.people.pins.PinHasher", partial(PinHasher, 1, 8, 1))
    home = tmp_path / "home"

    def run(*arguments: str, lines: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        return main(["--home", str(home), *arguments])

    orders = tmp_path / "orders.csv"
    orders.write_text(f"Order,Name,Performance,Qty,Paid\n1,{LAYOUTS[1]},SYM-1,1,45.00\n")
    assert run("setup", "--owner", LAYOUTS[1], "--pin-stdin", lines="7391\n") != 0
    assert run("setup", "--owner", "Olive Stage", "--pin-stdin", lines="7391\n") == 0
    capsys.readouterr()
    by = ("--by", "Olive Stage", "--pin-stdin")
    for text in PLANTED:
        add = ("staff", "add", text, "--role", "cashier")
        assert run(*add, *by, lines="7391\n2580\n") != 0
        unlock = ("staff", "unlock", "Olive Stage", "--reason", text)
        assert run(*unlock, *by, lines="7391\n") != 0
    assert run("import", "orders", str(orders)) != 0
    said = "".join(capsys.readouterr())
    assert not any(trace in said for trace in TRACES)
    assert list(search_for_cards((home,))) == []
