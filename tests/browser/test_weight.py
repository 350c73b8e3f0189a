"""The first view of a public page weighs at most 92 kB on the line; a phone on a train notices every one of them."""

import gzip

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.eyes import SCREENSHOTS
from tests.browser.running import Platform

LIMIT_BYTES = 92 * 1024


def _weigh(page: Page, address: str) -> dict[str, int]:
    """Bytes per address. The page itself counts compressed, as the proxy in front of gunicorn sends it."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    started: dict[str, str] = {}
    weights: dict[str, int] = {}
    session.on("Network.responseReceived", lambda told: started.update({told["requestId"]: told["response"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda told: weights.update({started.get(told["requestId"], "?")[:120]: int(told["encodedDataLength"])}),
    )
    answer = page.goto(address)
    page.wait_for_load_state("networkidle")
    assert answer is not None
    if "content-encoding" not in answer.headers:
        weights[answer.url[:120]] = len(gzip.compress(answer.body()))
    return weights


@pytest.mark.parametrize("name", ["home", "results", "weekly", "kind", "room"])
def test_the_first_view_is_light(platform: Platform, open_browser: Open, width: int, name: str) -> None:
    slot = platform.free_slot()
    asked = f"near=Utrecht&date={slot.day}&from={slot.start}&until={slot.end}&persons={slot.persons}"
    address = {
        "home": "/",
        "results": f"/zoeken?{asked}",
        "weekly": f"/zoeken?near=Utrecht&mode=weekly&date={slot.day}&from={slot.start}&until={slot.end}",
        "kind": "/huren/dansstudio",
        "room": slot.address("ruimtes"),
    }[name]
    weights = _weigh(open_browser(width).page, address)
    told = "\n".join(f"{size:>8} {url}" for url, size in sorted(weights.items(), key=lambda item: -item[1]))
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    (SCREENSHOTS / f"weight-{name}-{width}.txt").write_text(f"{sum(weights.values()):>8} all\n{told}\n")
    assert sum(weights.values()) <= LIMIT_BYTES, told
