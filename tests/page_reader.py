"""What a page says to who reads it: its text, its links, its fields. Enough to test behaviour, blind to layout."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.test import TestResponse

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNSEEN = {"script", "style", "title", "head"}


@dataclass
class Element:
    """A tag with what is in it."""

    tag: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """As it reads, with single spaces."""
        return re.sub(r"\s+", " ", "".join(self.parts)).strip()


class Page(HTMLParser):
    """A page that came back, whatever its status."""

    def __init__(self, answer: TestResponse) -> None:
        super().__init__()
        self.status = answer.status_code
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self._whole = Element("page", {})
        self.source = answer.get_data(as_text=True)
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_data(" ")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if not any(element.tag in _UNSEEN for element in self._open):
            for element in (self._whole, *self._open):
                element.parts.append(data)

    @property
    def text(self) -> str:
        """Everything that can be read."""
        return self._whole.text

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements by tag; `class_` asks for one of the classes, any other attribute for its whole value."""
        wanted_class = attributes.pop("class_", None)
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(element.attributes.get(name.replace("_", "-")) == value for name, value in attributes.items())
            and (wanted_class is None or wanted_class in element.attributes.get("class", "").split())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only one there is."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} x <{tag} {attributes}>"
        return found[0]

    def links(self, text: str) -> list[str]:
        """Addresses of the links whose text contains this."""
        return [each.attributes["href"] for each in self.all("a") if text in each.text]

    def link(self, text: str) -> str:
        """The first of them."""
        found = self.links(text)
        assert found, f"no link says {text!r}"
        return found[0]

    def value(self, name: str) -> str:
        """What stands in the first field of that name."""
        return next(
            each.attributes.get("value", "") for each in self.all("input") if each.attributes.get("name") == name
        )

    def error(self, field_id: str) -> str:
        """The message at a field, found the way a screen reader finds it."""
        fields = [
            each
            for each in self.elements
            if each.attributes.get("id") == field_id and "aria-invalid" in each.attributes
        ]
        assert fields, f"{field_id} has no error"
        told = fields[0].attributes["aria-describedby"].split()
        return " ".join(each.text for each in self.elements if each.attributes.get("id") in told)

    def ids(self) -> list[str]:
        """Every id, in order."""
        return [each.attributes["id"] for each in self.elements if "id" in each.attributes]
