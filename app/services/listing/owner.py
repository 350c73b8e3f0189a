"""Whose openings and rules are meant: those of a whole venue, or those of one of its rooms."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.models.listing import Room, Venue
from app.services.audit.audit_service import Subject


@dataclass(frozen=True, slots=True)
class Owner:
    """A venue (loaded with its rooms), or one room of it (loaded with its venue)."""

    venue: Venue
    room: Room | None = None

    @property
    def room_id(self) -> uuid.UUID | None:
        """Of the room, if it is one."""
        return self.room.id if self.room else None

    @property
    def id(self) -> uuid.UUID:
        """What the rows of this owner are found by."""
        return self.room.id if self.room else self.venue.id

    @property
    def rooms(self) -> Sequence[Room]:
        """The rooms for which something changes when this owner changes."""
        return [self.room] if self.room else self.venue.rooms

    @property
    def subject(self) -> Subject:
        """For the audit trail."""
        return Subject("room" if self.room else "venue", self.id, self.venue.organisation_id)
