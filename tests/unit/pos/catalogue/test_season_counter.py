from __future__ import annotations

from typing import Any

import pytest

from pos.catalogue.faults import Faults
from pos.catalogue.fields import Fields
from pos.catalogue.season_counter import read_funds, read_goods
from pos.money import Money


def fields(**document: Any) -> tuple[Fields, Faults]:
    faults = Faults("season.toml")
    return Fields(document, "", faults), faults


def test_carts_are_rounded_up_for_the_first_fund_unless_another_says_so() -> None:
    annual, young = {"code": "annual", "name": "Annual"}, {"code": "young", "name": "Young"}
    found, faults = fields(funds=[dict(annual), {**young, "restricted": True}])
    first, second = read_funds(found)
    assert (first.account, first.round_up) == ("4030", True)
    assert (second.account, second.round_up, second.position) == ("4035", False, 1)
    assert faults.findings() == ()
    found, _ = fields(funds=[dict(annual), {**young, "round_up": True, "account": "4031"}])
    assert [(fund.round_up, fund.account) for fund in read_funds(found)] == [
        (False, "4030"),
        (True, "4031"),
    ]
    assert read_funds(fields()[0]) == ()


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"funds": [{"code": "a", "name": "A", "account": "2020"}]}, "field.not_one_of"),
        ({"goods": [{"code": "a", "name": "A", "price": "0.00"}]}, "field.out_of_range"),
        ({"goods": [{"code": "a", "name": "4111 1111 1111 1111", "price": "1"}]}, "field.card"),
        (
            {"funds": [{"code": c, "name": c, "round_up": True} for c in ("a", "b")]},
            "field.repeated",
        ),
        (
            {"goods": [{"code": "a", "name": "A", "price": "1.00"}] * 2},
            "season.code_repeated",
        ),
        ({"funds": [{"code": "a", "name": "A", "acount": "4030"}]}, "field.unknown"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(document: dict[str, Any], code: str) -> None:
    found, faults = fields(**document)
    read_funds(found)
    read_goods(found, "USD")
    assert any(one.code.startswith(code) for one in faults.findings())


def test_an_article_costs_what_it_says() -> None:
    found, faults = fields(goods=[{"code": "programme", "name": "Programme", "price": "6.00"}])
    (article,) = read_goods(found, "USD")
    assert (article.price, article.account) == (Money(600), "4100")
    assert faults.findings() == ()
