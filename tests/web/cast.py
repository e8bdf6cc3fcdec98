"""A case in review with everything around it, and one person of each role: who stands at which door."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cop.accounts.enums import LinkPurpose
from cop.accounts.models import Passkey, User
from cop.accounts.operations import issue_link
from cop.addresses.models import WebAddress
from cop.addresses.queries import digest
from cop.cases.models import ProposedResult
from cop.core.db import db, now
from cop.core.forums import place_of
from cop.core.permissions import SYSTEM, Role
from cop.core.records import Ref
from cop.discussions import operations as discussions
from cop.discussions.enums import Measure, Rule
from cop.discussions.models import Decision, Post
from cop.groups.enums import Entry, GroupKind
from cop.groups.models import Group, Membership, Opening, Persona
from cop.learning import drafting as drafting_modules
from cop.learning import operations as learning
from cop.learning.enums import PartKind
from cop.learning.models import FormerPart, Module, ModuleImport, PartProposal
from cop.mail.letters import Letter, post
from cop.mail.models import MailMessage
from cop.media import operations as media
from cop.newsletter import operations as newsletter
from cop.organisations.models import Organisation, Speaker
from cop.records import drafting as in_parts
from cop.records.parts import ABOUT, Where
from cop.reviews import assigning, gate, requests
from cop.reviews.gate import Answered
from cop.reviews.models import Assignment, Conflict, Review
from cop.rubric.criteria import GATE
from cop.seminars import operations as seminars
from cop.seminars import outcomes
from cop.seminars.content import Facts, Text
from cop.seminars.enums import State as SeminarState
from cop.seminars.models import Contribution, Facilitator, OpenQuestion, SeminarRevision
from cop.submissions import drafting, operations
from cop.submissions.models import Answer, Author, FormerAnswer, Proposal, Submission
from cop.successes import operations as successes
from cop.tools import operations as tools
from cop.tools.drafts import DRAFTS as TOOL_DRAFTS
from cop.tools.models import FormerToolPart, Tool
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.models import Concept
from cop.voices import operations as voices
from cop.voices.enums import BoardTool
from cop.voices.models import BoardCall, BoardText
from tests.learning.samples import module
from tests.people import actor_of, person, sign_in
from tests.submissions.notes import published
from tests.successes.samples import success
from tests.tools.samples import tool

ROLES = (
    "visitor", "member", "owner", "co-author", "reviewer", "conflicted", "editor", "moderator", "officer",
    "administrator",
)  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """People by role (a visitor is none), and what addresses are filled with."""

    people: dict[str, User | None]
    values: dict[str, Any]

    def enter(self, role: str, client: Any) -> None:
        """Sign in whoever has this role."""
        if (user := self.people[role]) is not None:
            sign_in(client, user)


def _people() -> dict[str, User | None]:
    return {
        "visitor": None,
        "member": person("Mem Ber", language="en"),
        "owner": person("Own Er", language="en"),
        "co-author": person("Co Author", language="en"),
        "reviewer": person("Rev Iewer", Role.REVIEWER, language="en"),
        "conflicted": person("Con Flicted", Role.REVIEWER, language="en"),
        "editor": person("Ed Itor", Role.EDITOR, language="en"),
        "moderator": person("Mod Erator", Role.MODERATOR, language="en"),
        "officer": person("Off Icer", Role.OFFICER, language="en"),
        "administrator": person("Ad Ministrator", Role.ADMINISTRATOR, language="en"),
    }


def assemble() -> Cast:
    """Put the people and a case of each state into the database."""
    people = _people()
    owner, editor = people["owner"], people["editor"]
    reviewer, conflicted, coauthor = people["reviewer"], people["conflicted"], people["co-author"]
    assert owner
    assert editor
    assert reviewer
    assert conflicted
    assert coauthor
    writer, judge = actor_of(owner), actor_of(editor)
    newsletter.begin(actor=judge, language="en")
    case = drafting.begin("note", actor=writer, language="en", title="A case")
    answer = drafting.save_answer(
        case, actor=writer, language="en", question="need", value="A need of many.", revision=0
    )
    db.session.add(Author(submission_id=case.id, user_id=coauthor.id))
    proposal = Proposal(
        submission_id=case.id, language="en", question="need", text="Proposed.", source="a.docx", place={}
    )
    db.session.add(proposal)
    db.session.flush()
    former = FormerAnswer(answer_id=answer.id, value="Before.", revision=1, edited_at=now())
    db.session.add(former)
    file = media.keep(
        b"A plain text.\n", name="a.txt", subject_kind="submission", subject_id=case.id, actor=writer
    )
    operations.send(case, actor=writer)
    gate.let_through(case, actor=judge, answers={question.key: Answered(True) for question in GATE})
    request = assigning.ask(case, actor=judge, reviewer_id=reviewer.id)
    requests.accept(request, actor=actor_of(reviewer))
    db.session.add(Conflict(submission_id=case.id, user_id=conflicted.id))
    _surroundings(people)
    post = _conversation(writer)
    group = _group(people)
    board = _board(writer)
    decision = Decision(post_id=post.id, measure=Measure.WARN, rule=Rule.OTHER, note="Please.")
    db.session.add(decision)
    result = _social_result()
    db.session.commit()
    values = _values(people, case, answer, former, proposal, request, file.id)
    talk = {"thread": post.thread_id, "post": post.id, "decision": decision.id, "place": 1}
    return Cast(people, values | talk | group | board | result)


def _surroundings(people: dict[str, User | None]) -> None:
    """What other doors lead to: an organisation with a request, a passkey, a mail, public records."""
    owner, member = people["owner"], people["member"]
    assert owner
    assert member
    organisation = Organisation(slug="house", names={"en": "House"}, is_listed=True)
    db.session.add(organisation)
    db.session.flush()
    db.session.add(Speaker(organisation_id=organisation.id, user_id=owner.id, confirmed_at=now()))
    db.session.add(Speaker(organisation_id=organisation.id, user_id=member.id))
    db.session.add(Passkey(user_id=owner.id, credential_id=b"key", public_key=b"key", label="Phone"))
    seminar = seminars.begin(
        Facts(day=date(2030, 4, 10), zone="Europe/Sofia", spoken="en"),
        Text(title="House"),
        actor=SYSTEM,
        language="en",
        slug="house",
    )
    seminar.state = SeminarState.OPEN
    seminars.change_text(seminar, "en", Text(title="Home"), actor=SYSTEM, revision=1)
    outcomes.add(Contribution, seminar, actor=SYSTEM, texts={"en": {"speaker": "A"}}, values={"kind": "talk"})
    outcomes.add(OpenQuestion, seminar, actor=SYSTEM, texts={"en": {"question": "Why?"}}, values={})
    db.session.add(Facilitator(seminar_id=seminar.id, user_id=owner.id))
    learning.publish(module("house", {"figures": [{"key": "one", "section": "one"}]}), actor=SYSTEM)
    draft = drafting_modules.open_draft(db.session.query(Module).one(), actor=SYSTEM)
    drafting_modules.save(
        draft,
        Where("en", PartKind.SECTIONS, "one"),
        {"title": "Other", "text": ""},
        actor=SYSTEM,
        revision=1,
    )
    read = ModuleImport(draft_id=draft.id, language="en", file_name="a.docx", findings=[])
    db.session.add(read)
    db.session.flush()
    value = {"title": "A section", "text": ""}
    place = {"page": None, "block": 1}
    db.session.add(
        PartProposal(import_id=read.id, kind=PartKind.SECTIONS, value=value, heading="", place=place)
    )
    successes.publish(success("house", organisation="house"), actor=SYSTEM)
    url = "https://example.org/"
    db.session.add(WebAddress(digest=digest(url), url=url))
    tools.publish(tool("house"), actor=SYSTEM)
    begun = in_parts.open_draft(TOOL_DRAFTS, db.session.query(Tool).one(), actor=SYSTEM)
    in_parts.save(TOOL_DRAFTS, begun, Where("en", ABOUT), {"title": "Other"}, actor=SYSTEM, revision=1)
    post(Letter(reason="test", to="a@example.org", template="mail/test", language="en", context={"note": ""}))
    published.clear()


def _conversation(writer: Any) -> Post:
    """A thread at a note, with its first post."""
    place = place_of(Ref("note", 1), actor=writer, language="en")
    assert place
    thread = discussions.start(place, actor=writer, title="A thread", text="Words", language="en")
    return db.session.query(Post).filter_by(thread_id=thread.id).one()


def _board(leader: Any) -> dict[str, Any]:
    """A board of the owner's organisation with words that may be read, and somebody who asks for help."""
    house = db.session.query(Organisation).filter_by(slug="house").one()
    board = voices.open_board(
        Ref("organisation", house.id),
        actor=leader,
        tool=BoardTool.MOOD,
        plan=voices.Plan(languages=["en"], opens_on=now().date() - timedelta(days=1)),
        zone="UTC",
    )
    words = BoardText(
        id="0" * 32, board_id=board.id, item="words", language="en", text="A", day=now().date(), batch=1
    )
    call = BoardCall(board_id=board.id, language="en")
    db.session.add_all([words, call])
    db.session.flush()
    return {"board": board.id, "board_code": board.code, "text": words.id, "call": call.id}


