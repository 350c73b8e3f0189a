"""What every task needs: the application around it."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

import psycopg
from flask import Flask, has_app_context
from procrastinate import RetryStrategy
from sqlalchemy.exc import DBAPIError

from app.core.jobs import jobs
from app.factory import create_app

P = ParamSpec("P")
R = TypeVar("R")

# Other people's machines: try again soon, then ever more slowly (3, 9, 27 seconds …), for more than a day in all.
PATIENT = RetryStrategy(max_attempts=10, exponential_wait=3)
# Our own database: a deadlock or a restart passes quickly. Its troubles come as SQLAlchemy's or as the driver's own.
BRIEF = RetryStrategy(max_attempts=8, wait=2, linear_wait=5, retry_exceptions=[DBAPIError, psycopg.Error])


@lru_cache(maxsize=1)
def flask_app() -> Flask:
    """The application of this worker process, built once."""
    return create_app()


def task(name: str, *, retry: RetryStrategy) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function as the handler of jobs called `name`; it runs inside the application's context.

    A task may run twice (a worker can die after its work and before saying so), so each one is idempotent.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if has_app_context():  # a test that runs jobs inside its own application
                return function(*args, **kwargs)
            with flask_app().app_context():
                return function(*args, **kwargs)

        jobs.task(name=name, retry=retry)(run)
        return run

    return register
