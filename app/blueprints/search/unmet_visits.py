"""When a search in vain counts: asked by a person, and once for each question in a visit. No visitor is followed."""

import re

from flask import request, session

from app.core import clock
from app.core.db import transaction
from app.integrations.geocoding.places import Place
from app.services.search import unmet_service
from app.services.search.query import SearchQuery

MOST_REMEMBERED = 20
_KEPT = "unmet"
_MACHINE = re.compile(
    r"bot|crawl|spider|slurp|scan|monitor|preview|curl|wget|python|java/|headless|http-?client", re.IGNORECASE
)


def note(query: SearchQuery, place: Place | None) -> None:
    """Count it, unless a machine asked or this visit has counted the same question today."""
    if _is_machine():
        return
    today = clock.today()
    unmet = unmet_service.kind_of(query, place)
    said = f"{today:%d}{unmet.key}"
    remembered: list[str] = session.get(_KEPT, [])
    if said in remembered:
        return
    session[_KEPT] = [*remembered[-(MOST_REMEMBERED - 1) :], said]
    with transaction():
        unmet_service.count(unmet, today)


def _is_machine() -> bool:
    """Says so itself, or reads no language, as a browser always does."""
    agent = request.headers.get("User-Agent", "")
    return not agent or _MACHINE.search(agent) is not None or "Accept-Language" not in request.headers
