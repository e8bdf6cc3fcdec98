"""The pages of one practice."""

from flask import Blueprint, Response, abort, current_app, make_response, render_template
from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.core.kept import Kept
from cop.core.permissions import VISITOR
from cop.practices import cards, pages, profile, queries
from cop.practices.queries import PracticePage
from cop.practices.rules import FieldChange, changes
from cop.practices.search import KIND, similar_ids
from cop.reviews.queries import reasons, scorecards
from cop.search import index
from cop.web.caching import cached
from cop.web.language import current_language
from cop.web.policy import public
from cop.web.templating import LinkTo, day, language_names

blueprint = Blueprint("practices", __name__, url_prefix="/<lang:lang>/practices")


@blueprint.get("/<slug>")
@public
def show(slug: str) -> Response:
    """Show a practice as it is now."""
    language = current_language()
    page = _page_or_404(slug, language)
    sections = pages.sections(page.html)
    concepts = {concept for _field, _kind, concept in page.content.facts.concepts()}
    body = render_template(
        "practices/show.html",
        page=page,
        text=page.content.texts[page.language],
        facts=pages.facts(page, language),
        sections=sections,
        profile=_profile(page.id, sections, language),
        translations=pages.translations(page, language),
        versions=_versions(page, language),
        similar=_similar(page.id, concepts - {page.content.facts.place.country or ""}, language),
        citation=pages.citation(page, _("Good social practice"), day(page.updated_at)),
        json_ld=pages.json_ld(page, language),
    )
    return cached(make_response(body))


def _profile(id: int, sections: list[pages.Section], language: str) -> Markup:
    """Draw the scores with their reasons: half of a page's work, and the same for every reader."""
    kept: Kept[tuple[int, str], Markup] = current_app.extensions.setdefault("cop.profiles", Kept(2500))

    def make(_missing: list[tuple[int, str]]) -> dict[tuple[int, str], Markup]:
        card = scorecards(KIND, [id]).get(id)
        why = reasons(KIND, id, language) if card else {}
        drawn = render_template(
            "practices/profile.html",
            scorecard=card,
            picture=profile.picture(card) if card else None,
            picture_words=profile.picture_words(card) if card else "",
            profile_rows=profile.profile_rows(card, why, sections),
        )
        return {(id, language): Markup(drawn)}  # noqa: S704 - a template's output

    return kept.get([(id, language)], make)[id, language]


@blueprint.get("/<slug>/versions/<int:number>")
@public
def version(slug: str, number: int) -> Response:
    """Show what a practice said in one version, and what that changed."""
    language = current_language()
    page = _page_or_404(slug, language)
    content = queries.version(page.id, number)
    if content is None:
        abort(404)
    before = queries.version(page.id, number - 1) if number > 1 else None
    shown_in = language if language in content.texts else content.source_language
    body = render_template(
        "practices/version.html",
        page=page,
        number=number,
        shown_in=shown_in,
        text=content.texts[shown_in],
        sections=pages.sections(queries.rendered(content, shown_in)),
        changes=[_change(change) for change in changes(before, content)] if before else [],
        has_earlier=before is not None,
        versions=_versions(page, language, shown=number),
    )
    return cached(make_response(body))


def _change(change: FieldChange) -> dict[str, object]:
    label = pages.field_label(change.field)
    if change.language:
        name = language_names(current_language())[change.language]
        label = _("%(field)s (%(language)s)", field=label, language=name)
    return {"label": label, "language": change.language, "parts": change.parts}


def _page_or_404(slug: str, language: str) -> PracticePage:
    page = queries.page(slug, actor=VISITOR, language=language)
    if page is None:
        abort(404)
    return page


def _versions(page: PracticePage, language: str, shown: int | None = None) -> list[dict[str, object]]:
    current = page.version_number if shown is None else shown
    # Most practices have one version, and all that is to be said of it is known.
    first = [queries.VersionEntry(1, page.published_at, "")]
    entries = first if page.version_number == 1 else queries.versions(page.id)
    return [
        {
            "number": entry.number,
            "url": f"/{language}/practices/{page.slug}/versions/{entry.number}",
            "date": day(entry.created_at),
            "iso_date": entry.created_at.date().isoformat(),
            "summary": "",
            "is_current": entry.number == current,
        }
        for entry in entries
    ]


SimilarKey = tuple[int, str, str]


def _similar(id: int, concepts: set[str], language: str) -> list[LinkTo]:
    kept: Kept[SimilarKey, list[LinkTo]] = current_app.extensions.setdefault("cop.similar", Kept(5000))
    # The index follows a change a moment later than the stamp: what it says holds for its generation.
    key = id, language, index.engine().backend.generation()

    def make(_missing: list[SimilarKey]) -> dict[SimilarKey, list[LinkTo]]:
        titles = cards.titles(similar_ids(id, concepts), actor=VISITOR, language=language)
        links = [
            LinkTo(t, f"/{language}/practices/{slug}", language=shown_in) for slug, shown_in, t in titles
        ]
        return {key: links}

    return kept.get([key], make)[key]
