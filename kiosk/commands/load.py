"""``foyer import season|seating-plan|orders|patrons FILE``: load what a venue brings along, all of
a file or nothing; of a long list of orders in portions, and where a person says so what can be.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from kiosk import settings
from kiosk.commands.opening import office_of
from kiosk.settings import Home
from pos.errors import FileRefused, NotFound

if TYPE_CHECKING:
    from pos.catalogue.order_mappings import OrderMappings
    from pos.hub.rights import RightsAuthority
    from pos.hub.taking_things import Things
    from pos.office import Office
    from pos.selling.elsewhere import Alone
    from pos.views.cash import Finding
    from pos.views.season import ImportView

    AtHub = tuple[RightsAuthority | None, Things | None, Alone]
    """What places and the right to load lists are asked of; and who else may load one here."""

F = TypeVar("F", bound=Enum)

LARGEST_FILE = 32 * 2**20
"""Bytes; what is larger is no file of ours and is not read into memory."""
PAUSE_S = 0.1
"""Between two portions of a long list. What waits for a lock looks again after a tenth of a second
at the latest (SQLite's busy handler)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    kinds = parser.add_subparsers(dest="kind", metavar="WHAT", required=True)
    for kind, does in (
        ("season", "a season in TOML, with the seating plans it names beside it"),
        ("seating-plan", "a hall in the pretix seating-plan JSON; replaces the plan of that name"),
        ("orders", "orders sold elsewhere, as CSV: the will-call list"),
        ("patrons", "people, as CSV; known again by the list's own reference"),
    ):
        one = kinds.add_parser(kind, help=does, description=does)
        few = "?" if kind == "orders" else None
        one.add_argument("file", type=Path, metavar="FILE", nargs=few)
        one.add_argument("--dry-run", action="store_true", help="change nothing; list every fault")
        one.add_argument("--json", action="store_true", help="print what was loaded as JSON")
        if kind == "patrons":
            one.add_argument(
                "--map",
                action="append",
                default=[],
                metavar="FIELD=COLUMN",
                help="which column is what, where the guess is wrong; repeat it as needed; fields: "
                "reference, name, first_name, last_name, phone, phone_2, email, email_2, street, "
                "postal_code, town, country, language, note",
            )
        if kind == "orders":
            one.add_argument("--mapping", default="", metavar="NAME", help="columns saved before")
            one.add_argument(
                "--save-mapping",
                default="",
                metavar="NAME",
                help="keep the columns that were given, once the list is loaded; the newest of a "
                "name counts",
            )
            one.add_argument(
                "--mappings", action="store_true", help="list what is saved, and load nothing"
            )
            one.add_argument("--channel", default="web", help="where orders were sold (web)")
            one.add_argument(
                "--what-can",
                action="store_true",
                help="load the orders without a fault and list the others, instead of nothing",
            )
            one.add_argument(
                "--take-missing",
                action="store_true",
                help="tickets of an order that the list does not name any more were cancelled: "
                "take them back, as far as nobody has them",
            )
            one.add_argument(
                "--map",
                action="append",
                default=[],
                metavar="FIELD=COLUMN",
                help="which column is what, where the guess is wrong; repeat it as needed; fields: "
                "reference, name, first_name, last_name, email, phone, performance, date, time, "
                "section, row, seat, seat_id, quantity, price_type, price, paid, owing, paid_flag, "
                "barcode, note, alternates, channel, delivery, status",
            )


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Load the file; every fault of it is told with its place."""
    if arguments.kind == "orders" and arguments.mappings:
        with office_of(home) as office:
            _list_mappings(office, as_json=arguments.json)
        return 0
    data = _read(arguments.file or Path("FILE"))
    with office_of(home, create=True) as office, hub_rights(office, home) as at_hub:
        try:
            view = _load(office, arguments, data, at_hub, let_others_in)
        except FileRefused as refused:
            told = cast("tuple[Finding, ...]", refused.findings)
            _say_how_to_map(told)
            raise FileRefused(_named(told, arguments.kind), **refused.params) from None
    if arguments.json:
        print(json.dumps(asdict(view), indent=1))
    else:
        _say(replace(view, findings=_named(view.findings, arguments.kind)))
    return 1 if _came_to_nothing(view) else 0


def _named(told: tuple[Finding, ...], kind: str) -> tuple[Finding, ...]:
    """Return what is told of a file; fields of a list of orders as they are called at the
    window."""
    from datetime import UTC

    from kiosk.messages import load_words, with_fields_named

    words = load_words("en", UTC)
    return tuple(with_fields_named(each, words) for each in told) if kind == "orders" else told


def _say_how_to_map(told: tuple[Finding, ...]) -> None:
    """Say how columns are named, where that is what is wrong."""
    wanted = [each.evidence[_WANTED[each.code]] for each in told if each.code in _WANTED]
    if wanted:
        here = " ".join(f"--map {field}=COLUMN" for field in dict.fromkeys(wanted))
        how = f"say which column is what: {here}; --help lists the fields"
        print(f"foyer import: {how}", file=sys.stderr)


_WANTED = {"orders.column_missing": 0, "orders.column_not_there": 1}
"""Which evidence is the field of a column that is not there."""


def _came_to_nothing(view: ImportView) -> bool:
    """Whether orders were left out and nothing else came of it."""
    counts = dict(view.counts)
    left, did = counts.get("left_out", 0), ("new", "changed", "taken_back")
    return bool(left) and not any(counts.get(name, 0) for name in did)


def let_others_in() -> None:
    """Leave the database alone for as long as a window's sale may need to find it free."""
    threading.Event().wait(PAUSE_S)


def load(office: Office, kind: str, file: Path, **options: object) -> ImportView:
    """Load a file into an open office, as the demo does.

    Raises:
        FileRefused: It has faults; nothing was changed.
        NotFound: There is no such file, or no season yet.
    """
    given = {
        "dry_run": False,
        "channel": "web",
        "map": [],
        "mapping": "",
        "save_mapping": "",
        "what_can": False,
        "take_missing": False,
        **options,
    }
    return _load(office, argparse.Namespace(kind=kind, file=file, **given), _read(file))


@contextmanager
def hub_rights(office: Office, home: Home) -> Iterator[AtHub]:
    """Give the rights at the hub that the window shares its houses through, none without one; and
    what lets nobody else load a list into this home.

    Raises SettingsInvalid.
    """
    from kiosk.one_load import OneLoad

    alone = OneLoad(home, office.clock)
    with office.storage.read() as uow:
        joined = uow.link.link() is not None
    line = None
    if joined:
        from kiosk.bootstrap import hub_line

        line = hub_line(settings.read(home.settings_file), home, office.clock)
    if line is None:
        yield None, None, alone
        return
    from kiosk.hub_line import AskingBeside
    from pos.hub.leased_rights import LeasedRights
    from pos.hub.taking_things import Things

    hub = line.make()
    try:
        asking = AskingBeside(office.storage)
        parts = (office.storage, hub, asking, line.clocks)
        yield LeasedRights(*parts), Things(*parts), alone
    finally:
        hub.close()


def _load(
    office: Office,
    arguments: argparse.Namespace,
    data: bytes,
    at_hub: AtHub | tuple[()] = (),
    between: Callable[[], None] = lambda: None,
) -> ImportView:
    file: Path = arguments.file
    parts = (office.storage, office.clock, office.ids, office.window)
    dry_run: bool = arguments.dry_run
    if arguments.kind == "orders":
        return _load_orders(office, arguments, data, at_hub, between)
    if arguments.kind == "patrons":
        from pos.catalogue.patrons_file import PatronField
        from pos.patrons.importing import ImportingPatrons

        patrons = ImportingPatrons(office.storage, office.ids, office.window)
        given = _pairs(arguments.map, PatronField)
        return patrons.load(data, file.name, given, dry_run=dry_run)
    from pos.catalogue.importing import Importing

    importing = Importing(*parts)
    if arguments.kind == "seating-plan":
        return importing.seating_plan(None, data, file.name, dry_run=dry_run)

    def beside(name: str) -> bytes | None:
        plan = file.parent / Path(name).name
        return _read(plan) if plan.is_file() else None

    return importing.season(None, data, file.name, beside, dry_run=dry_run)


def _load_orders(
    office: Office,
    arguments: argparse.Namespace,
    data: bytes,
    at_hub: AtHub | tuple[()],
    between: Callable[[], None],
) -> ImportView:
    from pos.catalogue.order_columns import Field
    from pos.ids import CommandId
    from pos.selling.elsewhere import OrdersElsewhere

    saved = _mappings(office)
    mapping = saved.of(arguments.mapping) if arguments.mapping else {}
    mapping |= _pairs(arguments.map, Field)
    if arguments.save_mapping and not mapping:
        raise NotFound(kind="given_columns", key=arguments.save_mapping)
    view = OrdersElsewhere(office.storage, office.clock, office.ids, office.window, *at_hub).load(
        None,
        data,
        arguments.file.name,
        mapping=mapping or None,
        channel=arguments.channel,
        dry_run=arguments.dry_run,
        what_can=arguments.what_can,
        missing_gone=arguments.take_missing,
        between=between,
    )
    if arguments.save_mapping and view.written:
        saved.save(CommandId(office.ids.new()), None, arguments.save_mapping, mapping)
    return view


def _mappings(office: Office) -> OrderMappings:
    from pos.catalogue.order_mappings import OrderMappings

    return OrderMappings(office.storage, office.ids, office.window)


def _list_mappings(office: Office, *, as_json: bool) -> None:
    every = {
        name: {field.value: column for field, column in columns.items()}
        for name, columns in _mappings(office).every()
    }
    if as_json:
        print(json.dumps(every, indent=1))
        return
    for name, columns in every.items():
        print(f"{name}: {', '.join(f'{field}={column}' for field, column in columns.items())}")
    if not every:
        print("no mapping of columns is saved")


def _pairs(pairs: list[str], fields: type[F]) -> dict[F, str]:
    """Return what ``--map`` says, each FIELD one of ``fields``. Raises NotFound."""
    mapping = {}
    for pair in pairs:
        name, _, column = pair.partition("=")
        try:
            mapping[fields(name)] = column
        except ValueError:
            raise NotFound(kind="field", key=name, near=_nearest(name, fields)) from None
    return mapping


def _nearest(name: str, fields: type[F]) -> str:
    """Return the field that is written most like ``name``, or the first of them."""
    every = [field.value for field in fields]
    return next(iter(difflib.get_close_matches(name.casefold(), every, n=1, cutoff=0)), every[0])


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError:
        raise NotFound(kind="file", key=str(file)) from None


def _say(view: ImportView) -> None:
    from datetime import UTC

    from kiosk.messages import finding_text, load_words

    words = load_words("en", UTC)
    for finding in view.findings:
        print(f"warning: {finding_text(finding, words)}")
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in view.counts)
    print(f"{view.file}: {counts}{'' if view.written else ' (dry run, nothing was changed)'}")
