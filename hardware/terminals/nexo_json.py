"""JSON as a terminal may send it: bounded, exact, without a duplicate key, and silent about itself.

Numbers stay the text that they were: no float, no giant integer. ``Malformed`` says what was wrong
by a code; nothing that was read stands in it, nor in an exception behind it.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
from collections.abc import Mapping
from typing import NoReturn

LARGEST = 256 * 1024
"""Bytes of a message; a real one with two receipts has about ten thousand."""
DEEPEST = 32
"""Objects and lists within each other; a real message has a dozen."""

_STRING_OR_BRACKET = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")

Object = Mapping[str, object]


class Malformed(Exception):
    """A message that the protocol does not allow. ``code`` is ours: no byte of the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Number(str):
    """A number as it was written."""

    __slots__ = ()


class Literal(str):
    """A number as it is to be written."""

    __slots__ = ()


class _Duplicate(ValueError):
    pass


def parse(data: bytes) -> object:
    """Return the value that ``data`` is.

    Raises:
        Malformed: Too large, too deep, not UTF-8, not JSON, or with a key twice in one object.
    """
    if len(data) > LARGEST:
        raise Malformed("too_large")
    if _depth(data) > DEEPEST:
        raise Malformed("too_deep")
    wrong = ""
    value: object = None
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_no_constant,
        )
    except _Duplicate:
        wrong = "duplicate_key"
    except ValueError:  # of UTF-8 and of JSON
        wrong = "not_json"
    if wrong:  # outside: the exception above holds the whole message
        raise Malformed(wrong)
    return value


def _depth(data: bytes) -> int:
    deepest = depth = 0
    for part in _STRING_OR_BRACKET.finditer(data):
        if part[0] in (b"{", b"["):
            depth += 1
            deepest = max(deepest, depth)
        elif part[0] in (b"}", b"]"):
            depth -= 1
    return deepest


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Duplicate
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def written(value: object) -> bytes:
    """Return ``value`` as JSON. A ``Literal`` is written without quotes."""
    return _written(value).encode()


def _written(value: object) -> str:
    match value:
        case Literal():
            return str(value)
        case Mapping():
            inside = (f"{json.dumps(str(key))}:{_written(one)}" for key, one in value.items())
            return "{" + ",".join(inside) + "}"
        case list() | tuple():
            return "[" + ",".join(_written(one) for one in value) + "]"
        case str():
            return json.dumps(str(value), ensure_ascii=False)
        case _:
            return json.dumps(value)


# ---- what is read of a value; everything else is left where it is ----


def within(value: object, name: str) -> Object:
    """Return the object called ``name``.

    Raises:
        Malformed: ``value`` is no object, or has none by that name.
    """
    found = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(found, Mapping):
        raise Malformed(f"no_{name}")
    return found


def part(value: Object, name: str) -> Object:
    """Return the object called ``name``; an empty one where there is none.

    Raises:
        Malformed: It is something else.
    """
    found = value.get(name)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise Malformed(f"no_{name}")
    return found


def text(value: Object, name: str) -> str:
    """Return the string called ``name``; raises Malformed where it is none."""
    found = value.get(name)
    if not isinstance(found, str) or isinstance(found, Number):
        raise Malformed(f"no_{name}")
    return found


def text_or(value: Object, name: str) -> str:
    """Return the string called ``name``; an empty one where there is none, or something else."""
    found = value.get(name)
    return found if isinstance(found, str) and not isinstance(found, Number) else ""


def whole(value: Object, name: str) -> int:
    """Return the whole number called ``name``; raises Malformed where it is none."""
    found = value.get(name)
    if not isinstance(found, Number) or not _WHOLE.fullmatch(found):
        raise Malformed(f"no_{name}")
    return int(found)


def binary(value: Object, name: str) -> bytes:
    """Return what the base64 string called ``name`` stands for; raises Malformed where it is
    none."""
    found = text(value, name)
    data: bytes | None = None
    with contextlib.suppress(ValueError):  # no base64, or no UTF-8
        data = base64.b64decode(found.encode(), validate=True)
    if data is None:  # outside: the exception above holds the text
        raise Malformed(f"no_{name}")
    return data


def texts(value: Object, name: str) -> tuple[str, ...]:
    """Return the strings of the list called ``name``; a lone string counts as a list of one."""
    found = value.get(name)
    found = found if isinstance(found, list) else [found]
    return tuple(one for one in found if isinstance(one, str) and not isinstance(one, Number))


def objects(value: Object, name: str) -> tuple[Object, ...]:
    """Return the objects of the list called ``name``; none where there is no such list.

    Raises:
        Malformed: It holds something else.
    """
    found = value.get(name)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise Malformed(f"no_{name}")
    return tuple(found)
