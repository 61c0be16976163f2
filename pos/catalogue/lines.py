"""Where in a JSON or TOML text a path stands. Only asked when a file has faults, so speed does not
matter.

Both take text that its parser has accepted and return a function from path to 1-based line. A path
that is not found falls back to the nearest thing above it.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from pos.catalogue.faults import LineOf

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_TOML_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_TOML_KEY = re.compile(
    r"""\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+|\s*\.\s*)+?)\s*=\s*(.*)$"""
)
_TOML_KEY_PART = re.compile(r""""((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+)""")


def child(path: str, key: str) -> str:
    """Return the path of ``key`` in the table at ``path``; unusual keys are quoted."""
    shown = key if _BARE_KEY.fullmatch(key) else f'"{key}"'
    return f"{path}.{shown}" if path else shown


def item(path: str, index: int) -> str:
    """Return the path of an element of the list at ``path``."""
    return f"{path}[{index}]"


def _nearest(known: dict[str, int]) -> LineOf:
    def line_of(path: str) -> int | None:
        while path:
            if path in known:
                return known[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return known.get("")

    return line_of


def json_lines(text: str) -> LineOf:
    """Return the line finder for a JSON text."""
    known: dict[str, int] = {"": 1}
    breaks = [match.start() for match in re.finditer("\n", text)]
    stack: list[list[object]] = []  # [path, key or index, is it an object, does a key come next]
    for match in _JSON_TOKEN.finditer(text):
        token, line = match.group(), bisect_right(breaks, match.start()) + 1
        frame = stack[-1] if stack else None
        if token in "}]":
            stack.pop()
        elif token == "," and frame is not None:
            frame[1] = frame[1] + 1 if isinstance(frame[1], int) else ""
            frame[3] = frame[2]
        elif token == ":" and frame is not None:
            frame[3] = False
        elif frame is not None and frame[3]:
            frame[1] = _unquoted(token)
            known[child(str(frame[0]), str(frame[1]))] = line
        else:
            path = _value_path(frame)
            known.setdefault(path, line)
            if token in "{[":
                is_object = token == "{"
                stack.append([path, "" if is_object else 0, is_object, is_object])
    return _nearest(known)


def _value_path(frame: list[object] | None) -> str:
    if frame is None:
        return ""
    path, step = str(frame[0]), frame[1]
    return item(path, step) if isinstance(step, int) else child(path, str(step))


def _unquoted(token: str) -> str:
    import json

    return str(json.loads(token))


def toml_lines(text: str) -> LineOf:
    """Return the line finder for a TOML text: headers and the keys that begin a line."""
    known: dict[str, int] = {"": 1}
    counts: dict[str, int] = {}
    here, inside = "", ""
    for line, content in enumerate(text.splitlines(), 1):
        if inside:
            inside = "" if inside in content else inside
            continue
        if header := _TOML_HEADER.match(content):
            here = _header_path(header, counts)
            known[here] = line
        elif key := _TOML_KEY.match(content):
            path = here
            for part in _TOML_KEY_PART.finditer(key.group(1)):
                path = child(path, next(group for group in part.groups() if group is not None))
            known.setdefault(path, line)
            for mark in ('"""', "'''"):
                if key.group(2).count(mark) == 1:
                    inside = mark
    return _nearest(known)


def _header_path(header: re.Match[str], counts: dict[str, int]) -> str:
    """Return the path of a ``[table]`` or ``[[list]]`` header and count the lists."""
    parts = [
        next(group for group in part.groups() if group is not None)
        for part in _TOML_KEY_PART.finditer(header.group(2))
    ]
    path = ""
    for position, part in enumerate(parts):
        path = child(path, part)
        last = position == len(parts) - 1
        if last and header.group(1) == "[[":
            counts[path] = counts.get(path, -1) + 1
            for other in [name for name in counts if name.startswith(item(path, counts[path]))]:
                del counts[other]
        if path in counts:
            path = item(path, counts[path])
    return path
