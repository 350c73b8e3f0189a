"""The addresses of calendars that rooms follow: add one, see how it fares, pause it, read it now, remove it."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.blueprints.member.desk import DESK, actor, spoken, text_of
from app.blueprints.member.feed_words import failure_text, feed_state, short_address, since
from app.blueprints.member.words import IMPORT_PROBLEMS, IMPORT_STATUSES
from app.core import clock
from app.core.db import in_transaction
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import message
from app.core.paging import page_number
from app.models.calendars import CalendarFeed
from app.models.listing import Room
from app.services.calendars import feed_service, import_service
from app.services.reporting import desk_service
from app.web.access import current_organisation, member_access
from app.web.i18n import translate

SHOWN = 25


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/agenda/adressen"
    one = f"{base}/<uuid:feed_id>"
    bp.add_url_rule(base, "feeds", feeds)
    bp.add_url_rule(base, "add_feed", add_feed, methods=["POST"])
    bp.add_url_rule(one, "feed", feed_page)
    bp.add_url_rule(f"{one}/lezen", "read_feed", read_feed, methods=["POST"])
    bp.add_url_rule(f"{one}/pauze", "pause_feed", pause_feed, methods=["POST"])
    bp.add_url_rule(f"{one}/hervatten", "resume_feed", resume_feed, methods=["POST"])
    bp.add_url_rule(f"{one}/verwijderen", "removing_feed", removing_feed)
    bp.add_url_rule(f"{one}/verwijderen", "remove_feed", remove_feed, methods=["POST"])


def rooms_here() -> dict[uuid.UUID, Room]:
    """The member's rooms with their venue, by id."""
    return {room.id: room for room in desk_service.list_rooms(current_organisation().id)}


def room_choices(rooms: dict[uuid.UUID, Room]) -> list[tuple[str, object]]:
    """To choose from, by venue."""
    by_venue: dict[str, list[tuple[str, str]]] = {}
    for room in rooms.values():
        by_venue.setdefault(room.venue.name, []).append((str(room.id), room.name))
    return [("", _("Choose")), *by_venue.items()]


def _page(values: dict[str, str], errors: dict[str, list[str]]) -> str:
    rooms, now = rooms_here(), clock.now()
    page = feed_service.list_feeds(current_organisation().id, page_number(request.args.get("page")))
    waiting = feed_service.waiting_for_decision(page)
    return render_template(
        "member/feeds.html",
        rooms=rooms,
        choices=room_choices(rooms),
        values=values,
        errors=errors,
        page=page,
        states={feed.id: feed_state(feed, waiting=feed.id in waiting, now=now) for feed in page.items},
        lessons=feed_service.count_lessons(page, now=now),
        short_address=short_address,
        longest_name=feed_service.LONGEST_NAME,
    )


@member_access(*DESK)
def feeds() -> str:
    """All addresses, those with trouble first, and a form for another."""
    return _page({"room": request.args.get("room", "")}, {})


@member_access(*DESK)
def add_feed() -> Response | tuple[str, int]:
    """Follow another address."""
    values = {name: text_of(request.form, name) for name in ("room", "name", "address")}
    room = next((room for key, room in rooms_here().items() if str(key) == values["room"]), None)
    if room is None:
        return _page(values, {"room": [_("Choose the room that these lessons are in.")]}), 422
    try:
        feed = in_transaction(
            lambda: feed_service.add(
                room, name=values["name"], address=values["address"], actor=actor(), now=clock.now()
            )
        )
    except InvalidError as error:
        return _page(values, spoken(error.errors)), 422
    flash(_("We follow this address from now on. The first lessons stand in the agenda in a minute."), "ok")
    return redirect(url_for("member.feed", feed_id=feed.id), code=303)


@member_access(*DESK)
def feed_page(feed_id: uuid.UUID) -> str:
    """How one address fares, what it said, and where in it something could not be read."""
    feed, room = _feed_and_room(feed_id)
    now = clock.now()
    pending = feed_service.find_pending(feed.id)
    return render_template(
        "member/feed.html",
        feed=feed,
        room=room,
        state=feed_state(feed, waiting=pending is not None, now=now),
        pending=pending,
        lessons=feed_service.count_feed_lessons(feed.id, now=now),
        history=import_service.list_imports(
            current_organisation().id, page_number(request.args.get("page")), feed_id=feed.id
        ),
        statuses=IMPORT_STATUSES,
        problems=IMPORT_PROBLEMS,
        since=since,
        reason=failure_text(feed.failure) if feed.failure else "",
        now=now,
        shown=SHOWN,
    )


@member_access(*DESK)
def read_feed(feed_id: uuid.UUID) -> Response:
    """Read it outside the schedule."""
    organisation_id = current_organisation().id
    return _done(
        feed_id,
        lambda: feed_service.read_now(feed_id, organisation_id, now=clock.now()),
        _("We are reading this address now. Look again in a minute."),
    )


@member_access(*DESK)
def pause_feed(feed_id: uuid.UUID) -> Response:
    """Leave it alone for a while."""
    organisation_id, who = current_organisation().id, actor()
    return _done(
        feed_id,
        lambda: feed_service.pause(feed_id, organisation_id, actor=who, now=clock.now()),
        _("Paused. The lessons stay in the agenda as they are now."),
    )


@member_access(*DESK)
def resume_feed(feed_id: uuid.UUID) -> Response:
    """Go on."""
    organisation_id, who = current_organisation().id, actor()
    return _done(
        feed_id,
        lambda: feed_service.resume(feed_id, organisation_id, actor=who, now=clock.now()),
        _("We follow this address again."),
    )


@member_access(*DESK)
def removing_feed(feed_id: uuid.UUID) -> str:
    """What removing means, before it is done."""
    feed, room = _feed_and_room(feed_id)
    lessons = feed_service.count_feed_lessons(feed.id, now=clock.now())
    return render_template("member/feed_remove.html", feed=feed, room=room, lessons=lessons)


@member_access(*DESK)
def remove_feed(feed_id: uuid.UUID) -> Response:
    """Forget the address, and its lessons to come with it."""
    _feed, room = _feed_and_room(feed_id)
    who = actor()
    lessons = in_transaction(lambda: feed_service.remove(feed_id, room, actor=who, now=clock.now()))
    gone = _("The address is gone.")
    told = ngettext("%(num)d lesson went with it.", "%(num)d lessons went with it.", lessons)
    flash(f"{gone} {told}", "ok")
    return redirect(url_for("member.feeds"), code=303)


def _done(feed_id: uuid.UUID, use_case: Callable[[], None], told: str) -> Response:
    try:
        in_transaction(use_case)
    except ConflictError as error:
        flash(translate(error.message), "warn")
    else:
        flash(told, "ok")
    return redirect(url_for("member.feed", feed_id=feed_id), code=303)


def _feed_and_room(feed_id: uuid.UUID) -> tuple[CalendarFeed, Room]:
    feed = feed_service.get(feed_id, current_organisation().id)
    room = rooms_here().get(feed.room_id)
    if room is None:
        raise NotFoundError(message("This room does not exist."))
    return feed, room
