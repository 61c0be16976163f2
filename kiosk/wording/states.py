"""Names of rights, seats, states, tenders and the events of an order's life."""

from __future__ import annotations

from kiosk.wording.say import Say, SayMany, Sentence
from pos.lifecycles import (
    BatchState,
    DayState,
    DepositState,
    EmergencyState,
    OrderState,
    ParkedState,
    PaymentState,
    PrintState,
    TicketState,
    TillState,
)
from pos.views.catalogue import NoneLeft, SeatKind, SeatStatus
from pos.views.people import Permission
from pos.views.selling import TenderKind

PERMISSION_WORDS: dict[Permission, Say] = {
    Permission.SELL: Say("selling tickets"),
    Permission.SELL_COMP: Say("giving a ticket for free"),
    Permission.SET_PRICE: Say("setting another price for a ticket"),
    Permission.HAND_OVER: Say("handing out will-call"),
    Permission.HAND_TO_OTHERS: Say("giving tickets to somebody who is not named"),
    Permission.OPEN_TILL: Say("opening a till"),
    Permission.NO_SALE: Say("opening the drawer without a sale"),
    Permission.COUNT_TILL: Say("counting a till"),
    Permission.APPROVE_CLOSE: Say("approving a counted till"),
    Permission.APPROVE_DIFFERENCE: Say("approving a large difference in a till"),
    Permission.CLOSE_DAY: Say("closing the day"),
    Permission.SEE_EXPECTED: Say("seeing the expected cash"),
    Permission.SEE_REPORTS: Say("seeing the reports"),
    Permission.RESOLVE_PRINT: Say("saying what came out of the printer"),
    Permission.REPRINT: Say("printing a ticket again"),
    Permission.ADJUST_STOCK: Say("correcting the count of blank tickets"),
    Permission.UNLOCK_STAFF: Say("unlocking a person"),
    Permission.MANAGE_STAFF: Say("changing the list of staff"),
    Permission.IMPORT: Say("loading seasons and orders"),
    Permission.GIVE_BACK: Say("giving money back"),
    Permission.GIVE_BACK_ANY: Say("giving back a large sum"),
    Permission.FORCE_PAYMENT: Say("deciding a card payment without the terminal"),
    Permission.SETTLE_EXCEPTION: Say("settling a forced card payment"),
    Permission.WRITE_OFF: Say("giving up money that is lost"),
    Permission.OFFLINE_CARDS: Say("cards without the processor"),
    Permission.REGISTER_TERMINAL: Say("the register of card terminals"),
    Permission.RETURNED_CHECK: Say("returned checks"),
    Permission.ISSUE_PROMOTIONAL: Say("giving credit and promotional certificates"),
    Permission.MOVE_CASH: Say("moving cash to or from the safe, or paying it in or out"),
    Permission.CARRY_EXCEPTION: Say("carrying an exception over the close of a day"),
    Permission.DEPOSIT: Say("deposits at the bank"),
    Permission.RECONCILE: Say("the processors' files"),
    Permission.EXPORT_BOOKS: Say("exporting the books"),
    Permission.PAPER_TICKETS: Say("making emergency tickets"),
    Permission.RUN_HUB: Say("deciding about other windows"),
    Permission.RELEASE_HOUSE: Say("putting on sale what a lost machine may have sold"),
    Permission.HOLD_PLACES: Say("holding, releasing and killing places"),
    Permission.MERGE_PATRONS: Say("merging patrons"),
    Permission.PATRON_PRIVACY: Say("patrons' privacy"),
    Permission.CANCEL_PERFORMANCE: Say("cancelling a performance"),
    Permission.SEE_ACCESS: Say("the access review"),
}

