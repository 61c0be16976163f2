"""What is not usual at will call: parts, somebody else, signatures, the wrong person, lost paper,
another night; and all of it printed ahead."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.presenters.will_call_state import Page
from kiosk.widgets.signature import SignatureField
from pos.catalogue.importing import Importing
from pos.ids import CommandId
from pos.office import Office
from pos.ports.devices import PrintOutcome, PrintResult
from tests.ui.taps import journey
from tests.ui.test_exchange import date_of
from tests.ui.test_will_call import opened, search
from tests.ui.window_kit import ASSETS, WINDOW, WebOrder, WindowKit, place_web_order


def by_supervisor(window: WindowKit) -> None:
    window.open_till("Sue Moreno")
    window.tap("rail.will_call")


def draw(window: WindowKit) -> None:
    """Sign in the field as a finger does."""
    field = window.find("willcall.signature")
    QTest.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    for x in range(40, 200, 8):
        QTest.mouseMove(field, QPoint(x, 60 + x % 30))
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(210, 40))
    window.quiet()


def printed(window: WindowKit) -> int:
    """Let every paper that waits come out; return how many did."""

    def work(office: Office) -> int:
        done = 0
        for device in ("ticket_printer", "receipt_printer"):
            while (job := office.prints.begin(device)) is not None:
                office.prints.settle(job.job_id, PrintResult(PrintOutcome.PRINTED))
                done += 1
        return done

    done = window.ask(work)
    window.quiet()
    return done


def want_signatures(office: Office) -> None:
    """The house wants everybody's signature from now on."""
    season = (ASSETS / "season.toml").read_text(encoding="utf-8")
    rule = '[venues.will_call]\nsignature = "everybody"\n\n[venues.closing]'
    text = season.replace("[venues.closing]", rule, 1).encode()
    importing = Importing(office.storage, office.clock, office.ids, WINDOW)
    importing.season(None, text, "season.toml", lambda name: (ASSETS / name).read_bytes())


def test_some_tickets_now_and_the_rest_when_the_friend_comes(window: WindowKit) -> None:
    opened(window)
    search(window, "hoa", "Nguyễn Thị Hoa")
    for name in ("willcall.more", "willcall.ticket.0", "willcall.hand_over_wish"):
        window.tap(name)
    assert "1 ticket still waits" in window.find("willcall.done").accessibleName()
    assert "1 of 4 wait" in window.find("willcall.row.0").accessibleName()
    assert window.text("willcall.standing").startswith("1 of 4 wait: Orchestra ")
    assert printed(window) == 3
    window.tap("willcall.hand_over")
    assert window.text("willcall.standing").startswith("Collected")
    assert printed(window) == 1
    assert window.ask(lambda office: office.verify()) == ()


def test_somebody_named_is_a_touch_and_somebody_else_needs_a_reason(window: WindowKit) -> None:
    opened(window)
    search(window, "hoa", "Nguyễn Thị Hoa")
    window.tap("willcall.more")
    texts = [button.text() for button in window.buttons()]
    assert "Nguyễn Văn An" in texts
    other = next(b for b in window.buttons() if b.text() == "Somebody else")
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    window.tap("willcall.hand_over_wish")
    assert window.find("willcall.collector").property("trouble")
    assert "Name" in window.text("willcall.refusal")
    window.type("willcall.collector", "Friend Example")
    window.tap("willcall.hand_over_wish")
    assert window.sees("willcall.refusal")
    assert window.find("willcall.reason").property("trouble")
    window.type("willcall.reason", "Text message shown")
    window.tap("willcall.hand_over_wish")
    assert "to Friend Example" in window.text("willcall.given")
    assert "Text message shown" in window.text("willcall.given")


