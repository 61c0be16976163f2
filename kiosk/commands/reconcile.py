"""``foyer reconcile``: a processor's file against what was taken: findings by class, three totals.

Exit code 0: everything agrees, waits or is explained; 1: somebody has to look, or it was refused.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.commands.opening import office_of
from kiosk.settings import Home
from pos.errors import NotFound
from pos.ids import CommandId

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.settlement import LineClass, SettledRow, SettlementFinding, SettlementView
    from printing.words import Words

LARGEST_FILE = 256 * 2**20
"""Bytes; what is larger is no file of ours and is not read into memory."""
MOST_LINES = 200
"""Findings printed; ``--json`` has all."""
MOST_OF_CLASS = 10
"""Findings of one class printed without ``--all``."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "--settlement", type=Path, metavar="FILE", help="the processor's file; without it, a list"
    )
    parser.add_argument(
        "--processor",
        choices=("stripe", "adyen", "square", "other"),
        help="whose file it is, where the header does not tell",
    )
    parser.add_argument("--mapping", default="", metavar="NAME", help="a saved mapping of columns")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="which column is what, where the guess is wrong; FIELD= for none; saved as --mapping "
        "NAME; fields: id, "
        "payment, reference, type, gross, fee, net, currency, date, time, zone, payout, paid_on, "
        "brand, last_four, approval, terminal, text",
    )
    parser.add_argument("--dry-run", action="store_true", help="change nothing; show what it says")
    parser.add_argument(
        "--all", action="store_true", help="show every finding, not only what asks for somebody"
    )
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Load or look at the file; print what it says."""
    with office_of(home) as office:
        if arguments.map:
            _save_mapping(office, arguments.mapping, arguments.map)
        if arguments.settlement is None:
            return _list(office, as_json=arguments.json)
        view, zone = _view(office, arguments), _zone(office)
    if arguments.json:
        print(json.dumps(_plain(asdict(view), zone), indent=1, default=str))
    else:
        _say(view, arguments.settlement.name, zone, every=arguments.all)
    return 1 if view.needs_person else 0


def _save_mapping(office: Office, name: str, pairs: list[str]) -> None:
    if not name:
        raise NotFound(kind="mapping", key="--mapping NAME")
    columns = dict(pair.partition("=")[::2] for pair in pairs)
    office.settlement.save_mapping(CommandId(office.ids.new()), None, name, columns)


def _view(office: Office, arguments: argparse.Namespace) -> SettlementView:
    from pos.views.settlement import Processor

    file: Path = arguments.settlement
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise NotFound(kind="file", key=str(file)) from None
    except OSError:
        raise NotFound(kind="readable_file", key=str(file)) from None
    processor = Processor(arguments.processor) if arguments.processor else None
    settlement, mapping = office.settlement, arguments.mapping
    if arguments.dry_run:
        return settlement.look(None, file.name, data, mapping=mapping, processor=processor)
    command = CommandId(office.ids.new())
    return settlement.load(command, None, file.name, data, mapping=mapping, processor=processor)


def _zone(office: Office) -> ZoneInfo:
    """Return the house's time, in which every hour is said."""
    return ZoneInfo(office.catalogue.company().zone)


def _list(office: Office, *, as_json: bool) -> int:
    files, zone = office.settlement.files(None), _zone(office)
    if as_json:
        print(json.dumps([_plain(asdict(each), zone) for each in files], indent=1, default=str))
        return 0
    for each in files:
        day = each.at.astimezone(zone).date().isoformat()
        print(f"{day}  {each.processor:<7} {each.lines:>6}  {each.name}")
    return 0


def _plain(value: object, zone: ZoneInfo) -> object:
    """Return a view with its enums as their values, and moments in the house's time."""
    if isinstance(value, dict):
        return {key: _plain(each, zone) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, zone) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    return value.value if isinstance(value, Enum) else value


# ---- for people ----


