"""The operations of Stripe's API that exist here: path, parameter type of the SDK, and what answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stripe.params import (
    ApplicationFeeListParams,
    ApplicationFeeRefundCreateParams,
    ApplicationFeeRefundListParams,
    ApplicationFeeRetrieveParams,
    BalanceRetrieveParams,
    BalanceTransactionListParams,
    BalanceTransactionRetrieveParams,
    ChargeListParams,
    ChargeRetrieveParams,
    DisputeListParams,
    DisputeRetrieveParams,
    EventListParams,
    EventRetrieveParams,
    PaymentIntentListParams,
    PaymentIntentRetrieveParams,
    PayoutListParams,
    PayoutRetrieveParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionLineItemListParams,
    SessionListParams,
    SessionRetrieveParams,
)
from stripe.params.v2.core import (
    AccountCreateParams,
    AccountLinkCreateParams,
    AccountRetrieveParams,
    AccountUpdateParams,
)
from stripe.params.v2.core import (
    EventRetrieveParams as ThinEventRetrieveParams,
)

from simulator import account_links, accounts, fees, reads, refunds, sessions
from simulator.work import Call, Work

Json = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    method: str
    rule: str
    params: type
    handler: Callable[[Work, Call], Json]

    @property
    def v2(self) -> bool:
        return self.rule.startswith("/v2/")


OPERATIONS = (
    Operation("POST", "/v2/core/accounts", AccountCreateParams, accounts.create),
    Operation("GET", "/v2/core/accounts/<id>", AccountRetrieveParams, accounts.retrieve),
    Operation("POST", "/v2/core/accounts/<id>", AccountUpdateParams, accounts.update),
    Operation("POST", "/v2/core/account_links", AccountLinkCreateParams, account_links.create),
    Operation("GET", "/v2/core/events/<id>", ThinEventRetrieveParams, reads.thin_event),
    Operation("POST", "/v1/checkout/sessions", SessionCreateParams, sessions.create),
    Operation("GET", "/v1/checkout/sessions", SessionListParams, sessions.list_all),
    Operation("GET", "/v1/checkout/sessions/<id>", SessionRetrieveParams, sessions.retrieve),
    Operation("GET", "/v1/checkout/sessions/<id>/line_items", SessionLineItemListParams, sessions.list_line_items),
    Operation("POST", "/v1/checkout/sessions/<id>/expire", SessionExpireParams, sessions.expire),
    Operation("GET", "/v1/payment_intents", PaymentIntentListParams, reads.payment_intents),
    Operation("GET", "/v1/payment_intents/<id>", PaymentIntentRetrieveParams, reads.payment_intent),
    Operation("GET", "/v1/charges", ChargeListParams, reads.charges),
    Operation("GET", "/v1/charges/<id>", ChargeRetrieveParams, reads.charge),
    Operation("POST", "/v1/refunds", RefundCreateParams, refunds.create),
    Operation("GET", "/v1/refunds", RefundListParams, refunds.list_all),
    Operation("GET", "/v1/refunds/<id>", RefundRetrieveParams, refunds.retrieve),
    Operation("GET", "/v1/application_fees", ApplicationFeeListParams, fees.list_all),
    Operation("GET", "/v1/application_fees/<id>", ApplicationFeeRetrieveParams, fees.retrieve),
    Operation("POST", "/v1/application_fees/<id>/refunds", ApplicationFeeRefundCreateParams, fees.create_refund),
    Operation("GET", "/v1/application_fees/<id>/refunds", ApplicationFeeRefundListParams, fees.list_refunds),
    Operation("GET", "/v1/balance", BalanceRetrieveParams, reads.balance),
    Operation("GET", "/v1/balance_transactions", BalanceTransactionListParams, reads.balance_transactions),
    Operation("GET", "/v1/balance_transactions/<id>", BalanceTransactionRetrieveParams, reads.balance_transaction),
    Operation("GET", "/v1/payouts", PayoutListParams, reads.payouts),
    Operation("GET", "/v1/payouts/<id>", PayoutRetrieveParams, reads.payout),
    Operation("GET", "/v1/disputes", DisputeListParams, reads.disputes),
    Operation("GET", "/v1/disputes/<id>", DisputeRetrieveParams, reads.dispute),
    Operation("GET", "/v1/events", EventListParams, reads.events),
    Operation("GET", "/v1/events/<id>", EventRetrieveParams, reads.event),
)
