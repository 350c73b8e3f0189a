"""The composition root: the one place where everything meets."""

from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from whitenoise import WhiteNoise

import app.models  # noqa: F401 - every table is known before the first query
from app.blueprints.accounts.views import bp as accounts_bp
from app.blueprints.accounts.views import load_user
from app.blueprints.api.views import init_api
from app.blueprints.booking.views import bp as booking_bp
from app.blueprints.bureau.views import bp as bureau_bp
from app.blueprints.calendars.views import bp as calendars_bp
from app.blueprints.health.views import bp as health_bp
from app.blueprints.member.views import bp as member_bp
from app.blueprints.pages.views import bp as pages_bp
from app.blueprints.payments.views import bp as payments_bp
from app.blueprints.search.saved_search_views import stop as stop_saved_search
from app.blueprints.search.views import bp as search_bp
from app.commands import register_commands
from app.core.db import CONNECTION_OPTIONS, db
from app.core.logging import configure_logging
from app.core.tokens import configure_tokens
from app.integrations.calendar.feed_client import FeedReader, configure_feeds
from app.integrations.mail.sender import configure_mail
from app.integrations.payments.gateway import configure_payments
from app.integrations.storage.files import configure_storage
from app.web.access import init_access
from app.web.components import init_components
from app.web.error_pages import init_error_pages
from app.web.filters import init_filters
from app.web.headers import init_headers
from app.web.i18n import init_i18n
from app.web.template_globals import init_template_globals
from config.settings import Environment, Settings, load_settings

MAX_UPLOAD_BYTES = 12 * 1024 * 1024
BLUEPRINTS = (search_bp, booking_bp, pages_bp, accounts_bp, member_bp, bureau_bp, payments_bp, health_bp, calendars_bp)


def _keep_others_tables(_object: object, name: str | None, type_: str, reflected: bool, _to: object) -> bool:  # noqa: FBT001
    """Alembic compares our tables only: those of the job queue belong to its library."""
    return not (type_ == "table" and reflected and (name or "").startswith("procrastinate"))


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from settings (read from the environment when none are given)."""
    settings = settings or load_settings()
    configure_logging()
    app = Flask("app", static_folder="static", static_url_path="/static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        TESTING=settings.environment is Environment.TEST,
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        REMEMBER_COOKIE_HTTPONLY=True,
        WTF_CSRF_TIME_LIMIT=None,
        # Pages and JSON made on the spot; files in static/ lie there compressed already. Level 5: a tenth smaller than 4, for less than a millisecond.
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIMETYPES=["text/html", "application/json", "application/problem+json"],
    )
    app.extensions["settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    _init_integrations(settings)
    _init_database(app)
    _init_web(app, settings)
    register_commands(app)
    return app


def _engine_options(settings: Settings) -> dict[str, object]:
    return {
        # Last in, first out: the same few connections stay warm and keep their prepared statements.
        "pool_use_lifo": True,
        "pool_pre_ping": settings.is_production,
        "pool_size": 5,
        "max_overflow": 10,
        "connect_args": {"options": CONNECTION_OPTIONS, "connect_timeout": 5},
    }


def _init_integrations(settings: Settings) -> None:
    configure_tokens(settings.secret_key)
    configure_payments(settings.stripe_secret_key, settings.stripe_api_base, settings.stripe_webhook_secrets)
    configure_mail(settings.mail_url, settings.mail_from, settings.data_dir / "mail")
    configure_storage(settings.data_dir / "uploads")
    agent = f"Locatieplatform (+{settings.public_url})"
    configure_feeds(FeedReader(reachable=settings.feed_reachable_hosts, user_agent=agent))


def _init_database(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory="migrations", include_object=_keep_others_tables, compare_type=True)


def _init_web(app: Flask, settings: Settings) -> None:
    Compress(app)
    login_manager = LoginManager(app)
    login_manager.user_loader(load_user)
    csrf = CSRFProtect(app)
    init_i18n(app)
    init_filters(app)
    init_components(app)
    init_template_globals(app, settings)
    init_headers(app, settings)
    init_error_pages(app)
    init_access(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    csrf.exempt(payments_bp)
    csrf.exempt(stop_saved_search)  # mail programmes unsubscribe with a POST of their own; its token says whose
    for blueprint in init_api(app, settings.public_url):
        csrf.exempt(blueprint)
    _serve_static_files(app)


def _serve_static_files(app: Flask) -> None:
    """Hashed names never change: browsers may keep them for good."""
    if app.static_folder is not None:  # pragma: no branch - set above
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # the documented way to wrap
            app.wsgi_app, root=app.static_folder, prefix="static/", immutable_file_test=r".*-[A-Z0-9]{8}\.\w+$"
        )
