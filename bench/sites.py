"""A site of its own in a folder of its own, filled through `practices import`."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bench import copies, corpus
from bench.processes import FLASK, ROOT, Usage, run_watched
from bench.report import Report, Table, number


@dataclass(slots=True)
class Site:
    """A data folder with so many practices of the corpus; `usage` says what each step took."""

    folder: Path
    size: int
    usage: dict[str, Usage] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        """What its processes find in their environment."""
        return {"DATA_DIR": str(self.folder), "OPENBLAS_NUM_THREADS": "1"}

    def fill(self) -> None:
        """Import, review, index; then check that index and database are equal."""
        self.folder.mkdir(parents=True)
        lines = self.folder / "corpus.jsonl"
        corpus.write(lines, self.size)
        self._flask("prepare", "prepare")
        self._flask("import", "practices", "import", str(lines))
        self._step("reviews", (sys.executable, "-m", "bench.reviewing"))
        self._flask("rebuild", "search", "rebuild")
        self._flask("check", "search", "check")

    def fill_with_copies(self) -> None:
        """Import a part, copy it, index; for what depends on the number of practices, not on their words."""
        self.folder.mkdir(parents=True)
        lines = self.folder / "corpus.jsonl"
        corpus.write(lines, min(self.size, copies.DISTINCT))
        self._flask("prepare", "prepare")
        self._flask("import", "practices", "import", str(lines))
        self._step("copies", (sys.executable, "-m", "bench.copies", str(self.size)))
        self._flask("rebuild", "search", "rebuild")

    def export(self) -> None:
        """Export everything, for the measure of it."""
        self._flask("export", "practices", "export", str(self.folder / "export.jsonl"))

    def ask(self, name: str, *, stdin: str = "", **environ: str) -> str:
        """Run a step of `bench.proposing` in a process of its own; return what it prints."""
        command = (sys.executable, "-m", "bench.proposing", name)
        environment = os.environ | self.environ | environ
        return subprocess.run(
            command, cwd=ROOT, env=environment, input=stdin, stdout=subprocess.PIPE, text=True, check=True
        ).stdout

    def _flask(self, name: str, *arguments: str) -> None:
        self._step(name, (*FLASK, *arguments))

    def _step(self, name: str, command: tuple[str, ...]) -> None:
        self.usage[name] = run_watched(command, self.environ)


def report(sites: list[Site], into: Report) -> None:
    """Write what filling and emptying took."""
    into.heading("Import, export, index")
    into.text(
        "Each a process of its own. Private memory is the greatest that was seen; "
        "resident memory counts mapped files too."
    )
    steps = ("import", "export", "rebuild", "check")
    table = Table(["practices", "what", "wall s", "CPU s", "a second", "private MB", "resident MB"])
    for site in sites:
        for name in steps:
            if (usage := site.usage.get(name)) is not None:
                rate = number(site.size / usage.wall_s)
                sizes = [number(usage.private_mb), number(usage.resident_mb)]
                table.row([f"{site.size:,}", name, number(usage.wall_s), number(usage.cpu_s), rate, *sizes])
    into.table(table)
