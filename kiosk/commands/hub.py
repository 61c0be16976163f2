"""``foyer hub``: makes a database the venue's hub, lets windows join it and shuts them out, and
says how they all are.

``init``, ``invite`` and ``shut-out`` are for whoever looks after the database, with a role that may
make roles. Its password is asked for, or is one line of standard input; where there is neither
libpq looks for PGPASSWORD and ~/.pgpass. ``join`` and ``rotate`` are a window's own.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk import settings
from kiosk.commands import asking
from kiosk.hub_password import IN_FILE, NEXT, PASSWORD
from kiosk.settings import Fault, Home, settings_fault, write_section
from pos.errors import HubRefused, HubUnreachable, NotFound, StorageNotWritable

if TYPE_CHECKING:
    from pos.hub.talk import WindowThere
    from pos.ports.link import Link
    from pos.ports.storage import UnitOfWork
    from pos.records import Restored
    from pos.storage.hub.address import HubAddress
    from pos.storage.unit_of_work import SqlStorage

CA_FILE = "hub-ca.pem"
_PREFIX = "[A-Z][A-Z0-9]{0,3}"
_MOST_HOURS = 24 * 14
_HERE = timedelta(seconds=30)
"""A window that was heard so little ago sells: its prefix may be a slip."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    init = _keeper(acts, "init", "make an empty database the hub; again: bring it up to date")
    init.add_argument(
        "--restored",
        action="store_true",
        help="it was restored from a backup: nothing is granted until every window was heard",
    )
    invite = _keeper(acts, "invite", "let a window join: prints what to type there, once")
    invite.add_argument("--prefix", required=True, type=_prefix, help="the window's, e.g. W2")
    invite.add_argument(
        "--hours", type=_hours, default=24, help="how long the code is good (24, at most 336)"
    )
    invite.add_argument(
        "--again", action="store_true", help="also if it is here now: its password is void then"
    )
    out = _keeper(acts, "shut-out", "take nothing from a window any more, from now on")
    out.add_argument("--prefix", required=True, type=_prefix, help="the window's, e.g. W2")
    join = acts.add_parser("join", help="join this window to the hub")
    _where(join, "postgresql://ROLE@HOST:PORT/DATABASE, as invite printed it")
    join.add_argument("--code", help="asked for when left out")
    join.add_argument(
        "--window", metavar="NAME", help="what people call a window that is not set up yet"
    )
    status = acts.add_parser("status", help="windows, versions, clocks, queues, open tasks")
    _where(status, "the hub's, for whoever looks after it; this window's own when left out", "?")
    status.add_argument(
        "--password-stdin",
        action="store_true",
        help="with URL: its role's password is a line of standard input",
    )
    status.add_argument("--json", action="store_true", help="print it as JSON")
    acts.add_parser("rotate", help="give this window a new password at the hub")


