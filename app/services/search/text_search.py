"""What somebody types freely, as a question to the Dutch word index: stems, beginnings of words, and other names.

The other names stand in `synonyms.json`, which is data with a date and is maintained like that. Pure.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

LONGEST_TEXT = 80
MOST_WORDS = 8
# From so many letters on a word also stands for what begins with it.
SHORTEST_BEGINNING = 4
_WORD = re.compile(r"[a-z0-9]+")
_DATA = Path(__file__).with_name("synonyms.json")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Synonyms:
    groups: tuple[tuple[Words, ...], ...]
    by_words: dict[Words, tuple[int, ...]]
    longest: int


@cache
def _synonyms() -> _Synonyms:
    groups = tuple(
        tuple(words_of(name) for name in group) for group in json.loads(_DATA.read_text(encoding="utf-8"))["groups"]
    )
    by_words: dict[Words, tuple[int, ...]] = {}
    for number, group in enumerate(groups):
        for words in group:
            by_words[words] = (*by_words.get(words, ()), number)
    return _Synonyms(groups, by_words, max(map(len, by_words)))


def words_of(typed: str) -> Words:
    """Small letters without accents, cut into words; no more than anybody means."""
    bare = unicodedata.normalize("NFKD", typed).casefold()
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return tuple(_WORD.findall(letters))[:MOST_WORDS]


@cache
def known_words() -> Words:
    """All words of the list, each once."""
    return tuple(sorted({word for words in _synonyms().by_words for word in words}))


def ts_query(typed: str) -> str | None:
    """All words must be there, each by itself or under another name. None when nothing was typed that is a word."""
    words, terms, at = words_of(typed), [], 0
    while at < len(words):
        length = _longest_name(words[at:])
        terms.append(_any_of(words[at : at + length]))
        at += length
    return " & ".join(terms) or None


def _longest_name(words: Words) -> int:
    """How many of the first words are one name: `grand piano` is not a piano that is grand."""
    most = min(len(words), _synonyms().longest)
    return next((count for count in range(most, 1, -1) if words[:count] in _synonyms().by_words), 1)


def _any_of(words: Words) -> str:
    groups = _synonyms().by_words.get(words, ())
    names = dict.fromkeys([words, *chain.from_iterable(_synonyms().groups[number] for number in groups)])
    return "(" + " | ".join(_all_of(name) for name in names) + ")"


def _all_of(words: Words) -> str:
    terms = [f"{word}:*" if len(word) >= SHORTEST_BEGINNING else word for word in words]
    return terms[0] if len(terms) == 1 else "(" + " & ".join(terms) + ")"
