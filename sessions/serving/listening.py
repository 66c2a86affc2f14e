"""The door: the one listening socket, and how many may stand in it."""

import resource
import socket
from pathlib import Path

from sessions.serving import limits

SOMAXCONN = Path("/proc/sys/net/core/somaxconn")


def open_listener(interface: str, port: int) -> socket.socket:
    """A listening TCP socket. OSError when the port is taken or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in interface else socket.AF_INET
    return socket.create_server((interface, port), family=family, backlog=limits.BACKLOG)


def shown(listener: socket.socket) -> str:
    """The address as a person would type it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def raise_open_files() -> int:
    """Let this process, and those it starts, open as many files as the system allows; returns how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # Without a limit the system says -1.
    return hard if hard != resource.RLIM_INFINITY else limits.OPEN_FILES


def shortest_queue() -> int:
    """How many connections the system lets wait, whatever a server asks for; as many as we ask when it does not say."""
    try:
        return int(SOMAXCONN.read_text())
    except (OSError, ValueError):
        return limits.BACKLOG
