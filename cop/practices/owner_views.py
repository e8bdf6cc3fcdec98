"""Pages for those to whom a practice belongs: saying whether it is still so."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from cop.accounts.enums import LinkPurpose
from cop.accounts.operations import look_at_link, redeem_link
from cop.accounts.queries import people
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor
from cop.practices import confirming, operations, owners, queries
from cop.practices.content import PracticeContent
from cop.practices.submitting import change_path
from cop.records.rules import Belonging
from cop.web.language import current_language
from cop.web.policy import open_to_all

blueprint = Blueprint("practice_owners", __name__, url_prefix="/<lang:lang>/practices")


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who follows the link of their mail, and the practice that it is about."""

    actor: Actor
    belonging: Belonging
    content: PracticeContent


@blueprint.get("/<slug>/confirm/<token>")
@open_to_all
def confirm(slug: str, token: str) -> Response:
    """Ask whether a practice is still so; nothing happens before a button is pressed."""
    return _page(_asked(slug, token))


@blueprint.post("/<slug>/confirm/<token>")
@open_to_all
def answer(slug: str, token: str) -> AnyResponse:
    """Take the answer of one of its owners."""
    asked = _asked(slug, token)
    given = request.form.get("answer", "")
    if given == "correct":
        # The link stays good: to correct it one has to sign in, and perhaps needs another day.
        return redirect(change_path(slug), 303)
    if given not in ("right", "ended"):
        return _page(asked, _("Choose one of the answers."))
    try:
        if given == "right":
            confirming.confirm(asked.belonging, actor=asked.actor)
        else:
            month = request.form.get("month", "").strip()
            operations.end(asked.belonging, asked.content, actor=asked.actor, ended=month)
    except InvalidError as error:
        return _page(asked, error.message)
    redeem_link(token, LinkPurpose.RECONFIRM)
    return make_response(
        render_template("practices/reconfirm_done.html", slug=slug, has_ended=given == "ended")
    )


def _asked(slug: str, token: str) -> Asked:
    """Raise LinkError where the link is not good any more; 404 where it is for something else."""
    link = look_at_link(token, LinkPurpose.RECONFIRM)
    person = people([link.user_id or 0]).get(link.user_id or 0)
    actor = Actor("member", link.user_id, person.name if person else "")
    belonging = owners.OWNERS.belonging(slug, actor=actor)
    content = queries.present(slug)
    if belonging is None or content is None or belonging.id != link.payload.get("practice"):
        abort(404)
    return Asked(actor, belonging, content)


def _page(asked: Asked, problem: str = "") -> Response:
    language = current_language()
    content = asked.content
    title = (content.texts.get(language) or content.texts[content.source_language]).title
    body = render_template(
        "practices/reconfirm.html",
        slug=content.slug,
        title=title,
        title_language=language if language in content.texts else content.source_language,
        is_ended=content.facts.is_running is False or content.facts.ended is not None,
        problem=problem,
        month=request.form.get("month", ""),
    )
    return make_response(body, 400 if problem else 200)
