"""The public pages: home, results, a room, and the photos on them."""

import mimetypes
import re
from datetime import timedelta

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _

from app.blueprints.search import home_page, room_page
from app.blueprints.search.forms import SearchForm, address_of, read_search_form
from app.blueprints.search.results_page import make_page, nowhere_text, results_address, short_summary
from app.blueprints.search.suggestions import make_suggestions
from app.blueprints.search.words import ACTIVITIES
from app.core import clock
from app.core.errors import InvalidError, NotFoundError
from app.core.messages import Message, message
from app.integrations.storage.files import file_store
from app.services.search import alternatives_service, home_service, room_service, search_service
from app.services.search.errors import UnknownPlaceError
from app.web.access import public
from app.web.i18n import translate

bp = Blueprint("search", __name__)

# Photos are the only uploads that everybody may see; their names are made by us and never used again.
_PHOTO_KEY = re.compile(r"[0-9a-f]{32}\.(webp|jpg|jpeg|png)")
_YEAR_SECONDS = 365 * 24 * 60 * 60
# The busiest page looks at every room there is; the headline may be this much behind.
HOME_KEPT_FOR = timedelta(seconds=30)
SEARCH_FIELDS = ("activity", "near", "persons", "date", "from", "until")


@bp.get("/")
@public
def home() -> str:
    """What is free today, and where to begin."""
    kept_for = timedelta(0) if current_app.testing else HOME_KEPT_FOR
    day = home_service.look_at_today(now=clock.now(), kept_for=kept_for)
    return render_template(
        "search/home.html", page=home_page.make_page(day), how=home_page.how_it_works(), activities=_activities()
    )


@bp.get("/zoeken")
@public
def results() -> str | tuple[str, int]:
    """The rooms that suit, free ones first."""
    form = read_search_form(request.args)
    now = clock.now()
    problems = {**search_service.check(form.query, now=now), **form.errors}
    if problems:
        return _refused(form, problems), 422
    result = search_service.search(form.query, now=now)
    page = make_page(result, form.query)
    found = alternatives_service.suggest(form.query, now=now) if page.nothing_free else []
    suggestions, suggestions_shown = make_suggestions(found, form.query)
    return render_template(
        "search/results.html",
        form=form,
        page=page,
        result=result,
        suggestions=suggestions,
        suggestions_shown=suggestions_shown,
        args=address_of(form.query.but()),
        bare=address_of(form.query.without_filters()),
        nowhere=nowhere_text(form.query),
        activities=_activities(),
        summary=short_summary(form.query),
    )


def _refused(form: SearchForm, problems: dict[str, list[Message]]) -> str:
    """The question again, with what is wrong at each field and every word still there."""
    suggestions: list[tuple[str, str]] = []
    if set(problems) == {"near"}:
        try:
            search_service.search(form.query, now=clock.now())
        except UnknownPlaceError as error:
            suggestions = [
                (place.label, results_address(form.query.but(near=place.label))) for place in error.suggestions
            ]
        except InvalidError:
            pass
    errors = {field: [translate(told) for told in found] for field, found in problems.items()}
    return render_template(
        "search/refused.html",
        form=form,
        errors=errors,
        links=[
            (f"search-{field}" if field in SEARCH_FIELDS else None, told)
            for field, found in errors.items()
            for told in found
        ],
        kept=address_of(form.query.but()),
        suggestions=suggestions,
        activities=_activities(),
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


def _activities() -> list[tuple[str, str]]:
    return [("", _("Anything")), *((code.value, translate(name)) for code, name in ACTIVITIES.items())]
