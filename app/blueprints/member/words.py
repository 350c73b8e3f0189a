"""What a member's desk calls the states of things."""

from app.core.messages import Message, message
from app.integrations.calendar.calendar_values import ProblemCode
from app.models.calendars import ImportStatus
from app.models.listing import ListingStatus
from app.models.payments import RefundReason
from app.services.reporting.desk_service import BookingView

BOOKING_VIEWS: dict[BookingView, Message] = {
    BookingView.UPCOMING: message("To come"),
    BookingView.PAST: message("Past"),
    BookingView.CANCELLED: message("Cancelled"),
}
REFUND_REASONS: dict[RefundReason, Message] = {
    RefundReason.CANCELLED_BY_HIRER: message("Cancelled by the hirer"),
    RefundReason.CANCELLED_BY_MEMBER: message("Cancelled by you"),
    RefundReason.CANCELLED_BY_BUREAU: message("Cancelled by the bureau"),
    RefundReason.SLOT_LOST: message("The time was gone when the payment came"),
    RefundReason.PAID_TWICE: message("Paid twice"),
    RefundReason.DEPOSIT: message("Deposit"),
}
# Each state with its word and the kind of badge that carries it.
LISTING_STATUSES: dict[ListingStatus, tuple[Message, str]] = {
    ListingStatus.DRAFT: (message("Draft"), "plain"),
    ListingStatus.PUBLISHED: (message("Online"), "ok"),
    ListingStatus.WITHDRAWN: (message("Taken offline"), "warn"),
}
IMPORT_STATUSES: dict[ImportStatus, tuple[Message, str]] = {
    ImportStatus.PREVIEWED: (message("Looked at, not applied"), "plain"),
    ImportStatus.APPLIED: (message("Applied"), "ok"),
    ImportStatus.REFUSED: (message("Refused"), "error"),
}
IMPORT_PROBLEMS: dict[ProblemCode, Message] = {
    ProblemCode.BAD_BYTES: message("Some letters could not be read. They were replaced."),
    ProblemCode.DUPLICATE_UID: message("The same lesson stands in the file twice. The latest counts."),
    ProblemCode.ENDS_BEFORE_START: message("The lesson ends before it starts."),
    ProblemCode.IMPOSSIBLE_TIME: message("The date or the time does not exist."),
    ProblemCode.MISSING_START: message("The lesson has no start."),
    ProblemCode.NOT_A_CALENDAR: message("This is no calendar."),
    ProblemCode.TOO_LARGE: message("The file is too large."),
    ProblemCode.TOO_MANY_EVENTS: message("There are too many lessons in the file."),
    ProblemCode.TOO_MANY_OCCURRENCES: message("The lesson repeats too often."),
    ProblemCode.UNFINISHED: message("The file stops in the middle of a lesson."),
    ProblemCode.UNKNOWN_TIMEZONE: message("The time zone is not known. Dutch time was used."),
    ProblemCode.UNREADABLE_LINE: message("This line could not be read."),
    ProblemCode.UNSUPPORTED_CALENDAR: message("This kind of calendar is not used in the Netherlands."),
    ProblemCode.UNSUPPORTED_RECURRENCE: message("The way in which this lesson repeats could not be read."),
    ProblemCode.ZERO_LENGTH: message("The lesson takes no time."),
}
