"""Who may do what: every permission has its rule, and what has none is refused."""

import importlib
import pkgutil
from datetime import date
from enum import StrEnum
from types import ModuleType
from typing import Any

import pytest

import cop
from cop.accounts.models import User
from cop.accounts.rules import Permission as Accounts
from cop.addresses.rules import Permission as Addresses
from cop.app import FEATURES
from cop.cases.models import Case
from cop.cases.rules import Permission as Cases
from cop.consents.models import Consent
from cop.consents.rules import Permission as Consents
from cop.core.errors import NotAllowedError
from cop.core.forums import Place, Voice
from cop.core.permissions import SYSTEM, VISITOR, Actor, authorize, can
from cop.core.records import Ref
from cop.discussions.models import Decision, Post, Thread
from cop.discussions.rules import Appealed, Led, Said
from cop.discussions.rules import Permission as Discussions
from cop.groups.models import Group, Opening
from cop.groups.rules import Permission as Groups
from cop.learning.certificates import Certificate
from cop.learning.models import Module, Plan
from cop.learning.rules import Permission as Learning
from cop.media.models import MediaFile
from cop.media.rules import Permission as Media
from cop.newsletter.rules import Permission as Newsletter
from cop.organisations.models import Organisation, Speaker
from cop.organisations.rules import Permission as Organisations
from cop.practices.models import Practice
from cop.practices.rules import Permission as Practices
from cop.privacy.rules import Permission as Privacy
from cop.records.models import RecordState
from cop.records.rules import Belonging
from cop.reviews.models import Assignment, Review
from cop.reviews.rules import Permission as Reviews
from cop.seminars.enums import State as SeminarState
from cop.seminars.models import Seminar
from cop.seminars.rules import Permission as Seminars
from cop.submissions.enums import State
from cop.submissions.models import Author, Submission
from cop.submissions.rules import Permission as Submissions
from cop.successes.models import Success
from cop.successes.rules import Permission as Successes
from cop.tools.models import Tool
from cop.tools.rules import Permission as Tools
from cop.vocabulary.rules import Permission as Words
from cop.voices.models import Board
from cop.voices.rules import Permission as Voices

pytestmark = pytest.mark.usefixtures("app")

