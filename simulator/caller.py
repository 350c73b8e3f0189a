"""Who calls: the API key, the API version and the connected account that the call is about."""

from werkzeug.datastructures import Headers

from simulator.errors import ApiError, refused
from simulator.objects import API_VERSION
from simulator.store import Tx
from simulator.work import PLATFORM

_TEST_KEYS = ("sk_test_", "rk_test_")
_SHOWN = 8


def authenticate(headers: Headers) -> None:
    """Raises: ApiError 401 without a test key, 400 for another API version."""
    scheme, _, key = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise ApiError(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
            "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            status=401,
            stored=False,
        )
    if not key.startswith(_TEST_KEYS):
        raise ApiError(
            f"Invalid API Key provided: {key[:_SHOWN]}{'*' * 12}", status=401, code="api_key_invalid", stored=False
        )
    version = headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise refused(f"Invalid Stripe API version: {version}. The payment simulator speaks {API_VERSION} only.")


def account_of(tx: Tx, headers: Headers) -> str:
    """The connected account of the call, '' for the platform. Raises: ApiError 403 when the platform has no access."""
    account = headers.get("Stripe-Account") or headers.get("Stripe-Context") or PLATFORM
    if account == PLATFORM:
        return PLATFORM
    found = tx.find(account, "v2.core.account")
    if found is None or found.extra.get("deauthorized"):
        raise ApiError(
            f"The provided key does not have access to account '{account}' (or that account does not exist). "
            "Application access may have been revoked.",
            status=403,
            code="account_invalid",
            stored=False,
        )
    return account
