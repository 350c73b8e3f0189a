"""Views of member."""

from flask import Blueprint

bp = Blueprint("member", __name__)