CONSEQUENCES: dict[Permission, Say] = {
    Permission.SELL: Say(
        "You serve here for a while under your own name. Cash and any difference stay with whoever "
        "has the till."
    ),
    Permission.OPEN_TILL: Say(
        "The till before is closed, and yours begins with the cash that was counted."
    ),
    Permission.MOVE_CASH: Say("You saw the money move. Your name goes on the slip and on record."),
    Permission.SELL_COMP: Say(
        "The ticket costs nothing. The reason and your name go into the books."
    ),
    Permission.SET_PRICE: Say(
        "The ticket costs what was typed. The reason and your name go into the books."
    ),
    Permission.REPRINT: Say(
        "A new ticket prints with a new barcode. The old one stops opening the door."
    ),
    Permission.ADJUST_STOCK: Say(
        "From now on the count stands. The difference, the reason and your name are recorded."
    ),
    Permission.APPROVE_CLOSE: Say(
        "The till is locked and its Z report is made. It cannot be opened again."
    ),
    Permission.APPROVE_DIFFERENCE: Say(
        "The difference is booked as over or short, the till is locked and its Z report is made."
    ),
    Permission.CLOSE_DAY: Say(
        "The business day is closed for good. What is sold from now on belongs to the next day."
    ),
    Permission.GIVE_BACK: Say("Money goes back. The reason and your name go into the books."),
    Permission.GIVE_BACK_ANY: Say("Money goes back. The reason and your name go into the books."),
    Permission.ISSUE_PROMOTIONAL: Say(
        "The house gives it: no money comes in. The reason and your name go into the books."
    ),
    Permission.FORCE_PAYMENT: Say(
        "The payment counts as you say. If that is wrong, a patron pays twice or the house is not "
        "paid. The day cannot close until somebody else has settled it."
    ),
    Permission.WRITE_OFF: Say(
        "The house has lost the money for good. The reason and your name go into the books."
    ),
    Permission.CANCEL_PERFORMANCE: Say(
        "Nothing of the performance is sold any more, at any window, and every order for it is to "
        "be settled. That cannot be taken back. The reason and your name go into the books."
    ),
    Permission.RELEASE_HOUSE: Say(
        "What was not named is sold again, here and elsewhere. If the lost machine sold it, two "
        "patrons have one seat. The reason and your name are recorded."
    ),
    Permission.OFFLINE_CARDS: Say(
        "Cards are taken without asking the bank. What is declined later, the house has lost."
    ),
    Permission.REGISTER_TERMINAL: Say("Cards may be taken on this terminal from now on."),
    Permission.CARRY_EXCEPTION: Say(
        "The day may be closed over it. Its owner, the reason and your name stand on the report of "
        "each day until it is settled."
    ),
    Permission.DEPOSIT: Say(
        "You saw what went into the bag and that it was sealed. Your name goes on the slip."
    ),
    Permission.UNLOCK_STAFF: Say("The person may try their PIN again at once."),
    Permission.NO_SALE: Say("The drawer opens. The reason and your name are recorded."),
}
"""What an approval brings about, said before it is given."""

SEAT_STATUS_WORDS: dict[SeatStatus, Say] = {
    SeatStatus.FREE: Say("free"),
    SeatStatus.IN_CART: Say("in the cart"),
    SeatStatus.TAKEN: Say("in a cart at this window"),
    SeatStatus.BLOCKED: Say("in another window's block"),
    SeatStatus.AT_HUB: Say("at the hub, which is away"),
    SeatStatus.HELD: Say("held back"),
    SeatStatus.SOLD: Say("sold"),
    SeatStatus.KILLED: Say("not for sale"),
}

NONE_LEFT_WORDS: dict[NoneLeft, Say] = {
    NoneLeft.SOLD_OUT: Say("Sold out"),
    NoneLeft.NOT_HERE: Say("None here"),
    NoneLeft.NOT_YET: Say("Look first"),
    NoneLeft.CANCELLED: Say("Cancelled"),
}

SEAT_KIND_WORDS: dict[SeatKind, Say] = {
    SeatKind.ORDINARY: Say("seat"),
    SeatKind.WHEELCHAIR: Say("wheelchair place"),
    SeatKind.COMPANION: Say("companion seat"),
    SeatKind.RESTRICTED: Say("restricted view"),
}

