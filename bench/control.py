"""The control: what a Flask tutorial makes of a list of cards and a page, for ratios within one run.

Entities by Flask-SQLAlchemy, with what a list needs loaded ahead; Jinja; the same corpus in SQLite.
No languages, no search, no policy, no cache.
"""

import os
import sqlite3
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

from flask import Flask, abort, render_template, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

from bench import corpus
from cop.core.markdown import render
from cop.practices.content import Text

PER_PAGE: Final = 20
_TAG_FIELDS: Final = ("target_groups", "innovation_classes", "phases")


class Base(DeclarativeBase):
    """The base of the control's entities."""


db = SQLAlchemy(model_class=Base)


class Organisation(Base):
    """Who runs a practice."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Tagging(Base):
    """Which practice has which tag."""

    __tablename__ = "tagging"
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True)


class Tag(Base):
    """A word that practices are tagged with."""

    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Section(Base):
    """A passage of a practice, as HTML."""

    __tablename__ = "section"
    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    heading: Mapped[str]
    html: Mapped[str]


class Practice(Base):
    """A practice."""

    __tablename__ = "practice"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    strapline: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))

    organisation: Mapped[Organisation] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary="tagging", order_by=Tag.id)
    sections: Mapped[list[Section]] = relationship(order_by=Section.id)


def create_app() -> Flask:
    """Return the control for the database that CONTROL_DATABASE names."""
    app = Flask("bench.control", template_folder=str(Path(__file__).parent / "templates"))
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['CONTROL_DATABASE']}"
    db.init_app(app)
    app.add_url_rule("/practices", "practices", practices)
    app.add_url_rule("/practices/<slug>", "practice", practice)
    return app


def like(sort: str, paths: Sequence[str]) -> list[str]:
    """Return as many addresses of the control's list or page as these, whichever they are compared with."""
    if sort in ("practice", "JSON detail"):
        return [f"/practices/{path.rpartition('/')[2]}" for path in paths]
    pages = cycle(range(1, 41))
    return [f"/practices?page={page}" for page, _path in zip(pages, paths, strict=False)]


def practices() -> str:
    """Show twenty cards, newest first."""
    loading = (selectinload(Practice.organisation), selectinload(Practice.tags))
    query = select(Practice).options(*loading).order_by(Practice.id.desc())
    page = db.paginate(query, page=request.args.get("page", 1, type=int), per_page=PER_PAGE)
    return render_template("list.html", page=page)


def practice(slug: str) -> str:
    """Show one practice with its sections."""
    found = db.session.scalar(select(Practice).where(Practice.slug == slug))
    if found is None:
        abort(404)
    return render_template("detail.html", practice=found)


def fill(path: Path, size: int) -> None:
    """Write the corpus into the control's own tables."""
    app = Flask("bench.filling")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{path}"
    db.init_app(app)
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    tags: dict[str, int] = {}
    numbers = iter(range(size))
    while chunk := list(islice(numbers, 500)):
        for number in chunk:
            _insert(connection, number, tags)
        connection.commit()
    connection.executemany("INSERT INTO tag VALUES (?, ?)", [(id, name) for name, id in tags.items()])
    connection.commit()
    connection.close()


def _insert(connection: sqlite3.Connection, number: int, tags: dict[str, int]) -> None:
    each: dict[str, Any] = corpus.practice(number)
    text = each["texts"][each["source_language"]]
    lead = each["facts"]["organisations"][0]
    organisation = int(lead["slug"].rpartition("-")[2]) + 1
    name = lead["names"][each["source_language"]]
    connection.execute("INSERT OR IGNORE INTO organisation VALUES (?, ?)", (organisation, name))
    row = (number + 1, each["slug"], text["title"], text["strapline"], organisation)
    connection.execute("INSERT INTO practice VALUES (?, ?, ?, ?, ?)", row)
    named = [slug for field in _TAG_FIELDS for slug in each["facts"][field]]
    pairs = [(number + 1, tags.setdefault(slug, len(tags) + 1)) for slug in named]
    connection.executemany("INSERT INTO tagging VALUES (?, ?)", pairs)
    sections = [(number + 1, section, render(text[section])) for section in Text.SECTIONS if section in text]
    connection.executemany("INSERT INTO section (practice_id, heading, html) VALUES (?, ?, ?)", sections)
