"""Sentences for people, made where the language is not known yet.

Services say *what* is wrong in an English msgid with named values; the web layer, a mail or the API puts it in the
reader's language. Values are plain; formatting (dates, money) belongs to who knows the reader.
"""

from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "mark, do not translate yet"
    """Mark a msgid for extraction."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A msgid with its named values."""

    text: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


def message(text: str, **params: Any) -> Message:  # noqa: ANN401 - values of any printable kind
    """Shorthand; `text` is extracted as a msgid."""
    return Message(text, params)
