"""The day strip as a picture. A page of results draws two dozen, so this is Python and not a template.

Everything horizontal is a percentage, everything vertical a pixel, so that a strip stretches with its column while letters,
hatching and ticks keep their size. It needs `svg_defs()` once on the page (the layouts have it).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from flask_babel import pgettext
from markupsafe import Markup, escape

from app.core.time_ranges import MINUTES_PER_DAY
from app.web.i18n import current_locale
from app.web.strip import ORDINARY_DAY, Span, StripBlock, StripKind

NOON, EVENING = 12 * 60, 18 * 60
# Hours on the ruler keep this far from its ends, so that figures never touch.
CLEAR_MINUTES = 90
# The part of the strip that a word needs; inside the bracket of an asked time it may be a little less.
WIDE, WIDE_IN_BRACKET = 1 / 6, 2 / 15

_HEIGHTS = {"xs": 12, "s": 18, "m": 28, "l": 40}
_OVERLAPS = {"xs": 2, "s": 3, "m": 5, "l": 6}
_WITH_RULER = {"m", "l"}

Words = Mapping[str, str]


def percent(value: float, start: float, end: float) -> str:
    """Where a value lies between two ends, for an attribute of a drawing. A page of strips asks hundreds of times."""
    return f"{(value - start) / (end - start) * 100:.3f}%"


class Frame(NamedTuple):
    """What the strips of a list have in common: size and hours, the asked time, names over and figures under it."""

    size: str = "m"
    start: int = ORDINARY_DAY.start_minute
    end: int = ORDINARY_DAY.end_minute
    ask: Span | None = None
    heads: tuple[tuple[int, str], ...] = ()
    nums: tuple[int, ...] | None = None

    @property
    def height(self) -> int:
        """Of the bed in which the blocks lie."""
        return _HEIGHTS[self.size]

    @property
    def top(self) -> int:
        """Where the bed begins: below the names, the bracket, and what your own time sticks out."""
        return _OVERLAPS[self.size] + (16 if self.heads else 0) + (12 if self.ask else 0)

    @property
    def total(self) -> int:
        """The height of all of it."""
        return self.top + self.height + (26 if self.size in _WITH_RULER else 6 if self.size == "s" else 3)

    def across(self, start: int, end: int) -> str:
        """The attributes of what runs from one minute to another."""
        return f'x="{self.at(start)}" width="{self.at(self.start + end - start)}"'

    def at(self, minute: int) -> str:
        """How far from the left a minute lies."""
        return percent(minute, self.start, self.end)


def draw_strip(  # noqa: PLR0913 - a component of the templates
    blocks: Iterable[StripBlock],
    label: str = "",
    size: str = "m",
    start_minute: int = ORDINARY_DAY.start_minute,
    end_minute: int = ORDINARY_DAY.end_minute,
    *,
    ask: Span | None = None,
    now: int | None = None,
    heads: bool | Sequence[tuple[int, str]] | None = None,
    nums: Sequence[int] | None = None,
    words: Words | None = None,
    decorative: bool = False,
) -> Markup:
    """Blocks without gaps, with the words of the reader. `label` reads like a sentence (`describe_strip`).

    `ask` is a bracket over the strip, `now` a line across it. `heads` names parts of the day (True: the usual ones), `nums`
    are the minutes that the ruler tells. `words` replaces the word of a kind.
    """
    names = _parts_of_day(start_minute) if heads is True else tuple(heads or ())
    frame = Frame(size, start_minute, end_minute, ask, names, tuple(nums) if nums else None)
    said = {**_words_in(current_locale()), **(words or {})}
    spoken = 'aria-hidden="true"' if decorative else f'role="img" aria-label="{escape(label)}"'
    drawn = "".join(
        _block(frame, block, said)
        for block in blocks
        if block.start_minute < frame.end and block.end_minute > frame.start
    )
    return Markup(  # noqa: S704 - figures and words of ours; what others wrote is escaped
        f'<svg class="strip strip--{size}" width="100%" height="{frame.total}" focusable="false" {spoken}>'
        f"{_above(frame)}{drawn}{_below(frame)}{_now(frame, now)}</svg>"
    )


# A handful of words for each of two dozen strips on a page.
@lru_cache(maxsize=8)
def _words_in(_locale: str) -> Words:
    return {
        StripKind.FREE: pgettext("strip", "free"),
        StripKind.TAKEN: pgettext("strip", "taken"),
        StripKind.YOURS: pgettext("strip", "you"),
    }


def _parts_of_day(start_minute: int) -> tuple[tuple[int, str], ...]:
    return (
        (start_minute, pgettext("strip", "morning")),
        (NOON, pgettext("strip", "afternoon")),
        (EVENING, pgettext("strip", "evening")),
    )


# What lies above and below the blocks is the same for every strip of a list.
@lru_cache(maxsize=256)
def _above(frame: Frame) -> str:
    """The names, the bracket of the asked time, and the bed."""
    names = "".join(
        f'<text x="{frame.at(minute)}" dx="1" y="11" class="st-head">{escape(name)}</text>'
        for minute, name in frame.heads
        if frame.start <= minute < frame.end
    )
    bed = f'<rect width="100%" y="{frame.top}" height="{frame.height}" class="st-bed" />'
    return f"{names}{_bracket(frame, frame.ask) if frame.ask else ''}{bed}"


def _bracket(frame: Frame, ask: Span) -> str:
    start, end, y = max(ask[0], frame.start), min(ask[1], frame.end), frame.top - 9
    return (
        f'<rect {frame.across(start, end)} y="{y}" height="2.5" class="f-ink" />'
        f'<rect x="{frame.at(start)}" y="{y}" width="2.5" height="7" class="f-ink" />'
        f'<svg x="{frame.at(end)}" y="{y}" overflow="visible" width="1" height="1">'
        '<rect x="-2.5" width="2.5" height="7" class="f-ink" /></svg>'
    )


def _block(frame: Frame, block: StripBlock, said: Words) -> str:
    start, end, kind = max(block.start_minute, frame.start), min(block.end_minute, frame.end), block.kind
    # With an asked time the word goes where it matters: inside the bracket.
    inner = _inside(start, end, frame.ask) if kind is StripKind.FREE else None
    from_minute, until_minute = inner or (start, end)
    drawn = _shape(frame, frame.across(start, end), kind)
    if inner:
        drawn += f'<rect {frame.across(*inner)} y="{frame.top}" height="{frame.height}" class="st-v" />'
    wide = (until_minute - from_minute) / (frame.end - frame.start) >= (WIDE_IN_BRACKET if inner else WIDE)
    if wide and frame.size in _WITH_RULER and kind in said:
        drawn += _word(frame, frame.across(from_minute, until_minute), kind, said[kind])
    return drawn


def _inside(start: int, end: int, ask: Span | None) -> Span | None:
    """The part of a block that lies in the asked time."""
    if ask is None:
        return None
    inner = max(start, ask[0]), min(end, ask[1])
    return inner if inner[0] < inner[1] else None


def _shape(frame: Frame, across: str, kind: StripKind) -> str:
    y, height, over = frame.top, frame.height, _OVERLAPS[frame.size]
    match kind:
        case StripKind.FREE:
            return f'<rect {across} y="{y}" height="{height}" class="{"st-v2" if frame.ask else "st-v"}" />'
        case StripKind.TAKEN:
            return f'<rect {across} y="{y}" height="{height}" class="st-b" />'
        case StripKind.CHANGEOVER:
            low = f'y="{round(y + height * 0.62, 1)}" height="{round(height * 0.38, 1)}"'
            return f'<rect {across} {low} class="st-b" />'
        case StripKind.CLOSED:
            low = f'y="{round(y + height * 0.55)}" height="{height - round(height * 0.55)}"'
            return f'<rect {across} {low} fill="url(#p-closed)" />'
        case StripKind.YOURS:
            return f'<rect {across} y="{y - over}" height="{height + 2 * over}" fill="url(#p-yours)" class="st-j" />'


def _word(frame: Frame, across: str, kind: StripKind, word: str) -> str:
    height, yours = frame.height, kind is StripKind.YOURS
    plate = (
        f'<rect x="6" y="{height // 2 - 9}" width="{round(len(word) * 6.5 + 11, 1)}" height="18" class="f-mine" />'
        if yours
        else ""
    )
    look = "st-t" if kind is StripKind.FREE else "st-t on"
    return (
        f'<svg {across} y="{frame.top}" height="{height}">{plate}'
        f'<text x="{11 if yours else 7}" y="{height / 2 + 4.5}" class="{look}">{escape(word)}</text></svg>'
    )


@lru_cache(maxsize=256)
def _below(frame: Frame) -> str:
    """The line under the bed, and the ruler."""
    foot = frame.top + frame.height
    line = f'<rect width="100%" y="{foot}" height="1.5" class="f-ink" />'
    # The hour pattern runs over 24 hours; the frame around it cuts it off where this strip ends.
    stretch = f"{MINUTES_PER_DAY * 100 / (frame.end - frame.start):.3f}%"
    if frame.size == "s":
        hours = f'<rect width="{stretch}" height="5" fill="url(#p-hour)" />'
        return f'{line}<svg y="{foot}" width="100%" height="5">{hours}</svg>'
    if frame.size not in _WITH_RULER:
        return line
    return (
        f'{line}<svg y="{foot}" width="100%" height="10">'
        f'<rect width="{stretch}" height="5" fill="url(#p-quarter)" class="st-kw" />'
        f'<rect width="{stretch}" height="10" fill="url(#p-hour)" /></svg>'
        f"{''.join(_figure(frame, minute) for minute in _figures(frame))}"
    )


def _figures(frame: Frame) -> list[int]:
    """The minutes that the ruler tells: the ends, and the great hours that stand clear of them."""
    if frame.nums:
        return [minute for minute in frame.nums if frame.start <= minute <= frame.end]
    clear = range(frame.start + CLEAR_MINUTES, frame.end - CLEAR_MINUTES + 1)
    return [frame.start, *(minute for minute in (NOON, EVENING, MINUTES_PER_DAY) if minute in clear), frame.end]


def _figure(frame: Frame, minute: int) -> str:
    anchor = "start" if minute == frame.start else "end" if minute == frame.end else "middle"
    hour = minute // 60 if minute <= MINUTES_PER_DAY else minute // 60 - 24
    y = frame.top + frame.height + 23
    return f'<text x="{frame.at(minute)}" y="{y}" text-anchor="{anchor}" class="st-n">{hour}</text>'


def _now(frame: Frame, minute: int | None) -> str:
    if minute is None or not frame.start <= minute <= frame.end:
        return ""
    return f'<rect x="{frame.at(minute)}" y="{frame.top - 4}" width="2" height="{frame.height + 9}" class="st-now" />'
