"""What Lighthouse says of a page: run, read from its report, judged against the least that will do."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from launcher.commands import CommandFailed, Shell

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST_SCORE = 95
# A score of speed that falls short is taken again: the median of three says more than one moment on a busy machine.
RUNS_WHEN_SHORT = 3
# On a busy machine the browser now and then misses the start of its own recording; Lighthouse then asks to run again.
ATTEMPTS = 3
# No sandbox: in a container Chromium may not make one. The rest keeps the browser from calling home while it measures.
CHROME_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
DEVICES: Mapping[str, Sequence[str]] = {"phone": (), "desk": ("--preset=desktop",)}
# Results for one evening are meant to be read by people, not to be found: their page asks not to be indexed.
LEFT_OUT = {"results": ("--skip-audits=is-crawlable",)}


@dataclass(frozen=True)
class Verdict:
    """The scores (0 to 100) of one page on one device, and what Lighthouse would see improved."""

    page: str
    device: str
    scores: Mapping[str, int]
    remarks: Sequence[str]

    @property
    def ok(self) -> bool:
        return all(self.scores[category] >= LEAST_SCORE for category in CATEGORIES)


def audit(shell: Shell, tool: Sequence[str], page: str, url: str, device: str, reports: Path) -> Verdict:
    """The verdict on one page. Raises: CommandFailed when Lighthouse itself cannot finish."""
    path = reports / f"lighthouse-{page}-{device}.json"
    words = [*tool, *LEFT_OUT.get(page, ())]
    verdicts = [read_report(_run(shell, words, url, device, path), page, device)]
    while not middle(verdicts).ok and len(verdicts) < RUNS_WHEN_SHORT:
        verdicts.append(read_report(_run(shell, words, url, device, path), page, device))
    return middle(verdicts)


def middle(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict with the median of each score; the remarks of the last run."""
    last = verdicts[-1]
    scores = {name: int(median(one.scores[name] for one in verdicts)) for name in CATEGORIES}
    return Verdict(last.page, last.device, scores, last.remarks)


def _run(shell: Shell, tool: Sequence[str], url: str, device: str, path: Path) -> Path:
    words = [*tool, url, "--quiet", "--output=json", f"--output-path={path}", *DEVICES[device]]
    returncode, output = 0, [""]
    for _ in range(ATTEMPTS):
        path.unlink(missing_ok=True)
        returncode, output = shell.attempt([*words, f"--chrome-flags={' '.join(CHROME_FLAGS)}"])
        if not returncode and path.is_file():
            return path
    raise CommandFailed(f"Lighthouse on {url}", returncode, output)


def read_report(path: Path, page: str, device: str) -> Verdict:
    """Reads what Lighthouse wrote. A category it could not judge counts as nothing."""
    told = json.loads(path.read_text(encoding="utf-8"))
    scores = {name: round((told["categories"][name]["score"] or 0) * 100) for name in CATEGORIES}
    short = {name for name, score in scores.items() if score < LEAST_SCORE}
    remarks = [
        f"{name}: {told['audits'][reference['id']]['title']}"
        for name in CATEGORIES
        if name in short
        for reference in told["categories"][name]["auditRefs"]
        if reference["weight"]
        and reference["id"] in told["audits"]  # not one that was left out
        and (told["audits"][reference["id"]]["score"] or 0) < 0.9  # noqa: PLR2004 - its own "good"
        and told["audits"][reference["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}
    ]
    return Verdict(page, device, scores, remarks)


def table(verdicts: Sequence[Verdict]) -> str:
    """All scores, and under them what keeps a page from its score."""
    rows: list[tuple[str, ...]] = [("page", "device", *CATEGORIES)]
    rows += [(one.page, one.device, *(str(one.scores[name]) for name in CATEGORIES)) for one in verdicts]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines += [f"{one.page}, {one.device}: {remark}" for one in verdicts for remark in one.remarks]
    return "\n".join(lines)
