"""The page of results: the question read, answered, and asked again at its field when something is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.blueprints.search import unmet_visits
from app.blueprints.search.addresses import results_address, results_values
from app.blueprints.search.choices import form_choices
from app.blueprints.search.results_page import make_page
from app.blueprints.search.suggestions import make_suggestions
from app.core import clock
from app.core.errors import InvalidError
from app.core.messages import Message
from app.services.search import alternatives_service, search_service
from app.services.search.errors import UnknownPlaceError
from app.services.search.query import SearchQuery
from app.web.access import public
from app.web.i18n import translate
from app.web.search_form import SearchForm, read_search_form
from app.web.search_summary import nowhere_text, short_summary

# What has a field in the form on top; the others are told without a link.
SEARCH_FIELDS = (
    "activity",
    "near",
    "persons",
    "mode",
    "date",
    "from",
    "until",
    "last",
    "minutes",
    "part",
    "times",
    "misses",
)
# What the rules call a field, and what the form calls it.
_FIELD_OF = {
    "text": "q",
    "position": "at",
    "duration": "minutes",
    "weekdays": "weekday",
    "slot_from": "part",
    "slot_until": "part",
    "until_on": "last",
    "first_on": "date",
    "count": "times",
    "most_conflicts": "misses",
}


@dataclass(frozen=True, slots=True)
class Watch:
    """The form that asks for a mail: as typed, and what is wrong with it."""

    email: str = ""
    errors: Mapping[str, list[str]] = field(default_factory=dict)


def read_form() -> SearchForm:
    """From the address."""
    return read_search_form(request.args, today=clock.today())


@public
def results() -> Response | str | tuple[str, int]:
    """The rooms that suit. An address as a form without script makes it leads to the one address of the question."""
    form = read_form()
    problems = problems_of(form)
    if problems:
        return refused(form, problems), 422
    kept = results_values(form.query)
    exact = request.args.get("at") != kept.get("at")  # no address of ours says where somebody is to the metre
    if "HX-Request" not in request.headers and (exact or set(request.args) - set(kept)):
        return redirect(url_for("search.results", **kept))
    response = make_response(show(form, Watch(email=_own_address())))
    if "HX-Request" in request.headers:
        response.headers["HX-Push-Url"] = url_for("search.results", **kept)
    return response


def problems_of(form: SearchForm) -> dict[str, list[Message]]:
    """What is wrong with a question, per field."""
    found = search_service.check(form.query, now=clock.now())
    return {**{_FIELD_OF.get(name, name): told for name, told in found.items()}, **form.errors}


def show(form: SearchForm, watch: Watch) -> str:
    """The answer to a question without mistakes; counts one that finds nothing."""
    now, query = clock.now(), form.query
    result = search_service.search(query, now=now)
    page = make_page(result, query)
    found = alternatives_service.suggest(query, now=now) if page.nothing_free else []
    suggestions, suggestions_shown = make_suggestions(found, query)
    if page.nothing_free and query.page == 1:
        unmet_visits.note(query, result.place)
    args = results_values(query.but())
    return render_template(
        "search/results.html",
        form=form,
        page=page,
        result=result,
        watch=watch,
        suggestions=suggestions,
        suggestions_shown=suggestions_shown,
        args=args,
        anywhere=results_address(query.but(near="", position=None, box=None, region="")),
        bare=results_values(query.without_filters()),
        meant=results_address(query.but(text=result.did_you_mean)) if result.did_you_mean else None,
        nowhere=nowhere_text(query),
        choices=form_choices(query),
        summary=short_summary(query),
        canonical=url_for("search.results", _external=True, **{**results_values(query), "vat": None}),
        may_index=not args,
    )


def _own_address() -> str:
    return str(current_user.email) if current_user.is_authenticated else ""


def refused(form: SearchForm, problems: Mapping[str, list[Message]]) -> str:
    """The question again, with what is wrong at each field and every word still there."""
    errors = {field: [translate(told) for told in found] for field, found in problems.items()}
    kept: dict[str, Any] = results_values(form.query.but())
    return render_template(
        "search/refused.html",
        form=form,
        errors=errors,
        links=[
            (f"search-{field}" if field in SEARCH_FIELDS else None, told)
            for field, found in errors.items()
            for told in found
        ],
        kept=kept,
        suggestions=_meant(form.query) if set(problems) == {"near"} else [],
        choices=form_choices(form.query),
    )


def _meant(query: SearchQuery) -> list[tuple[str, str]]:
    """Places that may be meant by one that is not known, as links to the same question there."""
    try:
        search_service.search(query, now=clock.now())
    except UnknownPlaceError as error:
        return [(place.label, results_address(query.but(near=place.label))) for place in error.suggestions]
    except InvalidError:
        pass
    return []
