"""Stripe's bracketed forms (`line_items[0][price_data][currency]=eur`) read into nested values."""

import re
from collections.abc import Iterable
from typing import Any

from simulator.errors import refused

_KEY = re.compile(r"^[^\[\]]+((\[[^\[\]]*\])*)$")
_PART = re.compile(r"\[([^\[\]]*)\]")
DEEPEST = 10
# Stripe's longest requests have a few hundred fields; far beyond that a form is an accident or an attack.
MOST_FIELDS = 5_000


def decode(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Nested dicts of strings; `a[]=` appends. Lists stay dicts with numbered keys until the contract is known."""
    root: dict[str, Any] = {}
    for count, (key, value) in enumerate(pairs):
        if count >= MOST_FIELDS:
            raise refused("Invalid request: too many parameters.")
        _put(root, key, value)
    return root


def _put(root: dict[str, Any], key: str, value: str) -> None:
    match = _KEY.match(key)
    if not match:
        raise refused(f"Invalid request: the parameter name {key!r} is malformed.", param=key)
    parts = [key.split("[", 1)[0], *_PART.findall(match.group(1))]
    if len(parts) > DEEPEST:
        raise refused(f"Invalid request: the parameter {key!r} is nested too deeply.", param=key)
    node = root
    for part in parts[:-1]:
        child = node.setdefault(part or str(len(node)), {})
        if not isinstance(child, dict):
            raise refused(f"Invalid request: {key!r} is used both as a value and as a hash.", param=key)
        node = child
    name = parts[-1] or str(len(node))
    if isinstance(node.get(name), dict):
        raise refused(f"Invalid request: {key!r} is used both as a value and as a hash.", param=key)
    node[name] = value


def as_list(value: dict[str, Any]) -> list[Any] | None:
    """The items in order when every key is a number, else None."""
    if not all(key.isdecimal() for key in value):
        return None
    return [value[key] for key in sorted(value, key=int)]
