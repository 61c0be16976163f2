"""The settlement panel: a file looked at, kept, worked through and posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from kiosk.settlement_files import SettlementFolder
from pos.ports.terminals import CardOutcome
from pos.views.settlement import OurPayment
from tests.ui.test_pay_card import answered, with_terminal
from tests.ui.window_kit import WindowKit
from tests.unit.pos.closing.settlement.card_season import Moved, stripe


def paid_by_card(window: WindowKit) -> OurPayment:
    """Sell two seats by card as a manager; return the payment."""
    terminal = with_terminal(window)
    window.tap("pay.charge_card")
    answered(window, terminal, CardOutcome.APPROVED)
    window.tap("pay.done")

    def payments(office):  # type: ignore[no-untyped-def]
        with office.storage.read() as uow:
            return uow.settlements.payments()

    (payment,) = window.ask(payments)
    return payment


def lines_of(payment: OurPayment) -> tuple[Moved, ...]:
    """Return a payout with one line that has lost its id, and others that need somebody."""
    line = Moved(
        kind="charge",
        movement="txn_1",
        own="pi_1",
        payment="pi_1",
        reference="",
        minor=payment.amount_minor,
        fee=598,
        at=payment.at + timedelta(minutes=2),
        payout="po_1MVx2LKuHf",
    )
    rogue = replace(
        line,
        movement="txn_2",
        own="pi_2",
        payment="pi_2",
        minor=4500,
        at=line.at - timedelta(hours=1),
    )
    dispute = replace(
        line,
        kind="chargeback",
        movement="txn_3",
        own="dp_1",
        payment="pi_9",
        minor=-12_000,
        fee=1500,
    )
    fee = replace(line, kind="fee", movement="txn_4", own="", payment="", minor=-150, fee=0)
    return line, rogue, dispute, fee


def with_folder(window: WindowKit, folder: Path) -> Path:
    """Give the panel a folder of its own."""
    place = folder / "settlements"
    place.mkdir()
    window.rooms.settlement.read_from(SettlementFolder(place))
    return place


def test_a_file_is_looked_at_kept_worked_through_and_posted(
    window: WindowKit, tmp_path: Path
) -> None:
    payment = paid_by_card(window)
    place = with_folder(window, tmp_path)
    (place / "payout.csv").write_bytes(stripe(lines_of(payment)))
    (place / "cut.csv").write_bytes(stripe(lines_of(payment))[:-40])
    window.rooms.desk.walk_to("settlement")
    window.quiet()
    names = window.rooms.settlement.state.names
    window.tap(f"settlement.new.{names.index('cut.csv')}")
    assert "fields where" in " ".join(window.texts())
    window.tap(f"settlement.new.{names.index('payout.csv')}")
    assert "Only looked at" in " ".join(window.texts())
    window.tap("settlement.finding.0")
    assert not window.find("settlement.explain").isEnabled()
    window.tap("settlement.load")
    assert window.rooms.settlement.state.view is not None
    assert [f.line_class.value for f in window.rooms.settlement.state.findings] == [
        "charged_no_order",
        "charged_no_order",
        "chargeback",
        "timing",
    ]
    chosen = next(
        at
        for at, f in enumerate(window.rooms.settlement.state.findings)
        if f.candidates and f.row.line
    )
    window.tap(f"settlement.finding.{chosen}")
    window.type("settlement.note", "Same minute, same amount")
    window.tap("settlement.row.0")
    assert {f.how.value for f in window.rooms.settlement.state.findings} == {"person", "none"}
    window.tap("settlement.payout.0")
    assert window.rooms.settlement.state.view.payouts[0].posted_on is None
    window.tap("settlement.payout.0")
    assert window.rooms.settlement.state.view.payouts[0].posted_on is not None
    window.tap("settlement.close")
    assert window.sees("settlement.old.0")
    window.tap("settlement.close")
    assert not window.sees("settlement.old.0")


def test_who_may_not_reconcile_does_not_find_it(window: WindowKit) -> None:
    window.sign_in("Ana Castle")
    window.tap("rail.close")
    assert not window.sees("close.settlement")
    window.rooms.desk.walk_to("settlement")
    assert not window.rooms.settlement.state.shown
    window.tap("rail.lock")
    window.tap("lock.switch")
    window.sign_in("Max Holloway")
    window.tap("rail.close")
    window.tap("close.settlement")
    assert window.rooms.settlement.state.shown
