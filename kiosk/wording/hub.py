"""Words for what the venue's hub refuses or leaves unanswered."""

from __future__ import annotations

from kiosk.wording.say import Say, Trouble, said

HUB: dict[str, Trouble] = {
    "hub_trouble": said(
        Say("The hub could not do that."), remedy=Say("Try again. If it stays, call support.")
    ),
    "hub_unreachable": said(
        Say("The hub cannot be reached. This window goes on with its own seats."),
        remedy=Say("Nothing needs to be done: what you sell is sent when it is back."),
    ),
    "hub_refused": said(
        Say("The hub does not take anything from this window."),
        remedy=Say("Call the manager. What is sold here is kept."),
    ),
    "hub_refused.shut_out": said(
        Say("This window was shut out of the hub."),
        remedy=Say("Call the manager. What was sold here is kept."),
    ),
    "hub_refused.written_off": said(
        Say("A manager took this window's seats back while it was away."),
        remedy=Say("Call the manager before you sell here again. What was sold here is kept."),
    ),
    "hub_refused.cloned": said(
        Say("Another computer goes on as this window, from a copy of its disk."),
        remedy=Say("Sell nothing here. Call the manager to say which of the two is the window."),
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
        Say("The hub knows no such window."),
        remedy=Say("Join the hub with a new code: foyer hub join."),
    ),
    "parcel_damaged": said(
        Say("What came from the hub is damaged. Nothing of it was taken."),
        remedy=Say("Call support if it happens again."),
    ),
}
"""By error code, or by ``code.kind``."""
