"""The pages of groups: the list, one group, coming in and leaving."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import spend
from cop.core.permissions import can
from cop.discussions import decided
from cop.discussions import queries as discussions
from cop.discussions.content import MEASURES, RULES
from cop.groups import files, operations, pages, personas, queries
from cop.groups.content import CONTRACT, JOINING
from cop.groups.forms import JoinForm, MaskedJoinForm
from cop.groups.models import Group
from cop.groups.rules import Permission
from cop.web.caching import cached
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members, open_to_all, public

blueprint = Blueprint("groups", __name__, url_prefix="/<lang:lang>/groups")


@blueprint.get("")
@public
def index() -> Response:
    """List the groups, those of themes and those for mutual support."""
    body = render_template("groups/index.html", groups=queries.all_cards(current_language()))
    return cached(make_response(body))


@blueprint.get("/<slug>")
@open_to_all
def show(slug: str) -> str:
    """Show a group: what it is for, who leads it, and to those who may read there what is said."""
    group, actor = pages.group_or_404(slug), current_actor()
    place = pages.place(group)
    membership = queries.membership(group.id, actor.id) if actor.is_member else None
    persona = queries.persona(group.id, actor.id) if actor.is_member else None
    leads = can(actor, Permission.EDIT, group) if actor.is_member else False
    is_inside = place is not None and (place.voice is not None or place.may_moderate)
    visited_at = membership.visited_at if membership else None
    leading, listed = queries.named(group.id)
    return render_template(
        "groups/show.html",
        group=group,
        words=pages.words(group),
        place=place,
        membership=membership,
        persona=persona,
        facilitators=leading,
        listed=listed if is_inside and not group.is_masked else [],
        threads=discussions.threads_at(place) if place is not None else [],
        new=queries.new_since(group.id, visited_at) if visited_at else None,
        may_edit=leads,
        records=pages.records_of(group),
        files=files.of_group(group.id, current_language()) if place is not None else [],
        decisions=[one for _id, one in decided.unseen([persona.id])] if persona is not None else [],
        measures=MEASURES,
        reasons=RULES,
        asking=queries.asking(group.id) if leads and can(actor, Permission.ANSWER, group) else [],
    )


@blueprint.get("/<slug>/join")
@members
def join(slug: str) -> str:
    """Show how one comes in; where people have pseudonyms, who sees what."""
    group = pages.group_or_404(slug)
    form = MaskedJoinForm(formdata=None) if group.is_masked else JoinForm(formdata=None)
    return _join(group, form)


def _join(group: Group, form: JoinForm | MaskedJoinForm) -> str:
    return render_template(
        "groups/join.html", group=group, words=pages.words(group), form=form, contract=CONTRACT
    )


@blueprint.post("/<slug>/join")
@members
def do_join(slug: str) -> ResponseReturnValue:
    """Come in, or ask to."""
    actor = current_actor()
    group = pages.group_or_404(slug)
    form = MaskedJoinForm() if group.is_masked else JoinForm()
    if not form.validate_on_submit():
        return _join(group, form), 400
    spend(JOINING, str(actor.id))
    group = pages.group_or_404(slug)
    try:
        waits = _joined(group, form)
    except InvalidError as error:
        form.refuse(error)
        return _join(group, form), error.status
    flash(_("A facilitator answers your request.") if waits else _("You belong to the group now."), "info")
    return redirect(url_for(".show", slug=slug), 303)


def _joined(group: Group, form: JoinForm | MaskedJoinForm) -> bool:
    """Come in, and answer whether that waits for a facilitator."""
    actor = current_actor()
    if isinstance(form, MaskedJoinForm):
        persona = personas.join_masked(
            group, actor=actor, pseudonym=form.pseudonym.data or "", agrees=form.agrees.data
        )
        return persona.joined_on is None
    membership = operations.join(group, actor=actor, note=form.note.data or "", is_listed=form.is_listed.data)
    return membership.joined_at is None


@blueprint.post("/<slug>/leave")
@members
def leave(slug: str) -> ResponseReturnValue:
    """Leave a group, or take a request back."""
    group, actor = pages.group_or_404(slug), current_actor()
    operations.leave(group, actor=actor)
    personas.leave_masked(group, actor=actor)
    flash(_("You no longer belong to the group. What you wrote there stays."), "info")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<slug>/wishes")
@members
def wishes(slug: str) -> ResponseReturnValue:
    """Note whether somebody wants to be listed, and to hear of what is new."""
    group, actor = pages.group_or_404(slug), current_actor()
    membership, persona = queries.membership(group.id, actor.id), queries.persona(group.id, actor.id)
    if membership is None and persona is None:
        abort(404)
    listed, news = "listed" in request.form, "news" in request.form
    if membership is not None:
        operations.set_wishes(membership, group, actor=actor, listed=listed, news=news)
    if persona is not None:
        personas.set_news(group, persona, actor=actor, news=news)
    flash(_("Saved."), "info")
    return redirect(url_for(".show", slug=slug), 303)


@blueprint.post("/<slug>/seen")
@members
def see(slug: str) -> ResponseReturnValue:
    """Note that a member was here."""
    group, actor = pages.group_or_404(slug), current_actor()
    membership = or_404(queries.membership(group.id, actor.id))
    operations.note_visit(membership, actor=actor)
    return redirect(url_for(".show", slug=slug), 303)
