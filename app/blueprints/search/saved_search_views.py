"""A search that goes on by mail: asked for, confirmed and stopped. The secret in the link stands for the mailbox."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.search.results_views import Watch, problems_of, read_form, refused, show
from app.core import clock
from app.core.db import in_transaction
from app.core.errors import InvalidError
from app.models.saved_searches import SavedSearch
from app.services.search import saved_search_service, unmet_service
from app.services.search.query import SearchQuery
from app.services.search.saved_search_service import CONFIRM, STOP, Asked, TooManySavedError
from app.web.access import public, token_holder
from app.web.i18n import current_locale, translate
from app.web.saved_search_mail import query_of, told_of, values_of
from app.web.search_address import address_of

_LONGEST_KEPT = 300


@public
def save() -> Response | tuple[str, int]:
    """Ask for a mail when something comes free. What is asked stands in the address, who asks in the form."""
    form = read_form()
    problems = problems_of(form)
    if problems:
        return refused(form, problems), 422
    email = request.form.get("email", "").replace("\x00", "").strip()[:_LONGEST_KEPT]
    query = _without_position(form.query.but())
    asked = Asked(
        email=email,
        terms=_terms(query),
        query=query,
        locale=current_locale(),
        source=request.remote_addr or "",
    )
    try:
        in_transaction(lambda: saved_search_service.ask(asked, now=clock.now()))
    except InvalidError as error:
        errors = {name: [translate(told) for told in found] for name, found in error.errors.items()}
        return show(form, Watch(email, errors)), 422
    except TooManySavedError as error:
        return show(form, Watch(email, {"email": [translate(error.message)]})), 429
    return redirect(url_for("search.saved"), code=303)


def _without_position(query: SearchQuery) -> SearchQuery:
    """Where somebody is is never kept: the nearest place takes its place."""
    if query.position is None:
        return query
    return query.but(near=unmet_service.nearest_place(query.position).label, position=None)


def _terms(query: SearchQuery) -> dict[str, list[str]]:
    return {
        name: [str(each) for each in value] if isinstance(value, list) else [str(value)]
        for name, value in address_of(query).items()
    }


@public
def saved() -> str:
    """What happens next: the same words for every address."""
    return render_template("search/saved.html")


@token_holder
def confirmation(search_id: uuid.UUID) -> str:
    """One button. A link alone confirms nothing: programmes that look at mail follow links too."""
    row = saved_search_service.open_link(search_id, _token(), CONFIRM)
    return _page(row, "confirm")


@token_holder
def confirm(search_id: uuid.UUID) -> str:
    """The mailbox is theirs: from now on there is mail."""
    now, token = clock.now(), _token()
    query = query_of(saved_search_service.open_link(search_id, token, CONFIRM).terms)
    return _page(in_transaction(lambda: saved_search_service.confirm(search_id, token, query, now=now)), "confirmed")


@token_holder
def stopping(search_id: uuid.UUID) -> str:
    """One button, for the same reason."""
    return _page(saved_search_service.open_link(search_id, _token(), STOP), "stop")


@token_holder
def stop(search_id: uuid.UUID) -> Response:
    """No more mail. A mail programme sends this by itself when somebody unsubscribes there (RFC 8058)."""
    token = _token()
    in_transaction(lambda: saved_search_service.stop(search_id, token))
    flash(_("You get no more mail about this search. We threw your address away."), "ok")
    return redirect(url_for("search.results"), code=303)


def _token() -> str:
    return request.args.get("token", "")[:_LONGEST_KEPT]


def _page(row: SavedSearch, step: str) -> str:
    return render_template(
        "search/saved_search.html",
        step=step,
        search=row,
        told=told_of(row.terms),
        results=url_for("search.results", **values_of(row.terms)),
        token=_token(),
    )
