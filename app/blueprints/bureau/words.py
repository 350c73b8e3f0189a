"""What the bureau calls the states of things."""

from app.core.messages import Message, message
from app.models.accounts import BureauRoleName, MembershipStatus, MemberType
from app.models.payments import PaymentAccountStatus, PaymentStatus, RefundReason
from app.models.regions import RegionStatus
from app.services.reporting.member_list_service import MemberStep

# Each state with its word and the kind of badge that carries it.
PAYMENT_STATUSES: dict[PaymentStatus, tuple[Message, str]] = {
    PaymentStatus.CREATED: (message("Started"), "plain"),
    PaymentStatus.OPEN: (message("On the payment page"), "plain"),
    PaymentStatus.PROCESSING: (message("On its way"), "plain"),
    PaymentStatus.PAID: (message("Paid"), "ok"),
    PaymentStatus.EXPIRED: (message("Expired"), "plain"),
    PaymentStatus.FAILED: (message("Failed"), "error"),
}
# Brands keep their own writing in every language; a way to pay that is not here is shown as Stripe calls it.
PAYMENT_METHODS = {
    "ideal": "iDEAL | Wero",
    "bancontact": "Bancontact",
    "card": "Visa/Mastercard",
    "sepa_debit": "SEPA",
    "paypal": "PayPal",
}
REFUND_REASONS: dict[RefundReason, Message] = {
    RefundReason.CANCELLED_BY_HIRER: message("Cancelled by the hirer"),
    RefundReason.CANCELLED_BY_MEMBER: message("Cancelled by the member"),
    RefundReason.CANCELLED_BY_BUREAU: message("Cancelled by the bureau"),
    RefundReason.SLOT_LOST: message("The time was gone when the payment came"),
    RefundReason.PAID_TWICE: message("Paid twice"),
    RefundReason.DEPOSIT: message("Deposit"),
}
REGION_STATUSES: dict[RegionStatus, tuple[Message, str]] = {
    RegionStatus.PLANNED: (message("In preparation"), "plain"),
    RegionStatus.LIVE: (message("Open"), "ok"),
    RegionStatus.CLOSED: (message("Closed"), "warn"),
}
MEMBER_STEPS: dict[MemberStep, tuple[Message, str]] = {
    MemberStep.ONLINE: (message("Can be booked"), "ok"),
    MemberStep.NO_ROOM: (message("No room online"), "plain"),
    MemberStep.NO_ACCOUNT: (message("No payment account"), "plain"),
    MemberStep.RESTRICTED: (message("Stripe asks something"), "warn"),
    MemberStep.STOPPED: (message("Does not sell"), "error"),
}
MEMBER_TYPES: dict[MemberType, Message] = {
    MemberType.ARTS_CENTRE: message("Arts centre"),
    MemberType.MUSIC_SCHOOL: message("Music school"),
    MemberType.FOLK_UNIVERSITY: message("Folk university"),
    MemberType.PROVINCIAL_SUPPORT_BODY: message("Provincial support body"),
    MemberType.OTHER_EMPLOYER: message("Other employer"),
}
MEMBERSHIPS: dict[MembershipStatus, Message] = {
    MembershipStatus.PROSPECT: message("Not a member yet"),
    MembershipStatus.ACTIVE: message("Member"),
    MembershipStatus.SUSPENDED: message("Membership suspended"),
    MembershipStatus.ENDED: message("Membership ended"),
}
ACCOUNTS: dict[PaymentAccountStatus, Message] = {
    PaymentAccountStatus.ONBOARDING: message("Being set up"),
    PaymentAccountStatus.ACTIVE: message("Ready"),
    PaymentAccountStatus.RESTRICTED: message("Stripe asks something"),
}
ROLES: dict[BureauRoleName, Message] = {
    BureauRoleName.DIRECTOR: message("Director"),
    BureauRoleName.COMMERCIAL_MANAGER: message("Commercial manager"),
    BureauRoleName.FINANCE: message("Finance"),
    BureauRoleName.POLICY: message("Policy"),
    BureauRoleName.PROJECTS: message("Projects"),
    BureauRoleName.COMMUNICATIONS: message("Communications"),
    BureauRoleName.COORDINATOR: message("Coordinator"),
}
# What an audit event of a booking says; one that is not here is shown as it is written.
TRAIL: dict[str, Message] = {
    "booking:hold:placed": message("Time held while the hirer pays"),
    "booking:category:corrected": message("As whom they hire corrected by the member"),
    "booking:status:held": message("Time held while the hirer pays"),
    "booking:status:processing": message("Payment on its way"),
    "booking:status:confirmed": message("Confirmed"),
    "booking:status:expired": message("Not paid in time, the time was given back"),
    "booking:status:cancelled": message("Cancelled"),
    "booking:status:lost": message("Paid too late, refunded"),
    "booking:deposit:returned": message("Deposit given back"),
    "booking:deposit:kept": message("Deposit kept for damage, or a part of it"),
    "booking:personal_data:viewed": message("Looked at, with the hirer's details"),
    "payments:payment:created": message("Payment begun"),
    "payments:payment:opened": message("Went to the payment page"),
    "payments:payment:processing": message("Payment on its way"),
    "payments:payment:paid": message("Paid"),
    "payments:payment:failed": message("The payment failed"),
    "payments:payment:expired": message("The payment page expired"),
    "payments:payment:given_up": message("Stripe did not answer; the payment was given up"),
    "payments:refund:requested": message("Refund asked for"),
    "payments:refund:pending": message("Refund on its way"),
    "payments:refund:succeeded": message("Refunded"),
    "payments:refund:failed": message("The refund failed"),
}
