"""Over HTTP, through all of the platform: search pages and holds, each beside what the database alone does."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from flask import Flask

from app.core.db import read_only
from bench import holding, searching, server, service, taking, world
from bench.load import median
from bench.report import Target
from bench.searching import Question

CONNECTIONS = 8
# Four; and three more when rooms of the page are taken.
MOST_QUERIES = 7
# Days ahead that holds in SQL do not touch, within every room's horizon.
FREE_FROM = (130, 395)

Measured = TypeVar("Measured")


class Plan(Protocol):
    """How much is done."""

    @property
    def judged(self) -> bool: ...

    @property
    def runs(self) -> int: ...


@contextmanager
def _running(app: Flask) -> Iterator[int]:
    with server.running(Path(app.extensions["settings"].data_dir) / "bench-web.log") as port:
        yield port


def measure_pages_over_http(app: Flask, url: str, plan: Plan) -> list[Target]:
    """Target 6: the results page against the statements that it sends, and how many those are."""
    asked = searching.questions(app)
    if plan.judged and min(question.shown for question in asked) < searching.HITS:
        raise RuntimeError(f"a search found fewer than {searching.HITS} rooms: it measures too little")
    with _running(app) as port:
        found = _pages_at(port, url, asked, plan, 1, 2.0) + _pages_at(port, url, asked, plan, CONNECTIONS, 1.5)
    queries = max(len(question.statements) for question in asked)
    return [*found, Target("6-queries", "queries of one results page", queries, "", most=MOST_QUERIES)]


def _pages_at(
    port: int, url: str, asked: Sequence[Question], plan: Plan, connections: int, most: float
) -> list[Target]:
    requests = (200 if plan.judged else 16) * (1 if connections == 1 else 2)
    whole, bare = _in_turn(
        plan.runs,
        partial(searching.measure_pages, port, asked, connections, requests),
        partial(searching.measure_sql, url, asked, connections, requests),
    )
    name = "1 connection" if connections == 1 else f"{connections} connections"
    p95 = median([page.p95_ms / sql.p95_ms for page, sql in zip(whole, bare, strict=True)])
    found = [
        Target(f"6-page-{connections}", f"results page, p95, {name}", median([one.p95_ms for one in whole]), "ms"),
        Target(f"6-to-sql-{connections}", f"results page to its bare SQL, p95, {name}", p95, "x", most=most),
    ]
    if connections > 1:
        share = median([page.per_second / sql.per_second for page, sql in zip(whole, bare, strict=True)])
        found.append(Target("6-throughput", f"results pages to their SQL, a second, {name}", share, "x", least=0.35))
    return found


def measure_holds_over_http(app: Flask, url: str, plan: Plan, effort: taking.Effort) -> list[Target]:
    """Target 4: holds through the API, and through the service without HTTP, against holds in SQL."""
    holds = 960 if plan.judged else 48
    with app.app_context(), read_only():
        free = world.free_room_days(*FREE_FROM, -(-holds // len(holding.HOURS)) * 2 * plan.runs)
    size = len(free) // (2 * plan.runs)
    chunks = iter([list(holding.wishes(free[n * size : (n + 1) * size])) for n in range(2 * plan.runs)])
    with _running(app) as port:
        over_http, in_sql = _in_turn(
            plan.runs,
            lambda: holding.measure_holds(port, next(chunks), connections=CONNECTIONS).per_second,
            lambda: taking.throughput(url, taking.FULL, effort).per_second,
        )
    by_service, alone = _in_turn(
        plan.runs,
        lambda: service.measure_holds(next(chunks), processes=2),
        lambda: taking.throughput(url, taking.FULL, effort).per_second,
    )
    return [
        Target("4-http", "holds through the API, 8 connections", median(over_http), "/s"),
        Target("4-http-to-sql", "holds through the API to holds in SQL", _ratio(over_http, in_sql), "x", least=0.25),
        Target(
            "4-service-to-sql", "holds through the service to holds in SQL", _ratio(by_service, alone), "x", least=0.4
        ),
    ]


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return median([our / their for our, their in zip(ours, theirs, strict=True)])


def _in_turn(
    runs: int, ours: Callable[[], Measured], theirs: Callable[[], Measured]
) -> tuple[list[Measured], list[Measured]]:
    """Each beside the other, so that both have the same neighbours on the machine when their ratio is taken."""
    rounds = [(ours(), theirs()) for _ in range(runs)]
    return [our for our, _ in rounds], [their for _, their in rounds]
