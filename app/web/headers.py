"""Headers that keep browsers on the safe side."""

from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.wrappers import Response

from config.settings import Settings


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _policy(settings: Settings) -> str:
    images = ["'self'", "data:"]
    if settings.map_tile_url:
        images.append(_origin(settings.map_tile_url))
    # A form that leads to the payment page is redirected there; browsers check the whole chain against form-action.
    payment = _origin(settings.stripe_api_base) if settings.stripe_api_base else "https://checkout.stripe.com"
    onboarding = "" if settings.stripe_api_base else " https://connect.stripe.com"
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            f"img-src {' '.join(images)}",
            f"form-action 'self' {payment}{onboarding}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "manifest-src 'self'",
        ]
    )


def init_headers(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer."""
    policy = _policy(settings)

    @app.after_request
    def _add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(self), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.is_production:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if "token" in request.args:
            # A link that opens somebody's booking is kept by no cache and told to no other site.
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Cache-Control"] = "no-store"
        return response
