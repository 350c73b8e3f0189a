"""The words by which rooms are found."""

from collections.abc import Collection, Sequence

from sqlalchemy import text

from app.core.db import session
from app.services.search.asking import array_of

_GUESSES = text("""
    SELECT typed.word, (
        SELECT known.word
        FROM (
            SELECT word FROM search_word WHERE word % typed.word
            UNION SELECT other.word FROM unnest(CAST(:known AS text[])) other(word) WHERE other.word % typed.word
        ) known
        WHERE similarity(known.word, typed.word) >= CAST(:alike AS real)
        ORDER BY similarity(known.word, typed.word) DESC, known.word
        LIMIT 1
    )
    FROM unnest(CAST(:typed AS text[])) WITH ORDINALITY typed(word, number)
    ORDER BY typed.number
""")


def guesses(typed: Sequence[str], known: Collection[str], *, least: float) -> list[str]:
    """Per typed word the one most like it, of `known` and of those of rooms; itself when none has `least` in common."""
    values = {"typed": array_of(typed), "known": array_of(known), "alike": str(least)}
    return [guess or word for word, guess in session().execute(_GUESSES, values)]
