"""Acts made of several commands, of which what was half done goes back when one of them fails.

Each part is kept under its own id and a repeat returns its first answer; once its places went back
that answer is not true any more. So whoever tries again does so under ids of their own.
"""

from __future__ import annotations

from pos.ids import CommandId
from pos.ports.storage import UnitOfWork


def attempt_of(uow: UnitOfWork, command: CommandId) -> CommandId:
    """Return the id that the parts of ``command`` are done under this time: the same as before,
    unless what was done under that went back (``back_of``)."""
    number = 0
    while uow.commands.answered(back_of(CommandId(f"{command}.{number}"))):
        number += 1
    return CommandId(f"{command}.{number}")


def back_of(attempt: CommandId) -> CommandId:
    """Return the id that the first of what an attempt took goes back under."""
    return CommandId(f"{attempt}:undo:0")
