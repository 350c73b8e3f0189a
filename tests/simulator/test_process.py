"""The simulator as a program: how it starts, stops, refuses, and survives being killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from simulator.settings import Settings, SettingsError
from simulator.store import OtherVersionError, Store
from tests.simulator.scenes import SECRETS, Parcel, Receiver, World, new_client, on

ROOT = Path(__file__).parents[2]


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "SIMULATOR_PORT": "0", "SIMULATOR_DATA": str(folder / "s.sqlite3"), **more}


@contextmanager
def program(folder: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running program and the one line it prints."""
    command = [sys.executable, "-m", "simulator"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(folder, **more), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            if process.poll() is None:
                process.kill()


def address_in(announcement: str) -> str:
    assert announcement.startswith("Payment simulator listening on http://127.0.0.1:")
    return announcement.rsplit(" ", 1)[1]


def test_it_says_where_it_listens_and_ends_cleanly(tmp_path: Path) -> None:
    with program(tmp_path) as (process, announcement):
        base_url = address_in(announcement)
        assert requests.get(f"{base_url}/_sim/clock", timeout=5).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""


def hooks(receiver: Receiver) -> dict[str, str]:
    """The receiver's endpoints as settings."""
    return {
        "SIMULATOR_WEBHOOK_URLS": ",".join(f"{kind}={url}" for kind, url in receiver.urls.items()),
        "SIMULATOR_WEBHOOK_SECRETS": ",".join(f"{kind}={secret}" for kind, secret in SECRETS.items()),
    }


def test_a_killed_simulator_has_lost_nothing_and_sends_the_rest(tmp_path: Path) -> None:
    with Receiver(answer=lambda _parcel: 500) as receiver:
        with program(tmp_path, **hooks(receiver)) as (process, announcement):
            first = World(address_in(announcement), new_client(address_in(announcement)))
            seller = first.seller()
            session = first.paid(seller)
            receiver.wait_for(4)
            process.kill()
            process.wait(10)
        receiver.answer = lambda _parcel: 200
        receiver.parcels.clear()
        with program(tmp_path, **hooks(receiver)) as (_process, announcement):
            second = World(address_in(announcement), new_client(address_in(announcement)))
            assert second.sessions.retrieve(session.id, options=on(seller)).payment_status == "paid"
            parcels = receiver.wait_for(4)
            assert "checkout.session.completed" in {parcel.body["type"] for parcel in parcels}


def test_what_was_under_way_when_it_was_killed_is_sent_again(tmp_path: Path) -> None:
    gone = threading.Event()

    def hang(_parcel: Parcel) -> int:
        gone.wait(20)
        return 500

    with Receiver(answer=hang) as receiver:
        with program(tmp_path, **hooks(receiver)) as (process, announcement):
            first = World(address_in(announcement), new_client(address_in(announcement)))
            first.paid(first.seller())
            under_way = {parcel.body["id"] for parcel in receiver.wait_for(4)}
            process.kill()
            process.wait(10)
        receiver.parcels.clear()
        receiver.answer = lambda _parcel: 200
        gone.set()
        with program(tmp_path, **hooks(receiver)):
            assert {parcel.body["id"] for parcel in receiver.wait_for(4)} == under_way


def test_it_ends_soon_although_a_receiver_hangs(tmp_path: Path) -> None:
    gone = threading.Event()

    def hang(_parcel: Parcel) -> int:
        gone.wait(20)
        return 500

    with Receiver(answer=hang) as receiver, program(tmp_path, **hooks(receiver)) as (process, announcement):
        world = World(address_in(announcement), new_client(address_in(announcement)))
        world.paid(world.seller())
        receiver.wait_for(4)
        process.send_signal(signal.SIGTERM)
        assert process.wait(6) == 0
        gone.set()


def test_it_listens_on_loopback_only(tmp_path: Path) -> None:
    with program(tmp_path) as (_process, announcement):
        port = int(address_in(announcement).rsplit(":", 1)[1])
        others = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}
        for other in {address for address in others if not address.startswith("127.")}:
            with socket.socket() as probe:
                probe.settimeout(1)
                assert probe.connect_ex((other, port)) != 0


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SIMULATOR_PORT", "veel", "SIMULATOR_PORT is not a port number: 'veel'"),
        ("SIMULATOR_WEBHOOK_URLS", "nonsense", "SIMULATOR_WEBHOOK_URLS: expected platform=..."),
        (
            "SIMULATOR_WEBHOOK_URLS",
            "connect=http://127.0.0.1:1/x",
            "SIMULATOR_WEBHOOK_SECRETS has no secret for connect",
        ),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(tmp_path: Path, name: str, value: str, says: str) -> None:
    command = [sys.executable, "-m", "simulator"]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(tmp_path, **{name: value}),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Payment simulator: {says}")
    assert ended.stderr.count("\n") == 1


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "simulator"]
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(tmp_path, SIMULATOR_PORT=port),
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr == f"Payment simulator: Port {port} is already in use; choose another with SIMULATOR_PORT.\n"


def test_settings_come_from_the_environment_and_have_sensible_defaults() -> None:
    plain = Settings.from_environment({})
    assert (plain.port, plain.webhook_urls) == (12111, {})
    given = Settings.from_environment(
        {
            "SIMULATOR_PORT": "20001",
            "SIMULATOR_DATA": "/tmp/x.sqlite3",  # noqa: S108  never opened
            "SIMULATOR_WEBHOOK_URLS": "platform=http://127.0.0.1:8000/a?b=c, connect=http://127.0.0.1:8000/d",
            "SIMULATOR_WEBHOOK_SECRETS": "platform=whsec_1,connect=whsec_2",
        }
    )
    assert given.webhook_urls == {"platform": "http://127.0.0.1:8000/a?b=c", "connect": "http://127.0.0.1:8000/d"}
    assert (given.port, given.data) == (20001, Path("/tmp/x.sqlite3"))  # noqa: S108  never opened
    with pytest.raises(SettingsError, match="not a web address"):
        Settings.from_environment({"SIMULATOR_WEBHOOK_URLS": "thin=ftp://x", "SIMULATOR_WEBHOOK_SECRETS": "thin=s"})


def test_a_data_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    store = Store(path)
    with store.write() as tx:
        tx.run("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(OtherVersionError, match="another version"):
        Store(path)
