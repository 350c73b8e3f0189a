"""What stands in a day strip, over which hours, and how it is read aloud."""

from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.web.strip import ORDINARY_DAY, StripBlock, StripKind, StripRange, build_blocks, describe_strip, strip_range

span = st.builds(lambda start, length: (start, start + length), st.integers(0, 24 * 60), st.integers(1, 12 * 60))
spans = st.lists(span, max_size=6)
shown = span.map(lambda pair: StripRange(*pair))


def block(start: int, end: int, kind: str) -> StripBlock:
    return StripBlock(start, end, StripKind(kind))


def test_a_day_falls_apart_in_closed_free_and_taken() -> None:
    blocks = build_blocks(ORDINARY_DAY, [(540, 1320)], taken=[(600, 720)])

    assert blocks == [
        block(480, 540, "closed"),
        block(540, 600, "free"),
        block(600, 720, "taken"),
        block(720, 1320, "free"),
        block(1320, 1380, "closed"),
    ]


def test_your_own_time_is_never_hidden_and_changeover_only_shows_where_nothing_else_is() -> None:
    blocks = build_blocks(
        ORDINARY_DAY, [(480, 1380)], taken=[(1000, 1300)], yours=[(1140, 1320)], changeover=[(1290, 1335)]
    )

    assert blocks[1:] == [
        block(1000, 1140, "taken"),
        block(1140, 1320, "yours"),
        block(1320, 1335, "changeover"),
        block(1335, 1380, "free"),
    ]


def test_two_bookings_of_yours_that_touch_stay_two_while_two_lessons_melt_together() -> None:
    blocks = build_blocks(
        ORDINARY_DAY, [(480, 1380)], taken=[(480, 540), (540, 600)], yours=[(960, 1020), (1020, 1080)]
    )

    assert [b.kind.value for b in blocks] == ["taken", "free", "yours", "yours", "free"]


def test_an_evening_past_midnight_is_part_of_its_own_day() -> None:
    late = strip_range([(540, 1500)])

    assert late == StripRange(480, 1500)
    assert build_blocks(late, [(540, 1500)])[-1] == block(540, 1500, "free")


def test_one_range_serves_a_whole_list_in_whole_hours() -> None:
    assert strip_range([(555, 1290), (450, 1395)]) == StripRange(420, 1440)
    assert strip_range([]) == ORDINARY_DAY


@given(shown, spans, spans, spans, spans)
def test_blocks_fill_the_range_without_gaps_and_without_equal_neighbours(
    within: StripRange,
    open_spans: list[tuple[int, int]],
    taken: list[tuple[int, int]],
    yours: list[tuple[int, int]],
    changeover: list[tuple[int, int]],
) -> None:
    blocks = build_blocks(within, open_spans, taken=taken, yours=yours, changeover=changeover)

    assert blocks[0].start_minute == within.start_minute
    assert blocks[-1].end_minute == within.end_minute
    for before, after in pairwise(blocks):
        assert before.end_minute == after.start_minute
        assert before.kind is not after.kind or before.kind is StripKind.YOURS


@given(shown, spans, spans)
def test_no_minute_that_is_taken_is_ever_shown_as_free(
    within: StripRange, open_spans: list[tuple[int, int]], taken: list[tuple[int, int]]
) -> None:
    for shown_block in build_blocks(within, open_spans, taken=taken):
        if shown_block.kind is StripKind.FREE:
            assert not any(start < shown_block.end_minute and shown_block.start_minute < end for start, end in taken)


def test_a_block_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        StripBlock(600, 600, StripKind.FREE)


def test_a_strip_reads_like_a_sentence_in_the_reader_s_language(site: Flask) -> None:
    blocks = build_blocks(ORDINARY_DAY, [(540, 1380)], taken=[(750, 900)], changeover=[(900, 915)])

    assert site
    assert (
        describe_strip(blocks)
        == "dicht 8.00 tot 9.00, vrij 9.00 tot 12.30, bezet 12.30 tot 15.00, vrij 15.15 tot 23.00"
    )
    assert describe_strip(blocks, "en").startswith("closed 8:00 to 9:00, free 9:00 to 12:30")


def test_a_member_hears_the_words_of_a_member(site: Flask) -> None:
    blocks = [block(480, 540, "free"), block(540, 1440, "yours"), block(1440, 1500, "closed")]

    assert site
    assert describe_strip(blocks, words={"free": "leeg", "yours": "verhuurd"}) == (
        "leeg 8.00 tot 9.00, verhuurd 9.00 tot 24.00, dicht 24.00 tot 1.00"
    )
