"""Lists that are loaded again, in part, from a pretix shop, or with a column shifted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk.one_load import OneLoad
from kiosk.settings import Home
from pos.catalogue.stable_ids import performance_id, seat_id
from pos.clock import ManualClock
from pos.closing.blockers import day_blockers
from pos.errors import FileRefused, ListUnderWay
from pos.hub.rights import RightsAnswer, RightsCommand
from pos.ids import OrderId, UserId, WindowId
from pos.ledger import Account
from pos.lifecycles import ORDER, TICKET, OrderState, OrderTrigger, TicketState
from pos.records import Order, OrderNamed
from pos.selling import elsewhere
from pos.views.people import Permission, Role, SessionView
from pos.views.season import ImportView
from pos.window import Window
from tests.integration.importing_house import LIST, Loader, codes, edited, open_loader
from tests.integration.test_import_orders import HEADER, LATE, P1

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


def of(loader: Loader) -> SessionView:
    """Return somebody who may load lists."""
    may = frozenset({Permission.IMPORT})
    return SessionView(UserId("u1"), "Max Example", Role.MANAGER, "en", may)


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
    counts = dict(view.counts)
    assert (counts["new"], counts["cancelled"], view.findings) == (2, 1, ())
    order = known(loader, "web:XYZ12")
    assert (order.name, order.phone, order.note) == ("Zoe Sample", "+15550100", "from the shop")
    held = loader.rights(P1)
    assert {held[guid] for guid in ("F-A-1", "F-A-2", "F-C-1")} == {"channel:web"}
    assert "F-A-3" not in held
    with loader.storage.read() as uow:
        assert uow.orders.balance((Account.RECEIVABLE.value,), order.order_id) == 0
    assert load(loader, PRETIX + rows).findings == ()
    wrong = PRETIX + pretix("BAD11", 1, "paid", "Zoe", "F-Z-9") + "P-1,SHORT,1\n"
    with pytest.raises(FileRefused) as refused:
        load(loader, wrong)
    assert codes(refused.value) == ["orders.seat_unknown", "orders.row_short"]


def test_the_dates_of_a_series_of_a_pretix_shop_find_their_performance(loader: Loader) -> None:
    """All of a series have one slug, which is no performance: the start date tells them apart."""
    header = PRETIX.replace("Order time,", "Order time,Date,Start date,End date,")
    rows = ""
    for code, starts, guid in (
        ("SER01", "2026-12-05 14:00:00", "F-A-1"),
        ("SER02", "2026-12-06 14:00:00", "F-A-2"),
    ):
        dates = f",10:00:00,The Play,{starts},2026-12-05 16:00:00,"
        row = pretix(code, 1, "paid", "Zoe Sample", guid).replace(",10:00:00,", dates)
        rows += row.replace("P-1,", "the-play,", 1)
    with pytest.raises(FileRefused) as refused:
        load(loader, header + rows)
    assert [f.subject for f in refused.value.findings] == ["list.csv:3 Start date"]  # type: ignore[attr-defined]
    view = load(loader, header + rows.splitlines(keepends=True)[0])
    assert (dict(view.counts)["new"], view.findings) == (1, ())
    assert loader.rights(performance_id("P-2"))["F-A-1"] == "channel:web"


GERMAN = (
    "Kurzname der Veranstaltung;Veranstaltungstitel;Bestellnummer;Position;Status;E-Mail;"
    "Telefonnummer;Bestelldatum;Bestelluhrzeit;Produkt;Produkt-ID;Variante;Preis;"
    "Name Teilnehmer*in;Firma;Ticket-Code;Sitzplatz-ID;Sitzbezeichnung;Sitzbereich;Sitzreihe;"
    "Sitzplatz;Bestellkommentar;Firma;Rechnungsadresse: Name;Verkaufskanal\n"
)


def test_a_pretix_shop_may_speak_german(loader: Loader) -> None:
    row = "P-1;Sinfonie;{};{};{};zoe@example.org;;2026-11-01;10:00:00;Karte;7;Adult;45.00;Zoë;;;{}"
    rows = [("DE123", 1, "bezahlt", "F-A-1"), ("DE123", 2, "storniert", "F-A-2")]
    rows += [("DE456", 1, "ausstehend", "F-A-3"), ("DE789", 1, "abgelaufen", "F-B-1")]
    text = GERMAN + "".join(row.format(*each) + ";;;;;Spät;;Zoë Beispiel;web\n" for each in rows)
    view = load(loader, text)
    assert (dict(view.counts)["new"], dict(view.counts)["tickets"], view.findings) == (2, 2, ())
    order = known(loader, "web:DE123")
    assert (order.name, order.note, order.total_minor) == ("Zoë Beispiel", "Spät", 4_500)
    owes = known(loader, "web:DE456").order_id
    with loader.storage.read() as uow:
        assert uow.orders.balance((Account.RECEIVABLE.value,), owes) == 4_500
    assert not loader.rights(P1).keys() & {"F-A-2", "F-B-1"}
    wrong = text.replace("F-A-3", "F-Z-3")
    with pytest.raises(FileRefused) as refused:
        load(loader, wrong)
    assert [f.subject for f in refused.value.findings] == ["list.csv:4 Sitzplatz-ID"]  # type: ignore[attr-defined]


def told(view: ImportView) -> list[tuple[str, str, str]]:
    """Return (code, reference, places) of what a load tells."""
    return [(f.code, f.evidence[0], f.evidence[-1]) for f in view.findings]


def test_what_the_shop_cancelled_is_taken_back_once(loader: Loader) -> None:
    """One ticket of an order that was paid, then the other one; one that owes, all of it."""
    one = pretix("XYZ12", 1, "paid", "Zoe Sample", "F-A-1")
    other = pretix("XYZ12", 2, "paid", "Amy Sample", "F-A-2")
    owes = pretix("OWES1", 1, "pending", "Bob Sample", "F-C-1")
    load(loader, PRETIX + one + other + owes)
    gone = other.replace(",paid,", ",canceled,") + owes.replace(",pending,", ",expired,")
    later = PRETIX + one + gone
    dry = loader.elsewhere.load(None, later.encode(), "list.csv", dry_run=True)
    assert loader.rights(P1)["F-A-2"] == "channel:web"
    view = load(loader, later)
    assert dict(view.counts) == dict(dry.counts)
    assert dict(view.counts)["taken_back"] == 2
    assert (
        told(view)
        == told(dry)
        == [
            ("orders.taken_back", "XYZ12", "P-1: Floor A 2"),
            ("orders.taken_back", "OWES1", "P-1: Floor C 1"),
        ]
    )
    held = loader.rights(P1)
    assert held["F-A-1"] == "channel:web"
    assert not held.keys() & {"F-A-2", "F-C-1"}
    paid, open_one = known(loader, "web:XYZ12"), known(loader, "web:OWES1")
    with loader.storage.read() as uow:
        assert uow.states.of(ORDER, paid.order_id) is OrderState.PAID
        assert uow.states.of(ORDER, open_one.order_id) is OrderState.CANCELLED
        owed = (Account.RECEIVABLE.value, Account.REFUNDS_PAYABLE.value)
        assert uow.orders.balance(owed, paid.order_id) == 0
        assert uow.orders.balance((Account.ELSEWHERE_CLEARING.value,), paid.order_id) == 4_500
    assert load(loader, later).findings == ()
    last = later.replace(",paid,", ",canceled,")
    assert told(load(loader, last)) == [("orders.taken_back", "XYZ12", "P-1: Floor A 1")]
    with loader.storage.read() as uow:
        assert uow.states.of(ORDER, paid.order_id) is OrderState.CANCELLED
    again = load(loader, last)
    assert (again.findings, "taken_back" in dict(again.counts)) == ((), False)
    assert loader.faults() == ()
    resold = PRETIX + pretix("NEW01", 1, "paid", "Cy Sample", "F-A-2")
    assert dict(load(loader, resold).counts)["new"] == 1


def test_what_the_shop_cancelled_and_somebody_has_is_told_with_names(loader: Loader) -> None:
    sold = PRETIX + pretix("XYZ12", 1, "paid", "Zoe Sample", "F-A-1")
    load(loader, sold)
    order = known(loader, "web:XYZ12")
    with loader.storage.begin() as uow:
        uow.states.advance(ORDER, order.order_id, OrderTrigger.HAND_OVER, "u1")
        uow.commit()
    gone = sold.replace(",paid,", ",canceled,")
    for _ in range(2):
        view = load(loader, gone)
        (finding,) = view.findings
        assert (finding.severity, finding.code) == ("warning", "orders.gone_given")
        assert finding.evidence == ("XYZ12", "Zoe Sample", "P-1: Floor A 1")
        assert loader.rights(P1)["F-A-1"] == "channel:web"
    assert "taken_back" not in dict(view.counts)


def test_a_seat_that_the_shop_changed_is_changed_here(
    loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the old one is in the list as cancelled or not at all; two orders may swap, also
    where a portion has room for one of them."""
    one = pretix("XYZ12", 1, "paid", "Zoe Sample", "F-A-1")
    two = pretix("ABC34", 1, "pending", "Amy Sample", "F-A-2")
    load(loader, PRETIX + one + two)
    order = known(loader, "web:XYZ12")
    with loader.storage.read() as uow:
        old = uow.orders.tickets(order.order_id)[0]
    later = PRETIX + one.replace(",paid,", ",canceled,")
    later += pretix("XYZ12", 2, "paid", "Zoe Sample", "F-A-3") + two
    dry = loader.elsewhere.load(None, later.encode(), "list.csv", dry_run=True)
    view = load(loader, later)
    assert told(view) == told(dry) == [("orders.reseated", "XYZ12", "P-1: Floor A 3")]
    assert dict(view.counts) == dict(dry.counts)
    assert dict(view.counts)["changed"] == 1
    assert load(loader, later).findings == ()
    assert (loader.rights(P1).get("F-A-1"), loader.rights(P1)["F-A-3"]) == (None, "channel:web")
    with loader.storage.read() as uow:
        (gone, new) = uow.orders.tickets(order.order_id)
        assert (gone.ticket_id, new.replaces) == (old.ticket_id, old.ticket_id)
        assert uow.states.of(TICKET, old.ticket_id) is TicketState.REVOKED
        assert (new.seat_id, new.code == old.code) == (seat_id("hall", "F-A-3"), False)
        assert uow.states.of(ORDER, order.order_id) is OrderState.PAID
    swapped = pretix("XYZ12", 2, "paid", "Zoe Sample", "F-A-2")
    swapped += pretix("ABC34", 1, "pending", "Amy Sample", "F-A-3")
    monkeypatch.setattr(elsewhere, "PORTION", 1)
    assert {each[0] for each in told(load(loader, PRETIX + swapped))} == {"orders.reseated"}
    assert loader.rights(P1).keys() >= {"F-A-2", "F-A-3"}
    gone = PRETIX + pretix("XYZ12", 1, "canceled", "Zoe Sample", "F-A-3")
    assert told(load(loader, gone)) == [("orders.gone_open", "XYZ12", "P-1: Floor A 2")]
    back = [("orders.reseated", "XYZ12", "P-1: Floor A 3")]
    back += [("orders.reseated", "ABC34", "P-1: Floor A 2")]
    assert sorted(told(load(loader, later))) == sorted(back)
    assert load(loader, later).findings == ()
    assert loader.elsewhere.idle() == ()
    assert loader.faults() == ()


