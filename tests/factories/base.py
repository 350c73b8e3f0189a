"""What all factories share: rows are flushed in the session of the test."""

from factory.alchemy import SQLAlchemyModelFactory

from app.core.db import db


class RowFactory(SQLAlchemyModelFactory):
    """A row in the database."""

    class Meta:
        abstract = True
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "flush"
