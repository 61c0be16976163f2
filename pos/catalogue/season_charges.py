"""``[[fees]]`` and ``[[taxes]]`` of a season file: what every buyer pays on top of a list price,
and what of it goes to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pos.catalogue.faults import FaultCode
from pos.catalogue.fields import Fields
from pos.catalogue.season_named import performances_named, zones_named
from pos.catalogue.season_parts import Codes, code_of
from pos.ids import PriceTypeId
from pos.money import Money, total
from pos.pricing.fees import with_fees
from pos.pricing.taxes import bears, included_taxes
from pos.views.catalogue import PriceTypeView, PriceView
from pos.views.charges import WHOLE, Channel, ChargeRules, FeeAccount, FeeRule, TaxRule
from pos.views.season import Hall, Performance, Production

HIGHEST_PERCENT = 30
"""No tax or fee on admissions is higher; more is a slip of the pen."""
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,4})?")
_BASES = ("face", "face_and_fees")


@dataclass(frozen=True, slots=True)
class Named:
    """What rules may name."""

    halls: Codes[Hall]
    types: Codes[PriceTypeView]
    productions: Codes[Production]
    performances: Codes[Performance]


def read_charges(fields: Fields, named: Named, currency: str) -> ChargeRules:
    """Return the rules in the order of the file. They are refused if a list price would have more
    tax in it than face value."""
    fees: Codes[FeeRule] = Codes("fee")
    for position, each in enumerate(fields.tables("fees")):
        fee = _fee(each, named, currency, position)
        each.end()
        fees.add(each, fee.code, fee)
    taxes: Codes[TaxRule] = Codes("tax")
    for position, each in enumerate(fields.tables("taxes")):
        tax = _tax(each, named, position)
        each.end()
        taxes.add(each, tax.code, tax)
        if tax.included:
            _check(each, named, ChargeRules(tuple(fees.values()), tuple(taxes.values())))
    return ChargeRules(tuple(fees.values()), tuple(taxes.values()))


def _fee(fields: Fields, named: Named, currency: str, position: int) -> FeeRule:
    if fields.has("amount") == fields.has("percent"):
        fields.fault("amount", FaultCode.FIELD_CONFLICT, "amount", "percent")
    if fields.has("most") and not fields.has("percent"):
        fields.fault("most", FaultCode.FIELD_CONFLICT, "most", "amount")
    rule = FeeRule(
        code=code_of(fields),
        name=fields.text("name", longest=60),
        account=fields.choice(
            "account", [account.value for account in FeeAccount], FeeAccount.INCOME.value
        ),
        amount=fields.money("amount", currency, Money.zero(currency)),
        rate=_rate(fields) if fields.has("percent") else 0,
        most=fields.money("most", currency) if fields.has("most") else None,
        from_face=fields.money("from_face", currency) if fields.has("from_face") else None,
        comps=fields.flag("comps", default=False),
        channels=_channels(fields),
        price_types=_price_types(fields, named),
        zones=zones_named(fields, named.halls),
        position=position,
    )
    if rule.comps and not rule.amount:
        fields.fault("comps", FaultCode.FIELD_CONFLICT, "comps", "percent")
    return rule


def _tax(fields: Fields, named: Named, position: int) -> TaxRule:
    rule = TaxRule(
        code=code_of(fields),
        name=fields.text("name", longest=60),
        rate=_rate(fields),
        on_fees=fields.choice("on", _BASES, _BASES[0]) == _BASES[1],
        included=fields.flag("included", default=False),
        price_types=_price_types(fields, named),
        position=position,
    )
    shows = performances_named(fields, named.productions, named.performances)
    halls = {hall.view.hall_id for hall in named.halls.all_named(fields, "halls")}
    shows += [each for each in named.performances.values() if each.hall_id in halls]
    return replace(rule, performances=frozenset(each.performance_id for each in shows))


def _rate(fields: Fields) -> int:
    """Return ``percent``, written as text, ``"8.875"``, in millionths."""
    text = fields.text("percent")
    if not text:  # which is a fault already
        return 0
    if not _PERCENT.fullmatch(text) or Decimal(text) > HIGHEST_PERCENT:
        fields.fault("percent", FaultCode.FIELD_OUT_OF_RANGE, text, 0, HIGHEST_PERCENT)
        return 0
    return int(Decimal(text) * WHOLE / 100)


def _channels(fields: Fields) -> frozenset[Channel]:
    known = {channel.value: channel for channel in Channel}
    found = fields.texts("channels")
    for name in found:
        if name not in known:
            fields.fault("channels", FaultCode.FIELD_NOT_ONE_OF, name, ", ".join(known))
    return frozenset(known[name] for name in found if name in known)


def _price_types(fields: Fields, named: Named) -> frozenset[PriceTypeId]:
    return frozenset(kind.price_type_id for kind in named.types.all_named(fields, "price_types"))


def _check(fields: Fields, named: Named, rules: ChargeRules) -> None:
    """Report the first list price that would have more tax in it than face value."""
    for show in named.performances.values():
        for price in show.prices:
            if (short := _missing(price, rules, show)) is not None:
                place = f"{show.code} / {_zone(named, price)} / {_kind(named, price)}"
                fields.fault("included", FaultCode.SEASON_TAX_ABOVE_PRICE, place, *short)
                return


def _missing(price: PriceView, rules: ChargeRules, show: Performance) -> tuple[Money, Money] | None:
    """Return face value and taxes of a price with too little for the taxes it has in it."""
    for channel in Channel:
        now = with_fees(price, rules.fees, channel)
        within = [r for r in rules.taxes if r.included and bears(now, r, show.performance_id)]
        taxes = total(included_taxes(now, within), now.face.currency)
        if taxes > now.face:
            return now.face, taxes
    return None


def _zone(named: Named, price: PriceView) -> str:
    zones = (zone for hall in named.halls.values() for zone in hall.view.zones)
    return next((zone.name for zone in zones if zone.zone_id == price.zone_id), "")


def _kind(named: Named, price: PriceView) -> str:
    kinds = named.types.values()
    return next((k.code for k in kinds if k.price_type_id == price.price_type_id), "")
