"""What a connected account may do: its capabilities, and what is still asked of it."""

from typing import Any

from simulator.account_requirements import entries_for, summary_of
from simulator.events import emit_thin
from simulator.store import Thing
from simulator.work import Work

Json = dict[str, Any]

_DETAILS = {
    "active": [],
    "restricted": [{"code": "requirements_past_due", "resolution": "provide_info"}],
    "pending": [{"code": "requirements_pending_verification", "resolution": "no_resolution"}],
    "rejected": [{"code": "rejected_other", "resolution": "contact_stripe"}],
}


def capability(standing: str) -> Json:
    return {"status": standing, "status_details": list(_DETAILS[standing])}


def set_standing(work: Work, account: Thing, standing: str) -> None:
    """Onboarding or a review changes what the account may do: `active`, `restricted`, `pending` or `rejected`."""
    before = _statuses(account)
    apply_standing(account, standing)
    work.tx.save(account)
    emit_thin(work, "v2.core.account[requirements].updated", account.id)
    for name, status in _statuses(account).items():
        if before.get(name) != status:
            emit_thin(
                work,
                "v2.core.account[configuration.merchant].capability_status_updated",
                account.id,
                {"updated_capability": name},
            )


def _statuses(account: Thing) -> dict[str, str]:
    capabilities = account.body["configuration"]["merchant"]["capabilities"]
    found = {name: value["status"] for name, value in capabilities.items() if value and "status" in value}
    found["stripe_balance.payouts"] = capabilities["stripe_balance"]["payouts"]["status"]
    return found


def apply_standing(account: Thing, standing: str) -> None:
    account.extra["standing"] = standing
    capabilities = account.body["configuration"]["merchant"]["capabilities"]
    for name, value in capabilities.items():
        if name != "stripe_balance" and value is not None:
            capabilities[name] = capability(standing)
    capabilities["stripe_balance"]["payouts"] = capability(standing)
    requested = [name for name, value in capabilities.items() if value and name != "stripe_balance"]
    entries = entries_for(standing, requested)
    account.body["requirements"] = {"alternatives": None, "entries": entries, "summary": summary_of(entries)}
