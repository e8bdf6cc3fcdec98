"""Tables on the screen and in RESULTS.md: the same text."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

RESULTS: Final = Path(__file__).resolve().parent / "RESULTS.md"


def number(value: float) -> str:
    """Three figures that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def ratio(value: float) -> str:
    """How many times."""
    return f"{number(value)}×"


class Table:
    """Rows of words under a head."""

    def __init__(self, head: Sequence[str]) -> None:
        self._rows = [list(head)]

    def row(self, cells: Sequence[str]) -> None:
        """Add a row."""
        self._rows.append(list(cells))

    def markdown(self) -> str:
        """The table with its columns in line."""
        widths = [max(len(row[at]) for row in self._rows) for at in range(len(self._rows[0]))]
        lines = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
            for row in self._rows
        ]
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return "\n".join(lines)


class Report:
    """What was measured, printed as it comes and written at the end."""

    def __init__(self, command: str) -> None:
        self._targets: list[tuple[str, float, bool]] = []
        self._parts = [
            "# Results of the benchmark",
            (
                f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "
                f"Python {platform.python_version()}, made by `{command}`. "
                "Ratios within one run are what counts; absolute figures stand beside them for orientation."
            ),
        ]

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._add(f"## {text}")

    def text(self, text: str) -> None:
        """Add a paragraph."""
        self._add(text)

    def table(self, table: Table) -> None:
        """Add a table."""
        self._add(table.markdown())

    def target(self, what: str, value: float, reached: bool) -> None:
        """Note whether a figure is what was asked for."""
        self._targets.append((what, value, reached))

    def _add(self, part: str) -> None:
        self._parts.append(part)
        print(f"\n{part}", flush=True)

    def finish(self) -> bool:
        """Add the targets; return whether all of them are reached."""
        table = Table(["asked for", "measured", ""])
        for what, value, reached in self._targets:
            table.row([what, number(value), "reached" if reached else "MISSED"])
        missed = sum(not reached for _what, _value, reached in self._targets)
        self.heading("What was asked for")
        self.text(f"{len(self._targets) - missed} of {len(self._targets)} reached.")
        self.table(table)
        return not missed

    def write(self) -> None:
        """Write it all to RESULTS.md."""
        RESULTS.write_text("\n\n".join(self._parts) + "\n", encoding="utf-8")
