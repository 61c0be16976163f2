"""Words for what the venue's hub refuses or leaves unanswered."""

from __future__ import annotations

from kiosk.wording.say import Say, SayMany, Trouble, said

_ELSEWHERE = Say(
    "Others may sell the same seats. Send the patron to another window and call the manager. The "
    "cart keeps its seats here meanwhile."
)

HUB: dict[str, Trouble] = {
    "hub_trouble": said(
        Say("The hub could not do that."), remedy=Say("Try again. If it stays, call support.")
    ),
    "hub_unreachable": said(
        Say("The hub cannot be reached. This window goes on with its own seats."),
        remedy=Say("Nothing needs to be done: what you sell is sent when it is back."),
    ),
    "hub_unreachable.untrusted": said(
        Say("What answers as the hub does not prove that it is the hub."),
        remedy=Say("Call support: its certificate may have expired. Nothing was told to it."),
    ),
    "hub_unreachable.full": said(
        Say("The disk of the hub is full."),
        remedy=Say("Call support: room has to be made there. What is sold here is kept and sent."),
    ),
    "hub_unreachable.administering": said(
        Say("The hub could not do that: {detail}"),
        Say("The hub could not do that."),
        remedy=Say("Put that right at the server and try again. Nothing was changed."),
    ),
    "hub_unreachable.no_host": said(
        Say("Nobody here knows a computer called {host}."),
        Say("Nobody here knows a computer of this name."),
        remedy=Say("Look for a slip in the address, or ask whoever looks after the network."),
    ),
    "hub_unreachable.refused": said(
        Say("No database answers at {host}, port {port}."),
        Say("No database answers there."),
        remedy=Say("Look whether PostgreSQL runs there, listens to the network, and on this port."),
    ),
    "hub_unreachable.timeout": said(
        Say("{host} did not answer in time."),
        Say("It did not answer in time."),
        remedy=Say("Look whether the network lets this computer through to it, and try again."),
    ),
    "hub_unreachable.silent": said(
        Say("Nothing answers as the hub at {host}, port {port}."),
        Say("Nothing answers as the hub."),
        remedy=Say(
            "Look whether PostgreSQL runs there and the network lets this computer through, and "
            "try again. Windows that are open go on with their own seats."
        ),
    ),
    "hub_unreachable.no_way": said(
        Say("The network knows no way to {host}."),
        Say("The network knows no way there."),
        remedy=Say("Look at the cable and at the address, and try again."),
    ),
    "hub_unreachable.no_database": said(
        Say("There is no database {database} at {host}."),
        Say("There is no such database."),
        remedy=Say("Make an empty one of this name first, or look for a slip in the address."),
    ),
    "hub_unreachable.not_let_in": said(
        Say("{host} lets nobody called {user} in from this computer."),
        Say("The server lets nobody of this name in from this computer."),
        remedy=Say("Add a line for that to its pg_hba.conf, and have it read again."),
    ),
    "hub_unreachable.certificate_expired": said(
        Say("The certificate of {host} has expired, or the clock of this computer is wrong."),
        Say("Its certificate has expired, or the clock of this computer is wrong."),
        remedy=Say("Set the clock, or give the server a new certificate. Nothing was told to it."),
    ),
    "hub_unreachable.certificate_name": said(
        Say("The certificate of {host} is for another name."),
        Say("Its certificate is for another name."),
        remedy=Say("Write the name that the certificate has into the address, or get another one."),
    ),
    "hub_unreachable.certificate_unknown": said(
        Say("This computer does not trust the certificate of {host}."),
        Say("This computer does not trust its certificate."),
        remedy=Say("Name the file of its authority with --ca-file. Nothing was told to it."),
    ),
    "hub_unreachable.no_tls": said(
        Say("{host} does not speak TLS, and off this machine nothing is said without it."),
        Say("It does not speak TLS, and off this machine nothing is said without it."),
        remedy=Say("Turn TLS on at the server (ssl = on) and give it a certificate."),
    ),
    "hub_refused": said(
        Say("The hub does not take anything from this window."),
        remedy=Say("Call the manager. What is sold here is kept."),
    ),
    "hub_refused.shut_out": said(
        Say("This window was shut out of the hub."),
        remedy=Say(
            "Nothing is sold here until it is let in and joins anew. Call the manager. What was "
            "sold here is kept."
        ),
    ),
    "hub_refused.written_off": said(
        Say("A manager took this window's seats back while it was away."),
        remedy=Say(
            "Nothing is sold here until a manager takes this window back at another one. What was "
            "sold here is kept."
        ),
    ),
    "hub_refused.cloned": said(
        Say("Another computer goes on as this window, from a copy of its disk."),
        remedy=Say(
            "Nothing is sold here until a manager has said which of the two is the window. Call "
            "them."
        ),
    ),
    "hub_refused.heir": said(
        Say("This window goes on from a backup and has not heard its hub since."),
        remedy=Say(
            "Close this window and join again by command: foyer hub invite on the computer that "
            "has the hub's owner address, then here the foyer hub join that it prints."
        ),
    ),
    "hub_refused.moved": said(
        Say("This is another computer than the one that was this window."),
        remedy=Say(
            "Nothing is sold here until the hub has answered: the other computer may be selling "
            "the same seats. Connect this one to the network."
        ),
    ),
    "hub_refused.heir_owes": said(
        Say("The hub was restored and waits for the computer that was lost."),
        remedy=Say("Write this window off at another one and take it back, then join once more."),
    ),
    "hub_refused.gap": said(
        Say("The hub lacks something this window sent earlier."),
        remedy=Say("Call support. What was sold here is kept."),
    ),
    "hub_refused.newer": said(
        Say("The hub runs a newer Foyer than this window."),
        remedy=Say("Update Foyer here. Until then this window goes on with its own seats."),
    ),
    "hub_refused.older": said(
        Say("The hub runs an older Foyer than this window."),
        remedy=Say("Update the hub. Until then this window goes on with its own seats."),
    ),
    "hub_refused.recovering": said(
        Say("The hub was restored and waits until it has heard from every window."),
        remedy=Say("Sell from this window's own seats. It gives out others again by itself."),
    ),
    "hub_refused.unknown": said(
        Say("The hub does not know this computer: another computer may be this window now."),
        remedy=Say(
            "Nothing is sold here until it joins anew (foyer hub invite). If another computer is "
            "this window now, switch this one off."
        ),
    ),
    "hub_refused.not_joined": said(
        Say("That window has not joined, or is written off: nothing can be given to it."),
        remedy=Say("Choose another window, or take it back first."),
    ),
    "hub_refused.code": said(
        Say("This code is wrong, was used already, or is too old."),
        remedy=Say("Ask for a new one: foyer hub invite."),
    ),
    "hub_refused.password": said(
        Say("The hub does not take this name and password."),
        remedy=Say("Check both and try again."),
    ),
    "hub_refused.another_window": said(
        Say("This code is for a window with another prefix."),
        remedy=Say("Ask for a code for this window: foyer hub invite."),
    ),
    "hub_refused.keys_differ": said(
        Say("This window made badges or certificates of its own before, and so did the venue."),
        remedy=Say("Call support before you join. Nothing was changed."),
    ),
    "hub_refused.here_now": said(
        Say("This window is here now. Inviting it again would make its password void."),
        remedy=Say("Look at the prefix. If another computer is to be this window, add --again."),
    ),
    "hub_refused.no_window": said(
        Say("The hub has no window {prefix}. It has {windows}."),
        Say("The hub has no window {prefix}, and no other."),
        Say("The hub has no such window."),
        remedy=Say("Look for a slip in the prefix."),
    ),
    "hub_refused.has_sent": said(
        Say("This window has sold before, and nothing of it is on this computer."),
        remedy=Say(
            "Restore its backup here first: foyer restore. Without one, invite this computer with "
            "another prefix."
        ),
    ),
    "hub_refused.not_a_hub": said(
        Say("There is no hub in this database."),
        remedy=Say("Make one first: foyer hub init."),
    ),
    "hub_refused.holds_something_else": said(
        Say("This database holds something else."),
        remedy=Say("Make an empty database for the hub."),
    ),
    "hub_refused.server_too_old": said(
        Say("This PostgreSQL is too old for a hub. Nothing was changed."),
        remedy=Say("Use PostgreSQL 13 or a newer one."),
    ),
    "hub_refused.open_to_all": said(
        Say("Anybody who can sign in may make tables in this database."),
        remedy=Say("Run this as the owner of the database, or take that right away first."),
    ),
    "nothing_sold_here": said(
        Say("No money is taken for seats at this window now."), remedy=_ELSEWHERE
    ),
    "nothing_sold_here.shut_out": said(
        Say("No money is taken for seats here: this window was shut out of the hub."),
        remedy=_ELSEWHERE,
    ),
    "nothing_sold_here.written_off": said(
        Say("No money is taken for seats here: a manager gave this window's seats to others."),
        remedy=_ELSEWHERE,
    ),
    "nothing_sold_here.cloned": said(
        Say("No money is taken for seats here: another computer goes on as this window."),
        remedy=_ELSEWHERE,
    ),
    "nothing_sold_here.moved": said(
        Say("No money is taken for seats here: this is another computer than the window was."),
        remedy=_ELSEWHERE,
    ),
    "nothing_sold_here.unknown": said(
        Say("No money is taken for seats here: the hub does not know this computer."),
        remedy=_ELSEWHERE,
    ),
    "nothing_sold_here.ended": said(
        Say("No money is taken for seats here: the hub was not heard for too long."),
        remedy=Say(
            "Take it once the hub answers, or send the patron to another window. The cart keeps "
            "its seats here meanwhile."
        ),
    ),
    "seat_not_here": said(
        Say("Seat {seat} is not one of this window's own, and the hub is away."),
        Say("This seat is not one of this window's own, and the hub is away."),
        remedy=Say("Sell a seat of this window's block: the map shows them filled."),
    ),
    "places_not_here.paper": said(
        SayMany(
            "{n} emergency ticket can be made in {zone}: no more places there are this window's "
            "own, and the hub is away.",
            "{n} emergency tickets can be made in {zone}: no more places there are this window's "
            "own, and the hub is away.",
            by="left",
        ),
        SayMany(
            "{n} emergency ticket can be made: no more places are this window's own, and the hub "
            "is away.",
            "{n} emergency tickets can be made: no more places are this window's own, and the hub "
            "is away.",
            by="left",
        ),
        Say("Too few places are this window's own, and the hub is away."),
        remedy=Say("Make fewer, or make them in another zone or at another window."),
    ),
    "places_not_here": said(
        SayMany(
            "This window has {n} place of its own left in {zone}; {wanted} were wanted. The hub is "
            "away.",
            "This window has {n} places of its own left in {zone}; {wanted} were wanted. The hub "
            "is away.",
            by="left",
        ),
        SayMany(
            "This window has {n} place of its own left; {wanted} were wanted. The hub is away.",
            "This window has {n} places of its own left; {wanted} were wanted. The hub is away.",
            by="left",
        ),
        Say("This window has no place of its own left here, and the hub is away."),
        remedy=Say("Try fewer, another zone, or send the patron to another window."),
    ),
    "in_hand_elsewhere": said(
        Say("{window} has this order in hand."),
        Say("Another window has this order in hand."),
        remedy=Say("Try again in a moment."),
    ),
    "in_hand_elsewhere.order_away": said(
        Say("{window} has this order in hand, and cannot be reached."),
        Say("A window that cannot be reached has this order in hand."),
        remedy=Say(
            "Do it when that window is back. If it does not come back, a manager can write it off "
            "on the hub page."
        ),
    ),
    "in_hand_elsewhere.lists": said(
        Say("{window} is loading a list, or did so a moment ago."),
        Say("Another window is loading a list, or did so a moment ago."),
        remedy=Say("Try again in a moment."),
    ),
    "in_hand_elsewhere.lists_away": said(
        Say("{window} was loading a list, and cannot be reached."),
        Say("A window that cannot be reached was loading a list."),
        remedy=Say(
            "Do it when that window is back. If it does not come back, a manager can write it off "
            "on the hub page."
        ),
    ),
    "list_under_way": said(
        Say("{who} is loading a list already: {file}, since {since}."),
        Say("A list is being loaded already: {file}, since {since}."),
        Say("A list is being loaded already."),
        remedy=Say("Wait until that is done."),
    ),
    "in_hand_elsewhere.value": said(
        Say("{window} has this certificate or account in hand."),
        Say("Another window has this certificate or account in hand."),
        remedy=Say("Try again in a moment."),
    ),
    "in_hand_elsewhere.value_away": said(
        Say("{window} has this certificate or account in hand, and cannot be reached."),
        Say("A window that cannot be reached has this certificate or account in hand."),
        remedy=Say(
            "Take another form of payment. If that window does not come back, a manager can write "
            "it off on the hub page."
        ),
    ),
    "in_hand_elsewhere.cart": said(
        Say("{window} has this cart in hand."),
        Say("Another window has this cart in hand."),
        remedy=Say("Try again in a moment."),
    ),
    "in_hand_elsewhere.cart_away": said(
        Say("{window} has this cart in hand, and cannot be reached."),
        Say("A window that cannot be reached has this cart in hand."),
        remedy=Say(
            "Take other seats. If that window does not come back, a manager can write it off on "
            "the hub page."
        ),
    ),
    "not_offline.recall": said(
        Say("The hub is away, and another window may have this cart in hand."),
        remedy=Say(
            "Its places stay held. Recall it when the window is online again. What was held here "
            "since the hub went away can be recalled now."
        ),
    ),
    "not_offline": said(
        Say("That needs the hub, which is away."),
        remedy=Say("Do it when the window is online again."),
    ),
    "not_offline.give_back": said(
        Say("No money is given back while the hub is away: another window may have done it."),
        remedy=Say(
            "Take name and telephone and do it when the window is online again. What was sold here "
            "since the hub went away can go back for cash now."
        ),
    ),
    "not_offline.exchange": said(
        Say("Nothing is exchanged while the hub is away: another window may be doing it."),
        remedy=Say(
            "Do it when the window is online again. What was sold here since the hub went away can "
            "be exchanged now."
        ),
    ),
    "not_offline.add_dates": said(
        Say("No dates are added while the hub is away: another window may be doing it."),
        remedy=Say(
            "Do it when the window is online again. A series that was sold here since the hub went "
            "away can have more dates now."
        ),
    ),
    "not_exchangeable": said(
        Say("These tickets cannot be exchanged so."), remedy=Say("Look at the order.")
    ),
    "not_exchangeable.not_live": said(
        Say("One of these tickets opens the door no more."), remedy=Say("Look at the order.")
    ),
    "not_exchangeable.number": said(
        Say("There is not one new place for each ticket."), remedy=Say("Choose the seats again.")
    ),
    "not_exchangeable.price_type": said(
        Say("A ticket of this kind is not sold for that performance."),
        remedy=Say("Choose another performance or other seats."),
    ),
    "not_exchangeable.plan_changed": said(
        Say("The order or a price is not what it was."), remedy=Say("Look at the sums again.")
    ),
    "not_offline.move": said(
        Say("Nobody is seated elsewhere while the hub is away: another window may be doing it."),
        remedy=Say(
            "Do it when the window is online again. What was sold here since the hub went away can "
            "be moved now."
        ),
    ),
    "membership_over": said(
        Say("Membership {number} ({level}) gives nothing since {since}."),
        Say("This membership is over."),
        remedy=Say("Offer to renew it."),
    ),
    "membership_over.too_late": said(
        Say("Membership {number} ({level}) gives nothing since {since}."),
        Say("This membership is over."),
        remedy=Say("It is too late to renew it. Sell a new one."),
    ),
    "membership_over.given_back": said(
        Say("Membership {number} ({level}) was given back."),
        Say("This membership was given back."),
        remedy=Say("Sell a new one."),
    ),
    "membership_fixed": said(
        Say("This membership cannot be changed so."), remedy=Say("Look at it again.")
    ),
    "membership_fixed.renewed": said(
        Say("The next term of this membership is sold already."),
        remedy=Say("Nothing is to be done."),
    ),
    "membership_fixed.too_late": said(
        Say("It is too late to renew this membership."), remedy=Say("Sell a new one.")
    ),
    "membership_fixed.no_upgrade": said(
        Say("This membership cannot go up to that level."),
        remedy=Say("Choose a level that costs more than was paid."),
    ),
    "membership_fixed.in_cart": said(
        Say("This membership is changed in the cart already."),
        remedy=Say("Take that line out first."),
    ),
    "renewal_over": said(
        Say("This subscription cannot be renewed any more."), remedy=Say("Look at the list again.")
    ),
    "renewal_over.renewed": said(
        Say("This subscription is renewed already."), remedy=Say("Look at its new order.")
    ),
    "renewal_over.declined": said(
        Say("The subscriber gave the seats up."), remedy=Say("Sell the series anew.")
    ),
    "renewal_over.released": said(
        Say("The deadline is over and the seats are on sale."), remedy=Say("Sell the series anew.")
    ),
    "member_card_dead": said(
        Say("Another card was made instead of this one, for membership {number}."),
        Say("Another card was made instead of this one."),
        remedy=Say("Ask for the new card, or look the membership up by its name."),
    ),
    "no_copy": said(
        Say("No other ticket stands for this place."),
        remedy=Say("Look at the order: one of the two was ended already."),
    ),
    "not_movable": said(Say("This ticket cannot be moved."), remedy=Say("Look at its order.")),
    "not_movable.not_live": said(
        Say("This ticket was given back, printed again or moved meanwhile."),
        remedy=Say("Look at its order."),
    ),
    "not_movable.no_seat": said(
        Say("This ticket is for no numbered seat."),
        remedy=Say("Give its money back, or let the party sit where there is room."),
    ),
    "not_movable.cheaper_zone": said(
        Say("That seat is of a cheaper price zone."),
        remedy=Say("Choose a seat of the same zone or a dearer one."),
    ),
    "not_offline.cancel_show": said(
        Say("No performance is cancelled while the hub is away: other windows would sell on."),
        remedy=Say("Do it when the window is online again, or at one that is."),
    ),
    "not_offline.card_refund": said(
        Say("Nothing goes back to a card while the hub is away."),
        remedy=Say("Take name and telephone and do it when the window is online again."),
    ),
    "not_offline.keyed_card": said(
        Say("No card is keyed while the hub is away."),
        remedy=Say("Take the card itself, cash or a check, or call back when online."),
    ),
    "not_offline.certificate": said(
        Say("Nobody here can know now what is left on this certificate: the hub is away."),
        remedy=Say(
            "Take another form of payment. Only certificates that were looked up here before, or "
            "sold here since the hub went away, can be used now."
        ),
    ),
    "not_offline.account": said(
        Say("Nobody here can know now what is left on this account: the hub is away."),
        remedy=Say("Take another form of payment, or do it when the window is online again."),
    ),
    "not_offline.pay_out": said(
        Say("The rest of a certificate is not paid out while the hub is away."),
        remedy=Say("Do it when the window is online again; the certificate stays good."),
    ),
    "not_offline.import": said(
        Say("Season files, plans and orders are not loaded while the hub is away."),
        remedy=Say("Load the file when the window is online again."),
    ),
    "not_offline.hold": said(
        Say("Seats that are held back are not moved while the hub is away."),
        remedy=Say("Sell from this window's block; move the hold when it is online again."),
    ),
    "parcel_damaged": said(
        Say("What came from the hub is damaged. Nothing of it was taken."),
        remedy=Say("Call support if it happens again."),
    ),
}
"""By error code, or by ``code.kind``."""
