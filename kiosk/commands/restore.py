"""``foyer restore``: a window goes on from a backup, on another machine.

``foyer restore FILE`` opens a backup in the empty home that ``--home`` names. ``--waiting`` lists
the performances that are not sold before somebody has looked what the lost machine sold of them;
``--checked CODE`` puts one on sale again, by a manager with their PIN and a reason.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.commands import asking
from kiosk.commands.findings import as_line, faults
from kiosk.commands.opening import office_of
from kiosk.commands.staff import signed_in
from kiosk.settings import Home
from pos.errors import AnswerMissing, BackupUntrue, NotFound
from pos.ids import CommandId

if TYPE_CHECKING:
    from kiosk.restoring import FromBackup
    from pos.office import Office
    from pos.views.restoring import ClosedHouseView

MINUTE = "%Y-%m-%d %H:%M %Z"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the backup")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")
    parser.add_argument(
        "--despite-findings",
        action="store_true",
        help="go on although the books in it do not hold; it is put on record",
    )
    later = parser.add_argument_group("afterwards")
    later.add_argument(
        "--waiting", action="store_true", help="list the performances that are not sold yet"
    )
    later.add_argument(
        "--checked",
        metavar="CODE",
        help="somebody looked what the lost machine sold of this performance: sell the rest",
    )
    later.add_argument(
        "--sold",
        default="",
        metavar="SEATS",
        help='what it sold: seats as tickets do, "Balcony C 117-119; D 4", or how many places',
    )
    later.add_argument("--reason", metavar="TEXT", help="how it is known; it is kept")
    later.add_argument("--by", metavar="NAME", help="who you are; asked for when left out")
    later.add_argument("--pin-stdin", action="store_true", help="read your PIN from standard input")


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Restore, or say or do what is left to do after that."""
    if arguments.file is not None:
        return _restore(arguments, home)
    if not arguments.waiting and not arguments.checked:
        raise AnswerMissing(field="FILE")
    with office_of(home) as office:
        if arguments.checked:
            print(_checked(office, arguments))
        standing = office.heir.standing()
        houses = standing.houses if standing else ()
        if arguments.json:
            print(json.dumps([_row(house) for house in houses], indent=1, ensure_ascii=False))
        else:
            print(*(map(_told, houses)), sep="\n", end="\n" if houses else "")
    return 0


def _restore(arguments: argparse.Namespace, home: Home) -> int:
    from kiosk.bootstrap import databases
    from kiosk.restoring import restore

    try:
        done = restore(
            arguments.file.expanduser().absolute(),
            home,
            databases(home.root),
            despite_findings=arguments.despite_findings,
        )
    except BackupUntrue as error:
        for finding in error.findings:
            print(as_line(finding), file=sys.stderr)  # type: ignore[arg-type]
        raise
    print(json.dumps(_done(done, home), indent=1) if arguments.json else _said(done, home))
    return 0


def _said(done: FromBackup, home: Home) -> str:
    manifest = done.manifest
    whole = f"{manifest.counts['orders']} orders, audit up to {manifest.last_seq}"
    lines = [
        f"{home.root} goes on as {manifest.window_name} from {done.made_at:{MINUTE}}: {whole}",
    ]
    if done.mark is not None:
        gap = done.mark.gap
        lines.append(f"{gap} numbers of each sequence are left to the lost machine")
    lines += [as_line(finding) for finding in done.findings]
    if done.houses and done.mark is not None:
        lines.append(not_sold(done.houses))
    wanted = [name for name in manifest.wanted if done.mark or name != "hub.password"]
    if wanted:
        lines.append(f"not in the backup, to be provided again: {', '.join(wanted)}")
    if done.mark is None:
        lines.append(
            "it belongs to a hub and opens once it has heard it: foyer hub invite URL --prefix "
            f"{manifest.window_id} on the computer that has the hub's owner address, then the "
            "foyer hub join that it prints, here"
        )
        if done.houses:
            lines.append(f"then {not_sold(done.houses)}")
    lines.append("ask the card terminal for its totals: the lost machine may have charged cards")
    return "\n".join(lines)


def not_sold(houses: int) -> str:
    """Return that so many performances wait, and how they are sold again."""
    which = "1 performance is" if houses == 1 else f"{houses} performances are"
    return (
        f"{which} not sold here before a manager has looked what the lost machine sold: Look, at "
        "the top of the screen; or foyer restore --waiting, then foyer restore --checked CODE"
    )


def _done(done: FromBackup, home: Home) -> dict[str, object]:
    return {
        "home": str(home.root),
        "window": done.manifest.window_name,
        "made_at": done.manifest.made_at,
        "audit_seq": done.mark.audit_seq if done.mark else None,
        "gap": done.mark.gap if done.mark else None,
        "waits_for_hub": done.mark is None,
        "houses": done.houses,
        "findings": len(faults(done.findings)),
        "known": len(done.findings) - len(faults(done.findings)),
        "wanted": dict(done.manifest.wanted),
    }


# ----------------------------------------------------------------------------- what is left


def _checked(office: Office, arguments: argparse.Namespace) -> str:
    house = _named(office, arguments.checked)
    if not arguments.reason:
        raise AnswerMissing(field="--reason TEXT")
    if arguments.pin_stdin and not arguments.by:
        raise AnswerMissing(field="--by NAME")
    office.heir.check(house.performance_id, arguments.reason, arguments.sold)
    by = arguments.by or asking.name("Your name")
    with signed_in(office, by, asking.Pins(from_stdin=arguments.pin_stdin)) as session:
        freed = office.heir.release(
            CommandId(office.ids.new()),
            session,
            house.performance_id,
            arguments.reason,
            arguments.sold,
        )
    return f"{house.code}: {freed} places are on sale again, {house.kept - freed} stay kept"


def _named(office: Office, code: str) -> ClosedHouseView:
    standing = office.heir.standing()
    for house in standing.houses if standing else ():
        if house.code.casefold() == code.casefold():
            return house
    raise NotFound(kind="performance", key=code)


def _told(house: ClosedHouseView) -> str:
    return f"{house.code}  {house.starts_at:%Y-%m-%d %H:%M}  {house.title}  {house.kept} kept"


def _row(house: ClosedHouseView) -> dict[str, object]:
    return {
        "code": house.code,
        "title": house.title,
        "starts_at": house.starts_at.isoformat(),
        "kept": house.kept,
    }
