from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.presenters.certificates import Certificates, Did, Form
from pos.errors import CodeUnknown, TextRefused
from pos.ids import UserId
from pos.money import Money
from pos.views.paying import ValueView
from tests.unit.kiosk.fake_cards import ACCOUNT, CERTIFICATE
from tests.unit.kiosk.presenters.conftest import Bench


def opened(bench: Bench, who: str = "mia") -> Certificates:
    bench.open_till(who)
    bench.rooms.orders.certificates()
    return bench.rooms.certificates


def test_a_code_is_looked_up_and_forgotten(bench: Bench) -> None:
    panel = opened(bench)
    panel.look_up("GIFT-CODE")
    assert panel.state.found == CERTIFICATE
    assert [line.what for line in panel.state.lines] == ["sale"]
    assert "GIFT-CODE" not in repr(panel.state)
    panel.look_up("WRONG")
    assert isinstance(panel.state.refusal, CodeUnknown)
    assert panel.state.found is None


def test_an_account_is_found_while_its_name_is_typed(bench: Bench) -> None:
    panel = opened(bench)
    panel.type("petra")
    assert panel.state.accounts == ()
    bench.timers.pass_time(1)
    assert panel.state.accounts == (ACCOUNT,)
    panel.choose(ACCOUNT.value_id)
    assert panel.state.found == ACCOUNT
    panel.type("")
    assert not panel.state.searched


def test_a_small_rest_is_paid_out_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = opened(bench)
    panel.look_up("GIFT-CODE")
    panel.cash_out()
    assert bench.office.done("cash_out") == 0
    small = _with_cash_out()
    monkeypatch.setattr(bench.office.values, "look_up", lambda *_: small)
    panel.look_up("GIFT-CODE")
    bench.tasks.holding = True
    panel.cash_out()
    panel.cash_out()
    bench.tasks.run()
    assert bench.office.done("cash_out") == 1
    assert (panel.state.did, panel.state.amount) == (Did.PAID_OUT, Money(320))


@pytest.mark.parametrize("form", [Form.REISSUE, Form.PROMOTIONAL, Form.CREDIT])
def test_what_the_house_gives_wants_a_reason_and_a_second_person(bench: Bench, form: Form) -> None:
    panel = opened(bench, "ana")
    panel.choose(ACCOUNT.value_id if form is Form.CREDIT else CERTIFICATE.value_id)
    panel.open_form(form)
    _do(panel, form, " ")
    assert isinstance(panel.state.refusal, TextRefused)
    _do(panel, form, "Service recovery")
    assert panel.state.did is None
    bench.rooms.approval.choose(UserId("mia"))
    bench.rooms.approval.confirm("9753")
    assert panel.state.did is not None
    assert panel.state.form is Form.NONE


def test_an_account_is_opened(bench: Bench) -> None:
    panel = opened(bench)
    panel.open_account("Petra Holm", "")
    assert panel.state.did is Did.OPENED
    panel.close()
    assert not panel.state.shown


def test_what_was_looked_at_goes_with_its_person(bench: Bench) -> None:
    panel = opened(bench)
    panel.look_up("GIFT-CODE")
    bench.rooms.desk.stand_up()
    assert panel.state.found is None
    assert not panel.state.shown


def _do(panel: Certificates, form: Form, reason: str) -> None:
    if form is Form.REISSUE:
        panel.reissue(reason)
    elif form is Form.PROMOTIONAL:
        panel.give_promotional(Money(2500), "Petra Holm", reason)
    else:
        panel.credit(Money(2500), reason)


def _with_cash_out() -> ValueView:

    return replace(CERTIFICATE, balance=Money(320), cash_out=Money(320))


@pytest.mark.parametrize("room", ["counter", "till", "orders"])
def test_they_are_looked_after_from_where_a_patron_asks(selling: Bench, room: str) -> None:
    asks = {
        "counter": selling.rooms.counter.look_after_certificates,
        "till": selling.rooms.till.certificates,
        "orders": selling.rooms.orders.certificates,
    }
    asks[room]()
    assert selling.rooms.certificates.state.shown


def test_one_is_sold_in_the_cart(selling: Bench) -> None:
    walked: list[str] = []
    selling.rooms.desk.walks.append(walked.append)
    selling.rooms.till.certificates()
    selling.rooms.certificates.sell()
    assert not selling.rooms.certificates.state.shown
    assert "sell" in walked
    assert selling.rooms.cart.state.selling_certificate


def test_without_a_till_nothing_is_sold(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.desk.walk_to("certificates")
    bench.rooms.certificates.sell()
    assert not bench.rooms.cart.state.selling_certificate
