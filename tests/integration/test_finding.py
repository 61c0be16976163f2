"""Found while typing: whatever somebody at the glass says of an order finds it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from pos.ids import OrderId
from pos.records import Erased
from pos.storage.erasing import take_out
from pos.storage.finding import place
from pos.storage.finding_question import ROWS, SHELVES
from pos.views.finding import Found, Tier
from tests.integration.small_house import LATE, SYMPHONY, House
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_will_call import sold_elsewhere

NAMES = (
    "Antonín Dvořák-Sample",
    "Nguyễn Thị Mẫu",
    "Пётр Чайковский",
    "Anna Lee Example",
    "Lee Leeson",
    "O'Brien Sample",
    "王小明",
    "Jürgen Müller",
    "Ann Smyth",
)


@pytest.fixture
def orders(house: House) -> dict[OrderId, str]:
    return {sold_elsewhere(house, name, number): name for number, name in enumerate(NAMES, 1)}


def found(house: House, orders: dict[OrderId, str], text: str) -> list[tuple[str, Tier]]:
    answers = house.office.finding.find(text)
    return [(orders[OrderId(each.subject_id)], each.tier) for each in answers]


SAID = [
    ("dvorak", "Antonín Dvořák-Sample", Tier.EXACT),
    ("Dvořák", "Antonín Dvořák-Sample", Tier.EXACT),
    ("sample anto", "Antonín Dvořák-Sample", Tier.PREFIX),
    ("vorak", "Antonín Dvořák-Sample", Tier.PART),
    ("nguyen", "Nguyễn Thị Mẫu", Tier.EXACT),
    ("chaykovskiy", "Пётр Чайковский", Tier.EXACT),
    ("Чайковский", "Пётр Чайковский", Tier.EXACT),
    ("tchaikovsky", "Пётр Чайковский", Tier.SOUNDS),
    ("Tschaikowski", "Пётр Чайковский", Tier.SOUNDS),
    ("obrien", "O'Brien Sample", Tier.EXACT),
    ("o'bri", "O'Brien Sample", Tier.PREFIX),
    ("brien", "O'Brien Sample", Tier.EXACT),
    ("小明 王", "王小明", Tier.PART),
    ("xiao wang", "王小明", Tier.EXACT),
    ("mueller", "Jürgen Müller", Tier.EXACT),
    ("smith", "Ann Smyth", Tier.SOUNDS),
    ("web-ann", "Anna Lee Example", Tier.NUMBER),
]


def test_found_by_what_people_say(house: House, orders: dict[OrderId, str]) -> None:
    not_found = [each for each in SAID if each[1:] not in found(house, orders, each[0])]
    assert not_found == []


def test_a_whole_word_comes_before_its_beginning(house: House, orders: dict[OrderId, str]) -> None:
    assert found(house, orders, "lee") == [
        ("Anna Lee Example", Tier.EXACT),
        ("Lee Leeson", Tier.EXACT),
    ]
    assert found(house, orders, "lees") == [("Lee Leeson", Tier.PREFIX)]


def test_verify_compares_it_with_the_facts(house: House, orders: dict[OrderId, str]) -> None:
    assert house.office.verify() == ()
    with house.office.storage.begin() as uow:
        uow.connection.exec_driver_sql("DELETE FROM find_number WHERE key = '4477'")
        uow.connection.exec_driver_sql("UPDATE find_subject SET words = words || ' more'")
        uow.commit()
    codes = {finding.code for finding in house.office.verify()}
    assert codes == {"finding.projection", "finding.index"}


def test_an_index_that_was_spoilt_is_noticed(house: House, orders: dict[OrderId, str]) -> None:
    with house.office.storage.begin() as uow:
        for spoil in (
            "INSERT INTO find_word (rowid, text) VALUES (1, 'smith')",
            "INSERT INTO find_part (rowid, text) VALUES (99, 'xyz')",
            "DELETE FROM find_term WHERE term = 'nguyen'",
        ):
            uow.connection.exec_driver_sql(spoil)
        uow.commit()
    named = sorted(f"{finding.code} {finding.subject}" for finding in house.office.verify())
    assert named == [
        "finding.index find_part xyz",
        "finding.index find_term nguyen",
        "finding.index find_word smith",
    ]


def test_numbers_find_it(house: House, orders: dict[OrderId, str]) -> None:
    order_id = next(key for key, name in orders.items() if name == "Ann Smyth")
    with house.office.storage.begin() as uow:
        code = uow.orders.tickets(order_id)[0].code
    for typed in ("WEB-Ann-9", "web ann 9", code, code.lower(), "smy 9", "9 ann"):
        assert found(house, orders, typed)[0] == ("Ann Smyth", Tier.NUMBER), typed
    for typed in ("4477", "(555) 010-4477", "555 010", "0104477", "+1 555 010 4477"):
        assert {tier for _, tier in found(house, orders, typed)} == {Tier.NUMBER}, typed
    assert found(house, orders, "smy 8") == []
    assert found(house, orders, "—") == []


def test_mail_finds_it(house: House) -> None:
    with house.office.storage.begin() as uow:
        uow.finding.put("patron", "p1", ("Zoe Sample",), emails=("z.sample@example.org",))
        uow.commit()
    find = partial(house.office.finding.find, kinds=("patron",))
    for typed in ("z.sample@", "z.sample@exam", "@example", "Z.Sample@example.org"):
        assert find(typed) == (Found("patron", "p1", Tier.PREFIX),), typed
    assert find("zsam") == (Found("patron", "p1", Tier.PART),)
    assert find("sampler@") == ()
    order = sold_elsewhere(house, "Ann Smyth", 1, email="a.smyth@Mail.example")
    sold_elsewhere(house, "Bo Smyth", 2, email="b.smyth@post.example")
    for typed in ("a.smyth@mail.example", "A.SMYTH@", "a.smyth@ma", "@mail", "@mail.example"):
        assert house.office.finding.find(typed) == (Found("order", order, Tier.PREFIX),), typed
        (row,) = house.office.will_call.find(typed)
        assert (row.order_id, row.email_masked) == (order, "a***@Mail.example"), typed


def test_put_replaces_and_take_out_forgets(house: House) -> None:
    find = partial(house.office.finding.find, kinds=("patron", "order"))
    with house.office.storage.begin() as uow:
        uow.finding.put("patron", "p1", ("Zoe Quagmire",), ("P-7",), ("555 0107",))
        uow.finding.put("patron", "p2", ("Zoe Sample",))
        uow.finding.put("patron", "p1", ("Amy Quill",), ("P-7",))
        uow.commit()
    assert [each.subject_id for each in find("zoe")] == ["p2"]
    assert find("quagmire") == find("agmir") == find("0107") == ()
    assert [each.subject_id for each in find("quill")] == ["p1"]
    assert [each.subject_id for each in find("p-7")] == ["p1"]
    with house.office.storage.begin() as uow:
        uow.finding.take_out("patron", "p1")
        uow.commit()
        left = [
            uow.connection.exec_driver_sql(f"SELECT count(*) FROM {table} {where}").scalar()
            for table, where in (
                ("find_subject", "WHERE subject_id = 'p1'"),
                ("find_number", "WHERE key = 'p7'"),
                ("find_term", "WHERE term LIKE 'qu%'"),
                ("find_part", "WHERE find_part MATCH 'uil'"),
                ("find_word", "WHERE find_word MATCH 'amy OR quill OR quagmire'"),
            )
        ]
    assert left == [0, 0, 0, 0, 0]
    assert find("quill") == find("p-7") == ()


def test_tonight_comes_first_and_who_waits_before_who_was_there(house: House) -> None:
    """A year from now nothing of it is tonight any more, and the newest of the past comes first."""
    early, late = sold_elsewhere(house, "Ann Sample", 1), sold_elsewhere(house, "Zoe Sample", 2)
    session = house.sign_in("Ada Clerk")
    house.office.will_call.hand_over(house.command(), session, early)
    for text in ("sample", "s", ""):
        rows = house.office.will_call.find(text)
        assert [row.order_id for row in rows] == [late, early], text
    house.clock.advance(timedelta(days=365))
    assert [each.subject_id for each in house.office.finding.find("sample")] == [late, early]


@pytest.mark.parametrize("days", [-30, 0, 365])
def test_what_many_are_called_is_answered_as_what_few_are(
    house: House, orders: dict[OrderId, str], monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """Long before the performance, in its night and long after: ranges that are read as far as the
    page needs give the same answers in the same order as everything at once."""
    session = house.open_till("Ada Clerk")
    for number, name in ((3, "Lee"), (4, "Lee Lee Leeson")):
        cart = cart_of(house, session, ("C", number))
        taken = (cash(cart.total.minor),)
        house.office.selling.sell(house.command(), session, cart, taken, name=name)
    house.clock.advance(timedelta(days=days))
    typed = ("l", "lee", "lees", "lee l", "sample", "an s", "vorak", "miller", "4477", "web", "")

    def every() -> list[tuple[Found, ...]]:
        find = house.office.finding.find
        return [
            find(text, will_call=at, limit=n) for text in typed for at in (0, 1) for n in (6, 50)
        ]

    at_once = every()
    for few in ("_FEW", "_FEW_TOGETHER"):
        monkeypatch.setattr(f"pos.storage.finding_question.{few}", 0)
    assert every() == at_once
    assert sum(map(len, at_once)) > 4 * len(typed)


def test_an_order_for_many_evenings_leaves_room_for_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for few in ("_FEW", "_FEW_TOGETHER"):
        monkeypatch.setattr(f"pos.storage.finding_question.{few}", 0)
    with house.office.storage.begin() as uow:
        evenings = [("many", 100 + n) for n in range(30)]
        for order_id, minute in (*evenings, ("one", 99)):
            row = place(SHELVES["order"], minute) * ROWS
            about = f"{row}, 'order', '{order_id}', '', 'zoe', 'zoe', ''"
            uow.connection.exec_driver_sql(f"INSERT INTO find_subject VALUES ({about})")
            uow.connection.exec_driver_sql(
                f"INSERT INTO find_word (rowid, text) VALUES ({row}, 'zoe')"
            )
        uow.connection.exec_driver_sql("INSERT INTO find_term VALUES (1, 'zoe', 's')")
        uow.commit()
    for typed in ("zoe", "zo"):
        found = house.office.finding.find(typed, limit=10)
        assert [each.subject_id for each in found] == ["many", "one"], typed


def test_a_window_sale_is_found_by_its_number_and_is_not_at_will_call(house: House) -> None:
    session = house.open_till("Ada Clerk")
    cart = cart_of(house, session, ("C", 3))
    sale = house.office.selling.sell(house.command(), session, cart, (cash(cart.total.minor),))
    find = house.office.finding.find
    assert find(sale.order_number) == (Found("order", sale.order_id, Tier.NUMBER),)
    assert find(sale.order_number, will_call=True) == ()
    assert find(sale.order_number, performance_id=SYMPHONY) != ()
    assert find(sale.order_number, performance_id=LATE) == ()


def test_nothing_is_left_of_who_was_erased(house: House) -> None:
    order_id = sold_elsewhere(house, "Zebulon Quagmire", 1)
    sold_elsewhere(house, "Ann Sample", 2)
    with house.office.storage.begin() as uow:
        uow.add(Erased("order", order_id, "p1", "w1", "u1", uow.now()))
        uow.flush()
        take_out(uow.connection)
        uow.commit()
    with house.office.storage.read() as uow:
        for table, column in (("find_word_data", "block"), ("find_part_data", "block")):
            left = f"SELECT count(*) FROM {table} WHERE instr(hex({column}), hex('agmir')) > 0"
            assert uow.connection.exec_driver_sql(left).scalar() == 0
    assert house.office.finding.find("quagmire") == ()
    assert [each.kind for each in house.office.finding.find("sample")] == ["order"]
    assert "finding" not in {each.code.partition(".")[0] for each in house.office.verify()}


def test_orders_follow_a_performance_that_begins_at_another_time(house: House) -> None:
    """Its orders may have come here from another window before the season that tells when."""
    order_id = sold_elsewhere(house, "Ann Sample", 1)
    with house.office.storage.begin() as uow:
        later = "UPDATE performance SET starts_at = starts_at + 604800000000"
        uow.connection.exec_driver_sql(later)
        uow.commit()
    assert {each.code for each in house.office.verify()} == {"finding.projection"}
    with house.office.storage.begin() as uow:
        uow.finding.follow_nights()
        uow.commit()
    assert house.office.verify() == ()
    found_there = house.office.finding.find("ann", performance_id=SYMPHONY)
    assert [each.subject_id for each in found_there] == [order_id]
