"""What a person does with each virtual device: scan, swipe, put a badge on, load paper, unplug."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kiosk.bench import terminal_acts
from kiosk.bench.act import Act
from kiosk.bench.codes import NOTHING_THERE, Code, Codes
from kiosk.demo.preparing import OWNER, PEOPLE
from kiosk.settings import (
    BADGE_READER,
    CHECK_READER,
    PAYMENT_TERMINAL,
    RECEIPT_PRINTER,
    SCANNER,
    TICKET_PRINTER,
)

if TYPE_CHECKING:
    from hardware.simulators.control import Json
    from kiosk.bench.link import DeviceLink
    from printing.words import Words

LOADED = 100
"""Papers in the packet that a person loads."""
STRANGER = "04FEED00000099"
"""A badge that was never given to anybody."""
ROUTING, ACCOUNT, CHECK_NUMBER = "111000025", "7654321", "1042"
"""A made-up check; the routing number is the one that banks print in their samples."""


def acts(link: DeviceLink, words: Words, codes: Codes) -> tuple[Act, ...]:
    """Return what can be done with the device behind ``link``, in the order of its buttons."""
    own: dict[str, Callable[[], tuple[Act, ...]]] = {
        TICKET_PRINTER: lambda: (_load(link, words), _clear(link, words)),
        RECEIPT_PRINTER: lambda: (
            *_drawer(link, words),
            _load(link, words),
            _clear(link, words),
        ),
        SCANNER: lambda: (*_scans(link, words, codes), _swipe(link, words), _clear(link, words)),
        CHECK_READER: lambda: (*_checks(link, words), _swipe(link, words), _clear(link, words)),
        BADGE_READER: lambda: (*_badges(link, words), _clear(link, words)),
        PAYMENT_TERMINAL: lambda: (
            *terminal_acts.cards(link, words),
            *terminal_acts.plug(link, words),
            _clear(link, words),
        ),
    }
    made = own.get(link.name, lambda: (_clear(link, words),))()
    if link.name in (BADGE_READER, PAYMENT_TERMINAL):
        return made
    return (*made, *_plug(link, words))


def _load(link: DeviceLink, words: Words) -> Act:
    load = partial(link.do, "load_stock", count=LOADED)
    return Act("load", words("Load stock"), load, "ticket_printer")


def _clear(link: DeviceLink, words: Words) -> Act:
    return Act("clear", words("Put right"), partial(link.do, "clear"), "check")


def _plug(link: DeviceLink, words: Words) -> tuple[Act, ...]:
    return (
        Act("unplug", words("Unplug"), partial(link.do, "unplug"), "offline", usable=_plugged),
        Act(
            "plug",
            words("Plug in again"),
            partial(link.do, "plug"),
            "online",
            usable=lambda state: not _plugged(state),
        ),
    )


def _plugged(state: Json) -> bool:
    return state.get("plugged") is not False


def _drawer(link: DeviceLink, words: Words) -> tuple[Act, ...]:
    shut = partial(link.do, "close_drawer")
    by_key = partial(link.do, "open_drawer")
    return (
        Act("drawer", words("Push the drawer shut"), shut, "cash_drawer", "primary", _is_open),
        Act(
            "drawer_key",
            words("Open it by key"),
            by_key,
            "lock",
            usable=lambda state: not _is_open(state),
        ),
    )


def _is_open(state: Json) -> bool:
    return state.get("drawer_open") is True


def _scans(link: DeviceLink, words: Words, codes: Codes) -> tuple[Act, ...]:
    def scan(symbology: str, code: Code) -> Callable[[], None]:
        def found(text: str) -> None:
            link.do("scan", text=text, symbology=symbology)

        return partial(codes.then, code, found)

    garbage = partial(link.do, "scan", text=NOTHING_THERE, symbology="code39")
    return (
        Act(
            "order",
            words("An order that waits"),
            scan("code128", Code.WAITING_ORDER),
            "will_call",
            "primary",
        ),
        Act("waiting", words("A ticket that waits"), scan("qr", Code.WAITING_TICKET), "scanner"),
        Act("newest", words("The newest ticket"), scan("qr", Code.NEWEST_TICKET), "scanner"),
        Act("dead", words("A dead ticket"), scan("qr", Code.DEAD_TICKET), "scanner"),
        Act(
            "certificate",
            words("The newest certificate"),
            scan("qr", Code.NEWEST_CERTIFICATE),
            "scanner",
        ),
        Act("garbage", words("A code of nobody"), garbage, "scanner"),
    )


def _swipe(link: DeviceLink, words: Words) -> Act:
    return Act("swipe", words("A payment card"), partial(link.do, "swipe"), "card")


def _checks(link: DeviceLink, words: Words) -> tuple[Act, ...]:
    pull = partial(link.do, "check", routing=ROUTING, account=ACCOUNT, number=CHECK_NUMBER)

    def spoiled(kind: str) -> None:
        link.do("fault", kind=kind)
        pull()

    return (
        Act("check", words("A good check"), pull, "check_paper", "primary"),
        Act(
            "business",
            words("A business check"),
            partial(pull, business=True),
            "check_paper",
        ),
        Act("partial", words("Half of it unreadable"), partial(spoiled, "partial"), "check_paper"),
        Act("bad", words("All of it unreadable"), partial(spoiled, "bad_read"), "check_paper"),
    )


def _badges(link: DeviceLink, words: Words) -> tuple[Act, ...]:
    def put_on(name: str, uid: str, word: str) -> Act:
        present = partial(link.do, "present", uid=uid)
        return Act(f"badge.{name}", word, present, "badge_reader", usable=_is_bare)

    people: Sequence[tuple[str, str]] = [(one.name, one.badge) for one in (*PEOPLE, OWNER)]
    return (
        Act(
            "remove",
            words("Take it away"),
            partial(link.do, "remove"),
            "cross",
            "primary",
            usable=lambda state: not _is_bare(state),
        ),
        *(put_on(name.split()[0], uid, name) for name, uid in people),
        put_on("stranger", STRANGER, words("A stranger's badge")),
        Act(
            "payment",
            words("A payment card"),
            partial(link.do, "present_payment_card"),
            "card",
            usable=_is_bare,
        ),
    )


def _is_bare(state: Json) -> bool:
    return not state.get("card")
