"""The rubric, explained to everybody."""

from flask import Blueprint, Response, make_response, render_template

from cop.core.permissions import VISITOR
from cop.core.records import lessons
from cop.rubric.criteria import CRITERIA, GATE, RUBRIC_VERSION
from cop.rubric.rubrics import INVOLVEMENT
from cop.web.caching import cached
from cop.web.language import current_language
from cop.web.policy import public

blueprint = Blueprint("rubric", __name__, url_prefix="/<lang:lang>")


@blueprint.get("/criteria")
@public
def criteria() -> Response:
    """Show the eight criteria with the words of every step."""
    page = render_template(
        "rubric/criteria.html",
        criteria=CRITERIA,
        gate=GATE,
        of_cases=INVOLVEMENT.criteria,
        gate_of_cases=[question for question in INVOLVEMENT.gate if question not in GATE],
        version=RUBRIC_VERSION,
        lessons=lessons([one.key for one in CRITERIA], actor=VISITOR, language=current_language()),
    )
    return cached(make_response(page))
