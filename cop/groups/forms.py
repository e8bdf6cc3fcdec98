"""The forms of groups."""

# mypy: disable-error-code="arg-type"
# WTForms says that labels are str; it takes whatever becomes one, and ours does so in the reader's language.

from typing import Any

from flask_wtf.file import FileField, FileRequired
from pydantic import ValidationError
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.fields import FormField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import NumberRange, Optional

from cop.config import LANGUAGES
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.groups.content import GroupContent, GroupText
from cop.groups.enums import Entry, GroupKind
from cop.groups.models import Group
from cop.web.forms import Form


class TextPart(Part):
    """A group in one language."""

    title = StringField(_l("Name of the group"))
    purpose = TextAreaField(_l("What it is for"))
    rules = TextAreaField(_l("How people treat one another here"))


Texts: Any = type(
    "Texts", (Part,), {code: FormField(TextPart, language.name) for code, language in LANGUAGES.items()}
)
"""One part a language."""


class GroupForm(Form):
    """What a group says of itself."""

    slug = StringField(_l("Last part of its address"))
    kind = RadioField(
        _l("What kind of group is it?"),
        choices=[
            SelectChoice(GroupKind.THEMATIC.value, _l("People who work on one theme")),
            SelectChoice(GroupKind.PEER.value, _l("People who support one another")),
        ],
        default=GroupKind.THEMATIC.value,
    )
    entry = RadioField(
        _l("Who comes in?"),
        choices=[
            SelectChoice(Entry.OPEN.value, _l("Everybody who wants to")),
            SelectChoice(Entry.BY_REQUEST.value, _l("Whom a facilitator lets in")),
        ],
        default=Entry.OPEN.value,
    )
    is_masked = BooleanField(_l("People have pseudonyms here, and nobody else reads along"))
    texts = FormField(Texts)
    version = IntegerField(default=0, validators=[Optional(), NumberRange(min=0, max=10**9)])

    @classmethod
    def of(cls, group: Group) -> "GroupForm":
        """Return the form with what stands there."""
        texts = {code: group.texts.get(code, {}) for code in LANGUAGES}
        return cls(
            formdata=None,
            data={
                "slug": group.slug,
                "kind": group.kind.value,
                "entry": group.entry.value,
                "is_masked": group.is_masked,
                "texts": texts,
                "version": group.version,
            },
        )

    def said(self, slug: str, source: str = "") -> GroupContent:
        """Return what was said; raise InvalidError naming the field that cannot be taken."""
        texts = {code: part for code, part in self.texts.data.items() if any(map(_has_words, part.values()))}
        try:
            return GroupContent(
                slug=slug,
                kind=GroupKind(self.kind.data),
                entry=Entry(self.entry.data),
                is_masked=self.is_masked.data,
                source=source,
                texts={code: GroupText.model_validate(_plain(part)) for code, part in texts.items()},
            )
        except ValidationError as error:
            field = str(error.errors()[0]["loc"][0])
            raise InvalidError(field if field == "slug" else "", _WRONG[field == "slug"]()) from error


def _plain(part: dict[str, Any]) -> dict[str, str]:
    return {name: str(words or "").replace("\r\n", "\n") for name, words in part.items()}


def _has_words(words: Any) -> bool:
    return bool(str(words or "").strip())


_WRONG: dict[bool, Any] = {
    True: lambda: _("Write small Latin letters, digits and dashes, as parents-in-prison."),
    False: lambda: _("Give the group a name in each language in which you write something."),
}


class JoinForm(Form):
    """Coming in under one's own name."""

    note = StringField(_l("Why do you want to come in?"))
    is_listed = BooleanField(_l("Other members may see my name in the list"))


class MaskedJoinForm(Form):
    """Coming in with a pseudonym."""

    pseudonym = StringField(_l("Your pseudonym in this group"))
    agrees = BooleanField(_l("I have read who sees what"))


class FacilitatorForm(Form):
    """Who is to lead the group."""

    email = StringField(_l("E-mail address of the account"))


class FileForm(Form):
    """A file for a group."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
    title = StringField(_l("What is it?"))
    may_show = BooleanField(
        _l("I may share these files, and whoever can be recognised on them has agreed to it")
    )


class OpeningForm(Form):
    """Whose pseudonym is to be opened, and why."""

    group = StringField(_l("Last part of the group's address"))
    pseudonym = StringField(_l("Pseudonym"))
    reason = TextAreaField(_l("Why must it be known who this is?"))
