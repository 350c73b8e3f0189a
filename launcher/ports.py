"""The ports asked for: a number, and nobody else's."""

import errno
import socket
import time
from collections.abc import Mapping

from launcher.console import Refusal

HIGHEST = 65535


def read_port(environ: Mapping[str, str], name: str, default: int) -> int:
    """The port number in the variable `name`. Raises: Refusal when it is not a port number."""
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST):
        raise Refusal(f"{name} must be a number from 1 to {HIGHEST}, not {text!r}.")
    return int(text)


def problem_with(port: int, host: str = "127.0.0.1") -> OSError | None:
    """Why nothing can listen there now, or nothing at all."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does: not stopped by TIME_WAIT
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem
    return None


def require_free(name: str, port: int, host: str = "127.0.0.1", patience: float = 0) -> None:
    """Raises: Refusal when the port is taken, and stays taken for `patience` seconds."""
    until = time.monotonic() + patience
    while problem := problem_with(port, host):
        if time.monotonic() < until:
            time.sleep(0.25)
            continue
        if isinstance(problem, PermissionError):
            raise Refusal(f"Port {port} is reserved for root; choose one above 1023: make run {name}=8000")
        why = "is in use by another program" if problem.errno == errno.EADDRINUSE else f"cannot be used on {host}"
        raise Refusal(f"Port {port} {why}; choose another one: make run {name}={free_port(port)}")


def free_port(near: int) -> int:
    """A port to suggest: the next one that is free, else any."""
    for port in range(near + 1, min(near + 100, HIGHEST)):
        if port >= 1024 and problem_with(port) is None:  # noqa: PLR2004 - lower ones belong to root
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
