"""Who books, what for, and what comes along."""

import uuid
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.booking import Discipline
from app.models.listing import AlcoholPolicy, LayoutKind, Purpose
from app.models.pricing import HirerCategory
from app.services.booking import rules
from app.services.booking.rules import AddOnLimits, Contact, Use, UseRules

# -- who books

GOOD = Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678")


def wrong(**values: str) -> list[str]:
    fields = {name: getattr(GOOD, name) for name in Contact.__slots__}
    return sorted(rules.check_contact(Contact(**{**fields, **values})))


@pytest.mark.parametrize(
    "email",
    [
        "marit@nevenstem.example",
        "m.de-vries+zaal@mail.nevenstem.example",
        "o'brien@koor.example",
        "x@xn--bcher-kva.example",
        " marit@nevenstem.example ",
        "M_1@A.NL",
    ],
)
def test_an_ordinary_address_is_fine(email: str) -> None:
    assert wrong(email=email) == []


@pytest.mark.parametrize(
    "email",
    [
        "",
        " ",
        "marit",
        "marit@",
        "@nevenstem.example",
        "marit@nevenstem",
        "marit@@nevenstem.example",
        "marit@neven stem.example",
        "marit@nevenstem..example",
        "marit@-nevenstem.example",
        "marit@nevenstem.example, piet@koor.example",
        "Marit <marit@nevenstem.example>",
        "marit@nevenstem.example\nBcc: allen@koor.example",
        "marit\x00@nevenstem.example",
        "marit\x7f@nevenstem.example",
        "márit@nevenstem.example",
        "🎺@nevenstem.example",
        "marit..de.vries@nevenstem.example",
        ".marit@nevenstem.example",
        "marit[1]@nevenstem.example",
        "marit@127.0.0.1",
        "a" * 250 + "@b.nl",
    ],
)
def test_what_no_mail_server_delivers_to_is_refused_at_its_field(email: str) -> None:
    assert wrong(email=email) == ["email"]


@given(st.from_regex(rules._EMAIL, fullmatch=True).filter(lambda text: len(text) <= rules.MAX_EMAIL))
def test_every_address_that_is_accepted_can_stand_on_a_mail_and_be_read_back(email: str) -> None:
    mail = EmailMessage()
    mail["To"] = email
    mail.set_content("x")
    read = BytesParser(policy=modern).parsebytes(mail.as_bytes())
    assert "".join(str(read["To"]).split()) == email


@pytest.mark.parametrize(
    "phone", ["0612345678", "06-12345678", "06 12 34 56 78", "+31 6 1234 5678", "(030) 123 45 67", "+31 (0)30-1234567"]
)
def test_phone_numbers_are_taken_as_people_write_them(phone: str) -> None:
    assert wrong(phone=phone) == []


@pytest.mark.parametrize(
    "phone", ["", "06", "06-1234", "bel maar", "06-12345678 of 030-1234567", "٠٦١٢٣٤٥٦٧٨", "1" * 10_000]
)
def test_what_cannot_be_called_is_refused(phone: str) -> None:
    assert wrong(phone=phone) == ["phone"]


def test_names_may_hold_anything_that_people_are_called_up_to_a_length() -> None:
    assert wrong(name="🎺 Jõrgen 'O' <script>alert(1)</script>") == []
    assert wrong(name="x" * 200, organisation="x" * 200, reference="x" * 100) == []
    assert wrong(name="x" * 201, organisation="x" * 201, reference="x" * 101) == ["name", "organisation", "reference"]
    assert wrong(name=" \t ") == ["name"]
    assert wrong(name="x" * 10_000) == ["name"]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert wrong(name="", email="x", phone="y") == ["email", "name", "phone"]


ROOM = UseRules(
    max_persons=60,
    purposes=["rehearsal", "lesson"],
    layouts={LayoutKind.ROWS: 40},
    barred_disciplines=["music"],
    alcohol_policy=AlcoholPolicy.NONE,
    categories=[HirerCategory.PRIVATE, HirerCategory.AMATEUR],
)


def refused(allowed: UseRules = ROOM, **values: Any) -> list[str]:  # noqa: ANN401 - fields
    use = Use(**{"persons": 12, "purpose": Purpose.REHEARSAL, **values})
    return sorted(rules.check_use(use, allowed))


