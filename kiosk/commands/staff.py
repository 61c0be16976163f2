"""``foyer staff``: who works here; add people, give PINs and badges, undo locks, disable, enable.

Whoever changes something proves who they are with their own PIN, under the same lock-out as at the
window, and it is in the audit chain. ``list`` shows what the sign-in window shows and asks nobody.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.commands import asking
from kiosk.commands.opening import office_of
from kiosk.languages import LANGUAGES
from kiosk.settings import Home
from pos.errors import AnswerMissing, NotFound
from pos.ids import CommandId
from pos.views.people import Permission, Role

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.people import SessionView, StaffView

_NEVER = datetime.min.replace(tzinfo=UTC)
ROLES = tuple(role.value for role in Role if role is not Role.OWNER)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    listing = acts.add_parser("list", help="everybody who works or worked here")
    listing.add_argument("--json", action="store_true", help="print them as JSON")
    adding = _act(acts, "add", "let somebody work here; asks for their first PIN")
    adding.add_argument("--role", required=True, choices=ROLES, help="what they may do")
    adding.add_argument(
        "--language", default="en", choices=tuple(LANGUAGES), help="what they read (en)"
    )
    _act(acts, "pin", "give somebody who forgot theirs a new PIN")
    unlocking = _act(acts, "unlock", "undo the lock after five wrong PINs")
    unlocking.add_argument("--reason", required=True, metavar="TEXT", help="why; it is kept")
    _act(acts, "disable", "somebody works here no more; nobody is ever deleted")
    _act(acts, "enable", "somebody works here again")
    giving = _act(acts, "badge", "give somebody the badge that is put on the reader next")
    giving.add_argument(
        "--seconds", type=int, default=30, help="how long to wait for the badge (30)"
    )
    taking = _act(acts, "take-badge", "a badge was lost or handed in: it names nobody any more")
    taking.add_argument("--reason", required=True, metavar="TEXT", help="why; it is kept")


def _act(
    acts: argparse._SubParsersAction[argparse.ArgumentParser], name: str, does: str
) -> argparse.ArgumentParser:
    parser = acts.add_parser(name, help=does, description=does)
    parser.add_argument("name", metavar="NAME", help="whom it is about")
    parser.add_argument("--by", metavar="NAME", help="who you are; asked for when left out")
    parser.add_argument(
        "--pin-stdin",
        action="store_true",
        help="read standard input: your PIN on the first line, a new PIN on the second",
    )
    return parser


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Do one thing to the list of staff and say what was done."""
    with office_of(home) as office:
        if arguments.act == "list":
            _list(office, as_json=arguments.json)
            return 0
        pins = asking.Pins(from_stdin=arguments.pin_stdin)
        if arguments.pin_stdin and not arguments.by:
            raise AnswerMissing(field="--by NAME")  # the first line is a PIN, never to be shown
        by = arguments.by or asking.name("Your name")
        with signed_in(office, by, pins) as session:
            if arguments.act == "badge":
                print(_badge(office, session, arguments, home))
            else:
                print(ACTS[arguments.act](office, session, arguments, pins))
    return 0


def _list(office: Office, *, as_json: bool) -> None:
    working = {view.user_id for view in office.people.staff()}
    everybody = office.people.staff(with_disabled=True)
    if as_json:
        rows = [_row(view, enabled=view.user_id in working) for view in everybody]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    width = max((len(view.name) for view in everybody), default=0)
    for view in everybody:
        state = "" if view.user_id in working else "  disabled"
        locked = "  locked" if view.locked else ""
        print(f"{view.name:<{width}}  {view.role.value:<10}  {view.locale}{state}{locked}")


def _row(view: StaffView, *, enabled: bool) -> dict[str, object]:
    return {
        "name": view.name,
        "role": view.role.value,
        "language": view.locale,
        "enabled": enabled,
        "locked": view.locked,
    }