ACTORS = (VISITOR, Actor("member", 1, "M"), SYSTEM)
#                                        visitor member system
PUBLISHED, WITHDRAWN = (Practice(slug="a", state=state) for state in RecordState)
OWNED = Belonging(1, "a", RecordState.PUBLISHED, is_owner=True, speaks_for_it=False)
LED = Belonging(1, "a", RecordState.PUBLISHED, is_owner=False, speaks_for_it=True)
OTHERS = Belonging(1, "a", RecordState.PUBLISHED, is_owner=False, speaks_for_it=False)
PUBLIC_TOOL, WITHDRAWN_TOOL = (Tool(slug="a", state=state) for state in RecordState)
PUBLIC_CASE, WITHDRAWN_CASE = (Case(slug="a", state=state) for state in RecordState)
OWN_CASE, LED_CASE, OTHERS_CASE = (
    Belonging(1, "a", RecordState.PUBLISHED, is_owner=owner, speaks_for_it=speaks)
    for owner, speaks in ((True, False), (False, True), (False, False))
)
GONE_CASE = Belonging(1, "a", RecordState.WITHDRAWN, is_owner=True, speaks_for_it=True)
PUBLIC_SUCCESS, WITHDRAWN_SUCCESS = (Success(slug="a", state=state) for state in RecordState)
OWN_SUCCESS, LED_SUCCESS, OTHERS_SUCCESS = (
    Belonging(1, "a", RecordState.PUBLISHED, is_owner=owner, speaks_for_it=speaks)
    for owner, speaks in ((True, False), (False, True), (False, False))
)
GONE_SUCCESS = Belonging(1, "a", RecordState.WITHDRAWN, is_owner=True, speaks_for_it=True)
PUBLIC_MODULE, WITHDRAWN_MODULE = (Module(slug="a", state=state) for state in RecordState)
CERTIFICATE = Certificate("M", "a", 1, date(2026, 11, 30))  # of former days: nobody can prove it is theirs
OWN_PLAN, OTHERS_PLAN = (Plan(owner_id=id) for id in (1, 2))
NOTED, NOTED_BY_OTHERS = (Consent(created_by=id) for id in (1, 2))
FILE = MediaFile(subject_kind="nobody knows", subject_id=1)
ORGANISATION, SPEAKER = Organisation(id=1, slug="a", names={}), Speaker(organisation_id=1, user_id=2)
GONE = Belonging(1, "a", RecordState.WITHDRAWN, is_owner=True, speaks_for_it=True)
ME, SOMEBODY = User(id=1, name="M"), User(id=2, name="S")
MINE, THEIRS = (
    Submission(state=State.SUBMITTED, authors=[Author(user_id=id, is_owner=True)]) for id in (1, 2)
)
# A place is as one reader sees it, whoever asks: it holds already what they may.
SPEAKING = Place(Ref("note", 1), "N", "en", "/en/", True, Voice("M", 1))
LISTENING = Place(Ref("note", 1), "N", "en", "/en/", True)
KEEPING = Place(Ref("note", 1), "N", "en", "/en/", True, may_moderate=True)
BOARD = Board(place_kind="organisation", place_id=1)
GROUP = Group(id=1, slug="g")
REVIEW = Review(reviewer_id=1)
ASKED, UNASKED = (Assignment(reviewer_id=id) for id in (1, 2))
DRAFTED, ANNOUNCED = (
    Seminar(id=1, slug="s", state=state) for state in (SeminarState.DRAFT, SeminarState.ANNOUNCED)
)
TABLE: dict[tuple[StrEnum, Any], str] = {
    (Accounts.CHANGE_OWN, ME): "            -       +      -",
    (Accounts.CHANGE_OWN, SOMEBODY): "      -       -      -",
    (Accounts.MANAGE, ME): "                -       -      +",
    (Privacy.TAKE, ME): "                   -       +      -",
    (Privacy.TAKE, SOMEBODY): "             -       -      -",
    (Privacy.LEAVE, ME): "                  -       +      -",
    (Privacy.LEAVE, SOMEBODY): "            -       -      -",
    (Privacy.LOOK, SOMEBODY): "             -       -      -",
    (Privacy.ERASE, ME): "                  -       -      +",
    (Privacy.ERASE, SOMEBODY): "            -       -      +",
    (Practices.READ, PUBLISHED): "          +       +      +",
    (Practices.READ, WITHDRAWN): "          -       -      +",
    (Practices.PUBLISH, None): "            -       -      +",
    (Practices.WITHDRAW, PUBLISHED): "      -       -      +",
    (Practices.WITHDRAW, WITHDRAWN): "      -       -      +",
    (Practices.CHANGE, OWNED): "            -       +      -",
    (Practices.CHANGE, LED): "              -       +      -",
    (Practices.CHANGE, OTHERS): "           -       -      -",
    (Practices.CHANGE, GONE): "             -       -      -",
    (Practices.CONFIRM, OWNED): "           -       +      -",
    (Practices.CONFIRM, LED): "             -       +      -",
    (Practices.CONFIRM, OTHERS): "          -       -      -",
    (Practices.CONFIRM, GONE): "            -       -      -",
    (Practices.ASK, None): "                -       -      +",
    (Addresses.LOOK_AFTER, None): "         -       -      -",
    (Newsletter.WRITE, None): "             -       -      +",
    (Newsletter.SEND, None): "              -       -      +",
    (Newsletter.CORRECT, None): "           -       -      -",
    (Learning.READ, PUBLIC_MODULE): "       +       +      +",
    (Learning.READ, WITHDRAWN_MODULE): "    -       -      +",
    (Learning.PUBLISH, None): "             -       -      +",
    (Learning.WITHDRAW, PUBLIC_MODULE): "   -       -      +",
    (Learning.EDIT, None): "                -       -      +",
    (Learning.PLAN, None): "                -       +      -",
    (Learning.CHANGE_PLAN, OWN_PLAN): "     -       +      -",
    (Learning.CHANGE_PLAN, OTHERS_PLAN): "  -       -      -",
    (Learning.KEEP_ANSWERS, None): "        -       +      -",
    (Learning.REVOKE, CERTIFICATE): "       -       -      -",
    (Tools.READ, PUBLIC_TOOL): "            +       +      +",
    (Tools.READ, WITHDRAWN_TOOL): "         -       -      +",
    (Tools.PUBLISH, None): "                -       -      +",
    (Tools.WITHDRAW, PUBLIC_TOOL): "        -       -      +",
    (Tools.EDIT, None): "                   -       -      +",
    (Cases.READ, PUBLIC_CASE): "            +       +      +",
    (Cases.READ, WITHDRAWN_CASE): "         -       -      +",
    (Cases.PUBLISH, None): "                -       -      +",
    (Cases.EDIT_RESULTS, None): "           -       -      -",
    (Cases.WITHDRAW, PUBLIC_CASE): "        -       -      +",
    (Cases.CHANGE, OWN_CASE): "             -       +      -",
    (Cases.CHANGE, LED_CASE): "             -       +      -",
    (Cases.CHANGE, OTHERS_CASE): "          -       -      -",
    (Cases.CHANGE, GONE_CASE): "            -       -      -",
    (Successes.READ, PUBLIC_SUCCESS): "     +       +      +",
    (Successes.READ, WITHDRAWN_SUCCESS): "  -       -      +",
    (Successes.PUBLISH, None): "            -       -      +",
    (Successes.WITHDRAW, PUBLIC_SUCCESS): " -       -      +",
    (Successes.CHANGE, OWN_SUCCESS): "      -       +      -",
    (Successes.CHANGE, LED_SUCCESS): "      -       +      -",
    (Successes.CHANGE, OTHERS_SUCCESS): "   -       -      -",
    (Successes.CHANGE, GONE_SUCCESS): "     -       -      -",
    (Successes.MAKE_PRACTICE, OWN_SUCCESS): "-       +      -",
    (Successes.MAKE_PRACTICE, LED_SUCCESS): "-       +      -",
    (Successes.MAKE_PRACTICE, OTHERS_SUCCESS): "-    -      -",
    (Successes.MAKE_PRACTICE, GONE_SUCCESS): "-      -      -",
    (Consents.NOTE, None): "                -       +      -",
    (Consents.READ, NOTED): "               -       +      +",
    (Consents.READ, NOTED_BY_OTHERS): "     -       -      +",
    (Consents.END, NOTED): "                -       +      +",
    (Consents.END, NOTED_BY_OTHERS): "      -       -      +",
    (Reviews.WRITE_DEMONSTRATION, None): "  -       -      +",
    (Reviews.REMOVE_DEMONSTRATION, None): " -       -      +",
    (Reviews.GATE, THEIRS): "                        -       -      -",
    (Reviews.ASSIGN, THEIRS): "                      -       -      -",
    (Reviews.OPEN_REPLY, THEIRS): "                  -       -      -",
    (Reviews.REPLY, MINE): "                         -       +      -",
    (Reviews.REPLY, THEIRS): "                       -       -      -",
    (Reviews.DECIDE, MINE): "                        -       -      -",
    (Reviews.DECIDE, THEIRS): "                      -       -      -",
    (Reviews.ANSWER_REQUEST, ASKED): "               -       +      -",
    (Reviews.ANSWER_REQUEST, UNASKED): "             -       -      -",
    (Reviews.WRITE, REVIEW): "                       -       -      -",
    (Reviews.REOPEN, THEIRS): "                      -       -      -",
    (Reviews.UNNAME, REVIEW): "                      -       +      -",
    (Reviews.TAKE, THEIRS): "                        -       -      -",
    (Reviews.DECLARE_CONFLICT, None): "              -       -      -",
    (Reviews.DESCRIBE_SELF, None): "                 -       -      -",
    (Reviews.READ_TRAIL, None): "                    -       -      -",
    (Submissions.BEGIN, MINE): "                     -       +      -",
    (Submissions.READ, MINE): "                      -       +      +",
    (Submissions.READ, THEIRS): "                    -       -      +",
    (Submissions.WRITE, MINE): "                     -       +      -",
    (Submissions.WRITE, THEIRS): "                   -       -      -",
    (Submissions.SEND, MINE): "                      -       +      -",
    (Submissions.SEND, THEIRS): "                    -       -      -",
    (Submissions.WITHDRAW, MINE): "                  -       +      -",
    (Submissions.WITHDRAW, THEIRS): "                -       -      -",
    (Submissions.REOPEN, MINE): "                    -       +      -",
    (Submissions.REOPEN, THEIRS): "                  -       -      -",
    (Submissions.MANAGE_AUTHORS, MINE): "            -       +      -",
    (Submissions.MANAGE_AUTHORS, THEIRS): "          -       -      -",
    (Submissions.SPEAK, MINE): "                     -       +      -",
    (Submissions.SPEAK, THEIRS): "                   -       -      -",
    (Submissions.DELETE, MINE): "                    -       +      +",
    (Submissions.DELETE, THEIRS): "                  -       -      +",
    (Submissions.NOTE, MINE): "                      -       -      -",
    (Submissions.NOTE, THEIRS): "                    -       -      -",
    (Submissions.JUDGE, MINE): "                     -       -      -",
    (Submissions.JUDGE, THEIRS): "                   -       -      -",
    (Seminars.BEGIN, None): "                        -       -      +",
    (Seminars.READ, DRAFTED): "                      -       -      +",
    (Seminars.READ, ANNOUNCED): "                    +       +      +",
    (Seminars.EDIT, ANNOUNCED): "                    -       -      +",
    (Seminars.NAME_FACILITATORS, ANNOUNCED): "       -       -      -",
    (Seminars.READ_PLACES, ANNOUNCED): "             -       -      -",
    (Seminars.SPEAK, None): "                        -       -      -",
    (Groups.BEGIN, None): "                 -       -      +",
    (Groups.EDIT, GROUP): "                 -       -      +",
    (Groups.NAME_FACILITATORS, GROUP): "    -       -      -",
    (Groups.JOIN, GROUP): "                 -       +      -",
    (Groups.ANSWER, GROUP): "               -       -      -",
    (Groups.ASK_TO_OPEN, GROUP): "          -       -      -",
    (Groups.AGREE, Opening(asked_by=2)): "  -       -      -",
    (Discussions.WRITE, SPEAKING): "         +       +      +",
    (Discussions.WRITE, LISTENING): "        -       -      +",
    (Discussions.LEAD, Led(SPEAKING, Thread(author_id=1))): "  + + +",
    (Discussions.LEAD, Led(SPEAKING, Thread(author_id=2))): "  - - -",
    (Discussions.LEAD, Led(KEEPING, Thread(author_id=2))): "   + + +",
    (Discussions.CHANGE, Said(SPEAKING, Post(author_id=1))): " + + +",
    (Discussions.CHANGE, Said(SPEAKING, Post(author_id=2))): " - - -",
    (Discussions.CHANGE, Said(SPEAKING, Post(persona_id=5))): "- - -",
    (Discussions.REPORT, LISTENING): "       +       +      +",
    (Discussions.REPORT, None): "            -       -      -",
    (Discussions.MODERATE, SPEAKING): "      -       -      -",
    (Discussions.MODERATE, KEEPING): "       +       +      +",
    (Discussions.APPEAL, Said(SPEAKING, Post(author_id=1))): " + + +",
    (Discussions.APPEAL, Said(KEEPING, Post(author_id=2))): "  - - -",
    (Discussions.SETTLE_APPEAL, Appealed(KEEPING, Decision(moderator_id=1))): "+ - +",
    (Discussions.SETTLE_APPEAL, Appealed(SPEAKING, Decision(moderator_id=2))): "- - -",
    (Voices.OPEN, Ref("organisation", 1)): "  -       -      -",
    (Voices.LEAD, BOARD): "                   -       -      -",
    (Voices.HELP, BOARD): "                   -       -      -",
    (Voices.DEMONSTRATE, None): "             -       -      +",
    (Words.EDIT, None): "                   -       -      +",
    (Media.UPLOAD, None): "                 -       +      +",
    (Media.KEEP, FILE): "                   -       -      +",
    (Media.DESCRIBE, FILE): "               -       -      +",
    (Media.REMOVE, FILE): "                 -       -      +",
    (Media.COPY, None): "                   -       -      +",
    (Organisations.NAME, None): "           -       +      -",
    (Organisations.ASK, ORGANISATION): "    -       +      -",
    (Organisations.ANSWER, SPEAKER): "      -       -      -",
    (Organisations.STEP_DOWN, ORGANISATION): "- +    -",
    (Organisations.END, SPEAKER): "         -       -      -",
}


