"""From the terminal's approval to the committed sale, and what guarding a field costs a key."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.benchmarks.lines import Figure, middle
from kiosk.benchmarks.plain_sqlite import COPY, DIFFERENCE, REPLAY
from kiosk.benchmarks.sample import command, open_sample
from kiosk.demo.preparing import TERMINAL_DRIVER, TERMINAL_MODEL, TERMINAL_SERIAL
from pos.ports.terminals import CardOutcome, CardResult
from pos.views.paying import PayingFor
from pos.views.selling import CardAsked, PaidContent, TenderGiven, TenderKind

if TYPE_CHECKING:
    from kiosk.benchmarks.sample import Sample
    from pos.views.paying import CardBegun
    from pos.views.selling import CartView

SALES = 20
WARM = 3
"""Sales before those that count: the first ones compile their statements."""
KEYS = 400
ROUNDS = 9
TYPED = "Wilhelmina Quill, row K 14, 503 555 0142 "
"""What is typed again and again: words, and digits that are no card."""


def figures(sales: int = SALES, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Yield the way from approval to sale, two tickets each, and a key in a guarded field."""
    with tempfile.TemporaryDirectory() as scratch:
        yield _approvals(Path(scratch), sales)
    yield _keys(rounds)


# ---- approval to sale ----


def _approvals(folder: Path, sales: int) -> Figure:
    sample = open_sample(folder / "home")
    database, first = folder / "home" / "foyer.db", folder / "first.db"
    for _ in range(WARM):
        cart = sample.cart()
        _sold(sample, cart, _begun(sample, cart))
    _run(COPY, database, first)
    took, work = [], []
    for number in range(sales):
        cart = sample.cart()
        begun = _begun(sample, cart)
        before, after, rows = (folder / f"{name}-{number}" for name in ("before", "after", "rows"))
        _run(COPY, database, before)
        took.append(_sold(sample, cart, begun))
        _run(COPY, database, after)
        _run(DIFFERENCE, before, after, rows)
        work.append(rows)
        before.unlink()
        after.unlink()
    sample.office.close()
    found = json.loads(_run(REPLAY, first, *work))
    return Figure(
        "card_approval_to_sale",
        middle(took),
        "ms",
        middle(found["commits"]),
        f"plain sqlite3 writing the same {found['rows']:.0f} rows at once, WAL, synchronous=FULL",
    )


def _begun(sample: Sample, cart: CartView) -> CardBegun:
    """Put the intent on disk, as before a request is sent."""
    asked = CardAsked(
        PayingFor.CART,
        cart.cart_id,
        cart.total,
        PaidContent(cart, "", "", ()),
        TERMINAL_DRIVER,
        TERMINAL_SERIAL,
        TERMINAL_MODEL,
    )
    return sample.office.cards.begin(command(sample.office), sample.session, asked)


def _sold(sample: Sample, cart: CartView, begun: CardBegun) -> float:
    """Return milliseconds from the terminal's word to the sale on disk."""
    word = CardResult(
        CardOutcome.APPROVED,
        begun.reference,
        begun.message_id,
        amount=begun.amount,
        approval_code="123456",
        brand="visa",
        last_four="1111",
    )
    office, session = sample.office, sample.session
    started = time.perf_counter()
    office.cards.settle(begun.payment_id, word, terminal=TERMINAL_SERIAL)
    tender = TenderGiven(
        TenderKind.CARD, cart.total, cart.total, "visa 1111", payment_id=begun.payment_id
    )
    office.selling.sell(command(office), session, cart, (tender,))
    return (time.perf_counter() - started) * 1000


def _run(source: str, *arguments: object) -> str:
    line = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout


# ---- a key ----


def _keys(rounds: int) -> Figure:
    """In a process of its own, for it needs a program with a screen."""
    line = [sys.executable, "-m", "kiosk.benchmarks.cards", str(rounds)]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    guarded, plain = json.loads(done.stdout)
    return Figure("guarded_key", guarded, "us", plain, "a plain QLineEdit, the same keys")


def measure_keys(rounds: int) -> tuple[float, float]:
    """Return microseconds a key takes in a guarded field and in a plain one, taking turns."""
    import os

    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication, QLineEdit

    from kiosk.widgets.fields import GuardedLineEdit

    app = QApplication(["keys"])
    fields: tuple[QLineEdit, QLineEdit] = (GuardedLineEdit("Name"), QLineEdit())
    found: tuple[list[float], list[float]] = ([], [])

    def type_into(field: QLineEdit) -> float:
        field.clear()
        keys = [
            QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            for letter in (TYPED * KEYS)[:KEYS]
        ]
        started = time.perf_counter()
        for number, key in enumerate(keys, 1):
            app.sendEvent(field, key)
            if number % len(TYPED) == 0:
                field.clear()
        return (time.perf_counter() - started) * 1_000_000 / KEYS

    for _ in range(rounds + 1):
        for field, took in zip(fields, found, strict=True):
            took.append(type_into(field))
    return middle(found[0][1:]), middle(found[1][1:])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_keys(int(sys.argv[1]))))
