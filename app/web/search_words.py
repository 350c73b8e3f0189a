"""What the choices of search are called."""

from app.core.messages import Message, message
from app.services.search.query import Activity, Sort
from app.web.search_address import Mode, Part

ACTIVITIES: dict[Activity, Message] = {
    Activity.CHOIR: message("Rehearse with a choir or ensemble"),
    Activity.BAND: message("Rehearse with a band"),
    Activity.DANCE: message("Dance or move"),
    Activity.THEATRE: message("Rehearse a play or musical"),
    Activity.LESSON: message("Give a lesson or workshop"),
    Activity.VISUAL_ARTS: message("Draw, paint or model"),
    Activity.MEETING: message("Meet"),
    Activity.PERFORMANCE: message("Perform"),
    Activity.EXHIBITION: message("Exhibit"),
    Activity.RECORDING: message("Record"),
    Activity.PARTY: message("Give a party"),
}

SORTS: dict[Sort, Message] = {
    Sort.FREE: message("free at your time"),
    Sort.BEST: message("best match"),
    Sort.DISTANCE: message("distance"),
    Sort.PRICE: message("price"),
}

MODES: dict[Mode, Message] = {
    Mode.MOMENT: message("At one moment"),
    Mode.BLOCK: message("Any free block"),
    Mode.WEEKLY: message("Every week"),
}

PARTS: dict[Part, Message] = {
    Part.ALL: message("the whole day"),
    Part.MORNING: message("in the morning"),
    Part.AFTERNOON: message("in the afternoon"),
    Part.EVENING: message("in the evening"),
}

WEEKDAYS: tuple[tuple[Message, Message], ...] = (
    (message("Mo"), message("Monday")),
    (message("Tu"), message("Tuesday")),
    (message("We"), message("Wednesday")),
    (message("Th"), message("Thursday")),
    (message("Fr"), message("Friday")),
    (message("Sa"), message("Saturday")),
    (message("Su"), message("Sunday")),
)
