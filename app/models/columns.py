"""Column shorthands shared by the tables."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, ForeignKey, func
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from app.core.ids import new_id


def id_column() -> Mapped[uuid.UUID]:
    """A primary key that sorts by age."""
    return mapped_column(primary_key=True, default=new_id)


def created_at_column() -> Mapped[datetime]:
    """When the row was written, by the database's clock."""
    return mapped_column(server_default=func.now())


def enum_column(kind: type[StrEnum], name: str, **options: Any) -> MappedColumn[Any]:  # noqa: ANN401
    """An enum kept as text with a CHECK, so that adding a value is a plain migration."""
    return mapped_column(
        Enum(
            kind,
            native_enum=False,
            create_constraint=True,
            name=name,
            length=40,
            values_callable=lambda values: [member.value for member in values],
        ),
        **options,
    )


def foreign_key(target: str, *, ondelete: str = "RESTRICT", index: bool = True, **options: Any) -> MappedColumn[Any]:  # noqa: ANN401
    """A foreign key; indexed unless another index already starts with it."""
    return mapped_column(ForeignKey(target, ondelete=ondelete), index=index, **options)
