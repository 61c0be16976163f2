from __future__ import annotations

from pos.errors import SignInFailed
from pos.ids import CommandId, UserId
from pos.views.people import Approval, Permission
from tests.unit.kiosk.presenters.conftest import Bench

MIA = UserId("mia")
COMMAND = CommandId("c1")


def asked(bench: Bench, who: str = "ana") -> list[Approval]:
    bench.sit_down(who)
    granted: list[Approval] = []
    bench.rooms.approval.ask(Permission.SELL_COMP, COMMAND, granted.append)
    return granted


def test_only_those_who_may_and_never_the_one_who_asks(bench: Bench) -> None:
    asked(bench)
    assert [p.user_id for p in bench.rooms.approval.state.people] == ["mia"]


def test_the_one_who_asks_is_not_offered(bench: Bench) -> None:
    asked(bench, "mia")
    state = bench.rooms.approval.state
    assert state.ready
    assert state.people == ()


def test_the_pin_grants_the_act_it_was_asked_for_and_the_panel_goes(bench: Bench) -> None:
    granted = asked(bench)
    approval = bench.rooms.approval
    approval.choose(MIA)
    approval.confirm("9753")

    assert [(a.approver, a.permission, a.command) for a in granted] == [
        (MIA, Permission.SELL_COMP, COMMAND)
    ]
    assert approval.state.permission is None
    assert bench.rooms.desk.person.name == "Ana Castle"


def test_a_wrong_pin_grants_nothing_and_says_so(bench: Bench) -> None:
    granted = asked(bench)
    approval = bench.rooms.approval
    approval.choose(MIA)
    approval.confirm("1111")
    assert granted == []
    assert isinstance(approval.state.refusal, SignInFailed)


def test_a_pin_that_arrives_after_cancel_grants_nothing(bench: Bench) -> None:
    granted = asked(bench)
    approval = bench.rooms.approval
    approval.choose(MIA)
    bench.tasks.holding = True
    approval.confirm("9753")
    approval.cancel()
    bench.tasks.run()
    assert granted == []
    assert approval.state.permission is None


def test_the_panel_goes_with_the_person(bench: Bench) -> None:
    asked(bench)
    bench.rooms.desk.stand_up()
    assert bench.rooms.approval.state.permission is None
