"""Uploaded files on disk, outside of the code and of what the web server serves by itself."""

import os
import uuid
from pathlib import Path


class FileStore:
    """Keeps bytes under names it makes itself: what a visitor calls a file never reaches the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def save(self, content: bytes, suffix: str) -> str:
        """Keep `content`; the key returned is the only way back to it."""
        key = f"{uuid.uuid4().hex}{suffix}"
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        temporary.write_bytes(content)
        temporary.replace(path)
        return key

    def read(self, key: str) -> bytes:
        """What was kept under `key`.

        Raises:
            FileNotFoundError: nothing is kept under it.
        """
        return self._path(key).read_bytes()

    def delete(self, key: str) -> None:
        """Forget `key`; doing so twice is no error."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        name = Path(key).name
        if name != key or os.sep in key:
            raise FileNotFoundError(key)
        return self._root / name[:2] / name


_store: FileStore | None = None


def configure_storage(root: Path) -> None:
    """Called once by the composition root."""
    global _store  # noqa: PLW0603 - set once at start
    _store = FileStore(root)


def file_store() -> FileStore:
    """The store of this installation."""
    if _store is None:
        raise RuntimeError("Storage is not configured: build the application first.")
    return _store
