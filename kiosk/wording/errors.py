"""What went wrong, and what to do: for every code in ``pos/errors.py``.

An entry has one or more ways to say what happened, the fullest first; the last needs no parameter.
``code.kind`` goes before ``code`` where a refusal names a kind.
"""

from __future__ import annotations

from kiosk.wording.hub import HUB
from kiosk.wording.say import Say, SayMany, Trouble
from kiosk.wording.say import said as _said

_REFUSALS: dict[str, Trouble] = {
    "error": _said(
        Say("Something did not work."),
        remedy=Say("Try once more. If it happens again, call support."),
    ),
    "refused": _said(
        Say("That cannot be done now."),
        remedy=Say("Look at what the screen shows and try again."),
    ),
    "not_allowed": _said(
        Say("Your role does not include this: {permission}."),
        Say("Your role does not include this."),
        remedy=Say("Ask a supervisor to do it or to approve it."),
    ),
    "approval_needed": _said(
        Say("A second person has to approve this: {permission}."),
        Say("A second person has to approve this."),
        remedy=Say("Ask a supervisor to come to the window and enter their PIN."),
    ),
    "illegal_transition": _said(
        Say("This was done already, or something else has to come first."),
        remedy=Say("Open it again to see how it stands. If that does not help, call support."),
    ),
    "command_reused": _said(
        Say("The same step came twice with different contents. Only the first was done."),
        remedy=Say("Look at the order to see what was done, and tell support the time."),
    ),
    "amount_invalid": _said(
        Say("That is not an amount this window can take."),
        remedy=Say("Check the figures and enter the amount again."),
    ),
    "currency_mismatch": _said(
        Say("Two currencies met: {expected} is used here, not {actual}."),
        Say("Two currencies met."),
        remedy=Say("Call support: the season and the settings name different currencies."),
    ),
    "text_refused": _said(
        Say("{field}: it may not be empty, nor longer than {limit} characters."),
        Say("The text is empty or too long."),
        remedy=Say("Type it again."),
    ),
    "text_refused.paper_time": _said(
        Say("This is no time at which it can have been sold."),
        remedy=Say("Write hour and minute, such as 7:42 pm."),
    ),
    "contact_refused": _said(
        Say("This is no phone number and no e-mail address."),
        remedy=Say("Type one of them, or leave the field empty."),
    ),
    "patron_changed": _said(
        Say("Somebody else corrected this person meanwhile."),
        remedy=Say("What is known now is shown: type your change again."),
    ),
    "patron_erased": _said(
        Say("This person was erased: nothing is known of them any more."),
        remedy=Say("Write them down anew if they want that."),
    ),
    "storage_sealed": _said(
        Say("The database {file} cannot be opened with this key."),
        Say("The database cannot be opened with this key."),
        remedy=Say("Look at database_key in window.toml."),
    ),
    "storage_sealed.no_key": _said(
        Say("The database {file} is encrypted, and window.toml names no key."),
        Say("The database is encrypted, and window.toml names no key."),
        remedy=Say("Write into [window] where the key is: database_key."),
    ),
    "storage_sealed.wrong_key": _said(
        Say("The key of window.toml is not the one of the database {file}, or it is damaged."),
        Say("The key of window.toml is not the one of the database, or it is damaged."),
        remedy=Say("Look at database_key in window.toml, or restore a backup."),
    ),
    "storage_sealed.key_form": _said(
        Say("What database_key names is no key: it is 64 digits and letters from a to f."),
        remedy=Say("Let foyer encrypt make one."),
    ),
    "storage_sealed.not_sealed": _said(
        Say("window.toml names a key, and the database {file} is not encrypted."),
        Say("window.toml names a key, and the database is not encrypted."),
        remedy=Say("Run foyer encrypt once more, or take database_key out."),
    ),
    "storage_sealed.no_library": _said(
        Say("The library that opens encrypted databases is not installed."),
        remedy=Say("Install foyer[encryption]."),
    ),
    "storage_sealed.sealed_already": _said(
        Say("The database {file} is encrypted already."),
        Say("The database is encrypted already."),
        remedy=Say("There is nothing to do."),
    ),
    "still_owed": _said(
        Say("There is money on this person's account."),
        remedy=Say("Give it back or use it first: afterwards nobody knows whose it is."),
    ),
    "patrons_the_same": _said(
        Say("Both records are this person's already."),
        remedy=Say("There is nothing left to merge."),
    ),
    "text_missing": _said(
        Say("Something is missing: {field}."),
        Say("Something is missing."),
        remedy=Say("Fill it in."),
    ),
    "text_missing.bag": _said(
        Say("The bag has no number yet."), remedy=Say("Scan it, or type it.")
    ),
    "text_missing.paper": _said(
        Say("A paper wants its number and its amount."), remedy=Say("Type both.")
    ),
    "text_missing.reason": _said(Say("Give a reason."), remedy=Say("A few words are enough.")),
    "card_number_refused": _said(
        Say("That looks like a card number. It was wiped and is kept nowhere."),
        remedy=Say("Cards go into the terminal only. Never type one here, not even in a note."),
    ),
    "not_found": _said(
        Say("What was asked for is not there, or not any more."),
        remedy=Say("Search again; somebody may have changed it meanwhile."),
    ),
    "folder_taken": _said(
        Say("{folder} holds something that is no demo's, or another demo is using it."),
        Say("That folder holds something that is no demo's, or another demo is using it."),
        remedy=Say("Name a new or an empty folder. Nothing was touched."),
    ),
    "backup_exists": _said(
        Say("There is a file of that name already, and a backup replaces none: {file}."),
        Say("There is a file of that name already, and a backup replaces none."),
        remedy=Say("Give another name, or only the folder."),
    ),
    "backup_under_way": _said(
        Say("This window is being backed up already."),
        remedy=Say("Wait until that is done."),
    ),
    "backup_damaged": _said(
        Say("{file} is damaged, or is no backup of Foyer's: {member}."),
        Say("{file} is damaged, or is no backup of Foyer's."),
        Say("This file is damaged, or is no backup of Foyer's."),
        remedy=Say("Nothing was restored. Take another copy of it, or the backup before."),
    ),
    "backup_untrue": _said(
        SayMany(
            "The books in {file} do not hold: {n} finding.",
            "The books in {file} do not hold: {n} findings.",
            by="count",
        ),
        Say("The books in this backup do not hold."),
        remedy=Say(
            "Nothing was restored. Take the backup before, or let the findings stand and put that "
            "on record: foyer restore FILE --despite-findings."
        ),
    ),
    "performance_is_cancelled": _said(
        Say("{performance} was cancelled: nothing of it is sold or printed."),
        Say("This performance was cancelled: nothing of it is sold or printed."),
        remedy=Say("Take another date."),
    ),
    "house_not_checked": _said(
        Say("Nobody has looked yet what the lost machine sold of this performance."),
        remedy=Say("A manager looks at papers and access list, and puts it on sale again."),
    ),
    "home_not_empty": _said(
        Say("{folder} has a window in it already: {found}. Nothing was touched."),
        Say("This folder has a window in it already. Nothing was touched."),
        remedy=Say("Name a new or an empty folder with --home."),
    ),
    "not_found.day": _said(
        Say("No day {key} is locked here."),
        Say("This day is not locked here."),
        remedy=Say("Close the day first; its journal is made from a locked day."),
    ),
    "not_found.close_exception": _said(
        Say("This exception is not open any more."),
        remedy=Say("Somebody settled it. Look at the list again."),
    ),
    "not_found.deposit": _said(
        Say("There is no such deposit."),
        remedy=Say("Look at the list of deposits again."),
    ),
    "not_found.hub": _said(
        Say("This window belongs to no hub."),
        remedy=Say("Join one with foyer hub join, or name its address: foyer hub status URL."),
    ),
    "not_found.season": _said(
        Say("No season is loaded yet."),
        remedy=Say("Load one first: foyer import season FILE."),
    ),
    "not_found.promo": _said(
        Say("There is no promo code {key} for this."),
        Say("There is no such promo code for this."),
        remedy=Say("Check the spelling with the patron, or sell at the usual price."),
    ),
    "not_found.statement": _said(
        Say("There is no such report."),
        remedy=Say("Look at which reports there are."),
    ),
    "not_found.statement_day": _said(
        Say("{key} is no date."),
        Say("This is no date."),
        remedy=Say("Write it as year, month and day: 2026-11-21."),
    ),
    "not_found.code": _said(
        Say("This code belongs to no ticket and no order here."),
        remedy=Say("Look at what was scanned, or type the order number."),
    ),
    "not_found.code_on_paper": _said(
        Say("This is emergency ticket {key}. It is good at the door, and not keyed in yet."),
        Say("This is an emergency ticket that is not keyed in yet."),
        remedy=Say("Key it in from the tally sheet: Till, Outage."),
    ),
    "not_found.code_given_back": _said(
        Say("This is emergency ticket {key}. It was given back unused and opens nothing."),
        Say("This is an emergency ticket that was given back unused."),
        remedy=Say("Ask where the paper comes from."),
    ),
    "not_found.article": _said(
        Say("This article is not sold any more."), remedy=Say("Take it out of the cart.")
    ),
    "not_found.fund": _said(
        Say("Nobody gives to this fund any more."), remedy=Say("Take the donation out of the cart.")
    ),
    "not_found.membership": _said(
        Say("This membership is not sold any more."), remedy=Say("Take it out of the cart.")
    ),
    "not_found.order": _said(
        Say("No order with this number was found."),
        remedy=Say("Search by name, or by the last four digits of the phone number."),
    ),
    "not_found.series": _said(
        Say("There is no series {key}."),
        Say("There is no such series."),
        remedy=Say("Ask a manager whether the season was loaded again."),
    ),
    "not_found.zone": _said(
        Say("There is no price level {key}."),
        Say("There is no such price level."),
        remedy=Say("Ask a manager whether the season was loaded again."),
    ),
    "not_found.price": _said(
        Say("There is no price for this kind of ticket in this zone."),
        remedy=Say("Choose another kind of ticket or another zone."),
    ),
    "not_found.price_type": _said(
        Say("This kind of ticket is not sold for this performance."),
        remedy=Say("Choose another kind of ticket."),
    ),
    "not_found.seat": _said(
        Say("This seat is not in the hall's plan."),
        remedy=Say("Choose a seat on the map."),
    ),
    "not_found.named_seat": _said(
        Say("“{key}” was not understood: there is no such seat in this hall."),
        Say("A seat was not understood."),
        remedy=Say("Name it as its ticket does: section, row, number. C 117-119 is three seats."),
    ),
    "not_found.seat_in_sections": _said(
        Say("“{key}” is in more than one section: {sections}."),
        Say("A seat of this name is in more than one section."),
        remedy=Say("Write the section before it."),
    ),
    "not_found.seat_range": _said(
        Say("“{key}” can mean different seats."),
        Say("These can be different seats."),
        remedy=Say("Name each seat by itself, with its row."),
    ),
    "not_found.kept_seat": _said(
        Say("{key} is not one of the seats that are kept here for this."),
        Say("A seat is not one of those that are kept here for this."),
        remedy=Say("Leave it out: it is known who has it, or another window sells it."),
    ),
    "not_found.number_of_places": _said(
        Say("“{key}” is no number of places."),
        Say("This is no number of places."),
        remedy=Say("Places have no numbers here: write how many, such as 12."),
    ),
    "not_found.file": _said(
        Say("There is no file {key}."),
        Say("There is no such file."),
        remedy=Say("Check the name and the folder."),
    ),
    "not_found.readable_file": _said(
        Say("{key} cannot be read."),
        Say("This file cannot be read."),
        remedy=Say("Look whether it is a folder, and whether you may read it."),
    ),
    "not_found.database": _said(
        Say("There is no database in this folder: {key}."),
        Say("There is no database in this folder."),
        remedy=Say("Name the right folder with --home, or run foyer setup."),
    ),
    "not_found.profile": _said(
        Say("There is no printer profile called {key} for this paper."),
        Say("There is no such printer profile for this paper."),
        remedy=Say("Choose one of those that the README of printing lists."),
    ),
    "not_found.design": _said(
        Say("There is no design called {key}."),
        Say("There is no such design."),
        remedy=Say("foyer design list shows those there are."),
    ),
    "not_found.badge": _said(Say("This person has no badge."), remedy=Say("Nothing was changed.")),
    "not_found.badge_reader": _said(
        Say("window.toml names no badge reader."),
        remedy=Say("Add a section [badge_reader], then try foyer doctor."),
    ),
    "not_found.database_for_trials": _said(
        Say("There is no box office here yet, so a trial could not be put on record."),
        remedy=Say("Run foyer setup first; foyer doctor alone works without."),
    ),
    "not_found.order_mapping": _said(
        Say("No mapping of columns is saved as {key}."),
        Say("No such mapping of columns is saved."),
        remedy=Say("See which there are: foyer import orders --mappings."),
    ),
    "not_found.given_columns": _said(
        Say("There are no columns to save as {key}."),
        Say("There are no columns to save."),
        remedy=Say("Say which column is what: --map FIELD=COLUMN."),
    ),
    "not_found.mapping": _said(
        Say("No mapping of columns is saved as {key}."),
        Say("No such mapping of columns is saved."),
        remedy=Say("Save one first: foyer reconcile --mapping NAME --map FIELD=COLUMN."),
    ),
    "not_found.field": _said(
        Say("A list has no field {key}; the nearest there is is {near}."),
        Say("A list has no such field."),
        remedy=Say("foyer import orders --help lists what can be named."),
    ),
    "not_found.kept_statement": _said(
        Say("Nothing was kept as {key}."),
        Say("Nothing was kept under this number."),
        remedy=Say("Reports at the window lists what was kept, and under which number."),
    ),
    "not_found.performance": _said(
        Say("There is no performance {key}."),
        Say("There is no such performance."),
        remedy=Say("Use its code as in the season file, or choose it under Reports."),
    ),
    "not_found.till": _said(
        Say("There is no till {key}."),
        Say("There is no such till."),
        remedy=Say("Use the number of its Z report: foyer report list shows them."),
    ),
    "not_found.z_report": _said(
        Say("There is no Z report {key}."),
        Say("There is no such Z report."),
        remedy=Say("foyer report list shows which there are."),
    ),
    "not_found.report_z": _said(
        Say("No till was closed here yet, so there is no Z report."),
        remedy=Say("Close a till first. The X report at the window tells how it stands now."),
    ),
    "not_found.report_day": _said(
        Say("No day was closed here yet, so there is no day report."),
        remedy=Say("Close the day first, or ask for the daily summary: foyer report daily."),
    ),
    "not_found.report_journal": _said(
        Say("No day was closed here yet, so there is no journal."),
        remedy=Say("Close the day first; its journal is made from a locked day."),
    ),
    "not_found.report_deposit": _said(
        Say("No deposit was made here yet, so there is no slip."),
        remedy=Say("Make one in the Close room, under Deposits, once a till is locked."),
    ),
    "not_found.report_settlement": _said(
        Say("No settlement file was loaded here yet."),
        remedy=Say("Load one in the Close room, under Card settlement, or with foyer reconcile."),
    ),
    "not_found.settlement_file": _said(
        Say("There is no settlement file or payout {key}."),
        Say("There is no such settlement file or payout."),
        remedy=Say("foyer reconcile lists the files that were loaded."),
    ),
    "not_found.report_cashier": _said(
        Say("No till was counted here yet, so there is no cashier report."),
        remedy=Say("Count the till first."),
    ),
    "not_found.report_performance": _said(
        Say("No performance plays in these weeks."),
        remedy=Say("Name one by its code in the season file."),
    ),
    "not_found.report": _said(
        Say("There is no report {key}."),
        Say("There is no such report."),
        remedy=Say("foyer report list shows which there are."),
    ),
    "not_found.staff": _said(
        Say("This person does not work here any more."),
        remedy=Say("Ask a manager to look at the list of staff."),
    ),
    "not_found.staff_name": _said(
        Say("Nobody called {key} works here."),
        Say("Nobody with this name works here."),
        remedy=Say("Look at the names with foyer staff list."),
    ),
    "seat_taken": _said(
        Say("Seat {seat} is not free: {holder}."),
        Say("Seat {seat} was taken a moment ago."),
        Say("This seat was taken a moment ago."),
        remedy=Say("Choose another one: the map shows what is free now."),
    ),
    "seat_released": _said(
        Say("Seat {seat} is not held any more."),
        Say("This seat is not held any more."),
        remedy=Say("The map shows how it stands now. Touch it again."),
    ),
    "accessible_kept": _said(
        Say("Seat {seat} is kept for people who need an accessible place."),
        Say("This seat is kept for people who need an accessible place."),
        remedy=Say(
            "It is sold to others once every other seat of its section or price is sold. Nobody "
            "can release it before."
        ),
    ),
    "hold_time_past": _said(
        Say("That time is over already."),
        remedy=Say("Choose a later one, or none."),
    ),
    "not_found.hold_code": _said(
        Say("The venue has no hold called {key}."),
        Say("The venue has no such hold."),
        remedy=Say("The season file lists the holds there are."),
    ),
    "sold_out": _said(
        SayMany(
            "Only {n} place is left; {wanted} were wanted.",
            "Only {n} places are left; {wanted} were wanted.",
            by="left",
        ),
        Say("No place is left here."),
        remedy=Say("Try fewer tickets, another zone or another performance."),
    ),
    "sold_out.wheelchair": _said(
        SayMany(
            "Only {n} wheelchair place is left; {wanted} were wanted.",
            "Only {n} wheelchair places are left; {wanted} were wanted.",
            by="left",
        ),
        Say("No wheelchair place is left here."),
        remedy=Say(
            "Try another zone or another performance, or look for ordinary seats with no "
            "wheelchair in the party."
        ),
    ),
    "date_sold_out": _said(
        SayMany(
            "{production} has only {n} place left there; {wanted} were wanted.",
            "{production} has only {n} places left there; {wanted} were wanted.",
            by="left",
        ),
        Say("One of the dates has too few places left there."),
        remedy=Say("Nothing was taken. Try another price level, other dates or fewer people."),
    ),
    "series_incomplete": _said(
        Say("{name} is of {fewest} to {most} dates, each of them once."),
        Say("These dates do not make a series."),
        remedy=Say("Choose other dates."),
    ),
    "series_not_sold": _said(
        Say("{name} is not sold like this."),
        Say("The series is not sold like this."),
        remedy=Say("Try another price level or price type, or sell single tickets."),
    ),
    "not_held": _said(
        Say("These seats are not reserved for this window any more."),
        remedy=Say("Nothing was charged. Take the seats again; the map shows what is free."),
    ),
    "price_changed": _said(
        Say("The price is now {now}; the screen showed {shown}."),
        Say("The price has changed since it was shown."),
        remedy=Say("Nothing was charged. Tell the patron the new price and go on if they agree."),
    ),
    "price_changed.by_hand": _said(
        Say(
            "The price is now {now}. The {shown} set by hand, its reason and its "
            "approval were for the seat it had."
        ),
        Say("The price set by hand was for the seat the ticket had."),
        remedy=Say("Tell the patron the price, or set one by hand again."),
    ),
    "price_out_of_range": _said(
        Say("A price here is from {lowest} to {highest}."),
        Say("A ticket cannot have this price here."),
        remedy=Say("Type another price."),
    ),
    "too_many_codes": _said(
        Say("A cart has at most {most} promo codes."),
        Say("This cart has as many promo codes as it may."),
        remedy=Say("Take one out first."),
    ),
    "cart_empty": _said(
        Say("The cart is empty."),
        remedy=Say("Choose a performance and seats first."),
    ),
    "cart_expired": _said(
        Say("The cart waited too long and its seats were given back."),
        remedy=Say("Nothing was charged. Choose the seats again."),
    ),
    "cart_gone": _said(
        Say("This cart is not held any more."),
        remedy=Say("Look at the list again."),
    ),
    "cart_gone.recalled": _said(
        Say("{who} has this cart, at {window}."),
        Say("Somebody else has this cart."),
        remedy=Say("Ask there, or take other seats."),
    ),
    "cart_gone.ran_out": _said(
        Say("This cart waited too long and its places went back."),
        remedy=Say("Take them again if they are free."),
    ),
    "cart_gone.given_back": _said(
        Say("{who} gave the places of this cart back, at {window}."),
        Say("The places of this cart were given back."),
        remedy=Say("Take them again if they are free."),
    ),
    "tender_short": _said(
        Say("{given} of {due} is covered."),
        Say("The amount due is not covered yet."),
        remedy=Say("Take the rest, or go back."),
    ),
    "sign_in_failed": _said(
        SayMany(
            "That name and PIN do not go together. {n} try is left.",
            "That name and PIN do not go together. {n} tries are left.",
            by="tries_left",
        ),
        Say("That name and PIN do not go together."),
        remedy=Say("Enter the PIN again."),
    ),
    "sign_in_locked": _said(
        SayMany(
            "Too many wrong PINs. Signing in is locked for {n} minute.",
            "Too many wrong PINs. Signing in is locked for {n} minutes.",
            by="minutes",
        ),
        Say("Too many wrong PINs. Signing in is locked for a while."),
        remedy=Say("Wait, or ask a supervisor to unlock it."),
    ),
    "pin_too_weak": _said(
        Say(
            "This PIN is too easy to guess. It needs {shortest} digits or more, no runs, not all "
            "the same."
        ),
        Say("This PIN is too easy to guess."),
        remedy=Say("Choose another one."),
    ),
    "name_taken": _said(
        Say("Somebody called {name} works here already."),
        Say("Somebody with this name works here already."),
        remedy=Say("Add a second name or an initial, so that the two are told apart."),
    ),
    "already_set_up": _said(
        Say("Foyer is set up already: there are people here."),
        remedy=Say("Sign in instead. An owner or manager adds further people."),
    ),
    "already_set_up.hub": _said(
        Say("This window is set up already: people work here."),
        remedy=Say("Join the hub with foyer hub join, and the same address and code."),
    ),
    "till_not_open": _said(
        Say("You have no open till."),
        remedy=Say("Count the float and open your till first."),
    ),
    "till_already_open": _said(
        Say("A till is open already; it belongs to {cashier}."),
        Say("A till is open already."),
        remedy=Say(
            "It has to be counted and closed before another one opens. A supervisor can help."
        ),
    ),
    "till_not_yours": _said(
        Say("The open till belongs to {cashier}."),
        Say("The open till belongs to somebody else."),
        remedy=Say("They sign in and close it, or a supervisor does; then open your own."),
    ),
    "till_still_needed": _said(
        SayMany(
            "The till cannot close yet: {n} thing is still open.",
            "The till cannot close yet: {n} things are still open.",
            by="count",
        ),
        Say("The till cannot close yet: something is still open."),
        remedy=Say("Settle what the checklist names, then close."),
    ),
    "count_limit_reached": _said(
        SayMany(
            "The till was counted {n} time; that is the limit.",
            "The till was counted {n} times; that is the limit.",
            by="limit",
        ),
        Say("The till cannot be counted again."),
        remedy=Say("A supervisor looks at the difference and gives the reason."),
    ),
    "count_is_in": _said(
        Say("This till is counted and its difference is known, so nothing more goes through it."),
        remedy=Say("Count it again or close it; then open a new till to go on selling."),
    ),
    "till_not_counted": _said(
        Say("You have a till that is not counted yet, and this would tell what is in it."),
        remedy=Say("Count and hand in your till first, or ask somebody else to look."),
    ),
    "till_not_counted.house": _said(
        Say("{cashier}'s till is not counted yet, and this would tell what is expected in it."),
        Say("A till is not counted yet, and this would tell what is expected in it."),
        remedy=Say("Count the till first, or sign in at the window and open Reports there."),
    ),
    "day_not_begun": _said(
        Say("This day has not begun, so there is nothing to tell of it."),
        remedy=Say("Choose today or a day before."),
    ),
    "same_person": _said(
        Say("A second person is needed, and this is the same one."),
        remedy=Say("Ask somebody else who may approve it."),
    ),
    "day_not_ready": _said(
        SayMany(
            "The day cannot close yet: {n} thing is still open.",
            "The day cannot close yet: {n} things are still open.",
            by="count",
        ),
        Say("The day cannot close yet: something is still open."),
        remedy=Say("Settle what the checklist names, then close the day."),
    ),
    "day_not_ready.not_begun": _said(
        Say("This day is still to come: its till was opened after today was closed."),
        remedy=Say("Close it tomorrow."),
    ),
    "day_not_ready.window_missing": _said(
        Say("{subject} may have sold something of this day that is not known here."),
        Say("A window may have sold something of this day that is not known here."),
        remedy=Say("Bring it back to the hub, or let a manager close the day without it."),
    ),
    "day_not_ready.hub_away": _said(
        Say("The hub does not answer, so nobody knows here what other windows sold this day."),
        remedy=Say("Wait until it is back, or let a manager close the day without it."),
    ),
    "day_not_ready.open_window": _said(
        Say("Another window has not closed this day: {subject}."),
        Say("Another window has not closed this day."),
        remedy=Say("Close the day there first; the journal is one for all windows."),
    ),
    "already_handed_over": _said(
        Say("These tickets were handed out already: {at}, by {by}."),
        Say("These tickets were handed out already."),
        remedy=Say(
            "Look at the order with the patron. A supervisor can reprint lost tickets; the old "
            "ones then stop working."
        ),
    ),
    "still_owing": _said(
        Say("{owing} is still to be paid on this order."),
        Say("This order is not paid yet."),
        remedy=Say("Take the payment first; the tickets print with it."),
    ),
    "signature_wanted": _said(
        Say("The house wants a signature for this."),
        remedy=Say("Let them sign on the screen, or touch Signed on paper."),
    ),
    "signature_refused": _said(
        Say("That is no signature."),
        remedy=Say("Clear the field and let them sign once more."),
    ),
    "signature_refused.empty": _said(
        Say("Nobody has signed yet."),
        remedy=Say("Let them sign in the field, or touch Signed on paper."),
    ),
    "signature_refused.too_long": _said(
        Say("That is more than a signature."),
        remedy=Say("Clear the field and let them sign once more."),
    ),
    "batch_open": _said(
        Say("Will-call of {performance} is being printed here already."),
        Say("That will-call is being printed here already."),
        remedy=Say("Go on with it, or cancel what is left of it."),
    ),
    "print_needs_person": _said(
        Say("It is not certain whether this ticket came out of the printer."),
        remedy=Say("Look at the printer and say what came out."),
    ),
    "stock_unsettled": _said(
        SayMany(
            "{n} paper at this printer is under way or in doubt.",
            "{n} papers at this printer are under way or in doubt.",
            by="count",
        ),
        Say("Papers at this printer are under way or in doubt."),
        remedy=Say("Say what came out of the printer, then count."),
    ),
    "badge_taken": _said(
        Say("This badge belongs to {name}."),
        Say("This badge belongs to somebody."),
        remedy=Say("Use another badge, or take this one away first."),
    ),
    "badge_revoked": _said(
        Say("This badge is no longer good here."),
        remedy=Say("Sign in by touching your name, and hand the badge in."),
    ),
    "payment_open": _said(
        Say("A card payment for this is not resolved yet. A new one could charge twice."),
        remedy=Say("Ask the terminal what became of it, then go on."),
    ),
    "paid_already": _said(
        Say("A card has paid {amount} of this already."),
        Say("A card has paid for this already."),
        remedy=Say("Open Money in doubt: finish the sale with it, or give it back."),
    ),
    "payments_unresolved": _said(
        SayMany(
            "{n} card payment of an earlier start is not resolved yet.",
            "{n} card payments of an earlier start are not resolved yet.",
            by="count",
        ),
        Say("Card payments of an earlier start are not resolved yet."),
        remedy=Say("Wait until the terminal has answered, or open Money in doubt."),
    ),
    "payment_gone": _said(
        Say("This card payment cannot be used like that any more."),
        remedy=Say("Open Money in doubt to see how it stands."),
    ),
    "payment_mismatch.amount": _said(
        Say("The card gave another amount than it seemed."),
        remedy=Say("Set the sale aside, then finish it from Money in doubt with what is due."),
    ),
    "payment_mismatch": _said(
        Say("This card payment belongs to something else."),
        remedy=Say("Open Money in doubt to see what it is for, and tell support the time."),
    ),
    "exceptions_open": _said(
        SayMany(
            "{n} forced card payment still waits for evidence.",
            "{n} forced card payments still wait for evidence.",
            by="count",
        ),
        Say("A forced card payment still waits for evidence."),
        remedy=Say("Settle it in Money in doubt first."),
    ),
    "no_terminal": _said(
        Say("This window has no card terminal that can do this."),
        remedy=Say("Take another form of payment."),
    ),
    "terminal_not_registered": _said(
        Say("The terminal that answers is not in the register: {model}, serial {serial}."),
        Say("The terminal that answers is not in the register."),
        remedy=Say("Do not take cards. A supervisor looks at it and registers it."),
    ),
    "inspection_overdue": _said(
        Say("Nobody has looked at the card terminal for too long."),
        remedy=Say("Look at seal, cable, slot and serial, and say what you saw under Terminals."),
    ),
    "offline_limit": _said(
        Say("This is above what may be taken by card without the processor: {limit}."),
        Say("This may not be taken by card without the processor."),
        remedy=Say("Take another form of payment."),
    ),
    "keyed_not_here": _said(
        Say("A card may be keyed for a phone order only."),
        remedy=Say("Let the patron tap or insert the card."),
    ),
    "not_found.paper_ticket": _said(
        Say("No emergency ticket has this number."),
        remedy=Say("Look at the number on the ticket or on the tally sheet, and type it again."),
    ),
    "paper_keyed": _said(
        Say("{number} was keyed in before: by {who}, {at}, order {order}."),
        Say("{number} is on this sale already."),
        Say("This emergency ticket was keyed in before."),
        remedy=Say("Look at the tally sheet: it may stand there twice."),
    ),
    "paper_returned": _said(
        Say("{number} was given back unused by {who}, {at}. Its seat may be somebody else's."),
        Say("This emergency ticket was given back unused."),
        remedy=Say("Ask a supervisor: whoever holds this paper needs another seat."),
    ),
    "paper_elsewhere": _said(
        Say("{number} is for another performance: {performance}, {at}."),
        Say("This emergency ticket is for another performance."),
        remedy=Say("Choose that performance first, then key it in."),
    ),
    "paper_count": _said(
        SayMany(
            "{n} emergency ticket is made at a time, no more.",
            "1 to {n} emergency tickets are made at a time.",
            by="most",
        ),
        Say("So many emergency tickets are not made at a time."),
        remedy=Say("Enter how many tickets you want."),
    ),
    "paper_not_here": _said(
        Say("{number} was made at {window}, which keeps its place."),
        Say("This emergency ticket was made at another window, which keeps its place."),
        remedy=Say(
            "Key it in or give it back there. If that window was written off, sell a ticket here"
            " for the same sum and keep the emergency ticket with the tally sheet."
        ),
    ),
    "paper_place_gone": _said(
        Say("The place of {number} is not kept any more: this window was written off."),
        Say("The place of this emergency ticket is not kept any more."),
        remedy=Say(
            "Sell the patron a ticket for the same sum at another window, then give this"
            " emergency ticket back here."
        ),
    ),
    "tally_differs": _said(
        Say("These tickets cost {due}; the tally sheet says {taken}."),
        Say("The tally sheet says another sum than these tickets cost."),
        remedy=Say("Check the price types and the sum. If it was taken so, ask a manager."),
    ),
    "bag_used": _said(
        Say("Bag {bag} was used before."),
        Say("This bag was used before."),
        remedy=Say("Look at the number on the bag, or take another bag."),
    ),
    "deposit_refused": _said(
        Say("This deposit cannot be made."),
        remedy=Say("Look at the list again; somebody may have changed it meanwhile."),
    ),
    "movement_limit": _said(
        Say("No more than {limit} is paid in or out at a time."),
        Say("That is more than is paid in or out at a time."),
        remedy=Say("Check the amount, or ask a manager."),
    ),
    "give_back_too_much": _said(
        Say("No more than {most} can be given back."),
        Say("That is more than was taken."),
        remedy=Say("Check the amount."),
    ),
    "not_this_way.check_not_cleared": _said(
        Say("The check may not have cleared yet, so no cash goes out for it."),
        remedy=Say("Give it back later, or ask a manager."),
    ),
    "not_this_way.no_cash_in_till": _said(
        Say("There is not that much cash in the till."),
        remedy=Say("Ask a supervisor to bring cash."),
    ),
    "not_this_way.nothing_to_give_back": _said(
        Say("There is nothing to give back."),
        remedy=Say("Look at the order again."),
    ),
    "not_this_way.same_names": _said(
        Say("The order goes by these already."),
        remedy=Say("Change what is to be another one, or leave it."),
    ),
    "not_this_way.used_at_door": _said(
        Say("Somebody came in with a ticket of it, so it goes to nobody else now."),
        remedy=Say("Leave it as it is; a note can be written."),
    ),
    "not_this_way.not_of_order": _said(
        Say("One of these tickets does not count in this order any more."),
        remedy=Say("Look at the order again."),
    ),
    "not_this_way.all_of_it": _said(
        Say("Nothing would be left of the order."),
        remedy=Say("Leave a ticket to it, or change the name of the order."),
    ),
    "not_this_way.of_series": _said(
        Say("A ticket of a series stays with its series."),
        remedy=Say("Let the friend pick it up apart, or exchange it first."),
    ),
    "not_this_way.show_cancelled": _said(
        Say("This performance was cancelled already."),
        remedy=Say("Go on with its orders."),
    ),
    "not_this_way.show_over": _said(
        Say("This performance has begun."),
        remedy=Say("Leave it as it is; a note can be written."),
    ),
    "not_this_way.sold_apart": _said(
        Say("Different windows gave out these tickets."),
        remedy=Say("Split them off one by one."),
    ),
    "not_this_way.paid_twice": _said(
        Say("More was paid for this order than it costs."),
        remedy=Say("Give back what is too much first."),
    ),
    "not_this_way.waits_already": _said(
        Say("It waits at will-call already."),
        remedy=Say("Hand it out there."),
    ),
    "not_this_way.no_ticket": _said(
        Say("No ticket of this order counts any more."),
        remedy=Say("Look at what happened to it."),
    ),
    "not_this_way.owes_again": _said(
        Say("What paid for it turned out to be no money."),
        remedy=Say("Take what it owes first."),
    ),
    "not_this_way.cancelled_already": _said(
        Say("This performance was cancelled already."),
        remedy=Say("Go on with its orders."),
    ),
    "not_this_way.in_person": _said(
        Say("Some of it is cash or a check, which goes back over the counter."),
        remedy=Say("Give it back from the order's page when the patron comes."),
    ),
    "not_this_way.plan_changed": _said(
        Say("The order changed while you looked at it."),
        remedy=Say("Look at it again, then give the money back."),
    ),
    "not_this_way.cash_for_card": _said(
        Say("What was paid by card never goes back in cash."),
        remedy=Say("Try the card again, or let the office write a check."),
    ),
    "not_this_way.payout_posted": _said(
        Say("This payout is in the books already."),
        remedy=Say("Look at the day it was posted on."),
    ),
    "not_this_way.payout_paid": _said(
        Say("Most of this payout was posted before, as {payout}."),
        Say("Most of this payout was posted before, from another file."),
        remedy=Say("Do not post it again. If the bank paid both, choose the payment of each line."),
    ),
    "not_this_way.amounts_differ": _said(
        Say("The line and the payment differ, if only by cents."),
        remedy=Say("Say that the amounts differ, and why."),
    ),
    "not_this_way.payment_matched": _said(
        Say("This payment has its line already."),
        remedy=Say("Choose another payment, or say that the line is a duplicate."),
    ),
    "not_this_way.nothing_chosen": _said(
        Say("Nothing was chosen that the line could agree with."),
        remedy=Say("Choose a payment first."),
    ),
    "not_this_way.card_only": _said(
        Say("This is no refund to a card."),
        remedy=Say("Look at the order again."),
    ),
    "not_this_way.card_has_it": _said(
        Say("The card was given all that it paid. It takes no more."),
        remedy=Say("Open Money in doubt first. If nothing is there, choose another way."),
    ),
    "not_this_way.card_not_forwarded": _said(
        Say("The terminal still stores this sale; the card was not charged yet."),
        remedy=Say("Give it back when the sale was forwarded."),
    ),
    "not_this_way.certificate_used": _said(
        Say("Something was paid with this certificate already."),
        remedy=Say("A certificate goes back only while it is whole."),
    ),
    "not_this_way.membership_used": _said(
        Say("Tickets of this order have the price of that membership."),
        remedy=Say("Give those tickets back with it, or keep the membership."),
    ),
    "not_this_way.free_date_stands": _said(
        Say("These tickets paid for another date of the series, which cost nothing by itself."),
        remedy=Say("Give back that date first. The patron's page shows its order."),
    ),
    "not_this_way.not_owed": _said(
        Say("There is nothing to give up: it was paid, or its tickets are still here."),
        remedy=Say("Look at the order. Tickets nobody collected are given back."),
    ),
    "not_this_way.not_lost": _said(
        Say("This money is not lost: it can be finished or given back."),
        remedy=Say("Look at the list again."),
    ),
    "not_this_way.exception_open": _said(
        Say("It was decided without the terminal, and nobody has looked at evidence yet."),
        remedy=Say("Settle the decision first, then write it off."),
    ),
    "not_this_way.no_fund": _said(
        Say("The season has no such fund any more."),
        remedy=Say("Choose another fund."),
    ),
    "not_this_way.no_account": _said(
        Say("This is no patron's account."),
        remedy=Say("Choose the patron's account."),
    ),
    "not_this_way.not_by_the_office": _said(
        Say("The office does not pay this part out."),
        remedy=Say("Look at the order again."),
    ),
    "not_this_way.integrated_card": _said(
        Say("The terminal itself charged this card; that is no slip of the hand."),
        remedy=Say("Give the money back instead."),
    ),
    "not_this_way.not_correctable": _said(
        Say("This form of payment cannot be corrected, or not any more."),
        remedy=Say("Give the money back instead."),
    ),
    "not_this_way.same_again": _said(
        Say("It says that already."),
        remedy=Say("Change what is wrong, or leave it."),
    ),
    "not_this_way.check_deposited": _said(
        Say("This check left for the bank, so it is a check."),
        remedy=Say("If the bank did not get it, correct its deposit first."),
    ),
    "not_this_way.certificate_unpaid": _said(
        Say("This certificate is not paid: the order it was bought with owes money."),
        remedy=Say("Let that order be paid first; then the certificate pays again."),
    ),
    "not_this_way.no_short_relief": _said(
        Say("Nobody serves on somebody else's till here."),
        remedy=Say("Hand the till over: count it, and the next person goes on with the money."),
    ),
    "not_this_way.serves_already": _said(
        Say("This person serves on the till already."),
        remedy=Say("Let them sign in."),
    ),
    "not_this_way.counted_already": _said(
        Say("This bag was counted already."),
        remedy=Say("Look at the list again."),
    ),
    "not_this_way.not_your_safe": _said(
        Say("Somebody else has the safe."),
        remedy=Say("Whoever has it hands it over, or a manager does."),
    ),
    "not_this_way.looked_before": _said(
        Say("You have seen what should be in this till, and somebody else began the count."),
        remedy=Say("Let them finish, or begin the count again with a second person beside you."),
    ),
    "not_this_way.close_it_first": _said(
        Say("The count is not what it should be, so two cashiers are not enough."),
        remedy=Say("Close the till with a supervisor; then the next person opens theirs."),
    ),
    "deposit_refused.till_not_ready": _said(
        Say("A till of this deposit is not closed yet, or another deposit has it already."),
        remedy=Say("Choose the tills again."),
    ),
    "deposit_refused.nothing_to_deposit": _said(
        Say("There is nothing to take to the bank."),
        remedy=Say("Close a till first."),
    ),
    "deposit_refused.cash_changed": _said(
        Say("A bag of a till in this deposit was counted again, and holds another sum."),
        remedy=Say("Take the deposit apart and prepare it again."),
    ),
    "deposit_refused.bag_left": _said(
        Say("This bag is in a deposit that was sealed."),
        remedy=Say("Let the bank count it."),
    ),
    "deposit_refused.bank_date": _said(
        Say("The bank cannot have booked it on that day."),
        remedy=Say("Choose a day since the bag was sealed, not one to come."),
    ),
    "deposit_refused.check_left": _said(
        Say("A check in this deposit was given back or corrected since it was put in."),
        remedy=Say("Take the deposit apart and prepare it again."),
    ),
    "not_this_way.no_check": _said(
        Say("This is no check, or it was corrected to something else."),
        remedy=Say("Look for the check by its number."),
    ),
    "not_this_way.check_in_till": _said(
        Say("This check lies in a till that is not closed."),
        remedy=Say("A bank can give it back only after it was deposited."),
    ),
    "not_this_way.check_on_its_way": _said(
        Say("This check is in a deposit, and the bank has not said yet what it got for it."),
        remedy=Say("Enter what the bank got for the deposit, or take the deposit apart."),
    ),
    "not_this_way.returned_already": _said(
        Say("This check was recorded as returned already."),
        remedy=Say("There is nothing to do."),
    ),
    "not_this_way.no_cash_out": _said(
        Say("What is left on it is not paid out in cash."),
        remedy=Say("It is good for tickets."),
    ),
    "not_this_way": _said(
        Say("The money cannot go back this way."),
        remedy=Say("It goes back to the form of payment it came from."),
    ),
    "check_refused.post_dated": _said(
        Say("The check carries a date that is still to come."),
        remedy=Say("Ask for a check with today's date."),
    ),
    "check_refused.stale": _said(
        Say("The check is too old for a bank to pay it."),
        remedy=Say("Ask for a check with today's date."),
    ),
    "check_refused.payer_blocked": _said(
        Say("A check of this payer came back and was not made good."),
        remedy=Say("Take another form of payment."),
    ),
    "check_refused": _said(
        Say("This check cannot be taken."),
        remedy=Say("Take another form of payment."),
    ),
    "routing_invalid": _said(
        Say("The bank's routing number on the check does not add up."),
        remedy=Say("Compare the nine digits with the check, or leave them out."),
    ),
    "code_unknown": _said(
        Say("No gift certificate has this code. Tries left: {left}."),
        Say("No gift certificate has this code."),
        remedy=Say("Scan it, or compare it letter by letter with the paper."),
    ),
    "code_locked": _said(
        Say("Too many codes that do not exist were entered here."),
        remedy=Say("Wait ten minutes, or take another form of payment."),
    ),
    "balance_short": _said(
        Say("There is only {balance} left on it."),
        Say("There is not enough left on it."),
        remedy=Say("Take the rest in another form of payment."),
    ),
    "value_expired": _said(
        Say("This promotional certificate was good until {day}."),
        Say("This promotional certificate is past its day."),
        remedy=Say("Take another form of payment."),
    ),
    "not_for_certificate": _said(
        Say("A gift certificate cannot be bought with this."),
        remedy=Say("Take cash, a check or a card."),
    ),
    "file_refused": _said(
        SayMany(
            "{file} has {n} fault, and nothing of it was loaded.",
            "{file} has {n} faults, and nothing of it was loaded.",
            by="count",
        ),
        Say("The file has faults, and nothing of it was loaded."),
        remedy=Say("Correct what is listed and load the file again."),
    ),
}

