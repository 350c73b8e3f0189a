"""The simulator as a server on the loopback address: a thread for each connection, and a clean end."""

import socket
import threading
from types import TracebackType
from typing import Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from simulator.app import create_app, engine_of
from simulator.settings import Settings

HOST = "127.0.0.1"
BACKLOG = 512
IDLE_SECONDS = 30


class PortInUseError(Exception):
    """Another program listens on the port."""


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open, as the SDK's client expects
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  the name of the parent's argument
        """Requests are not logged: the events and deliveries in the store tell more."""


class Server:
    """Listens from the moment it is made. `with Server(settings) as server:` serves in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        """Raises: PortInUseError, OtherVersionError."""
        self._socket = _listen(settings.port)
        self.port: int = self._socket.getsockname()[1]
        self.base_url = f"http://{HOST}:{self.port}"
        try:
            app = create_app(settings)
        except BaseException:
            self._socket.close()
            raise
        self.engine = engine_of(app)
        self._http: BaseWSGIServer = make_server(
            HOST, self.port, app, threaded=True, request_handler=_Handler, fd=self._socket.fileno()
        )
        self._thread: threading.Thread | None = None

    def serve(self) -> None:
        """Until `shut_down` is called from another thread."""
        self.engine.start()
        try:
            self._http.serve_forever(poll_interval=0.05)
        finally:
            self._http.server_close()
            self._socket.close()
            self.engine.stop()

    def shut_down(self) -> None:
        self._http.shutdown()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve, name="simulator-http", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shut_down()
        if self._thread is not None:
            self._thread.join()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise PortInUseError(f"Port {port} is already in use; choose another with SIMULATOR_PORT.") from error
    listener.listen(BACKLOG)
    return listener
