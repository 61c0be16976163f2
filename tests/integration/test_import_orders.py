"""Will-call lists into a real database: once, all or nothing, balanced, and never again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos.catalogue.stable_ids import performance_id, seat_id
from pos.clock import ManualClock
from pos.errors import CardNumberRefused, FileRefused, NotFound, TextMissing, TextRefused
from pos.events import HouseChanged
from pos.lifecycles import ORDER, OrderState, OrderTrigger
from pos.money import Money
from pos.records import Order
from pos.selling.order_events import life_of
from pos.selling.orders import owing_of
from tests.integration.importing_house import LIST, Loader, codes, edited, open_loader

P1, LATE = performance_id("P-1"), performance_id("P-L")
DEMO = Path(__file__).parents[2] / "assets" / "demo"
HEADER = "Order,Channel,Name,Performance,Section,Row,Seat,Qty,Type,Price,Paid,Owing,Barcode\n"


@pytest.fixture
def loader(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Loader]:
    opened = open_loader(tmp_path / "foyer.sqlite3", manual_clock)
    opened.season()
    yield opened
    opened.storage.close()


def order(loader: Loader, reference: str) -> Order:
    with loader.storage.read() as uow:
        found = uow.orders.by_external_ref(reference)
    assert found is not None, reference
    return found


def state(loader: Loader, reference: str) -> tuple[object, Money]:
    """Return an order's state and what it owes."""
    known = order(loader, reference)
    with loader.storage.read() as uow:
        return uow.states.of(ORDER, known.order_id), owing_of(uow, known)


def test_orders_are_placed_with_their_tickets(loader: Loader) -> None:
    view = loader.orders()
    assert dict(view.counts) == {"orders": 3, "new": 3, "changed": 0, "tickets": 7}
    placed = order(loader, "web:W-1")
    assert (placed.order_number, placed.channel, placed.name) == (
        "W-1",
        "web",
        "Łucja Ødegård-Falk",
    )
    assert placed.note == "Leave with the manager"
    with loader.storage.read() as uow:
        tickets = uow.orders.tickets(placed.order_id)
        assert [t.seat_id for t in tickets] == [seat_id("hall", "F-A-1"), seat_id("hall", "F-A-2")]
        assert [(t.face_minor, t.fee_minor) for t in tickets] == [(4_200, 300), (1_700, 300)]
        assert len({t.code for t in tickets}) == 2
    assert loader.faults() == ()


def test_whoever_loads_a_list_has_ordered_nothing(loader: Loader) -> None:
    loader.orders()
    with loader.storage.read() as uow:
        placed = uow.orders.by_external_ref("web:W-1")
        assert placed is not None
        (entered, *_) = uow.states.life(ORDER, placed.order_id)
        names = {entered.user_id: "Lou Loader"}
        life = life_of(uow, placed, uow.orders.tickets(placed.order_id), names)
    told = {each.what: (each.at, each.who) for each in life}
    assert told["order.enter"] == (placed.placed_at, "")
    assert told["order.loaded"] == (entered.at, "Lou Loader")
    assert told["order.pay"][1] == ""


def test_paid_and_owing(loader: Loader) -> None:
    loader.orders()
    assert state(loader, "web:W-1") == (OrderState.PAID, Money(0))
    assert state(loader, "phone:P-7") == (OrderState.PLACED, Money(6_000))


def test_the_seats_belong_to_the_channel_that_sold_them(loader: Loader) -> None:
    loader.orders()
    rights = loader.rights(P1)
    assert rights["F-A-1"] == rights["F-A-2"] == "channel:web"
    assert rights["G-A-1"] == rights["G-A-2"] == "channel:phone"
    with loader.storage.read() as uow:
        assert uow.rights.places_of(LATE, "channel:web") == 3
        assert uow.catalogue.performance(LATE).left == 20 - 2 - 3
    assert HouseChanged(P1) in loader.events


def test_they_are_found_by_plain_typing(loader: Loader) -> None:
    loader.orders()
    with loader.storage.read() as uow:
        for text in ("odegard", "lucja falk", "dang suong", "piet moss", "w-2"):
            assert len(uow.finding.find(text, limit=10)) == 1, text


def test_the_same_list_again_changes_nothing(loader: Loader) -> None:
    loader.orders()
    rights = loader.rights(P1)
    view = loader.orders()
    assert dict(view.counts) == {"orders": 3, "new": 0, "changed": 0, "tickets": 0}
    assert view.findings == ()
    assert loader.rights(P1) == rights
    assert loader.faults() == ()