@pytest.mark.parametrize(("persons", "fine"), [(0, False), (1, True), (60, True), (61, False), (-1, False)])
def test_as_many_people_as_may_be_in_the_room(persons: int, fine: bool) -> None:
    assert refused(persons=persons) == ([] if fine else ["persons"])


def test_only_what_the_room_is_let_for() -> None:
    assert refused(purpose=Purpose.PRIVATE_PARTY) == ["purpose"]


@pytest.mark.parametrize(("persons", "fine"), [(40, True), (41, False), (60, False), (61, False)])
def test_a_way_to_set_up_has_a_limit_of_its_own_beside_that_of_the_room(persons: int, fine: bool) -> None:
    assert refused(persons=persons, layout=LayoutKind.ROWS) == ([] if fine else ["persons"])


def test_the_limit_of_the_room_is_told_before_that_of_the_layout() -> None:
    use = Use(persons=61, purpose=Purpose.REHEARSAL, layout=LayoutKind.ROWS)
    assert rules.check_use(use, ROOM)["persons"][0].params == {"most": 60}


def test_a_room_cannot_be_set_up_in_a_way_that_it_does_not_have() -> None:
    assert refused(layout=LayoutKind.BANQUET) == ["layout"]


@pytest.mark.parametrize(("discipline", "fine"), [(Discipline.MUSIC, False), (Discipline.DANCE, True), (None, False)])
def test_who_teaches_says_what_and_never_what_the_venue_teaches_itself(
    discipline: Discipline | None, fine: bool
) -> None:
    assert refused(purpose=Purpose.LESSON, discipline=discipline) == ([] if fine else ["discipline"])


def test_a_discipline_matters_only_to_lessons_and_only_where_some_are_barred() -> None:
    assert refused(discipline=Discipline.MUSIC) == []
    assert refused(replace(ROOM, barred_disciplines=[]), purpose=Purpose.LESSON) == []


@pytest.mark.parametrize(
    ("policy", "fine"),
    [(AlcoholPolicy.NONE, False), (AlcoholPolicy.VENUE_BAR, True), (AlcoholPolicy.OWN_ALLOWED, True)],
)
def test_alcohol_only_where_the_room_allows_some(policy: AlcoholPolicy, fine: bool) -> None:
    assert refused(replace(ROOM, alcohol_policy=policy), alcohol=True) == ([] if fine else ["alcohol"])
    assert refused(replace(ROOM, alcohol_policy=policy), alcohol=False) == []


def test_nobody_hires_as_what_the_room_has_no_tariff_for() -> None:
    assert refused(category=HirerCategory.AMATEUR) == []
    assert refused(category=HirerCategory.FREE) == ["hirer_category"]


def test_what_a_venue_arranges_itself_is_offered_only_where_it_has_a_tariff_for_it() -> None:
    usual = set(HirerCategory) - {HirerCategory.OWN, HirerCategory.FREE}
    assert set(rules.offered_categories([])) == usual
    assert set(rules.offered_categories([HirerCategory.OWN, HirerCategory.AMATEUR])) == usual | {HirerCategory.OWN}


TECHNICIAN, PA, CHAIRS = (uuid.UUID(int=number) for number in range(3))


OFFERED = {
    TECHNICIAN: AddOnLimits(None, "", 1),
    PA: AddOnLimits(TECHNICIAN, "Technician", None),
    CHAIRS: AddOnLimits(None, "", 40),
}


@pytest.mark.parametrize(
    ("chosen", "wrong_ones"),
    [
        ({}, []),
        ({PA: 1, TECHNICIAN: 1}, []),
        ({PA: 1}, [PA]),
        ({TECHNICIAN: 2}, [TECHNICIAN]),
        ({CHAIRS: 40}, []),
        ({CHAIRS: 41}, [CHAIRS]),
        ({uuid.UUID(int=9): 1}, [uuid.UUID(int=9)]),
        ({PA: 1_001, TECHNICIAN: 1}, [PA]),
    ],
)
def test_what_comes_along_is_offered_there_and_not_without_what_it_needs(
    chosen: dict[uuid.UUID, int], wrong_ones: list[uuid.UUID]
) -> None:
    assert sorted(rules.check_add_ons(chosen, OFFERED)) == [f"add_on-{one}" for one in wrong_ones]
