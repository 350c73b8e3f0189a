"""What the codes of rooms are called. Messages, because the reader's language is known only where it is shown."""

from app.core.messages import Message, message
from app.models.listing import AccessMode, AlcoholPolicy, LayoutKind, Purpose, RoomType

ROOM_TYPES: dict[RoomType, Message] = {
    RoomType.THEATRE_HALL: message("Theatre hall"),
    RoomType.CONCERT_HALL: message("Concert hall"),
    RoomType.DANCE_STUDIO: message("Dance studio"),
    RoomType.MUSIC_ROOM: message("Music room"),
    RoomType.BAND_REHEARSAL_ROOM: message("Band rehearsal room"),
    RoomType.RECORDING_STUDIO: message("Recording studio"),
    RoomType.CLASSROOM: message("Classroom"),
    RoomType.ART_STUDIO: message("Art studio"),
    RoomType.CERAMICS_STUDIO: message("Ceramics studio"),
    RoomType.WORKSHOP_ROOM: message("Workshop"),
    RoomType.COMPUTER_ROOM: message("Computer room"),
    RoomType.MEETING_ROOM: message("Meeting room"),
    RoomType.ENSEMBLE_ROOM: message("Choir and ensemble hall"),
    RoomType.FOYER: message("Foyer"),
    RoomType.EXHIBITION_SPACE: message("Exhibition space"),
    RoomType.CAFE: message("Theatre café"),
    RoomType.KITCHEN: message("Kitchen"),
    RoomType.OUTDOOR_SPACE: message("Outdoor space"),
}

PURPOSES: dict[Purpose, Message] = {
    Purpose.REHEARSAL: message("Rehearsal"),
    Purpose.LESSON: message("Lesson or workshop"),
    Purpose.MEETING: message("Meeting"),
    Purpose.PERFORMANCE: message("Performance"),
    Purpose.EXHIBITION: message("Exhibition"),
    Purpose.SPORT: message("Dance or sport"),
    Purpose.RECORDING: message("Recording"),
    Purpose.PRIVATE_PARTY: message("Private party"),
}

LAYOUTS: dict[LayoutKind, Message] = {
    LayoutKind.THEATRE: message("Theatre"),
    LayoutKind.ROWS: message("Rows"),
    LayoutKind.U_SHAPE: message("U shape"),
    LayoutKind.CLASSROOM: message("Tables in rows"),
    LayoutKind.CHOIR_ARC: message("Choir, in an arc"),
    LayoutKind.STANDING: message("Standing"),
    LayoutKind.DANCE: message("Dance"),
    LayoutKind.BANQUET: message("Round tables"),
    LayoutKind.EMPTY: message("Empty"),
}

ACCESS_MODES: dict[AccessMode, Message] = {
    AccessMode.CARETAKER_PRESENT: message("The caretaker is there and lets you in."),
    AccessMode.KEY_PICKUP: message("You collect the key."),
    AccessMode.KEY_SAFE_CODE: message("A code opens the key safe. You get it by e-mail."),
    AccessMode.DIGITAL_LOCK_CODE: message("A code opens the door. You get it by e-mail."),
    AccessMode.RECEPTION: message("Report at the desk."),
}

ALCOHOL: dict[AlcoholPolicy, Message] = {
    AlcoholPolicy.NONE: message("No alcohol."),
    AlcoholPolicy.VENUE_BAR: message("Alcohol from the venue's own bar only."),
    AlcoholPolicy.OWN_ALLOWED: message("You may bring your own drinks, alcohol too."),
}

# In the order in which they are shown: what people choose a room for comes first, what every room has comes last.
AMENITIES: dict[str, Message] = {
    "grand_piano": message("Grand piano"),
    "piano": message("Piano"),
    "organ": message("Organ or harpsichord"),
    "drum_kit": message("Drum kit"),
    "percussion": message("Percussion"),
    "amplifiers": message("Amplifiers"),
    "pa_system": message("PA system"),
    "music_stands": message("Music stands"),
    "sprung_floor": message("Sprung floor"),
    "mirror_wall": message("Mirror wall"),
    "barre": message("Barre"),
    "stage_lighting": message("Stage lighting"),
    "stage_risers": message("Stage risers"),
    "tiered_seating": message("Tiered seating"),
    "dressing_rooms": message("Dressing rooms"),
    "shower": message("Shower"),
    "projector": message("Projector and screen"),
    "digital_board": message("Digital board"),
    "blackout": message("Can be darkened"),
    "daylight": message("Daylight"),
    "kiln": message("Kiln"),
    "sinks": message("Sinks"),
    "printing_press": message("Printing press"),
    "easels": message("Easels"),
    "wheelchair_accessible": message("Wheelchair accessible"),
    "accessible_toilet": message("Accessible toilet"),
    "lift": message("Lift"),
    "hearing_loop": message("Hearing loop"),
    "low_stimulus": message("Low stimulus"),
    "kitchen": message("Kitchen"),
    "catering_on_site": message("Catering on site"),
    "parking": message("Parking"),
    "bicycle_parking": message("Bicycle parking"),
    "loading_access": message("Loading access"),
    "cloakroom": message("Cloakroom"),
    "lockers": message("Lockers"),
    "wifi": message("Wifi"),
}
