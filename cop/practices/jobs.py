"""Long work on the catalogue: import, export, seeds."""

import tomllib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pydantic import ValidationError
from sqlalchemy import select

from cop.core import seeding
from cop.core.db import db
from cop.core.errors import ConflictError
from cop.core.permissions import Actor
from cop.core.records import Ref
from cop.practices import operations
from cop.practices.content import PracticeContent
from cop.practices.models import Practice, PracticeVersion
from cop.practices.queries import KIND, visible_to
from cop.records.operations import unknown_concept
from cop.reviews import operations as reviews
from cop.reviews.operations import ReviewContent
from cop.vocabulary.queries import Vocabulary, load
from cop.voices import operations as voices
from cop.voices.operations import Demonstration

LINE_LIMIT = 4 * 1024 * 1024
"""Bytes in one line; a practice at the limit of every field stays below it in ordinary text."""

DEMONSTRATED = frozenset({"reviews.toml", "voices.toml"})
"""Files of a seed beside its texts: reviews and answers that nobody gave, to show how things look."""

TOLD = 200
"""Characters of a field's name or of a reason that are told."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be taken: its number from 1, the field (dots between levels), why."""

    number: int
    field: str
    reason: str


@dataclass(slots=True)
class Reading:
    """What a first reading of the file found; nothing has been written yet."""

    lines: int = 0
    bad: list[BadLine] = field(default_factory=list)


def inspect(path: Path, progress: Progress) -> Reading:
    """Read the whole file, one line at a time, and say which lines cannot be taken."""
    vocabulary = load()
    reading = Reading()
    seen: dict[str, int] = {}
    with path.open("rb") as file:
        for number, line in _lines(file):
            reading.lines += 1
            result = _parse(number, line, vocabulary)
            if isinstance(result, PracticeContent):
                first = seen.setdefault(result.slug, number)
                if first != number:
                    result = BadLine(number, "slug", f"“{result.slug}” already stands in line {first}")
            if isinstance(result, BadLine):
                reading.bad.append(result)
            progress(reading.lines)
    return reading


def import_good(path: Path, bad: Iterable[BadLine], *, actor: Actor, progress: Progress) -> int:
    """Publish every line but the bad ones, in the present transaction; return how many practices changed."""
    skipped = {line.number for line in bad}
    vocabulary = load()
    changed = 0
    with path.open("rb") as file:

        def contents() -> Iterator[PracticeContent]:
            for done, (number, line) in enumerate(_lines(file), 1):
                if number not in skipped:
                    result = _parse(number, line, vocabulary)
                    if isinstance(result, BadLine):
                        raise ConflictError(f"Line {number} changed while it was read: {result.reason}")
                    yield result
                progress(done)

        for count in operations.publish(contents(), actor=actor, note="Import"):
            changed += count
    return changed


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (number, line) for all that is not blank; what is too long comes cut, one byte over the limit."""
    number = 0
    while line := file.readline(LINE_LIMIT + 1):
        number += 1
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(LINE_LIMIT)
        if number == 1:
            line = line.removeprefix(BOM_UTF8)
        # What is cut may be blank only as far as it was read.
        if line.strip() or len(line) > LINE_LIMIT:
            yield number, line


def _parse(number: int, line: bytes, vocabulary: Vocabulary) -> PracticeContent | BadLine:
    if len(line) > LINE_LIMIT and not line.endswith(b"\n"):
        return BadLine(number, "", f"the line is longer than {LINE_LIMIT // 1024 // 1024} MB")
    try:
        text = line.rstrip().decode()
    except UnicodeDecodeError as error:
        return BadLine(number, "", f"not UTF-8 at byte {error.start + 1}")
    try:
        content = PracticeContent.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        reason = first["msg"].removeprefix("Value error, ").replace(" at line 1 column ", " at column ")
        return BadLine(number, _short(".".join(str(part) for part in first["loc"])), _short(reason) + more)
    if unknown := unknown_concept(content, vocabulary):
        name, slug = unknown
        return BadLine(number, f"facts.{name}", f"there is no concept “{slug}” of that kind")
    return content


def _short(text: str) -> str:
    """Return what can be told in one line: a file's own words may be long, or steer a terminal."""
    printable = "".join(c if c.isprintable() else "\ufffd" for c in text[:TOLD])
    return printable + "…" * (len(text) > TOLD)


def export(write: Callable[[str], object], *, actor: Actor, progress: Progress) -> int:
    """Write one PracticeContent a line, by slug; return how many. Memory does not grow with the catalogue."""
    rows = db.session.scalars(
        select(PracticeVersion.content)
        .join(
            Practice,
            (PracticeVersion.practice_id == Practice.id)
            & (PracticeVersion.number == Practice.version_number),
        )
        .where(visible_to(actor))
        .order_by(Practice.slug)
        .execution_options(yield_per=500)
    )
    count = 0
    for count, content in enumerate(rows, 1):
        write(content + "\n")
        progress(count)
    return count


def seed(folder: Path, actor: Actor) -> int:
    """Publish `practices/<slug>/` with its texts and demonstrations, each once; return how many."""
    folders = {
        path.parent.name: path.parent for path in sorted((folder / "practices").glob("*/practice.toml"))
    }
    texts = seeding.fresh(
        (f"practices/{slug}", [f for f in at.iterdir() if f.name not in DEMONSTRATED])
        for slug, at in folders.items()
    )
    judged = seeding.fresh(
        (f"reviews/{slug}", [at / "reviews.toml"])
        for slug, at in folders.items()
        if (at / "reviews.toml").exists()
    )
    contents = (read_seed(folders[name.split("/")[1]]) for name in texts)
    changed = sum(operations.publish(contents, actor=actor, note="Seed")) if texts else 0
    for name in judged:
        slug = name.split("/")[1]
        id = db.session.scalars(select(Practice.id).where(Practice.slug == slug)).one()
        changed += reviews.put_demonstrations("practice", id, read_reviews(folders[slug]), actor=actor)
    return changed + _seed_boards(folders, actor)


def _seed_boards(folders: Mapping[str, Path], actor: Actor) -> int:
    paths = {slug: path for slug, at in folders.items() if (path := at / "voices.toml").exists()}
    changed = 0
    for name in seeding.fresh((f"voices/{slug}", [path]) for slug, path in paths.items()):
        slug = name.split("/")[1]
        place = Ref(KIND, db.session.scalars(select(Practice.id).where(Practice.slug == slug)).one())
        found = tomllib.loads(paths[slug].read_text(encoding="utf-8"))["board"]
        contents = [Demonstration.model_validate(one) for one in found]
        changed += voices.put_demonstrations(place, contents, actor=actor)
    return changed


def read_seed(folder: Path) -> PracticeContent:
    """Read one practice from its folder: facts in TOML, each language in Markdown."""
    return PracticeContent.model_validate(seeding.read_folder(folder / "practice.toml"))


def read_reviews(folder: Path) -> list[ReviewContent]:
    """Read the demonstration reviews of one practice; none where there is no such file."""
    path = folder / "reviews.toml"
    if not path.exists():
        return []
    return [
        ReviewContent.model_validate(r) for r in tomllib.loads(path.read_text(encoding="utf-8"))["review"]
    ]
