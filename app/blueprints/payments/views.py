"""Where Stripe tells us things. Nobody logs in here: every message carries a signature over its raw bytes."""

from flask import Blueprint, Response, jsonify, request

from app.core.db import transaction
from app.core.messages import message
from app.services.payments import webhook_service
from app.web.access import signed
from app.web.error_pages import problem

bp = Blueprint("payments", __name__)


@bp.post("/webhooks/stripe/<any(platform, connect, thin):endpoint>")
@signed
def stripe_webhook(endpoint: str) -> Response:
    """Written down and answered at once; Stripe asks for an answer within seconds and tries again without one."""
    try:
        with transaction():
            new = webhook_service.receive(endpoint, request.get_data(), request.headers.get("Stripe-Signature"))
    except webhook_service.WebhookRefusedError:
        return problem(400, message("This request could not be read."), code="webhook_refused")
    return jsonify(received=True, new=new)
