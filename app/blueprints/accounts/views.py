"""Logging in and out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.models.accounts import User
from app.services.accounts import login_service
from app.services.accounts.login_service import TooManyAttemptsError
from app.web.access import logged_in, public
from app.web.i18n import translate
from app.web.redirects import safe_next

bp = Blueprint("accounts", __name__)


def load_user(user_id: str) -> User | None:
    """For flask-login, which asks on every request with a session."""
    return login_service.find_user(user_id)


def _home_of(user: User) -> str:
    if user.bureau_roles:
        return url_for("bureau.dashboard")
    if user.organisation_roles:
        return url_for("member.today")
    return url_for("search.home")


@bp.get("/inloggen")
@public
def login() -> str | Response:
    """The form."""
    if current_user.is_authenticated:
        return redirect(_home_of(current_user))
    return render_template("accounts/login.html", email="", errors={}, next=request.args.get("next", ""))


@bp.post("/inloggen")
@public
def login_submit() -> Response | tuple[str, int]:
    """Check and go where the person was going."""
    email = request.form.get("email", "").strip()[:320]
    password = request.form.get("password", "")[:1000]
    address = request.remote_addr or ""
    try:
        with transaction():
            login_service.check_attempts(email, address)
            user = login_service.authenticate(email, password, address)
    except TooManyAttemptsError as error:
        return _again(email, translate(error.message), 429)
    if user is None:
        return _again(email, _("This e-mail address and password do not belong together."), 422)
    login_user(user)
    return redirect(safe_next(request.form.get("next", "")) or _home_of(user), code=303)


def _again(email: str, told: str, status: int) -> tuple[str, int]:
    errors = {"email": [told]}
    page = render_template("accounts/login.html", email=email, errors=errors, next=request.form.get("next", ""))
    return page, status


@bp.post("/uitloggen")
@logged_in
def logout() -> Response:
    """End the session."""
    logout_user()
    flash(_("You are logged out."))
    return redirect(url_for("search.home"), code=303)
