"""Text that may be stored and shown: without the characters that a database, a page or a calendar chokes on."""

import unicodedata

_TABS = str.maketrans({"\t": " "})


def clean_text(text: str) -> str:
    """`text` without control characters and half characters; newlines stay, as one kind."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABS)
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"}).strip()


def clean_line(text: str) -> str:
    """`clean_text` on one line."""
    return clean_text(text).replace("\n", " ")


def shortened(text: str, length: int = 80) -> str:
    """The beginning of `text`, fit to be quoted in a message."""
    if len(text) <= length and text.isprintable():
        return text
    line = clean_line(text[: 4 * length])
    return line if len(line) <= length else line[: length - 1] + "…"