STATE_WORDS: dict[object, Say] = {
    OrderState.PLACED: Say("To be paid"),
    OrderState.PAID: Say("Paid"),
    OrderState.COLLECTED: Say("Collected"),
    OrderState.UNPAID: Say("Owed again"),
    OrderState.CANCELLED: Say("Cancelled"),
    TicketState.LIVE: Say("Valid"),
    TicketState.REVOKED: Say("Replaced"),
    TicketState.RETURNED: Say("Returned"),
    TicketState.SCANNED: Say("Used at the door"),
    PaymentState.CREATED: Say("Begun"),
    PaymentState.SENT: Say("At the terminal"),
    PaymentState.UNKNOWN: Say("Unknown"),
    PaymentState.APPROVED: Say("Approved, in no order yet"),
    PaymentState.APPLIED: Say("Paid"),
    PaymentState.BOUNCED: Say("Not paid after all"),
    PaymentState.DECLINED: Say("Declined"),
    PaymentState.REVERSED: Say("Reversed"),
    PaymentState.WRITTEN_OFF: Say("Written off"),
    TillState.OPEN: Say("Till open"),
    TillState.COUNTING: Say("Till being counted"),
    TillState.COUNTED: Say("Till counted"),
    TillState.CLOSED: Say("Till closed"),
    DayState.OPEN: Say("Day open"),
    DayState.CLOSED: Say("Day closed"),
    DepositState.PREPARED: Say("Prepared, bag open"),
    DepositState.SEALED: Say("Sealed, in the safe"),
    DepositState.COLLECTED: Say("On its way"),
    DepositState.CONFIRMED: Say("At the bank"),
    DepositState.UNDONE: Say("Taken apart"),
    BatchState.RUNNING: Say("Envelopes are being printed"),
    BatchState.STOPPED: Say("Printing envelopes was stopped"),
    BatchState.DONE: Say("Every envelope is in the box"),
    BatchState.CANCELLED: Say("The rest is not printed ahead"),
    PrintState.QUEUED: Say("Waiting to print"),
    PrintState.SENT: Say("Printing"),
    PrintState.PRINTED: Say("Printed"),
    PrintState.FAILED_BEFORE_SEND: Say("Not printed yet"),
    PrintState.UNKNOWN: Say("Did it come out?"),
    PrintState.SPOILED: Say("Spoiled"),
    PrintState.CANCELLED: Say("Not wanted any more"),
    EmergencyState.OUT: Say("On paper"),
    EmergencyState.KEYED: Say("Keyed in"),
    EmergencyState.RETURNED: Say("Given back"),
    ParkedState.PARKED: Say("Put aside"),
    ParkedState.RECALLED: Say("Recalled"),
    ParkedState.RAN_OUT: Say("Ran out"),
    ParkedState.GIVEN_BACK: Say("Given back"),
}
"""States of ``pos/lifecycles.py`` that people see."""

TENDER_WORDS: dict[TenderKind, Say] = {
    TenderKind.CASH: Say("Cash"),
    TenderKind.CHECK: Say("Check"),
    TenderKind.CARD: Say("Card"),
    TenderKind.CERTIFICATE: Say("Gift certificate"),
    TenderKind.PROMOTIONAL: Say("Promotional certificate"),
    TenderKind.ON_ACCOUNT: Say("On account"),
    TenderKind.ROUNDING: Say("Cash rounding"),
    TenderKind.ELSEWHERE: Say("Paid before"),
    TenderKind.GIVEN_UP: Say("Given up"),
}

ROOM_WORDS: dict[str, Say] = {
    "sell": Say("Sell"),
    "will_call": Say("Will call"),
    "orders": Say("Orders"),
    "patrons": Say("Patrons"),
    "till": Say("Till"),
    "close": Say("Close"),
    "help_desk": Say("Help desk"),
}
"""Titles of the rooms by key; the shell is given the sentences."""

CHANNEL_WORDS: dict[str, Say] = {
    "window": Say("Box office"),
    "web": Say("Web"),
    "phone": Say("Phone"),
    "import": Say("Brought in"),
}

