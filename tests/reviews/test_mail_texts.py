"""Every mail of reviewing can be written, in every language, as text and as HTML."""

from typing import Any

import pytest

from cop.config import LANGUAGES, ROOT
from cop.mail.models import MailMessage
from cop.mail.rendering import render

TEMPLATES = sorted(path.stem for path in (ROOT / "templates" / "mail" / "reviews").glob("*.txt"))
CONTEXT: dict[str, Any] = {
    "title": "A house <of> peers",
    "submission_id": 7,
    "due": "2026-11-23",
    "until": "2026-11-30",
    "reviewer": "Rev Anna",
    "words": "No time.",
    "outcome": "decline",
    "letter": "Good day,\n\nNot now.\nSorry.",
    "letter_language": "bg",
    "page": "/bg/submissions/7/report",
}


def _mail(template: str, language: str, **change: Any) -> MailMessage:
    return MailMessage(
        to="a@example.org",
        name="Ana",
        template=f"reviews/{template}",
        language=language,
        context=CONTEXT | change,
        unsubscribe="",
    )


def test_every_mail_has_both_forms() -> None:
    folder = ROOT / "templates" / "mail" / "reviews"

    assert sorted(path.stem for path in folder.glob("*.html")) == TEMPLATES
    assert len(TEMPLATES) == 11


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_mail_is_written(template: str, language: str) -> None:
    found = render(_mail(template, language))

    assert "A house <of> peers" in found.subject
    assert "house <of>" not in found.html
    if template != "taken_back":
        assert f"http://localhost/{'bg' if template == 'decided' else language}/" in found.first_link()


@pytest.mark.parametrize(
    ("outcome", "subject"),
    [
        ("publish", "Your case is public: “A house <of> peers”"),
        ("changes", "Please change some things: “A house <of> peers”"),
        ("decline", "What we decided about “A house <of> peers”"),
    ],
)
def test_letter_of_a_decision_stands_in_its_mail_as_it_was_written(outcome: str, subject: str) -> None:
    found = render(_mail("decided", "en", outcome=outcome))

    assert found.subject == subject
    assert found.text.startswith("Good day,\n\nNot now.\nSorry.\n\n→ ")
    assert '<div lang="bg">' in found.html
    assert "Not now.<br>Sorry.</p>" in found.html
