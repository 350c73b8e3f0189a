"""What the choices of search are called."""

from app.core.messages import Message, message
from app.services.search.query import Activity, Sort

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
    Sort.DISTANCE: message("distance"),
    Sort.PRICE: message("price"),
}
