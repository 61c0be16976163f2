"""Joins readers to the room that wants what they read.

Devices speak on threads of their own; what they read crosses to the GUI thread here, as a value,
and is never written anywhere on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kiosk.messages import device_name, error_message
from kiosk.presenters.reading import Reading, ReadingNote, Unwanted
from kiosk.wording.reading import PROBLEM_WORDS, UNWANTED_WORDS

if TYPE_CHECKING:
    from hardware.registry import Devices
    from kiosk.presenters.rooms import Rooms
    from kiosk.presenters.tasks import Tasks
    from kiosk.shell import Shell
    from printing.words import Words

_SHOWN_S = 8


def note_text(note: ReadingNote, words: Words) -> str:
    """Return what to say about something read."""
    device = device_name(note.device, words)
    if note.problem is not None:
        return PROBLEM_WORDS[note.problem].to(words, {"device": device})
    if note.unwanted is not None:
        return UNWANTED_WORDS[note.unwanted].to(words, {"device": device})
    return "" if note.refusal is None else error_message(note.refusal, words).whole


def join_readers(
    devices: Devices, tasks: Tasks, rooms: Rooms, shell: Shell, post: Callable[..., None]
) -> Reading:
    """Let every reader there is speak to the rooms. GUI thread; ``post`` runs a call on it and may
    be called from any.
    """

    def say(note: ReadingNote) -> None:
        kind = "info" if note.unwanted is Unwanted.NOT_ASKED else "warning"
        shell.notice(note_text(note, shell.words), kind, _SHOWN_S)

    reading = Reading(tasks, rooms, say)
    reading.room = lambda: shell.room
    if devices.badge_reader is not None:
        devices.badge_reader.listen(lambda read: post(partial(reading.badge, read)))
    if devices.scanner is not None:
        devices.scanner.listen(lambda read: post(partial(reading.scan, read)))
    if devices.check_reader is not None:
        devices.check_reader.listen(lambda read: post(partial(reading.check, read)))
    return reading
