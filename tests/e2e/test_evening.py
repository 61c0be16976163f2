"""An evening through the real screens, drivers and virtual printers, seen from all sides.

Everything that happens on an evening happens, with fewer patrons between; ``make torture`` plays it
with all of them.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATRONS = int(os.environ.get("FOYER_PATRONS", "48"))


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder an evening leaves behind."""
    folder = tmp_path_factory.mktemp("evening")
    command = [sys.executable, "-m", "kiosk", "demo", "--evening", "--seed", "7"]
    played = subprocess.run(
        [*command, "--patrons", str(PATRONS), "--out", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    return folder


@pytest.fixture(scope="module")
def told(evening: Path) -> dict[str, Any]:
    """What evening.json says."""
    said: dict[str, Any] = json.loads((evening / "evening.json").read_text(encoding="utf-8"))
    return said


def rows(evening: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask the evening's database."""
    with closing(sqlite3.connect(evening / "home" / "foyer.db")) as books:
        return books.execute(query).fetchall()


def test_the_books_agree_and_so_does_the_paper(told: dict[str, Any]) -> None:
    assert told["findings"] == []
    assert told["disagreements"] == []
    assert told["refused"] == []
    counts = told["counts"]
    assert counts["walk_up_sales"] >= PATRONS * 3 // 5
    assert counts["will_call_handed_over"] >= PATRONS * 3 // 10
    assert counts["tills_closed"] == 2
    assert counts["scans"] >= PATRONS // 12
    assert counts["checks_read"] == 1
    sold = counts["walk_up_sales"] + counts["will_call_paid_at_window"]
    assert counts["shown_to_patron"] == sold
    for kind in ("comps", "with_promo", "seats_refused", "reprints", "prints_decided_by_a_person"):
        assert counts[kind] >= 1


def test_totals_by_tender_are_the_postings(evening: Path, told: dict[str, Any]) -> None:
    taken = rows(
        evening,
        "SELECT kind, sum(amount_minor) FROM tender WHERE till_id IS NOT NULL GROUP BY kind",
    )
    totals = told["totals_minor"]
    kinds = ("card", "cash", "certificate", "check")
    assert dict(taken) == {kind: totals[kind] for kind in kinds}
    assert rows(evening, "SELECT sum(amount_minor) FROM posting") == [(0,)]


def test_the_terminals_own_journal_says_what_the_books_say(
    evening: Path, told: dict[str, Any]
) -> None:
    terminal, totals = told["terminal_minor"], told["totals_minor"]
    assert terminal["charged"] - terminal["given_back"] == totals["card"]
    assert 0 < terminal["given_back"] < terminal["charged"]
    ended = rows(
        evening, "SELECT DISTINCT state FROM current_state WHERE machine = 'payment' ORDER BY state"
    )
    assert ended == [("applied",), ("declined",)]
    counts = told["counts"]
    assert counts["paid_by_card"] >= PATRONS // 5
    for kind in (
        "cards_declined",
        "cards_partial",
        "cards_found_by_asking",
        "finished_from_money_in_doubt",
        "certificates_sold",
        "certificates_used",
        "given_back",
    ):
        assert counts[kind] == 1, kind


def test_every_live_ticket_lies_printed_with_its_barcode(evening: Path) -> None:
    import zxingcpp
    from PIL import Image

    seen: Counter[str] = Counter()
    for file in sorted((evening / "tickets").glob("ticket-[0-9][0-9][0-9][0-9].png")):
        with Image.open(file) as paper:
            (code,) = zxingcpp.read_barcodes(paper.convert("L"))
        seen[code.text] += 1
    printed = {
        code
        for (code,) in rows(
            evening,
            "SELECT t.code FROM ticket t JOIN print_job j ON j.subject_id = t.ticket_id"
            " JOIN current_state s ON s.subject_id = t.ticket_id"
            " WHERE s.machine = 'ticket' AND s.state = 'live'",
        )
    }
    assert printed <= set(seen)
    assert max(seen.values()) == 1


def test_pictures_and_reports_are_there(evening: Path, told: dict[str, Any]) -> None:
    screens = list((evening / "screens").glob("*.png"))
    assert len(screens) == told["screens"] >= 30
    assert {file.suffix for file in (evening / "reports").iterdir()} == {".pdf", ".csv"}
    assert len(list((evening / "reports").glob("*-Z*.pdf"))) == 2
