from datetime import timedelta
from itertools import pairwise

from app.services.demo.catalogue import build_catalogue, lesson_dates, opening_on
from app.services.demo.catalogue.types import Catalogue
from tests.unit.services.demo.idle_time import daytime_quarters


def test_lessons_lie_inside_opening_hours_on_every_day_on_which_they_are_given(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        for lesson in place.room.lessons:
            dates = lesson_dates(lesson, place.venue)
            assert len(dates) > 30, lesson.key
            for on in dates:
                assert on.weekday() == lesson.weekday
                assert any(
                    start <= lesson.start_minute < lesson.end_minute <= end
                    for start, end in opening_on(place.venue, on)
                ), (lesson.key, on)


def test_lessons_that_share_a_part_never_overlap(catalogue: Catalogue) -> None:
    for venue in {place.venue.key: place.venue for place in catalogue.rooms()}.values():
        taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
        for room in venue.rooms:
            for lesson in room.lessons:
                for part in room.part_keys:
                    taken.setdefault((part, lesson.weekday), []).append((lesson.start_minute, lesson.end_minute))
        for times in taken.values():
            times.sort()
            for (_, end), (start, _) in pairwise(times):
                assert end <= start, venue.key


def test_no_lesson_is_given_in_the_school_holidays_of_the_place(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        days_off = {
            spell.from_on + timedelta(days=day)
            for spell in place.venue.holidays
            for day in range((spell.until_on - spell.from_on).days)
        }
        for lesson in place.room.lessons:
            assert not days_off & set(lesson_dates(lesson, place.venue)), lesson.key


def test_lessons_run_a_whole_school_year_from_summer_to_summer(catalogue: Catalogue) -> None:
    (choir,) = [
        (place, lesson)
        for place in catalogue.rooms()
        for lesson in place.room.lessons
        if lesson.title == "Domkoor van De Stichtse Klank"
    ]
    dates = lesson_dates(choir[1], choir[0].venue)
    assert dates[0].isoformat() == "2026-09-03"
    assert dates[-1].isoformat() == "2027-07-15"
    # 46 Thursdays, less one in autumn, two at Christmas, one in spring, one in May and Ascension Day.
    assert len(dates) == 40


def test_houses_are_idle_in_the_daytime_as_in_life(catalogue: Catalogue) -> None:
    counted = [daytime_quarters(place) for place in catalogue.visible_rooms()]
    idle = sum(free for free, _ in counted) / sum(every for _, every in counted)
    assert 0.55 <= idle <= 0.65
    by_type: dict[str, list[tuple[int, int]]] = {}
    for place, quarters in zip(catalogue.visible_rooms(), counted, strict=True):
        by_type.setdefault(place.room.type, []).append(quarters)
    shares = {kind: sum(free for free, _ in all_) / sum(every for _, every in all_) for kind, all_ in by_type.items()}
    assert shares["music_room"] < shares["dance_studio"] < shares["meeting_room"]


def test_mornings_are_emptier_than_afternoons(catalogue: Catalogue) -> None:
    taught = [
        lesson.start_minute < 12 * 60
        for place in catalogue.visible_rooms()
        for lesson in place.room.lessons
        if lesson.weekday < 5 and lesson.start_minute < 17 * 60
    ]
    assert sum(taught) < len(taught) / 2


def test_the_lessons_everyone_expects_are_there(catalogue: Catalogue) -> None:
    titles = {lesson.title for place in catalogue.rooms() for lesson in place.room.lessons}
    assert {"Pianoles groep 2", "Jeugdorkest", "Keramiek voor beginners", "Kinderkoor"} <= titles
    wednesday = [lesson for place in catalogue.visible_rooms() for lesson in place.room.lessons if lesson.weekday == 2]
    tuesday = [lesson for place in catalogue.visible_rooms() for lesson in place.room.lessons if lesson.weekday == 1]
    early = 14 * 60 + 30
    assert (
        sum(12 * 60 <= lesson.start_minute < early for lesson in wednesday)
        > sum(12 * 60 <= lesson.start_minute < early for lesson in tuesday) / 2
    )


def test_a_stranger_finds_a_dance_studio_for_thirty_near_utrecht_on_a_tuesday_evening_whatever_the_seed() -> None:
    for seed in (2027, 1, 2):
        free = [
            place.room.slug
            for place in build_catalogue(seed=seed).visible_rooms()
            if place.room.type == "dance_studio"
            and place.room.max_persons >= 30
            and place.venue.city in {"Utrecht", "Bilthoven", "Zeist", "Maarssen", "Nieuwegein"}
            and not any(
                lesson.weekday == 1 and lesson.start_minute < 22 * 60 and lesson.end_minute > 19 * 60
                for room in place.venue.rooms
                if set(room.part_keys) & set(place.room.part_keys)
                for lesson in room.lessons
            )
        ]
        assert free, seed
