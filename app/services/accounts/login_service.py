"""Logging in with a password, slowed down against guessing."""

import uuid
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.core import clock
from app.core.db import session
from app.core.errors import AppError
from app.core.ids import fingerprint
from app.core.messages import message
from app.models.accounts import LoginAttempt, User
from app.services.accounts import repository, rules


class TooManyAttemptsError(AppError):
    """Guessing is slowed down: wait before the next try."""

    code = "too_many_attempts"


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """Checked when no such account exists, so that the answer takes as long as for one that does."""
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """An argon2id hash with a salt of its own."""
    return _hasher().hash(password)


def find_user(user_id: str) -> User | None:
    """The active account with this id and its roles, or None (also for an id that is no id)."""
    try:
        return repository.find_user(uuid.UUID(user_id))
    except ValueError:
        return None


def check_attempts(email: str, address: str) -> None:
    """Let a try pass, or not.

    Raises:
        TooManyAttemptsError: this account from this network address failed too often just now.
    """
    failed = repository.count_attempts(_key(email, address), rules.attempts_since(clock.now()))
    if not rules.may_try(failed):
        raise TooManyAttemptsError(message("Too many attempts. Wait fifteen minutes and try again."))


def authenticate(email: str, password: str, address: str) -> User | None:
    """The user, when the password is right; else None, and the attempt is counted."""
    user = repository.find_user_by_email(email)
    if _matches(user.password_hash if user else _nobodys_hash(), password) and user is not None:
        user.last_login_at = clock.now()
        repository.forget_attempts(_key(email, address))
        return user
    session().add(LoginAttempt(key_hash=_key(email, address), attempted_at=clock.now()))
    return None


def clean_up_attempts() -> int:
    """Delete what no longer counts; the number of rows deleted."""
    return repository.delete_attempts_before(rules.attempts_since(clock.now()))


def list_demo_users() -> list[User]:
    """The accounts of the demo world, for who starts the product the first time."""
    return repository.list_demo_users()


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _key(email: str, address: str) -> str:
    return fingerprint(f"{email.lower()}|{address}")
