"""What a virtual payment terminal takes on the command line beside the others' options."""

from __future__ import annotations

import argparse
from pathlib import Path

POI_ID = "P400Plus-123456789"
KEY_IDENTIFIER, KEY_VERSION, PASSPHRASE = "foyer", 1, "foyer test passphrase"


def add_nexo_options(line: argparse.ArgumentParser) -> None:
    """Add what a payment terminal takes beside the others' options."""
    group = line.add_argument_group("nexo-terminal")
    group.add_argument("--poi-id", default=POI_ID, help="model and serial number")
    group.add_argument("--key-identifier", default=KEY_IDENTIFIER, help="of the shared key")
    group.add_argument("--key-version", type=int, default=KEY_VERSION, help="of the shared key")
    group.add_argument("--passphrase", default=PASSPHRASE, help="of the shared key: tests only")
    group.add_argument("--cert", type=Path, help="its certificate, PEM; none: it makes one")
    group.add_argument("--key", type=Path, help="the certificate's key, PEM")
