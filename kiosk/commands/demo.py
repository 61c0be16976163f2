"""``foyer demo``: the demo venue with virtual hardware; or, without a screen, a whole evening
played.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.settings import Home

if TYPE_CHECKING:
    from kiosk.demo.evening import Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "--evening", action="store_true", help="play an evening instead of opening the window"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out/demo"), help="folder for all it leaves"
    )
    parser.add_argument("--seed", type=int, default=7, help="who comes, and what they want")
    parser.add_argument("--patrons", type=int, help="how many come of an evening's 190")
    parser.add_argument("--window", type=Path, help="a window.toml with other devices")
    parser.add_argument("--json", action="store_true", help="print what the evening left as JSON")
    parser.add_argument(
        "--holds", action="store_true", help="also measure what held the event loop: holds.json"
    )


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Return 0 when the window was closed, or when the evening's books and papers agree."""
    out: Path = arguments.out.expanduser().resolve()
    if arguments.evening or not _has_screen():
        return _evening(arguments, out)
    from kiosk.demo.staffed import run_demo

    return run_demo(out, arguments.seed, arguments.window)


def _has_screen() -> bool:
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _evening(arguments: argparse.Namespace, out: Path) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    outcome = _watched(arguments, out) if arguments.holds else _played(arguments, out)
    if arguments.json:
        print((out / "evening.json").read_text(encoding="utf-8"), end="")
    else:
        _say(outcome, out)
    return 0 if outcome.good else 1


def _played(arguments: argparse.Namespace, out: Path) -> Outcome:
    from PySide6.QtWidgets import QApplication

    from kiosk.demo.evening import PlayedEvening
    from kiosk.theme import prepare

    app = QApplication(sys.argv[:1])
    prepare(app)
    evening = PlayedEvening(app, out, arguments.seed, arguments.window, patrons=arguments.patrons)
    return evening.play()


def _watched(arguments: argparse.Namespace, out: Path) -> Outcome:
    from kiosk.benchmarks.holds import HeldLoop
    from kiosk.demo.evening import PlayedEvening
    from kiosk.theme import prepare

    app = HeldLoop(sys.argv[:1])
    prepare(app)
    app.watch()
    evening = PlayedEvening(
        app,
        out,
        arguments.seed,
        arguments.window,
        lambda player: app.leave_out(player.timer),
        arguments.patrons,
    )
    outcome = evening.play()
    app.stop_watching()
    (out / "holds.json").write_text(app.as_json(), encoding="utf-8")
    return outcome


def _say(outcome: Outcome, out: Path) -> None:
    counts = outcome.counts
    print(
        f"{counts['walk_up_sales']} sales, {counts['will_call_handed_over']} orders handed out, "
        f"{outcome.papers.get('tickets', 0)} tickets printed, {outcome.seconds} s"
    )
    for line in outcome.disagreements:
        print(f"disagreement: {line}")
    print(f"{len(outcome.findings)} findings; everything is in {out}")
