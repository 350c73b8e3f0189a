"""The search page over HTTP against its own bare SQL: the statements that one such page sends, sent by psycopg."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import psycopg
from flask import Flask
from sqlalchemy import event

from app.core import clock
from app.core.db import CONNECTION_OPTIONS, db
from bench.load import Act, Timing, measure

OK = 200
HITS = 24
PLACES = ("Utrecht", "Zeist", "Nieuwegein", "Woerden")
EVENINGS = (("19:00", "21:00"), ("09:00", "11:00"))

Statement = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One search, and the statements that answering it takes."""

    path: str
    shown: int
    statements: Sequence[Statement]


def questions(app: Flask) -> list[Question]:
    """A few different searches, each recorded from one real request in this process.

    Raises:
        RuntimeError: a page does not answer with rooms.
    """
    day = clock.today() + timedelta(days=14)
    asked = []
    client = app.test_client()
    for number, place in enumerate(PLACES):
        start, end = EVENINGS[number % len(EVENINGS)]
        when = {"date": (day + timedelta(days=number)).isoformat(), "from": start, "until": end}
        path = f"/zoeken?{urlencode({'near': place, 'radius_km': 10, 'persons': 10, **when})}"
        client.get(path)  # once before, so that nothing that happens only once is recorded
        with _recorded(app) as statements:
            answer = client.get(path)
        shown = answer.get_data(as_text=True).count('<article class="hit')
        if answer.status_code != OK or shown == 0:
            raise RuntimeError(f"{path} answered {answer.status_code} with {shown} rooms")
        asked.append(Question(path, shown, list(statements)))
    return asked


@contextmanager
def _recorded(app: Flask) -> Iterator[list[Statement]]:
    said: list[Statement] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:  # noqa: ANN401
        said.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def measure_pages(port: int, asked: Sequence[Question], connections: int, requests: int) -> Timing:
    """Whole pages. gunicorn closes the connection after each, as it does behind a proxy."""

    def get(question: Question) -> Act:
        def act() -> None:
            connection = HTTPConnection("127.0.0.1", port, timeout=120)
            connection.request("GET", question.path)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != OK:
                raise RuntimeError(f"{question.path} answered {answer.status}")

        return act

    return measure(_spread([get(question) for question in asked], connections, requests))


def measure_sql(url: str, asked: Sequence[Question], connections: int, requests: int) -> Timing:
    """The same statements with the same values, rows fetched, in one transaction for each page."""
    with ExitStack() as stack:
        workers = []
        for number in range(connections):
            connection = stack.enter_context(psycopg.connect(url, options=CONNECTION_OPTIONS))
            acts = [_replay(connection, question.statements) for question in asked]
            for act in acts:
                act()  # prepares the statements, as the application's own connections have
            workers.append(_taking_turns(acts, number, requests // connections))
        return measure(workers)


def _replay(connection: "psycopg.Connection[Any]", statements: Sequence[Statement]) -> Act:
    def act() -> None:
        for statement, parameters in statements:
            cursor = connection.execute(statement.encode(), parameters)
            if cursor.description:
                cursor.fetchall()
        connection.rollback()

    return act


def _spread(acts: Sequence[Act], connections: int, requests: int) -> list[list[Act]]:
    return [_taking_turns(acts, number, requests // connections) for number in range(connections)]


def _taking_turns(acts: Sequence[Act], first: int, count: int) -> list[Act]:
    return [acts[(first + n) % len(acts)] for n in range(count)]