_DEVICES: dict[str, Trouble] = {
    "device_error": _said(
        Say("{device} did not do its work."),
        Say("A device did not do its work."),
        remedy=Say("Look at the device, then try again."),
    ),
    "device_unavailable": _said(
        Say("{device} cannot be reached. Nothing was sent to it."),
        Say("The device cannot be reached. Nothing was sent to it."),
        remedy=Say("Check that it is switched on and its cable is in. It reconnects by itself."),
    ),
    "device_busy": _said(
        Say("{device} is busy with something else."),
        Say("The device is busy with something else."),
        remedy=Say("Wait a moment and try again."),
    ),
    "device_timeout": _said(
        Say("{device} does not answer."),
        Say("The device does not answer."),
        remedy=Say("Look at what it did before you try again."),
    ),
    "paper_out": _said(
        Say("{device} is out of paper or tickets."),
        Say("The printer is out of paper or tickets."),
        remedy=Say("Load some. What is waiting prints by itself."),
    ),
    "cover_open": _said(
        Say("{device}: the cover is open."),
        Say("The printer's cover is open."),
        remedy=Say("Close it. What is waiting prints by itself."),
    ),
    "device_fault": _said(
        Say("{device} reports a fault: {condition}."),
        Say("{device} reports a fault."),
        Say("The device reports a fault."),
        remedy=Say(
            "Switch it off and on. If the fault stays, use another window and call support."
        ),
    ),
    "protocol_violation": _said(
        Say("{device} answered something that makes no sense."),
        Say("The device answered something that makes no sense."),
        remedy=Say("Check that the right device is configured, then call support."),
    ),
}