def test_the_house_wants_a_signature_and_an_empty_one_will_not_do(window: WindowKit) -> None:
    window.open_till()
    window.ask(want_signatures)
    window.quiet()
    window.tap("rail.will_call")
    search(window, "hoa", "Nguyễn Thị Hoa")
    window.tap("willcall.hand_over")
    assert window.rooms.will_call.state.page is Page.SIGN
    assert not window.find("willcall.sign_done").isEnabled()
    draw(window)
    assert window.find("willcall.signature").width() > 1000  # the list of others is away meanwhile
    assert not window.sees("willcall.search")
    window.tap("willcall.sign_clear")
    assert not window.find("willcall.sign_done").isEnabled()
    draw(window)
    window.tap("willcall.sign_done")
    assert "signed" in window.text("willcall.given")
    assert window.sees("willcall.signature_shown")
    assert window.find("willcall.signature_shown").height() >= 80
    # To the wrong person: who is here now signs before their tickets print.
    window.tap("willcall.wrong")
    window.tap("willcall.wrong_fresh")
    assert window.rooms.will_call.state.page is Page.SIGN
    draw(window)
    window.tap("willcall.sign_done")
    window.wait_for("approval.tile.0")
    assert any(
        text.startswith("Nguyễn Thị Hoa · Order ") and " · 4 tickets\n" in text
        for text in window.texts()
    )
    window.approve("Sue Moreno")
    assert "Put right" in window.find("willcall.done").accessibleName()
    assert window.sees("willcall.signature_shown")
    card, person = window.rooms.will_call.state.card, window.rooms.desk.person
    assert card is not None

    def link(office: Office) -> None:
        ids, patrons = office.ids, office.patrons
        hoa = patrons.add(CommandId(ids.new()), person, "Nguyễn Thị Hoa").patron_id
        patrons.link(CommandId(ids.new()), person, card.order_id, hoa)

    window.ask(link)
    window.tap("willcall.open_order")
    assert any(name.startswith("4 tickets handed out · ") for name in window.names())
    drawn = window.find("orders.signature", SignatureField)
    assert drawn.strokes == card.given[0].strokes
    assert drawn.height() >= 110
    assert window.find("orders.as_pdf").width() < 400  # not alone over a whole row
    window.tap("orders.as_pdf")
    assert window.text("orders.done") == "Written: order-WEB-4102.pdf"
    window.tap("orders.patron")
    assert window.shell.room == "patrons"
    assert window.rooms.patron_page.state.patron is not None
    window.tap("rail.will_call")
    search(window, "petra holm", "Petra Holm")
    window.tap("willcall.row.0")
    window.tap("willcall.hand_over")
    window.tap("willcall.sign_paper")
    assert "signed on paper" in window.text("willcall.given")


def test_a_wrong_pick_up_is_put_right_where_it_is_seen(window: WindowKit) -> None:
    by_supervisor(window)
    search(window, "petra holm", "Petra Holm")
    window.tap("willcall.row.0")
    window.tap("willcall.hand_over")
    assert printed(window) == 1
    window.tap("willcall.wrong")
    assert window.text("willcall.wrong_of").startswith("Petra Holm · Order WEB-4104\nOrchestra ")
    window.fill("willcall.wrong_reason", "Two of one name")
    listed = {row.name for row in window.rooms.will_call.state.rows}
    assert {"Petra Holm", "Máire Ní Bhriain"} < listed  # hers, and whoever may have them
    search(window, "WEB-4105", "Peter Holmgren")  # whoever is looked for, it is still hers
    assert window.text("willcall.wrong_reason") == "Two of one name"
    assert "WEB-4104" in window.text("willcall.wrong_of")
    window.tap("willcall.row.0")
    whose = window.find("willcall.wrong_whose").accessibleName()
    assert "Peter Holmgren has them, order WEB-4105" in whose
    assert "The old ticket is gone" in window.names()
    window.tap("willcall.wrong_fresh")
    assert "Put right" in window.find("willcall.done").accessibleName()
    assert printed(window) == 1
    search(window, "holmgren", "Peter Holmgren")
    window.tap("willcall.row.0")
    assert "WEB-4104" in window.find("willcall.warn").accessibleName()
    assert window.ask(lambda office: office.verify()) == ()


