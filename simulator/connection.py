"""An answer that never comes: the connection breaks."""

import socket
from collections.abc import Mapping
from typing import Any, NoReturn


class DroppedConnectionError(ConnectionError):
    """The client's connection was cut on purpose; the server treats it like a client that went away."""


def drop(environ: Mapping[str, Any]) -> NoReturn:
    """Cut the client off without an answer. Raises: DroppedConnectionError, always."""
    connection = environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    raise DroppedConnectionError("the answer was dropped on request")
