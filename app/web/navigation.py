"""The way through the site: which links stand in the header and the footer, and which one is where you are."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link that exists."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class FooterColumn:
    """A heading of the footer with its links."""

    heading: str
    links: list[NavLink]


def is_current(endpoint: str, *also: str) -> bool:
    """Whether the page being shown is `endpoint`, or lies under it (`also`: other endpoints that count as it)."""
    return request.endpoint in {endpoint, *also}


def _link(text: str, endpoint: str, *also: str) -> list[NavLink]:
    """None for a page that this installation does not have, so that a header never carries a dead link."""
    if endpoint not in current_app.view_functions:
        return []
    return [NavLink(text, url_for(endpoint), is_current(endpoint, *also))]


def main_navigation() -> list[NavLink]:
    """The public header."""
    return [
        *_link(_("Find a room"), "search.results", "search.room"),
        *_link(_("How it works"), "pages.how_it_works"),
        *_link(_("For members"), "pages.for_members"),
    ]


def footer_columns() -> list[FooterColumn]:
    """The public footer."""
    return [
        FooterColumn(
            _("Hiring"),
            [
                *_link(_("Find a room"), "search.results"),
                *_link(_("My booking"), "booking.find"),
                *_link(_("Cancelling and refunds"), "pages.cancellation"),
                *_link(_("Rental terms"), "pages.terms"),
            ],
        ),
        FooterColumn(
            _("Letting"),
            [
                *_link(_("Join for free"), "pages.for_members"),
                *_link(_("Log in as a member"), "accounts.login"),
            ],
        ),
        FooterColumn(
            _("About"),
            [
                *_link(_("Contact"), "pages.contact"),
                *_link(_("How we rank"), "pages.ranking"),
                *_link(_("Accessibility"), "pages.accessibility"),
                *_link(_("Privacy"), "pages.privacy"),
            ],
        ),
    ]


def account_links() -> list[NavLink]:
    """For somebody who is logged in: the desks that are theirs."""
    links: list[NavLink] = []
    if current_user.bureau_roles:
        links += _link(_("Bureau"), "bureau.dashboard")
    if current_user.organisation_roles:
        links += _link(_("My desk"), "member.today")
    return links
