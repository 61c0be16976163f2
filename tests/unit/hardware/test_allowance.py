from __future__ import annotations

from hardware.allowance import Allowance


def test_so_many_within_so_long_and_then_anew() -> None:
    allowance = Allowance(3, 10.0)
    assert allowance.take(2, 100.0)
    assert allowance.take(1, 109.9)
    assert not allowance.take(1, 109.9)
    assert allowance.take(3, 110.0)
    assert not allowance.take(1, 119.0)


def test_it_can_be_renewed() -> None:
    allowance = Allowance(1, 10.0)
    assert allowance.take(1, 0.0)
    allowance.renew()
    assert allowance.take(1, 1.0)
    assert not allowance.take(1, 2.0)