def test_a_seat_that_somebody_has_stays_and_the_new_one_waits_for_it(loader: Loader) -> None:
    sold = PRETIX + pretix("XYZ12", 1, "paid", "Zoe Sample", "F-A-1")
    load(loader, sold)
    order = known(loader, "web:XYZ12")
    other = sold.replace("F-A-1", "F-A-3")

    def go(trigger: OrderTrigger) -> None:
        with loader.storage.begin() as uow:
            uow.states.advance(ORDER, order.order_id, trigger, "u1")
            uow.commit()

    go(OrderTrigger.HAND_OVER)
    for _ in range(2):
        view = load(loader, other)
        assert [(f.code, f.evidence) for f in view.findings] == [
            ("orders.reseat_open", ("XYZ12", "Zoe Sample", "P-1: Floor A 1", "P-1: Floor A 3"))
        ]
        assert loader.rights(P1)["F-A-3"] == "channel:web/changed"
        assert dict(view.counts)["changed"] == 0
    idle = loader.elsewhere.idle()
    assert [(each.waits, each.many) for each in idle] == [(True, 1)]
    assert loader.elsewhere.free_idle(of(loader), idle) == 1
    assert "F-A-3" not in loader.rights(P1)  # an exchange may take it
    assert [f.code for f in load(loader, other).findings] == ["orders.reseat_open"]
    gone = [("orders.gone_given", "XYZ12", "P-1: Floor A 1")]
    assert told(load(loader, other.replace(",paid,", ",canceled,"))) == gone
    assert "F-A-3" not in loader.rights(P1)  # kept for nobody any more
    go(OrderTrigger.UNDO_HAND_OVER)
    assert told(load(loader, other)) == [("orders.reseated", "XYZ12", "P-1: Floor A 3")]
    assert loader.rights(P1)["F-A-3"] == "channel:web"
    assert "F-A-1" not in loader.rights(P1)
    taken = load(loader, other.replace("F-A-3", "F-A-4"))  # it is held here
    assert told(taken) == [("orders.reseat_taken", "XYZ12", "P-1: Floor A 4")]
    assert loader.rights(P1)["F-A-3"] == "channel:web"
    go(OrderTrigger.HAND_OVER)
    load(loader, sold.replace("F-A-1", "F-A-2"))
    resold = PRETIX + pretix("NEW01", 1, "paid", "Cy Sample", "F-A-2")  # and the shop sold it anew
    for dry in (True, False):
        assert dict(loader.orders(resold, dry_run=dry).counts)["new"] == 1
    assert (loader.rights(P1)["F-A-2"], loader.elsewhere.idle()) == ("channel:web", ())
    go(OrderTrigger.UNDO_HAND_OVER)
    assert loader.faults() == ()


