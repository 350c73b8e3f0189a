"""Questions about people."""

import uuid
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import session
from app.models.accounts import LoginAttempt, OrganisationRole, User

_WITH_ROLES = (
    selectinload(User.organisation_roles).joinedload(OrganisationRole.organisation),
    selectinload(User.bureau_roles),
)


def find_user(user_id: uuid.UUID) -> User | None:
    """With the roles, because every page asks for them."""
    return session().scalars(select(User).where(User.id == user_id, User.is_active).options(*_WITH_ROLES)).one_or_none()


def find_user_by_email(email: str) -> User | None:
    """Upper and lower case are one."""
    query = select(User).where(func.lower(User.email) == email.lower(), User.is_active).options(*_WITH_ROLES)
    return session().scalars(query).one_or_none()


def count_attempts(key_hash: str, since: datetime) -> int:
    """Failed attempts under this key since then."""
    query = select(func.count()).where(LoginAttempt.key_hash == key_hash, LoginAttempt.attempted_at >= since)
    return session().scalar(query) or 0


def forget_attempts(key_hash: str) -> None:
    """After a success the slate is clean."""
    session().execute(delete(LoginAttempt).where(LoginAttempt.key_hash == key_hash))


def delete_attempts_before(moment: datetime) -> int:
    """Old attempts say nothing any more."""
    deleted = session().execute(
        delete(LoginAttempt).where(LoginAttempt.attempted_at < moment).returning(LoginAttempt.id)
    )
    return len(deleted.all())


def list_demo_users() -> list[User]:
    """Those whose address lies in the reserved .example domain, with their roles."""
    query = (
        select(User)
        .where(User.email.like("%.example"))
        .options(
            selectinload(User.organisation_roles).options(joinedload(OrganisationRole.organisation)),
            selectinload(User.bureau_roles),
        )
        .order_by(User.email)
    )
    return list(session().scalars(query))
