"""Words for codes. The one place where errors, conditions, states and faults become sentences.

The tables are in ``kiosk/wording``; a test walks the codes and asks for each. ``words`` is the
reader's language and is always passed in. Must not know: Qt, services.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from kiosk.languages import LANGUAGES, load_words
from kiosk.wording.designs import DESIGN_WORDS
from kiosk.wording.devices import (
    CONDITION_WORDS,
    DEVICE_NAMES,
    DEVICE_STATE_WORDS,
    WORST_FIRST,
    ConditionWords,
)
from kiosk.wording.errors import BROKEN, ERROR_WORDS, NOUNS, SETTINGS_FAULTS
from kiosk.wording.faults import FAULT_WORDS
from kiosk.wording.holds import code_name
from kiosk.wording.order_lists import DIFFERS_WORDS, FIELD_WORDS, HOLDER_WORDS
from kiosk.wording.roles import ROLE_WORDS
from kiosk.wording.say import Say, Trouble, first_fitting
from kiosk.wording.states import (
    BLOCKER_WORDS,
    CHANNEL_WORDS,
    CONSEQUENCES,
    EVENT_WORDS,
    FACT_WORDS,
    NONE_LEFT_WORDS,
    PERMISSION_WORDS,
    SEAT_KIND_WORDS,
    SEAT_STATUS_WORDS,
    STATE_WORDS,
    TENDER_WORDS,
)
from kiosk.wording.will_call import handed_how
from pos.catalogue.faults import column_of, line_of
from pos.ports.devices import Condition, DeviceStatus
from pos.views.catalogue import SeatStatus
from pos.views.holds import LAUNCH_CODES, code_of, is_kept, keeper_of
from pos.views.people import Permission
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pos.errors import PosError
    from pos.views.cash import Blocker, Finding
    from pos.views.catalogue import NoneLeft, PerformanceView, SeatKind
    from pos.views.selling import OrderEventView
    from printing.words import Words

__all__ = [
    "BLOCKER_WORDS",
    "CONDITION_WORDS",
    "DESIGN_WORDS",
    "DEVICE_NAMES",
    "DEVICE_STATE_WORDS",
    "ERROR_WORDS",
    "EVENT_WORDS",
    "FAULT_WORDS",
    "LANGUAGES",
    "PERMISSION_WORDS",
    "ROLE_WORDS",
    "SEAT_KIND_WORDS",
    "SEAT_STATUS_WORDS",
    "SETTINGS_FAULTS",
    "STATE_WORDS",
    "TENDER_WORDS",
    "load_words",
]


class Message(NamedTuple):
    """What happened, and what to do about it."""

    what: str
    remedy: str

    @property
    def whole(self) -> str:
        """Both, as one text."""
        return f"{self.what} {self.remedy}".strip()


# ---------------------------------------------------------------------------------------- errors


def error_text(error: PosError, words: Words) -> str:
    """Return what went wrong, for any ``PosError``."""
    return error_message(error, words).what


def remedy_text(error: PosError, words: Words) -> str:
    """Return what the person can do about it."""
    return error_message(error, words).remedy


_KINDS = ("kind", "what", "reason", "field")
"""Parameters that may choose the words of a code, the first that is there."""


def error_message(error: PosError, words: Words) -> Message:
    """Return what went wrong and what to do about it."""
    params = error.params
    kind = next((params[key] for key in _KINDS if params.get(key)), "")
    trouble = ERROR_WORDS.get(f"{error.code}.{kind}") or ERROR_WORDS.get(error.code)
    trouble = trouble or ERROR_WORDS["error"]
    return _message(
        trouble, {key: _spoken(key, value, words) for key, value in params.items()}, words
    )


def broken_text(words: Words) -> Message:
    """Return what to say when Foyer stopped because of a mistake of its own."""
    return _message(BROKEN, {}, words)


def _message(trouble: Trouble, params: dict[str, object], words: Words) -> Message:
    what = first_fitting(trouble.says, params).to(words, params)
    return Message(what, trouble.remedy.to(words, params))


def _spoken(key: str, value: object, words: Words) -> object:
    """Return a parameter as a person would say it; what is no code stays as it is."""
    if isinstance(value, Enum):
        value = value.value
    if key == "permission":
        return permission_text(Permission(value), words)
    if key == "device":
        return device_name(str(value), words)
    if key == "condition":
        return condition_short(Condition(value), words)
    if key == "field":
        return _noun(NOUNS, value, words)
    if key == "reason":
        return _noun(SETTINGS_FAULTS, value, words)
    if key == "holder":
        return holder_text(str(value), words)
    return value


def _noun(table: Mapping[str, Say], value: object, words: Words) -> str:
    known = table.get(str(value))
    return str(value) if known is None else words(known.text)


def finding_text(finding: Finding, words: Words) -> str:
    """Return one fault of a file with its place before it."""
    known = FAULT_WORDS.get(finding.code) or DESIGN_WORDS.get(finding.code)
    names = ("first", "second", "third", "fourth")
    params: dict[str, object] = dict.fromkeys(names, "–")
    params.update(zip(names, finding.evidence, strict=False))
    if finding.code in _SAYS_WHO:
        params["second"] = holder_text(str(params["second"]), words)
    said = finding.code if known is None else known.to(words, params)
    return f"{finding.subject}: {said}" if finding.subject else said


_SAYS_WHO = frozenset({"orders.seat_taken"})
"""Faults whose second evidence is who has a place, as the rights command calls them."""


def holder_text(holder: str, words: Words) -> str:
    """Return who has a place: a window, a hold or where it was sold, each with its name."""
    kind, _, name = holder.partition(":")
    if kind == "channel":
        name = channel_text(name.partition("/")[0], words)
    elif is_kept(holder):
        name = code_name(code_of(holder, LAUNCH_CODES), words, keeper_of(holder))
    known = HOLDER_WORDS.get(kind)
    return holder if known is None else known.to(words, {"name": name})


def list_finding_text(finding: Finding, words: Words) -> str:
    """Return one fault of a list of orders without its place."""
    return finding_text(replace(with_fields_named(finding, words), subject=""), words)


_SAYS_FIELD = {
    "orders.column_missing": 0,
    "orders.column_not_there": 1,
    "orders.column_like": 1,
    "orders.column_twice": 0,
}
"""Which of its evidence is a field; the rest stands as it does in the file."""
_SAYS_FIELDS = {"orders.changed": 1, "orders.updated": 2}
"""From where on its evidence is all that differs."""


def with_fields_named(finding: Finding, words: Words) -> Finding:
    """Return the same fault of a list of orders; fields are called what the screen calls them."""
    said, column = list(finding.evidence), column_of(finding)
    (named,) = _columns((column,), words)
    subject = finding.subject[: len(finding.subject) - len(column)] + named
    if finding.code in _SAYS_FIELDS:
        at = _SAYS_FIELDS[finding.code]
        more = (_noun(DIFFERS_WORDS, each, words) for each in said[at:])
        said[at:] = [", ".join(_columns(more, words))]
    elif finding.code in _SAYS_FIELD:
        at = _SAYS_FIELD[finding.code]
        said[at : at + 1] = _columns(said[at : at + 1], words)
    return replace(finding, subject=subject, evidence=tuple(said))


def list_place_text(finding: Finding, words: Words) -> str:
    """Return where in a list of orders a fault is: line, and column where it is about one."""
    line, column = line_of(finding), column_of(finding)
    if line is None:
        return words("The whole file")
    where = words("Line {n}", n=line)
    return " · ".join((where, *_columns((column,), words))) if column else where


def _columns(names: Iterable[str], words: Words) -> Iterator[str]:
    fields = {field.value: said for field, said in FIELD_WORDS.items()}
    for name in names:
        yield words(fields[name].text) if name in fields else name


# ---------------------------------------------------------------------------------------- devices


def device_name(device: str, words: Words) -> str:
    """Return what people call a device."""
    known = DEVICE_NAMES.get(device)
    return device.replace("_", " ").capitalize() if known is None else words(known.text)


def condition_short(condition: Condition, words: Words) -> str:
    """Return a condition's name."""
    return words(CONDITION_WORDS[condition].short.text)


