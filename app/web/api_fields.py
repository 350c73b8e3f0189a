"""Fields of the JSON API: strict, bounded, and with messages of ours that can be translated.

Every text refuses what PostgreSQL cannot keep (NUL, half a surrogate pair), once and for all.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.core.messages import N_

REQUIRED = N_("This is needed.")
NOT_NULL = N_("This cannot be empty.")
UNKNOWN = N_("This is not a field we know.")
NOT_AN_OBJECT = N_("This must be an object.")
NOT_TEXT = N_("This must be text.")
NOT_PLAIN = N_("This text contains characters that cannot be kept.")
TOO_LONG = N_("This text is too long.")
NOT_WHOLE = N_("This must be a whole number.")
OUT_OF_RANGE = N_("This number is too small or too large.")
NOT_A_DAY = N_("This must be a day, such as 2027-01-12.")
NOT_A_TIME = N_("This must be a time, such as 19:00.")
NOT_A_MOMENT = N_("This must be a moment with its time zone, such as 2027-01-12T19:00:00+01:00.")
NOT_A_CHOICE = N_("This is not one of the choices.")
NOT_YES_OR_NO = N_("This must be true or false.")

_COMMON = {"required": REQUIRED, "null": NOT_NULL, "validator_failed": NOT_A_CHOICE}
_NOT_PLAIN = re.compile("[\x00\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME_PATTERN = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
_TIME = re.compile(_TIME_PATTERN)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_WHOLE = re.compile(r"-?[0-9]{1,15}(\.0{1,15})?")


class InputSchema(ma.Schema):
    """What comes in: a field that we do not know is a mistake of the sender, and worth telling."""

    class Meta:
        unknown = ma.RAISE

    error_messages = {"unknown": UNKNOWN, "type": NOT_AN_OBJECT}  # noqa: RUF012 - how marshmallow takes them


class Text(fields.String):
    """Text between `shortest` and `longest` characters."""

    default_error_messages = {**_COMMON, "invalid": NOT_TEXT, "invalid_utf8": NOT_PLAIN, "plain": NOT_PLAIN}  # noqa: RUF012

    def __init__(self, *, longest: int, shortest: int = 0, **more: Any) -> None:  # noqa: ANN401
        lengths = [validate.Length(max=longest, error=TOO_LONG)]
        if shortest:
            lengths.append(validate.Length(min=shortest, error=REQUIRED))
        metadata = {"pattern": r"^[^\u0000]*$", **more.pop("metadata", {})}
        super().__init__(validate=lengths, metadata=metadata, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:  # noqa: ANN401
        text = super()._deserialize(value, attr, data, **more)
        if _NOT_PLAIN.search(text):
            raise self.make_error("plain")
        return text


class Int(fields.Integer):
    """A whole number between two bounds. JSON Schema calls 3.0 an integer, so it is one here; true is none."""

    default_error_messages = {**_COMMON, "invalid": NOT_WHOLE, "too_large": OUT_OF_RANGE}  # noqa: RUF012

    def __init__(self, *, least: int, most: int, **more: Any) -> None:  # noqa: ANN401
        super().__init__(validate=validate.Range(min=least, max=most, error=OUT_OF_RANGE), **more)

    def _validated(self, value: Any) -> int:  # noqa: ANN401
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            return int(value.partition(".")[0])
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1:
            return int(value)
        raise self.make_error("invalid", input=value)


class Flag(fields.Boolean):
    """`true` or `false`, and no other way to say it."""

    truthy = {True, "true"}  # noqa: RUF012
    falsy = {False, "false"}  # noqa: RUF012
    default_error_messages = {**_COMMON, "invalid": NOT_YES_OR_NO}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> bool:  # noqa: ANN401
        if not isinstance(value, bool | str):  # 1 == True, but it is not what the document says
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **more)


class Choice(fields.Enum[Any]):
    """One of the values of an enum."""

    default_error_messages = {**_COMMON, "unknown": NOT_A_CHOICE}  # noqa: RUF012

    def __init__(self, enum: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(enum, by_value=fields.String(error_messages={"invalid": NOT_A_CHOICE}), **more)


class Day(fields.Date):
    """`2027-01-12`, and no other way to write it."""

    default_error_messages = {**_COMMON, "invalid": NOT_A_DAY}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> date:  # noqa: ANN401
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return super()._deserialize(value, attr, data, **more)


class ClockTime(fields.String):
    """`19:00` as minutes after midnight; `24:00` is the end of the day."""

    default_error_messages = {**_COMMON, "invalid": NOT_A_TIME}  # noqa: RUF012

    def __init__(self, **more: Any) -> None:  # noqa: ANN401
        super().__init__(metadata={"pattern": _TIME_PATTERN, **more.pop("metadata", {})}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:  # noqa: ANN401
        text = super()._deserialize(value, attr, data, **more)
        if not _TIME.fullmatch(text):
            raise self.make_error("invalid")
        hours, _, minutes = text.partition(":")
        return int(hours) * 60 + int(minutes)


class Moment(fields.AwareDateTime):
    """A moment with its offset, in RFC 3339 form."""

    default_error_messages = {**_COMMON, "invalid": NOT_A_MOMENT, "invalid_awareness": NOT_A_MOMENT}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> datetime:  # noqa: ANN401
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return super()._deserialize(value.upper(), attr, data, **more)


class Several(fields.List[Any]):
    """A value that may be given more than once, at most `most` times."""

    default_error_messages = {**_COMMON, "invalid": NOT_A_CHOICE}  # noqa: RUF012

    def __init__(self, inner: fields.Field[Any], *, most: int, **more: Any) -> None:  # noqa: ANN401
        super().__init__(inner, validate=validate.Length(max=most, error=NOT_A_CHOICE), **more)
