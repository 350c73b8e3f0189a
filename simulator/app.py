"""The web application of the simulator, put together."""

from flask import Flask, Response, render_template, request

from simulator import dutch
from simulator.api import api, unknown_url
from simulator.connection import DroppedConnectionError
from simulator.control import control
from simulator.control_webhooks import webhook_control
from simulator.engine import Engine
from simulator.onboarding_page import onboarding_page
from simulator.pay_page import pay_page
from simulator.settings import Settings

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
LARGEST_BODY = 64 * 1024 * 1024


def create_app(settings: Settings) -> Flask:
    """The application with an engine that is not running yet: `app.extensions["simulator"].start()` sends webhooks."""
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.extensions["simulator"] = Engine(settings)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    app.jinja_env.filters["euros"] = dutch.euros
    app.jinja_env.filters["day_and_time"] = dutch.day_and_time
    for blueprint in (api, control, webhook_control, pay_page, onboarding_page):
        app.register_blueprint(blueprint)
    app.get("/")(_home)
    app.before_request(_only_from_here)
    app.after_request(_secure)
    app.register_error_handler(404, _not_found)
    app.register_error_handler(405, _not_found)
    app.register_error_handler(500, _broken)
    app.register_error_handler(DroppedConnectionError, _dropped)
    return app


def engine_of(app: Flask) -> Engine:
    found: Engine = app.extensions["simulator"]
    return found


def _home() -> str:
    text = "Hier betalen bezoekers van het locatieplatform in de demonstratie. Begin met betalen bij een boeking."
    return render_template("message.html", heading="De betaalsimulator draait", text=text)


def _only_from_here() -> tuple[str, int] | None:
    """The simulator has no passwords: other hosts' names, and other sites' pages, get nothing from it."""
    hostname = request.host.rsplit(":", 1)[0].strip("[]") if request.host != "::1" else "::1"
    if hostname not in _LOOPBACK:
        return "The payment simulator answers on this machine only.", 403
    origin = request.headers.get("Origin")
    if origin and request.method == "POST" and origin != request.host_url.rstrip("/"):
        return "The payment simulator does not take requests from other sites.", 403
    return None


def _secure(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers.update(_SECURITY)
    return response


def _not_found(_error: Exception) -> Response | tuple[Response | str, int]:
    if request.path.startswith(("/v1/", "/v2/")):
        return unknown_url()
    if request.path.startswith("/_sim/"):
        return Response('{"error": "There is no such control endpoint."}', mimetype="application/json"), 404
    text = "Het adres klopt niet. Ga terug naar het platform."
    return render_template("message.html", heading="Deze pagina is er niet", text=text), 404


def _broken(_error: Exception) -> tuple[Response | str, int]:
    if request.path.startswith(("/v1/", "/v2/", "/_sim/")):
        body = '{"error": {"type": "api_error", "message": "The payment simulator failed; see its log."}}'
        return Response(body, mimetype="application/json"), 500
    text = "De simulator heeft een fout gemaakt. Er is niets betaald. Probeer het opnieuw."
    return render_template("message.html", heading="Er ging iets mis", text=text), 500


def _dropped(_error: Exception) -> tuple[str, int]:
    """Nobody gets this answer: the connection is already cut."""
    return "", 500
