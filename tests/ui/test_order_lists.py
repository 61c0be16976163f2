"""Lists of orders sold elsewhere: a file chosen, its columns put right, looked at and loaded by
touch, while the window sells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from kiosk.beside import Beside
from kiosk.bridge import Bridge
from kiosk.order_list_side import OrderListSide
from pos.catalogue.order_columns import Field
from pos.clock import ManualClock
from pos.events import Events
from pos.hub.rights import RightsCommand
from pos.ids import CartId, CommandId
from pos.office import Office
from pos.selling.elsewhere import OrdersElsewhere
from tests.ui.window_kit import WindowKit, office_at

_LIVES = count(77)
"""Each opens with ids of its own: the clock stands still."""
HEADER = "Order;Wer;Show;Qty;Paid\n"


@contextmanager
def service(path: Path, clock: ManualClock, events: Events) -> Iterator[OrdersElsewhere]:
    """Open what loads lists on the thread that asks."""
    office = office_at(path, clock, events, seed=next(_LIVES))
    try:
        yield OrdersElsewhere(office.storage, office.clock, office.ids, office.window)
    finally:
        office.close()


@pytest.fixture
def folder(window: WindowKit, tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "lists"
    place.mkdir()
    bridge = Bridge()
    bridge.setParent(window.shell)
    beside = Beside("lists", bridge.post)
    opened = partial(service, tmp_path / "foyer.sqlite3", window.clock)
    window.rooms.order_lists.load_with(OrderListSide(place, opened, beside, sticks=()))
    yield place
    beside.close()


def over(window: WindowKit) -> None:
    """Wait until nothing is under way beside the window."""
    window.wait(lambda: not window.rooms.order_lists.state.busy)
    window.quiet()


def test_a_list_is_chosen_put_right_looked_at_and_loaded_by_touch(
    window: WindowKit, folder: Path
) -> None:
    rows = "A-1;Ann Example;LATE-1;2;50.00\nA-2;Bob Example;LATE-1;x;50.00\n"
    (folder / "autumn season.csv").write_text(HEADER + rows, encoding="utf-8")
    window.sign_in("Max Holloway")
    window.rooms.desk.walk_to("orders")
    window.quiet()
    window.tap("orders.lists")
    (file,) = window.rooms.order_lists.state.files
    written = window.shell.words.day_and_time(file.at)
    assert written in window.find("order_lists.file.0").accessibleName()
    window.tap("order_lists.file.0")
    over(window)
    assert "1 fault: nothing is loaded." in " ".join(window.texts())
    window.tap("order_lists.columns")
    assert window.rooms.order_lists.state.columns.missing == (Field.NAME,)
    fields = [field.value for field, _ in window.rooms.order_lists.state.columns.fields]
    window.tap(f"order_lists.field.{fields.index('name')}")
    window.tap("order_lists.header.2")
    window.type("order_lists.mapping_name", "Shop")
    window.tap("order_lists.save")
    window.tap("order_lists.use_columns")
    over(window)
    state = window.rooms.order_lists.state
    assert [(f.code, f.subject) for f in state.findings] == [
        ("field.out_of_range", "autumn season.csv:3 Qty")
    ]
    assert [name for name, _ in state.saved] == ["Shop"]
    window.tap("order_lists.what_can")
    over(window)
    assert "1 new order · 2 tickets · 1 left out" in " ".join(window.texts())
    right = rows.replace(";x;", ";2;")
    (folder / "autumn season.csv").write_text(HEADER + right, encoding="utf-8")
    window.tap("order_lists.back")
    window.type("order_lists.path", "autumn season.csv")
    window.tap("order_lists.open")
    over(window)
    window.tap("order_lists.columns")
    window.tap("order_lists.saved.0")
    window.tap("order_lists.use_columns")
    over(window)
    window.tap("order_lists.load")
    over(window)
    assert "1 new order · 2 tickets · 1 known already" in " ".join(window.texts())
    for _ in range(2):
        window.tap("order_lists.back")
    found = window.ask(lambda office: office.orders.find("example"))
    assert {row.name for row in found} == {"Ann Example", "Bob Example"}
    assert window.ask(lambda office: office.verify()) == ()


def test_only_who_may_import_sees_it(window: WindowKit, folder: Path) -> None:
    window.sign_in("Sue Moreno")
    window.rooms.desk.walk_to("orders")
    window.quiet()
    assert not window.sees("orders.lists")
    window.rooms.desk.walk_to("order_lists")
    assert not window.rooms.order_lists.state.shown


def test_a_file_that_changed_since_it_was_looked_at_is_looked_at_again(
    window: WindowKit, folder: Path
) -> None:
    head, file = "Order;Name;Performance;Qty;Paid\n", folder / "web.csv"
    file.write_text(head + "A-1;Ann Example;LATE-1;2;50.00\n")
    window.sign_in("Max Holloway")
    window.rooms.desk.walk_to("orders")
    window.quiet()
    window.tap("orders.lists")
    window.fill("order_lists.path", "web.csv")
    window.tap("order_lists.open")
    over(window)
    file.write_text(head + "B-1;Bob Example;LATE-1;2;50.00\nB-2;Bob Example;LATE-1;1;25.00\n")
    for written in (False, True):
        window.tap("order_lists.load")
        over(window)
        view = window.rooms.order_lists.state.view
        assert view is not None
        assert (view.written, dict(view.counts)["new"]) == (written, 2)
    file.write_text(head + "B-1;Bob Example;LATE-1;1;25.00\n")
    for button in ("look_again", "take_missing", "load"):
        window.tap(f"order_lists.{button}")
        over(window)
    assert "1 ticket taken back" in " ".join(window.texts())
    assert not window.sees("order_lists.take_missing")
    assert window.ask(lambda office: office.verify()) == ()


def test_what_a_load_left_is_shown_and_put_on_sale(window: WindowKit, folder: Path) -> None:
    def take(office: Office) -> None:
        shows = {p.code: p.performance_id for p in office.catalogue.performances()}
        late = shows["LATE-1"]
        with office.storage.begin() as uow:
            for name, holder in (("a", "channel:web"), ("b", "channel:web/changed")):
                command = RightsCommand(CommandId(name), holder, late, CartId(""), take_places=2)
                assert uow.rights.apply(command).granted
            uow.commit()

    window.ask(take)
    window.sign_in("Max Holloway")
    window.rooms.desk.walk_to("order_lists")
    window.quiet()
    said = " ".join(window.texts())
    assert "Taken for Web and in no order: LATE-1: 2." in said
    window.tap("order_lists.free")
    over(window)
    assert not window.sees("order_lists.free")
    assert window.ask(lambda office: office.verify()) == ()
