"""A server of calendars on this machine that behaves as badly as it is told to, over real sockets."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

TLS = Path(__file__).parent / "fixtures" / "calendars" / "tls"

Answer = bytes | Callable[[socket.socket], None]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """The bytes of an answer; header names with `_` for `-`."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@dataclass
class CalendarServer:
    """What it answers per path, and every request that came, as text."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """`host:port`."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/lessen.ics") -> str:
        """An address of this server."""
        return f"http://{self.place}{path}"

    def handle(self, line: socket.socket) -> None:
        """One request, one answer."""
        asked = b""
        while b"\r\n\r\n" not in asked:
            piece = line.recv(65536)
            if not piece:
                return
            asked += piece
        self.requests.append(asked.decode("latin-1"))
        path = asked.split(b" ", 2)[1].decode()
        found = self.answers.get(path, answer(status="404 Not Found"))
        if callable(found):
            found(line)
        else:
            line.sendall(found)


@contextmanager
def calendar_server(*, tls: bool = False) -> Iterator[CalendarServer]:
    """Runs until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = CalendarServer(listener.getsockname()[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem", TLS / "server.key")

    def serve(line: socket.socket) -> None:
        with suppress(OSError), line:
            line.settimeout(20)
            if tls:
                with context.wrap_socket(line, server_side=True) as secured:
                    server.handle(secured)
            else:
                server.handle(line)

    def run() -> None:
        while True:
            try:
                line, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(line,), daemon=True).start()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
