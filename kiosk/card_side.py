"""Cards at this window, put together: the terminal joined to the card desk, the banner for money in
doubt, and what is heard when a card is through. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.card_desk import CardWay
from kiosk.settings import PAYMENT_TERMINAL
from kiosk.sounds import Sound
from kiosk.weights import Weight
from pos.lifecycles import PaymentState
from pos.views.paying import PaymentView

if TYPE_CHECKING:
    from hardware.registry import Devices
    from kiosk.presenters.rooms import Rooms
    from kiosk.settings import Settings
    from kiosk.shell import Shell

_STANDALONE = "standalone"


class CardSide:
    """Keeps the banner true and joins the terminal.

    Args:
        play: Makes a sound.
    """

    def __init__(self, shell: Shell, rooms: Rooms, play: Callable[[Sound], None]) -> None:
        self._shell = shell
        self._rooms = rooms
        self._play = play
        rooms.money_in_doubt.known.append(self.draw)
        rooms.card_pay.ended.append(self._heard)

    def join(
        self, settings: Settings, devices: Devices, post: Callable[[Callable[[], None]], None]
    ) -> None:
        """Take cards the way window.toml says. Before the devices are opened."""
        chosen = settings.devices.get(PAYMENT_TERMINAL)
        driver = "" if chosen is None else chosen.driver
        terminal = devices.payment_terminal
        way = CardWay.NONE if terminal is None else CardWay.TERMINAL
        if driver == _STANDALONE:
            way = CardWay.TYPED
        self._rooms.cards.equip(way, driver, terminal, post)
        self._rooms.money_in_doubt.refresh()

    def draw(self) -> None:
        """Say how much money is in doubt, or that none is."""
        words, count = self._shell.words, self._rooms.money_in_doubt.state.count
        if not count:
            self._shell.clear_banner("money")
            return
        if self._rooms.money_in_doubt.state.only_unknown:
            self._say_unknown(count)
            return
        self._shell.banner(
            words.plural(
                "{n} card payment stands in no order.",
                "{n} card payments stand in no order.",
                count,
            ),
            words("Finish the sale or give the money back before the patron leaves."),
            "danger",
            words("Look"),
            self._rooms.money_in_doubt.open,
            key="money",
            weight=Weight.MONEY,
            name=words("Money in doubt"),
        )

    def _say_unknown(self, count: int) -> None:
        """Say that nobody knows yet: nothing can be finished or given back before that."""
        words = self._shell.words
        self._shell.banner(
            words.plural(
                "Nobody knows yet whether {n} card was charged.",
                "Nobody knows yet whether {n} cards were charged.",
                count,
            ),
            words("The terminal is being asked. Do not charge the card again meanwhile."),
            "danger",
            words("Look"),
            self._rooms.money_in_doubt.open,
            key="money",
            weight=Weight.MONEY,
            name=words("Money in doubt"),
        )

    def _heard(self, view: PaymentView) -> None:
        approved = view.state == PaymentState.APPROVED.value
        self._play(Sound.APPROVED if approved else Sound.DECLINED)
