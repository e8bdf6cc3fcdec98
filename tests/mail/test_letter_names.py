"""Every mail has a name that administrators can read."""

import pytest
from flask import Flask

from cop.config import LANGUAGES, ROOT
from cop.core.i18n import speaking

TEMPLATES = {
    f"{path.parent.name}/{path.stem}"
    for path in (ROOT / "templates" / "mail").rglob("*.txt")
    if not path.stem.startswith("layout")
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_has_a_name(app: Flask, language: str) -> None:
    letters = app.extensions["cop.letters"]
    with speaking(language):
        names = {template: str(words) for template, words in letters.items()}
        english = {template: words.message for template, words in letters.items()}

    assert names.keys() == TEMPLATES, "say it in Feature.letters"
    if language != "en":
        assert not {template for template in TEMPLATES if names[template] == english[template]}
