"""What waits for somebody at the desk, all of it."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import DESK, actor
from app.blueprints.member.task_words import shown
from app.core import clock
from app.core.db import in_transaction
from app.core.paging import page_number
from app.services.tasks import task_service
from app.web.access import current_organisation, member_access


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule("/<organisation_slug>/taken", "tasks", tasks)
    bp.add_url_rule("/<organisation_slug>/taken/<uuid:task_id>/gedaan", "task_done", task_done, methods=["POST"])


@member_access(*DESK)
def tasks() -> str:
    """The oldest first."""
    page = task_service.list_open(current_organisation().id, page_number(request.args.get("page")))
    now = clock.now()
    return render_template("member/tasks.html", page=page, tasks=[shown(task, now) for task in page.items])


@member_access(*DESK)
def task_done(task_id: uuid.UUID) -> Response:
    """Somebody saw to it."""
    organisation_id, who = current_organisation().id, actor()
    in_transaction(lambda: task_service.close(task_id, organisation_id, actor=who, now=clock.now()))
    flash(_("Done. It no longer stands in the list."), "ok")
    return redirect(url_for("member.tasks"), code=303)
