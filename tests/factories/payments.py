"""Sellers' accounts at Stripe."""

from datetime import UTC, datetime

import factory

from app.models.payments import PaymentAccount, PaymentAccountStatus
from tests.factories.base import RowFactory


class PaymentAccountFactory(RowFactory):
    """An account that can be paid."""

    class Meta:
        model = PaymentAccount

    provider_account_id = factory.Sequence(lambda n: f"acct_test{n:06d}")
    status = PaymentAccountStatus.ACTIVE
    livemode = False
    refreshed_at = datetime(2026, 1, 1, tzinfo=UTC)
