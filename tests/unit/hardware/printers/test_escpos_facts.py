from __future__ import annotations

import pytest

from hardware.printers.escpos_facts import Facts, from_asb, with_paper, with_real_time
from pos.ports.devices import Condition

OUT, LOW = Condition.OUT_OF_STOCK, Condition.LOW_STOCK
COVER, CUTTER, MECHANICAL = Condition.COVER_OPEN, Condition.CUTTER_JAM, Condition.MECHANICAL


@pytest.mark.parametrize(
    ("data", "conditions"),
    [
        ("10 00 00 00", set()),
        ("14 00 00 00", set()),
        ("10 00 03 00", {LOW}),
        ("18 00 0f 00", {OUT}),
        ("38 00 00 00", {COVER}),
        ("18 08 00 00", {CUTTER}),
        ("18 04 00 00", {MECHANICAL}),
        ("18 20 00 00", {MECHANICAL}),
        ("18 40 00 00", {MECHANICAL}),
        ("18 00 00 00", {MECHANICAL}),
        ("58 00 00 00", set()),
        ("38 08 0f 00", {COVER, CUTTER, OUT}),
    ],
)
def test_automatic_status(data: str, conditions: set[Condition]) -> None:
    assert from_asb(bytes.fromhex(data)).conditions == conditions


@pytest.mark.parametrize(
    ("answers", "conditions"),
    [
        ({1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}, set()),
        ({1: 0x12, 4: 0x1E}, {LOW}),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, {OUT}),
        ({1: 0x1A, 2: 0x16}, {COVER}),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, {CUTTER}),
        ({1: 0x1A, 2: 0x52, 3: 0x16}, {MECHANICAL}),
        ({1: 0x1A, 2: 0x12, 3: 0x12, 4: 0x12}, {MECHANICAL}),
        ({1: 0x1A, 2: 0x1A}, set()),
    ],
)
def test_real_time_answers(answers: dict[int, int], conditions: set[Condition]) -> None:
    assert with_real_time(Facts(), answers).conditions == conditions


@pytest.mark.parametrize(("reply", "conditions"), [(0, set()), (3, {LOW}), (0x0C, {OUT})])
def test_the_paper_answer(reply: int, conditions: set[Condition]) -> None:
    assert with_paper(Facts(), reply).conditions == conditions


def test_pin_3_is_unknown_until_told() -> None:
    assert Facts().pin_3_high is None
    assert with_real_time(Facts(), {1: 0x16}).pin_3_high is True
    assert with_real_time(Facts(), {1: 0x12}).pin_3_high is False
    assert from_asb(b"\x14\0\0\0").pin_3_high is True
    assert with_paper(Facts(), 0).pin_3_high is None


def test_only_some_faults_ruin_the_paper() -> None:
    assert from_asb(bytes.fromhex("18 08 00 00")).ruin is CUTTER
    assert from_asb(bytes.fromhex("18 04 00 00")).ruin is MECHANICAL
    assert from_asb(bytes.fromhex("18 40 00 00")).ruin is None
    assert from_asb(bytes.fromhex("38 00 0f 00")).ruin is None
