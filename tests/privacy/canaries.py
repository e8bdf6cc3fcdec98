"""A site full of secrets: cases in every state with a word of its own in each place that is not for all.

Every such word is "zq", the state of the case, and what it stands in: "zqdraftanswer".
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.forums import place_of
from cop.core.permissions import SYSTEM, Role
from cop.core.records import Ref
from cop.discussions import drafts
from cop.discussions import operations as discussions
from cop.groups import operations as groups
from cop.groups import personas
from cop.groups.content import GroupContent, GroupText
from cop.groups.enums import Entry, GroupKind
from cop.groups.models import Group
from cop.media import operations as media
from cop.media.enums import PeopleShown
from cop.reviews import assigning, gate, replying, requests
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome, ReviewState
from cop.reviews.gate import Answered
from cop.reviews.models import Review, Score
from cop.rubric.criteria import CRITERIA, GATE
from cop.seminars import operations as seminars
from cop.seminars import outcomes
from cop.seminars.content import Facts, Text
from cop.seminars.enums import ContributionKind, FieldKind, PlaceState
from cop.seminars.enums import State as SeminarState
from cop.seminars.models import (
    Answer,
    Contribution,
    Facilitator,
    QuestionnaireField,
    Registration,
)
from cop.submissions import authorship, drafting, operations
from cop.submissions.enums import Audience
from cop.submissions.models import Author, ImportReport, Proposal, Submission
from tests.people import actor_of, person
from tests.reviews.judging import draft_of

STATES: Final = ("draft", "submitted", "review", "declined", "withdrawn", "published")
ROLES: Final[dict[str, tuple[Role, ...]]] = {
    "member": (),
    "owner": (),
    "coauthor": (),
    "reviewer": (Role.REVIEWER,),  # at work on the case in review, and on no other
    "second": (Role.REVIEWER,),  # whose reviews of all cases are in
    "elsewhere": (Role.REVIEWER,),  # has reviewed the decided cases, not the one in review
    "conflicted": (Role.REVIEWER,),
    "editor": (Role.EDITOR,),
    "moderator": (Role.MODERATOR,),
    "officer": (Role.OFFICER,),
    "administrator": (Role.ADMINISTRATOR,),
}


@dataclass(frozen=True)
class People:
    """Who takes part: numbers of accounts by role."""

    ids: dict[str, int]

    def __getitem__(self, role: str) -> User:
        return db.session.get_one(User, self.ids[role])


def plant() -> People:
    """Put people and cases into the database."""
    people = People(
        {
            role: person(f"Zqname{role} Person", *roles, email=f"zqmail{role}@example.org", language="en").id
            for role, roles in ROLES.items()
        }
    )
    for state in STATES:
        _case(state, people)
        db.session.commit()
    _seminars(people)
    _groups(people)
    db.session.commit()
    return people


def _seminars(people: People) -> None:
    """A draft, and an open seminar with a guest's place, an answer, a speaker's address and the way in."""
    facts = Facts(
        day=date(2031, 4, 10), zone="Europe/Sofia", spoken="en", join_url="https://example.org/zqseminarwayin"
    )
    for slug, state in (("zq-draft", SeminarState.DRAFT), ("zq-open", SeminarState.OPEN)):
        title = "zqseminardraft" if state is SeminarState.DRAFT else "An open one"
        seminar = seminars.begin(facts, Text(title=title), actor=SYSTEM, language="en", slug=slug)
        seminar.state = state
        db.session.add(Facilitator(seminar_id=seminar.id, user_id=people["owner"].id))
    said = {"en": {"speaker": "Somebody"}}
    values = {"kind": ContributionKind.TALK, "email": "zqseminarspeaker@example.org"}
    outcomes.add(Contribution, seminar, actor=SYSTEM, texts=said, values=values)
    asked = outcomes.add(
        QuestionnaireField,
        seminar,
        actor=SYSTEM,
        texts={"en": {"label": "Why?"}},
        values={"kind": FieldKind.SHORT},
    )
    place = Registration(
        seminar_id=seminar.id,
        key="zqseminarkey",
        email="zqseminarmail@example.org",
        name="Zqseminarname",
        language="en",
        state=PlaceState.JOINED,
    )
    db.session.add(place)
    db.session.flush()
    db.session.add(Answer(registration_id=place.id, field_id=asked.id, value="zqseminaranswer"))


def _groups(people: People) -> None:
    """A circle of members, and one under pseudonyms; the owner speaks in both, the co-author listens."""
    for slug, is_masked in (("zqcircle", False), ("zqmasks", True)):
        content = GroupContent(
            slug=slug,
            kind=GroupKind.PEER,
            entry=Entry.BY_REQUEST,
            is_masked=is_masked,
            texts={"en": GroupText(title=slug)},
        )
        group = groups.begin(content, actor=SYSTEM)
        _come_in(group, people["coauthor"], "Zqfoxpersona")
        _come_in(group, people["owner"], "Zqheronpersona")
        owner = actor_of(people["owner"])
        place = place_of(Ref("group", group.id), actor=owner, language="en")
        assert place is not None
        title, words = f"{slug}title", f"{slug}words, @Zqnamecoauthor Person."
        thread = discussions.start(place, actor=owner, title=title, text=words, language="en")
        drafts.save_draft(place, actor=owner, text=f"{slug}draft", revision=0, thread_id=thread.id)


def _come_in(group: Group, user: User, pseudonym: str) -> None:
    if group.is_masked:
        persona = personas.join_masked(group, actor=actor_of(user), pseudonym=pseudonym, agrees=True)
        persona.joined_on = "2026-01-01"
    else:
        groups.join(group, actor=actor_of(user)).joined_at = now()
    db.session.flush()


def _case(state: str, people: People) -> None:
    case = _draft(state, people)
    if state != "draft":
        operations.send(case, actor=actor_of(people["owner"]))
        _say(case, state, people)
    if state in ("review", "declined", "withdrawn", "published"):
        _judge(case, state, people)
    if state == "withdrawn":
        operations.withdraw(case, actor=actor_of(people["owner"]))
    if state in ("declined", "published"):
        outcome = Outcome.DECLINE if state == "declined" else Outcome.PUBLISH
        editor = actor_of(people["editor"])
        decide(case, actor=editor, outcome=outcome, letter=f"Dear all, zq{state}letter.", language="en")


def _draft(state: str, people: People) -> Submission:
    owner = actor_of(people["owner"])
    case = drafting.begin("practice", actor=owner, language="en", title=f"zq{state}title")
    answers = (
        ("en", "aim", f"Before: zq{state}former."),
        ("en", "method", f"They cook: zq{state}answer."),
        ("", "country", "bg"),
        ("", "organisations", [{"name": f"Zq{state}house", "role": "lead", "website": ""}]),
    )
    for language, question, value in answers:
        drafting.save_answer(case, actor=owner, language=language, question=question, value=value, revision=0)
    drafting.save_answer(
        case, actor=owner, language="en", question="aim", value="They find work.", revision=1
    )
    case.authors.append(Author(user_id=people["coauthor"].id))
    db.session.add(
        Proposal(
            submission_id=case.id,
            language="en",
            question="problem",
            text=f"zq{state}proposal",
            source="a.docx",
            place={},
        )
    )
    finding = {"kind": "missing_figure", "place": {}, "quote": f"zq{state}finding"}
    db.session.add(
        ImportReport(submission_id=case.id, file_name=f"zq{state}document.docx", findings=[finding])
    )
    authorship.invite(case, actor=owner, email=f"zq{state}invited@example.org")
    _files(case, state, people)
    return case


def _files(case: Submission, state: str, people: People) -> None:
    owner = actor_of(people["owner"])
    for name, shown in (("private", PeopleShown.UNKNOWN), ("public", PeopleShown.NOBODY)):
        data = f"zq{state}{name}bytes\n".encode()
        file = media.keep(
            data, name=f"zq{state}{name}name.txt", subject_kind="submission", subject_id=case.id, actor=owner
        )
        words = {"en": f"zq{state}{name}description"}
        media.describe(
            file, actor=owner, rights=f"zq{state}{name}rights", people_shown=shown, descriptions=words
        )


def _say(case: Submission, state: str, people: People) -> None:
    owner, editor = actor_of(people["owner"]), actor_of(people["editor"])
    operations.say(case, actor=owner, words=f"zq{state}said", audience=Audience.AUTHORS)
    operations.say(case, actor=editor, words=f"zq{state}note", audience=Audience.EDITORS)


def _judge(case: Submission, state: str, people: People) -> None:
    editor = actor_of(people["editor"])
    answers = {question.key: Answered(True, f"zq{state}gate") for question in GATE}
    gate.let_through(case, actor=editor, answers=answers)
    requests.declare_conflict(case, actor=actor_of(people["conflicted"]), words=f"zq{state}conflict")
    reviewers = ("second", "reviewer") if state == "review" else ("second", "elsewhere")
    for role in reviewers:
        request = assigning.ask(case, actor=editor, reviewer_id=people[role].id)
        requests.accept(request, actor=actor_of(people[role]))
    for role in reviewers:
        _write(draft_of(case, people[role]), state, role)
    if state in ("declined", "published"):
        replying.open_reply(case, actor=editor)
        replying.reply(case, actor=actor_of(people["owner"]), words=f"zq{state}reply")


def _write(review: Review, state: str, role: str) -> None:
    """Fill in a review. All are handed in, but for the one that is under way."""
    review.scores = [
        Score(criterion=each.key, step=2, reason={"en": f"zq{state}{role}reason"}, evidence=[])
        for each in CRITERIA
    ]
    review.to_authors, review.to_editors = f"zq{state}{role}toauthors", f"zq{state}{role}toeditors"
    review.is_named = role == "second"  # shown where the network has chosen open review, and nowhere else
    if role != "reviewer":
        review.state, review.submitted_at = ReviewState.SUBMITTED, now()
        db.session.flush()
        requests.finish(review)
    db.session.flush()
