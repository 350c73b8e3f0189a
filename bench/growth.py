"""What ten times as many rooms, and ten times as much occupation, do to a search and to a hold."""

from dataclasses import dataclass

import psycopg
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.db import read_only, session
from bench import searching_sql, taking
from bench.load import Timing, median
from bench.report import Target
from bench.searching_sql import Questions


@dataclass(frozen=True, slots=True)
class Stage:
    """A world of one size: the questions asked in it, what they cost, and what a hold costs."""

    questions: Questions
    rooms_to_book: int
    candidates: float
    searches: list[Timing]
    holds_per_second: float

    @property
    def p95_ms(self) -> float:
        """Of a search, the median over the runs."""
        return median([one.p95_ms for one in self.searches])

    @property
    def ms_per_candidate(self) -> float:
        """Of a search on average, for each room that suits."""
        return median([sum(one.each) / len(one.each) * 1000 for one in self.searches]) / max(1.0, self.candidates)


def look(app: Flask, url: str, effort: searching_sql.Effort, holds: taking.Effort) -> Stage:
    """Measure the world as it is now."""
    with app.app_context(), read_only():
        places = session().execute(text("SELECT latitude, longitude FROM venue ORDER BY slug")).all()
        asked = searching_sql.make_questions(effort.questions, [(lat, lon) for lat, lon in places], clock.now())
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM bench_room").fetchone()
    rooms = int(row[0]) if row else 0
    holding = taking.Effort(holds.seconds, rooms, holds.runs)
    return Stage(
        questions=asked,
        rooms_to_book=rooms,
        candidates=searching_sql.candidates(url, asked.exact),
        searches=[searching_sql.ask(url, searching_sql.EXACT, asked.exact, 1) for _ in range(effort.runs)],
        holds_per_second=median([taking.throughput(url, taking.FULL, holding).per_second for _ in range(holding.runs)]),
    )


def compare(few_rooms: Stage, few_claims: Stage, full: Stage) -> list[Target]:
    """Targets 7 and 8."""
    return [
        Target("7-search", "search with 10 times the occupation, p95", full.p95_ms / few_claims.p95_ms, "x", most=1.15),
        Target(
            "7-holds",
            "holds with 10 times the occupation",
            full.holds_per_second / few_claims.holds_per_second,
            "x",
            least=0.85,
        ),
        Target(
            "8-search",
            "search per candidate with 10 times the rooms",
            few_claims.ms_per_candidate / few_rooms.ms_per_candidate,
            "x",
            most=1.3,
        ),
        Target(
            "8-holds",
            "holds with 10 times the rooms",
            few_claims.holds_per_second / few_rooms.holds_per_second,
            "x",
            least=0.9,
        ),
    ]
