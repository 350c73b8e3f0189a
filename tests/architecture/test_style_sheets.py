"""A class belongs to one style sheet: what one page means by a word never reshapes another page."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SHEETS = Path(__file__).parents[2] / "assets" / "css"
# What every page may build with, and give another measure in its own corner; the other sheets are about one page.
SHARED_SHEETS = {"base.css", "strip.css", "frame.css", "controls.css", "messages.css", "tables.css", "tokens.css"}
# One thing on two pages: the sheet that defines the block, and the others that place it. A class that means something
# else on another page does not belong here: give it another name.
BORROWED: dict[str, set[str]] = {
    "dense": {"frame.css", "base.css"},  # the desk: its header, and how wide its pages are
    "idlemap": {"idle.css"},  # the map of empty hours, on the desk and on its own page
    "panel": {"results.css"},  # the rose ground of what one agrees to
    "search": {"results.css"},  # the question: large on the front page, in a bar on top of the results
    "search__modes": {"home.css"},
    "search__more": {"home.css"},
    "searchbar": {"home.css"},
    "ticks": {"base.css"},  # a list without bullets
}

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
_BLOCK = re.compile(r"\.([_a-zA-Z][\w-]*)(?:::?[\w-]+(?:\([^()]*\))?)*")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_ON_PAPER = re.compile(r"@media\s+print\b")
_NOT_SELECTORS = ("@font-face", "@keyframes", "@property", "@page")


def selectors(css: str) -> Iterator[str]:
    """Every selector of a sheet, also within conditions; what only holds on paper is left out."""
    depth_of_silence: int | None = None
    depth, start = 0, 0
    text = _COMMENT.sub("", css)
    for at, sign in enumerate(text):
        if sign == ";":
            start = at + 1
        elif sign == "{":
            head = text[start:at].strip()
            if depth_of_silence is None and (_ON_PAPER.match(head) or head.startswith(_NOT_SELECTORS)):
                depth_of_silence = depth
            elif depth_of_silence is None and not head.startswith("@"):
                yield from _one_by_one(head)
            depth, start = depth + 1, at + 1
        elif sign == "}":
            depth, start = depth - 1, at + 1
            if depth == depth_of_silence:
                depth_of_silence = None


def _one_by_one(head: str) -> Iterator[str]:
    """The selectors of one rule; a comma within brackets (`:is(.a, .b)`) parts nothing."""
    flat = head
    while inner := _IN_BRACKETS.search(flat):
        flat = flat[: inner.start()] + "#" * (inner.end() - inner.start()) + flat[inner.end() :]
    start = 0
    for piece in flat.split(","):
        yield head[start : start + len(piece)].strip()
        start += len(piece) + 1


def blocks_and_mentions(sheets: dict[str, str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Per class: the sheets that define it as a block of its own (`.day`), and those that name it at all."""
    blocks: dict[str, set[str]] = defaultdict(set)
    mentions: dict[str, set[str]] = defaultdict(set)
    for name, css in sheets.items():
        for selector in selectors(css):
            if block := _BLOCK.fullmatch(selector):
                blocks[block[1]].add(name)
            for found in _CLASS.findall(selector):
                mentions[found].add(name)
    return blocks, mentions


def collisions(sheets: dict[str, str]) -> list[str]:
    """Classes that two sheets fight over."""
    blocks, mentions = blocks_and_mentions(sheets)
    found = [f"{name} is a block of {sorted(of)}" for name, of in blocks.items() if len(of) > 1]
    for name, of in blocks.items():
        others = mentions[name] - of - BORROWED.get(name, set())
        if not of & SHARED_SHEETS and others:
            found.append(f"{name} is a block of {sorted(of)}, and {sorted(others)} names it too")
    return sorted(found)


def _sheets() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in SHEETS.glob("*.css")}


def test_no_class_is_a_block_of_two_style_sheets() -> None:
    assert collisions(_sheets()) == []


def test_the_borrowed_blocks_are_borrowed() -> None:
    blocks, mentions = blocks_and_mentions(_sheets())
    assert all(blocks[name] and sheets <= mentions[name] for name, sheets in BORROWED.items())


def test_two_pages_that_use_one_word_are_told_apart() -> None:
    week = ".week tr.day > * { border: 0; } @media (width < 40rem) { .week td.full { flex: 0 0 100%; } }"
    assert collisions({"room.css": week, "results.css": ".day { display: grid; }", "calendar.css": ".full { top: 0; }"})
    assert collisions(
        {"room.css": ".day, .week { top: 0; }", "desk.css": "@media (width > 1px) { .day:hover { top: 0; } }"}
    )
    assert not collisions(
        {"room.css": week, "results.css": ".weekday { display: grid; } @media print { .day { top: 0; } }"}
    )
