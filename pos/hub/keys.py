"""The venue's keys: by the same ones every window reads badges and makes and finds codes.

The first window that joins the hub brings its own. A later one takes the venue's in their place,
which it can as long as nothing was made with its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from pos.errors import HubRefused
from pos.ids import Ids
from pos.paying.codes import CODE_KEY, HASH_KEY
from pos.people.badges import KEY as BADGE_KEY
from pos.ports.storage import UnitOfWork

NAMES = (BADGE_KEY, CODE_KEY, HASH_KEY)


def own_keys(uow: UnitOfWork, ids: Ids) -> dict[str, str]:
    """Return this database's keys, name -> hex; those it never needed are made now."""
    keys = {}
    for name in NAMES:
        key = uow.people.secret(name)
        if key is None:
            key = ids.secret()
            uow.people.keep_secret(name, key)
        keys[name] = key
    return keys


def require_takeable(uow: UnitOfWork, venue: Mapping[str, str]) -> None:
    """Return if the venue's keys can be this window's. Raises HubRefused ``keys_differ``."""
    others = any(uow.people.secret(name) != key for name, key in venue.items())
    if others and uow.people.keys_in_use():
        raise HubRefused(what="keys_differ")


def take_keys(uow: UnitOfWork, venue: Mapping[str, str]) -> None:
    """Go by the venue's keys from now on. Raises HubRefused ``keys_differ``."""
    require_takeable(uow, venue)
    for name, key in venue.items():
        if uow.people.secret(name) != key:
            uow.people.take_secret(name, key)
