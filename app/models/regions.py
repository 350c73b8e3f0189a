"""Regions: the association opens one after the other."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.models.columns import created_at_column, enum_column, foreign_key, id_column


class RegionStatus(StrEnum):
    """Planned: members prepare. Live: the public books. Closed: nothing new."""

    PLANNED = "planned"
    LIVE = "live"
    CLOSED = "closed"


class SchoolHolidayRegion(StrEnum):
    """The three regions of the Dutch school holidays."""

    NOORD = "noord"
    MIDDEN = "midden"
    ZUID = "zuid"


class Region(Base):
    """A set of municipalities that opens together."""

    __tablename__ = "region"

    id: Mapped[uuid.UUID] = id_column()
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    status: Mapped[RegionStatus] = enum_column(RegionStatus, "status", default=RegionStatus.PLANNED)
    launch_on: Mapped[date | None]
    created_at: Mapped[datetime] = created_at_column()

    municipalities: Mapped[list["Municipality"]] = relationship(back_populates="region", lazy="raise")


class Municipality(Base):
    """A Dutch municipality by its CBS code; it belongs to one region at most."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    province_code: Mapped[str]
    school_holiday_region: Mapped[SchoolHolidayRegion] = enum_column(SchoolHolidayRegion, "school_holiday_region")
    region_id: Mapped[uuid.UUID | None] = foreign_key("region.id")

    region: Mapped[Region | None] = relationship(back_populates="municipalities", lazy="raise")
