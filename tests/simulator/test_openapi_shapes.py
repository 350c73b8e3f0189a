"""Every answer of the simulator against Stripe's own description of the API, where that description is at hand."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from simulator.operations import OPERATIONS
from tests.simulator.scenes import ACCOUNT_PARAMS, KEY, Json, World, on, onboard

SPEC = Path(__file__).parents[2].parent / "shared" / "stripe-openapi-extract.json"
BASE = "urn:stripe"

pytestmark = pytest.mark.skipif(not SPEC.exists(), reason="Stripe's description of the API (../shared) is not here")


def as_json_schema(node: Any, *, v2: bool) -> Any:  # noqa: ANN401  any part of a JSON document
    """OpenAPI's `nullable` in JSON Schema's words. In v2 every optional part is null unless it was included."""
    if isinstance(node, list):
        return [as_json_schema(part, v2=v2) for part in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"$ref"}:
        return {"$ref": node["$ref"].replace("#/components/schemas/", f"{BASE}#/")}
    made = {name: as_json_schema(part, v2=v2) for name, part in node.items() if name != "nullable"}
    properties = made.get("properties")
    if v2 and isinstance(properties, dict):
        required = set(made.get("required", []))
        made["properties"] = {
            n: p if n in required else {"anyOf": [p, {"type": "null"}]} for n, p in properties.items()
        }
    return {"anyOf": [made, {"type": "null"}]} if node.get("nullable") is True else made


class Description:
    """Stripe's description of the API, able to say what an answer must look like."""

    def __init__(self) -> None:
        self._paths: Json = json.loads(SPEC.read_text(encoding="utf-8"))["paths"]
        raw = json.loads(SPEC.read_text(encoding="utf-8"))["components"]["schemas"]
        schemas = {name: as_json_schema(schema, v2=name.startswith("v2.")) for name, schema in raw.items()}
        # The description is one version older here: `configurations` has gone from account links in the SDK's version.
        for use_case in ("account_onboarding", "account_update"):
            link = schemas["v2.core.account_link"]["properties"]["use_case"]["properties"][use_case]
            link["anyOf"][0]["required"].remove("configurations")
        self._registry: Registry[Any] = Registry().with_resource(BASE, DRAFT202012.create_resource(schemas))

    def check(self, answer: object, schema: Json) -> None:
        """Raises: ValidationError."""
        Draft202012Validator(schema, registry=self._registry).validate(answer)

    def schema_for(self, method: str, rule: str, status: int = 200) -> Json:
        item = next(item for path, item in self._paths.items() if same_path(path, rule) and method.lower() in item)
        if status != 200 and rule.startswith("/v2/"):
            return {"$ref": f"{BASE}#/v2.error"}
        responses = item[method.lower()]["responses"]
        content = responses["200" if status == 200 else "default"]["content"]["application/json"]
        return dict(as_json_schema(content["schema"], v2=rule.startswith("/v2/")))


@pytest.fixture(scope="module")
def description() -> Description:
    return Description()


def same_path(template: str, rule: str) -> bool:
    left, right = template.split("/"), rule.split("/")
    return len(left) == len(right) and all(
        a == b or (a.startswith("{") and b.startswith("<")) for a, b in zip(left, right, strict=True)
    )


def history(world: World) -> dict[str, str]:
    """A world in which everything has happened at least once; gives an id for each kind."""
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    use_case = {
        "type": "account_onboarding",
        "account_onboarding": {"refresh_url": "http://127.0.0.1/r", "return_url": "http://127.0.0.1/u"},
    }
    onboard(world.core.account_links.create({"account": account.id, "use_case": use_case}).url, "complete")
    seller = account.id
    for method in ("ideal", "bancontact", "card"):
        paid = world.paid(seller, method)
        part = {"payment_intent": paid.payment_intent.id, "amount": 100, "refund_application_fee": True}
        refund = world.v1.refunds.create(part, on(seller))
    world.control(f"refunds/{refund.id}/fail")
    world.control("refunds/mode", {"status": "pending"})
    world.v1.refunds.create(part, on(seller))
    dispute = world.control("disputes", {"charge": paid.payment_intent.latest_charge.id})
    world.control(f"disputes/{dispute['id']}/close", {"status": "won"})
    for outcome in ("processing", "failed"):
        world.complete(world.open_session(seller).id, outcome)
    world.sessions.expire(world.open_session(seller).id, options=on(seller))
    world.control("clock/advance", {"seconds": 5 * 86_400})
    payout = world.control(f"accounts/{seller}/payout", {"status": "failed"})
    fee = world.v1.application_fees.list().data[0]
    world.v1.application_fees.refunds.create(fee.id, {"amount": 5})
    return {
        "seller": seller,
        "/v2/core/accounts/<id>": seller,
        "/v2/core/events/<id>": thin_event_of(world),
        "/v1/checkout/sessions/<id>": paid.id,
        "/v1/checkout/sessions/<id>/line_items": paid.id,
        "/v1/payment_intents/<id>": paid.payment_intent.id,
        "/v1/charges/<id>": paid.payment_intent.latest_charge.id,
        "/v1/refunds/<id>": refund.id,
        "/v1/application_fees/<id>": fee.id,
        "/v1/application_fees/<id>/refunds": fee.id,
        "/v1/balance_transactions/<id>": paid.payment_intent.latest_charge.balance_transaction.id,
        "/v1/payouts/<id>": payout["id"],
        "/v1/disputes/<id>": dispute["id"],
        "/v1/events/<id>": world.v1.events.list({}, on(seller)).data[0].id,
    }