EVENT_WORDS: dict[str, Sentence] = {
    "order.enter": Say("Ordered"),
    "order.loaded": Say("Loaded from a list"),
    "order.pay": Say("Paid in full"),
    "order.hand_over": Say("Tickets handed over"),
    "order.hand_part": Say("Some of the tickets handed over"),
    "order.undo_hand_over": Say("Hand-over taken back"),
    "given.buyer": SayMany("{n} ticket handed out", "{n} tickets handed out", by="tickets"),
    "given.other": SayMany(
        "{n} ticket handed out to {name}", "{n} tickets handed out to {name}", by="tickets"
    ),
    "given.somebody": SayMany(
        "{n} ticket handed out to somebody else",
        "{n} tickets handed out to somebody else",
        by="tickets",
    ),
    "given.undone": SayMany(
        "Hand-over of {n} ticket taken back; its barcode is dead",
        "Hand-over of {n} tickets taken back; their barcodes are dead",
        by="tickets",
    ),
    "given.mistaken": Say("Was given the tickets of order {number} by mistake; those are dead"),
    "ahead.tickets": SayMany(
        "{n} ticket printed ahead, envelope {number}",
        "{n} tickets printed ahead, envelope {number}",
        by="tickets",
    ),
    "ahead.slip": Say("Slip printed ahead, envelope {number}; its tickets print once it is paid"),
    "order.cancel": Say("Cancelled"),
    "order.unpay": Say("The money went back; it is owed again"),
    "ticket.revoke": Say("Ticket replaced; its barcode no longer opens the door"),
    "ticket.moved": Say("Moved from {was} to {now}; a new ticket, and the old one is void"),
    "ticket.return": Say("Ticket returned"),
    "ticket.exchanged": Say(
        "{was}, {was_at}, {was_seat} exchanged for {now}, {now_at}, {now_seat}; the old barcode is "
        "dead"
    ),
    "ticket.split_off": Say("Ticket went into order {number}; the old barcode is dead"),
    "order.split_off": Say("Split off from order {number}"),
    "order.more_due": Say("More is due after the exchange"),
    "order.waits.phone": Say("Waits at will call (taken by phone)"),
    "order.waits.window": Say("Waits at will call (left at the window)"),
    "ticket.donated": Say("Ticket given back as a gift to {fund}"),
    "ticket.scan": Say("Ticket used at the door"),
    "print.send": Say("Sent to the printer"),
    "print.fail": Say("The printer could not begin"),
    "print.acknowledge": Say("Printed"),
    "print.lose": Say("The printer did not say whether it came out"),
    "print.spoil": Say("Paper spoiled"),
    "print.confirm": Say("Confirmed by hand: it came out"),
    "print.cancel": Say("Print cancelled"),
    "tender.taken": Say("{kind}: {amount}"),
    "tender.given_back": Say("Given back, {kind}: {amount}"),
    "tender.given_up": Say("Nobody pays it; given up as a loss: {amount}"),
    "tender.corrected": Say("Wrong form of payment corrected, {kind}: {amount}"),
    "check.returned": Say("The bank gave the check back: {amount}"),
    "paper.sold": Say("Sold on paper at {at} by {by}, {number}; keyed in afterwards"),
    "price.comp": Say("Given for free; {by} answers for it"),
    "price.by_hand": Say("Price set by {by}: {now} instead of {was}"),
    "price.offer": Say("{name}: {amount} off"),
    "order.named": Say("Goes by {now} from here on; it was {was}"),
    "order.contact": Say("Who else collects it, phone or e-mail put right"),
    "order.note": Say("Note: {text}"),
    "order.part": SayMany(
        "{n} ticket is picked up by {name}", "{n} tickets are picked up by {name}", by="tickets"
    ),
    "order.together": SayMany(
        "{n} ticket is picked up with the rest again",
        "{n} tickets are picked up with the rest again",
        by="tickets",
    ),
    "order.sent_back": Say("Back to will-call; paper that was out opens the door no more"),
    "show.cancelled": Say("{show} was cancelled"),
}
"""Events of an order's life by ``OrderEventView.what``."""

