"""The choice of language: remembered on the device, back to where the reader was, never to another site."""

import pytest
from flask import Flask


def choose(site: Flask, **form: str) -> tuple[int, str, str]:
    site.config["WTF_CSRF_ENABLED"] = False
    answer = site.test_client().post("/taal", data=form)
    return answer.status_code, answer.headers["Location"], answer.headers.get("Set-Cookie", "")


def test_the_choice_is_kept_in_a_cookie_and_the_reader_stays_where_they_were(site: Flask) -> None:
    status, location, cookie = choose(site, locale="en", next="/zoeken?plaats=Rhenen")

    assert (status, location) == (303, "/zoeken?plaats=Rhenen")
    assert cookie.startswith("locale=en;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_language_we_do_not_speak_changes_nothing(site: Flask) -> None:
    _status, location, cookie = choose(site, locale="xx", next="/contact?")

    assert location == "/contact"
    assert cookie == ""


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "/\t/example.org",
        "/\n/example.org",
        " //example.org",
        "/zoeken\r\nSet-Cookie: a=b",
        "/zoeken\x00",
        "",
        "contact",
    ],
)
def test_the_way_back_never_leads_to_another_site(site: Flask, elsewhere: str) -> None:
    assert choose(site, locale="nl", next=elsewhere)[1] == "/"


def test_a_choice_without_the_form_s_token_is_refused(site: Flask) -> None:
    assert site.test_client().post("/taal", data={"locale": "en"}).status_code == 400