_ENVIRONMENT: dict[str, Trouble] = {
    "settings_invalid": _said(
        Say("{file}: {place} is wrong: {reason}."),
        Say("{file} is wrong: {reason}."),
        Say("The settings of this window are wrong."),
        remedy=Say("Correct the file and start again. Nothing was changed."),
    ),
    "answer_missing": _said(
        Say("{field}: nobody was there to answer, and nothing was changed."),
        Say("Nobody was there to answer, and nothing was changed."),
        remedy=Say("Run it in a terminal, or give it as --help says."),
    ),
    "storage_trouble": _said(
        Say("The disk did not do its work. Nothing half-done is left behind."),
        remedy=Say("Try once more. If it happens again, stop selling here and call support."),
    ),
    "storage_full": _said(
        Say("The disk is full, so nothing more can be saved. What was sold before is safe."),
        remedy=Say("Sell at another window. Support frees space on this one."),
    ),
    "storage_locked": _said(
        Say("Another program is using Foyer's data on this machine."),
        remedy=Say("Close the other Foyer window, then try again."),
    ),
    "home_in_use": _said(
        Say("This box office is open in another window already: {folder}."),
        Say("This box office is open in another window already."),
        remedy=Say("Go on there, or close that window first; --home names another folder."),
    ),
    "storage_corrupt": _said(
        Say("The data of this window is damaged or is not Foyer's."),
        remedy=Say("Do not sell here. Call support: they restore the last backup."),
    ),
    "storage_newer": _said(
        Say(
            "The data of this window was written by a newer Foyer (version {theirs}; this one "
            "reads up to {ours})."
        ),
        Say("The data of this window was written by a newer Foyer."),
        remedy=Say("Start the newer Foyer, or call support. Nothing was changed."),
    ),
    "storage_not_writable": _said(
        Say("Foyer may not write to its own folder."),
        remedy=Say(
            "Call support: the folder's owner or rights are wrong, or the disk is read-only."
        ),
    ),
    "backup_not_written": _said(
        Say("The backup could not be written into {folder}."),
        Say("The backup could not be written."),
        remedy=Say("Try once more. If it happens again, name another folder."),
    ),
    "backup_not_written.full": _said(
        Say("There is no room for the backup in {folder}."),
        Say("There is no room for the backup."),
        remedy=Say("Make room there, or name another folder. Selling goes on."),
    ),
    "backup_not_written.gone": _said(
        Say("The folder for backups is not there: {folder}."),
        Say("The folder for backups is not there."),
        remedy=Say("Plug in or connect what it lies on, or name another folder."),
    ),
    "backup_not_written.no_folder": _said(
        Say("There is no folder {folder}. No backup was made."),
        Say("There is no such folder. No backup was made."),
        remedy=Say("Plug it in, make it, or name a file that is to be made: it ends in .zip."),
    ),
    "backup_not_written.no_rights": _said(
        Say("Foyer may not write into {folder}, so there is no backup."),
        Say("Foyer may not write into the folder for backups."),
        remedy=Say("Change the rights of the folder, or name another one."),
    ),
    "ledger_busy": _said(
        Say("That took too long to begin, and nothing was done."),
        remedy=Say("Try again."),
    ),
    "stopped": _said(
        Say("Foyer has stopped selling. Nothing of this was done."),
        remedy=Say("Start Foyer again. If it happens again, call support."),
    ),
}

