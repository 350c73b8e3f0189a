"""Writing down who did what. Called inside the transaction of what it describes."""

import uuid
from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.core.db import session
from app.models.audit import ActorKind, AuditEvent


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user with an account, the hirer behind a booking link, Stripe, or the system by itself."""

    kind: ActorKind
    user_id: uuid.UUID | None = None

    @classmethod
    def user(cls, user_id: uuid.UUID) -> "Actor":
        """Somebody who is logged in."""
        return cls(ActorKind.USER, user_id)


HIRER = Actor(ActorKind.HIRER)
STRIPE = Actor(ActorKind.STRIPE)
SYSTEM = Actor(ActorKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Subject:
    """What it is about."""

    type: str
    id: uuid.UUID
    organisation_id: uuid.UUID | None = None


def record(tag: str, *, actor: Actor, subject: Subject, reason: str = "", **data: Any) -> None:  # noqa: ANN401
    """Add an audit event. `tag` reads `capability:subject:action`; `data` holds ids and figures, no personal data."""
    session().add(AuditEvent(**values_of(tag, actor=actor, subject=subject, reason=reason, **data)))


def values_of(tag: str, *, actor: Actor, subject: Subject, reason: str = "", **data: Any) -> dict[str, Any]:  # noqa: ANN401
    """The row of such an event, for who writes it together with what it describes."""
    return {
        "tag": tag,
        "actor_kind": actor.kind,
        "actor_user_id": actor.user_id,
        "subject_type": subject.type,
        "subject_id": subject.id,
        "organisation_id": subject.organisation_id,
        "reason": reason,
        "data": data,
        "occurred_at": clock.now(),
    }
