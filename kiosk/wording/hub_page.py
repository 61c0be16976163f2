"""Words of the connection chip and of the hub page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.messages import error_text, remedy_text
from kiosk.wording.say import Say
from pos.errors import HubRefused, HubUnreachable, PosError
from pos.hub.connection import Connection
from pos.hub.talk import HubMode, Standing, WindowThere
from pos.hub.task_views import VenueAct
from pos.hub.venue import HUB
from pos.lifecycles import ConnectionState

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.presenters.hub_room import HubState
    from pos.views.catalogue import PerformanceView
    from printing.words import Words

CLOCK_OFF_S = 120.0
"""How wrong a window's clock may be before whoever sells there is told: leases do not go by it."""
CLOCK_SHOWN_S = 2.0
"""From here on the list of windows says it."""
STOPPED_SHORT: dict[str, Say] = {
    "cloned": Say("Two computers are this window"),
    "shut_out": Say("Shut out of the hub"),
    "written_off": Say("Seats taken back"),
    "newer": Say("Update Foyer"),
    "older": Say("Update the hub"),
    "unknown": Say("Not known to the hub"),
    "moved": Say("Another computer"),
}
"""On the chip, by ``Connection.why``."""
STANDING_WORDS: dict[Standing, Say] = {
    Standing.JOINED: Say("Joined"),
    Standing.WRITTEN_OFF: Say("Its seats were taken back"),
    Standing.SHUT_OUT: Say("Shut out"),
}
ACT_WORDS: dict[VenueAct, Say] = {
    VenueAct.PASS_OVER: Say("Close the day without {window}"),
    VenueAct.WRITE_OFF: Say("Write {window} off"),
    VenueAct.TAKE_BACK: Say("Take {window} back"),
}
ACT_RISKS: dict[VenueAct, Say] = {
    VenueAct.PASS_OVER: Say(
        "The reports of the day lack what was sold there. It is booked when it is heard, and "
        "somebody has to look at it then. The reason stays on record."
    ),
    VenueAct.WRITE_OFF: Say(
        "Its seats are sold by others at once. What it sold meanwhile and nobody knows yet may be "
        "sold a second time: two parties for one seat. Only when it will not come back in time."
    ),
    VenueAct.TAKE_BACK: Say(
        "It sells again, with fresh seats. What others sold of its old ones stays sold."
    ),
}
"""What an act means, said before it is done."""


def connection_text(
    connection: Connection, words: Words, selling: PerformanceView | None = None
) -> tuple[str, str]:
    """Return how a window stands with its hub, in a few words, and their tone; nothing for a window
    without a hub. ``selling``: the performance that is sold here now."""
    match connection.state:
        case ConnectionState.ALONE:
            return "", "good"
        case ConnectionState.ONLINE if connection.mode is HubMode.RECOVERING:
            return words("Online, the hub waits"), "warning"
        case ConnectionState.ONLINE if connection.unread:
            return words("A window cannot be read"), "warning"
        case ConnectionState.ONLINE:
            return words("Online"), "good"
        case ConnectionState.SENDING if connection.queue:
            many = connection.queue
            return words.plural("Sending, {n} to go", "Sending, {n} to go", many), "warning"
        case ConnectionState.SENDING:
            return words("Catching up"), "warning"
        case ConnectionState.OFFLINE:
            if connection.fresh:
                return words("Connecting…"), "warning"
            return _offline(connection, words, selling)
        case _:
            short = STOPPED_SHORT.get(connection.why, Say("Stopped by the hub"))
            return short.to(words, {}), "danger"


def _offline(
    connection: Connection, words: Words, selling: PerformanceView | None
) -> tuple[str, str]:
    """Return how much of the window's own is left of what it sells, if it has any of it."""
    has_any = connection.seats_left + connection.places_left
    tone = "warning" if has_any else "danger"
    if selling is None or not selling.own_only:
        return words("Offline"), tone
    left = max(selling.left, 0)
    if selling.general_admission:
        said = words.plural(
            "Offline: {n} of your places left", "Offline: {n} of your places left", left
        )
    else:
        said = words.plural(
            "Offline: {n} of your seats left", "Offline: {n} of your seats left", left
        )
    return said, tone