ERROR_WORDS: dict[str, Trouble] = {**_REFUSALS, **_DEVICES, **_ENVIRONMENT, **HUB}
"""By error code, or by ``code.kind``."""

BROKEN = Trouble(
    (
        Say(
            "Foyer found a mistake of its own and stopped, so that nothing wrong is sold. "
            "Your cart is kept."
        ),
    ),
    Say("Start Foyer again. If it happens again, use another window and call support."),
)
"""For ``InvariantBroken``: our bug."""

NOUNS: dict[str, Say] = {
    "name": Say("Name"),
    "reason": Say("Reason"),
    "note": Say("Note"),
    "locale": Say("Language"),
    "check_number": Say("Check number"),
    "check_payer": Say("Name on the check"),
    "check_date": Say("Date on the check"),
    "paper_time": Say("Time of the sale"),
    "sold_by": Say("Initials of who sold it"),
    "paper_ticket": Say("Number of the ticket"),
    "phone": Say("Phone"),
    "approval_code": Say("Approval code"),
    "certificate_for": Say("Whom the certificate is for"),
    "member_name": Say("Whose membership it is"),
    "last_four": Say("Last four digits"),
    "brand": Say("Kind of card"),
    "evidence": Say("Evidence"),
    "serial": Say("Serial number"),
    "secret": Say("Secret"),
    "payer": Say("Name on the check"),
    "reference": Say("Check number"),
    "comp_reason": Say("Reason for the comp"),
    "price_reason": Say("Reason for the price"),
    "promo_code": Say("Promo code"),
    "cart_name": Say("Name or note"),
    "search": Say("Search"),
    "channel": Say("Where the orders were sold"),
    "file": Say("Name of the file"),
}
"""Fields by their name in ``text_refused``."""

