"""The rules for accounts that the parameter types do not tell."""

import re
from typing import Any

from simulator.errors import ApiError, missing_parameter, not_simulated, refused
from simulator.store import Thing

Json = dict[str, Any]

_SIMULATED = frozenset(
    {
        "configuration",
        "contact_email",
        "contact_phone",
        "dashboard",
        "defaults",
        "display_name",
        "identity",
        "include",
        "metadata",
    }
)
_EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
_COUNTRY = re.compile(r"^[a-z]{2}$")


def check_create(given: Json) -> None:
    """Raises: ApiError as Stripe for an account that cannot be made, or that this simulator does not know."""
    _check_common(given)
    merchant = given.get("configuration", {}).get("merchant")
    if merchant is None:
        raise not_simulated("an account without configuration.merchant")
    for name in ("contact_email", "dashboard", "defaults", "identity"):
        if name not in given:
            raise missing_parameter(name)
    if "country" not in given["identity"]:
        raise _v2("identity_country_required", "Identity country is required for the requested configuration.")
    if "responsibilities" not in given["defaults"]:
        raise missing_parameter("defaults.responsibilities")
    _check_responsibilities(given)


def check_update(given: Json, account: Thing) -> None:
    _check_common(given)
    country = given.get("identity", {}).get("country")
    if country is not None and country != account.body["identity"]["country"]:
        raise _v2("immutable_identity_param", "The identity country cannot be changed.")
    if given.get("dashboard", account.body["dashboard"]) != account.body["dashboard"]:
        raise not_simulated("a change of dashboard")


def _check_common(given: Json) -> None:
    for name in given:
        if name not in _SIMULATED:
            raise not_simulated(name)
    for name in given.get("configuration", {}):
        if name != "merchant":
            raise not_simulated(f"configuration.{name}")
    email = given.get("contact_email")
    if email is not None and not _EMAIL.match(email):
        raise _v2("email_invalid", f"Invalid email address: {email}")
    country = given.get("identity", {}).get("country")
    if country is not None and not _COUNTRY.match(country):
        raise refused(f"Invalid country: {country}. Use a two-letter code in lower case.", code="country_invalid")


def _check_responsibilities(given: Json) -> None:
    """Direct charges with Stripe's own dashboard: Stripe collects its fees from, and bears losses with, the account."""
    shares = given["defaults"]["responsibilities"]
    if given["dashboard"] != "full":
        raise not_simulated(f"dashboard={given['dashboard']}")
    if shares["fees_collector"] != "stripe" or shares["losses_collector"] != "stripe":
        raise _v2(
            "account_controller_unsupported_configuration",
            "An account with the full dashboard needs fees_collector and losses_collector to be stripe.",
        )


def _v2(code: str, message: str) -> ApiError:
    return refused(message, code=code)
