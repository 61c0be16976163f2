from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pos.catalogue import orders_file
from pos.catalogue.order_columns import Field, guess_columns, missing_columns
from pos.catalogue.order_values import is_cancelled
from pos.catalogue.orders_file import OrdersRead, read_orders
from pos.money import Money
from tests.unit.pos.catalogue.golden import bad_files, check

GOOD = Path(__file__).parent / "good" / "will-call.csv"
LIST = "Order,Name,Performance,Row,Seat\n1,Zoë Brânză,P-1,A,7\n"


def read(data: str | bytes, **more: object) -> OrdersRead:
    raw = data.encode() if isinstance(data, str) else data
    return read_orders(raw, "will-call.csv", currency="USD", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", bad_files("orders_*.csv"), ids=lambda path: path.stem)
def test_each_fault_is_listed_with_line_and_column(bad: Path) -> None:
    found = read_orders(bad.read_bytes(), bad.name, currency="USD")
    assert any(finding.severity == "error" for finding in found.findings)
    check(bad, found.findings)


def test_rows_of_one_reference_are_one_order() -> None:
    found = read(GOOD.read_bytes())
    assert found.findings == ()
    first, phone, studio = found.orders
    assert (first.reference, first.channel, first.name) == ("W-1", "web", "Łucja Ødegård-Falk")
    assert [(t.number, t.price_type, t.price) for t in first.tickets] == [
        ("1", "Adult", Money(4_500)),
        ("2", "Student", Money(2_000)),
    ]
    assert (first.paid, first.owing) == (Money(6_500), Money(0))
    assert (phone.channel, [t.number for t in phone.tickets]) == ("phone", ["1", "2"])
    assert phone.alternates == "Ada Moss or Piet Moss"
    assert [t.number for t in studio.tickets] == ["", "", ""]


def test_a_line_break_inside_quotes_is_part_of_the_note() -> None:
    first = read(GOOD.read_bytes()).orders[0]
    assert first.note == "Leave with the manager"
    assert [ticket.line for ticket in first.tickets] == [2, 4]


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (LIST.encode(), "utf-8-sig", ","),
        (b"\xef\xbb\xbf" + LIST.encode(), "utf-8-sig", ","),
        (LIST.replace("Brânză", "Brânza").encode("cp1252"), "cp1252", ","),
        (LIST.replace(",", ";").encode(), "utf-8-sig", ";"),
        (LIST.replace(",", "\t").encode(), "utf-8-sig", "\t"),
        (LIST.replace("\n", "\r\n").encode(), "utf-8-sig", ","),
    ],
)
def test_encoding_and_delimiter_are_found_out(data: bytes, encoding: str, delimiter: str) -> None:
    found = read(data)
    assert (found.encoding, found.delimiter) == (encoding, delimiter)
    assert found.orders[0].name.startswith("Zoë Brân")
    assert found.orders[0].tickets[0].number == "7"


def test_a_comma_in_a_semicolon_list_is_no_delimiter() -> None:
    found = read("Order;Name;Performance;Seat;Price\n1;Moss, Ada;P-1;7;12,50\n")
    assert found.orders[0].name == "Moss, Ada"
    assert found.orders[0].tickets[0].price == Money(1_250)


def test_date_and_time_stand_for_a_performance() -> None:
    found = read("Ref,Customer,Date,Time,Qty\n1,Ann,11/21/2026,7:30 PM,2\n")
    ticket = found.orders[0].tickets[1]
    assert (ticket.day, ticket.hour) == (date(2026, 11, 21), time(19, 30))


def test_a_mapping_replaces_the_guess() -> None:
    mapping = {Field.REFERENCE: "A", Field.NAME: "B", Field.PERFORMANCE: "C", Field.SEAT: "D"}
    found = read("A,B,C,D,Order\n9,Ann,P-1,7,x\n", mapping=mapping)
    assert found.orders[0].reference == "9"
    assert [f.code for f in found.findings] == ["orders.column_ignored"]


def test_a_mapping_that_names_no_column_is_a_fault() -> None:
    found = read(LIST, mapping={Field.REFERENCE: "Order", Field.NAME: "Buyer"})
    told = [(f.code, f.evidence) for f in found.findings if f.severity == "error"]
    assert told == [
        ("orders.column_not_there", ("Buyer", "name", "Order, Name, Performance, Row, Seat")),
        ("orders.column_missing", ("name", "Order, Name, Performance, Row, Seat")),
    ]


def test_what_a_column_may_be_is_said() -> None:
    found = read("Odrer,Name,Perfomance,Row,Seat\n1,Zoë,P-1,A,7\n")
    told = [(f.code, *f.evidence[:2]) for f in found.findings if f.code == "orders.column_like"]
    assert told == [
        ("orders.column_like", "Odrer", "reference"),
        ("orders.column_like", "Perfomance", "performance"),
    ]
    slip = read(LIST, mapping={Field.NAME: "Nmae"}).findings
    assert [f.evidence for f in slip if f.code == "orders.column_like"] == [("Name", "name")]