def thin_event_of(world: World) -> str:
    """Thin events are not listed by the API; the webhook log knows them."""
    world.control("webhooks/endpoints", {"urls": {"thin": "http://127.0.0.1:9/"}, "secrets": {"thin": "s"}})
    world.core.accounts.create(ACCOUNT_PARAMS)
    return str(world.look("webhooks")["deliveries"][-1]["event"])


EXPAND = {
    "/v1/checkout/sessions/<id>": [
        "payment_intent.latest_charge.balance_transaction",
        "payment_intent.latest_charge.application_fee",
    ],
    "/v1/charges/<id>": ["refunds", "balance_transaction", "application_fee"],
    "/v1/application_fees": ["data.charge", "data.balance_transaction"],
    "/v1/balance_transactions": ["data.source"],
    "/v1/refunds": ["data.charge", "data.payment_intent", "data.balance_transaction"],
}


def test_every_answer_has_stripes_shape(world: World, description: Description) -> None:
    ids = history(world)
    platform = ("/v1/application_fees", "/v2/")
    for operation in (op for op in OPERATIONS if op.method == "GET"):
        path = operation.rule.replace("<id>", ids.get(operation.rule, ""))
        headers = {"Authorization": f"Bearer {KEY}"}
        if not operation.rule.startswith(platform):
            headers["Stripe-Account"] = ids["seller"]
        query: dict[str, Any] = {f"expand[{n}]": name for n, name in enumerate(EXPAND.get(operation.rule, []))}
        if operation.rule.startswith("/v2/core/accounts"):
            query = {f"include[{n}]": name for n, name in enumerate(ACCOUNT_PARAMS["include"])}
        elif "<id>" not in operation.rule and operation.rule != "/v1/balance":
            query["limit"] = 100
        answer = requests.get(world.base_url + path, params=query, headers=headers, timeout=10)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body.get("object") != "list" or body["data"], f"{operation.rule} gave nothing to look at"
        description.check(body, description.schema_for("GET", operation.rule))
        if not operation.v2:
            check_contents(description, body)


def check_contents(description: Description, body: Json) -> None:
    """Lists and events hold whole objects; each must have its own shape, which the description leaves open there."""
    kinds = {
        "event",
        "charge",
        "refund",
        "payment_intent",
        "checkout.session",
        "payout",
        "dispute",
        "application_fee",
        "balance_transaction",
    }
    for item in body.get("data", []) if body.get("object") == "list" else [body]:
        inner = item["data"]["object"] if item["object"] == "event" else item
        if inner["object"] in kinds:
            description.check(inner, {"$ref": f"{BASE}#/{inner['object']}"})


def test_every_made_object_of_v2_has_stripes_shape(world: World, description: Description) -> None:
    use_case = {"type": "account_onboarding", "account_onboarding": {"refresh_url": "http://127.0.0.1/r"}}
    wanted = {
        "/v2/core/accounts": ACCOUNT_PARAMS,
        "/v2/core/account_links": {"account": world.seller(), "use_case": use_case},
    }
    for rule, params in wanted.items():
        answer = requests.post(
            world.base_url + rule, json=params, headers={"Authorization": f"Bearer {KEY}"}, timeout=5
        )
        assert answer.status_code == 200, answer.text
        description.check(answer.json(), description.schema_for("POST", rule))


def test_every_made_object_of_v1_has_stripes_shape(world: World, description: Description) -> None:
    seller = world.seller()
    session = world.open_session(seller)
    made = [
        ("/v1/checkout/sessions", session),
        ("/v1/checkout/sessions/<id>/expire", world.sessions.expire(session.id, options=on(seller))),
    ]
    paid = world.paid(seller)
    refund = world.v1.refunds.create({"payment_intent": paid.payment_intent.id, "expand": ["charge"]}, on(seller))
    fee = world.v1.application_fees.list().data[0]
    made += [
        ("/v1/refunds", refund),
        ("/v1/application_fees/<id>/refunds", world.v1.application_fees.refunds.create(fee.id, {"amount": 1})),
    ]
    for rule, answer in made:
        description.check(json.loads(str(answer)), description.schema_for("POST", rule))


def test_refusals_have_stripes_shape_too(world: World, description: Description) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    for rule in ("/v1/checkout/sessions", "/v1/refunds"):
        answer = requests.post(world.base_url + rule, data={"nonsense": "1"}, headers=headers, timeout=5)
        assert answer.status_code == 400
        description.check(answer.json(), description.schema_for("POST", rule, 400))
    answer = requests.post(f"{world.base_url}/v2/core/accounts", json={"nonsense": "1"}, headers=headers, timeout=5)
    assert answer.status_code == 400
    description.check(answer.json(), description.schema_for("POST", "/v2/core/accounts", 400))


def test_the_check_itself_finds_a_wrong_shape(world: World, description: Description) -> None:
    found = world.paid(world.seller())
    schema = description.schema_for("GET", "/v1/checkout/sessions/<id>")
    good = str(found)
    description.check(json.loads(good), schema)
    for right, wrong in (
        ('"status": "complete"', '"status": "done"'),
        ('"amount_total": 6900', '"amount_total": "6900"'),
        ('"amount_captured": 6900', '"amount_captured": null'),
        ('"reporting_category": "charge"', '"reporting_category": 5'),
    ):
        assert right in good
        with pytest.raises(ValidationError):
            description.check(json.loads(good.replace(right, wrong)), schema)