def worst(status: DeviceStatus) -> Condition | None:
    """Return the condition to speak of, or None when the device has none."""
    return next((one for one in WORST_FIRST if one in status.conditions), None)


def device_text(status: DeviceStatus, words: Words) -> str:
    """Return a device's health in one sentence."""
    message = device_trouble(status, words)
    if message is not None:
        return message.whole
    name = device_name(status.device, words)
    return words(DEVICE_STATE_WORDS[status.state].text, device=name)


def device_trouble(status: DeviceStatus, words: Words) -> Message | None:
    """Return what the matter with a device is and what to do, or None when nothing is."""
    condition = worst(status)
    if condition is None:
        return None
    said: ConditionWords = CONDITION_WORDS[condition]
    name = device_name(status.device, words)
    return Message(said.what.to(words, {"device": name}), said.remedy.to(words, {"device": name}))


# ------------------------------------------------------------------------ people, seats, states


def permission_text(permission: Permission, words: Words) -> str:
    """Return what a right allows, as in *giving a ticket for free*."""
    return words(PERMISSION_WORDS[permission].text)


def consequence_text(permission: Permission, words: Words) -> str:
    """Return what comes of an approval, or nothing."""
    known = CONSEQUENCES.get(permission)
    return "" if known is None else words(known.text)


