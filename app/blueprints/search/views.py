"""The public pages: home, results, a room, and the photos on them; and which address shows which."""

import mimetypes
import re
from datetime import timedelta

from flask import Blueprint, Response, current_app, render_template, request

from app.blueprints.search import (
    home_page,
    landing_views,
    results_views,
    room_page,
    saved_search_views,
    sitemap_views,
)
from app.blueprints.search.choices import form_choices
from app.core import clock
from app.core.errors import NotFoundError
from app.core.messages import message
from app.integrations.storage.files import file_store
from app.services.search import home_service, room_service
from app.web.access import public

bp = Blueprint("search", __name__)

# Photos are the only uploads that everybody may see; their names are made by us and never used again.
_PHOTO_KEY = re.compile(r"[0-9a-f]{32}\.(webp|jpg|jpeg|png)")
_YEAR_SECONDS = 365 * 24 * 60 * 60
# The busiest page looks at every room there is; the headline may be this much behind.
HOME_KEPT_FOR = timedelta(seconds=30)


@bp.get("/")
@public
def home() -> str:
    """What is free today, and where to begin."""
    kept_for = timedelta(0) if current_app.testing else HOME_KEPT_FOR
    day = home_service.look_at_today(now=clock.now(), kept_for=kept_for)
    return render_template(
        "search/home.html", page=home_page.make_page(day), how=home_page.how_it_works(), choices=form_choices()
    )


@bp.get("/ruimtes/<slug>")
@public
def room(slug: str) -> str | tuple[str, int]:
    """One room: what it is, when it is free, what a time in it costs."""
    found = room_service.get_room(slug)
    form = room_page.read_room_form(request.args)
    page = room_page.make_page(found, form, now=clock.now())
    status = 422 if page.errors else 200
    return render_template("search/room.html", page=page, room=found, form=form), status


@bp.get("/fotos/<key>")
@public
def photo(key: str) -> Response:
    """A photo of a room. Its content never changes, so browsers may keep it."""
    if not _PHOTO_KEY.fullmatch(key):
        raise NotFoundError(message("This picture does not exist."))
    try:
        content = file_store().read(key)
    except FileNotFoundError:
        raise NotFoundError(message("This picture does not exist.")) from None
    answer = Response(content, mimetype=mimetypes.guess_type(key)[0] or "application/octet-stream")
    answer.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    return answer


bp.add_url_rule("/zoeken", view_func=results_views.results)
bp.add_url_rule("/zoekopdrachten", view_func=saved_search_views.save, methods=["POST"])
bp.add_url_rule("/zoekopdrachten/kijk-in-je-mail", view_func=saved_search_views.saved)
bp.add_url_rule("/zoekopdrachten/<uuid:search_id>/bevestigen", view_func=saved_search_views.confirmation)
bp.add_url_rule("/zoekopdrachten/<uuid:search_id>/bevestigen", view_func=saved_search_views.confirm, methods=["POST"])
bp.add_url_rule("/zoekopdrachten/<uuid:search_id>/stoppen", view_func=saved_search_views.stopping)
bp.add_url_rule("/zoekopdrachten/<uuid:search_id>/stoppen", view_func=saved_search_views.stop, methods=["POST"])
bp.add_url_rule("/huren-in/<city>", view_func=landing_views.in_city)
bp.add_url_rule("/huren/<type_slug>", view_func=landing_views.of_type)
bp.add_url_rule("/huren/<type_slug>/<city>", view_func=landing_views.of_type_in_city)
bp.add_url_rule("/regio/<region>", view_func=landing_views.in_region)
bp.add_url_rule("/sitemap.xml", view_func=sitemap_views.index)
bp.add_url_rule("/sitemap-paginas.xml", view_func=sitemap_views.sitemap_pages)
bp.add_url_rule("/sitemap-ruimtes-<int:part>.xml", view_func=sitemap_views.sitemap_rooms)
bp.add_url_rule("/robots.txt", view_func=sitemap_views.robots)
