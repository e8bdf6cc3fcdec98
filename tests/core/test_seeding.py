"""Seeds are applied once, and again only where their files changed."""

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.config import ROOT
from cop.core import outbox, seeding
from cop.core.permissions import SYSTEM
from cop.practices import jobs
from cop.practices.models import Practice, PracticeVersion
from cop.reviews.models import Review
from cop.reviews.operations import remove_demonstrations
from cop.vocabulary import operations as vocabulary
from cop.vocabulary.models import Concept, ConceptLabel

Session = scoped_session[Any]
SLUG = "berlin-mut"


@pytest.fixture
def folder(tmp_path: Path, db_session: Session) -> Path:
    """The seeds in a folder of the test's own, applied."""
    copytree(ROOT / "seeds", tmp_path / "seeds")
    assert _seed(tmp_path / "seeds") > 0
    db_session.commit()
    return tmp_path / "seeds"


def _seed(folder: Path) -> int:
    return vocabulary.seed(folder, SYSTEM) + jobs.seed(folder, SYSTEM)


def _rows(session: Session) -> list[int]:
    models = (Concept, ConceptLabel, Practice, PracticeVersion, Review)
    return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def _version(session: Session) -> int:
    return session.scalars(select(Practice.version_number).where(Practice.slug == SLUG)).one()


def test_seeds_are_applied_once(db_session: Session, folder: Path) -> None:
    before, jobs_before = _rows(db_session), outbox.backlog()

    changed = _seed(folder)

    assert changed == 0
    assert (_rows(db_session), outbox.backlog()) == (before, jobs_before)


def test_removed_demonstration_reviews_stay_removed(db_session: Session, folder: Path) -> None:
    removed = remove_demonstrations(actor=SYSTEM)

    _seed(folder)

    assert removed == 2 * len(list((folder / "practices").iterdir()))
    assert db_session.scalar(select(func.count(Review.id))) == 0


def test_changed_text_becomes_the_next_version(db_session: Session, folder: Path) -> None:
    reviews = db_session.scalar(select(func.count(Review.id)))
    path = folder / "practices" / SLUG / "en.md"
    path.write_text(path.read_text("utf-8").replace("## problem", "## problem\n\nReally."), "utf-8")

    changed = _seed(folder)

    assert changed == 1
    assert _version(db_session) == 2
    assert db_session.scalar(select(func.count(Review.id))) == reviews


def test_changed_review_replaces_the_one_before(db_session: Session, folder: Path) -> None:
    path = folder / "practices" / SLUG / "reviews.toml"
    path.write_text(path.read_text("utf-8").replace('reviewer = "A"', 'reviewer = "Z"'), "utf-8")

    changed = _seed(folder)

    id = db_session.scalars(select(Practice.id).where(Practice.slug == SLUG)).one()
    names = db_session.scalars(
        select(Review.reviewer).where(Review.subject_id == id).order_by(Review.reviewer)
    ).all()
    assert changed == 1
    assert names == ["B", "Z"]
    assert _version(db_session) == 1


def test_changed_concept_gets_its_new_name(db_session: Session, folder: Path) -> None:
    path = folder / "vocabulary" / "country.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('slug = "de"', 'slug = "de"', 1).replace("Germany", "Alemannia", 1), "utf-8")

    changed = _seed(folder)

    assert changed == 1
    assert db_session.scalar(select(func.count(ConceptLabel.id)).where(ConceptLabel.text == "Alemannia")) == 1


def test_file_that_changes_its_name_counts_as_changed(db_session: Session, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    first = seeding.fresh([("test", [tmp_path / "a"])])
    (tmp_path / "a").rename(tmp_path / "b")
    db_session.flush()

    assert first == ["test"]
    assert seeding.fresh([("test", [tmp_path / "b"])]) == ["test"]
    db_session.flush()
    assert seeding.fresh([("test", [tmp_path / "b"])]) == []