def test_who_is_not_found_tonight_and_lost_the_paper_has_new_tickets(window: WindowKit) -> None:
    by_supervisor(window)
    search(window, "WEB-4104", "Petra Holm")
    window.tap("willcall.hand_over")
    assert printed(window) == 1
    window.tap("willcall.night.NW-2")
    window.fill("willcall.search", "WEB-4104")
    window.wait(lambda: not window.rooms.will_call.state.rows)
    with journey("Will-call not found, paper lost"):
        window.tap("willcall.further")
        window.tap("willcall.wrong")
        window.tap("willcall.wrong_lost")
        window.tap("willcall.wrong_fresh")
    assert "Put right" in window.find("willcall.done").accessibleName()
    assert printed(window) == 1


def test_bought_for_another_night_says_so_and_offers_what_there_is(window: WindowKit) -> None:
    window.open_till()
    window.ask(lambda office: place_web_order(office, WebOrder("Nora Elsewhere", "CARN-1", 2)))
    window.tap("rail.will_call")
    search(window, "nora", "Nora Elsewhere")
    assert "Not for today" in window.find("willcall.warn").accessibleName()
    window.tap("willcall.exchange")
    order = window.rooms.exchange.state.order
    assert order is not None
    assert order.name == "Nora Elsewhere"
    window.tap("exchange.all")
    window.tap(f"exchange.date.{date_of(window, 'NW-2')}")
    window.tap("exchange.zone.4")
    window.tap("exchange.go")
    window.tap("pay.exact")
    window.tap("pay.done")
    row = window.rooms.will_call.state.selected  # the card is the new night's, and it is paid
    assert row is not None
    assert (row.performance, row.owing.minor) == ("From the New World", 0)


@pytest.fixture
def printing(window: WindowKit) -> WindowKit:
    """A window that prints will-call of the symphony ahead."""
    opened(window)
    window.tap("willcall.night.NW-2")
    window.tap("willcall.print")
    return window


def test_will_call_is_printed_envelope_after_envelope(printing: WindowKit) -> None:
    window, room = printing, printing.rooms.envelopes
    assert "4 envelopes" in window.text("envelopes.text")
    assert "1 order owes" in window.text("envelopes.text")
    window.tap("envelopes.start")
    assert "Envelope 1 of 5" in window.text("envelopes.text")
    papers = 0
    while room.state.batch is not None:
        papers += printed(window)
    assert papers == 5 + 14  # slips, and the tickets of those who paid
    assert "Will call is printed" in window.text("envelopes.title")
    search(window, "hoa", "Nguyễn Thị Hoa")
    assert "In the box" in window.find("willcall.row.0").accessibleName()
    assert window.text("willcall.hand_over") == "Hand over envelope"
    window.tap("willcall.hand_over")
    assert "give the envelope" in window.find("willcall.done").accessibleName()
    assert printed(window) == 0
    assert window.ask(lambda office: office.verify()) == ()


def test_it_is_stopped_gone_on_with_and_cancelled_by_touch(printing: WindowKit) -> None:
    window, room = printing, printing.rooms.envelopes
    window.tap("envelopes.start")
    window.tap("envelopes.stop")
    printed(window)
    assert room.state.batch is not None
    assert room.state.batch.envelopes == 1
    window.tap("envelopes.go_on")
    assert room.state.batch.envelopes == 2
    window.tap("envelopes.cancel")
    assert room.state.batch is None
    assert printed(window) == 0
    assert "stopped for good" in window.text("envelopes.title")
    window.tap("envelopes.leave")
    assert not window.sees("envelopes.title")


def test_the_list_is_one_touch(window: WindowKit) -> None:
    opened(window)
    shown: list[str] = []
    window.rooms.envelopes.opens = lambda place: bool(shown.append(place.name) or True)
    window.tap("willcall.list")
    assert shown == ["will-call-NW-2.pdf"]
