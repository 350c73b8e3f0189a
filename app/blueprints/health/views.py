"""Whether the process lives, and whether it can do its work."""

from flask import Blueprint, Response, jsonify

from app.services.health import health_service
from app.web.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """The database, its migrations and the job queue are there."""
    checks = health_service.check_readiness()
    ready = all(checks.values())
    return jsonify(status="ok" if ready else "not ready", checks=checks), 200 if ready else 503
