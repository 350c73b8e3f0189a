"""A real browser before the whole platform; every test ends with a look at what went wrong along the way."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import running
from tests.browser.eyes import SCREENSHOTS, Album, Eyes
from tests.browser.running import Platform
from tests.conftest import _administer, _copy_of, make_settings

WIDE, NARROW = 1280, 390
HEIGHT_OF = {WIDE: 900, NARROW: 844}
# Without these Chromium asks its maker for news at every start, or does not start as root in a container.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE_MS = 15_000

Open = Callable[..., Eyes]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder drives a browser."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser that is installed here."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is not installed: apt-get install chromium, or name one with CHROMIUM=/path/to/it")
    return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}


@pytest.fixture(scope="session")
def platform(template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Web server, worker, simulator and the demo world, started once for all tests here."""
    name = _copy_of(template_database)
    folder = tmp_path_factory.mktemp("platform")
    settings = make_settings(name, data_dir=folder)
    try:
        with running.platform(settings.database_url, folder) as started:
            yield started
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def album() -> Album:
    """Pictures of this run only."""
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    return Album()


@pytest.fixture
def open_browser(browser: Browser, platform: Platform, album: Album) -> Iterator[Open]:
    """`open_browser(width, script=True)`: somebody with a browser of their own, nothing remembered."""
    contexts: list[BrowserContext] = []
    watched: list[Eyes] = []

    def open_one(width: int = WIDE, *, script: bool = True) -> Eyes:
        context = browser.new_context(
            base_url=platform.url,
            viewport={"width": width, "height": HEIGHT_OF[width]},
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watched.append(Eyes(context.new_page(), width, album, script=script))
        return watched[-1]

    yield open_one
    for context in contexts:
        context.close()
    for eyes in watched:
        eyes.assert_content()


@pytest.fixture(params=[WIDE, NARROW])
def width(request: pytest.FixtureRequest) -> int:
    """A desk and a phone."""
    chosen: int = request.param
    return chosen


@pytest.fixture
def eyes(open_browser: Open, width: int) -> Eyes:
    """One visitor with scripts, at both widths."""
    return open_browser(width)


@pytest.fixture
def page(eyes: Eyes) -> Page:
    """The visitor's page."""
    return eyes.page
