"""The folder of one window, and what lies where in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds all of one window: database, settings, designs, log, reports."""

    root: Path

    def make(self) -> None:
        """Make the folder where there is none, for its owner alone: what is sold, who bought it and
        what certificates are worth lies in it. Raises OSError."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def database(self) -> Path:
        return self.root / "foyer.db"

    @property
    def settings_file(self) -> Path:
        return self.root / "window.toml"

    @property
    def lock_file(self) -> Path:
        """Locked while a window is open here; what stands in it means nothing."""
        return self.root / "window.lock"

    @property
    def designs(self) -> Path:
        """The venue's own ticket and receipt designs with their pictures."""
        return self.root / "designs"

    @property
    def log_file(self) -> Path:
        return self.root / "foyer.log"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def kit(self) -> Path:
        """The papers for an outage, as they were made last."""
        return self.root / "kit"

    @property
    def wire_logs(self) -> Path:
        """What went to and from each device, masked: ``wire-DEVICE.log``, turned over by itself."""
        return self.root / "wire"