def block_text(left: int, held: int, words: Words, *, general_admission: bool) -> str:
    """Return how much is left of what this window had to itself when the hub was lost."""
    if general_admission:
        return words.plural(
            "Your block: {left} of {n} place left",
            "Your block: {left} of {n} places left",
            held,
            left=left,
        )
    return words.plural(
        "Your block: {left} of {n} seat left",
        "Your block: {left} of {n} seats left",
        held,
        left=left,
    )


def until_text(block: str, until: datetime | None, words: Words) -> str:
    """Return until when that may be sold; None: to the performance's end."""
    if until is None:
        return words("{block}, until the performance is over", block=block)
    return words("{block}, until {time}", block=block, time=words.time(until))


def block_left(state: HubState) -> tuple[int, int] | None:
    """Return what the chip's gauge shows: how many places are left of how many; None where nothing
    is sold here that is this window's own, or it never had any."""
    selling = state.selling
    away = state.connection.state is ConnectionState.OFFLINE and not state.connection.fresh
    if not away or selling is None or not selling.own_only or selling.held <= 0:
        return None
    return max(selling.left, 0), selling.held


def standing_text(state: HubState, words: Words) -> tuple[str, str, str]:
    """Return how this window stands with its hub, what that means for who sells, and the tone."""
    has = state.connection
    left = _left_text(has, words)
    waits = words("Everything is sent.")
    if has.queue:
        waits = words.plural(
            "{n} thing that happened here is not sent yet.",
            "{n} things that happened here are not sent yet.",
            has.queue,
        )
    short, tone = connection_text(has, words)
    match has.state:
        case ConnectionState.OFFLINE if not has.fresh:
            what = _unheard_text(has, words)
            if has.ended:
                left = words("This window's own seats are for sale again once the hub answers.")
            if has.trouble:
                error: PosError = HubUnreachable(kind=has.trouble)
                what = error_text(error, words)
                return what, f"{remedy_text(error, words)} {left} {waits}", tone
            tried = words("It is tried every few seconds.")
            return what, f"{left} {waits} {tried}", tone
        case ConnectionState.STOPPED:
            error = HubRefused(what=has.why)
            return error_text(error, words), remedy_text(error, words), tone
        case ConnectionState.ONLINE if has.mode is HubMode.RECOVERING:
            what = words("The hub was restored from a backup and waits for its windows.")
            until = words(
                "It gives out seats again once every window was heard, or is written off here."
            )
            return what, f"{until} {left}", tone
        case ConnectionState.ONLINE if has.unread:
            names = {window.window_id: window.name for window in state.windows}
            which = ", ".join(names.get(one, one) for one in has.unread)
            what = words("What {window} sends cannot be read.", window=which)
            lacks = words("What was done there is missing here. Call support; sell on meanwhile.")
            return what, f"{lacks} {left} {waits}", tone
        case _:
            off = has.clock_off_s
            if off is None or abs(off) < CLOCK_OFF_S:
                return short, f"{left} {waits}", tone
            clock = words.plural(
                "The clock of this computer is {n} minute wrong. Set it.",
                "The clock of this computer is {n} minutes wrong. Set it.",
                round(abs(off) / 60),
            )
            return short, f"{clock} {left} {waits}", "warning"


def _left_text(connection: Connection, words: Words) -> str:
    """Return what can be sold here: what this window holds counts only where it cannot ask."""
    if connection.may_ask:
        return words("Any seat can be sold that is free and in no other window's block.")
    return words.plural(
        "{n} place is left in this window's own blocks, of all performances.",
        "{n} places are left in this window's own blocks, of all performances.",
        connection.seats_left + connection.places_left,
    )


def _unheard_text(connection: Connection, words: Words) -> str:
    """Return since when the hub does not answer, with the day where that was before the program
    started."""
    heard, since = connection.heard_before, connection.since
    if heard is not None:
        return words("The hub was last heard {time}.", time=words.day_and_time(heard))
    said = words.time(since) if since is not None else ""
    return words("The hub has not answered since {time}.", time=said)


