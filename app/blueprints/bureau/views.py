"""The bureau's own pages."""

from flask import Blueprint

bp = Blueprint("bureau", __name__, url_prefix="/bureau")
