"""What is wrong with a file that is to be loaded: one sentence for each fault code of
``pos/catalogue/faults.py``.

``{first}``, ``{second}`` and ``{third}`` are the fault's evidence in its order. The place stands
before the sentence.
"""

from __future__ import annotations

from kiosk.wording.say import Say

FAULT_WORDS: dict[str, Say] = {
    "file.too_large": Say("The file has {first} bytes; at most {second} are read."),
    "file.line_too_long": Say("A line has {first} characters; at most {second} are read."),
    "file.not_text": Say("The file is not text in an encoding that can be read."),
    "file.not_json": Say("This is not JSON: {first}."),
    "file.not_toml": Say("This is not TOML: {first}."),
    "file.not_csv": Say("This is not CSV: {first}."),
    "file.truncated": Say("The file stops in the middle."),
    "file.empty": Say("The file is empty."),
    "file.missing": Say("The file {first} is not there."),
    "file.faulty": Say("{first} has faults of its own."),
    "field.unknown": Say("There is no such field."),
    "field.missing": Say("This field is missing."),
    "field.repeated": Say("This field stands here twice."),
    "field.wrong_type": Say("{first} is wanted here, and {second} was found."),
    "field.empty": Say("This may not be empty."),
    "field.too_long": Say("This is longer than {first} characters."),
    "field.spaces": Say("There is a space at the beginning or the end."),
    "field.unprintable": Say("There is a character in this that cannot be printed: {first}."),
    "field.out_of_range": Say("{first} is not between {second} and {third}."),
    "field.not_one_of": Say("{first} is not one of: {second}."),
    "field.not_an_amount": Say("{first} is not an amount of money."),
    "field.not_a_name": Say("{first} is nobody's name. Are the columns shifted?"),
    "field.not_a_date": Say("{first} is not a date."),
    "field.not_a_time": Say("{first} is not a time of day."),
    "field.conflict": Say("These cannot stand together: {first}."),
    "field.card_number": Say("This looks like a card number. Card numbers may not be loaded."),
    "plan.guid_repeated": Say("The id {first} is used already, at {second}."),
    "plan.category_unknown": Say("There is no category {first}."),
    "plan.category_repeated": Say("The category {first} stands here twice."),
    "plan.shape_mismatch": Say("The area does not have what its shape {first} needs."),
    "plan.too_many_seats": Say("The plan has {first} seats; at most {second} are read."),
    "plan.no_seats": Say("The plan has no seats."),
    "plan.seat_outside": Say("The seat lies outside the plan, at {first}, {second}."),
    "plan.seats_stacked": Say("Another seat stands on this very spot: {first}."),
    "plan.place_repeated": Say("There is another seat {first}, row {second}, number {third}."),
    "plan.colour_unknown": Say("{first} is not a colour; another one is used."),
    "plan.seats_sold": Say("The seat {first} is gone from the plan, and tickets were sold for it."),
    "season.code_unknown": Say("There is no {first} with the code {second}."),
    "season.code_repeated": Say("The {first} code {second} stands here twice."),
    "season.zone_unknown": Say("The hall {second} has no zone {first}."),
    "season.level_accessible": Say(
        "At the price of {first} there are {second} wheelchair places; {third} would be its share."
    ),
    "season.priced_dearer": Say(
        "{first} costs more than {second}, where these places stand: {third}."
    ),
    "season.price_missing": Say("There is no price for {second} in the zone {first}."),
    "season.fee_above_price": Say("The fee {second} is more than the whole price {first}."),
    "season.for_nothing": Say("No ticket of the season meets all of this: {first}."),
    "season.get_more": Say("More tickets are got ({second}) than bought ({first})."),
    "season.limit_short": Say("The limit {first} is too low for one set of {second} tickets."),
    "season.below_zero": Say("A ticket would cost less than nothing: {first}"),
    "season.group_dearer": Say(
        "A larger group would pay more: {first} costs {second} each, and from {third}."
    ),
    "season.tax_above_price": Say(
        "The ticket {first} would have {third} of tax in a face value of {second}."
    ),
    "season.wrong_hall": Say(
        "These prices are for the hall {first}, and the performance is in {second}."
    ),
    "season.hold_elsewhere": Say("The performance {first} is not in the hall {second}."),
    "season.all_boxes": Say(
        "Every seat of the hall would be in a box. Name only the sections that are boxes or suites."
    ),
    "season.section_twice": Say("The section {first} stands here twice."),
    "season.seats_unmatched": Say("No seat matches {first}."),
    "season.seat_twice": Say("The seat {first} is listed already, as {second}."),
    "season.places_short": Say("{first} places are held back, and the hall has {second}."),
    "season.clash": Say("{first} is in the same hall at that hour."),
    "season.no_such_hour": Say("The clocks skip that hour: there is no such time."),
    "season.time_zone": Say("{first} is not a time zone."),
    "season.currency": Say("{first} is not a currency Foyer can take."),
    "season.performance_sold": Say("Tickets for {first} were sold already; it stays as it was."),
    "season.seat_sold": Say(
        "The seat {first} is sold for {second} and cannot be held back any more."
    ),
    "season.hold_code_gone": Say(
        "{second} places are under the hold {first}, which the venue does not name any more. They "
        "stay held."
    ),
    "season.no_performances": Say("There is no performance in the file."),
    "season.choose_too_many": Say("{first} dates are to be chosen, and {second} are offered."),
    "season.same_seats": Say(
        "The same seats for all dates need numbered seats in one hall: {first} is in {second}, "
        "others are in {third}."
    ),
    "season.level_zone": Say(
        "The price level {first} needs exactly one zone of the hall {second}."
    ),
    "season.series_dearer": Say(
        "The series costs {first}, and its single tickets cost {second} together: {third}."
    ),
    "orders.column_missing": Say("No column is known to hold {first}. There are: {second}."),
    "orders.column_like": Say("The column {first} may be meant for {second}."),
    "orders.column_not_there": Say(
        "There is no column {first}; it was given for {second}. There are: {third}."
    ),
    "orders.column_twice": Say("Two columns hold {first}."),
    "orders.column_ignored": Say("The column {first} is not used."),
    "orders.row_short": Say("The row has {first} fields; {second} are wanted."),
    "orders.rows_disagree": Say("The rows of order {first} disagree: {second}."),
    "orders.amounts_disagree": Say(
        "Order {first}: the prices come to {second}, paid and owing to {third}."
    ),
    "orders.no_seat": Say("There is neither a seat nor a number of places."),
    "orders.seat_wanted": Say(
        "Seats of {first} are numbered: a number of places does not say which they are."
    ),
    "orders.seats_unclear": Say(
        "A seat ({first}) and a number of places ({second}) cannot stand together."
    ),
    "orders.seat_twice": Say("The seat {first} is in order {second} already."),
    "orders.performance_unknown": Say("There is no performance {first}."),
    "orders.performance_unclear": Say("{first} can be more than one performance: {second}."),
    "orders.seat_unknown": Say("There is no seat {first}, row {second}, number {third}."),
    "orders.seat_unclear": Say(
        "Row {first}, number {second} can be in more than one section: {third}."
    ),
    "orders.seat_taken": Say("Order {third} wants {first}, which is not free: {second}."),
    "orders.sold_out": Say("{third}: {first} places are wanted, and {second} are left."),
    "orders.price_type_unknown": Say("There is no kind of ticket called {first}."),
    "orders.price_unknown": Say("There is no price, neither in the file nor in the season."),
    "orders.barcode_twice": Say("The barcode stands at {first} already."),
    "orders.barcode_in_use": Say("The barcode belongs to another order's ticket."),
    "orders.changed": Say(
        "Order {first} was loaded before and differs now: {second}. It stays as it was."
    ),
    "orders.updated": Say("Order {first} of {second} is brought in line with the list: {third}."),
    "orders.taken_back": Say(
        "Tickets of order {first} of {second} were cancelled where it was sold: {third} is free "
        "again."
    ),
    "orders.fewer": Say(
        "Order {first} of {second} has fewer tickets in this list, {third} is missing. The order "
        "keeps it."
    ),
    "orders.gone_given": Say(
        "Tickets of order {first} of {second} were cancelled where it was sold, but some are "
        "printed or handed out here: {third}. They stay as they are."
    ),
    "orders.gone_open": Say(
        "Tickets of order {first} of {second} were cancelled where it was sold: {third}. Give them "
        "back in the Orders room."
    ),
    "orders.gone_nameless": Say(
        "The row was cancelled where it was sold, and says no order number: nothing is taken back."
    ),
    "orders.reseated": Say(
        "Order {first} of {second} sits elsewhere now: {fourth} instead of {third}. Old barcodes "
        "open no door any more."
    ),
    "orders.reseat_open": Say(
        "Order {first} of {second} sits elsewhere where it was sold: {fourth} instead of {third}. "
        "Here it stays as it was, and the new seats are kept. Undo the hand-out and load the list "
        "again, or put them on sale in Load orders and exchange it in the Orders room."
    ),
    "orders.reseat_taken": Say(
        "Order {first} of {second} sits elsewhere where it was sold: {fourth} instead of {third}. "
        "That is not free here, so it stays as it was."
    ),
    "orders.paid_twice": Say(
        "Order {first} of {second} was paid where it was sold ({third}) and here as well "
        "({fourth}). Only what was paid here is in the books: give one of them back."
    ),
    "orders.paid_less": Say(
        "Order {first} of {second} was loaded with {fourth} paid; where it was sold it is {third} "
        "now. Nothing is booked: ask the shop before tickets are handed out."
    ),
    "patrons.no_contact": Say("{first} is no phone number and no e-mail address."),
    "patrons.reference_twice": Say("{first} stands in line {second} already."),
    "patrons.changed": Say("{first} was loaded before and differs now. It stays as it was."),
    "patrons.like": Say("{first} has the same phone or e-mail: they may be one person."),
    "settlement.unknown": Say("This is no settlement file that can be read: {first}."),
    "settlement.column_missing": Say("The column {first} is missing."),
    "settlement.column_twice": Say("The column {first} stands here twice."),
    "settlement.row_short": Say("The line has {first} fields where {second} are wanted."),
    "settlement.no_end": Say("The last line has no end: look whether the file is whole."),
    "settlement.more_pages": Say("The list goes on on another page that is not in the file."),
    "settlement.currency": Say("The amounts are in {first}; everything here is in {second}."),
    "settlement.type_unknown": Say("Nobody knows what a line of the type {first} is."),
    "settlement.zone_unknown": Say("There is no time zone {first}."),
    "settlement.line_sum": Say("{first} less the fee {second} is not {third}."),
    "settlement.payout_sum": Say(
        "The payout {first} says {second}, and its lines add up to {third}."
    ),
    "settlement.no_total": Say("The line with the sum of the payout {first} is missing."),
    "settlement.no_payout": Say("The line belongs to no payout."),
    "settlement.line_twice": Say("{first} stands in line {second} already."),
    "settlement.payout_known": Say("The payout {first} is known from {second}; it counts once."),
    "settlement.lines_known": Say("Lines known from {second}: {first}; they count once."),
    "settlement.payout_differs": Say("The payout {first} had other lines in {second}."),
}
"""By fault code."""
