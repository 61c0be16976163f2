"""Change of custody over a real file: counted by the leaver, closed and opened in one step."""

from __future__ import annotations

import pytest

from pos.errors import (
    ApprovalNeeded,
    NotThisWay,
    SamePerson,
    StorageTrouble,
    TillAlreadyOpen,
    TillNotYours,
    TillStillNeeded,
)
from pos.ids import TillId
from pos.ports.devices import PrintOutcome, PrintResult
from pos.views.cash import CountSheet, Row, TillView
from pos.views.movements import HandedOver
from pos.views.people import Permission, SessionView
from tests.integration.small_house import House, usd
from tests.integration.test_movements import dropped, full_disk, in_till, word
from tests.integration.test_people import audited
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_verify import found, plant


def printed(house: House) -> None:
    """Let everything that waits come out of the printers."""
    for device in ("ticket_printer", "receipt_printer"):
        while (work := house.office.prints.begin(device)) is not None:
            house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.PRINTED))


def sell(house: House, session: SessionView, number: int) -> None:
    cart = cart_of(house, session, ("B", number))
    house.office.selling.sell(house.command(), session, cart, (cash(4_500),))


def counted(house: House, session: SessionView, minor: int) -> TillView:
    printed(house)
    house.office.closing.start_count(house.command(), session)
    sheet = CountSheet(notes=((100, minor // 100),), coins=((1, minor % 100),))
    return house.office.closing.submit_count(house.command(), session, sheet).till


def taken(house: House, leaver: SessionView, till_id: str, by: str = "Ben Clerk") -> HandedOver:
    given = word(house, leaver, by, Permission.OPEN_TILL)
    return house.office.handing_over.hand_over(given.command, leaver, TillId(till_id), given)  # type: ignore[arg-type]


def test_two_cashiers_hand_a_till_over_in_one_step(house: House) -> None:
    ada, ben = house.open_till(float_minor=10_000), house.sign_in("Ben Clerk")
    sell(house, ada, 4)
    dropped(house, ada, 2_000)
    old = counted(house, ada, 12_500)
    handed = taken(house, ada, old.till_id)
    assert handed.taker == ben
    assert (handed.opened.cashier, handed.opened.state) == ("Ben Clerk", "open")
    assert handed.opened.opening_float.minor == 12_500
    assert (handed.closed.z_number, handed.closed.approved_by) == (1, "Ben Clerk")
    assert house.office.tills.current() == handed.opened
    assert audited(house, "till.handed_over") == 1
    assert in_till(house) == 12_500
    assert handed.closed.movements == (Row("drop", 1, usd(2_000)),)
    sell(house, ben, 5)
    with pytest.raises(TillNotYours):
        sell(house, ada, 6)
    assert house.office.verify() == ()


def test_a_report_that_says_something_else_was_moved_is_found(house: House) -> None:
    ada = house.open_till(float_minor=10_000)
    house.sign_in("Ben Clerk")
    dropped(house, ada, 2_000)
    taken(house, ada, counted(house, ada, 8_000).till_id)
    ((report,),) = rows(house, "SELECT report FROM till_close")
    changed = str(report).replace('"label":"drop","count":1', '"label":"drop","count":2')
    plant(house, f"UPDATE till_close SET report = '{changed}'")
    assert "Z 1 movements" in {finding.subject for finding in found(house, "report.differs")}


def test_what_is_posted_as_it_is_stays_with_the_leaver(house: House) -> None:
    ada = house.open_till(float_minor=10_000)
    house.sign_in("Ben Clerk")
    old = counted(house, ada, 9_850)
    handed = taken(house, ada, old.till_id)
    assert handed.opened.opening_float.minor == 9_850
    assert rows(
        house,
        "SELECT amount_minor, b.till_id FROM posting p JOIN batch b USING (batch_id)"
        " WHERE account = '5020'",
    ) == [(150, old.till_id)]
    assert house.office.verify() == ()


def test_more_than_that_is_an_ordinary_close(house: House) -> None:
    ada = house.open_till(float_minor=10_000)
    old = counted(house, ada, 9_700)
    with pytest.raises(NotThisWay) as refused:
        taken(house, ada, old.till_id)
    assert refused.value.params == {"what": "close_it_first"}
    assert house.office.tills.current() == old
    given = word(house, ada, "Sue Lead", Permission.APPROVE_CLOSE)
    house.office.closing.approve(given.command, ada, old.till_id, given, "change given wrong")  # type: ignore[arg-type]
    assert house.office.verify() == ()


def test_the_taker_is_another_who_may_have_a_till(house: House) -> None:
    ada = house.open_till(float_minor=10_000)
    with pytest.raises(NotThisWay):  # not counted yet
        taken(house, ada, house.office.tills.current().till_id)  # type: ignore[union-attr]
    old = counted(house, ada, 10_000)
    ben = house.sign_in("Ben Clerk")
    with pytest.raises(TillNotYours):
        taken(house, ben, old.till_id, by="Sue Lead")
    wrong = word(house, ada, "Ben Clerk", Permission.SELL)
    with pytest.raises(ApprovalNeeded):
        house.office.handing_over.hand_over(wrong.command, ada, old.till_id, wrong)  # type: ignore[arg-type]
    with pytest.raises(SamePerson):
        taken(house, ada, old.till_id, by="Ada Clerk")
    with house.office.storage.begin() as uow:
        uow.tills.occupy("w2", "elsewhere", ben.user_id)
        uow.commit()
    with pytest.raises(TillAlreadyOpen):
        taken(house, ada, old.till_id)
    assert house.office.tills.current() == old


def test_a_cart_that_holds_places_keeps_the_till_where_it_is(house: House) -> None:
    ada, ben = house.open_till(float_minor=10_000), house.sign_in("Ben Clerk")
    old = counted(house, ada, 10_000)
    cart_of(house, ben, ("B", 4))
    with pytest.raises(TillStillNeeded) as refused:
        taken(house, ada, old.till_id)
    assert refused.value.params["reason"] == "open_cart"


def test_a_commit_that_fails_leaves_the_old_till(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = house.open_till(float_minor=10_000)
    old = counted(house, ada, 10_000)
    given = word(house, ada, "Ben Clerk", Permission.OPEN_TILL)
    act = (given.command, ada, old.till_id, given)
    with monkeypatch.context() as patched:
        patched.setattr(type(house.office.storage), "begin", full_disk(house))
        with pytest.raises(StorageTrouble):
            house.office.handing_over.hand_over(*act)  # type: ignore[arg-type]
    assert house.office.tills.current() == old
    assert rows(house, "SELECT count(*) FROM till_close") == [(0,)]
    handed = house.office.handing_over.hand_over(*act)  # type: ignore[arg-type]
    assert house.office.handing_over.hand_over(*act) == handed  # type: ignore[arg-type]
    assert rows(house, "SELECT count(*) FROM till") == [(2,)]
