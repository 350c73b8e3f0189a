"""When members teach in each type of room, and what: the habits of Dutch arts centres, music schools and folk universities.

A session is held on each of its days with a chance. Lessons keep their Dutch names in both languages: they are the
member's own calendar.
"""

from typing import Literal, NamedTuple

from app.services.demo.catalogue.vocabulary import RoomType

Audience = Literal["day", "youth", "adult", "house"]


class Session(NamedTuple):
    """`slack` is how many half hours a lesson may begin later or end earlier."""

    days: str
    block: str
    chance: float
    audience: Audience
    slack: int = 1


SESSIONS: dict[RoomType, tuple[Session, ...]] = {
    "music_room": (
        Session("mon,tue,thu,fri", "13:30-18:00", 0.88, "youth"),
        Session("wed", "12:30-18:00", 0.95, "youth"),
        Session("mon-fri", "09:30-12:30", 0.32, "day"),
        Session("mon-thu", "18:30-21:30", 0.5, "adult"),
        Session("sat", "09:00-12:30", 0.65, "youth"),
    ),
    "dance_studio": (
        Session("mon,tue,thu,fri", "14:30-18:30", 0.85, "youth"),
        Session("wed", "13:00-18:00", 0.95, "youth"),
        Session("mon-fri", "09:00-11:30", 0.48, "day"),
        Session("mon-thu", "19:00-21:30", 0.52, "adult", 0),
        Session("sat", "09:30-13:00", 0.7, "youth"),
    ),
    "art_studio": (
        Session("mon-fri", "09:30-12:30", 0.5, "day"),
        Session("mon,tue,thu,fri", "13:30-16:30", 0.5, "day"),
        Session("wed", "13:30-16:30", 0.85, "youth"),
        Session("mon-thu", "19:30-22:00", 0.5, "adult", 0),
        Session("sat", "10:00-13:00", 0.5, "youth"),
    ),
    "ceramics_studio": (
        Session("mon-fri", "09:30-12:30", 0.5, "day"),
        Session("mon,tue,thu,fri", "13:30-16:30", 0.5, "day"),
        Session("wed", "13:30-16:30", 0.8, "youth"),
        Session("mon-thu", "19:00-21:30", 0.55, "adult", 0),
    ),
    "workshop_room": (
        Session("mon-fri", "09:30-12:30", 0.6, "day"),
        Session("mon-fri", "13:30-16:30", 0.65, "day"),
        Session("mon-thu", "19:30-22:00", 0.4, "adult", 0),
        Session("sat", "10:00-15:00", 0.35, "day"),
    ),
    "classroom": (
        Session("mon-fri", "09:30-12:00", 0.65, "day", 0),
        Session("mon-fri", "13:15-15:45", 0.6, "day", 0),
        Session("mon-thu", "16:00-17:30", 0.45, "youth", 0),
        Session("mon-thu", "19:00-21:30", 0.55, "adult"),
        Session("sat", "10:00-12:30", 0.3, "youth"),
    ),
    "computer_room": (
        Session("mon-fri", "09:30-12:30", 0.5, "day"),
        Session("mon-fri", "13:30-16:30", 0.5, "day"),
        Session("mon-thu", "19:00-21:00", 0.45, "adult", 0),
    ),
    "ensemble_room": (
        Session("mon-fri", "10:00-12:30", 0.5, "day"),
        Session("mon-fri", "13:30-15:30", 0.5, "day"),
        Session("mon-fri", "15:30-18:00", 0.8, "youth"),
        Session("mon-thu", "19:30-22:00", 0.45, "adult", 0),
        Session("sat", "10:00-12:30", 0.45, "youth"),
    ),
    "concert_hall": (
        Session("mon-fri", "09:30-12:30", 0.4, "house"),
        Session("mon-fri", "13:30-17:30", 0.5, "house"),
        Session("mon-fri", "19:00-22:00", 0.4, "adult"),
        Session("sat", "10:00-13:00", 0.4, "youth"),
        Session("sat", "19:00-23:00", 0.5, "house"),
    ),
    "theatre_hall": (
        Session("mon-fri", "09:30-12:30", 0.35, "house"),
        Session("mon-fri", "13:00-17:30", 0.48, "house"),
        Session("mon-thu", "19:00-22:00", 0.35, "adult"),
        Session("fri-sat", "18:30-23:00", 0.5, "house"),
        Session("sat", "10:00-12:30", 0.4, "youth"),
    ),
    "band_rehearsal_room": (
        Session("mon-fri", "10:00-12:30", 0.3, "day"),
        Session("mon-fri", "13:00-15:00", 0.35, "day"),
        Session("mon-fri", "15:00-18:00", 0.75, "youth"),
        Session("mon-thu", "19:00-22:00", 0.35, "adult"),
        Session("sat", "12:00-16:00", 0.3, "youth"),
    ),
    "recording_studio": (
        Session("mon-fri", "10:00-13:00", 0.5, "house"),
        Session("mon-fri", "13:30-17:30", 0.7, "youth"),
        Session("tue-thu", "19:00-22:00", 0.35, "adult"),
    ),
    "meeting_room": (
        Session("mon-fri", "09:30-12:00", 0.5, "house"),
        Session("mon-fri", "13:00-16:30", 0.55, "house"),
        Session("mon-thu", "19:30-21:30", 0.25, "adult", 0),
    ),
    "foyer": (
        Session("mon-fri", "10:00-12:00", 0.4, "house", 0),
        Session("mon-fri", "12:30-16:30", 0.45, "house"),
        Session("fri-sat", "18:00-23:00", 0.45, "house"),
    ),
    "exhibition_space": (
        Session("mon-fri", "10:00-16:30", 0.5, "house"),
        Session("sat-sun", "12:00-17:00", 0.45, "house"),
        Session("thu", "19:30-21:30", 0.3, "adult", 0),
    ),
    "cafe": (
        Session("mon-fri", "10:00-13:00", 0.48, "house"),
        Session("mon-fri", "13:30-16:30", 0.45, "house"),
        Session("fri-sat", "19:00-23:30", 0.5, "house"),
    ),
    "kitchen": (
        Session("mon-fri", "09:30-12:30", 0.5, "day"),
        Session("mon-fri", "13:30-16:30", 0.5, "day"),
        Session("mon-thu", "18:00-21:30", 0.4, "adult"),
    ),
    "outdoor_space": (
        Session("mon-fri", "13:00-17:00", 0.5, "youth"),
        Session("tue-fri", "10:00-12:30", 0.25, "day"),
        Session("sat", "11:00-16:00", 0.3, "day"),
    ),
}

