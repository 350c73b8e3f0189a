"""The JSON API, version 1."""

from flask import Blueprint, Flask

from app.blueprints.api.bookings import bp as bookings_bp
from app.blueprints.api.openapi import ApiBlueprint, PlatformApi
from app.blueprints.api.rooms import bp as rooms_bp

_BLUEPRINTS: tuple[ApiBlueprint, ...] = (rooms_bp, bookings_bp)


def init_api(app: Flask, public_url: str) -> list[Blueprint]:
    """Mount the API; returns its blueprints, which carry no cookies and so need no CSRF token."""
    app.config.update(
        API_TITLE="Locatieplatform",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"servers": [{"url": public_url}]},
    )
    api = PlatformApi(app)
    for blueprint in _BLUEPRINTS:
        api.register_blueprint(blueprint)
    return list(_BLUEPRINTS)
