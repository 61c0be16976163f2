"""What is seen of backups and of going on from one: two banners. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.weights import Weight

if TYPE_CHECKING:
    from kiosk.backup_watch import BackupWatch
    from kiosk.shell import Shell


class BackupSide:
    """Says that there is no backup of today, and why, until there is one."""

    def __init__(self, shell: Shell, watch: BackupWatch) -> None:
        self._shell = shell
        self.watch = watch
        watch.known.append(self.draw)

    def day_closed(self) -> None:
        """Have one made of the day that is over."""
        self.watch.make_one()

    def retranslate(self) -> None:
        """Say everything in another language."""
        self.draw()

    def draw(self) -> None:
        """Show how it stands, in the language of now."""
        from kiosk.messages import error_message

        standing, words = self.watch.standing, self._shell.words
        if standing.failed is None:
            self._shell.clear_banner("backup")
            return
        message = error_message(standing.failed, words)
        last = words("There is none before it.")
        if standing.newest is not None:
            last = words("The last one is from {time}.", time=words.day_and_time(standing.newest))
        self._shell.banner(
            message.what,
            f"{message.remedy} {last}",
            "warning",
            words("Try again"),
            self.watch.make_one,
            key="backup",
            weight=Weight.STOCK,
            name=words("Backup"),
        )