def _say(view: SettlementView, given: str, zone: ZoneInfo, *, every: bool) -> None:
    from kiosk.messages import finding_text, load_words
    from kiosk.wording.settlement import CLASS_WORDS
    from pos.money import Money

    words = load_words("en", zone)

    def money(minor: int) -> str:
        return words.money(Money(minor, view.file.currency))

    print(_what_was_done(view, given, zone))
    print(f"times: {zone.key}")
    for fault in view.faults:
        print(f"warning: {finding_text(fault, words)}")
    if view.columns and view.file.processor == "other":
        print("columns: " + ", ".join(f"{field} = {header}" for field, header in view.columns))
    for each in view.proof.by_class:
        name = CLASS_WORDS[each.line_class].to(words, {})
        off = money(each.difference_minor) if each.difference_minor else ""
        print(f"  {name:<20}{each.count:>7}{off:>16}".rstrip())
    proof = view.proof
    print(
        f"ours {money(proof.ours_minor)} + explained {money(proof.explained_minor)} "
        f"= processor {money(proof.gross_minor)}; less fees {money(proof.fee_minor)} "
        f"= bank {money(proof.net_minor)}{'' if proof.holds else '  DOES NOT HOLD'}"
    )
    _say_findings(view, words, every=every)


def _what_was_done(view: SettlementView, given: str, zone: ZoneInfo) -> str:
    """Return the first line: kept now, only looked at, or known for long."""
    file = view.file
    if view.already:
        at = file.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        return f"{given}: already loaded on {at} as {file.name}, nothing was changed"
    done = "kept" if view.loaded else "dry run, nothing was kept"
    return f"{file.name}: {file.lines} lines, {file.processor} ({done})"


def _say_findings(view: SettlementView, words: Words, *, every: bool) -> None:
    """Print what asks for somebody, a few of each class; ``every``: all that is not plain."""
    from kiosk.wording.settlement import CLASS_WORDS

    shown = [one for one in view.findings if every or one.needs_person]
    of_class: dict[LineClass, int] = {}
    for one in shown[:MOST_LINES]:
        of_class[one.line_class] = of_class.get(one.line_class, 0) + 1
        if every or of_class[one.line_class] <= MOST_OF_CLASS:
            _say_finding(one, view.file.currency, words)
    for line_class, count in of_class.items():
        if not every and count > MOST_OF_CLASS:
            name = CLASS_WORDS[line_class].to(words, {})
            print(f'  and {count - MOST_OF_CLASS} more of "{name}": --all shows them')
    if not every and len(shown) < len(view.findings):
        rest = len(view.findings) - len(shown)
        print(f"  and {rest} that wait or are explained: --all shows them")
    if len(shown) > MOST_LINES:
        print(f"  and {len(shown) - MOST_LINES} more: --json has them")


def _say_finding(one: SettlementFinding, currency: str, words: Words) -> None:
    from kiosk.wording.settlement import CLASS_WORDS, STEP_WORDS

    mark = "!" if one.needs_person else "-"
    print(f"{mark} {CLASS_WORDS[one.line_class].to(words, {})}: {_row(one.row, currency, words)}")
    print(f"    {STEP_WORDS[one.step].to(words, {})}{f' ({one.note})' if one.note else ''}")
    for row in one.evidence:
        print(f"    see: {_row(row, currency, words)}")
    for row in one.candidates:
        print(f"    or:  {_row(row, currency, words)}")


def _row(row: SettledRow, currency: str, words: Words) -> str:
    from kiosk.wording.settlement import KIND_WORDS
    from pos.money import Money

    place = f"{row.file}:{row.line}" if row.line else f"order {row.number or '?'} ({row.state})"
    at = row.at.astimezone(words.zone).strftime("%Y-%m-%d %H:%M") if row.at else ""
    amount = words.money(Money(row.amount_minor, currency))
    kind = KIND_WORDS[row.what].to(words, {})
    return "  ".join(part for part in (place, kind, amount, at, " ".join(row.shown)) if part)
