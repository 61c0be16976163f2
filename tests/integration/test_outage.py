"""Emergency tickets: made, sold on paper, keyed in, given back; what the papers of the kit say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import (
    NotAllowed,
    NotFound,
    PaperElsewhere,
    PaperKeyed,
    PaperReturned,
    SeatTaken,
    SoldOut,
    TallyDiffers,
    TextRefused,
    TillNotOpen,
)
from pos.hub.rights import RightsCommand
from pos.ids import CartId, PerformanceId, SeatId
from pos.money import Money
from pos.ports.devices import PrintOutcome, PrintResult
from pos.selling.elsewhere import OrdersElsewhere
from pos.views.outage import PaperBlock, PaperLine, PaperSale, SeatUse
from pos.views.paying import CheckGiven, SlipTyped
from pos.views.season import GroupPrice, PromoKind
from pos.views.selling import TenderKind
from pos.views.work import PrintWork
from tests.integration.small_house import (
    ADULT,
    LATE,
    STUDENT,
    SYMPHONY,
    ZONE,
    House,
    season,
    seat,
    usd,
)

SEAT, STUDENT_SEAT = usd(4500), usd(2000)


def block(house: House, count: int = 4, performance: PerformanceId = SYMPHONY) -> PaperBlock:
    manager = house.sign_in("Max House")
    return house.office.paper_blocks.make(house.command(), manager, performance, None, count)


def sale(
    house: House,
    papers: PaperBlock,
    which: tuple[int, ...],
    taken: Money,
    kind: TenderKind = TenderKind.CASH,
    price_type: object = ADULT,
) -> PaperSale:
    return PaperSale(
        lines=tuple(PaperLine(papers.tickets[n].emergency_id, price_type) for n in which),
        kind=kind,
        taken=taken,
        sold_at=house.clock.now() - timedelta(minutes=40),
        sold_by="Ben",
    )


def test_a_block_takes_its_places_from_sale_and_its_codes_are_registered(house: House) -> None:
    with pytest.raises(NotAllowed):
        house.office.paper_blocks.make(
            house.command(), house.sign_in("Sue Lead"), SYMPHONY, None, 4
        )
    made = block(house)
    assert [paper.number for paper in made.tickets] == [f"W1-E000{n}" for n in (1, 2, 3, 4)]
    assert (made.out, made.made_by, made.first, made.last) == (
        4,
        "Max House",
        "W1-E0001",
        "W1-E0004",
    )
    seats = tuple(paper.seat_id for paper in made.tickets)
    clerk = house.sign_in("Ada Clerk")
    cart = house.office.seating.new_cart()
    with pytest.raises(SeatTaken):
        house.office.seating.take_seats(house.command(), clerk, cart, SYMPHONY, (seats[0],))
    with pytest.raises(NotFound) as on_paper:
        house.office.orders.scanned(made.tickets[0].code)
    assert on_paper.value.params == {"kind": "code_on_paper", "key": "W1-E0001"}
    with house.office.storage.read() as uow:
        codes = tuple(paper.code for paper in made.tickets)
        assert uow.orders.codes_in_use(codes) == frozenset(codes)
    with pytest.raises(SoldOut):
        block(house, 29)
    assert block(house, 3, LATE).tickets[2].number == "W1-E0007"
    assert house.office.verify() == ()


def test_a_paper_sale_is_keyed_in_as_the_sale_it_was(house: House) -> None:
    made = block(house)
    clerk = house.open_till()
    command, wanted = house.command(), sale(house, made, (0, 1), SEAT * 2)
    before = len(house.events)
    sold = house.office.paper_sales.key_in(command, clerk, wanted)
    assert house.office.paper_sales.key_in(command, clerk, wanted) == sold
    assert (sold.numbers, sold.amount, sold.sold_by, sold.keyed_by) == (
        ("W1-E0001", "W1-E0002"),
        usd(9000),
        "Ben",
        "Ada Clerk",
    )
    assert sold.sold_at == house.clock.now() - timedelta(minutes=40)
    order = house.office.orders.get(sold.order_id)
    assert (order.state, order.paid, len(order.tickets)) == ("collected", usd(9000), 2)
    assert [ticket.print_state for ticket in order.tickets] == ["", ""]
    for paper in made.tickets[:2]:
        assert house.office.orders.scanned(paper.code).order_id == sold.order_id
    told = [event.params for event in order.events if event.what == "paper.sold"]
    assert [dict(params)["by"] for params in told] == ["Ben", "Ben"]
    assert house.office.prints.queued("ticket_printer") == 0
    names = {type(event).__name__ for event in house.events[before:]}
    assert not names & {"DrawerToOpen", "PrintsQueued"}
    keyed = house.office.paper_blocks.keyed(SYMPHONY)
    assert (keyed.sum_of(), keyed.sum_of(TenderKind.CHECK), keyed.tickets, keyed.out) == (
        usd(9000),
        usd(0),
        2,
        2,
    )
    assert house.office.verify() == ()


def test_on_paper_each_ticket_costs_what_the_printed_list_says(house: House) -> None:
    trio = GroupPrice("G3", "Three and more", PromoKind.PERCENT, usd(0), 3, 2000)
    with house.office.storage.begin() as uow:
        uow.catalogue.save(replace(season(house.clock.now().astimezone(ZONE)), groups=(trio,)))
        uow.commit()
    made = block(house, 3)
    clerk = house.open_till()
    assert house.office.kits.kit(SYMPHONY).prices[0].all_in == SEAT
    wanted = sale(house, made, (0, 1, 2), SEAT * 3)
    sold = house.office.paper_sales.key_in(house.command(), clerk, wanted)
    assert sold.amount == house.office.orders.get(sold.order_id).paid == SEAT * 3
    assert house.office.verify() == ()


def test_a_patron_who_loses_the_paper_gets_a_ticket_as_everybody_else(house: House) -> None:
    made = block(house, 1)
    clerk = house.open_till()
    wanted = sale(house, made, (0,), SEAT)
    later = replace(wanted, sold_at=house.clock.now() + timedelta(minutes=1))
    with pytest.raises(TextRefused):
        house.office.paper_sales.key_in(house.command(), clerk, later)
    sold = house.office.paper_sales.key_in(house.command(), clerk, wanted)
    (ticket,) = house.office.orders.get(sold.order_id).tickets
    lead = house.sign_in("Sue Lead")
    house.office.orders.reprint(house.command(), lead, ticket.ticket_id, "lost")
    assert house.office.orders.scanned(made.tickets[0].code).ticket_state == "revoked"
    assert house.office.prints.queued("ticket_printer") == 1
    assert house.office.verify() == ()


def test_checks_and_slips_of_paper_sales_are_those_of_the_till(house: House) -> None:
    made = block(house)
    clerk = house.open_till()
    supervisor = house.sign_in("Sue Lead")
    house.office.terminals.register(house.command(), supervisor, "standalone W1", "", "Window 1")
    check = replace(
        sale(house, made, (0,), STUDENT_SEAT, TenderKind.CHECK, STUDENT),
        check=CheckGiven("1043", "Pat Payer", house.clock.now().astimezone(ZONE).date()),
    )
    house.office.paper_sales.key_in(house.command(), clerk, check)
    card = replace(
        sale(house, made, (1,), SEAT, TenderKind.CARD), slip=SlipTyped("081234", "1111", "Visa")
    )
    sold = house.office.paper_sales.key_in(house.command(), clerk, card)
    tenders = house.office.orders.get(sold.order_id).tenders
    assert [(each.kind, each.integrated) for each in tenders] == [(TenderKind.CARD, False)]
    assert house.office.cards.in_doubt() == ()
    assert house.office.verify() == ()


def test_what_cannot_be_keyed_in_says_why(house: House) -> None:
    made = block(house)
    find, key_in = house.office.paper_sales.find, house.office.paper_sales.key_in
    clerk = house.sign_in("Ada Clerk")
    with pytest.raises(TillNotOpen):
        key_in(house.command(), clerk, sale(house, made, (0,), SEAT))
    clerk = house.open_till()
    for typed in ("1", "e1", " W1-E0001 ", made.tickets[0].code.lower()):
        assert find(SYMPHONY, typed) == made.tickets[0]
    with pytest.raises(NotFound) as unknown:
        find(SYMPHONY, "77")
    assert unknown.value.params["kind"] == "paper_ticket"
    with pytest.raises(PaperElsewhere) as elsewhere:
        find(LATE, "1")
    assert elsewhere.value.params["performance"] == "Symphony No. 9"
    with pytest.raises(TallyDiffers) as differs:
        key_in(house.command(), clerk, sale(house, made, (0, 1), SEAT))
    assert differs.value.params == {"due": SEAT * 2, "taken": SEAT}
    key_in(house.command(), clerk, sale(house, made, (0,), SEAT))
    for again in (
        lambda: find(SYMPHONY, "1"),
        lambda: key_in(house.command(), clerk, sale(house, made, (0,), SEAT)),
    ):
        with pytest.raises(PaperKeyed) as keyed:
            again()
        assert (keyed.value.params["who"], keyed.value.params["order"]) == (
            "Ada Clerk",
            "W1-000001",
        )
    with pytest.raises(PaperKeyed):
        key_in(house.command(), clerk, sale(house, made, (1, 1), SEAT * 2))
    assert house.office.paper_blocks.keyed(SYMPHONY).tickets == 1
    assert house.office.verify() == ()


def test_unused_papers_go_back_at_once_and_their_codes_die(house: House) -> None:
    made = block(house)
    clerk = house.open_till()
    house.office.paper_sales.key_in(house.command(), clerk, sale(house, made, (0,), SEAT))
    with pytest.raises(NotAllowed):
        house.office.paper_blocks.give_back(house.command(), clerk, made.block_id, "not used")
    lead = house.sign_in("Sue Lead")
    left = house.office.paper_blocks.give_back(house.command(), lead, made.block_id, "not used")
    assert (left.out, left.count("returned")) == (0, 3)
    with pytest.raises(PaperReturned) as gone:
        house.office.paper_sales.find(SYMPHONY, "2")
    assert gone.value.params["who"] == "Sue Lead"
    with pytest.raises(NotFound):
        house.office.paper_blocks.give_back(house.command(), lead, made.block_id, "again")
    with pytest.raises(NotFound) as dead:
        house.office.orders.scanned(made.tickets[1].code)
    assert dead.value.params == {"kind": "code_given_back", "key": "W1-E0002"}
    cart = house.office.seating.new_cart()
    seat = made.tickets[1].seat_id
    assert seat is not None
    house.office.seating.take_seats(house.command(), clerk, cart, SYMPHONY, (SeatId(seat),))
    assert house.office.verify() == ()


def test_a_day_waits_for_papers_of_its_performances(house: House) -> None:
    made, later = block(house), block(house, 2, LATE)
    clerk = house.open_till()
    lead = house.sign_in("Sue Lead")
    waits = [each for each in house.office.closing.day_blockers() if each.kind == "paper_out"]
    assert [(each.count, each.subject, each.about) for each in waits] == [
        (6, "W1-E0001", made.block_id)
    ]
    house.office.paper_blocks.give_back(house.command(), lead, later.block_id, "not used")
    wanted = sale(house, made, (0, 1, 2, 3), SEAT * 4)
    house.office.paper_sales.key_in(house.command(), clerk, wanted)
    kinds = {each.kind for each in house.office.closing.day_blockers()}
    assert kinds == {"open_till"}
    assert house.office.verify() == ()


ELSEWHERE = (
    "Order,Channel,Name,Performance,Section,Row,Seat,Type,Price,Paid,Note\n"
    "77,web,Ana Zimmer,SYM-1,Orchestra,B,1,Adult,45.00,90.00,\n"
    "77,web,Ana Zimmer,SYM-1,Orchestra,B,2,Adult,45.00,90.00,\n"
    "78,phone,Bo \u00c1bel,SYM-1,Orchestra,B,3,Adult,45.00,0.00,Ask for ID\n"
)


def test_the_papers_say_who_waits_who_sits_where_and_what_it_costs(house: House) -> None:
    made = block(house, 2)
    clerk = house.open_till()
    sold = house.office.paper_sales.key_in(house.command(), clerk, sale(house, made, (0,), SEAT))
    loader = OrdersElsewhere(house.office.storage, house.clock, house.ids, house.office.window)
    loader.load(house.sign_in("Max House"), ELSEWHERE.encode(), "will-call.csv")
    assert [each.code for each in house.office.kits.performances()] == ["SYM-1", "LATE-1"]
    kit = house.office.kits.kit(SYMPHONY)
    assert [(line.name, line.places, line.owing, line.note) for line in kit.will_call] == [
        ("Bo \u00c1bel", "Orchestra B 3", SEAT, "Ask for ID"),
        ("Ana Zimmer", "Orchestra B 1, 2", usd(0), ""),
    ]
    uses = {(line.row, line.seat): (line.use, line.who) for line in kit.seats}
    keyed, out = made.tickets
    assert uses["B", "1"] == (SeatUse.WAITING, "Ana Zimmer")
    assert uses[keyed.row, keyed.seat] == (SeatUse.SOLD, sold.order_number)
    assert uses[out.row, out.seat] == (SeatUse.PAPER, "W1-E0002")
    assert (uses["A", "1"], uses["C", "1"]) == ((SeatUse.HELD, ""), (SeatUse.CLOSED, ""))
    assert len(uses) == 30
    assert [(line.price_type, line.all_in) for line in kit.prices] == [
        ("Adult", SEAT),
        ("Student", STUDENT_SEAT),
    ]
    assert [paper.number for paper in kit.papers] == ["W1-E0002"]
    assert {line.number for line in kit.doors} == {"77", "78", sold.order_number, "W1-E0002"}
    assert {line.code for line in kit.doors} >= {keyed.code, out.code}
    assert ("Max House", "manager") in kit.contacts
    studio = house.office.kits.kit(LATE)
    assert (studio.general_admission, studio.free, studio.seats) == (True, 20, ())


def test_papers_are_printed_on_ticket_stock_each_once_and_counted_as_paper(house: House) -> None:
    made, office, printer = block(house, 3), house.office, "ticket_printer"
    manager, lead = house.sign_in("Max House"), house.sign_in("Sue Lead")
    office.stock.load(house.command(), lead, printer, 10)
    with pytest.raises(NotAllowed):
        office.paper_blocks.print_out(house.command(), lead, SYMPHONY)
    assert made.to_print == office.paper_blocks.print_out(house.command(), manager, SYMPHONY) == 3
    with pytest.raises(NotFound):  # the sheets have none of them any more
        office.paper_blocks.print_out(house.command(), manager, SYMPHONY)
    (left,) = office.paper_blocks.blocks()
    assert (left.out, left.to_print) == (3, 0)
    assert all(paper.on_stock for paper in office.kits.kit(SYMPHONY).papers)

    def begin() -> PrintWork:
        work = office.prints.begin(printer)
        assert work is not None
        return work

    first = begin()
    assert first.ticket is not None
    assert (first.ticket.emergency, first.ticket.order_number, first.ticket.code) == (
        True,
        "W1-E0001",
        made.tickets[0].code,
    )
    office.prints.settle(first.job_id, PrintResult(PrintOutcome.UNKNOWN))
    task = next(each for each in office.prints.tasks() if each.job_id == first.job_id)
    assert (task.kind, task.what) == ("paper_ticket", f"W1-E0001 · {made.tickets[0].place}")
    decide = office.prints.decide
    decide(house.command(), lead, first.job_id, came_out=False, wasted=False)
    spoiled = begin()
    office.prints.settle(spoiled.job_id, PrintResult(PrintOutcome.SPOILED))
    numbers = office.paper_blocks.give_back(
        house.command(), lead, made.block_id, "enough", [made.tickets[2].emergency_id]
    )
    assert numbers.out == 2
    printed = set()
    while (work := office.prints.begin(printer)) is not None:
        assert work.ticket is not None
        printed.add(work.ticket.order_number)
        office.prints.settle(work.job_id, PrintResult(PrintOutcome.PRINTED))
    assert printed == {"W1-E0001", "W1-E0002"}
    assert office.stock.left(printer) == 7
    assert office.prints.tasks() == ()
    assert office.verify() == ()


def test_the_seats_of_other_windows_are_not_free_on_the_paper(house: House) -> None:
    with house.office.storage.begin() as uow:
        other = RightsCommand(
            house.command(), "window:W2", SYMPHONY, CartId(""), take=(SeatId(seat("B", 5)),)
        )
        assert uow.rights.apply(other).granted
        uow.commit()
    uses = {(line.row, line.seat): line for line in house.office.kits.kit(SYMPHONY).seats}
    assert (uses["B", "5"].use, uses["B", "5"].who) == (SeatUse.BLOCKED, "W2")
    assert uses["B", "6"].use is SeatUse.FREE
