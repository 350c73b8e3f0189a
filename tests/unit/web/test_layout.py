"""The frame of every page: language, way, simulator, and pages that explain."""

from dataclasses import dataclass

import pytest
from flask import Flask, flash, render_template, render_template_string
from flask_login import login_user

EXPLAINING = (
    "/zo-werkt-het",
    "/voor-verhuurders",
    "/toegankelijkheid",
    "/privacy",
    "/hoe-wij-sorteren",
    "/verhuurvoorwaarden",
    "/contact",
    "/annuleren-en-geld-terug",
)


@pytest.mark.parametrize("path", EXPLAINING)
@pytest.mark.parametrize("locale", ["nl", "en"])
def test_a_page_that_explains_is_whole_in_both_languages(site: Flask, path: str, locale: str) -> None:
    client = site.test_client()
    client.set_cookie("locale", locale)

    page = client.get(path).text

    assert f'<html lang="{locale}">' in page
    assert page.count("<h1") == 1
    assert '<a class="skip" href="#content">' in page
    assert "{{" not in page


def test_rental_terms_say_that_there_is_no_cooling_off_period(site: Flask) -> None:
    page = site.test_client().get("/verhuurvoorwaarden").text

    assert "je hebt geen bedenktijd" in page


def test_the_simulator_is_named_on_every_page_and_only_while_it_is_there(site: Flask) -> None:
    with_it = site.test_client().get("/contact").text
    site.jinja_env.globals["payments_simulated"] = False
    without = site.test_client().get("/contact").text

    assert "<b>Betaalsimulator</b> - er wordt geen geld overgemaakt." in with_it
    assert "Betaalsimulator" not in without


def test_the_menu_says_where_you_are(site: Flask) -> None:
    page = site.test_client().get("/zo-werkt-het").text

    assert '<a href="/zo-werkt-het" aria-current="page">Zo werkt het</a>' in page
    assert page.count('aria-current="page"') == 1


def test_a_menu_leaves_out_a_page_that_is_not_there(site: Flask) -> None:
    assert "/zoeken" in site.test_client().get("/contact").text

    del site.view_functions["search.results"]

    assert "/zoeken" not in site.test_client().get("/contact").text


def test_what_was_just_done_is_said_in_a_status_region(site: Flask) -> None:
    flash("Opgeslagen.", "ok")

    page = render_template_string('{% extends "layout/base.html" %}')

    assert '<div class="flashes" role="status">' in page
    assert page.index('role="status"') < page.index("Opgeslagen.")
    assert site


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500, 503])
def test_an_error_page_tells_what_happened_and_leads_on(site: Flask, status: int) -> None:
    page = render_template(f"errors/{status}.html", message="Dit ging mis.", status=status)

    assert "Dit ging mis." in page
    assert f"Fout {status}" in page
    assert 'class="btn" href="/"' in page
    assert site


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_page_for_a_broken_server_asks_nothing_about_the_reader(site: Flask, status: int) -> None:
    source, _path, _fresh = site.jinja_env.loader.get_source(site.jinja_env, f"errors/{status}.html")  # type: ignore[union-attr]  # a Flask app has a loader

    assert "{% block account %}{% endblock %}" in source
    assert "current_user" not in source


def test_a_mail_says_the_same_in_html_and_in_plain_text(site: Flask) -> None:
    html = render_template_string(
        '{% extends "layout/email.html" %}{% from "components/mail_lines.html" import mail_lines %}'
        "{% block heading %}De koorzaal is van jou.{% endblock %}"
        "{% block content %}{{ mail_lines([('Huur', '€ 54,00'), ('Totaal', '€ 69,00')]) }}{% endblock %}"
    )
    text = render_template_string(
        '{% extends "layout/email.txt" %}{% block heading %}De koorzaal is van jou.{% endblock %}'
    )

    assert "font-weight:bold" in html[html.index("Totaal") - 120 : html.index("Totaal")]
    for mail in (html, text):
        assert "De koorzaal is van jou." in mail
        assert "Betaalsimulator" in mail
    assert "<" not in text
    assert site


@dataclass
class Person:
    """Somebody who is logged in, as far as the frame of a page looks at one."""

    organisation_roles: tuple[str, ...] = ()
    bureau_roles: tuple[str, ...] = ()
    name: str = "Noor"
    locale: str = "nl"
    is_active: bool = True
    is_authenticated: bool = True

    def get_id(self) -> str:
        return self.name


@pytest.mark.parametrize(
    ("user", "own_desks"),
    [(Person(("manager",)), ["/verhuur"]), (Person((), ("director",)), ["/bureau"]), (Person(), [])],
)
def test_who_is_logged_in_finds_their_own_desk_and_the_way_out(site: Flask, user: Person, own_desks: list[str]) -> None:
    for endpoint, rule in (("member.today", "/verhuur"), ("bureau.dashboard", "/bureau")):
        site.add_url_rule(rule, endpoint, lambda: "")
    with site.test_request_context("/"):
        login_user(user)

        page = render_template_string('{% extends "layout/base.html" %}')

    header = page[: page.index("</header>")]
    assert [desk for desk in ("/verhuur", "/bureau") if f'href="{desk}"' in header] == own_desks
    assert 'action="/uitloggen"' in header
    assert "Inloggen" not in header


def test_a_desk_has_a_menu_of_its_own_and_names_who_works_there(site: Flask) -> None:
    with site.test_request_context("/contact"):
        login_user(Person(("front_desk",)))

        page = render_template_string(
            '{% extends "layout/desk.html" %}{% from "components/nav_item.html" import nav_item %}'
            '{% block nav %}{{ nav_item("Hulp", "pages.contact") }}{{ nav_item("Zoeken", "search.home", x=1) }}{% endblock %}'
        )

    assert '<a href="/contact" aria-current="page">Hulp</a>' in page
    assert '<a href="/?x=1">Zoeken</a>' in page
    assert '<span class="who">Noor</span>' in page
    assert '<body class="dense"' in page
