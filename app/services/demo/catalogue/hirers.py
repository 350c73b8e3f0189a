"""Invented people and groups who hire, with the habits of their kind: choirs come back every week, companies by day."""

from typing import NamedTuple

from app.services.demo.catalogue import identity
from app.services.demo.catalogue.hire_types import HirerSpec, TimeOfWeek
from app.services.demo.catalogue.vocabulary import HirerKind, Purpose, RoomType


class Habit(NamedTuple):
    """How a kind of hirer hires: persons and days ahead from and to, hours a time."""

    kind: HirerKind
    purpose: Purpose
    room_types: tuple[RoomType, ...]
    times: tuple[TimeOfWeek, ...]
    persons: tuple[int, int]
    minutes: tuple[int, ...]
    ahead: tuple[int, int]
    regular: bool = False


_CHOIR = Habit(
    "association",
    "rehearsal",
    ("ensemble_room", "concert_hall"),
    ("evening",),
    (22, 45),
    (150, 120),
    (20, 60),
    regular=True,
)
_ORCHESTRA = Habit(
    "association",
    "rehearsal",
    ("ensemble_room", "concert_hall"),
    ("evening", "weekend"),
    (18, 40),
    (150, 180),
    (20, 60),
    regular=True,
)
_BAND = Habit(
    "individual",
    "rehearsal",
    ("band_rehearsal_room",),
    ("evening", "weekend"),
    (3, 6),
    (180, 240),
    (1, 14),
    regular=True,
)
_THEATRE = Habit(
    "association",
    "rehearsal",
    ("theatre_hall", "dance_studio", "ensemble_room"),
    ("evening", "weekend"),
    (8, 20),
    (180, 240),
    (10, 50),
    regular=True,
)
_SHOW = Habit(
    "association",
    "performance",
    ("theatre_hall", "concert_hall", "cafe"),
    ("weekend", "evening"),
    (40, 110),
    (300, 240),
    (40, 120),
)
_DANCE = Habit(
    "association", "rehearsal", ("dance_studio",), ("evening", "weekend"), (6, 18), (90, 120), (7, 30), regular=True
)
_YOGA = Habit(
    "self_employed", "sport", ("dance_studio",), ("morning", "afternoon"), (6, 14), (60, 90), (5, 30), regular=True
)
_TEACHER = Habit(
    "self_employed",
    "lesson",
    ("music_room", "classroom", "ensemble_room"),
    ("morning", "afternoon", "evening"),
    (2, 5),
    (60, 120, 180),
    (2, 20),
    regular=True,
)
_PAINTER = Habit(
    "self_employed",
    "lesson",
    ("art_studio", "ceramics_studio", "workshop_room"),
    ("morning", "afternoon", "weekend"),
    (4, 10),
    (150, 180),
    (7, 40),
)
_COMPANY = Habit(
    "company",
    "meeting",
    ("meeting_room", "classroom", "foyer", "computer_room"),
    ("morning", "afternoon"),
    (6, 16),
    (120, 210, 240),
    (3, 30),
)
_CARE = Habit(
    "public_body",
    "meeting",
    ("meeting_room", "classroom", "kitchen", "cafe"),
    ("morning", "afternoon"),
    (6, 14),
    (120, 180),
    (10, 45),
)
_SCHOOL = Habit(
    "public_body",
    "lesson",
    ("art_studio", "workshop_room", "computer_room", "dance_studio"),
    ("morning",),
    (10, 12),
    (120, 150),
    (20, 70),
)
_CLUB = Habit(
    "association",
    "meeting",
    ("meeting_room", "classroom", "cafe"),
    ("evening",),
    (6, 16),
    (120, 150),
    (5, 30),
    regular=True,
)
_COOKS = Habit("individual", "lesson", ("kitchen",), ("weekend", "evening"), (6, 12), (180, 240), (10, 40))
_RECORD = Habit(
    "individual",
    "recording",
    ("recording_studio", "band_rehearsal_room"),
    ("afternoon", "evening", "weekend"),
    (2, 5),
    (240, 300),
    (5, 25),
)
_ARTIST = Habit(
    "individual",
    "exhibition",
    ("exhibition_space", "outdoor_space", "foyer"),
    ("weekend", "afternoon"),
    (10, 40),
    (240, 360),
    (14, 80),
)
_PARTY = Habit(
    "individual", "private_party", ("cafe", "foyer", "concert_hall"), ("weekend",), (25, 60), (240, 300), (20, 90)
)
_OUTDOOR = Habit(
    "association", "performance", ("outdoor_space",), ("weekend", "afternoon"), (15, 40), (180, 240), (15, 60)
)
_NIGHT = Habit(
    "association", "performance", ("concert_hall", "cafe"), ("night",), (45, 80), (300,), (30, 70), regular=True
)

