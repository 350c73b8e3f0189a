"""The strip as a picture: right place, right shape, nothing a strict content security policy would stop."""

import re
from collections.abc import Callable

from app.web.strip import ORDINARY_DAY, StripRange, build_blocks

Draw = Callable[..., str]


def test_blocks_stand_where_their_minutes_are(draw: Draw) -> None:
    blocks = build_blocks(ORDINARY_DAY, [(480, 1380)], taken=[(720, 1080)])

    svg = draw("strip", "strip(blocks, 'x')", blocks=blocks)

    assert '<rect x="26.667%" width="40.000%" y="5" height="28" class="st-b"/>' in svg
    assert "style=" not in svg
    assert "<script" not in svg


def test_asked_time_is_bracketed_and_free_time_outside_it_is_pale(draw: Draw) -> None:
    blocks = build_blocks(ORDINARY_DAY, [(480, 1380)])

    svg = draw("strip", "strip(blocks, 'x', ask=(1140, 1320))", blocks=blocks)

    assert '<rect x="73.333%" width="20.000%" y="8" height="2.5" class="f-ink"/>' in svg
    assert re.search(r'<rect x="0.000%" width="100.000%" y="17" height="28" class="st-v2"/>', svg)
    assert '<rect x="73.333%" width="20.000%" y="17" height="28" class="st-v"/>' in svg


def test_a_block_that_sticks_out_is_cut_off_at_the_edges(draw: Draw) -> None:
    blocks = build_blocks(StripRange(0, 1500), [(0, 1500)], taken=[(0, 600)])

    svg = draw("strip", "strip(blocks, 'x', start_minute=480, end_minute=1380)", blocks=blocks)

    assert '<rect x="0.000%" width="13.333%"' in svg
    assert 'x="-' not in svg


def test_the_ruler_counts_hours_of_any_range_and_past_midnight(draw: Draw) -> None:
    blocks = build_blocks(StripRange(420, 1560), [(420, 1560)])

    svg = draw("strip", "strip(blocks, 'x', start_minute=420, end_minute=1560)", blocks=blocks)

    assert re.findall(r'class="st-n">(\d+)<', svg) == ["7", "12", "18", "24", "2"]
    assert 'width="126.316%"' in svg  # 24 hours of pattern over a strip of 19


def test_words_stand_only_in_blocks_that_have_room_for_them(draw: Draw) -> None:
    blocks = build_blocks(ORDINARY_DAY, [(480, 1380)], taken=[(720, 1080), (1200, 1260)])

    svg = draw("strip", "strip(blocks, 'x')", blocks=blocks)

    assert svg.count(">bezet<") == 1


def test_a_strip_has_a_name_unless_it_is_decoration(draw: Draw) -> None:
    named = draw("strip", "strip([], label)", label='vrij "9"')
    silent = draw("strip", "strip([], decorative=true)")

    assert 'role="img" aria-label="vrij &#34;9&#34;"' in named
    assert 'aria-hidden="true"' in silent
    assert "aria-label" not in silent


def test_cells_of_a_week_are_as_wide_as_their_part_of_the_strip(draw: Draw) -> None:
    parts = [
        {"name": "ochtend", "hours": "9–12", "start_minute": 540},
        {"name": "middag", "hours": "12–18", "start_minute": 720},
        {"name": "avond", "hours": "18–23", "start_minute": 1080},
    ]
    choice = {"text": "9.00–12.00", "href": "/kies", "spoken": "Kies maandag", "chosen": True}
    taken = {"text": "bezet", "href": None, "spoken": None, "chosen": False}
    day = {"short": "ma 14 dec", "long": "maandag 14 december", "blocks": [], "cells": [[choice], [taken], []]}

    table = draw("week_grid", "week_grid([day], parts, caption='Week 51')", day=day, parts=parts)

    assert re.findall(r'<col width="([\d.]+)%">', table) == ["14", "22.93", "34.40", "28.67"]
    assert re.findall(r'class="(g\d+)"', table) == ["g4", "g6", "g5"]
    assert (
        '<a class="pick" href="/kies" aria-current="true"><span class="vh">Kies maandag </span>9.00–12.00</a>' in table
    )
    assert '<span class="pick pick--no">bezet</span>' in table


def test_the_picture_of_a_week_has_a_twin_in_words(draw: Draw) -> None:
    blocks = build_blocks(ORDINARY_DAY, [(540, 1380)], taken=[(750, 900)], changeover=[(735, 750)])

    text = draw("week_list", "week_list([{'long': 'maandag', 'blocks': blocks}])", blocks=blocks)

    assert '<b class="nobr">vrij 9.00–12.15</b>' in text
    assert '<span class="nobr">bezet 12.30–15.00</span>' in text
    assert "wisseltijd" not in text
