"""A member's desk blocks time: dragged with the mouse, and the same by nothing but the keyboard; looked at in both widths."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import db, session
from app.core.time_ranges import TimeRange, at_minute
from app.models.booking import BookingStatus
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock
from app.services.availability import availability_service
from tests.browser.conftest import HEIGHT_OF, NARROW, WIDE
from tests.browser.eyes import Album, Eyes
from tests.conftest import LiveServer
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.occupancy import fill_masks, occupy

pytestmark = pytest.mark.commits

PIXELS_A_QUARTER = 12
HOME = "/verhuur/pakhuis/kalender"


def _furnish() -> tuple[str, Room]:
    """A house with three rooms in which a week of things happens, a week from now; who works there."""
    day = clock.today() + timedelta(days=7)
    organisation = OrganisationFactory(slug="pakhuis", name="De Stichtse Klank")
    email = OrganisationRoleFactory(organisation=organisation).user.email
    venue = VenueFactory(organisation=organisation, name="Kunstencentrum De Boog", opening=(540, 1380))
    rooms = [RoomFactory(venue=venue, name=name) for name in ("Koorzaal", "Dansstudio 1", "Popruimte Kelder")]
    rooms[0].buffer_after_minutes = 30
    for number, room in enumerate(rooms):
        for offset in (0, 1, 3):
            start = at_minute(day + timedelta(days=offset), 1140 - 60 * number, AMSTERDAM)
            status = BookingStatus.HELD if number == 1 and offset == 1 else BookingStatus.CONFIRMED
            booking = BookingFactory(
                room=room, starts_at=start, status=status, hold_expires_at=start if status == "held" else None
            )
            span = TimeRange(booking.starts_at, booking.ends_at)
            availability_service.take(room, span, booking_id=booking.id)
        occupy(room, day + timedelta(days=number), 780, 870).note = "Pianostemmer"
    db.session.flush()
    fill_masks(clock.today(), 60)
    return email, rooms[0]


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer) -> Iterator[tuple[Page, Room, LiveServer]]:
    """The week of the choir hall, at somebody who may block."""
    with live_server.app.app_context():
        email, room = _furnish()
        db.session.commit()
        session().refresh(room)
        session().expunge(room)
    page = browser.new_page(locale="nl-NL", viewport={"width": WIDE, "height": HEIGHT_OF[WIDE]})
    page.goto(f"{live_server.url}/inloggen")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill("correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verhuur/**")
    yield page, room, live_server
    page.close()


def _week(page: Page, room: Room, server: LiveServer) -> str:
    day = (clock.today() + timedelta(days=7)).isoformat()
    page.goto(f"{server.url}{HOME}?view=week&room={room.id}&date={day}")
    expect(page.get_by_role("grid")).to_be_attached()
    return day


def _blocked(server: LiveServer, note: str) -> list[tuple[str, str]]:
    with server.app.app_context():
        found = db.session.query(OwnUseBlock).filter_by(note=note).all()
        return [
            (f"{one.starts_at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}", f"{one.ends_at.astimezone(AMSTERDAM):%H:%M}")
            for one in found
        ]


def test_empty_time_is_dragged_over_to_block_it_and_escape_lets_it_go(desk: tuple[Page, Room, LiveServer]) -> None:
    page, room, server = desk
    day = _week(page, room, server)
    column = page.locator(f"[data-date='{day}']")
    column.scroll_into_view_if_needed()
    box = column.bounding_box()
    assert box is not None
    x, top = box["x"] + box["width"] / 2, box["y"]  # the columns begin at eight

    def down_to(quarter: int) -> None:
        page.mouse.move(x, top + quarter * PIXELS_A_QUARTER + 3, steps=4)

    down_to(8)  # ten o'clock
    page.mouse.down()
    down_to(12)
    expect(page.locator(".cal__ghost")).to_have_text("10.00–11.15")
    page.keyboard.press("Escape")
    expect(page.locator(".cal__ghost")).to_have_count(0)
    page.mouse.up()
    assert "blokkeren" not in page.url
    down_to(8)
    page.mouse.down()
    down_to(30)  # into the piano tuner at one: it stops there
    expect(page.locator(".cal__ghost")).to_have_text("10.00–13.00")
    down_to(13)
    page.mouse.up()
    page.wait_for_url("**/blokkeren?**")
    expect(page.get_by_label("Van", exact=True)).to_have_value("10:00")
    expect(page.get_by_label("Tot", exact=True)).to_have_value("11:30")
    page.get_by_label("Waarvoor?").fill("Opname")
    page.get_by_role("button", name="Blokkeer deze tijd").click()
    expect(page.get_by_role("main")).to_contain_text("De ruimte is geblokkeerd voor eigen gebruik")
    assert _blocked(server, "Opname") == [(f"{day} 10:00", "11:30")]


def test_the_same_is_done_with_nothing_but_the_keyboard(desk: tuple[Page, Room, LiveServer]) -> None:
    page, room, server = desk
    day = _week(page, room, server)
    page.locator("[role=gridcell][tabindex='0']").focus()
    page.keyboard.press("Home")
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    columns = page.locator("[data-date]")
    days = [columns.nth(number).get_attribute("data-date") for number in range(columns.count())]
    for _ in range(days.index(day)):
        page.keyboard.press("ArrowRight")
    for _ in range(2):
        page.keyboard.press("PageDown")  # an hour each: ten o'clock
    expect(page.locator(":focus")).to_have_attribute("aria-label", _label_at(page, day, "10.00, leeg"))
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(5)
    expect(page.locator("[aria-live]")).to_have_text("10.00 tot 11.15 gekozen. Enter blokkeert, Escape stopt.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/blokkeren?**")
    expect(page.get_by_label("Tot", exact=True)).to_have_value("11:15")
    page.get_by_label("Waarvoor?").focus()
    page.keyboard.type("Opname")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HOME}?**")
    assert _blocked(server, "Opname") == [(f"{day} 10:00", "11:15")]


def _label_at(page: Page, day: str, rest: str) -> str:
    column = page.locator(f"[data-date='{day}']").get_attribute("data-column")
    return f"{column}, {rest}"


def test_the_calendar_is_looked_at_in_both_widths(desk: tuple[Page, Room, LiveServer]) -> None:
    page, room, server = desk
    album = Album()
    day = _week(page, room, server)
    with server.app.app_context():
        block = db.session.query(OwnUseBlock).filter_by(room_id=room.id).first()
        assert block is not None
        own_use = f"{HOME}/eigen-gebruik/{block.id}"
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": HEIGHT_OF[width]})
        eyes = Eyes(page, width, album)
        for name, address in (
            ("calendar-week", f"{HOME}?view=week&room={room.id}&date={day}"),
            ("calendar-all", f"{HOME}?view=week&date={day}"),
            ("calendar-day", f"{HOME}?view=day&date={day}"),
            ("calendar-month", f"{HOME}?view=month&date={day}"),
            ("calendar-block", f"{HOME}/blokkeren?room={room.id}&date={day}&from=10:00&until=11:00"),
            ("calendar-own-use", own_use),
        ):
            page.goto(f"{server.url}{address}")
            eyes.look(name)
        eyes.assert_content()
