"""The front page, the search page, comparison, concepts, and the pages about the site."""

from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup

from cop.catalogue import comparison, drawn, everything, faces, facets, forms, pages, queries, questions
from cop.catalogue.keeping import cached_for_visitors, cached_if_whole
from cop.catalogue.questions import Asked
from cop.core.permissions import VISITOR
from cop.core.records import kinds
from cop.feature import Feature
from cop.practices.models import PRACTICES
from cop.practices.queries import page as page_of_practice
from cop.records.queries import newest_ids
from cop.rubric.criteria import CRITERIA
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.queries import vocabulary
from cop.web.caching import cached
from cop.web.identity import current_actor
from cop.web.language import current_language, preferred_language
from cop.web.missing import or_404
from cop.web.policy import open_to_all, public
from cop.web.templating import LinkTo

blueprint = Blueprint("catalogue", __name__)

NEW_SHOWN = 4
GROUPS_SHOWN = 12


@blueprint.get("/")
@public
def root() -> Response:
    """Send the reader to the front page in a language they read."""
    response = make_response(redirect(url_for("catalogue.home", lang=preferred_language())))
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/<lang:lang>/")
@public
def home() -> Response:
    """Show the search box first, then ways in and what is new."""
    language = current_language()
    shown = faces.faces(newest_ids(PRACTICES, NEW_SHOWN, actor=VISITOR), language, level=3)
    body = render_template(
        "catalogue/home.html",
        examples=_examples(language),
        cards=[faces.view(face, language) for face in shown],
        countries=_ways_in("country", language),
        target_groups=_ways_in("target_group", language),
        criteria=CRITERIA,
        others=[front for feature in current_app.extensions["cop.features"] if (front := _front(feature))],
    )
    return cached_if_whole(make_response(body))


def _front(feature: Feature) -> Markup:
    return feature.front() if feature.front is not None else Markup()


def _examples(language: str) -> list[LinkTo]:
    words = {
        "bg": ("деца в риск", "социално предприятие", "доброволци", "early intervention"),
        "ru": ("дети с травмой", "социальное предприятие", "волонтёры", "early intervention"),
        "en": ("children at risk", "social enterprise", "volunteers", "ранна интервенция"),
    }
    return [
        LinkTo(text, Asked(text=text).address(f"/{language}/practices"))
        for text in words.get(language, words["en"])
    ]


def _ways_in(facet: str, language: str) -> list[dict[str, object]]:
    counts = sorted(queries.facet_counts(facet).items(), key=lambda item: (-item[1], item[0]))
    return [
        {
            "label": facets.value_label(facet, value, language),
            "url": Asked(filters={facet: (value,)}).address(f"/{language}/practices"),
            "count": count,
        }
        for value, count in counts[:GROUPS_SHOWN]
    ]


@blueprint.get("/<lang:lang>/practices")
@public
def search() -> Response:
    """Search, facets and results; the whole question stands in the address."""
    language, asked = current_language(), forms.read(request.args)
    shown, tray = drawn.results(asked, language).unpacked()
    body = render_template(
        "catalogue/search.html",
        asked=asked,
        feed_of_search=drawn.feed(asked, language),
        results=shown,
        tray=tray,
    )
    return cached_if_whole(make_response(body))


@blueprint.get("/<lang:lang>/search")
@open_to_all
def search_everything() -> Response:
    """Search every kind of record at once, or one of them; members find what is said in their groups too."""
    language, actor, path = current_language(), current_actor(), f"/{current_language()}/search"
    question = forms.read_of_all(request.args, kinds())
    found = everything.answered(question, language, actor=actor)
    body = render_template(
        "catalogue/everything.html",
        question=question,
        found=found,
        records=everything.shown(found, language, actor=actor),
        tabs=everything.tabs(found, question, path),
        facets=everything.facets(found, question, path, language),
        pagination=everything.pagination(question, found.total, path),
        path=path,
        suggestion_url=replace(question, text=found.suggestion or "", page=1).address(path),
        clear_url=replace(question, filters={}, page=1).address(path),
        kept=[(name, value) for name, value in {"kind": question.kind, **question.filters}.items() if value],
    )
    return cached_for_visitors(make_response(body))


@blueprint.get("/<lang:lang>/practices/compare")
@public
def compare() -> Response:
    """Show up to four practices side by side."""
    language = current_language()
    slugs = tuple(
        dict.fromkeys(
            s
            for s in request.args.getlist("slug")
            if s.isprintable() and 0 < len(s) <= questions.MAX_VALUE_LENGTH
        )
    )[: questions.MAX_COMPARED]
    loaded = [p for slug in slugs if (p := page_of_practice(slug, actor=VISITOR, language=language))]
    body = render_template(
        "catalogue/compare.html",
        table=comparison.table(loaded, language),
        missing=len(slugs) - len(loaded),
    )
    return cached(make_response(body))


@blueprint.get("/<lang:lang>/concepts/<slug>")
@public
def concept(slug: str) -> Response:
    """Show a concept: its words in every language, its neighbours, the practices tagged with it."""
    language = current_language()
    words = vocabulary()
    known = or_404(words.get(slug))
    if known.slug != slug:
        return make_response(redirect(url_for(".concept", slug=known.slug), 301))
    tagged = queries.concept_ids(slug, questions.PAGE_SIZE)
    total, ids = tagged or (0, [])
    shown = faces.faces(ids, language, level=3)
    body = render_template(
        "catalogue/concept.html",
        concept=known,
        kind=pages.kind_label(known.kind),
        broader=words.get(known.broader) if known.broader else None,
        narrower=words.narrower(slug),
        total=total,
        is_degraded=tagged is None,
        cards=[faces.view(face, language) for face in shown],
        all_url=_all_with(known.kind, slug, language),
    )
    return cached_if_whole(make_response(body))


def _all_with(kind: ConceptKind, slug: str, language: str) -> str:
    facets = {
        ConceptKind.COUNTRY: "country",
        ConceptKind.TARGET_GROUP: "target_group",
        ConceptKind.INNOVATION_CLASS: "innovation",
        ConceptKind.LIFE_CYCLE_PHASE: "phase",
        ConceptKind.FORMAL_SKILL: "skill",
        ConceptKind.NON_FORMAL_SKILL: "skill",
    }
    if kind not in facets:
        return ""
    return Asked(filters={facets[kind]: (slug,)}).address(f"/{language}/practices")


@blueprint.get("/<lang:lang>/about")
@public
def about() -> Response:
    """Say what this is and where it comes from."""
    return cached(make_response(render_template("catalogue/about.html")))


@blueprint.get("/<lang:lang>/accessibility")
@public
def accessibility() -> Response:
    """State how accessible the site is."""
    return cached(make_response(render_template("catalogue/accessibility.html")))


@blueprint.get("/<lang:lang>/privacy")
@public
def privacy() -> Response:
    """Say what is known about a visitor: nothing."""
    return cached(make_response(render_template("catalogue/privacy.html")))
