"""The lock files are the inventory of components: each is pinned with its digest, nothing that runs
is missing, and nothing is asked for that is not there.
"""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.imports import ROOT

LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(lock: str) -> list[str]:
    """Return the lock's entries, each with its continued lines."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def wanted(requirements: list[str]) -> set[str]:
    found = (_NAME.match(requirement) for requirement in requirements)
    return {plain(name[0]) for name in found if name is not None}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_component_has_one_version_and_its_digests(lock: str) -> None:
    for entry in entries(lock):
        assert _PIN.match(entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_everything_that_is_asked_for_is_in_the_inventory() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = {lock: wanted(entries(lock)) for lock in LOCKS}
    groups = project["dependency-groups"]
    assert wanted(project["project"]["dependencies"]) <= locked["requirements.lock"]
    assert wanted(groups["build"]) <= locked["requirements-build.lock"]
    assert wanted(groups["dev"]) <= locked["requirements-dev.lock"]
