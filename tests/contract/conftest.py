"""Rigs that are always closed, and always checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.simulators.faults import FaultPlan
from tests.contract.hub_rig import RIGS, HubRig
from tests.contract.rig import (
    CLONE,
    ESCPOS,
    ESCPOS_TTY,
    ESCPOS_USB,
    FGL,
    FGL_TTY,
    FGL_USB,
    SINGLE,
    Kind,
    Rig,
)

MakeRig = Callable[..., Rig]


@pytest.fixture
def make_rig(tmp_path: Path) -> Iterator[MakeRig]:
    """Build open rigs; each is closed and checked for doubled and imagined paper at the end."""
    rigs: list[Rig] = []

    def make(
        kind: Kind,
        plan: FaultPlan | None = None,
        *,
        opened: bool = True,
        drawer: dict[str, str | int | bool] | None = None,
    ) -> Rig:
        rig = Rig(kind, tmp_path / f"rig-{len(rigs)}", plan or FaultPlan(), drawer or {})
        rigs.append(rig)
        if opened:
            rig.open()
        return rig

    try:
        yield make
    finally:
        for rig in rigs:
            rig.close()
    for rig in rigs:
        rig.check()


@pytest.fixture(
    params=[FGL, SINGLE, ESCPOS, CLONE, FGL_TTY, ESCPOS_TTY, FGL_USB, ESCPOS_USB],
    ids=lambda kind: kind.label,
)
def rig(request: pytest.FixtureRequest, make_rig: MakeRig) -> Rig:
    """A working printer of every kind."""
    return make_rig(request.param)


@pytest.fixture(params=[ESCPOS, CLONE, ESCPOS_TTY], ids=lambda kind: kind.label)
def escpos(request: pytest.FixtureRequest, make_rig: MakeRig) -> Rig:
    """A working receipt printer, with and without GS ( H."""
    return make_rig(request.param)


@pytest.fixture(params=[FGL, FGL_TTY], ids=lambda kind: kind.label)
def fgl(request: pytest.FixtureRequest, make_rig: MakeRig) -> Rig:
    """A working ticket printer."""
    return make_rig(request.param)


@pytest.fixture(params=RIGS)
def hub_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HubRig]:
    """Give a fresh hub of every driver."""
    rig = RIGS[request.param](tmp_path)
    yield rig
    rig.close()
