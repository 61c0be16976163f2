from __future__ import annotations

from hardware.drawers.standing import Standing
from pos.ports.devices import OpenSpell


def test_saying_open_again_does_not_start_anew() -> None:
    standing = Standing(30.0)
    standing.opened(10.0)
    standing.opened(20.0)
    assert standing.alarm_at_s == 40.0
    assert standing.open_for_s(25.0) == 15.0


def test_the_alarm_is_for_this_spell_only() -> None:
    standing = Standing(30.0)
    assert not standing.look(1000.0)
    standing.opened(0.0)
    assert not standing.look(29.9)
    assert standing.look(30.0)
    assert standing.ended(31.0, seen_shut=True) == OpenSpell(31.0, seen_shut=True, too_long=True)
    standing.opened(40.0)
    assert not standing.too_long
    assert not standing.look(60.0)


def test_shut_and_shut_again_is_no_spell() -> None:
    standing = Standing(30.0)
    assert standing.ended(1.0, seen_shut=True) is None
    assert standing.alarm_at_s is None
