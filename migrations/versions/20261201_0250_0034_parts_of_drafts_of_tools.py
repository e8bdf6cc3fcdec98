"""parts of drafts of tools.

Revision: 0034, after 0033
Written: 2026-12-01 02:50:00+00:00
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

DRAFTS = sa.table("tool_drafts", sa.column("id"), sa.column("updated_at"), sa.column("pieces", sa.JSON()))
PARTS = sa.table(
    "tool_draft_parts",
    *(sa.column(name) for name in ("draft_id", "language", "kind", "key", "position", "revision")),
    *(sa.column(name) for name in ("of_revision", "is_removed", "edited_at")),
    sa.column("value", sa.JSON()),
)


def upgrade() -> None:
    op.create_table(
        "tool_draft_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("of_revision", sa.Integer(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["tool_drafts.id"],
            name=op.f("fk_tool_draft_parts_draft_id_tool_drafts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_draft_parts")),
        sa.UniqueConstraint(
            "draft_id", "language", "kind", "key", name=op.f("uq_tool_draft_parts_draft_id")
        ),
    )
    op.create_table(
        "tool_former_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["tool_draft_parts.id"],
            name=op.f("fk_tool_former_parts_part_id_tool_draft_parts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_former_parts")),
    )
    with op.batch_alter_table("tool_former_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tool_former_parts_part_id"), ["part_id"], unique=False)
    _take_apart(op.get_bind())
    op.drop_column("tool_drafts", "pieces")  # in place: a table made anew would take its parts along


def _take_apart(connection: sa.Connection) -> None:
    rows: list[dict[str, Any]] = [
        {
            "draft_id": draft.id,
            "language": language,
            "kind": "about" if language else "facts",
            "key": "main",
            "position": position,
            "value": piece["value"],
            "revision": piece["revision"],
            "of_revision": piece["of_revision"],
            "is_removed": False,
            "edited_at": draft.updated_at,
        }
        for draft in connection.execute(sa.select(DRAFTS)).all()
        for position, (language, piece) in enumerate(draft.pieces.items())
    ]
    if rows:
        connection.execute(sa.insert(PARTS), rows)


def downgrade() -> None:
    op.add_column("tool_drafts", sa.Column("pieces", sa.JSON(), nullable=False, server_default="{}"))
    _put_together(op.get_bind())
    with op.batch_alter_table("tool_former_parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tool_former_parts_part_id"))
    op.drop_table("tool_former_parts")
    op.drop_table("tool_draft_parts")
    with op.batch_alter_table("tool_drafts", schema=None) as batch_op:
        batch_op.alter_column("pieces", server_default=None)


def _put_together(connection: sa.Connection) -> None:
    pieces: dict[int, dict[str, Any]] = {}
    query = sa.select(PARTS).where(PARTS.c.is_removed.is_(sa.false())).order_by(PARTS.c.position)
    for row in connection.execute(query).all():
        piece = {"value": row.value, "revision": row.revision, "of_revision": row.of_revision}
        pieces.setdefault(row.draft_id, {})[row.language] = piece
    for id, of_draft in pieces.items():
        connection.execute(sa.update(DRAFTS).where(DRAFTS.c.id == id).values(pieces=of_draft))
