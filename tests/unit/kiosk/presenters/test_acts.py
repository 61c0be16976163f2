from __future__ import annotations

from kiosk.presenters.acts import Act
from pos.errors import ApprovalNeeded, LedgerBusy, SoldOut, StorageLocked
from pos.ids import Ids


def test_nothing_begins_while_it_is_under_way(ids: Ids) -> None:
    act = Act(ids)
    assert act.begin("a") is not None
    assert act.begin("a") is None
    assert act.begin("b") is None


def test_after_trouble_with_the_disk_the_same_act_has_the_same_id(ids: Ids) -> None:
    for trouble in (StorageLocked(), LedgerBusy()):
        act = Act(ids)
        first = act.begin("a")
        act.failed(trouble)
        assert act.begin("a") == first


def test_other_content_is_another_command(ids: Ids) -> None:
    act = Act(ids)
    first = act.begin("a")
    act.failed(StorageLocked())
    assert act.begin("b") != first


def test_after_success_or_refusal_the_next_is_a_new_command(ids: Ids) -> None:
    act = Act(ids)
    first = act.begin("a")
    act.succeeded()
    second = act.begin("a")
    act.failed(SoldOut())
    third = act.begin("a")
    assert len({first, second, third}) == 3


def test_the_act_that_waits_for_an_approval_keeps_its_id(ids: Ids) -> None:
    act = Act(ids)
    first = act.begin("a")
    act.failed(ApprovalNeeded())
    assert act.command("a") == first
    assert act.begin("a") == first
