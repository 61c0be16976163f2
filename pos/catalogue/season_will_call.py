"""``[venues.will_call]`` of a season file: the house's rules about handing out, all of them
optional."""

from __future__ import annotations

from pos.catalogue.fields import Fields
from pos.views.will_call_rules import (
    LAUNCH_WILL_CALL,
    AskId,
    OthersRule,
    SignRule,
    WillCallRules,
)


def read_will_call(fields: Fields | None) -> WillCallRules:
    """Return the rules of a venue; what the file does not say is as in the launch profile."""
    if fields is None:
        return LAUNCH_WILL_CALL
    usual = LAUNCH_WILL_CALL
    ids, signs, others = ([each.value for each in kind] for kind in (AskId, SignRule, OthersRule))
    rules = WillCallRules(
        ask_id=AskId(fields.choice("ask_id", ids, usual.ask_id.value)),
        signature=SignRule(fields.choice("signature", signs, usual.signature.value)),
        others=OthersRule(fields.choice("others", others, usual.others.value)),
    )
    fields.end()
    return rules
