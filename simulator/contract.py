"""What a request may hold, read from the parameter types of the installed `stripe` SDK.

Stripe generates those types from its own description of the API, so this contract cannot lag behind the pinned SDK:
closed objects, enumerations, required keys, and an integer that is not a float.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import SimpleNamespace, UnionType
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

import typing_extensions
from stripe._request_options import RequestOptions  # headers the SDK mixes into v1 parameter types; they are not fields
from typing_extensions import is_typeddict

_HEADERS = frozenset(RequestOptions.__annotations__)
_SCALARS: Mapping[object, str] = {str: "string", int: "integer", bool: "boolean", float: "number", Decimal: "decimal"}


@dataclass(frozen=True)
class Shape:
    """One value: a scalar, an enumeration, a list, a map or a closed object (`fields_of` lists its fields)."""

    kind: str
    values: tuple[str, ...] = ()
    item: "Shape | None" = None
    cls: type | None = None
    alternatives: tuple["Shape", ...] = ()
    may_be_empty: bool = False
    may_be_null: bool = False


@dataclass(frozen=True)
class Field:
    shape: Shape
    required: bool


@cache
def fields_of(cls: type) -> dict[str, Field]:
    """The fields of one parameter type, without the SDK's request options."""
    own = {name: hint for name, hint in cls.__annotations__.items() if name not in _HEADERS}
    # The request options hold names that exist only for type checkers; resolving our part alone avoids them.
    hints = typing_extensions.get_type_hints(
        SimpleNamespace(__annotations__=own), globalns=vars(sys.modules[cls.__module__]), include_extras=True
    )
    required: frozenset[str] = getattr(cls, "__required_keys__", frozenset())
    return {name: Field(shape_of(hint), name in required) for name, hint in hints.items()}


def shape_of(hint: object) -> Shape:
    origin = get_origin(hint)
    if origin in {NotRequired, Required}:
        return shape_of(get_args(hint)[0])
    if origin in _GENERIC:
        return _GENERIC[origin](get_args(hint))
    if isinstance(hint, type) and is_typeddict(hint):
        return Shape("object", cls=hint)
    return Shape(_SCALARS.get(hint, "any"))


def _enumeration(members: tuple[Any, ...]) -> Shape:
    values = tuple(str(member) for member in members)
    return Shape("enum", values=tuple(v for v in values if v), may_be_empty="" in values)


def _union(members: tuple[Any, ...]) -> Shape:
    shapes = [shape_of(member) for member in members if not _is_sdk_object(member) and member is not type(None)]
    empty = any(shape.may_be_empty for shape in shapes)
    null = type(None) in members
    closed = [shape for shape in shapes if shape.kind == "enum" and shape.values]
    if closed:
        # The SDK adds `str` to enumerations so that newer values type-check. Stripe's server refuses unknown ones.
        shapes = [shape for shape in shapes if shape.kind != "string"]
    shapes = [shape for shape in shapes if shape.kind != "enum" or shape.values] or [Shape("string")]
    if len(shapes) == 1:
        only = shapes[0]
        return Shape(only.kind, only.values, only.item, only.cls, only.alternatives, empty or only.may_be_empty, null)
    return Shape("union", alternatives=tuple(shapes), may_be_empty=empty, may_be_null=null)


def _is_sdk_object(member: object) -> bool:
    """A parameter may also be given as an object of the SDK, which it sends as a plain map: not a case of its own."""
    origin = get_origin(member) or member
    return isinstance(origin, type) and origin.__module__.startswith("stripe._stripe_object")


_GENERIC: Mapping[object, Callable[[tuple[Any, ...]], Shape]] = {
    Literal: _enumeration,
    typing_extensions.Literal: _enumeration,
    Union: _union,
    UnionType: _union,
    list: lambda members: Shape("list", item=shape_of(members[0])),
    dict: lambda members: Shape("map", item=shape_of(members[1])),
}
