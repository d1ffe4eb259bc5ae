"""What keeps TotalSegmentator's process to itself: its own folders, and no network."""

from __future__ import annotations

import multiprocessing.util
import os
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from pet_ground.anatomy import run_folder

DEAD_PROXY = "http://127.0.0.1:9"
"""A proxy that nobody serves (port 9 is the discard service's): what asks for the network is refused at once."""

PROXY_VARIABLES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")

NETWORK_EVENTS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"})
"""Python's audit events of a process that reaches for the network."""


class NetworkRefusedError(OSError):
    """Something in the process reached for the network."""


def shut_off(run: Path) -> None:
    """Refuse the network from now on, and set the variables that TotalSegmentator, nnU-Net and Python read."""
    sys.addaudithook(refuse_network)
    set_environment(run)


def set_environment(run: Path) -> None:
    """Name the folders of this process, and a proxy that nobody serves."""
    os.environ["TOTALSEG_HOME_DIR"] = str(run / run_folder.HOME)
    for name in ("TOTALSEG_WEIGHTS_PATH", "nnUNet_raw", "nnUNet_preprocessed", "nnUNet_results"):
        os.environ[name] = str(run / run_folder.WEIGHTS)
    # Python's own sockets first: the path of a Unix socket has at most 107 bytes, and scratch folders lie deep.
    multiprocessing.util.get_temp_dir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(run / run_folder.TEMPORARY)
    for name in PROXY_VARIABLES:
        os.environ[name] = os.environ[name.upper()] = DEAD_PROXY
    for name in ("no_proxy", "NO_PROXY"):
        os.environ.pop(name, None)


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: refuse every connection but those of Unix sockets, whose address is a path.

    Raises:
        NetworkRefusedError: the event reaches for the network.
    """
    of_this_machine = len(arguments) > 1 and event != "socket.getaddrinfo" and isinstance(arguments[1], str | bytes)
    if event in NETWORK_EVENTS and not of_this_machine:
        raise NetworkRefusedError("no network in this process")


def failure_text(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Type and place of an error, and nothing that it says: messages hold paths."""
    place = "an unknown place"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return f"{kind.__name__} in {place}"