@pytest.mark.parametrize("portion", [200, 1])
def test_one_list_cancels_a_seat_and_sells_it_anew(
    loader: Loader, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(elsewhere, "PORTION", portion)
    load(loader, PRETIX + pretix("XYZ12", 1, "paid", "Zoe Sample", "F-A-1"))
    resold = pretix("NEW01", 1, "paid", "Cy Sample", "F-A-1")
    text = PRETIX + resold + pretix("XYZ12", 1, "canceled", "Zoe Sample", "F-A-1")
    dry = loader.elsewhere.load(None, text.encode(), "list.csv", dry_run=True)
    view = load(loader, text)
    assert (dict(view.counts), told(view)) == (dict(dry.counts), told(dry))
    assert (dict(view.counts)["new"], dict(view.counts)["taken_back"]) == (1, 1)
    new = known(loader, "web:NEW01")
    with loader.storage.read() as uow:
        (ticket,) = uow.orders.tickets(new.order_id)
        assert uow.rights.live_ticket(P1, seat_id("hall", "F-A-1")) == ticket.ticket_id
    assert (load(loader, text).findings, loader.faults()) == ((), ())


def test_what_the_shop_gave_back_after_it_was_loaded_is_told(loader: Loader) -> None:
    paid = PRETIX + pretix("ABC34", 1, "paid", "Amy Sample", "F-A-2")
    load(loader, paid)
    (finding,) = load(loader, paid.replace(",paid,", ",pending,")).findings
    assert (finding.code, finding.evidence) == (
        "orders.paid_less",
        ("ABC34", "Amy Sample", "0.00", "45.00"),
    )
    assert loader.faults() == ()


def test_seats_that_a_later_list_does_not_name_any_more_are_told_and_taken_back_if_wanted(
    loader: Loader,
) -> None:
    """What is in somebody's hand is told; what is another performance's may be in another list."""
    rows = "1,web,Zoe,{},Floor,A,{},1,adult,45.00,,,\n"
    one, other = rows.format("P-1", 1), rows.format("P-1", 2)
    given, here = one.replace("1,web", "2,web").replace("A,1", "A,3"), "P-1: Floor A 2"
    late = "1,web,Zoe,P-L,,,,1,adult,12.00,,,\n"
    kept = given.replace("A,3", "B,1")
    load(loader, HEADER + one + other + late + given + kept)
    with loader.storage.begin() as uow:
        uow.states.advance(ORDER, known(loader, "web:2").order_id, OrderTrigger.HAND_OVER, "u1")
        uow.commit()
    later = (HEADER + one + kept).encode()
    for dry in (True, False):
        findings = loader.elsewhere.load(None, later, "list.csv", dry_run=dry).findings
        assert [(f.code, f.evidence) for f in findings] == [
            ("orders.fewer", ("1", "Zoe", here)),
            ("orders.changed", ("1", "total", "seats", "P-L: 1")),
            ("orders.fewer", ("2", "Zoe", "P-1: Floor A 3")),
        ]
        assert loader.rights(P1)["F-A-2"] == "channel:web"
    for dry in (True, False):
        view = loader.elsewhere.load(None, later, "list.csv", dry_run=dry, missing_gone=True)
        assert dict(view.counts)["taken_back"] == 1
        assert [(f.code, f.evidence) for f in view.findings] == [
            ("orders.taken_back", ("1", "Zoe", here)),
            ("orders.changed", ("1", "total", "seats", "P-L: 1")),
            ("orders.gone_given", ("2", "Zoe", "P-1: Floor A 3")),
        ]
    assert ("F-A-2" in loader.rights(P1), loader.rights(P1)["F-A-3"]) == (False, "channel:web")


def test_what_was_cancelled_and_is_paid_again_is_told(loader: Loader) -> None:
    sold = PRETIX + pretix("XYZ12", 1, "paid", "Zoe Sample", "F-A-1")
    for text in (sold, sold.replace(",paid,", ",canceled,")):
        load(loader, text)
    assert told(load(loader, sold)) == [("orders.changed", "XYZ12", "seats")]


@pytest.mark.parametrize("place", ["Floor,A,1,0", ",,,1", "Flor,A,1,1", "Floor,A,,"])
def test_what_was_cancelled_and_cannot_be_placed_is_told(loader: Loader, place: str) -> None:
    header, row = HEADER.replace("\n", ",Status\n"), "1,web,Ann,P-1,{},adult,45.00,,,,{}\n"
    load(loader, header + row.format("Floor,A,1,1", "paid"))
    view = load(loader, header + row.format(place, "cancelled"))
    assert told(view) == [("orders.changed", "1", "seats")]
    assert loader.rights(P1)["F-A-1"] == "channel:web"


def test_places_without_numbers_are_taken_back_by_count(loader: Loader) -> None:
    rows = "1,web,Ann,P-L,,,,1,adult,12.00,,,,{}\n"
    header = HEADER.replace("\n", ",Status\n")
    load(loader, header + rows.format("") * 3)
    view = load(loader, header + rows.format("") + rows.format("cancelled") * 2)
    assert told(view) == [("orders.taken_back", "1", "P-L: 2")]
    with loader.storage.read() as uow:
        assert uow.rights.places_of(LATE, "channel:web") == 1
    assert loader.faults() == ()


def test_every_fault_of_a_list_is_told_at_once_in_its_order(loader: Loader) -> None:
    """What cannot be read, what nothing here is called, what is somebody else's: by line."""
    rows = (
        "1,web,Ann,P-9,Floor,A,1,1,adult,45.00,,,\n"
        "2,web,Bob,P-1,Floor,A,2,x,adult,45.00,,,\n"
        "3,web,Cy,P-1,Floor,A,4,1,adult,45.00,,,\n"
        "4,web,Dee,P-1,Floor,Z,1,1,adult,4x,,,\n"
        "5,web,Eve,P-1,Floor,B,1,1,child,45.00,,,\n"
    )
    with pytest.raises(FileRefused) as refused:
        load(loader, HEADER + rows)
    assert [(f.code, f.subject) for f in refused.value.findings] == [  # type: ignore[attr-defined]
        ("orders.performance_unknown", "list.csv:2 Performance"),
        ("field.out_of_range", "list.csv:3 Qty"),
        ("orders.seat_taken", "list.csv:4 Seat"),
        ("field.not_an_amount", "list.csv:5 Price"),
        ("orders.price_type_unknown", "list.csv:6 Type"),
    ]


def many(count: int) -> str:
    rows = "{0},web,Patron {0},P-L,,,,1,adult,12.00,12.00,0.00,\n"
    return HEADER + "".join(rows.format(f"{n:02}") for n in range(count))


def test_a_long_list_is_written_in_portions_and_goes_on_where_it_was_cut_short(
    loader: Loader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, manual_clock: ManualClock
) -> None:
    """While it is under way nobody else loads one here, nor puts on sale what it took."""
    monkeypatch.setattr(elsewhere, "PORTION", 4)
    text, pauses, boss = many(15), 0, of(loader)

    one_load = OneLoad(Home(tmp_path), manual_clock)
    monkeypatch.setattr(loader.elsewhere, "_alone", one_load)

    def cut_short() -> None:
        nonlocal pauses
        pauses += 1
        for second in (lambda: load(loader, LIST), lambda: loader.elsewhere.free_idle(boss, ())):
            with pytest.raises(ListUnderWay) as refused:
                second()
            assert (refused.value.params["who"], refused.value.params["file"]) == ("", "list.csv")
        assert one_load.under_way()
        with loader.storage.begin() as uow:  # nothing is locked meanwhile
            assert uow.rights.places_of(LATE, "channel:web") == 15
        if pauses == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loader.elsewhere.load(None, text.encode(), "list.csv", between=cut_short)
    (tmp_path / "lists.json").write_text("{")  # as a crash may leave it
    assert not one_load.under_way()
    assert [each.many for each in loader.elsewhere.idle()] == [3]
    assert loader.faults() == ()
    steps: list[tuple[int, int]] = []
    view = loader.elsewhere.load(None, text.encode(), "list.csv", told=lambda *at: steps.append(at))
    assert dict(view.counts) == {"orders": 15, "new": 3, "changed": 0, "tickets": 3}
    assert steps == [(15, 15)]  # what is here already is not gone through again
    with loader.storage.read() as uow:
        assert uow.rights.places_of(LATE, "channel:web") == 15
    assert loader.faults() == ()
    assert dict(load(loader, text).counts)["new"] == 0


def test_what_a_load_left_that_broke_off_is_freed_by_the_next_or_by_a_person(
    loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "PORTION", 2)
    text = many(6) + "99,web,Ann,P-1,Floor,A,1,1,adult,45.00,45.00,0.00,\n"

    def stop() -> None:
        raise KeyboardInterrupt

    for at, free in ((2, True), (3, False)):
        with pytest.raises(KeyboardInterrupt):
            loader.elsewhere.load(None, text.encode(), "list.csv", between=stop)
        idle = loader.elsewhere.idle()
        assert sum(each.many for each in idle) == 7 - 2
        with loader.storage.read() as uow:
            window = Window(WindowId("w1"), "Window 1", "W1")
            blockers = [(b.kind, b.count) for b in day_blockers(uow, window, date(2026, 11, 19))]
        assert ("list_places", 5) in blockers, at
        if free:
            boss = of(loader)
            assert loader.elsewhere.free_idle(boss, idle) == 5
            assert loader.elsewhere.free_idle(boss, idle) == 0
        else:
            load(loader, many(2))
        assert loader.elsewhere.idle() == ()
        assert "F-A-1" not in loader.rights(P1)
        text = text.replace("\n0", "\n1")
    assert loader.faults() == ()


def test_places_that_were_freed_and_sold_between_two_portions_are_not_sold_again(
    loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another list tidies up meanwhile: what is free still is taken anew, the rest left out."""
    monkeypatch.setattr(elsewhere, "PORTION", 2)
    other = HEADER + "99,web,Ann,P-1,Floor,A,1,1,adult,45.00,45.00,0.00,\n"

    def between() -> None:
        if not loader.rights(P1).get("F-A-1"):
            load(loader, other)
            with loader.storage.read() as uow:
                free = int(uow.catalogue.hall_of(LATE).places) - uow.rights.places_taken(LATE)
            assert loader.apply(LATE, "window:w2", take_places=free - 1)

    view = loader.elsewhere.load(None, many(6).encode(), "list.csv", between=between)
    assert (dict(view.counts)["new"], dict(view.counts)["left_out"]) == (3, 3)
    assert {each.code for each in view.findings} == {"orders.sold_out"}
    with loader.storage.read() as uow:
        assert uow.rights.places_of(LATE, "channel:web") == 3
    assert loader.faults() == ()


def test_a_fault_that_comes_up_in_the_middle_leaves_its_order_out(
    loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another list gave out its barcode since the beginning: the rest is loaded, and told."""
    monkeypatch.setattr(elsewhere, "PORTION", 1)
    row = "{0},web,Ann,P-1,Floor,A,{0},1,adult,45.00,,,CODE{0}\n"
    other = row.format(3).replace("3,web", "77,phone", 1).replace("A,3", "B,1")

    def between() -> None:
        if not loader.rights(P1).get("F-B-1"):
            loader.elsewhere.load(None, (HEADER + other).encode(), "other.csv")

    text = HEADER + "".join(map(row.format, (1, 2, 3)))
    view = loader.elsewhere.load(None, text.encode(), "list.csv", between=between)
    assert dict(view.counts) == {"orders": 2, "new": 2, "changed": 0, "tickets": 2, "left_out": 1}
    assert [f.code for f in view.findings] == ["orders.barcode_in_use"]
    assert (loader.elsewhere.idle(), "F-A-3" in loader.rights(P1)) == ((), False)
    assert loader.faults() == ()


def test_a_long_list_takes_nothing_where_one_place_is_missing(
    loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "PORTION", 4)
    seat = "99,web,Ann,P-1,Floor,A,1,1,adult,45.00,45.00,0.00,\n"
    taken = loader.elsewhere._places.take  # somebody is quicker, after the list was looked at

    def too_late(command: RightsCommand) -> RightsAnswer:
        if command.take:
            loader.apply(P1, "window:w2", take=command.take)
        return taken(command)

    monkeypatch.setattr(loader.elsewhere._places, "take", too_late)
    with pytest.raises(FileRefused) as refused:
        load(loader, many(6) + seat)
    assert codes(refused.value) == ["orders.seat_taken"]
    with loader.storage.read() as uow:
        assert uow.rights.places_of(LATE, "channel:web") == 0
        assert uow.orders.by_external_ref("web:00") is None


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