def _group(people: dict[str, User | None]) -> dict[str, Any]:
    """A group of the owner's, where a member waits to come in, and a pseudonym that an officer would open."""
    owner, member, officer = people["owner"], people["member"], people["officer"]
    assert owner
    assert member
    assert officer
    group = Group(slug="house", kind=GroupKind.THEMATIC, entry=Entry.BY_REQUEST, texts=_GROUP)
    db.session.add(group)
    db.session.flush()
    db.session.add(Membership(group_id=group.id, user_id=owner.id, joined_at=now()))
    waiting = Membership(group_id=group.id, user_id=member.id)
    persona = Persona(
        group_id=group.id,
        name="Heron",
        key="heron",
        mark="m",
        sealed="",
        contract_version=1,
        joined_on="2026",
    )
    db.session.add_all((waiting, persona))
    db.session.flush()
    opening = Opening(persona_id=persona.id, reason="A court asks.", asked_by=officer.id)
    db.session.add(opening)
    db.session.flush()
    return {"waiting": waiting.id, "opening": opening.id}


_GROUP = {"en": {"title": "House", "purpose": "", "rules": ""}}


def _social_result() -> dict[str, Any]:
    """Put a result on the list, and another one that a case proposes."""
    db.session.add(Concept(slug="house", kind=ConceptKind.SOCIAL_RESULT))
    proposed = ProposedResult(language="en", key="calm", words="Calm")
    db.session.add(proposed)
    db.session.flush()
    return {"result": proposed.id}