def test_what_is_sold_no_more_is_no_ticket_and_has_no_fault() -> None:
    rows = "1,Zoë,P-1,A,7,paid\n1,,P-1,A,8,Cancelled (refunded)\n2,,,,,void\n"
    found = read("Order,Name,Performance,Row,Seat,Status\n" + rows)
    assert found.findings == ()
    first, second = found.orders
    assert [(t.number) for t in first.tickets] == ["7"]
    assert [(t.number) for t in first.cancelled] == ["8"]
    assert second.tickets == ()


@pytest.mark.parametrize(
    ("status", "cancelled"),
    [
        ("Cancelled, refunded", True),
        ("CANCELED_BY_CUSTOMER", True),
        ("cancelled-refunded", True),
        ("Storno", True),
        ("declined", True),
        ("Denied", True),
        ("refund", True),
        ("Annulé", True),
        ("đã hủy", True),
        ("", False),
        ("–", False),
        ("Paid", False),
        ("pending (confirmed)", False),
        ("Freigabe ausstehend", False),
        ("not paid", False),
        ("on-hold", False),
        ("paid, then cancelled", None),
        ("partially_refunded", None),
        ("quux", None),
    ],
)
def test_a_status_says_sold_or_sold_no_more_or_is_a_fault(
    status: str, cancelled: bool | None
) -> None:
    assert is_cancelled(status) is cancelled
    found = read(f'Order,Name,Performance,Row,Seat,Status\n1,Zoë,P-1,A,7,"{status}"\n')
    told = [(f.code, f.subject, f.evidence[0]) for f in found.findings]
    fault = ("field.not_one_of", "will-call.csv:2 Status", status)
    assert told == ([fault] if cancelled is None else [])
    assert bool(found.orders[0].cancelled) is bool(cancelled)


def test_a_mapping_corrects_the_guess_and_leaves_the_rest() -> None:
    guessed = read(LIST)
    assert read(LIST, mapping={Field.REFERENCE: "Order"}).orders == guessed.orders


def test_an_order_without_a_channel_was_sold_where_the_caller_says() -> None:
    assert read(LIST, channel="phone").orders[0].channel == "phone"


def test_one_reference_in_two_channels_is_two_orders() -> None:
    text = "Order,Channel,Name,Performance,Seat\n1,Web Shop!,Ann,P-1,1\n1,phone,Bob,P-1,2\n"
    assert [(o.channel, o.name) for o in read(text).orders] == [
        ("webshop", "Ann"),
        ("phone", "Bob"),
    ]


def test_later_rows_may_say_what_the_first_did_not() -> None:
    text = "Order,Name,Performance,Seat,Note,Paid\n1,Ann,P-1,1,,\n1,,P-1,2,Late,60.00\n"
    (order,) = read(text).orders
    assert (order.name, order.note, order.paid) == ("Ann", "Late", Money(6_000))


def test_barcodes_one_a_ticket() -> None:
    text = 'Order,Name,Performance,Seat,Qty,Barcode\n1,Ann,P-1,"1, 2",2,AB12 CD34\n'
    assert [t.barcode for t in read(text).orders[0].tickets] == ["AB12", "CD34"]


def test_a_file_too_large_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders_file, "LARGEST_FILE", 10)
    assert [f.code for f in read(LIST).findings] == ["file.too_large"]


def test_a_field_of_a_megabyte_is_refused_calmly() -> None:
    found = read("Order,Name,Performance,Seat\n1," + "x" * 2**20 + ",P-1,1\n")
    assert [f.code for f in found.findings] == ["file.not_csv"]


@given(st.binary(max_size=300))
@example(b",")
@example(b'""')
def test_no_file_makes_it_raise_and_no_word_of_one_is_passed_over(data: bytes) -> None:
    found = read(b"Order,Name,Performance,Seat\n" + data)
    says = any(char.isalnum() for char in data.decode(errors="ignore"))
    assert found.findings or found.orders or not says


def test_headers_are_guessed_whatever_their_dress() -> None:
    columns = guess_columns(["ORDER_ID", "last name", "Event Date/Time", "No. of Tickets", "Hat"])
    assert dict(columns.at) == {
        Field.REFERENCE: 0,
        Field.LAST_NAME: 1,
        Field.DATE: 2,
        Field.QUANTITY: 3,
    }
    assert columns.ignored == ("Hat",)
    assert missing_columns(columns) == ()
    assert columns.named(Field.QUANTITY) == "No. of Tickets"
    assert columns.named(Field.PRICE) == "price"
