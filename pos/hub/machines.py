"""Whether this is the computer that it was.

A computer has marks that cannot be in two places at once: the numbers of its network cards and of
its disks. A new network card, or a disk that went over to another computer, leaves some of them; a
copy of the disk in another computer has none. Somebody who has none to show is believed.
"""

from __future__ import annotations

from collections.abc import Collection


def is_another(now: Collection[str], before: Collection[str]) -> bool:
    """Return whether none of the marks is left."""
    return bool(now) and bool(before) and not set(now) & set(before)
