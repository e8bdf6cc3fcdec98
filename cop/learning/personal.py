"""What is kept about those who plan: their plans, which nobody else writes in."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete, func, select

from cop.core.db import db
from cop.core.i18n import lazy_gettext as _l
from cop.core.i18n import ngettext
from cop.core.privacy import PersonalData
from cop.learning.models import Plan


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
)
