from __future__ import annotations

import subprocess
import sys

from printing.fonts import FontSource
from printing.warmup import warm_up


def test_it_can_be_done_twice(fonts: FontSource) -> None:
    warm_up(fonts)
    warm_up(fonts)


def test_nothing_is_left_to_import_for_the_first_ticket() -> None:
    """In a fresh interpreter: after warming, laying out and encoding bring in no module."""
    code = """
import sys
from pathlib import Path
from tests.unit.printing import conftest, builders
from printing import escpos, fgl, receipts, tickets
from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES
from printing.warmup import warm_up
from printing.designfile import receipt_design, ticket_design
from printing.words import Words
import gettext

fonts = conftest.fonts.__wrapped__()
words = Words("en", gettext.NullTranslations(), conftest.VENUE_ZONE)
designs = conftest.DESIGNS
ticket = ticket_design((designs / "ticket-5.5x2.toml").read_bytes(), "t")
receipt = receipt_design((designs / "receipt-80mm.toml").read_bytes(), "r")
warm_up(fonts)
before = set(sys.modules)
fgl.encode(
    tickets.compose(builders.a_ticket(), ticket, words, fonts),
    FGL_PROFILES["boca-200dpi-5.5x2"],
    fonts,
)
escpos.encode(
    receipts.compose(builders.a_receipt(company="Симфония"), receipt, words, fonts),
    ESCPOS_PROFILES["TM-T88V"],
    fonts,
)
print(sorted(set(sys.modules) - before))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
