"""The pages of one practice."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, Response, abort, current_app, make_response, render_template
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from cop.core import hosts, links
from cop.core.db import now
from cop.core.kept import Kept, Packed
from cop.core.permissions import VISITOR
from cop.core.records import Ref
from cop.media.queries import card, publishable
from cop.practices import pages, profile, queries
from cop.practices.models import PRACTICES
from cop.practices.owners import OWNERS
from cop.practices.queries import PracticePage
from cop.practices.rules import Permission
from cop.practices.search import KIND, similar_ids
from cop.practices.submitting import change_path, changed
from cop.records import queries as records
from cop.records import reading
from cop.records.pages import Section, changes_shown, version_rows
from cop.records.queries import VersionEntry
from cop.reviews.queries import reasons
from cop.search import index
from cop.vocabulary.queries import Vocabulary, vocabulary
from cop.web.caching import cached
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import public
from cop.web.templating import LinkTo, language_names

blueprint = Blueprint("practices", __name__, url_prefix="/<lang:lang>/practices")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the page of a practice says of it, the same for every reader.

    `packed`: the JSON-LD, safe within a script, and the record.
    """

    id: int
    title: str
    description: str
    packed: Packed


MOST_DRAWN: Final = 2000
"""Practices drawn in one process: packed, about 12 kB each."""
DrawnKey = tuple[str, str, Vocabulary, str, date]


@blueprint.get("/<slug>")
@public
def show(slug: str) -> Response:
    """Show a practice as it is now."""
    kept: Kept[DrawnKey, Drawn] = current_app.extensions.setdefault("cop.practices", Kept(MOST_DRAWN))
    # The words may be a second older than the stamp; the index follows a change a moment later, and what
    # it says of similar practices holds for its generation. And from one day to the next a record that
    # nobody has confirmed becomes too old.
    key = slug, current_language(), vocabulary(), index.engine().backend.generation(), now().date()
    drawn = or_404(kept.get([key], _draw).get(key))
    json_ld, record = drawn.packed.unpacked()
    actor = current_actor()
    body = render_template(
        "practices/show.html",
        shown=drawn,
        json_ld=json_ld,
        record=record,
        change_url=change_path(slug) if OWNERS.may(Permission.CHANGE, actor, slug) else "",
        ask_url=f"/{current_language()}/account/voices/new?for={KIND}-{drawn.id}",
    )
    return cached(make_response(body))


def _draw(missing: list[DrawnKey]) -> dict[DrawnKey, Drawn]:
    return {key: _drawn(page) for key in missing if (page := _page(key[0], key[1])) is not None}


def _drawn(page: PracticePage) -> Drawn:
    language = current_language()
    text = page.content.texts[page.language]
    sections, ref = pages.sections(page.html), Ref(KIND, page.id)
    concepts = {concept for _field, _kind, concept in page.content.facts.concepts()}
    files = [card(file, language) for file in publishable(KIND, page.id)] if page.has_files else []
    # Without what a view adds for its reader: what is kept must not know of one.
    record = current_app.jinja_env.get_template("practices/record.html").render(
        lang=language,
        search_url=f"/{language}/practices",
        language_names=language_names(language),
        page=page,
        text=text,
        facts=pages.drawn_facts(pages.facts(page, language), language),
        contents=pages.contents(sections, has_files=bool(files), language=language),
        profile=_profile(page, sections, language),
        body=pages.drawn_sections(sections, page.language, language),
        translations=pages.translations(page, language),
        versions=_versions(page, language),
        similar=_similar(page.id, concepts - {page.content.facts.place.country or ""}, language),
        citation=pages.citation(page),
        confirmed_at=page.confirmed_at,
        unconfirmed_since=page.unconfirmed_since,
        files=files,
        threads=page.threads,
        linked=links.groups(ref, actor=VISITOR, language=language) if page.has_links else [],
        beside=hosts.beside(ref, language),
    )
    json_ld = htmlsafe_json_dumps(pages.json_ld(page, language), current_app.json.dumps)
    packed = Packed(json_ld, Markup(record))  # noqa: S704 - a template's output
    return Drawn(page.id, text.title, text.strapline or text.title, packed)


def _profile(page: PracticePage, sections: list[Section], language: str) -> Markup:
    why = reasons(KIND, page.id, language) if page.scorecard else {}
    return profile.profile("practices/profile.html", page.scorecard, why, sections, language)


@blueprint.get("/<slug>/versions/<int:number>")
@public
def version(slug: str, number: int) -> Response:
    """Show what a practice said in one version, and what that changed."""
    language = current_language()
    page = _page(slug, language)
    content = records.version(PRACTICES, page.id, number) if page is not None else None
    if page is None or content is None:
        abort(404)
    before = records.version(PRACTICES, page.id, number - 1) if number > 1 else None
    shown_in = language if language in content.texts else content.source_language
    body = render_template(
        "practices/version.html",
        page=page,
        number=number,
        shown_in=shown_in,
        text=content.texts[shown_in],
        sections=pages.sections(reading.rendered(content.texts[shown_in])),
        changes=changes_shown(changed(before, content), language) if before else [],
        has_earlier=before is not None,
        versions=_versions(page, language, shown=number),
    )
    return cached(make_response(body))


def _page(slug: str, language: str) -> PracticePage | None:
    return queries.page(slug, actor=VISITOR, language=language)


def _versions(page: PracticePage, language: str, shown: int | None = None) -> list[dict[str, object]]:
    # Most practices have one version, and all that is to be said of it is known.
    first = [VersionEntry(1, page.published_at, "")]
    entries = first if page.version_number == 1 else records.versions(PRACTICES, page.id)
    return version_rows(PRACTICES, page.slug, entries, shown or page.version_number, language)


def _similar(id: int, concepts: set[str], language: str) -> list[LinkTo]:
    titles = records.titles(PRACTICES, similar_ids(id, concepts), actor=VISITOR, language=language)
    return [LinkTo(t, f"/{language}/practices/{slug}", language=shown_in) for slug, shown_in, t in titles]
