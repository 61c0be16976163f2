"""``foyer simulate nexo-terminal``: what its options stand for.

Without ``--cert`` and ``--key`` it makes itself a test authority and certificates, in ``--out`` (or
a folder of its own that goes with it); ``ca.pem`` there is what the till is given.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hardware.simulators.faults import BadFault
from hardware.simulators.nexo_faults import CERTIFICATES, PlannedFault, read_plan
from hardware.terminals.nexo_crypto import shared_key
from pos.clock import Clock

if TYPE_CHECKING:
    import ssl

    from hardware.simulators.nexo_server import NexoServer


def nexo_server(options: argparse.Namespace, clock: Clock) -> NexoServer:
    """Return a server that listens.

    Raises:
        BadFault: The options contradict each other, or the faults are none.
        OSError: A file cannot be read or written, or the address is taken.
    """
    from hardware.simulators.nexo_server import NexoServer
    from hardware.simulators.nexo_terminal import VirtualNexoTerminal

    plan = () if options.faults is None else read_plan(options.faults)
    key = shared_key(options.key_identifier, options.key_version, options.passphrase)
    terminal = VirtualNexoTerminal(clock, options.poi_id, key, plan, options.seed)
    place = _place(options.address)
    return NexoServer(terminal, clock, _served(options, plan), place, options.control)


def _served(
    options: argparse.Namespace, plan: tuple[PlannedFault, ...]
) -> dict[str, ssl.SSLContext]:
    from hardware.simulators.nexo_certificates import contexts, server_context

    if (options.cert is None) is not (options.key is None):
        raise BadFault("--cert and --key come together")
    if options.cert is not None:
        if any(fault.kind in CERTIFICATES for fault in plan):
            raise BadFault("a certificate of yours has no wrong one beside it")
        return {"right": server_context(options.cert, options.key)}
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        return contexts(options.out, options.poi_id)[1]
    with tempfile.TemporaryDirectory() as folder:
        return contexts(Path(folder), options.poi_id)[1]


def _place(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise BadFault(f"{address} is no address") from None
    if parts.scheme not in ("tcp", "https") or not parts.hostname or port is None:
        raise BadFault(f"{address} is no address: https://host:port, port 0 picks one")
    return parts.hostname, port
