"""What a mistyped word was meant to be: the most alike of the words by which rooms are found (trigrams)."""

from datetime import datetime

from sqlalchemy import text

from app.core.db import session
from app.integrations.geocoding.places import Place
from app.services.search import repository, text_search
from app.services.search.asking import array_of
from app.services.search.query import SearchQuery

# From half the trigrams in common on two words are taken for one.
_ALIKE = 0.4

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


def did_you_mean(query: SearchQuery, place: Place | None, *, now: datetime) -> str | None:
    """Another text for `query.text`, which has no room, that does have one; None when nothing is alike enough."""
    words = text_search.words_of(query.text)
    values = {"typed": array_of(words), "known": array_of(text_search.known_words()), "alike": str(_ALIKE)}
    guesses = [guess or word for word, guess in session().execute(_GUESSES, values)]
    meant = " ".join(guesses)
    if not guesses or tuple(guesses) == words:
        return None
    return meant if repository.find(query.but(text=meant), place, now=now).total else None
