"""`python -m simulator`: run until told to stop."""

import signal
import sys
import threading

from simulator.server import PortInUseError, Server
from simulator.settings import Settings, SettingsError
from simulator.store import OtherVersionError


def main() -> int:
    try:
        server = Server(Settings.from_environment())
    except (SettingsError, PortInUseError, OtherVersionError) as error:
        sys.stderr.write(f"Payment simulator: {error}\n")
        return 2

    def stop(_signal: int, _frame: object) -> None:
        # shut_down waits for the serving loop, which is this thread: ask from another one.
        threading.Thread(target=server.shut_down, daemon=True).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    sys.stdout.write(f"Payment simulator listening on {server.base_url}\n")
    sys.stdout.flush()
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
