"""The letters of leaving. They belong to the service, so nobody can do without them."""

from cop.accounts.models import User
from cop.core.db import now
from cop.mail.letters import Letter, post


def post_leaving(user: User) -> None:
    """Tell somebody until when they can change their mind, and where."""
    if user.leaves_at is not None:
        day = user.leaves_at.date().isoformat()
        _post(user, "leaving", {"day": day, "stay_link": f"/{user.language}/account/leave"})


def post_farewell(user: User) -> None:
    """Tell somebody that nothing is left of them; the last mail, forgotten once it has gone."""
    _post(user, "erased", {})


def _post(user: User, template: str, context: dict[str, str]) -> None:
    if user.email is None:
        return
    letter = Letter(
        reason=f"privacy.{template}:{user.id}:{now().isoformat()}",
        to=user.email,
        template=f"privacy/{template}",
        language=user.language,
        context=context,
        name=user.name,
        person_id=user.id,
    )
    post(letter)
