"""The mail that tells of somebody who asks for help. It goes at once, whatever news one wishes for."""

from typing import Final

from cop.accounts.queries import people, with_role
from cop.core import hosts
from cop.core.permissions import Role
from cop.mail.letters import Letter, post
from cop.voices.models import Board, BoardCall

KIND: Final = "service"


def tell_of_call(board: Board, call: BoardCall) -> None:
    """Write to those who look after the place, and to the moderators; what was said is not in the mail."""
    host = hosts.hosts().get(board.place_kind)
    readers = set(host.staff(board.place_id)) if host is not None else set()
    readers |= set(with_role(Role.MODERATOR)) | ({board.opened_by} if board.opened_by else set())
    for id, reader in sorted(people(readers).items()):
        if not reader.email:
            continue
        letter = Letter(
            reason=f"voices.call:{call.id}:{id}",
            to=reader.email,
            template="voices/call",
            language=reader.language,
            context={
                "link": f"/{reader.language}/account/voices/{board.id}/calls",
                "board": board.titles.get(reader.language) or next(iter(board.titles.values()), board.code),
            },
            name=reader.name,
            person_id=id,
            kind=KIND,
        )
        post(letter)