SETTINGS_FAULTS: dict[str, Say] = {
    "not_utf8": Say("the file is not UTF-8 text"),
    "not_readable": Say("the file cannot be read"),
    "not_toml": Say("the line is not TOML"),
    "unknown_section": Say("there is no such section"),
    "not_a_section": Say("it should be a section"),
    "no_such_device": Say("that device is not configured"),
    "no_drawer_port": Say("no drawer can hang on that device"),
    "unknown_key": Say("there is no such key"),
    "missing_key": Say("it is missing"),
    "wrong_type": Say("it has the wrong type"),
    "not_one_of": Say("it is not one of the choices"),
    "out_of_range": Say("it is out of range"),
    "bad_address": Say("it is not an address such as tcp://10.0.0.192:9100"),
    "bad_form": Say("it is not written the way it should be"),
    "faulty_design": Say("the design has faults; foyer design check lists them"),
    "design_not_for_stock": Say("the design is for other stock than the printer's profile"),
    "roll_too_narrow": Say("tickets need an 80 mm roll, or a design as narrow as this one"),
    "empty_or_long": Say("it is empty or too long"),
    "card_number": Say("it looks like a card number"),
    "not_printable": Say("it holds signs that cannot be seen"),
    "line_taken": Say("another device has the same line"),
    "too_deep": Say("it is nested too deeply"),
    "bad_web_address": Say("it is not an address such as https://10.0.0.50:8443/nexo"),
    "plain_secret": Say("a secret must not stand in this file; say where it is (foyer secret)"),
    "secret_missing": Say("the secret is not there"),
    "secret_empty": Say("the secret is empty or too long"),
    "secret_unreadable": Say("the secret's file cannot be read"),
    "secret_not_ours": Say("the secret's file belongs to another account"),
    "secret_open_to_others": Say("others on this computer can read the secret's file"),
    "keyring_not_installed": Say("the keyring's library is not installed"),
    "keyring_refuses": Say("this computer's keyring is locked or there is none"),
    "bad_key": Say("what is kept there is no key of a Stripe account"),
    "stripe_not_installed": Say("the library for Stripe terminals is not installed"),
    "no_file": Say("there is no such file"),
    "no_authority": Say("no certificate of an authority can be read from this file"),
}
"""Reasons in ``settings_invalid``."""
