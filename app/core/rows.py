"""Rows as JSON: many tables read in one round trip, and several rows written in one.

Reading a dozen small tables costs a dozen round trips, and each costs more than what it reads. One statement can tell
them all as JSON; here that becomes rows with the types of their model again. Writing goes the same way back.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Date, DateTime, Enum, Uuid
from sqlalchemy.orm import Mapper, make_transient_to_detached

from app.core.db import Base, session

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

Told = Mapping[str, Any]
Row = TypeVar("Row", bound=Base)


def told_sql(table: str, columns: Iterable[str]) -> str:
    """The expression that tells these columns of a row of `table` as `read_row` reads them."""
    return f"(SELECT to_json(x) FROM (SELECT {', '.join(f'{table}.{name}' for name in columns)}) x)"  # noqa: S608 - names of ours


def read_row(model: type[Row], told: Told, **related: object) -> Row:
    """A row as the database told it with `to_json`: reads like one of `model`, and belongs to no session.

    Only what was told is there, and `related` under the names of its relationships. Nobody can write it.
    """
    readers = _readers(model)
    values = {
        name: value if value is None or name not in readers else readers[name](value) for name, value in told.items()
    }
    return cast("Row", SimpleNamespace(**values, **related))


def read_rows(model: type[Row], told: Sequence[Told] | None) -> list[Row]:
    """The same for what `json_agg` told; None when it saw no row."""
    return [read_row(model, one) for one in told or ()]


@cache
def _readers(model: type[Base]) -> dict[str, Callable[[Any], object]]:
    """Per column whose JSON is not yet its value."""
    columns = model.__table__.columns
    readers = {column.name: _reader(column.type) for column in columns}
    return {name: reader for name, reader in readers.items() if reader is not None}


def _reader(kind: "TypeEngine[Any]") -> Callable[[Any], object] | None:
    if isinstance(kind, Enum):
        return cast("Callable[[Any], object] | None", kind.enum_class)
    if isinstance(kind, Uuid):
        return uuid.UUID
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    return date.fromisoformat if isinstance(kind, Date) else None


@cache
def insert_sql(model: type[Base], parameter: str, source: str = "") -> str:
    """An INSERT of the rows that `parameter` holds (as `as_json` writes them); `source` may add a condition."""
    table = model.__tablename__
    columns = ", ".join(f'"{name}"' for name in _written(model))
    # Names of tables and columns come from the models; values are in the parameter.
    return (
        f'INSERT INTO "{table}" ({columns}) SELECT {columns}'  # noqa: S608
        f' FROM jsonb_populate_recordset(CAST(NULL AS "{table}"), CAST(:{parameter} AS jsonb)){source}'
    )


def filled(model: type[Base], values: Told) -> dict[str, Any]:
    """These values of a new row, and the model's own defaults for the rest."""
    return {name: values[name] if name in values else default() for name, default in _written(model).items()}


def as_json(rows: Sequence[Told]) -> str:
    """What `insert_sql` reads."""
    return json.dumps(list(rows), default=str)


@cache
def _written(model: type[Base]) -> dict[str, Callable[[], Any]]:
    """The columns that we write, with what they hold when nothing is said; the database fills in the others."""
    return {
        column.name: _default(column.default)
        for column in model.__table__.columns
        if column.default is not None or (column.server_default is None and column.computed is None)
    }


def _default(default: Any) -> Callable[[], Any]:  # noqa: ANN401 - a scalar or a function, as the column was given
    if default is None:
        return lambda: None
    if default.is_callable:
        return partial(default.arg, None)  # SQLAlchemy has made it take a context
    return lambda: default.arg


def adopt(row: Row) -> Row:
    """Let the session know a row that was just written past it, with the values it was made with."""
    mapper = cast("Mapper[Row]", type(row).__mapper__)
    for relation in mapper.relationships:
        if relation.uselist and relation.key in row.__dict__:
            for one in row.__dict__[relation.key]:
                make_transient_to_detached(one)
    make_transient_to_detached(row)
    session().add(row)
    return row
