"""What goes wrong at a virtual payment terminal, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from hardware.simulators.faults import BadFault


class NexoFault(Enum):
    """Happens once, on a message that moves money, unless its sentence says otherwise."""

    BUSY = "busy"
    """Another till is being served."""
    NEVER_CAME = "never_came"
    """The connection breaks before the terminal has read the message: it never had it."""
    LOST_BEFORE = "lost_before"
    """The connection breaks while the card is waited for; the terminal goes on."""
    LOST_AFTER = "lost_after"
    """The connection breaks behind the decision: the answer is lost."""
    CUT = "cut"
    """The connection breaks in the middle of the answer."""
    LATE = "late"
    """The answer comes ``seconds`` late."""
    SILENT = "silent"
    """The answer never comes and the connection stays."""
    REBOOT = "reboot"
    """It starts afresh while the card is waited for: nothing is charged, everybody is logged out,
    and nobody can connect for ``seconds``."""
    PREVIOUS = "previous"
    """The answer has the right header and holds the outcome of the sale before."""
    REPLAY = "replay"
    """The answer to the sale before is sent once more, byte for byte."""
    KEY_VERSION = "key_version"
    """The answer is sealed with another version of the key."""
    TAMPERED = "tampered"
    """One bit of the sealed answer is another."""
    HEADER = "header"
    """The header in clear is another than the sealed one."""
    UNSEALED = "unsealed"
    """The answer comes in clear."""
    MALFORMED = "malformed"
    """What is sealed is not JSON."""
    HUGE = "huge"
    """The answer is larger than any."""
    HTTP_ERROR = "http_error"
    """Status 500."""
    STUFFED = "stuffed"
    """The answer is right and full of card data."""
    OVERPAID = "overpaid"
    """More than was asked for was authorised, says the answer."""
    OTHER_CURRENCY = "other_currency"
    """In another currency, says the answer."""
    MAINTENANCE = "maintenance"
    """Until ``clear`` a diagnosis finds the terminal under maintenance. At once."""
    DEAF = "deaf"
    """Until ``clear`` nothing is answered, and the connection stays. At once."""
    WRONG_NAME = "wrong_name"
    """Until ``clear`` its certificate names another terminal. At once."""
    WRONG_CA = "wrong_ca"
    """Until ``clear`` its certificate is another authority's. At once."""
    EXPIRED = "expired"
    """Until ``clear`` its certificate is out of date. At once."""


CERTIFICATES = frozenset({NexoFault.WRONG_NAME, NexoFault.WRONG_CA, NexoFault.EXPIRED})
AT_ONCE = frozenset({NexoFault.MAINTENANCE, NexoFault.DEAF, *CERTIFICATES})


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """``after``: so many further messages that move money are well first."""

    kind: NexoFault
    after: int = 0
    seconds: float = 0.0


def planned_fault(values: Mapping[str, object]) -> PlannedFault:
    """Return the fault that ``values``, a JSON object, describes.

    Raises:
        BadFault: Unknown kind or key, or a value of the wrong type.
    """
    try:
        kind = NexoFault(values.get("kind"))
    except ValueError:
        raise BadFault(f"no fault is called {values.get('kind')!r}") from None
    if unknown := values.keys() - {"kind", "after", "seconds"}:
        raise BadFault(f"a fault has no {sorted(unknown)[0]!r}")
    after, seconds = values.get("after", 0), values.get("seconds", 0.0)
    if type(after) is not int or after < 0:
        raise BadFault(f"after cannot be {after!r}")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise BadFault(f"seconds cannot be {seconds!r}")
    return PlannedFault(kind, after, float(seconds))


def read_plan(file: Path) -> tuple[PlannedFault, ...]:
    """Return the faults in a JSON file: a list of them.

    Raises:
        BadFault: The file is not such a list.
        OSError: It cannot be read.
    """
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadFault(f"{file}: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFault(f"{file}: not a list of faults")
    return tuple(planned_fault(row) for row in rows)