def seat_status_text(status: SeatStatus, words: Words, holder: str = "") -> str:
    """Return how a seat stands. ``holder``: who has it, as the rights command calls them, where
    that is known."""
    kind, _, name = holder.partition(":")
    if status is SeatStatus.BLOCKED and kind == "window":
        return words("in a cart or the block of window {window}", window=name)
    if status is SeatStatus.SOLD and kind == "window":
        return words("sold at window {window}", window=name)
    if status is SeatStatus.SOLD and kind == "channel":
        return holder_text(holder, words)
    return words(SEAT_STATUS_WORDS[status].text)


def none_left_text(why: NoneLeft, words: Words) -> str:
    """Return why there is nothing to sell here."""
    return words(NONE_LEFT_WORDS[why].text)


def left_text(show: PerformanceView, words: Words) -> str:
    """Return how many places of a performance are left, or why none are; while the hub is away they
    are this window's own, and more may be left elsewhere."""
    if show.left <= 0:
        return none_left_text(show.none_left, words)
    if show.own_only:
        return words.plural("{n} left here", "{n} left here", show.left)
    return words.plural("{n} left", "{n} left", show.left)


def seat_kind_text(kind: SeatKind, words: Words) -> str:
    """Return what kind of place it is."""
    return words(SEAT_KIND_WORDS[kind].text)


def state_text(state: Enum, words: Words) -> str:
    """Return the name of a state from ``pos/lifecycles.py``."""
    return words(STATE_WORDS[state].text)


def seat_text(section: str, row: str, number: str, words: Words) -> str:
    """Return where a seat is: ``Stalls, row C, seat 4``; of a plan that leaves a name out, what it
    has."""
    if row and number:
        said = words("{section}, row {row}, seat {number}", section=section, row=row, number=number)
        return said.removeprefix(", ")
    return ", ".join(part for part in (section, row, number) if part)


def tender_text(kind: TenderKind, words: Words) -> str:
    """Return the name of a form of payment."""
    return words(TENDER_WORDS[kind].text)


def channel_text(channel: str, words: Words) -> str:
    """Return where an order was placed; an unknown channel by its own name."""
    return _noun(CHANNEL_WORDS, channel, words)


def fact_name(key: str, words: Words) -> str:
    """Return the name of a fact about a performance; one of the venue's own by its key."""
    known = FACT_WORDS.get(key)
    return key.replace("_", " ").capitalize() if known is None else words(known.text)


def blocker_text(blocker: Blocker, words: Words) -> str:
    """Return what stands in the way of a close, and what to do about it."""
    said = BLOCKER_WORDS[blocker.kind].to(words, {"count": blocker.count})
    return f"{blocker.subject}: {said}" if blocker.subject else said


def event_text(event: OrderEventView, words: Words) -> str:
    """Return one line of an order's life, with its reason where one was given."""
    params = dict(event.params)
    if "kind" in params:
        params["kind"] = tender_text(TenderKind(params["kind"]), words)
    known = EVENT_WORDS.get(event.what)
    if known is None or not known.fields <= params.keys():
        return event.what
    said = known.to(words, params)
    if event.what.startswith("given."):
        said = " · ".join(part for part in (said, handed_how(params, words)) if part)
    reason = params.get("reason")
    said = f"{said} ({reason})" if reason else said
    return words("{count} x {what}", count=event.count, what=said) if event.count > 1 else said
