"""The day strip in figures: what stands in a strip, over which hours it runs, and the sentence that reads it aloud.

Minutes count from local midnight and may pass 1440 when an evening ends after midnight. Drawing is done in
`strip_drawing`; nothing here knows a pixel.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from flask import has_app_context
from flask_babel import force_locale, gettext, pgettext

from app.web.filters import minute_time_in
from app.web.i18n import current_locale

MINUTES_PER_HOUR = 60

Span = tuple[int, int]


class StripKind(StrEnum):
    """What a stretch of a day is to the reader."""

    FREE = "free"
    TAKEN = "taken"
    CLOSED = "closed"
    YOURS = "yours"
    CHANGEOVER = "changeover"


@dataclass(frozen=True, slots=True)
class StripBlock:
    """`[start_minute, end_minute)` of one kind."""

    start_minute: int
    end_minute: int
    kind: StripKind

    def __post_init__(self) -> None:
        if self.end_minute <= self.start_minute:
            raise ValueError("a block of a strip ends after it starts")


@dataclass(frozen=True, slots=True)
class StripRange:
    """The hours that a strip shows, whole hours on both sides."""

    start_minute: int
    end_minute: int


ORDINARY_DAY = StripRange(8 * MINUTES_PER_HOUR, 23 * MINUTES_PER_HOUR)

# Who wins where spans cover each other: your own time is never hidden, and changeover shows only between the others.
_PRECEDENCE = (StripKind.YOURS, StripKind.TAKEN, StripKind.CHANGEOVER, StripKind.FREE)


def strip_range(spans: Iterable[Span], default: StripRange = ORDINARY_DAY) -> StripRange:
    """One range for every strip in a list: whole hours around all `spans`, and never narrower than `default`."""
    starts, ends = [default.start_minute], [default.end_minute]
    for start, end in spans:
        starts.append(start // MINUTES_PER_HOUR * MINUTES_PER_HOUR)
        ends.append(-(-end // MINUTES_PER_HOUR) * MINUTES_PER_HOUR)
    return StripRange(min(starts), max(ends))


def build_blocks(
    shown: StripRange,
    open_spans: Sequence[Span],
    *,
    taken: Sequence[Span] = (),
    yours: Sequence[Span] = (),
    changeover: Sequence[Span] = (),
) -> list[StripBlock]:
    """Blocks without gaps over `shown`: closed outside `open_spans`, free where nothing else is.

    Spans may overlap, touch and stick out. Touching spans of yours stay two blocks, because they are two bookings;
    all others melt together.
    """
    layers = {
        StripKind.YOURS: yours,
        StripKind.TAKEN: taken,
        StripKind.CHANGEOVER: changeover,
        StripKind.FREE: open_spans,
    }
    edges = _edges(shown, layers)
    borders = {start for start, _ in yours}
    blocks: list[StripBlock] = []
    for start, end in pairwise(edges):
        kind = _kind_at(start, layers)
        joined = blocks and blocks[-1].kind is kind and not (kind is StripKind.YOURS and start in borders)
        if joined:
            blocks[-1] = StripBlock(blocks[-1].start_minute, end, kind)
        else:
            blocks.append(StripBlock(start, end, kind))
    return blocks


def _edges(shown: StripRange, layers: Mapping[StripKind, Sequence[Span]]) -> list[int]:
    inner = {minute for spans in layers.values() for span in spans for minute in span}
    within = {minute for minute in inner if shown.start_minute < minute < shown.end_minute}
    return sorted(within | {shown.start_minute, shown.end_minute})


def _kind_at(minute: int, layers: Mapping[StripKind, Sequence[Span]]) -> StripKind:
    for kind in _PRECEDENCE:
        if any(start <= minute < end for start, end in layers[kind]):
            return kind
    return StripKind.CLOSED


def strip_words() -> dict[str, str]:
    """The words of the five kinds for somebody who hires, in the reader's language."""
    return {
        StripKind.FREE: pgettext("strip", "free"),
        StripKind.TAKEN: pgettext("strip", "taken"),
        StripKind.CLOSED: pgettext("strip", "closed"),
        StripKind.YOURS: pgettext("strip", "yours"),
        StripKind.CHANGEOVER: pgettext("strip", "changeover"),
    }


# Five words for each of two dozen strips on a page.
@lru_cache(maxsize=8)
def _words_in(_locale: str) -> dict[str, str]:
    return strip_words()


def describe_strip(
    blocks: Iterable[StripBlock], locale: str | None = None, words: Mapping[str, str] | None = None
) -> str:
    """The sentence a colleague would say: "free 9:00 to 12:30, taken 12:30 to 15:00".

    Changeover is left out: it is no time that anybody can choose. `words` replaces the word of a kind, as for a
    member, whose free time is "empty".
    """
    if locale is None:
        return ", ".join(_phrases(blocks, words))
    with force_locale(locale):
        return ", ".join(_phrases(blocks, words))


def _phrases(blocks: Iterable[StripBlock], words: Mapping[str, str] | None) -> Iterator[str]:
    locale = current_locale()
    known = {**(_words_in(locale) if has_app_context() else strip_words()), **(words or {})}
    phrase = gettext("%(word)s %(start)s to %(end)s")
    for block in blocks:
        if block.kind is not StripKind.CHANGEOVER:
            yield phrase % {
                "word": known[block.kind],
                "start": minute_time_in(block.start_minute, locale),
                "end": minute_time_in(block.end_minute, locale),
            }
