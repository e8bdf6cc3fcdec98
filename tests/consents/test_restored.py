"""A consent that was taken back stays so, whatever backup comes back."""

from pathlib import Path

import pytest
from sqlalchemy import select

from cop import backup as backups
from cop.config import Config
from cop.consents import operations
from cop.consents.enums import ConsentState, GivenHow, Scope
from cop.consents.models import Consent
from cop.core.db import db, transaction
from cop.core.permissions import SYSTEM
from cop.core.remembered import known
from cop.practices import operations as practices
from cop.prepare import prepare
from tests.catalogue.records import practice
from tests.conftest import MakeApp
from tests.people import actor_of, person

SAID = "I was zyxquovalent when they asked me."


def _note(holder: str) -> Consent:
    actor = actor_of(person(holder))
    consent, _code = operations.note(
        actor=actor, holder=holder, scopes=[Scope.PAGE], languages=[], until=None, given_how=GivenHow.WRITTEN
    )
    return consent


def test_a_backup_from_before_brings_no_words_back(bare_app: MakeApp, tmp_path: Path) -> None:
    with bare_app() as app:
        config: Config = app.config["COP"]
        if not config.is_sqlite:
            pytest.skip("PostgreSQL has its own tools for this")
        prepare(app, lambda _line: None)
        with app.app_context():
            with transaction():
                ending, holding = _note("Ending"), _note("Holding")
                references = ending.reference, holding.reference
                quoted = "".join(
                    f"> {SAID}{n}\n> [{reference}]\n\n" for n, reference in enumerate(references)
                )
                list(practices.publish([practice("house", user_feedback=quoted)], actor=SYSTEM))
            backups.backup(config, tmp_path / "before.tar")
            with transaction():
                operations.withdraw_by_code(db.session.get_one(Consent, ending.id))
            db.session.remove()
            db.engine.dispose()
        backups.restore(config, tmp_path / "before.tar")
        client = app.test_client()
        assert client.get("/en/practices/house").text.count(SAID) == 2

        said: list[str] = []
        prepare(app, said.append)

        assert "Newsletter and consents: 1 ended again, which a backup had brought back." in said
        page = client.get("/en/practices/house").text
        assert (f"{SAID}0" in page, f"{SAID}1" in page) == (False, True)
        with app.app_context():
            states = dict(db.session.execute(select(Consent.reference, Consent.state)).all())
            db.session.remove()
        assert states == {references[0]: ConsentState.WITHDRAWN, references[1]: ConsentState.ACTIVE}
        assert known(config.data_dir, operations.ENDED) == {references[0]: "withdrawn"}
