"""Pages that say how things are."""

from flask import Blueprint

bp = Blueprint("pages", __name__)
