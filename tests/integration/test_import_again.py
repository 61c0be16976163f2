"""Lists that are loaded again, in part, from a pretix shop, or with a column shifted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import FileRefused
from pos.ids import OrderId
from pos.lifecycles import ORDER, OrderTrigger
from pos.records import Order, OrderNamed
from pos.views.season import ImportView
from tests.integration.importing_house import LIST, Loader, codes, edited, open_loader
from tests.integration.test_import_orders import HEADER, P1

PRETIX = (
    "Event slug,Order code,Position ID,Status,Email,Phone number,Order date,Order time,Product,"
    "Variation,Price,Tax rate,Tax rule,Tax value,Attendee name,Attendee email,Company,Address,"
    "ZIP code,City,Country,State,Voucher,Pseudonymization ID,Seat ID,Seat name,Seat zone,Seat row,"
    "Seat number,Order comment,Follow-up date,Company,Invoice address name,Sales channel\n"
)


def pretix(code: str, position: int, status: str, name: str, guid: str, kind: str = "Adult") -> str:
    row = ["P-1", code, str(position), status, "zoe@example.org", "+15550100", "2026-11-01"]
    row += ["10:00:00", "Ticket", kind, "45.00", "0", "", "0", name, "", "", "", "", "", "", ""]
    row += ["", "ABCDEFG", guid, f"Seat {guid}", "", "", "", "from the shop", "", "", "", "web"]
    return ",".join(row) + "\n"


@pytest.fixture
def loader(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Loader]:
    opened = open_loader(tmp_path / "foyer.sqlite3", manual_clock)
    opened.season()
    yield opened
    opened.storage.close()


def load(loader: Loader, text: str, *, what_can: bool = False) -> ImportView:
    return loader.elsewhere.load(None, text.encode(), "list.csv", what_can=what_can)


def known(loader: Loader, reference: str) -> Order:
    """Return an order by the names it goes by."""
    with loader.storage.read() as uow:
        found = uow.orders.by_external_ref(reference)
        assert found is not None, reference
        return uow.orders.order(OrderId(found.order_id))


def test_a_pretix_shop_needs_no_mapping(loader: Loader) -> None:
    rows = (
        pretix("XYZ12", 1, "paid", "Zoe Sample", "F-A-1")
        + pretix("XYZ12", 2, "paid", "Amy Sample", "F-A-2")
        + pretix("GONE1", 1, "canceled", "Nobody", "F-A-3")
        + pretix("OWES1", 1, "pending", "Bob Sample", "F-C-1")
    )
    view = load(loader, PRETIX + rows)
    assert (dict(view.counts)["new"], view.findings) == (2, ())
    order = known(loader, "web:XYZ12")
    assert (order.name, order.phone, order.note) == ("Zoe Sample", "+15550100", "from the shop")
    held = loader.rights(P1)
    assert {held[guid] for guid in ("F-A-1", "F-A-2", "F-C-1")} == {"channel:web"}
    assert "F-A-3" not in held
    with loader.storage.read() as uow:
        assert uow.orders.balance(("1100",), order.order_id) == 0
    assert load(loader, PRETIX + rows).findings == ()
    wrong = PRETIX + pretix("BAD11", 1, "paid", "Zoe", "F-Z-9") + "P-1,SHORT,1\n"
    with pytest.raises(FileRefused) as refused:
        load(loader, wrong)
    assert codes(refused.value) == ["orders.row_short"]


def test_a_later_list_says_who_comes_and_how_they_are_reached(loader: Loader) -> None:
    load(loader, LIST)
    later = edited(LIST, ("Speaks Vietnamese", "Comes late"), ("Ødegård-Falk", "Falk"))
    assert dict(load(loader, later).counts)["changed"] == 2
    assert known(loader, "web:W-1").name == "Łucja Falk"
    assert dict(load(loader, later).counts)["changed"] == 0
    sold_by_phone = known(loader, "phone:P-7")
    with loader.storage.read() as uow:
        notes = uow.order_life.notes(sold_by_phone.order_id)
        assert [note.text for note in notes] == ["Comes late"]
        assert [each.kind for each in uow.finding.find("odegard")] == ["order"]
        assert len(uow.finding.find("lucja falk")) == 1
    assert loader.faults() == ()


def test_a_name_put_right_here_stays(loader: Loader) -> None:
    load(loader, LIST)
    order = known(loader, "web:W-1")
    with loader.storage.begin() as uow:
        now = uow.now()
        here = OrderNamed("n1", order.order_id, "Lucy Falk", "", "", "", "asked for", now, "u1")
        uow.add(here)
        uow.commit()
    assert load(loader, LIST).findings == ()
    view = load(loader, edited(LIST, ("Ødegård-Falk", "Falk")))
    assert [(f.code, f.evidence) for f in view.findings] == [("orders.changed", ("W-1", "name"))]
    assert known(loader, "web:W-1").name == "Lucy Falk"


def test_what_was_handed_out_is_told_and_left(loader: Loader) -> None:
    load(loader, LIST)
    order = known(loader, "web:W-1")
    with loader.storage.begin() as uow:
        uow.states.advance(ORDER, order.order_id, OrderTrigger.HAND_OVER, "u1")
        uow.commit()
    view = load(loader, edited(LIST, ("Ødegård-Falk", "Falk")))
    assert [(f.code, f.evidence) for f in view.findings] == [("orders.changed", ("W-1", "name"))]
    assert known(loader, "web:W-1").name == order.name


def test_what_can_be_loaded_is_and_the_rest_comes_later(loader: Loader) -> None:
    """One seat is held here, one line has a fault: both orders are left out as a whole."""
    rows = (
        "8,web,Ann,P-1,Floor,A,1,1,adult,45.00,45.00,0.00,\n"
        "9,web,Bob,P-1,Floor,A,4,1,adult,45.00,45.00,0.00,\n"
        "10,web,Cy,P-1,Floor,B,1,1,adult,45.00,,,\n"
        "10,web,Cy,P-1,Floor,B,2,x,adult,45.00,,,\n"
    )
    with pytest.raises(FileRefused):
        load(loader, HEADER + rows)
    view = load(loader, HEADER + rows, what_can=True)
    assert dict(view.counts) == {"orders": 1, "new": 1, "changed": 0, "tickets": 1, "left_out": 2}
    told = {(f.severity, f.code, f.subject.split()[0]) for f in view.findings}
    assert told == {
        ("warning", "orders.seat_taken", "list.csv:3"),
        ("warning", "field.out_of_range", "list.csv:5"),
    }
    held = loader.rights(P1)
    assert (held["F-A-1"], held["F-A-4"]) == ("channel:web", "hold:house")
    assert "F-B-1" not in held
    right = rows.replace(",2,x,", ",2,1,")
    assert dict(load(loader, HEADER + right, what_can=True).counts)["new"] == 1
    assert loader.faults() == ()


def test_a_shifted_column_loads_nothing_at_all(loader: Loader) -> None:
    shifted = (
        "Order,Name,Performance,Section,Row,Seat,Qty,Type,Price,Paid,Owing,Date\n"
        "1,2026-12-01,P-1,Floor,A,1,1,adult,45.00,45.00,0.00,2026-12-04\n"
    )
    with pytest.raises(FileRefused) as refused:
        load(loader, shifted)
    assert "field.not_a_name" in codes(refused.value)
    short = HEADER + "8,Ann,P-1,Floor,A,1,1,adult,45.00,45.00,0.00,\n"
    for what_can in (False, True):
        with pytest.raises(FileRefused) as refused:
            load(loader, short, what_can=what_can)
        assert codes(refused.value) == ["orders.row_short"]
