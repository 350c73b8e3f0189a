"""The members, and how far each is on the way to being booked."""

from flask import render_template, request
from flask_babel import gettext as _

from app.blueprints.bureau.forms import read_member_filter, text_of
from app.blueprints.bureau.words import ACCOUNTS, MEMBER_STEPS, MEMBER_TYPES, MEMBERSHIPS
from app.core import clock
from app.core.paging import page_number
from app.services.regions import region_service
from app.services.reporting import member_list_service
from app.web.access import bureau_access
from app.web.i18n import translate


@bureau_access()
def members() -> str:
    """The list, with search and filters."""
    named = {name: text_of(request.args, name) for name in ("text", "step", "region")}
    wanted = read_member_filter(request.args)
    page = member_list_service.list_members(wanted, page_number(request.args.get("page")), now=clock.now())
    return render_template(
        "bureau/members.html",
        form=named,
        arguments={name: value for name, value in named.items() if value},
        page=page,
        steps=MEMBER_STEPS,
        types=MEMBER_TYPES,
        memberships=MEMBERSHIPS,
        accounts=ACCOUNTS,
        step_choices=[
            ("", _("all members, however far")),
            *((step.value, translate(told)) for step, (told, _kind) in MEMBER_STEPS.items()),
        ],
        regions=[("", _("all regions")), *region_service.region_names()],
    )
