"""The house's rules about handing out: data from the season file, with the launch defaults."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class AskId(Enum):
    """What the house asks to see before tickets are handed out. Never a number of it is kept."""

    NONE = "none"
    SEE_ID = "see_id"
    ID_AND_CARD = "id_and_card"
    """Also the card that paid, where one did: its last four digits."""


class SignRule(Enum):
    """Whose signature the house wants."""

    NOBODY = "nobody"
    OTHERS = "others"
    """Of whoever collects for somebody else."""
    EVERYBODY = "everybody"


class OthersRule(Enum):
    """What it takes to give tickets to somebody who is not named on the order."""

    REASON = "reason"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class WillCallRules:
    """``[venues.will_call]`` of a season file."""

    ask_id: AskId = AskId.SEE_ID
    signature: SignRule = SignRule.NOBODY
    others: OthersRule = OthersRule.REASON


LAUNCH_WILL_CALL = WillCallRules()
