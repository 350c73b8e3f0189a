"""Pages of objects, newest first, with Stripe's cursors and date filters."""

from dataclasses import dataclass, field
from typing import Any

from simulator.errors import no_such, refused
from simulator.store import Thing, Tx, thing_from

Json = dict[str, Any]

DEFAULT_LIMIT, LARGEST_LIMIT = 10, 100
_COLUMNS = frozenset({"payment_intent", "charge", "source"})
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass
class Query:
    """What a list is about: kind, owner, and extra conditions in SQL with their values."""

    kind: str
    account: str
    conditions: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def where(self, condition: str, *values: object) -> None:
        self.conditions.append(condition)
        self.values.extend(values)

    def where_body(self, name: str, value: object) -> None:
        """A field of the object equals the value; `name` is a constant of ours, never input."""
        self.where(f"{name} = ?" if name in _COLUMNS else f"json_extract(body, '$.{name}') = ?", value)


def page(tx: Tx, query: Query, params: Json) -> tuple[list[Thing], bool]:
    """The things of one page and whether there are more in the direction asked for."""
    limit = _limit(params)
    _created(query, params)
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        raise refused(
            "You can only specify one of these parameters: starting_after, ending_before.", param="starting_after"
        )
    if after:
        _beyond(tx, query, after, "<", "starting_after")
    if before:
        _beyond(tx, query, before, ">", "ending_before")
    direction = "ASC" if before else "DESC"
    where = " AND ".join(["kind = ?", "account = ?", *query.conditions])
    rows = tx.rows(
        f"SELECT * FROM thing WHERE {where} ORDER BY created {direction}, seq {direction} LIMIT ?",  # noqa: S608  conditions are constants, values are bound
        [query.kind, query.account, *query.values, limit + 1],
    )
    things = [thing_from(row) for row in rows[:limit]]
    return (things[::-1] if before else things), len(rows) > limit


def _limit(params: Json) -> int:
    limit = int(params.get("limit", DEFAULT_LIMIT))
    if not 1 <= limit <= LARGEST_LIMIT:
        raise refused(
            f"This value must be between 1 and {LARGEST_LIMIT} (it currently is '{limit}').",
            code="parameter_invalid_integer",
            param="limit",
        )
    return limit


def _created(query: Query, params: Json) -> None:
    created = params.get("created")
    if isinstance(created, int):
        query.where("created = ?", created)
    elif isinstance(created, dict):
        for name, moment in created.items():
            query.where(f"created {_COMPARISONS[name]} ?", moment)


def _beyond(tx: Tx, query: Query, identifier: str, comparison: str, param: str) -> None:
    cursor = tx.find(identifier, query.kind)
    if cursor is None or cursor.account != query.account:
        raise no_such(query.kind, identifier, param=param, status=400)
    query.where(f"(created, seq) {comparison} (?, ?)", cursor.created, cursor.seq)
