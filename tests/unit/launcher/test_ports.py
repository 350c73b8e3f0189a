"""A port is a number, and free, or one sentence says what to do."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from launcher.console import Refusal
from launcher.ports import answers, free_port, problem_with, read_port, require_free


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_that_is_not_set_has_its_default() -> None:
    assert read_port({}, "PORT", 8000) == 8000
    assert read_port({"PORT": ""}, "PORT", 8000) == 8000
    assert read_port({"PORT": "8080"}, "PORT", 8000) == 8080


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80 80", "8e3", "٣"])
def test_a_port_that_is_not_a_port_number_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(Refusal, match=r"^SIMULATOR_PORT must be a number from 1 to 65535"):
        read_port({"SIMULATOR_PORT": text}, "SIMULATOR_PORT", 12111)


def test_a_taken_port_is_refused_with_one_that_is_free(taken: int) -> None:
    with pytest.raises(Refusal) as refusal:
        require_free("PORT", taken)
    told = str(refusal.value)
    assert told.startswith(f"Port {taken} is in use by another program; choose another one: make run PORT=")
    assert problem_with(int(told.rpartition("=")[2])) is None


def test_a_port_whose_holder_is_leaving_is_waited_for() -> None:
    holder = socket.create_server(("127.0.0.1", 0))
    port = holder.getsockname()[1]
    leaving = threading.Timer(0.3, holder.close)
    leaving.start()
    begun = time.monotonic()
    require_free("PORT", port, patience=10)
    leaving.join()
    assert 0.2 < time.monotonic() - begun < 5


def test_a_suggested_port_is_free(taken: int) -> None:
    port = free_port(taken)
    assert port != taken
    assert problem_with(port) is None


def test_only_an_open_port_answers(taken: int) -> None:
    assert answers(taken)
    assert not answers(free_port(taken))
