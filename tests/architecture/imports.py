"""Every import of the program, read from its source: at the top, in functions, for types only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("pos", "hardware", "printing", "kiosk")


@dataclass(frozen=True, slots=True)
class Import:
    """``importer`` names ``target`` at ``line``; both are dotted module names."""

    importer: str
    target: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.target}"


def within(module: str, package: str) -> bool:
    """Return whether ``module`` is ``package`` or lies under it."""
    return module == package or module.startswith(package + ".")


def top(module: str) -> str:
    """Return the first part of a dotted name."""
    return module.partition(".")[0]


@cache
def modules() -> dict[str, Path]:
    """Return every module of the program and its file."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports() -> tuple[Import, ...]:
    """Return every import statement of the program, in file order."""
    return tuple(
        Import(name, target, line)
        for name, path in modules().items()
        for line, target in targets(path.read_text(encoding="utf-8"))
    )


def targets(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything ``source`` imports, by statement or by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            yield from ((node.lineno, _member(origin, alias.name)) for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node.func) in ("import_module", "__import__"):
            if node.args and isinstance(node.args[0], ast.Constant):
                yield node.lineno, str(node.args[0].value)
            else:
                yield node.lineno, "?"


def _member(origin: str, name: str) -> str:
    """Return ``origin.name`` where that is a module of ours, else ``origin``."""
    joined = f"{origin}.{name}"
    return joined if joined in modules() else origin


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""
