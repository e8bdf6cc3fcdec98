"""The page of an organisation, and those where members ask and answer who speaks for it."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.addresses.queries import dead
from cop.core import hosts
from cop.core.errors import InvalidError
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.limits import spend
from cop.core.permissions import VISITOR, can
from cop.core.records import Ref
from cop.organisations import content, operations, queries
from cop.organisations.forms import AskForm, NameForm
from cop.organisations.operations import AlreadyKnownError
from cop.organisations.queries import Known
from cop.organisations.rules import Permission
from cop.web.caching import cached
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members, public

blueprint = Blueprint("organisations", __name__, url_prefix="/<lang:lang>")


@blueprint.get("/organisations/<slug>")
@public
def show(slug: str) -> Response:
    """Show an organisation, and where its practices are."""
    organisation = or_404(queries.by_slug(slug, actor=VISITOR))
    language, name = best_text(organisation.names, current_language())
    page = render_template(
        "organisations/show.html",
        organisation=organisation,
        name=name,
        name_language=language,
        dead=dead([organisation.website] if organisation.website else ()),
        beside=hosts.beside(Ref(queries.KIND, organisation.id), current_language()),
        practices_url=f"/{current_language()}/practices?{urlencode({'q': name})}",
    )
    return cached(make_response(page))


@blueprint.get("/account/organisations")
@members
def mine() -> str:
    """Show whom one speaks for, and what waits for one's answer."""
    actor = current_actor()
    return render_template(
        "organisations/mine.html",
        memberships=queries.memberships(actor.id or 0, current_language()),
        requests=queries.requests_for(actor, current_language()),
    )


@blueprint.route("/account/organisations/new", methods=["GET", "POST"])
@members
def new() -> ResponseReturnValue:
    """Name an organisation that is not here yet."""
    form = NameForm()
    known: list[Known] = []
    if form.validate_on_submit():
        actor = current_actor()
        spend(operations.ASKING, str(actor.id))
        try:
            said = content.read(form.name.data or "", form.language.data, form.website.data or "")
            organisation = operations.name(
                said, actor=actor, note=form.note.data or "", is_another=form.is_another.data
            )
        except InvalidError as error:
            form.refuse(error)
        except AlreadyKnownError as error:
            known = error.known
        else:
            flash(_("Your request is on its way. You will get a mail when it is answered."), "info")
            return redirect(url_for("organisations.member", slug=organisation.slug), 303)
    return render_template("organisations/new.html", form=form, known=known)


@blueprint.get("/account/organisations/<slug>")
@members
def member(slug: str) -> str:
    """Show one's own part in an organisation, and to those who are in it who else is."""
    actor = current_actor()
    organisation = or_404(queries.by_slug(slug, actor=actor))
    own = queries.membership(organisation, actor.id or 0)
    may_end = can(actor, Permission.END)
    sees_others = may_end or (own is not None and own.confirmed_at is not None)
    language, name = best_text(organisation.names, current_language())
    return render_template(
        "organisations/member.html",
        organisation=organisation,
        name=name,
        name_language=language,
        own=own,
        form=AskForm(),
        voices=queries.voices(organisation, current_language()) if sees_others else [],
        may_end=may_end,
    )


@blueprint.post("/account/organisations/<slug>/ask")
@members
def ask(slug: str) -> ResponseReturnValue:
    """Ask to speak for an organisation."""
    actor = current_actor()
    spend(operations.ASKING, str(actor.id))
    organisation = or_404(queries.by_slug(slug, actor=actor))
    operations.ask(organisation, actor=actor, note=AskForm().note.data or "")
    flash(_("Your request is on its way. You will get a mail when it is answered."), "info")
    return redirect(url_for("organisations.member", slug=slug), 303)


@blueprint.post("/account/organisations/<slug>/step-down")
@members
def step_down(slug: str) -> ResponseReturnValue:
    """Speak for an organisation no longer, or take a request back."""
    actor = current_actor()
    organisation = or_404(queries.by_slug(slug, actor=actor))
    operations.step_down(organisation, actor=actor)
    flash(_("You no longer speak for this organisation here."), "info")
    return redirect(url_for("organisations.mine"), 303)


@blueprint.post("/account/organisations/<slug>/speakers/<int:id>/end")
@members
def end(slug: str, id: int) -> ResponseReturnValue:
    """Take from somebody what was confirmed by mistake."""
    actor = current_actor()
    organisation = or_404(queries.by_slug(slug, actor=actor))
    if not can(actor, Permission.END):
        abort(404)
    speaker = queries.voice_of(id, organisation)
    if speaker is not None:  # gone already: done
        operations.end(speaker, actor=actor)
    return redirect(url_for("organisations.member", slug=slug), 303)


@blueprint.post("/account/organisations/requests/<int:id>/confirm")
@members
def confirm(id: int) -> ResponseReturnValue:
    """Confirm that somebody speaks for an organisation."""
    actor = current_actor()
    operations.confirm(or_404(queries.request_of(id, actor=actor)), actor=actor)
    flash(_("Confirmed. The member gets a mail."), "info")
    return redirect(url_for("organisations.mine"), 303)


@blueprint.post("/account/organisations/requests/<int:id>/refuse")
@members
def refuse(id: int) -> ResponseReturnValue:
    """Turn a request down."""
    actor = current_actor()
    operations.refuse(or_404(queries.request_of(id, actor=actor)), actor=actor)
    flash(_("Turned down. The member gets a mail."), "info")
    return redirect(url_for("organisations.mine"), 303)
