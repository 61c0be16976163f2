from __future__ import annotations

from hardware.pauses import FIRST_REST_S, HELD_REST_S, Pauses


def test_each_pause_is_twice_the_last_up_to_the_longest() -> None:
    pauses = Pauses(1.5)
    assert [pauses.next_s() for _ in range(5)] == [0.25, 0.5, 1.0, 1.5, 1.5]
    pauses.afresh()
    assert pauses.next_s() == FIRST_REST_S


def test_a_device_that_serves_another_host_is_not_knocked_at_faster() -> None:
    pauses = Pauses()
    assert [pauses.next_s(held=True) for _ in range(5)] == [HELD_REST_S] * 4 + [4.0]


def test_it_counts_for_years() -> None:
    pauses = Pauses()
    for _ in range(100_000):
        longest_s = pauses.next_s()
    assert longest_s == 15.0