def test_a_longer_list_adds_what_is_new(loader: Loader) -> None:
    loader.orders()
    more = LIST + "W-3,web,Ann,Moss,,,P-1,Floor,C,5,1,Adult,30.00,30.00,0.00,,\n"
    assert dict(loader.orders(more).counts)["new"] == 1
    assert loader.rights(P1)["F-C-5"] == "channel:web"
    assert loader.faults() == ()


def test_what_was_paid_since_is_added(loader: Loader) -> None:
    loader.orders()
    paid = edited(LIST, ("30.00,0,60.00", "30.00,60.00,0.00"))
    assert dict(loader.orders(paid).counts)["changed"] == 1
    assert state(loader, "phone:P-7") == (OrderState.PAID, Money(0))
    assert dict(loader.orders(paid).counts)["changed"] == 0
    assert loader.faults() == ()


def test_other_differences_are_told_and_left(loader: Loader) -> None:
    loader.orders()
    changed = edited(
        LIST,
        ("Speaks Vietnamese", "Speaks Vietnamese and French"),
        ('gallery,a,"1, 2",2,adult,30.00,0,60.00', 'gallery,a,"1",1,adult,30.00,0,30.00'),
    )
    view = loader.orders(changed)
    assert [(f.severity, f.code, f.evidence) for f in view.findings] == [
        ("warning", "orders.fewer", ("P-7", "Đặng Sương Mai", "P-1: Gallery A 2")),
        ("warning", "orders.changed", ("P-7", "note")),
    ]
    assert order(loader, "phone:P-7").note == "Speaks Vietnamese"


def test_what_was_handed_out_is_left_alone(loader: Loader) -> None:
    loader.orders()
    known = order(loader, "web:W-1")
    with loader.storage.begin() as uow:
        uow.states.advance(ORDER, known.order_id, OrderTrigger.HAND_OVER, "u1")
        uow.commit()
    assert loader.orders().findings == ()
    assert state(loader, "web:W-1")[0] is OrderState.COLLECTED


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("9,web,Bob,P-1,Floor,A,4,1,adult,45.00,45.00,0.00,", "orders.seat_taken"),
        ("9,web,Bob,P-1,Gallery,A,6,1,adult,30.00,30.00,0.00,", "orders.seat_taken"),
        ("9,web,Bob,P-L,,,,19,adult,12.00,228.00,0.00,", "orders.sold_out"),
        ("9,web,Bob,P-1,Floor,A,77,1,adult,45.00,45.00,0.00,", "orders.seat_unknown"),
        ("9,web,Bob,P-1,Floor,A,7,1,adult,45.00,4x.00,0.00,", "field.not_an_amount"),
    ],
)
def test_one_fault_and_nothing_is_loaded(loader: Loader, row: str, code: str) -> None:
    good = "8,web,Ann,P-1,Floor,A,1,1,adult,45.00,45.00,0.00,\n"
    row = row if row.count(",") == 12 else row.replace("P-L,,,,", "P-L,,,,,")[:-1]
    with pytest.raises(FileRefused) as refused:
        loader.orders(HEADER + good + row + "\n")
    assert codes(refused.value) == [code]
    (finding,) = refused.value.findings
    assert finding.subject.startswith("list.csv:3 ")  # type: ignore[attr-defined]
    assert "F-A-1" not in loader.rights(P1)
    with loader.storage.read() as uow:
        assert uow.orders.by_external_ref("web:8") is None


def test_a_dry_run_leaves_nothing_behind(loader: Loader) -> None:
    view = loader.orders(dry_run=True)
    assert (view.written, dict(view.counts)["new"]) == (False, 3)
    assert "F-A-1" not in loader.rights(P1)
    assert dict(loader.orders().counts)["new"] == 3


def test_barcodes_given_elsewhere_are_kept_and_unique(loader: Loader) -> None:
    loader.orders(HEADER + '1,web,Ann,P-1,Floor,A,"1,2",2,adult,45.00,,,ABC DEF\n')
    with loader.storage.read() as uow:
        known = uow.orders.by_external_ref("web:1")
        assert known is not None
        assert [t.code for t in uow.orders.tickets(known.order_id)] == ["ABC", "DEF"]
    with pytest.raises(FileRefused) as refused:
        loader.orders(HEADER + "2,web,Bob,P-1,Floor,A,3,1,adult,45.00,,,DEF\n")
    assert codes(refused.value) == ["orders.barcode_in_use"]


def test_one_reference_in_two_channels_is_two_orders(loader: Loader) -> None:
    rows = "1,web,Ann,P-1,Floor,A,1,1,adult,45.00,,,\n1,phone,Bob,P-1,Floor,A,2,1,adult,45.00,,,\n"
    loader.orders(HEADER + rows)
    assert order(loader, "web:1").order_number == "1"
    assert order(loader, "phone:1").order_number == "phone:1"
    loader.orders(HEADER + "1,kiosk,Cy,P-1,Floor,A,3,1,adult,45.00,,,\n")
    assert order(loader, "kiosk:1").order_number == "kiosk:1"


