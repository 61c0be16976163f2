"""``python -m kiosk`` and ``foyer``. Imports nothing heavy: the first picture waits for this."""

from __future__ import annotations

import sys

from kiosk.cli import main

if __name__ == "__main__":
    sys.exit(main())
