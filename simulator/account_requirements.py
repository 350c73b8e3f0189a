"""What Stripe still wants to know about an account, in the words of its requirements."""

from typing import Any

Json = dict[str, Any]

# What a new account with the full dashboard has to tell, as Stripe's test mode lists it.
_FRESH = (
    "configuration.merchant.mcc",
    "defaults.profile.business_url",
    "external_account",
    "identity.attestations.terms_of_service.account.date",
    "identity.attestations.terms_of_service.account.ip",
)


def entries_for(standing: str, capabilities: list[str]) -> list[Json]:
    """Nothing once the account is active or rejected; the whole list before that."""
    if standing in {"active", "rejected"}:
        return []
    waiting_for = "stripe" if standing == "pending" else "user"
    return [_entry(description, waiting_for, capabilities) for description in _FRESH]


def _entry(description: str, waiting_for: str, capabilities: list[str]) -> Json:
    return {
        "awaiting_action_from": waiting_for,
        "description": description,
        "errors": [],
        "impact": {
            "restricts_capabilities": [
                {"capability": name, "configuration": "merchant", "deadline": {"status": "past_due"}}
                for name in capabilities
            ]
        },
        "minimum_deadline": {"status": "past_due"},
        "reference": None,
        "requested_reasons": [{"code": "routine_onboarding"}],
    }


def summary_of(entries: list[Json]) -> Json:
    deadline = {"status": "past_due", "time": None} if entries else None
    return {"minimum_deadline": deadline}