def test_without_a_season_there_is_nothing_to_match(
    tmp_path: Path, manual_clock: ManualClock
) -> None:
    empty = open_loader(tmp_path / "empty.sqlite3", manual_clock)
    with pytest.raises(NotFound):
        empty.orders()
    empty.storage.close()


def test_the_demo_loads_without_a_fault(tmp_path: Path, manual_clock: ManualClock) -> None:
    demo = open_loader(tmp_path / "demo.sqlite3", manual_clock)
    plans = {path.name: path.read_text(encoding="utf-8") for path in DEMO.glob("*.json")}
    season = demo.season((DEMO / "season.toml").read_text(encoding="utf-8"), plans)
    orders = demo.orders((DEMO / "will-call.csv").read_text(encoding="utf-8"))
    assert (season.findings, orders.findings) == ((), ())
    assert dict(season.counts) | {"held": 0} == {
        "halls": 3,
        "seats": 2_776 + 880,
        "places": 180,
        "productions": 6,
        "performances": 12,
        "price_types": 5,
        "promos": 4,
        "subscriptions": 4,
        "memberships": 3,
        "funds": 2,
        "goods": 3,
        "held": 0,
    }
    assert dict(orders.counts)["new"] == 900
    assert demo.faults() == ()
    again = demo.orders((DEMO / "will-call.csv").read_text(encoding="utf-8"))
    assert (dict(again.counts)["new"], again.findings) == (0, ())
    with demo.storage.read() as uow:
        tonight = uow.catalogue.performances(datetime(2026, 11, 22, 3, tzinfo=UTC))[:3]
        assert [(p.code, p.starts_at.strftime("%H:%M")) for p in tonight] == [
            ("NW-2", "19:30"),
            ("SWAN-1", "20:00"),
            ("LATE-1", "21:00"),
        ]
    demo.storage.close()


CARD = "4111111111111111"
ONE = "W-9,{channel},Ann,P-1,Floor,C,5,1,Adult,30.00,30.00,0.00,\n"


@pytest.mark.parametrize(
    ("channel", "file", "refusal"),
    [
        (CARD, "list.csv", CardNumberRefused),
        ("4111#1111#1111#1111", "list.csv", CardNumberRefused),
        ("web", f"{CARD}.csv", CardNumberRefused),
        ("w" * 21, "list.csv", TextRefused),
        (" ", "list.csv", TextMissing),
        ("!", "list.csv", TextMissing),
    ],
)
def test_a_given_channel_is_no_card_number_and_not_empty(
    loader: Loader, channel: str, file: str, refusal: type[Exception]
) -> None:
    data = HEADER + ONE.format(channel="")
    with pytest.raises(refusal) as refused:
        loader.elsewhere.load(None, data.encode(), file, channel=channel)
    assert CARD not in repr(refused.value)
    assert loader.faults() == ()
    assert "F-C-5" not in loader.rights(P1)


@pytest.mark.parametrize("channel", [CARD, "4111#1111#1111#1111"])
def test_a_channel_in_the_list_is_no_card_number(loader: Loader, channel: str) -> None:
    with pytest.raises(FileRefused) as refused:
        loader.orders(HEADER + ONE.format(channel=channel))
    assert [each.code for each in refused.value.findings] == ["field.card_number"]
    assert CARD not in repr(refused.value.findings)


def test_a_fault_does_not_say_a_card_number(loader: Loader) -> None:
    data = HEADER + ONE.format(channel="").replace("30.00,0.00", f"{CARD},x")
    with pytest.raises(FileRefused) as refused:
        loader.orders(data.replace("P-1", "P-9"))
    assert CARD not in repr(refused.value.findings)


def test_channel_and_reference_together_are_no_card_number(loader: Loader) -> None:
    data = HEADER + ONE.format(channel="41111111").replace("W-9", "11111111")
    with pytest.raises(FileRefused) as refused:
        loader.orders(data)
    assert [each.code for each in refused.value.findings] == ["field.card_number"]


def test_a_given_channel_is_the_one_that_a_list_says_in_another_way(loader: Loader) -> None:
    loader.orders(HEADER + ONE.format(channel="Web Shop"))
    again = HEADER + ONE.format(channel="")
    view = loader.elsewhere.load(None, again.encode(), "list.csv", channel="Web shop")
    assert dict(view.counts)["new"] == 0
