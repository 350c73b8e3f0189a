"""Who may use a route. Every view says so with one decorator; a view that says nothing is closed to all.

    @public                       anyone
    @token_holder                 whoever has the booking's secret link (the view's service checks the token)
    @signed                       another machine that signs its requests (the view checks the signature)
    @logged_in                    any account
    @member_access(*roles)        a role at the organisation named in the address (`organisation_slug`)
    @bureau_access(*roles)        a role at the bureau
No roles named means: any role of that kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_request_context, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import event
from werkzeug.wrappers import Response

from app.core.db import db
from app.core.errors import ForbiddenError, NotFoundError
from app.core.messages import message
from app.models.accounts import BureauRoleName, Organisation, OrganisationRoleName, User

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """The kinds of people and machines a route can be for."""

    PUBLIC = "public"
    TOKEN = "token"  # noqa: S105 - a word, not a secret
    SIGNED = "signed"
    LOGGED_IN = "logged_in"
    MEMBER = "member"
    BUREAU = "bureau"


@dataclass(frozen=True, slots=True)
class Access:
    """What a route declares."""

    audience: Audience
    roles: frozenset[str] = frozenset()


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # read back by access_of()
        return view

    return mark


public = _declare(Access(Audience.PUBLIC))
token_holder = _declare(Access(Audience.TOKEN))
signed = _declare(Access(Audience.SIGNED))
logged_in = _declare(Access(Audience.LOGGED_IN))


def member_access(*roles: OrganisationRoleName) -> Callable[[View], View]:
    """For people with one of `roles` (any, when none is named) at the organisation in the address."""
    return _declare(Access(Audience.MEMBER, frozenset(roles)))


def bureau_access(*roles: BureauRoleName) -> Callable[[View], View]:
    """For people of the bureau with one of `roles` (any, when none is named)."""
    return _declare(Access(Audience.BUREAU, frozenset(roles)))


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What the view behind an endpoint declares; method views declare on the class."""
    view = app.view_functions[endpoint]
    holder = getattr(view, "view_class", view)
    access: Access | None = getattr(holder, "access", None)
    return access


def current_organisation() -> Organisation:
    """The organisation in the address, already checked against the user's roles."""
    organisation: Organisation = g.organisation
    return organisation


def signed_in_user() -> User:
    """The person behind this request; only for views that need an account."""
    user: User = current_user._get_current_object()  # noqa: SLF001 - flask-login's documented way
    return user


def init_access(app: Flask) -> None:
    """Check every request before its view runs."""
    app.before_request(_check)


def _forget_reader(_session: object, _transaction: object) -> None:
    """A rollback forgets what was loaded, roles included: whoever is asked for after it is loaded again."""
    if has_request_context():
        g.pop("_login_user", None)  # where flask-login keeps who it loaded


event.listen(db.session, "after_soft_rollback", _forget_reader)


def _check() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    access = access_of(current_app, request.endpoint)
    if access is None:
        raise ForbiddenError(message("This page is closed."))
    if access.audience in {Audience.PUBLIC, Audience.TOKEN, Audience.SIGNED}:
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
    if access.audience is Audience.MEMBER:
        _check_member(access)
    if access.audience is Audience.BUREAU:
        _check_bureau(access)
    return None


def _check_member(access: Access) -> None:
    slug = (request.view_args or {}).get("organisation_slug")
    roles = [role for role in signed_in_user().organisation_roles if role.organisation.slug == slug]
    if not roles:
        # Not "forbidden": whether another organisation exists here is not this person's to know.
        raise NotFoundError(message("This page does not exist."))
    if access.roles and not any(role.role in access.roles for role in roles):
        raise ForbiddenError(message("Your role does not allow this. Ask a manager of your organisation."))
    g.organisation = roles[0].organisation


def _check_bureau(access: Access) -> None:
    roles = {role.role for role in signed_in_user().bureau_roles}
    if not roles:
        raise NotFoundError(message("This page does not exist."))
    if access.roles and not roles & access.roles:
        raise ForbiddenError(message("Your role does not allow this. Ask the director."))
