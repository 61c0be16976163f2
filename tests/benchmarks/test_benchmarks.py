"""What ``make bench`` prints: that figures are said, never how fast anything is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.benchmarks import (
    cards,
    closing,
    devices,
    envelopes,
    finding,
    importing,
    prices,
    sale,
    seats,
    start,
    tickets,
)
from kiosk.benchmarks.lines import Figure, middle
from kiosk.benchmarks.sample import prepared
from kiosk.settings import Home

ROOT = Path(__file__).resolve().parents[2]


def test_a_figure_is_one_json_line_with_its_ratio() -> None:
    figure = Figure("sale_commit", 4.0, "ms", 0.5, "plain sqlite3", where="sell")
    assert "\n" not in figure.line()
    assert json.loads(figure.line()) == {
        "bench": "sale_commit",
        "value": 4.0,
        "unit": "ms",
        "baseline": 0.5,
        "baseline_name": "plain sqlite3",
        "ratio": 8.0,
        "where": "sell",
    }


def test_higher_is_said_only_where_it_is_better() -> None:
    assert "higher_is_better" not in Figure("a", 1, "s", 1, "b").line()
    assert json.loads(Figure("a", 1, "s", 1, "b", True).line())["higher_is_better"] is True


def test_nothing_measured_against_nothing_is_no_division() -> None:
    assert Figure("a", 1.0, "ms", 0.0, "b").ratio == 0.0
    assert middle([3.0, 1.0, 100.0]) == 3.0


def test_a_sale_is_measured_beside_plain_sqlite_and_a_plain_socket() -> None:
    commit, first_byte = sale.figures(sales=4)
    assert (commit.bench, first_byte.bench) == ("sale_commit", "approval_to_first_byte")
    for figure in (commit, first_byte):
        assert figure.unit == "ms"
        assert figure.value > 0
        assert figure.baseline > 0


def test_a_cart_of_forty_is_priced_beside_a_plain_sum() -> None:
    names = ["cart_of_40_priced", "cart_of_40_priced_with_offers"]
    found = list(prices.figures(rounds=1))
    assert [figure.bench for figure in found] == names
    assert all(figure.value > 0 and figure.baseline > 0 for figure in found)


def test_a_card_sale_is_measured_beside_plain_sqlite_and_a_key_beside_a_plain_field() -> None:
    approval, key = cards.figures(sales=2, rounds=1)
    assert (approval.bench, approval.unit) == ("card_approval_to_sale", "ms")
    assert (key.bench, key.unit) == ("guarded_key", "us")
    for figure in (approval, key):
        assert figure.value > 0
        assert figure.baseline > 0


def test_the_map_is_measured_beside_a_plain_scene_and_the_search_beside_a_plain_scan() -> None:
    found = {figure.bench: figure for figure in seats.figures(rounds=1, seats=200)}
    assert list(found) == [
        "map_open",
        "map_drawn_first",
        "map_redrawn",
        "map_seat_changed",
        "map_seat_heard",
        "map_panned",
        "map_dragged",
        "map_panned_at_least",
        "map_zoomed",
        "map_zoomed_at_least",
        "best_available",
        "best_available_split",
        "best_available_at_a_window",
    ]
    for figure in found.values():
        assert figure.unit == "ms"
        assert figure.value > 0
        assert figure.baseline > 0


def test_a_close_and_a_matching_are_measured_beside_plain_sums_over_the_same_database() -> None:
    found = {figure.bench: figure for figure in closing.figures(sales=12, lines=20, made=4)}
    assert list(found) == [
        "close_of_a_day",
        "daily_statement",
        "settlement_matched",
        "settlement_file_loaded",
        "settlement_file_shown",
    ]
    for figure in found.values():
        assert figure.unit == "ms"
        assert figure.value > 0
        assert figure.baseline > 0


def test_tickets_are_measured_beside_whole_pages_of_dots() -> None:
    found = {figure.bench: figure for figure in tickets.figures(rounds=1)}
    assert list(found) == [
        "bytes_a_ticket",
        "tickets_to_bytes",
        "bytes_a_ticket_at_9600_baud",
        "tickets_to_bytes_at_9600_baud",
    ]
    for name in ("bytes_a_ticket", "bytes_a_ticket_at_9600_baud"):
        assert 0 < found[name].value < found[name].baseline
    for name in ("tickets_to_bytes", "tickets_to_bytes_at_9600_baud"):
        assert found[name].higher_is_better
        assert found[name].value > 0


def test_finding_and_an_import_are_measured_beside_plain_sqlite() -> None:
    every = (*finding.figures(orders=60, texts=6), *importing.figures(orders=20))
    found = {figure.bench: figure for figure in every}
    assert list(found) == [
        "find_at_each_key",
        "find_at_each_key_on_the_processor",
        "find_at_a_key",
        "find_at_a_key_on_the_processor",
        "find_made_ready",
        "orders_imported",
        "orders_imported_cpu",
        "orders_imported_again",
    ]
    assert all(figure.value > 0 and figure.baseline > 0 for figure in found.values())


def test_devices_are_measured_beside_a_bare_socket_and_a_bare_signal() -> None:
    first_byte, light = devices.figures(jobs=2, changes=2)
    assert (first_byte.bench, light.bench) == ("job_to_first_byte", "status_byte_to_light")
    for figure in (first_byte, light):
        assert figure.unit == "ms"
        assert figure.value > 0
        assert figure.baseline > 0


def test_a_start_is_measured_beside_bare_windows(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    prepared(home)
    painted, ready = start.figures(home.root, tmp_path / "bytecode", rounds=1)
    assert painted.bench == "start_to_sign_in_painted"
    assert ready.bench == "start_to_ready_for_pin"
    assert 0 < painted.value < ready.value


def test_a_program_that_fails_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        start.timed([sys.executable, "-c", "raise SystemExit(3)"], {})


HELD = """
import json, sys, time
from kiosk.benchmarks.holds import HeldLoop
from PySide6.QtCore import QTimer

app = HeldLoop(["held"])
app.watch()

def hold():
    until = time.perf_counter() + 0.06
    while time.perf_counter() < until:
        pass

held, left_out = QTimer(), QTimer()
held.setObjectName("held")
left_out.setObjectName("left_out")
held.timeout.connect(hold)
held.start(1)
left_out.timeout.connect(hold)
left_out.start(1)
app.leave_out(left_out)
QTimer.singleShot(500, app.quit)
app.exec()
app.stop_watching()
print(app.as_json())
"""


def test_what_holds_the_event_loop_is_found_by_name_and_the_player_s_turns_are_not() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELD], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["longest"]
    receivers = {hold["receiver"] for hold in told["longest"]}  # of others, those who had to wait
    assert "QTimer held" in receivers
    assert "QTimer left_out" not in receivers
    assert told["held_ms_more_than"]["50"] >= 1


def test_will_call_is_measured_a_page_and_a_batch_beside_its_drawing_alone() -> None:
    *pages, figure = envelopes.figures(envelopes=3)
    assert [page.bench for page in pages] == ["will_call_page", "orders_page"]
    assert all(page.value > 0 and page.baseline > 0 for page in pages)
    assert (figure.bench, figure.unit, figure.higher_is_better) == (
        "will_call_batch",
        "papers/min",
        True,
    )
    assert figure.baseline >= figure.value > 0
