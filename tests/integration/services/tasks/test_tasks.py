"""Tasks for a desk: once each, done by somebody or by themselves, and nobody else's business."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.core.db import session
from app.core.paging import PAGE_SIZE
from app.models.accounts import Organisation
from app.models.tasks import TaskKind
from app.services.audit.audit_service import Actor
from app.services.tasks import task_service
from app.services.tasks.errors import TaskNotFoundError
from app.services.tasks.task_service import NewTask
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


@pytest.fixture
def organisation(app: Flask) -> Organisation:
    made: Organisation = OrganisationFactory()
    return made


def failing(organisation: Organisation, key: str = "a", **subject: str) -> NewTask:
    return NewTask(organisation.id, TaskKind.FEED_FAILING, key, subject)


def test_the_same_task_waits_once_and_learns_what_is_so_now(organisation: Organisation) -> None:
    task_service.raise_task(failing(organisation, failure="too_slow"), now=NOW)
    task_service.raise_task(failing(organisation, failure="not_found"), now=NOW + timedelta(hours=1))
    page = task_service.list_open(organisation.id, 1)
    assert [(task.subject, task.created_at) for task in page.items] == [({"failure": "not_found"}, NOW)]


def test_what_solved_itself_comes_back_as_new_and_what_somebody_did_stays_done(organisation: Organisation) -> None:
    task_service.raise_task(failing(organisation), now=NOW)
    task_service.close_about(organisation.id, TaskKind.FEED_FAILING, "a", now=NOW)
    assert task_service.list_open(organisation.id, 1).total == 0
    later = NOW + timedelta(days=1)
    task_service.raise_task(failing(organisation), now=later)
    (task,) = task_service.list_open(organisation.id, 1).items
    assert task.created_at == later
    person = Actor.user(UserFactory().id)
    task_service.close(task.id, organisation.id, actor=person, now=later)
    task_service.close(task.id, organisation.id, actor=person, now=later + timedelta(days=1))
    session().flush()
    task_service.raise_task(failing(organisation), now=later)
    assert task_service.list_open(organisation.id, 1).total == 0
    session().refresh(task)
    assert (task.done_at, task.done_by_id) == (later, person.user_id)


def test_closing_what_is_about_one_thing_leaves_what_only_begins_the_same(organisation: Organisation) -> None:
    for key in ("a", "a:1", "ab", "b", "a%:1"):
        task_service.raise_task(failing(organisation, key), now=NOW)
    task_service.close_about(organisation.id, TaskKind.FEED_FAILING, "a", now=NOW)
    assert [task.key for task in task_service.list_open(organisation.id, 1).items] == ["ab", "b", "a%:1"]


def test_a_task_of_another_member_does_not_exist(organisation: Organisation) -> None:
    task_service.raise_task(failing(organisation), now=NOW)
    (task,) = task_service.list_open(organisation.id, 1).items
    stranger = OrganisationFactory()
    with pytest.raises(TaskNotFoundError):
        task_service.close(task.id, stranger.id, actor=Actor.user(UserFactory().id), now=NOW)
    assert task_service.list_open(stranger.id, 1).total == 0


def test_a_long_list_is_paged_in_the_same_two_queries(organisation: Organisation) -> None:
    task_service.raise_tasks([failing(organisation, str(number)) for number in range(PAGE_SIZE + 3)], now=NOW)
    with counted_queries() as said:
        first = task_service.list_open(organisation.id, 1)
        assert all(task.room is None and task.booking is None for task in first.items)
    assert len(said) == 2
    assert (len(first.items), first.pages) == (PAGE_SIZE, 2)
    assert len(task_service.list_open(organisation.id, 2).items) == 3
    assert len(task_service.first_open(organisation.id, 5).items) == 5