BLOCKER_WORDS: dict[str, Sentence] = {
    "paper_out": SayMany(
        "{n} emergency ticket is neither keyed in nor given back.",
        "{n} emergency tickets are neither keyed in nor given back.",
        by="count",
    ),
    "print_in_doubt": SayMany(
        "{n} ticket may or may not have come out. Say what came out of the printer.",
        "{n} tickets may or may not have come out. Say what came out of the printer.",
        by="count",
    ),
    "unprinted": SayMany(
        "{n} paper still waits to print. Let it print, or cancel it with a reason.",
        "{n} papers still wait to print. Let them print, or cancel them with a reason.",
        by="count",
    ),
    "payment_in_doubt": SayMany(
        "{n} card payment stands in no order. Finish its sale, or give the money back.",
        "{n} card payments stand in no order. Finish their sales, or give the money back.",
        by="count",
    ),
    "exception_open": SayMany(
        "{n} card payment was decided without the terminal. Somebody settles it by evidence.",
        "{n} card payments were decided without the terminal. Somebody settles them by evidence.",
        by="count",
    ),
    "list_places": SayMany(
        "{n} place was taken for a list of orders and belongs to none. Load it again, or free it.",
        "{n} places were taken for a list of orders and belong to none. Load it again, or free "
        "them.",
        by="count",
    ),
    "parked_cart": SayMany(
        "{n} held cart still keeps its places.",
        "{n} held carts still keep their places.",
        by="count",
    ),
    "open_cart": SayMany(
        "{n} seat still lies in a cart. Sell it or empty the cart.",
        "{n} seats still lie in a cart. Sell them or empty the cart.",
        by="count",
    ),
    "open_till": SayMany(
        "{n} till is still open. Its cashier counts it first.",
        "{n} tills are still open. Their cashiers count them first.",
        by="count",
    ),
    "till_not_approved": SayMany(
        "{n} counted till waits for a second person's approval.",
        "{n} counted tills wait for a second person's approval.",
        by="count",
    ),
    "open_window": SayMany(
        "{n} till of another window is not locked yet. The day waits for it.",
        "{n} tills of another window are not locked yet. The day waits for it.",
        by="count",
    ),
    "payment_elsewhere": SayMany(
        "{n} card payment of another window stands in no order. The day waits for it.",
        "{n} card payments of another window stand in no order. The day waits for them.",
        by="count",
    ),
    "window_missing": SayMany(
        "{n} act or more of this window may be missing here. The day waits for it.",
        "{n} acts of this window are missing here. The day waits for them.",
        by="count",
    ),
    "hub_away": Say("The hub does not answer: nobody knows here what other windows sold."),
    "close_exception": SayMany(
        "{n} exception of the close is open. Settle it, or let somebody carry it.",
        "{n} exceptions of the close are open. Settle them, or let somebody carry them.",
        by="count",
    ),
    "refund_owing": SayMany(
        "{n} card refund did not go through. Try it again, or let a manager send it another way.",
        "{n} card refunds did not go through. Try them again, or let a manager send them another "
        "way.",
        by="count",
    ),
}
"""What stands in the way of a close, by ``Blocker.kind``, with what to do about it."""

FACT_WORDS: dict[str, Say] = {
    "running_time": Say("Running time"),
    "intervals": Say("Intervals"),
    "programme": Say("Programme"),
    "cast": Say("Cast"),
    "language": Say("Language"),
    "latecomers": Say("Latecomers"),
    "age_advice": Say("Age advice"),
    "accessibility": Say("Accessibility"),
    "directions": Say("Getting here"),
    "parking": Say("Parking"),
    "pronunciation": Say("How to say it"),
    "talk": Say("Pre-concert talk"),
}
"""What patrons ask, by the keys of ``PerformanceView.facts``."""
