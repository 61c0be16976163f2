"""Gift certificates and accounts on the Pay panel."""

from __future__ import annotations

from pos.errors import AmountInvalid, BalanceShort, CodeUnknown
from pos.ids import ZoneId
from pos.money import Money
from pos.ports.readers import Scan
from pos.views.selling import TenderKind
from tests.unit.kiosk.presenters.conftest import Bench


def paying(bench: Bench, kind: TenderKind = TenderKind.CERTIFICATE) -> None:
    """Two seats at 67.50 lie in the cart and are being paid."""
    bench.rooms.sell.take_zone(ZoneId("front"))
    bench.rooms.cart.pay(kind)


def test_a_code_finds_a_balance_of_which_all_is_used(selling: Bench) -> None:
    paying(selling)
    values, pay = selling.rooms.values_pay, selling.rooms.pay
    values.look_up("GIFT-CODE")
    assert values.state.left == Money(5000)
    values.use()
    assert pay.state.remaining == Money(8500)
    tender = pay.state.tenders[0]
    assert (tender.kind, tender.value_id) == (TenderKind.CERTIFICATE, "v1")
    assert "GIFT-CODE" not in repr((pay.state, values.state))


def test_part_of_it_is_used_and_no_more_than_is_left_afterwards(selling: Bench) -> None:
    paying(selling)
    values = selling.rooms.values_pay
    values.look_up("GIFT-CODE")
    values.use(Money(3000))
    values.look_up("GIFT-CODE")
    assert values.state.left == Money(2000)
    values.use(Money(2001))
    assert isinstance(values.state.refusal, BalanceShort)


def test_no_more_is_used_than_remains(selling: Bench) -> None:
    paying(selling)
    selling.rooms.pay.cash(Money(10000))
    values = selling.rooms.values_pay
    values.look_up("GIFT-CODE")
    values.use(Money(4000))
    assert isinstance(values.state.refusal, AmountInvalid)
    values.use()
    assert selling.office.done("sell") == 1


def test_an_unknown_code_says_so(selling: Bench) -> None:
    paying(selling)
    selling.rooms.values_pay.look_up("NO-SUCH")
    assert isinstance(selling.rooms.values_pay.state.refusal, CodeUnknown)
    assert not selling.rooms.values_pay.state.busy


def test_an_account_is_found_by_name(selling: Bench) -> None:
    paying(selling, TenderKind.ON_ACCOUNT)
    values = selling.rooms.values_pay
    values.search("petra")
    assert [one.holder for one in values.state.accounts] == ["Petra Holm"]
    values.choose("v2")
    values.use()
    assert selling.rooms.pay.state.tenders[0].kind is TenderKind.ON_ACCOUNT
    assert selling.rooms.pay.state.remaining == Money(11500)
    values.search("nobody")
    assert values.state.searched
    assert values.state.accounts == ()


def test_what_was_found_is_not_there_for_the_next_patron(selling: Bench) -> None:
    paying(selling)
    selling.rooms.values_pay.look_up("GIFT-CODE")
    selling.rooms.pay.back()
    assert selling.rooms.values_pay.state.found is None


def test_an_answer_that_comes_after_the_page_was_left_is_dropped(selling: Bench) -> None:
    paying(selling)
    selling.tasks.holding = True
    selling.rooms.values_pay.look_up("GIFT-CODE")
    selling.rooms.pay.use(TenderKind.CASH)
    selling.tasks.run()
    assert selling.rooms.values_pay.state.found is None


def test_comp_leads_to_the_price_types_of_the_cart(selling: Bench) -> None:
    paying(selling, TenderKind.CASH)
    selling.rooms.pay.comp()
    cart = selling.rooms.cart.state
    assert cart.selected == cart.lines[0].line_id
    assert not cart.frozen


def test_a_scan_is_a_certificate_only_where_one_is_wanted(selling: Bench) -> None:
    from kiosk.presenters.reading import Reading

    reading = Reading(selling.tasks, selling.rooms, lambda note: None)
    paying(selling, TenderKind.CASH)
    reading.scan(Scan("scanner", "GIFT-CODE"))
    assert selling.office.values.asked == []
    selling.rooms.pay.use(TenderKind.CERTIFICATE)
    reading.scan(Scan("scanner", "GIFT-CODE"))
    assert selling.rooms.values_pay.state.found is not None