class Nobodys(StrEnum):
    """A permission that no feature has a rule for."""

    THIS = "nobodys.this"


def _permissions() -> set[StrEnum]:
    """Every member of every `Permission` in a module `rules` of the program."""
    modules: list[ModuleType] = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(cop.__path__, "cop.")
        if module.name.endswith(".rules")
    ]
    return {member for module in modules if hasattr(module, "Permission") for member in module.Permission}


def test_every_permission_has_a_rule() -> None:
    ruled = {permission for feature in FEATURES for permission in feature.rules or {}}

    assert ruled == _permissions()


def test_every_permission_stands_in_the_table() -> None:
    assert {permission for permission, _obj in TABLE} == _permissions()


@pytest.mark.parametrize(("permission", "obj"), TABLE)
def test_permission_is_given_as_the_table_says(permission: StrEnum, obj: object) -> None:
    expected = [sign == "+" for sign in TABLE[permission, obj].split()]

    assert [can(actor, permission, obj) for actor in ACTORS] == expected


@pytest.mark.parametrize("actor", ACTORS)
def test_permission_without_a_rule_is_refused_to_everybody(actor: Actor) -> None:
    assert not can(actor, Nobodys.THIS)
    with pytest.raises(NotAllowedError) as refused:
        authorize(actor, Nobodys.THIS)
    assert refused.value.status == 403
