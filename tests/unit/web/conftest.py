"""A site of layouts and components alone: real templates, real words, no database and no built assets."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from app.blueprints.pages.views import bp as pages_bp
from app.web.components import init_components
from app.web.filters import init_filters
from app.web.i18n import init_i18n

ROOT = Path(__file__).parents[3]
APP = ROOT / "app"
ASSETS = ROOT / "assets"
PLACES = {
    "search.home": "/",
    "search.results": "/zoeken",
    "booking.find": "/mijn-boeking",
    "accounts.login": "/inloggen",
    "accounts.logout": "/uitloggen",
}


def _manifest() -> dict[str, str]:
    """What the build would write, read off the sources."""
    names = [
        f"{folder}/{path.name}"
        for folder in ("illustrations", "images", "fonts")
        for path in (ASSETS / folder).iterdir()
    ]
    return {name: name.replace(".", "-ABCD2345.", 1) for name in [*names, "css/app.css", "js/app.js", "js/map.js"]}


def _as_read(html: str) -> str:
    """Without the white space that a browser does not see either, so that laying out a template breaks no test."""
    return re.sub(r"\s*/>", "/>", re.sub(r">\s+<", "><", re.sub(r"\s+", " ", html))).strip()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """The shared layouts with the pages that need no data; a request context is open."""
    (tmp_path / "manifest.json").write_text(json.dumps(_manifest()), encoding="utf-8")
    site = Flask(
        "app", root_path=str(APP), template_folder="templates", static_folder=str(tmp_path), static_url_path="/static"
    )
    site.config.update(SECRET_KEY="test-" * 10, TESTING=True)
    site.extensions["settings"] = SimpleNamespace(contact_email="hulp@locatieplatform.example")
    site.jinja_env.undefined = StrictUndefined
    site.jinja_env.trim_blocks = True
    site.jinja_env.lstrip_blocks = True
    site.jinja_env.globals["payments_simulated"] = True
    LoginManager(site).user_loader(lambda _user_id: None)
    CSRFProtect(site)
    init_i18n(site)
    init_filters(site)
    init_components(site)
    site.register_blueprint(pages_bp)
    for endpoint, rule in PLACES.items():
        site.add_url_rule(rule, endpoint, lambda: "", methods=["GET", "POST"])
    with site.test_request_context("/"):
        yield site


@pytest.fixture
def draw(site: Flask) -> Callable[..., str]:
    """`draw("strip", "strip(blocks)", blocks=...)`: what a macro makes of values."""

    def render(component: str, call: str, **values: object) -> str:
        name = call.split("(", 1)[0].removeprefix("call ").strip()
        source = f'{{% from "components/{component}.html" import {name} %}}'
        return _as_read(render_template_string(source + "{{ " + call + " }}", **values))

    assert site
    return render