_PEOPLE: tuple[tuple[str, str, str, Habit], ...] = (
    ("Kamerkoor Lichtval", "Hanneke Brugmans", "Utrecht", _CHOIR),
    ("Popkoor Tegenwind", "Sylvia Kromhout", "Nieuwegein", _CHOIR),
    ("Vrouwenkoor De Lindetak", "Truus van Maanen", "Zeist", _CHOIR),
    ("Mannenkoor Eemzangers", "Gerard Pothoven", "Soest", _CHOIR),
    ("Koor Halve Noot", "Renske Wijers", "Houten", _CHOIR),
    ("Gospelkoor Opwaarts", "Shanice Braafheid", "Amersfoort", _CHOIR),
    ("Projectkoor Vier Winden", "Marjolein Stok", "Woerden", _CHOIR),
    ("Oratoriumkoor Vallei en Rijn", "Bert Hazeleger", "Veenendaal", _CHOIR),
    ("Strijkorkest Con Amici", "Floor Dekker", "Utrecht", _ORCHESTRA),
    ("Blaasorkest Kromme Maat", "Ton Verweij", "Bunnik", _ORCHESTRA),
    ("Accordeonvereniging De Balg", "Riet Hoogeveen", "Leerdam", _ORCHESTRA),
    ("Saxofoonkwartet Vierkant", "Pim Oosterhof", "De Bilt", _ORCHESTRA),
    ("Band Nachtbus 77", "Daan Elzinga", "Utrecht", _BAND),
    ("Band Zilte Thee", "Mila Kortekaas", "Amersfoort", _BAND),
    ("Band De Omweg", "Jorrit Pas", "Maarssen", _BAND),
    ("Coverband Plan C", "Edwin Schol", "Leusden", _BAND),
    ("Jazzkwintet Blauwe Uur", "Natasja Vink", "Zeist", _BAND),
    ("Toneelvereniging Doek Open", "Joke Martens", "Woerden", _THEATRE),
    ("Theatergroep Losse Planken", "Sem Verhagen", "Utrecht", _THEATRE),
    ("Musicalgroep Spotlicht", "Ilse Roodenburg", "Veenendaal", _THEATRE),
    ("Cabaretgezelschap Scheve Hoed", "Koen Laverman", "Amersfoort", _SHOW),
    ("Stichting Zomerconcerten Heuvelrug", "Paulien Groot", "Doorn", _SHOW),
    ("Balletgroep Arabesk", "Nadia Pereira", "Utrecht", _DANCE),
    ("Volksdansgroep De Kringloop", "Wim Aartsen", "Bilthoven", _DANCE),
    ("Tangosalon Ocho", "Carla Fontein", "Amersfoort", _DANCE),
    ("Breakcrew Onderlaag", "Mo Tahiri", "Nieuwegein", _DANCE),
    ("Yogastudio Stil Water", "Esther Ploeg", "Maarssen", _YOGA),
    ("Bewegen met Plezier 60-plus", "Anja Dorst", "Breukelen", _YOGA),
    ("Zanglessen Iris Vermaat", "Iris Vermaat", "Utrecht", _TEACHER),
    ("Cellopraktijk Van der Aa", "Job van der Aa", "Zeist", _TEACHER),
    ("Taalatelier Azul", "Lucía Ramos", "Houten", _TEACHER),
    ("Schildersgroep Vrijdag", "Elly Bakhuis", "Rhenen", _PAINTER),
    ("Keramiekcursus Aardewerk", "Suze Landman", "Utrecht", _PAINTER),
    ("Adviesbureau Kantlijn", "Robert Stam", "Utrecht", _COMPANY),
    ("Bouwbedrijf Rietdekkers", "Monique Haasnoot", "Oudewater", _COMPANY),
    ("Softwarehuis Tweede Lus", "Vikram Nandoe", "Amersfoort", _COMPANY),
    ("Makelaars Aan de Vaart", "Liesbeth Cool", "Woerden", _COMPANY),
    ("Coöperatie Zonnekracht Linge", "Hans Burggraaf", "Leerdam", _COMPANY),
    ("Wijkteam Noorderkwartier", "Amina Bouali", "Utrecht", _CARE),
    ("Zorggroep De Beuk", "Karin Slot", "Zeist", _CARE),
    ("Bibliotheek Tussen de Rivieren", "Tom Rijke", "Vianen", _CARE),
    ("Basisschool De Regenmaker", "Marije Post", "Houten", _SCHOOL),
    ("Scholengroep Eemvallei", "Dennis Kraan", "Amersfoort", _SCHOOL),
    ("Leesclub Ezelsoor", "Agnes Timmer", "Bunnik", _CLUB),
    ("Vereniging van eigenaren Parkzicht", "Ruud Wolters", "Nieuwegein", _CLUB),
    ("Schaakclub Het Paard", "Cor Meinema", "Abcoude", _CLUB),
    ("Kookclub Pollepel", "Vera Knoop", "Renswoude", _COOKS),
    ("Kooksalon Saffraan", "Leila Farhadi", "Houten", _COOKS),
    ("Singer-songwriter Noa Beek", "Noa Beek", "Utrecht", _RECORD),
    ("Podcast Onder de Dom", "Stijn Hartman", "Utrecht", _RECORD),
    ("Fotograaf Lieke Molenaar", "Lieke Molenaar", "Wijk bij Duurstede", _ARTIST),
    ("Beeldhouwerskring De Beitel", "Frans Oudejans", "Amerongen", _ARTIST),
    ("Kunstroute Oude Stad", "Willy Stoffels", "Utrecht", _ARTIST),
    ("Stichting Laat Geluid", "Joris Meerveld", "Veenendaal", _NIGHT),
    ("Familie Van Rossum", "Petra van Rossum", "Veenendaal", _PARTY),
    ("Familie El Amrani", "Karim El Amrani", "Zeist", _PARTY),
    ("Openluchttheater Beukenkring", "Machteld Kuiper", "Baarn", _OUTDOOR),
)


def _hirer(number: int, name: str, contact: str, city: str, habit: Habit) -> HirerSpec:
    key = f"hirer-{number:02d}"
    return HirerSpec(
        key=key,
        name=name,
        kind=habit.kind,
        contact_name=contact,
        email=f"{key}@huurders.example",
        phone=identity.phone(900, number),
        city=city,
        purpose=habit.purpose,
        room_types=habit.room_types,
        times=habit.times,
        persons=habit.persons,
        duration_minutes=habit.minutes,
        lead_days=habit.ahead,
        regular=habit.regular,
    )


HIRERS: tuple[HirerSpec, ...] = tuple(_hirer(number, *line) for number, line in enumerate(_PEOPLE, start=1))