TITLES: dict[RoomType, dict[Audience, tuple[str, ...]]] = {
    "music_room": {
        "day": ("Muziek op schoot", "Pianoles 60-plus", "Schoolmuziek groep 5", "Zangles overdag", "Notenlezen"),
        "youth": (
            "Pianoles groep {n}",
            "Gitaarles groep {n}",
            "Vioolles groep {n}",
            "Dwarsfluitles groep {n}",
            "Blokfluitles groep {n}",
            "Klarinetles groep {n}",
            "Saxofoonles groep {n}",
            "Trompetles groep {n}",
            "Zangles jeugd groep {n}",
        ),
        "adult": (
            "Pianoles volwassenen",
            "Gitaarles volwassenen",
            "Zangles volwassenen",
            "Samenspel strijkers",
            "Muziektheorie",
        ),
        "house": ("Pianostemmen",),
    },
    "dance_studio": {
        "day": ("Dans 55-plus", "Pilates", "Peuterdans", "Barre", "Schooldans groep 6"),
        "youth": (
            "Kinderdans groep {n}",
            "Klassiek ballet groep {n}",
            "Streetdance groep {n}",
            "Moderne dans groep {n}",
            "Hiphop 12-plus",
            "Jazzdans groep {n}",
        ),
        "adult": ("Modern volwassenen", "Salsa", "Ballet voor beginners", "Tango", "Werelddans", "Zumba"),
        "house": ("Repetitie dansgezelschap",),
    },
    "art_studio": {
        "day": (
            "Schilderen overdag",
            "Vrij atelier",
            "Tekenen naar de waarneming",
            "Acrylverf",
            "Schilderen 60-plus",
            "Beeldend op school groep 7",
        ),
        "youth": ("Kinderatelier groep {n}", "Striptekenen", "Tekenen en schilderen 8-12 jaar"),
        "adult": ("Portretschilderen", "Modeltekenen", "Schilderen voor beginners", "Mixed media"),
        "house": ("Onderhoud atelier",),
    },
    "ceramics_studio": {
        "day": ("Handvormen", "Draaien op de schijf", "Vrij werken met klei", "Glazuren"),
        "youth": ("Kleiclub 7-11 jaar", "Keramiek jeugd groep {n}"),
        "adult": ("Keramiek voor beginners", "Draaien voor gevorderden", "Keramiek vrije werkgroep"),
        "house": ("Ovens stoken",),
    },
    "workshop_room": {
        "day": ("Naaien voor beginners", "Open werkplaats", "Patroontekenen", "Boekbinden", "Zeefdruk", "Textiel vrij"),
        "youth": ("Mode 12-16 jaar",),
        "adult": ("Naaien gevorderden", "Upcycling", "Avondwerkplaats"),
        "house": ("Onderhoud machines",),
    },
    "classroom": {
        "day": (
            "Engels conversatie",
            "Spaans voor beginners",
            "Nederlands voor nieuwkomers",
            "Italiaans gevorderden",
            "Filosofie overdag",
            "Schrijven over je leven",
            "Frans lezen",
        ),
        "youth": ("Huiswerkklas", "Muziektheorie A", "Schrijfclub 10-14 jaar"),
        "adult": ("Spaans gevorderden", "Arabisch voor beginners", "Kunstgeschiedenis", "Creatief schrijven"),
        "house": ("Docentenoverleg",),
    },
    "computer_room": {
        "day": ("Digitaal op weg", "Fotobewerking", "Muziek maken op de computer", "Tekstverwerken"),
        "youth": ("Animatie", "Games maken"),
        "adult": ("Video monteren", "Ontwerpen voor drukwerk", "Podcast maken"),
        "house": ("Onderhoud computers",),
    },
    "ensemble_room": {
        "day": ("Seniorenkoor", "Samenspel blazers", "Schoolorkest", "Zingen bij de koffie", "Gitaarensemble"),
        "youth": ("Leerlingenorkest", "Kinderkoor", "Blokfluitensemble", "Opstapje blazers", "Strijkersklas"),
        "adult": ("Kamerkoor", "Klarinetensemble", "Wereldmuziek", "Volwassenenorkest", "Close harmony"),
        "house": ("Opbouw uitvoering",),
    },
    "concert_hall": {
        "day": ("Schoolconcert",),
        "youth": ("Jeugdorkest", "Jeugdblazers", "Bandtraining"),
        "adult": ("Symfonieorkest", "Projectkoor", "Bigband"),
        "house": ("Schoolconcert", "Opbouw concert", "Soundcheck", "Voorspeelmiddag", "Eigen concert"),
    },
    "theatre_hall": {
        "day": ("Schoolvoorstelling",),
        "youth": ("Jeugdtheater", "Musicalklas"),
        "adult": ("Toneelgroep", "Theatersport", "Spelcursus"),
        "house": ("Schoolvoorstelling", "Opbouw voorstelling", "Lichten en doorloop", "Voorstelling eigen programma"),
    },
    "band_rehearsal_room": {
        "day": ("Muziekmaatje", "Vrij studeren leerlingen", "Band op school"),
        "youth": ("Bandcoaching groep {n}", "Drumles groep {n}", "Basles groep {n}", "Popklas"),
        "adult": ("Bandcoaching volwassenen", "Jazzcombo", "Bluesband"),
        "house": ("Onderhoud backline",),
    },
    "recording_studio": {
        "day": ("Opnameles",),
        "youth": ("Beatmaking", "Opnemen voor beginners", "Producerklas"),
        "adult": ("Songwriting", "Mixen en masteren"),
        "house": ("Opname eigen ensemble", "Podcast van het huis", "Onderhoud studio"),
    },
    "meeting_room": {
        "day": ("Teamoverleg",),
        "youth": ("Leerlingenraad",),
        "adult": ("Bestuursvergadering", "Vriendenkring", "Leesclub"),
        "house": ("Teamoverleg", "Docentenoverleg", "Intakegesprekken", "Werkgroep programma", "Oudergesprekken"),
    },
    "foyer": {
        "day": ("Koffieochtend",),
        "youth": ("Open dag",),
        "adult": ("Avond van de vrijwilliger",),
        "house": ("Koffieochtend", "Repetitie open podium", "Opbouw ontvangst", "Foyer open bij voorstelling"),
    },
    "exhibition_space": {
        "day": ("Rondleiding",),
        "youth": ("Kijkles groep 4",),
        "adult": ("Kunstgesprek", "Opening"),
        "house": ("Expositie cursisten", "Expositie docenten", "Inrichten expositie"),
    },
    "cafe": {
        "day": ("Taalcafé",),
        "youth": ("Jongerencafé",),
        "adult": ("Open podium",),
        "house": ("Taalcafé", "Buurtlunch", "Café open bij voorstelling", "Schaakochtend"),
    },
    "kitchen": {
        "day": ("Koken voor één", "Samen eten", "Brood bakken", "Koken met de seizoenen"),
        "youth": ("Kinderkookclub",),
        "adult": ("Italiaans koken", "Vegetarisch koken", "Koken voor mannen"),
        "house": ("Onderhoud keuken",),
    },
    "outdoor_space": {
        "day": ("Buiten tekenen", "Tuinwerkgroep", "Yoga buiten"),
        "youth": ("Buitentheater jeugd", "Circusklas"),
        "adult": ("Zomeravondrepetitie",),
        "house": ("Onderhoud tuin",),
    },
}
