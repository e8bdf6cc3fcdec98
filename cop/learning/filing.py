"""The picture of a figure: giving it, saying whose it is and whom it shows, leaving it out."""

from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.core.records import Ref
from cop.learning import drafting, drafts, pictures
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind
from cop.learning.forms import PictureForm
from cop.learning.models import DraftPart, ModuleDraft
from cop.learning.sentences import label
from cop.media import operations as media
from cop.media.enums import MediaType
from cop.media.models import MediaFile
from cop.media.queries import card
from cop.records.desk import frame
from cop.records.drafts import title_of
from cop.records.parts import ALL, Where
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.policy import accepts, staff

blueprint: Final = Blueprint(
    "learning_pictures", __name__, url_prefix="/<lang:lang>/learn/desk/<slug>/all/figures/<entry>/picture"
)


def _figure_or_404(slug: str, entry: str) -> tuple[ModuleDraft, DraftPart]:
    draft = drafts.by_slug(slug, actor=current_actor())
    row = drafts.part(draft, Where(ALL, PartKind.FIGURES, entry[:120])) if draft else None
    if draft is None or row is None or row.is_removed:
        abort(404)
    return draft, row


def _file(draft: ModuleDraft, row: DraftPart) -> MediaFile | None:
    return pictures.known(Ref(DRAFTS.kind, draft.id)).get(row.value.get("picture") or "")


def _page(draft: ModuleDraft, row: DraftPart, form: PictureForm) -> str:
    said, file = _words(draft, row), _file(draft, row)
    rows = drafts.parts(draft)
    return render_template(
        "learning/desk_picture.html",
        **frame(DRAFTS),
        draft=draft,
        title=title_of(draft, rows, current_language())[1],
        name=label(said.get(draft.source_language, {}), row.key),
        row=row,
        form=form,
        card=card(file, current_language()) if file is not None else None,
        is_lost=bool(row.value.get("picture")) and file is None,
        captions={code: value["caption"] for code, value in said.items()},
    )


def _words(draft: ModuleDraft, row: DraftPart) -> dict[str, dict[str, str]]:
    """Return what is said of a figure, by language."""
    return {
        one.language: one.value
        for one in drafts.parts(draft)
        if one.language != ALL and one.kind is row.kind and one.key == row.key and not one.is_removed
    }


@blueprint.get("")
@staff(Role.EDITOR)
def show(slug: str, entry: str) -> str:
    """Show the picture of a figure, and what is known of it."""
    draft, row = _figure_or_404(slug, entry)
    return _page(draft, row, PictureForm.of(_file(draft, row)))


@accepts(media.REQUEST_BYTES)
@blueprint.post("")
@staff(Role.EDITOR)
def give(slug: str, entry: str) -> ResponseReturnValue:
    """Give a figure a picture, or say something else of the one it has."""
    draft, row = _figure_or_404(slug, entry)
    form = PictureForm()
    if form.validate_on_submit():
        try:
            _given(slug, entry, form)
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("Saved."), "info")
            return redirect(url_for(".show", slug=slug, entry=entry), 303)
    draft, row = _figure_or_404(slug, entry)
    return _page(draft, row, form), 422


def _given(slug: str, entry: str, form: PictureForm) -> None:
    actor, upload = current_actor(), form.file.data
    draft, row = _figure_or_404(slug, entry)
    file = _file(draft, row)
    if upload:
        name = upload.filename or ""
        taken = media.take(upload.read(), name=name, actor=actor)
        if taken.media_type is not MediaType.PICTURE:
            raise InvalidError(
                "file", _("“%(name)s” is no picture. Choose a JPEG, PNG, WebP or GIF.", name=name)
            )
        draft, row = _figure_or_404(slug, entry)
        file = media.keep(taken, name=name, subject_kind=DRAFTS.kind, subject_id=draft.id, actor=actor)
    if file is None:
        raise InvalidError("file", _("Choose a file."))
    alts = {code: value["alt"][: media.DESCRIPTION_LENGTH] for code, value in _words(draft, row).items()}
    media.describe(file, actor=actor, **form.said(alts))
    drafting.show_picture(draft, row, file.digest, actor=actor)


@blueprint.post("/leave-out")
@staff(Role.EDITOR)
def leave_out(slug: str, entry: str) -> ResponseReturnValue:
    """Let a figure say that its picture is missing."""
    draft, row = _figure_or_404(slug, entry)
    drafting.show_picture(draft, row, None, actor=current_actor())
    flash(_("The figure has no picture now. Its earlier versions still have it."), "info")
    return redirect(url_for(".show", slug=slug, entry=entry), 303)
