"""What a mistyped word was meant to be: the most alike of the words by which rooms are found (trigrams)."""

from datetime import datetime

from app.integrations.geocoding.places import Place
from app.services.search import repository, text_search, word_repository
from app.services.search.query import SearchQuery

# From half the trigrams in common on two words are taken for one.
_ALIKE = 0.4


def did_you_mean(query: SearchQuery, place: Place | None, *, now: datetime) -> str | None:
    """Another text for `query.text`, which has no room, that does have one; None when nothing is alike enough."""
    words = text_search.words_of(query.text)
    guesses = word_repository.guesses(words, text_search.known_words(), least=_ALIKE)
    meant = " ".join(guesses)
    if not guesses or tuple(guesses) == words:
        return None
    return meant if repository.find(query.but(text=meant), place, now=now).total else None
