"""The secrets of a development checkout: made once, kept in a file that only its owner reads."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from launcher.console import Refusal

ENDPOINTS = ("platform", "connect", "thin")
FILE = "keys.json"


def development_keys(data_dir: Path) -> Mapping[str, str]:
    """SECRET_KEY, STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRETS of this data directory.

    Raises: Refusal when the file with them was damaged.
    """
    path = data_dir / FILE
    if not path.exists():
        _write(path, _new_keys())
    path.chmod(0o600)
    try:
        keys = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(keys[name]) for name in _new_keys()}
    except (ValueError, KeyError, TypeError):
        raise Refusal(
            f"The file {path} with this checkout's keys is damaged: remove it, and new ones are made."
        ) from None


def _new_keys() -> dict[str, str]:
    endpoints = (f"{name}=whsec_{secrets.token_urlsafe(32)}" for name in ENDPOINTS)
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(24)}",
        "STRIPE_WEBHOOK_SECRETS": ",".join(endpoints),
    }


def _write(path: Path, keys: Mapping[str, str]) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(keys, file, indent=2)
    unfinished.rename(path)
