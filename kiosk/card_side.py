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
from kiosk.wording.cards import offline_text, span_text
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
        rooms.money_in_doubt.offline.watch(lambda _state: self.draw_late())
        rooms.card_pay.ended.append(self._heard)
        rooms.card_standing.watch(lambda _state: self.draw_offline())

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

    def retranslate(self) -> None:
        """Say everything in another language."""
        self.draw()
        self.draw_late()
        self.draw_offline()

    def draw(self) -> None:
        """Say how much money is in doubt, or that none is."""
        words, doubt = self._shell.words, self._rooms.money_in_doubt.state
        if not doubt.count:
            self._shell.clear_banner("money")
        elif doubt.only_unsent:
            self._say(
                words.plural(
                    "{n} refund was not sent to the terminal.",
                    "{n} refunds were not sent to the terminal.",
                    doubt.count,
                ),
                words("Send it before the patron leaves."),
            )
        elif doubt.only_unknown:  # nothing can be finished or given back before that
            self._say(
                words.plural(
                    "Nobody knows yet whether {n} card was charged.",
                    "Nobody knows yet whether {n} cards were charged.",
                    doubt.count,
                ),
                words("The terminal is being asked. Do not charge the card again meanwhile."),
            )
        else:
            self._say(
                words.plural(
                    "{n} card payment stands in no order.",
                    "{n} card payments stand in no order.",
                    doubt.count,
                ),
                words("Finish the sale or give the money back before the patron leaves."),
            )

    def draw_late(self) -> None:
        """Say that stored cards should have reached the bank by now."""
        words, late = self._shell.words, self._rooms.money_in_doubt.state.offline.late
        if not late:
            self._shell.clear_banner("offline_cards")
            return
        self._shell.banner(
            words.plural(
                "{n} card that was taken offline should have reached the bank by now.",
                "{n} cards that were taken offline should have reached the bank by now.",
                late,
            ),
            words("Look up in the processor's list what became of it, and say it here."),
            "warning",
            words("Look"),
            self._rooms.money_in_doubt.open,
            key="offline_cards",
            weight=Weight.STOCK,
            name=words("Cards taken offline"),
        )

    def draw_offline(self) -> None:
        """Say for how long, and for how much, cards are taken without the bank."""
        words, state = self._shell.words, self._rooms.card_standing.state
        short, tone = "", "warning"
        if state.minutes is not None and state.left is not None:
            span = span_text(state.minutes, words)
            short = words("Offline cards: {span}, {amount}", span=span, amount=state.left)
            tone = "warning" if state.minutes and state.left else "danger"
        self._shell.top_bar.set_offline_cards(short, offline_text(state, words), tone)

    def _say(self, what: str, remedy: str) -> None:
        words, look = self._shell.words, self._rooms.money_in_doubt.open
        self._shell.banner(
            what,
            remedy,
            "danger",
            words("Look"),
            look,
            key="money",
            weight=Weight.MONEY,
            name=words("Money in doubt"),
        )

    def _heard(self, view: PaymentView) -> None:
        approved = view.state == PaymentState.APPROVED.value
        self._play(Sound.APPROVED if approved else Sound.DECLINED)
