"""Going back to where somebody came from, but never off this site."""

from urllib.parse import urlsplit


def safe_next(target: str) -> str | None:
    """`target` when it is a path on this site, else None."""
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 or character == "\\" for character in target):  # noqa: PLR2004 - control characters
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
