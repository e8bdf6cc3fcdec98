"""The words of an issue by mail: text and HTML, the same in both."""

from typing import Any

from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.mail.models import MailMessage
from cop.mail.rendering import Rendered, render
from cop.newsletter.reading import IssuePage, Passage
from cop.web.templating import absolute


def rendered(page: IssuePage, *, leave: str = "", mine: str = "") -> Rendered:
    """Make the words of an edition; `leave` and `mine` are the paths of the reader's own pages."""
    with speaking(page.language):
        context = context_of(page)
    return _render("newsletter/issue", page, context | {"mine": mine, "is_test": False}, leave)


def rendered_notice(page: IssuePage, notice: Passage, *, leave: str = "", mine: str = "") -> Rendered:
    """Make the words of the mail that says what was wrong in an issue."""
    context = {
        "number": page.number,
        "title": page.title,
        "day": page.published_at.date().isoformat() if page.published_at else "",
        "notice": _whole(notice),
        "link": f"/{page.language}/newsletter/{page.number}",
        "mine": mine,
    }
    return _render("newsletter/correction", page, context, leave)


def _render(template: str, page: IssuePage, context: dict[str, Any], leave: str) -> Rendered:
    mail = MailMessage(name="", template=template, language=page.language, context=context, unsubscribe=leave)
    return render(mail)


def context_of(page: IssuePage) -> dict[str, Any]:
    """Return what the templates of an issue are filled with, as JSON values."""
    return {
        "number": page.number,
        "title": page.title,
        "source": page.source,
        "lead": _whole(page.lead),
        "correction": _whole(page.correction),
        "link": f"/{page.language}/newsletter/{page.number}",
        "contents": [name_of(block.card.title if block.card else "") for block in page.blocks],
        "blocks": [
            {
                "title": block.card.title,
                "kind": block.kind,
                "detail": block.card.detail,
                "summary": block.card.summary,
                "link": block.card.path,
                "intro": _whole(block.intro),
            }
            if block.card
            else None
            for block in page.blocks
        ],
        "sections": [{"heading": s.heading, "passage": _whole(s.passage)} for s in page.sections],
    }


def name_of(title: str) -> str:
    """Return how the contents call a record; one that is not public any more has no name."""
    return title or _("Not public any more")


def _whole(passage: Passage) -> dict[str, Any]:
    """Return a passage whose links inside the site lead there from a mailbox too."""
    home = absolute("/")
    return {
        "html": Markup(passage.html.replace(Markup('href="/'), Markup('href="' + home))),  # noqa: S704
        "text": passage.text.replace("(/", f"({home}"),
    }
