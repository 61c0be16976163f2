"""The venue's rules about carts: data from the season file, with the launch defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SellingRules:
    """``[venues.selling]`` of a season file.

    ``cart_minutes``: how long a cart keeps its places before they go back, 0 for ever; a tap keeps
    it for as long again. ``held_cart_minutes``: how long a cart that was held keeps them, never
    beyond the curtain. ``round_up_minor``: a patron may round up to the next multiple of it; 0
    asks nobody. ``spare_single``: best seats leave no single seat over if it can be helped.
    """

    cart_minutes: int = 15
    held_cart_minutes: int = 60
    round_up_minor: int = 500
    spare_single: bool = True


LAUNCH_SELLING = SellingRules()
