"""Published test numbers planted in every kind of file a home has: each is found, none is told."""

from __future__ import annotations

import io
import logging
import sqlite3
import stat
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from kiosk.bootstrap import search_for_cards
from kiosk.card_search import _PIECE
from kiosk.log_sink import close_log, keeping_log, open_log
from pos.views.cash import Finding
from tests.integration.small_house import House

CARD = "4111111111111111"
GROUPED = "5555 5555 5555 4444"


def found(root: Path) -> list[Finding]:
    findings = list(search_for_cards((root,)))
    assert not any(CARD in str(finding) or GROUPED in str(finding) for finding in findings)
    return findings


def a_pdf(text: str) -> bytes:
    page = io.BytesIO()
    drawing = canvas.Canvas(page, pageCompression=1)
    drawing.drawString(72, 720, text)
    drawing.save()
    return page.getvalue()


def plain_pdf_stream(text: str) -> bytes:
    """A page whose stream is compressed and nothing else: what a hand-made export may be."""
    return b"%PDF-1.4\nstream\n" + zlib.compress(f"({text}) Tj".encode()) + b"\nendstream"


def a_zip(text: str) -> bytes:
    """What a backup and a workbook are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("foyer.db", text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("foyer.log", f"WARNING note {CARD} given\n".encode()),
        ("wire/wire-scanner.log", b"in ;4111111111111111=29121010000000000?"),
        ("reports/day.csv", f"note,{GROUPED}\n".encode()),
        ("reports/day.pdf", plain_pdf_stream(f"paid with {CARD}")),
        ("reports/made.pdf", a_pdf(f"paid with {CARD}")),
        ("exports/orders.txt", f"no. {CARD}".encode("utf-16-le")),
        ("spool/job.bin", b"\x00\x01" + CARD.encode() + b"\x00"),
        ("backup/day.zip", a_zip(f"tender {CARD} cash")),
        ("backup/late.txt", b" " * (_PIECE - 5) + CARD.encode() + b" "),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_card_is_found_wherever_it_lies(tmp_path: Path, name: str, content: bytes) -> None:
    place = tmp_path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    findings = found(tmp_path)
    assert findings
    assert {finding.code for finding in findings} == {"card_number.stored"}
    assert all(finding.subject.startswith(name) for finding in findings)


def test_a_card_in_a_database_or_its_journal_is_found(tmp_path: Path) -> None:
    database = tmp_path / "backup.db"
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE note (said TEXT)")
        opened.execute("INSERT INTO note VALUES (?)", (f"card {GROUPED}",))
        opened.commit()
        assert (tmp_path / "backup.db-wal").stat().st_size > 0
        findings = found(tmp_path)
    assert any(finding.subject == "backup.db note.said 1" for finding in findings)


def test_a_file_that_calls_itself_a_database_and_is_none_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "torn.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 200)
    (finding,) = found(tmp_path)
    assert (finding.severity, finding.code) == ("warning", "card_number.unread")


def test_the_bytes_of_a_database_that_cannot_be_read_are_searched(tmp_path: Path) -> None:
    torn = b"SQLite format 3\x00" + b"\xff" * 200 + f" {CARD} ".encode() + b"\xff" * 20
    (tmp_path / "torn.db").write_bytes(torn)
    codes = {finding.code for finding in found(tmp_path)}
    assert codes == {"card_number.unread", "card_number.stored"}


def test_the_tables_of_finding_are_read_and_searched(house: House) -> None:
    assert found(house.path) == []
    house.office.close()
    assert found(house.path) == []
    with closing(sqlite3.connect(house.path)) as opened:
        virtual = "SELECT count(*) FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%fts5%'"
        assert opened.execute(virtual).fetchone()[0] > 0
        opened.execute("INSERT INTO find_word (rowid, text) VALUES (901, ?)", (CARD,))
        opened.execute("INSERT INTO find_term (term, sound) VALUES (?, '')", (GROUPED,))
        opened.commit()
    findings = found(house.path)
    assert {finding.code for finding in findings} == {"card_number.stored"}
    places = " ".join(finding.subject for finding in findings)
    assert "find_word_data.block" in places
    assert "find_term.term" in places


def test_what_is_no_card_is_not_called_one(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(
        "4111111111111112 0190f3c2a7b84c1d9e2f4111111111111111 +4915112345678901\n"
        "2026-11-21 19:02:00.125 W1-004217 $195.00",
        encoding="utf-8",
    )
    (tmp_path / "backup.zip").write_bytes(a_zip("order W1-000001 over 4111 111"))
    (tmp_path / "report.pdf").write_bytes(a_pdf("Cash $1,234.00"))
    (tmp_path / "foyer.db").write_bytes(b"")
    assert found(tmp_path) == []
    assert list(search_for_cards((tmp_path / "not there",))) == []


@pytest.mark.expects_log("a patron's card")
def test_nothing_of_a_card_reaches_the_log(tmp_path: Path) -> None:
    file = tmp_path / "foyer.log"
    with keeping_log(file):
        assert open_log(file) is open_log(file)
        try:
            raise ValueError(f"field holds {GROUPED}")
        except ValueError:
            logging.getLogger("window").exception("a patron's card %s", CARD)
    said = file.read_text(encoding="utf-8")
    assert "a patron's card [card]" in said
    assert "ValueError: field holds [card]" in said
    assert found(tmp_path) == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.expects_log("the disk")
def test_a_log_that_cannot_be_written_goes_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    handler = open_log(blocked / "foyer.log")
    logging.getLogger("window").warning("the disk, and %s", CARD)
    close_log(handler)
    assert "the disk, and [card]" in capsys.readouterr().err