@contextmanager
def signed_in(office: Office, name: str, pins: asking.Pins) -> Iterator[SessionView]:
    """Prove who ``name`` is for one act; they are signed out after it, however it went.

    Raises:
        NotFound, SignInFailed, SignInLocked: As named; each try is on disk.
    """
    who = _named(office, name)
    session = office.people.sign_in(who.user_id, pins.known(f"PIN of {who.name}"))
    try:
        yield session
    finally:
        office.people.sign_out(session)


def _named(office: Office, name: str) -> StaffView:
    """Return whom a name means: of two of one name, as where two windows met, whoever works here,
    and of those the one that was added last."""
    wanted = " ".join(name.split()).casefold()
    working = {view.user_id for view in office.people.staff()}
    found = [v for v in office.people.staff(with_disabled=True) if v.name.casefold() == wanted]
    if not found:
        raise NotFound(kind="staff_name", key=name)
    return max(found, key=lambda view: (view.user_id in working, view.added_at or _NEVER))


def _add(
    office: Office, session: SessionView, arguments: argparse.Namespace, pins: asking.Pins
) -> str:
    from pos.allowed import require

    require(session, Permission.MANAGE_STAFF)  # before a PIN is chosen in vain
    pin, role = pins.new(f"New PIN of {arguments.name}"), Role(arguments.role)
    view = office.people.add_staff(
        _command(office), session, arguments.name, role, pin, arguments.language
    )
    return f"{view.name} works here now ({view.role.value}) and may sign in"


def _pin(
    office: Office, session: SessionView, arguments: argparse.Namespace, pins: asking.Pins
) -> str:
    from pos.allowed import require

    require(session, Permission.MANAGE_STAFF)
    whom = _named(office, arguments.name)
    pin = pins.new(f"New PIN of {whom.name}")
    view = office.people.give_pin(_command(office), session, whom.user_id, pin)
    locked = "; still locked, see foyer staff unlock" if view.locked else ""
    return f"{view.name} has a new PIN{locked}"


def _unlock(
    office: Office, session: SessionView, arguments: argparse.Namespace, _pins: asking.Pins
) -> str:
    whom = _named(office, arguments.name)
    view = office.people.unlock(_command(office), session, whom.user_id, arguments.reason)
    return f"{view.name} may try to sign in again"


def _disable(
    office: Office, session: SessionView, arguments: argparse.Namespace, _pins: asking.Pins
) -> str:
    return f"{_enabled(office, session, arguments.name, enabled=False)} works here no more"


def _enable(
    office: Office, session: SessionView, arguments: argparse.Namespace, _pins: asking.Pins
) -> str:
    return f"{_enabled(office, session, arguments.name, enabled=True)} works here again"


def _enabled(office: Office, session: SessionView, name: str, *, enabled: bool) -> str:
    whom = _named(office, name)
    return office.people.change_staff(
        _command(office),
        session,
        whom.user_id,
        role=whom.role,
        locale=whom.locale,
        enabled=enabled,
    ).name


def _badge(office: Office, session: SessionView, arguments: argparse.Namespace, home: Home) -> str:
    from kiosk.commands.badge import read_badge
    from pos.allowed import require

    require(session, Permission.MANAGE_STAFF)  # before a badge is put on in vain
    whom = _named(office, arguments.name)
    print(f"Put the badge of {whom.name} on the reader…", flush=True)
    uid = read_badge(home, arguments.seconds)
    view = office.badges.give_badge(_command(office), session, whom.user_id, uid)
    return f"the badge names {view.name} now; the PIN is asked for as before"


def _take_badge(
    office: Office, session: SessionView, arguments: argparse.Namespace, _pins: asking.Pins
) -> str:
    whom = _named(office, arguments.name)
    view = office.badges.take_badge(_command(office), session, whom.user_id, arguments.reason)
    return f"{view.name} has no badge any more"


def _command(office: Office) -> CommandId:
    return CommandId(office.ids.new())


ACTS: dict[str, Callable[[Office, SessionView, argparse.Namespace, asking.Pins], str]] = {
    "add": _add,
    "pin": _pin,
    "unlock": _unlock,
    "disable": _disable,
    "enable": _enable,
    "take-badge": _take_badge,
}
"""What can be done once it is known who asks; each returns what it says."""