def _keeper(acts: Any, name: str, says: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = acts.add_parser(name, help=says)
    _where(parser, "postgresql://ROLE@HOST:PORT/DATABASE, of a role that may make roles")
    parser.add_argument(
        "--password-stdin", action="store_true", help="its password is a line of standard input"
    )
    return parser


def _where(parser: argparse.ArgumentParser, says: str, how_many: str | None = None) -> None:
    parser.add_argument("url", metavar="URL", nargs=how_many, help=says)
    parser.add_argument(
        "--ca-file",
        type=Path,
        metavar="FILE",
        help="the authority of the hub's certificate (any that this machine trusts)",
    )


def _prefix(text: str) -> str:
    if not re.fullmatch(_PREFIX, text.upper()):
        raise argparse.ArgumentTypeError("a prefix is a letter, then up to three more or digits")
    return text.upper()


def _hours(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= _MOST_HOURS:
        raise argparse.ArgumentTypeError(f"1 to {_MOST_HOURS} hours")
    return int(text)


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Do what was asked and say what comes next."""
    {
        "init": _init,
        "invite": _invite,
        "shut-out": _shut_out,
        "join": _join,
        "status": _status,
        "rotate": _rotate,
    }[arguments.act](arguments, home)
    return 0


# ---- for whoever looks after the hub ----


def _init(arguments: argparse.Namespace, home: Home) -> None:
    from pos.storage.hub import setup

    with setup.administering(*_keepers_way(arguments)) as connection:
        if arguments.restored:
            setup.restored(connection)
        else:
            hub_id = setup.init(connection)
    if arguments.restored:
        print("the hub grants nothing until every window was heard or written off")
        return
    print(f"the hub is ready ({hub_id[:8]})")
    print("next: foyer hub invite URL --prefix W1, once for each window")


def _invite(arguments: argparse.Namespace, home: Home) -> None:
    from pos.storage.hub import roles, setup

    address, password = _keepers_way(arguments)
    with setup.administering(address, password) as connection:
        if not arguments.again:
            _refuse_here(setup.status(connection), arguments.prefix)
        lasts = timedelta(hours=arguments.hours)
        invitation = roles.invite(connection, arguments.prefix, lasts)
    before, _, after = arguments.url.partition("@")
    url = f"{before.partition('://')[0]}://{invitation.role}@{after}"
    print(f"at window {arguments.prefix}, within {arguments.hours} hours, once; where it is new:")
    print(f"foyer setup --hub {url} --code {invitation.code}")
    print("where it is set up already, or restored from a backup:")
    print(f"foyer hub join {url} --code {invitation.code}")


def _refuse_here(said: dict[str, Any], prefix: str) -> None:
    """Raises HubRefused ``here_now``."""
    from pos.storage.hub.postgres import windows_there

    at = _moment(said["at"])
    for window in windows_there(said["windows"]):
        heard = window.heard_at
        if window.window_id == prefix and heard is not None and at - heard < _HERE:
            raise HubRefused(what="here_now")


def _shut_out(arguments: argparse.Namespace, home: Home) -> None:
    from pos.storage.hub import roles, setup

    with setup.administering(*_keepers_way(arguments)) as connection:
        roles.shut_out(connection, arguments.prefix)
    print(f"window {arguments.prefix} is shut out")
    print("what it holds stays kept from sale until a manager writes it off")


def _keepers_way(arguments: argparse.Namespace) -> tuple[HubAddress, str]:
    address = address_of(arguments.url, arguments.ca_file)
    if arguments.password_stdin:
        return address, asking.text("Password")
    return address, asking.hidden(f"Password of {address.user}") if asking.at_terminal() else ""


# ---- a window's own ----


def _join(arguments: argparse.Namespace, home: Home) -> None:
    from kiosk.one_window import OneWindow

    address = address_of(arguments.url, arguments.ca_file)
    code = asking.name("Code") if arguments.code is None else arguments.code
    one = OneWindow(home)
    one.take()
    try:
        works = _people_here(home)
        window = settings.read(home.settings_file).window
        with nothing_left(home):
            if not works and not home.settings_file.exists():
                window = new_window(address.user, arguments.window or "") or window
                values = {"name": window.name, "prefix": window.prefix}
                write_section(home.settings_file, "window", values)
            join_as(home, window, address, code)
        _keep_address(home, arguments.url, arguments.ca_file)
        heir = go_on(home, window)
        print(f"window {window.prefix} belongs to the hub")
        if heir is not None:
            print(_told_of(home, heir))
        elif not works:
            _hear_venue(home)
        else:
            print("it sends what it has when it is opened")
    finally:
        one.give_back()


@contextmanager
def nothing_left(home: Home) -> Iterator[None]:
    """Where a window does not come to join, take away the window.toml and the database that were
    made for it: the next code may be for another window."""
    made = [file for file in (home.settings_file, home.database) if not file.exists()]
    done = False
    try:
        yield
        done = True
    finally:
        if made and not done and not _has_joined(home):
            for file in made:
                for suffix in ("", "-wal", "-shm"):
                    Path(f"{file}{suffix}").unlink(missing_ok=True)


def _has_joined(home: Home) -> bool:
    if not home.database.exists():
        return False
    with _storage_of(home) as storage, storage.read() as uow:
        return uow.link.link() is not None


def _told_of(home: Home, heir: Restored) -> str:
    """Return from when a window goes on, and how much of it is not sold yet."""
    from zoneinfo import ZoneInfo

    from kiosk.commands.restore import MINUTE, not_sold

    with _storage_of(home) as storage, storage.read() as uow:
        houses = len({one.performance_id for one in uow.restoring.closed()})
        zone = ZoneInfo(uow.catalogue.company().zone) if houses else UTC
    at = heir.made_at.astimezone(zone)
    said = f"what the lost machine sent is here; it goes on from {at:{MINUTE}}"
    return f"{said}\n{not_sold(houses)}" if houses else said


def new_window(role: str, name: str) -> settings.WindowSettings | None:
    """Return who a window is that is not set up, by the role that it was invited as; None where
    that says nothing."""
    from dataclasses import replace

    found = re.fullmatch(r"foyer_[0-9a-f]{8}_([a-z][a-z0-9]{0,3})", role)
    if found is None:
        return None
    prefix = found[1].upper()
    number = re.fullmatch(r"W(\d+)", prefix)
    usual = f"Window {number[1]}" if number is not None else f"Window {prefix}"
    return replace(settings.Settings().window, name=name or usual, prefix=prefix)


def _people_here(home: Home) -> bool:
    """Return whether somebody works at this window, or did before its database was restored."""
    if not home.database.exists():
        return False
    with _storage_of(home) as storage, storage.read() as uow:
        return bool(uow.people.staff())


def _key(home: Home) -> str | None:
    from kiosk.bootstrap import database_key

    return database_key(home, settings.read(home.settings_file).window)


@contextmanager
def _storage_of(home: Home) -> Iterator[SqlStorage]:
    from pos.clock import SystemClock
    from pos.events import Events
    from pos.ids import Ids
    from pos.storage.unit_of_work import SqlStorage

    clock = SystemClock()
    storage = SqlStorage(home.database, clock, Ids(clock), Events(), _key(home))
    try:
        yield storage
    finally:
        storage.close()


def _hear_venue(home: Home) -> None:
    """Take in what the venue's windows know, so that its people may sign in here at once."""
    from kiosk.bootstrap import hub_line
    from pos.clock import SystemClock
    from pos.hub.hearing import hear_all
    from pos.hub.syncing import Self
    from pos.storage.schema import SCHEMA_VERSION

    line = hub_line(settings.read(home.settings_file), home, SystemClock(), patient=True)
    assert line is not None  # its address was written just now
    print("it hears what the venue knows; a long season takes a minute or two", flush=True)
    hub = line.make()
    try:
        with _storage_of(home) as storage:
            own = Self(line.instance, line.version, SCHEMA_VERSION)
            unread = hear_all(storage, hub, own, line.clocks)
            with storage.read() as uow:
                people = sum(present.enabled for _, present in uow.people.staff())
    except HubUnreachable:
        print("the hub was lost meanwhile: the window hears the rest when it is opened")
        return
    finally:
        hub.close()
    if unread:
        print(f"what {', '.join(unread)} sent cannot be read here and is missing: call support")
    if people:
        who = "1 person" if people == 1 else f"{people} people"
        print(f"{who} of the venue may sign in here; next: foyer doctor, foyer window")
    else:
        print("nobody works at this venue yet; next: foyer setup")


def join_as(home: Home, window: settings.WindowSettings, address: HubAddress, code: str) -> None:
    """Let a home's window join; its password is kept, the address is not. Raises as
    ``joining.join``."""
    from kiosk.secrets import Secrets
    from pos.clock import SystemClock
    from pos.events import Events
    from pos.hub import keys
    from pos.ids import Ids
    from pos.storage.hub import joining
    from pos.storage.unit_of_work import SqlStorage

    clock, secrets = SystemClock(), Secrets(home.root)
    ids = Ids(clock)
    storage = SqlStorage(home.database, clock, ids, Events(), _key(home))

    def agree(joined: joining.Joined) -> None:
        with storage.read() as uow:
            keys.require_takeable(uow, joined.secrets)
            if joined.sent and not uow.link.last().seq:
                raise HubRefused(what="has_sent")

    try:
        with storage.begin() as uow:
            own = keys.own_keys(uow, ids)
            uow.commit()
        joined = joining.join(
            address,
            code,
            window.prefix,
            window.name,
            own,
            lambda password: secrets.keep_in_file(NEXT, password),
            agree,
        )
        with storage.begin() as uow:
            keys.take_keys(uow, joined.secrets)
            uow.link.keep(_link(uow, joined.hub_id, window.prefix))
            uow.commit()
    finally:
        storage.close()
    secrets.promote(NEXT, PASSWORD)


def go_on(home: Home, window: settings.WindowSettings) -> Restored | None:
    """Where this home was restored from a backup: hear what the hub knows, and be its heir. Raises
    as ``Inheriting.go_on``."""
    import secrets

    from kiosk.bootstrap import hub_maker
    from kiosk.this_machine import marks
    from pos.clock import BootClock, SystemClock
    from pos.events import Events
    from pos.heir import Heir
    from pos.hub.hub_time import MachineClocks
    from pos.hub.inheriting import Inheriting
    from pos.hub.syncing import Self
    from pos.ids import Ids, WindowId
    from pos.storage.schema import SCHEMA_VERSION
    from pos.storage.unit_of_work import SqlStorage
    from pos.window import Window

    clock = SystemClock()
    ids = Ids(clock)
    make = hub_maker(settings.read(home.settings_file), home, clock)
    assert make is not None  # its address was written just now
    storage, hub = SqlStorage(home.database, clock, ids, Events(), _key(home)), make()
    try:
        own = Self(secrets.token_hex(16), "", SCHEMA_VERSION, marks())
        heir = Heir(storage, ids, Window(WindowId(window.prefix), window.name, window.prefix))
        with _for_a_prompt(home):
            return Inheriting(storage, hub, own, MachineClocks(BootClock(), clock)).go_on(heir)
    finally:
        hub.close()
        storage.close()


def _link(uow: UnitOfWork, hub_id: str, window_id: str) -> Link:
    """Return the beginning of a window's talk with a hub; where it had begun it goes on."""
    from dataclasses import replace

    from pos.hub.parcels import Position
    from pos.ports.link import Link

    found = uow.link.link()
    if found is not None and found.hub_id == hub_id:
        return replace(found, stopped="", machine=())
    return Link(hub_id, window_id, 0, Position(), (), None, uow.now())


def _keep_address(home: Home, url: str, ca_file: Path | None) -> None:
    values = {"url": url, "password": IN_FILE}
    if ca_file is not None:
        try:
            shutil.copyfile(ca_file, home.root / CA_FILE)
        except OSError as error:
            raise StorageNotWritable(file=CA_FILE, reason=error.strerror or "") from None
        values["ca_file"] = CA_FILE
    write_section(home.settings_file, "hub", values)


def _rotate(arguments: argparse.Namespace, home: Home) -> None:
    from kiosk.bootstrap import hub_address
    from kiosk.secrets import Secrets
    from pos.storage.hub import joining

    hub = _own_hub(home)
    secrets, kept = Secrets(home.root), IN_FILE
    if hub.password != kept:
        raise settings_fault(Fault("hub.password", 0, "not_one_of", hub.password, kept))
    address = hub_address(hub, home)
    password = secrets.read(kept, "hub.password")

    def keep(new: str) -> None:
        secrets.keep_in_file(NEXT, new)

    try:
        joining.rotate(address, password, keep)
    except HubRefused as refused:
        half_done = home.root / "secrets" / NEXT
        if refused.params.get("what") != "unknown" or not half_done.exists():
            raise
        last = secrets.read(f"{kept}-next", "hub.password")  # the power went before it was moved
        joining.rotate(address, last, keep)
    secrets.promote(NEXT, PASSWORD)
    print("this window has a new password at the hub; the old one is void")


def _own_hub(home: Home) -> settings.HubSettings:
    hub = settings.read(home.settings_file).hub
    if not hub.url:
        raise NotFound(kind="hub", key=str(home.settings_file))
    return hub


# ---- for everybody ----


def _status(arguments: argparse.Namespace, home: Home) -> None:
    said = _asked_by_keeper(arguments) if arguments.url else _asked_by_window(home)
    if arguments.json:
        print(json.dumps(_as_json(said), indent=1))
        return
    from pos.storage.hub.postgres import windows_there

    windows, at = windows_there(said["windows"]), _moment(said["at"])
    print(f"hub {said['hub_id'][:8]}, {said['mode']}, {said['open_tasks']} open tasks")
    for window in windows:
        print(_line(window, at))


def _asked_by_keeper(arguments: argparse.Namespace) -> dict[str, Any]:
    from pos.storage.hub import setup

    with setup.administering(*_keepers_way(arguments)) as connection:
        return setup.status(connection)


def _asked_by_window(home: Home) -> dict[str, Any]:
    from kiosk.bootstrap import hub_maker
    from pos.clock import SystemClock

    _own_hub(home)
    make = hub_maker(settings.read(home.settings_file), home, SystemClock())
    assert make is not None
    hub = make()
    try:
        with _for_a_prompt(home):
            return hub.status()
    finally:
        hub.close()


@contextmanager
def _for_a_prompt(home: Home) -> Iterator[None]:
    """Where this window's hub does not answer, say what somebody at a prompt may do about it: the
    words for a screen tell that nothing needs to be done."""
    from kiosk.bootstrap import hub_address

    try:
        yield
    except HubUnreachable as error:
        if error.params.get("kind"):
            raise
        address = hub_address(settings.read(home.settings_file).hub, home)
        raise HubUnreachable(kind="silent", host=address.host, port=str(address.port)) from None


def _as_json(said: dict[str, Any]) -> dict[str, Any]:
    from dataclasses import asdict

    from pos.storage.hub.postgres import windows_there

    windows = []
    for window in windows_there(said["windows"]):
        row = asdict(window) | {"standing": window.standing.value}
        for name in ("heard_at", "leases_until"):
            row[name] = None if row[name] is None else row[name].isoformat()
        windows.append(row)
    return {**said, "at": _moment(said["at"]).isoformat(), "windows": windows}


def _line(window: WindowThere, at: datetime) -> str:
    heard = "never heard"
    if window.heard_at is not None:
        heard = f"heard {max((at - window.heard_at).total_seconds(), 0):.0f} s ago"
    clock = f"clock {window.wall_off_s:+.1f} s" if window.heard_at else "clock unknown"
    held_up = f", HELD THE OTHERS UP {window.held_up} TIMES" if window.held_up else ""
    return (
        f"{window.prefix:<4} {window.name:<20} {window.standing.value:<11} {heard}, {clock}, "
        f"{window.version or 'no version'}, {window.position} received, {window.queue} waiting, "
        f"{window.seats_left} seats and {window.places_left} places left{held_up}"
    )


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1e6, UTC)


def address_of(url: str, ca_file: Path | None) -> HubAddress:
    """Return what a URL says. Raises SettingsInvalid: it is no hub's, or the file is not there."""
    from kiosk.settings.faults import shown
    from pos.storage.hub.address import hub_address

    if ca_file is not None and not ca_file.is_file():
        raise settings_fault(Fault("--ca-file", 0, "no_file", str(ca_file)))
    address = hub_address(url, ca_file)
    if address is None:
        example = "postgresql://foyer_1a2b3c4d_w1@hub.example.org/venue"
        raise settings_fault(Fault("URL", 0, "bad_form", shown(url), example))
    return address
