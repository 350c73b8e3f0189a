"""The shared macros keep their promises: what was typed stays, errors are read first, nothing is injected."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.models.listing import LayoutKind, RoomType

Draw = Callable[..., str]
TEMPLATES = Path(__file__).parents[3] / "app" / "templates"
ILLUSTRATIONS = Path(__file__).parents[3] / "assets" / "illustrations"
YELLOW = "#ffc933"


def test_a_field_keeps_what_was_typed_and_escapes_it(draw: Draw) -> None:
    html = draw("field", "field('naam', 'Naam', value)", value='"><script>x</script>')

    assert 'value="&#34;&gt;&lt;script&gt;x&lt;/script&gt;"' in html
    assert "<script>" not in html


def test_a_password_is_never_written_back(draw: Draw) -> None:
    assert "geheim" not in draw("field", "field('p', 'Wachtwoord', 'geheim', 'password')")


def test_an_error_stands_between_label_and_input_and_is_its_description(draw: Draw) -> None:
    html = draw(
        "field", "field('pc', 'Postcode', '3511 A', errors=['Vier cijfers.', 'Twee letters.'], hint='Zoals 3511 AB')"
    )

    label, error, control = html.index("<label"), html.index('id="pc-error"'), html.index("<input")
    assert label < error < control
    assert 'aria-describedby="pc-hint pc-error" aria-invalid="true"' in html
    assert "Vier cijfers. Twee letters." in html


@pytest.mark.parametrize(
    ("component", "call"),
    [
        ("textarea", "textarea('v', 'Vraag', '</textarea><b>')"),
        ("select", "select('a', 'Activiteit', [('x', '<b>')], 'x')"),
        ("check", "check('ok', '<b>')"),
        ("radio_group", "radio_group('r', '<b>', [('x', '<b>')], 'x')"),
        ("alert", "alert('info', '<b>', '<b>')"),
        ("price_table", "price_table([('<b>', '<b>', '<b>')], '<b>')"),
        ("data_table", "data_table('<b>', ['<b>'], [['<b>']])"),
    ],
)
def test_text_from_people_is_shown_as_text(draw: Draw, component: str, call: str) -> None:
    html = draw(component, call)

    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_a_select_marks_the_chosen_option_also_within_a_group(draw: Draw) -> None:
    html = draw("select", "select('a', 'Wat', [('', 'alles'), ('Muziek', [('koor', 'Koor'), (3, 'Band')])], 3)")

    assert re.findall(r"<option [^>]*selected>([^<]*)", html) == ["Band"]
    assert '<optgroup label="Muziek">' in html


def test_the_summary_counts_what_is_wrong_and_links_to_each_field(draw: Draw) -> None:
    html = draw("error_summary", "error_summary({'mail': ['Vul je mail in'], 'pc': ['Kijk na', 'Te kort']})")

    assert "3 dingen kloppen nog niet" in html
    assert re.findall(r'<a href="#(\w+)">', html) == ["mail", "pc", "pc"]
    assert 'role="alert" tabindex="-1" data-error-summary' in html
    assert draw("error_summary", "error_summary({})").strip() == ""


def test_pages_keep_the_question_and_stay_few(draw: Draw) -> None:
    html = draw("pagination", "pagination(6, 12, 'search.results', {'soort': ['a', 'b'], 'plaats': 'Rhenen'})")

    assert "/zoeken?soort=a&amp;soort=b&amp;plaats=Rhenen&amp;page=7" in html
    assert re.findall(r">(\d+)</(?:a|b)>", html) == ["1", "5", "6", "7", "12"]
    assert draw("pagination", "pagination(1, 1, 'search.results')").strip() == ""


def test_a_button_is_a_link_only_when_it_leads_somewhere(draw: Draw) -> None:
    link = draw("button", "button('Verder', href='/x', icon='calendar')")
    action = draw("button", "button('Boek', 'danger', name='wat', value='1', attrs={'data-x': 'y', 'data-z': none})")

    assert link.startswith('<a class="btn" href="/x">')
    assert action == '<button class="btn btn--danger" type="submit" name="wat" value="1" data-x="y">Boek</button>'


def test_a_rule_that_forbids_looks_other_than_one_that_allows(draw: Draw) -> None:
    html = draw("ticks", "ticks([('yes', 'Piano'), ('no', 'Geen feest')])")

    assert html.count('<span class="no">') == 1


def test_money_in_a_table_lines_up_at_the_right(draw: Draw) -> None:
    html = draw("data_table", "data_table('X', ['Datum', ('Huur', 'n')], [['24-11', '€ 1']], ['Totaal', '€ 1'])")

    assert html.count('<td class="n">€ 1</td>') == 2
    assert '<th scope="row">24-11</th>' in html
    assert 'tabindex="0" role="region" aria-label="X"' in html


def test_stacked_bars_add_up_to_their_height(draw: Draw) -> None:
    html = draw("bar_chart", "bar_chart([('jan', [300, 100]), ('feb', [0, 200])], [(400, '€ 400')], 'x')")

    bars = re.findall(r'y="([\d.]+)" height="([\d.]+)" class="c(\d)"', html)
    assert bars == [("75.0", "165.0", "1"), ("20.0", "55.0", "2"), ("130.0", "110.0", "2")]


def test_the_refund_ruler_shares_its_length_by_days(draw: Draw) -> None:
    html = draw(
        "refund_ruler",
        "refund_ruler([(0, 7, 'full', '€ 69', 'vandaag'), (7, 19, 'part', none, '2 dec'), (19, 21, 'nothing', none, none)], 21, 'x')",
    )

    assert '<rect x="33.333%" width="57.143%" y="2" height="28" class="f-half"/>' in html
    assert '<rect x="90.476%" width="9.524%" y="2" height="28" fill="url(#p-closed)"/>' in html


@pytest.mark.parametrize("kind", LayoutKind)
def test_every_way_to_set_up_a_room_has_a_drawing(draw: Draw, kind: LayoutKind) -> None:
    html = draw("layout_drawing", "layout_drawing(kind)", kind=kind)

    assert "st-" not in html
    assert html.count("<circle") > 5 or kind is LayoutKind.EMPTY


@pytest.mark.parametrize("room_type", RoomType)
def test_every_room_type_has_a_drawing_with_exactly_one_light(draw: Draw, room_type: RoomType) -> None:
    picture = (ILLUSTRATIONS / f"{room_type}.svg").read_text(encoding="utf-8")

    assert picture.count(YELLOW) == 1
    assert 'viewBox="0 0 320 200"' in picture
    assert not re.search(r"<script|style=|https?://(?!www\.w3\.org/2000/svg)", picture)
    assert f"/static/illustrations/{room_type}-ABCD2345.svg" in draw(
        "room_illustration", "room_illustration(type)", type=room_type
    )


def test_every_shared_template_compiles(site: Flask) -> None:
    for folder in ("layout", "components", "errors", "pages"):
        for path in sorted((TEMPLATES / folder).iterdir()):
            assert site.jinja_env.get_template(f"{folder}/{path.name}")


def test_no_shared_page_or_component_carries_a_style_or_a_script_of_its_own() -> None:
    for path in TEMPLATES.rglob("*.html"):
        if path.name.startswith(("mail_", "email")) or "email" in path.parts:
            continue  # mail programs know nothing but styles on elements
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", source), path
