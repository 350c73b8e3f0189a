"""One request held against the contract: refuses as Stripe refuses, returns typed values."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from simulator.contract import Shape, fields_of
from simulator.errors import ApiError, missing_parameter, refused, unknown_parameters
from simulator.forms import as_list

Json = dict[str, Any]

# Lengths are in Stripe's description of the API but not in the SDK's types.
LONGEST = {
    "client_reference_id": 200,
    "payment_intent_data[description]": 1000,
    "payment_intent_data[statement_descriptor]": 22,
    "payment_intent_data[statement_descriptor_suffix]": 22,
    "line_items[price_data][product_data][description]": 40_000,
}
DEFAULT_LONGEST = 5000
METADATA_KEYS, METADATA_KEY, METADATA_VALUE = 50, 40, 500
_INDEX = re.compile(r"\[\d+\]")
_INTEGER = re.compile(r"^-?\d{1,18}$")


def check(params: type, given: Json, *, typed: bool) -> Json:
    """The request as typed values. `typed` says that it came as JSON (v2), where a string is not a number.

    Raises: ApiError for the first thing that Stripe would refuse.
    """
    return _object(Shape("object", cls=params), given, "", typed)


def _object(shape: Shape, value: object, path: str, typed: bool) -> Json:  # noqa: FBT001  called through a table
    given = _hash(value, path)
    if shape.cls is None:
        raise TypeError("an object shape without a class")
    fields = fields_of(shape.cls)
    unknown = [_at(path, name) for name in given if name not in fields]
    if unknown:
        raise unknown_parameters(unknown)
    for name, field in fields.items():
        if field.required and name not in given:
            raise missing_parameter(_at(path, name))
    return {name: _value(fields[name].shape, value, _at(path, name), typed=typed) for name, value in given.items()}


def _value(shape: Shape, value: object, path: str, *, typed: bool) -> object:
    if value is None and shape.may_be_null:
        return None
    if value is None:
        raise refused(f"Invalid value for {path}: null is not allowed here.", param=path)
    if value == "":
        return _empty(shape, path)
    if shape.kind in _NESTED:
        return _NESTED[shape.kind](shape, value, path, typed)
    return _scalar(shape, value, path, typed=typed)


def _empty(shape: Shape, path: str) -> object:
    if shape.may_be_empty:
        return ""
    name = path.rsplit("[", 1)[-1].rstrip("]")
    raise refused(
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter; however "
        f"'{path}' cannot be unset. You should remove '{name}' from your request or supply a non-empty value.",
        code="parameter_invalid_empty",
        param=path,
    )


def _first_that_fits(shape: Shape, value: object, path: str, typed: bool) -> object:  # noqa: FBT001  called through a table
    first: ApiError | None = None
    # A hash is meant for the object among the alternatives; its message is the one that helps.
    ordered = sorted(
        shape.alternatives, key=lambda s: (s.kind in {"object", "map", "list"}) != isinstance(value, dict | list)
    )
    for alternative in ordered:
        try:
            return _value(alternative, value, path, typed=typed)
        except ApiError as error:
            first = first or error
    raise first or refused(f"Invalid value for {path}.", param=path)


def _hash(value: object, path: str) -> Json:
    if not isinstance(value, dict):
        raise refused(f"Invalid object for {path}: expected a hash, got {str(value)[:40]!r}.", param=path)
    return value


def _list(shape: Shape, value: object, path: str, typed: bool) -> list[object]:  # noqa: FBT001  called through a table
    items = as_list(value) if isinstance(value, dict) and not typed else value
    if not isinstance(items, list):
        raise refused(f"Invalid array for {path}.", param=path)
    item = shape.item or Shape("any")
    return [_value(item, entry, f"{path}[{index}]", typed=typed) for index, entry in enumerate(items)]


def _map(shape: Shape, given: object, path: str, typed: bool) -> Json:  # noqa: FBT001  called through a table
    value = _hash(given, path)
    if path.endswith(("metadata", "metadata]")):
        _check_metadata(value, path)
    item = shape.item or Shape("any")
    # An empty value takes its key out of a map, so it passes where an empty field would not.
    return {key: _value(item, entry, _at(path, key), typed=typed) for key, entry in value.items() if entry != ""}


def _check_metadata(value: Json, path: str) -> None:
    if len(value) > METADATA_KEYS:
        raise refused(f"Metadata can have up to {METADATA_KEYS} keys, but you passed in {len(value)}.", param=path)
    for key, entry in value.items():
        if len(key) > METADATA_KEY:
            raise refused(
                f"Metadata keys can have up to {METADATA_KEY} characters, but you passed in a key that is {len(key)} "
                f"characters. Invalid key: {key}",
                param=path,
            )
        if isinstance(entry, str) and len(entry) > METADATA_VALUE:
            raise refused(
                f"Metadata values can have up to {METADATA_VALUE} characters, but you passed in a value that is "
                f"{len(entry)} characters. Invalid value: {entry}",
                param=_at(path, key),
            )


def _scalar(shape: Shape, value: object, path: str, *, typed: bool) -> object:
    if isinstance(value, dict | list):
        raise refused(f"Invalid string: {str(value)[:40]}", param=path)
    if shape.kind == "enum":
        return _enum(shape, value, path)
    if shape.kind == "integer":
        return _integer(value, path, typed=typed)
    if shape.kind == "boolean":
        return _boolean(value, path, typed=typed)
    if shape.kind in {"number", "decimal"}:
        return _decimal(value, path)
    if not isinstance(value, str):
        raise refused(f"Invalid string for {path}: {value!r}", param=path)
    longest = LONGEST.get(_INDEX.sub("", path), DEFAULT_LONGEST)
    if len(value) > longest:
        raise refused(f"Invalid string: {value[:16]}...{value[-4:]}; must be at most {longest} characters", param=path)
    return value


def _enum(shape: Shape, value: object, path: str) -> str:
    if value not in shape.values:
        *head, last = shape.values
        choice = f"{', '.join(head)}, or {last}" if head else last
        raise refused(f"Invalid {path}: must be one of {choice}", param=path)
    return str(value)


def _integer(value: object, path: str, *, typed: bool) -> int:
    if typed and isinstance(value, int) and not isinstance(value, bool):
        return value
    if not typed and isinstance(value, str) and _INTEGER.match(value):
        return int(value)
    raise refused(f"Invalid integer: {value}", code="parameter_invalid_integer", param=path)


def _boolean(value: object, path: str, *, typed: bool) -> bool:
    if typed and isinstance(value, bool):
        return value
    if not typed and value in {"true", "false"}:
        return bool(value == "true")
    raise refused(f"Invalid boolean: {value}", param=path)


def _decimal(value: object, path: str) -> str:
    try:
        return str(Decimal(str(value)))
    except InvalidOperation as error:
        raise refused(f"Invalid decimal: {value}", param=path) from error


def _at(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


_NESTED: dict[str, Callable[[Shape, object, str, bool], object]] = {
    "union": _first_that_fits,
    "object": _object,
    "map": _map,
    "list": _list,
    "any": lambda _shape, value, _path, _typed: value,
}
