"""What typed words become, and that the list of other names is in order."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.services.search import ranking, text_search
from app.services.search.statement import counts_of

DATA = json.loads(Path(text_search.__file__).with_name("synonyms.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", None),
        ("  🎻 !", None),
        ("Xyzzy", "(xyzzy:*)"),
        ("aap noot", "(aap) & (noot:*)"),
        ("lift", "(lift:* | elevator:*)"),
        ("'; DROP", "(drop:*)"),
    ],
)
def test_typed_words_become_a_question_in_which_nothing_else_can_stand(typed: str, query: str | None) -> None:
    assert text_search.ts_query(typed) == query


def test_words_that_are_one_name_stay_together() -> None:
    found = text_search.ts_query("grand piano")
    assert found is not None
    assert "vleugel:*" in found
    assert "(grand:* & piano:*)" in found
    assert "buffetpiano" not in found


def test_only_the_first_words_count() -> None:
    assert len(text_search.words_of("a " * 30)) == text_search.MOST_WORDS


def test_the_list_of_other_names_has_a_date_and_no_mistakes() -> None:
    groups = DATA["groups"]
    assert date.fromisoformat(DATA["reviewed_on"]) >= date(2026, 11, 24)
    assert len(groups) >= 60
    for group in groups:
        assert len(group) >= 2
        assert len(set(group)) == len(group)
        for name in group:
            assert " ".join(text_search.words_of(name)) == name


def test_the_weights_add_up_to_a_hundred_and_each_counts() -> None:
    weights = ranking.WEIGHTS
    assert weights.text + weights.free + weights.near + weights.complete == 100
    assert ranking.score(1, free=True, near=1, complete=1) == 100
    assert ranking.score(0.5, free=False, near=0.5, complete=0) == 30


def test_counts_that_share_a_number_are_told_apart() -> None:
    sums = [5 + (7 << 21) + (2_000_000 << 42), 1]
    assert counts_of(sums, 4) == [5, 7, 2_000_000, 1]
