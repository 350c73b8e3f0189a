"""What a booking's states, money and use are called: the same words at checkout, on every desk and in the mails."""

from app.core.messages import Message, message
from app.models.booking import BookingStatus, Discipline
from app.models.payments import RefundStatus
from app.models.pricing import AddOnUnit, HirerCategory

BOOKING_STATUSES: dict[BookingStatus, tuple[Message, str]] = {
    BookingStatus.HELD: (message("Waiting for payment"), "plain"),
    BookingStatus.PROCESSING: (message("Payment on its way"), "plain"),
    BookingStatus.CONFIRMED: (message("Confirmed"), "ok"),
    BookingStatus.EXPIRED: (message("Not paid in time"), "plain"),
    BookingStatus.CANCELLED: (message("Cancelled"), "warn"),
    BookingStatus.LOST: (message("Paid too late, refunded"), "error"),
}
REFUND_STATUSES: dict[RefundStatus, tuple[Message, str]] = {
    RefundStatus.REQUESTED: (message("Asked for"), "plain"),
    RefundStatus.PENDING: (message("On its way"), "plain"),
    RefundStatus.SUCCEEDED: (message("Refunded"), "ok"),
    RefundStatus.FAILED: (message("Failed"), "error"),
}

HIRER_CATEGORIES: dict[HirerCategory, Message] = {
    HirerCategory.PRIVATE: message("For myself"),
    HirerCategory.AMATEUR: message("Amateur association"),
    HirerCategory.NON_PROFIT: message("Foundation or association without profit"),
    HirerCategory.COMMERCIAL: message("Company or self-employed"),
    HirerCategory.MEMBER: message("Member of Cultuurconnectie"),
    HirerCategory.OWN: message("Student or regular of this venue"),
    HirerCategory.FREE: message("Free of charge, by arrangement"),
}
# Shown beside each choice. Another text is another version: rules.CATEGORY_TERMS_VERSION.
CATEGORY_CONDITIONS: dict[HirerCategory, Message] = {
    HirerCategory.PRIVATE: message("You hire as a person. There are no conditions."),
    HirerCategory.AMATEUR: message(
        "A club that makes art for pleasure, such as a choir, a band or a drama group. Nobody earns from it."
    ),
    HirerCategory.NON_PROFIT: message("For the aim in its statutes. What is earned goes back into that aim."),
    HirerCategory.COMMERCIAL: message("You earn something with what you do here, paid lessons too."),
    HirerCategory.MEMBER: message("Your organisation is a member and hires for its own work."),
    HirerCategory.OWN: message("You take lessons here, or have a standing arrangement with the venue."),
    HirerCategory.FREE: message("You have agreed with the venue that you pay nothing."),
}

DISCIPLINES: dict[Discipline, Message] = {
    Discipline.MUSIC: message("Music and singing"),
    Discipline.DANCE: message("Dancing"),
    Discipline.THEATRE: message("Theatre and musical"),
    Discipline.VISUAL_ARTS: message("Drawing, painting and sculpture"),
    Discipline.CRAFTS: message("Ceramics, textile and other crafts"),
    Discipline.MEDIA: message("Photo, film and digital"),
    Discipline.WRITING: message("Writing and literature"),
    Discipline.LANGUAGES: message("Languages"),
    Discipline.MOVEMENT: message("Yoga, sport and movement"),
    Discipline.OTHER: message("Something else"),
}

# After a price: "€ 15,00 per day".
ADD_ON_UNITS: dict[AddOnUnit, Message] = {
    AddOnUnit.BOOKING: message("for the whole booking"),
    AddOnUnit.DAY: message("a day"),
    AddOnUnit.HOUR: message("for each hour"),
    AddOnUnit.PIECE: message("each"),
}
