"""What is kept about those who learn and plan: their plans, and answers that they asked us to keep."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete, func, select

from cop.core.db import db
from cop.core.i18n import best_text, ngettext, spoken_language
from cop.core.i18n import lazy_gettext as _l
from cop.core.privacy import PersonalData
from cop.learning import checking
from cop.learning.content import ModuleContent
from cop.learning.models import KeptAnswers, ModuleVersion, Plan


def _plans(person_id: int) -> Iterator[Mapping[str, Any]]:
    for plan in db.session.scalars(select(Plan).where(Plan.owner_id == person_id).order_by(Plan.id)):
        yield {"plan": plan.content, "is_shared": plan.share_key is not None}


def _erase(person_id: int) -> None:
    db.session.execute(
        delete(Plan).where(Plan.owner_id == person_id).execution_options(synchronize_session=False)
    )


def _effects(person_id: int) -> Iterator[str]:
    count = db.session.scalar(select(func.count(Plan.id)).where(Plan.owner_id == person_id)) or 0
    if count:
        yield ngettext(
            "%(n)s plan of a peer-support programme is deleted; its link, if it has one, leads nowhere.",
            "%(n)s plans of peer-support programmes are deleted; their links lead nowhere.",
            count,
        )


def _answers(person_id: int) -> Iterator[Mapping[str, Any]]:
    is_theirs = (ModuleVersion.module_id == KeptAnswers.module_id) & (
        ModuleVersion.number == KeptAnswers.version
    )
    rows = db.session.execute(
        select(ModuleVersion.content, KeptAnswers.version, KeptAnswers.answers, KeptAnswers.updated_at)
        .join(ModuleVersion, is_theirs)
        .where(KeptAnswers.user_id == person_id)
        .order_by(KeptAnswers.id)
    ).all()
    for row in rows:
        content = ModuleContent.model_validate_json(row.content)
        text = best_text(content.texts, spoken_language(), content.source_language)[1]
        yield {
            "module": text.title,
            "version": row.version,
            "answers": checking.in_words(checking.put(text, row.answers)),
            "at": row.updated_at.isoformat(),
        }


def _erase_answers(person_id: int) -> None:
    db.session.execute(
        delete(KeptAnswers)
        .where(KeptAnswers.user_id == person_id)
        .execution_options(synchronize_session=False)
    )


PERSONAL = (
    PersonalData(
        table="plans",
        what=_l("Your plans of peer-support programmes"),
        purpose=_l("So that you can go on writing, and pass a plan on by a link."),
        retention=_l("Until you delete the plan, or leave."),
        export=_plans,
        erase=_erase,
        effects=_effects,
    ),
    PersonalData(
        table="kept_answers",
        what=_l("Your answers to the questions of learning modules"),
        purpose=_l("So that you find them on another device, because you asked for it."),
        retention=_l("Until you forget them, or leave."),
        export=_answers,
        erase=_erase_answers,
    ),
)
