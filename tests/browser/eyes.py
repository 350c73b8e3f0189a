"""What is looked at on every page: a picture for people, and what axe, the width and the console say."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Response

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "artifacts" / "screenshots"
GRAVE = {"serious", "critical"}
# A page that says no (taken, wrong input) is told in the console too; the tests look at what it says.
REFUSALS = re.compile(r"status of (404|409|410|422)\b")

# A picture of a whole page shows what a reader would have scrolled to: the letters, and every drawing.
SHOW_ALL = """() => Promise.all([document.fonts.ready, ...[...document.images].map((image) => {
    image.loading = "eager";
    return image.decode().catch(() => null);
})]).then(() => true)"""


@dataclass
class Album:
    """Numbers the pictures of a whole run, per width, in the order in which they were taken."""

    taken: dict[int, int] = field(default_factory=dict)

    def path(self, width: int, name: str) -> Path:
        """Where the next picture goes."""
        number = self.taken[width] = self.taken.get(width, 0) + 1
        return SCREENSHOTS / str(width) / f"{number:02d}-{name}.png"


class Eyes:
    """Looks along with one browser page; `problems` is empty as long as nothing is wrong."""

    def __init__(self, page: Page, width: int, album: Album, *, script: bool = True) -> None:
        self.page = page
        self.width = width
        self.problems: list[str] = []
        self._album = album
        self._script = script
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("response", self._on_response)

    def look(self, name: str) -> None:
        """Take a picture and judge the page as it stands."""
        self.page.wait_for_load_state("load")
        if self._script:
            self.page.evaluate(SHOW_ALL)
        suffix = "" if self._script else "-without-script"
        self.page.screenshot(path=self._album.path(self.width, name + suffix), full_page=True)
        self._judge_width(name)
        if self._script:
            self._judge_accessibility(name)

    def assert_content(self) -> None:
        """Nothing was wrong on any page so far."""
        assert not self.problems, "\n".join(self.problems)

    def _judge_width(self, name: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            self.problems.append(f"{name} at {self.width} px: the page is {wide} px wide")

    def _judge_accessibility(self, name: str) -> None:
        # Evaluated by the browser itself, not as a script of the page: the page's content policy stays in force.
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        for violation in found["violations"]:
            if violation["impact"] in GRAVE:
                where = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:5])
                self.problems.append(f"{name} at {self.width} px: axe {violation['id']}: {violation['help']}: {where}")

    def _on_console(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"} and not REFUSALS.search(said.text):
            self.problems.append(f"{self.page.url}: console: {said.text}")

    def _on_response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400):
            self.problems.append(f"{response.url}: answered {response.status}")