def _values(
    people: dict[str, User | None],
    case: Submission,
    answer: Answer,
    former: FormerAnswer,
    proposal: Proposal,
    request: Assignment,
    file: int,
) -> dict[str, Any]:
    owner, member = people["owner"], people["member"]
    assert owner
    assert member
    asked = db.session.query(Speaker).filter_by(user_id=member.id).one()
    speaker = db.session.query(Speaker).filter_by(user_id=owner.id).one()
    return {
        "id": case.id,
        "key": answer.question,
        "version": former.id,
        "proposal": proposal.id,
        "request_id": request.id,
        "review_id": db.session.query(Review).filter_by(submission_id=case.id).one().id,
        "file": file,
        "kind": "note",
        "token": issue_link(
            LinkPurpose.COAUTHOR,
            email="new@example.org",
            payload={"submission": case.id},
            lifetime=timedelta(days=14),
        ),
        "person": member.id,
        "passkey": db.session.query(Passkey).one().id,
        "mail": db.session.query(MailMessage).filter_by(reason="test").one().id,
        "asked": asked.id,
        "speaker": speaker.id,
        "part": "contributions",
        "listing": "sections",
        "address": db.session.query(WebAddress).one().id,
        "module_proposal": db.session.query(PartProposal).one().id,
        "entry": "one",
        "former": db.session.query(FormerPart).one().id,
        "tool_former": db.session.query(FormerToolPart).one().id,
        "code": "en",
        "contribution": db.session.query(Contribution).one().id,
        "question": db.session.query(OpenQuestion).one().id,
        "wording": db.session.query(SeminarRevision).one().id,
    }
