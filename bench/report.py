"""What was measured: as a table for people, as JSON for machines, and whether it is good enough."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """One figure. `most` and `least` are its limits; a figure without any is told only."""

    id: str
    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def limit(self) -> str | None:
        """As people write it."""
        if self.most is not None:
            return f"<= {self.most:g}"
        return None if self.least is None else f">= {self.least:g}"

    @property
    def ok(self) -> bool | None:
        """None when there is nothing to judge."""
        if self.most is not None:
            return self.value <= self.most
        return None if self.least is None else self.value >= self.least

    def as_json(self) -> dict[str, object]:
        """The form of bench.json."""
        return {
            "id": self.id,
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "limit": self.limit,
            "ok": self.ok,
        }


def table(targets: Sequence[Target]) -> str:
    """Name, value, limit, ok."""
    words = {True: "ok", False: "TOO SLOW", None: ""}
    rows = [("", "value", "limit", "")]
    rows += [(one.name, f"{one.value:,.3g} {one.unit}".strip(), one.limit or "", words[one.ok]) for one in targets]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def write(path: Path, machine: Mapping[str, object], sizes: Mapping[str, object], targets: Sequence[Target]) -> None:
    """Into the data directory, for whoever compares runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"machine": machine, "sizes": sizes, "targets": [one.as_json() for one in targets]}
    path.write_text(f"{json.dumps(told, indent=2)}\n", encoding="utf-8")
