from __future__ import annotations

import pytest

from hardware.printers.escpos_restart import AT_END, StoppedReceipt


@pytest.mark.parametrize(
    ("told", "restarted"),
    [
        ("", False),
        ("w" * AT_END, False),
        ("w" * 3 * AT_END, False),
        ("ws", False),
        ("s" + "w" * AT_END, True),
        ("ws" + "w" * AT_END, True),
        ("sw" + "w" * AT_END, False),
        ("w" * AT_END + "sw", False),
        ("sws" + "w" * AT_END, True),
        ("sss" + "w" + "w" * AT_END, False),
    ],
)
def test_who_never_said_that_it_was_well_again_was_off(told: str, restarted: bool) -> None:
    receipt = StoppedReceipt()
    receipt.begin()
    for one in told:
        receipt.told(stopped=one == "s")
    assert receipt.restarted is restarted
    receipt.begin()
    assert not receipt.restarted