def then_text(state: HubState, words: Words) -> str:
    """Return since when what is shown of the venue is known, and what is not shown of it; nothing
    while the hub is heard."""
    heard = state.connection.state in (ConnectionState.ONLINE, ConnectionState.SENDING)
    if state.read or heard or state.known_at is None:
        return ""
    said = words("As the hub knew them on {time}.", time=words.day_and_time(state.known_at))
    if state.open_then <= len(state.tasks):
        return said
    tasks = words.plural(
        "{n} task was open then. It is shown once the hub answers.",
        "{n} tasks were open then. They are shown once the hub answers.",
        state.open_then,
    )
    return f"{said} {tasks}"


def window_text(window: WindowThere, state: HubState, words: Words) -> str:
    """Return what is known of a window, in one line. Of others only what the hub says now is true
    now; of itself a window knows without it."""
    has, own = state.connection, window.window_id == state.here
    parts = [words(STANDING_WORDS[window.standing].text)]
    if own and has.state is ConnectionState.STOPPED:
        parts = [connection_text(has, words)[0]]
    now = state.read and window.heard_at is not None and not state.is_away(window)
    if now:
        parts.append(words("here now"))
    elif window.heard_at is None:
        parts.append(words("never heard"))
    else:
        parts.append(words("last heard {time}", time=words.day_and_time(window.heard_at)))
    queue = has.queue if own else window.queue
    seats, places = window.seats_left, window.places_left
    if own:
        seats, places = has.seats_left, has.places_left
    if queue:
        parts.append(words.plural("{n} waiting to be sent", "{n} waiting to be sent", queue))
    elif now or own:
        parts.append(words("everything is sent"))
    if not (now or own) and window.heard_at is not None:
        parts.append(words("what it sold since is not known"))
    parts.append(words("{seats} seats, {places} places in its blocks", seats=seats, places=places))
    if wrong := _clock_text(window.wall_off_s, words):
        parts.append(wrong)
    if window.held_up:
        parts.append(
            words.plural(
                "held the others up {n} time: shut it out if it was stolen",
                "held the others up {n} times: shut it out if it was stolen",
                window.held_up,
            )
        )
    if window.version:
        parts.append(words("Foyer {version}", version=window.version))
    return " · ".join(parts)


def _clock_text(off_s: float, words: Words) -> str:
    off_s = abs(off_s)
    if off_s <= CLOCK_SHOWN_S:
        return ""
    if off_s < CLOCK_OFF_S:
        return words.plural("clock {n} second wrong", "clock {n} seconds wrong", round(off_s))
    return words.plural("clock {n} minute wrong", "clock {n} minutes wrong", round(off_s / 60))


def risk_text(act: VenueAct, state: HubState, words: Words) -> str:
    """Return what an act means, and of a window that is here that it is."""
    means, window = words(ACT_RISKS[act].text), state.window
    if act is not VenueAct.WRITE_OFF or window is None or not state.read or state.is_away(window):
        return means
    here = words(
        "{window} is here now and may be selling: what is in its carts cannot be paid any more.",
        window=window.name,
    )
    return f"{here} {means}"


def list_text(state: HubState, words: Words) -> str:
    """Return what stands over the venue's windows."""
    if state.read or state.windows:
        return words("Windows")
    if state.connection.state is ConnectionState.STOPPED:
        return words("The windows are shown once the hub takes this one again.")
    return words("The windows are shown once the hub answers.")


def missing_text(state: HubState, words: Words) -> str:
    """Return what is not known here of the day that would be closed all the same."""
    window = state.window
    if window is None or state.without == HUB:
        has = state.connection
        if has.heard_before is not None:
            return words(
                "The hub was last heard {time}: nobody knows here what other windows sold after "
                "that.",
                time=words.day_and_time(has.heard_before),
            )
        if has.since is None:
            return words("The hub does not answer: nobody knows here what other windows sold.")
        return words(
            "The hub has not answered since {time}: nobody knows here what other windows sold "
            "after that.",
            time=words.time(has.since),
        )
    if window.heard_at is None:
        return words("{window} was never heard.", window=window.name)
    heard = words.day_and_time(window.heard_at)
    if window.queue:
        return words.plural(
            "{window} was last heard {time} and had {n} thing to send.",
            "{window} was last heard {time} and had {n} things to send.",
            window.queue,
            window=window.name,
            time=heard,
        )
    return words(
        "{window} was last heard {time}, and may have sold since.",
        window=window.name,
        time=heard,
    )
