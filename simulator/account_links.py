"""Onboarding links: one visit each, and only for a few minutes."""

from typing import Any

from simulator import accounts, clock
from simulator.account_standing import set_standing
from simulator.errors import missing_parameter
from simulator.events import emit_thin
from simulator.ids import new_id
from simulator.objects import fresh
from simulator.store import Thing, Tx
from simulator.work import PLATFORM, Call, Work

Json = dict[str, Any]

KIND = "v2.core.account_link"
LIFETIME_SECONDS = 600
# What the buttons of the onboarding page do to the account.
OUTCOMES = {"complete": "active", "incomplete": "restricted", "rejected": "rejected"}


def create(work: Work, call: Call) -> Json:
    account = accounts.find(work.tx, call.params["account"], status=400)
    use_case = call.params["use_case"]
    kind = use_case["type"]
    if kind not in use_case:
        raise missing_parameter(f"use_case.{kind}")
    token = new_id("")
    body = fresh(
        KIND,
        account=account.id,
        created=clock.iso(work.now),
        expires_at=clock.iso(work.now + LIFETIME_SECONDS),
        url=f"{call.base_url}/onboarding/{token}",
        use_case={"type": kind, kind: use_case[kind]},
    )
    extra = {"expires_at": work.now + LIFETIME_SECONDS, "state": "new", "visit": None}
    work.tx.insert(Thing(f"link_{token}", KIND, PLATFORM, work.now, body, extra))
    return body


def find(tx: Tx, token: str) -> Thing | None:
    return tx.find(f"link_{token}", KIND)


def urls(link: Thing) -> tuple[str | None, str]:
    """Where to go after the visit, and where to go for a new link."""
    use_case = link.body["use_case"]
    given = use_case[use_case["type"]]
    return given.get("return_url"), given["refresh_url"]


def visit(work: Work, link: Thing) -> str | None:
    """Open the link: a token for this one visit, or None when it was used or is too old."""
    if link.extra["state"] != "new" or work.now >= link.extra["expires_at"]:
        return None
    link.extra.update(state="opened", visit=new_id(""))
    work.tx.save(link)
    return str(link.extra["visit"])


def finish(work: Work, link: Thing, visit_token: str, outcome: str) -> bool:
    """What the person decided on the page. False when this visit is not (any more) the one that was opened."""
    if link.extra["state"] != "opened" or link.extra["visit"] != visit_token:
        return False
    link.extra["state"] = "done"
    work.tx.save(link)
    account = accounts.find(work.tx, link.body["account"])
    if outcome == "complete" and account.body["identity"]["business_details"] is None:
        account.body["identity"]["business_details"] = {"registered_name": account.body["display_name"]}
        emit_thin(work, "v2.core.account[identity].updated", account.id)
    set_standing(work, account, OUTCOMES[outcome])
    data = {"account_id": account.id, "configurations": ["merchant"], "use_case": link.body["use_case"]["type"]}
    emit_thin(work, "v2.core.account_link.returned", account.id, data)
    return True
